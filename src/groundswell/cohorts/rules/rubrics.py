"""What makes a rubric whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.cohorts.models import RubricVersion
from groundswell.cohorts.queries.rubrics import criteria_of

LONGEST_TITLE, LONGEST_WORDS = 160, 600
MOST_CRITERIA, MOST_LEVELS = 20, 9


@dataclass(frozen=True, slots=True)
class CriterionText:
    """One criterion as somebody writes it: ``levels`` maps each level of the rubric to what it looks like."""

    title: str
    meaning: str = ""
    weight: Decimal = Decimal(1)
    levels: Mapping[int, str] = field(default_factory=dict)


def too_much(criteria: Sequence[CriterionText], lowest: int, highest: int) -> str:
    """Why this can't be kept even as a draft, in words; empty where it can."""
    if len(criteria) > MOST_CRITERIA:
        return _("A rubric has at most %(n)s criteria.") % {"n": MOST_CRITERIA}
    for one in criteria:
        said = {"title": one.title}
        if not one.title.strip():
            return _("Every criterion needs a name.")
        if not 0 < one.weight < 1000:
            return _("The weight of “%(title)s” has to be more than 0 and less than 1,000.") % said
        if len(one.title) > LONGEST_TITLE or any(
            len(text) > LONGEST_WORDS for text in (one.meaning, *one.levels.values())
        ):
            return _("Something in “%(title)s” is too long: at most %(n)s characters.") % (
                said | {"n": LONGEST_WORDS}
            )
        if any(not lowest <= level <= highest for level in one.levels):
            return _("“%(title)s” describes a level that this rubric does not have.") % said
    return ""


def missing(criteria: Sequence[CriterionText], lowest: int, highest: int) -> list[str]:
    """What is still to be written before it goes out for signing, one sentence each."""
    if not criteria:
        return [_("There is no criterion yet.")]
    found = []
    for one in criteria:
        empty = [level for level in range(lowest, highest + 1) if not one.levels.get(level, "").strip()]
        if empty:
            said = ngettext(
                "“%(title)s”: level %(levels)s has no words yet.",
                "“%(title)s”: levels %(levels)s have no words yet.",
                len(empty),
            )
            found.append(said % {"title": one.title, "levels": ", ".join(map(str, empty))})
    return found


def shares(weights: Sequence[Decimal]) -> list[float]:
    """What part of the total each criterion makes up; they sum to 1."""
    whole = sum(weights)
    return [float(weight / whole) for weight in weights] if whole else []


def texts_of(version: RubricVersion) -> list[CriterionText]:
    """The criteria of a version as they were written. Two statements."""
    return [
        CriterionText(one.title, one.meaning, one.weight, {row.level: row.text for row in one.levels.all()})
        for one in criteria_of(version.pk)
    ]
