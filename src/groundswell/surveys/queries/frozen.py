"""Tables of closed waves as they were shown when they closed (``models.FrozenTable``)."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet

from groundswell.surveys.choices import WaveState
from groundswell.surveys.models import FrozenTable, SurveyWave
from groundswell.surveys.queries.waves import CALLED_OFF

WHOLE = ""  # the margin of the table of everybody together


def tables_in(waves: Collection[SurveyWave], *margins: str) -> dict[tuple[int, str], FrozenTable]:
    """By wave (id) and margin what stands of these waves: what the last close kept, nothing of one that is not closed.

    One statement at most.
    """
    closed = [one.pk for one in waves if one.state == WaveState.CLOSED]
    if not closed:
        return {}
    later = FrozenTable.objects.filter(wave=OuterRef("wave"), closing__gt=OuterRef("closing"))
    kept = FrozenTable.objects.filter(~Exists(later), wave__in=closed, margin__in=margins)
    return {(one.wave_id, one.margin): one for one in kept}


def whole_of(wave: SurveyWave) -> FrozenTable | None:
    """The table of everybody together; None where the wave is not closed, or closed and not frozen yet."""
    return tables_in([wave], WHOLE).get((wave.pk, WHOLE))


def closings_of(wave: SurveyWave) -> int:
    """How often the wave was closed and its tables were kept."""
    last = FrozenTable.objects.filter(wave=wave).order_by("-closing").values_list("closing", flat=True)
    return last.first() or 0


def to_freeze() -> QuerySet[SurveyWave]:
    """Waves that were closed before tables were kept."""
    closed = SurveyWave.objects.filter(state=WaveState.CLOSED).exclude(CALLED_OFF)
    return closed.filter(~Exists(FrozenTable.objects.filter(wave=OuterRef("pk"))))
