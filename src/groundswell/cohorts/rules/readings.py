"""What a reading needs before it counts."""

from collections.abc import Collection, Hashable, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from groundswell.cohorts.models import RubricCriterion, RubricVersion
from groundswell.cohorts.rules.refusals import Refused
from groundswell.cohorts.rules.scores import weighted_total

LONGEST_COMMENT, LONGEST_FOR_SCHOOL, LONGEST_NOTE = 4000, 2000, 600


class Newer(Refused):
    """The reading was saved elsewhere after the revision on which this was written. Nothing was overwritten."""


def check_levels(
    levels: Mapping[int, int], criteria: Collection[RubricCriterion], rubric: RubricVersion | None
) -> None:
    """Raises Refused for a criterion of another rubric and a level that the rubric does not have."""
    if rubric is None or set(levels) - {one.pk for one in criteria}:
        raise Refused(_("One of these criteria does not belong to this rubric. Load the page again."))
    if any(not rubric.lowest <= level <= rubric.highest for level in levels.values()):
        raise Refused(
            _("A level is a whole number from %(lowest)s to %(highest)s.")
            % {"lowest": rubric.lowest, "highest": rubric.highest}
        )


def total(levels: Mapping[int, int], criteria: Collection[RubricCriterion]) -> Decimal:
    """The weighted mean on the rubric's scale, to three digits. Raises Refused with the criteria that have no level."""
    missing = [one.title for one in criteria if one.pk not in levels]
    if missing or not criteria:
        raise Refused(_("Still without a level: %(criteria)s.") % {"criteria": ", ".join(missing)})
    weights: dict[Hashable, float] = {one.pk: float(one.weight) for one in criteria}
    mean = weighted_total({one.pk: levels[one.pk] for one in criteria}, weights)
    return Decimal(str(round(mean, 3)))


def check_words(comment: str, for_school: str, notes: Mapping[int, str]) -> None:
    """Raises Refused where more is said than is kept."""
    longest = max((len(note) for note in notes.values()), default=0)
    for said, most in (
        (len(comment), LONGEST_COMMENT), (len(for_school), LONGEST_FOR_SCHOOL), (longest, LONGEST_NOTE),
    ):  # fmt: skip
        if said > most:
            raise Refused(
                _("That is too long to be kept: %(n)s characters, and at most %(most)s are.")
                % {"n": said, "most": most}
            )
