"""What the people of one school said, survey by survey: its rows of the tables by school, as those pages show them."""

from collections.abc import Collection
from dataclasses import replace

from django.utils.translation import gettext as _

from groundswell.surveys.choices import Margin
from groundswell.surveys.models import SurveyWave
from groundswell.surveys.queries.waves import threshold
from groundswell.surveys.rules.results_groups import GroupResult, GroupRow, kept_groups, refusal


def said_at(school: int, waves: Collection[SurveyWave], language: str) -> list[GroupResult]:
    """The tables by school of these waves, narrowed to one school (id).

    The waves have declared the table. One in which nobody of the school was asked is left out; one whose table is not
    shown is there with the reason. Three statements, however many waves.
    """
    kept, smallest = kept_groups(waves, Margin.SCHOOL, language), threshold()
    found = []
    for wave in waves:
        result = kept.get(wave.pk) or GroupResult(wave, smallest, why_not=refusal(wave) or _waiting())
        if result.why_not:
            found.append(result)
        elif rows := _of(school, result.rows):
            items = (replace(item, rows=_of(school, item.rows)) for item in result.items)
            found.append(replace(result, rows=rows, items=tuple(items)))
    return found


def _of(school: int, rows: Collection[GroupRow]) -> tuple[GroupRow, ...]:
    return tuple(row for row in rows if row.key == str(school))


def _waiting() -> str:
    """Of a wave that closed before tables were kept, until the worker has kept its."""
    return _("Its table by school is still being kept. Until then, the survey’s own page shows it.")
