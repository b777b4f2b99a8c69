"""What is known of a school's readiness, willing and able apart, in counts and in words.

Several independent indicators that say the same are worth more than one (Denzin, 1978, The Research Act, on
triangulation of data). What is not known is missing: it counts neither for the school nor against it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from groundswell.cohorts.choices import Basis, Comparison, FindingState, Side
from groundswell.cohorts.models import Candidacy, PhaseOutcome, ScreeningCriterion, ScreeningFinding
from groundswell.cohorts.queries.screening import Seen, seen_at

ENOUGH = 3  # bases that must say the same
TENURE = "principal_tenure"


@dataclass(frozen=True, slots=True)
class CriterionSpec:
    """What one criterion shall be. ``threshold`` in the unit of the measure: of a share of a survey in per cent, of a
    principal's time at the school in years. ``pk`` names a criterion that is there, to keep what was found by it."""

    name: str
    side: str
    basis: str
    measure: str = ""
    comparison: str = Comparison.AT_LEAST
    threshold: Decimal | None = None
    meaning: str = ""
    pk: int | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """Of ``of`` criteria ``known`` are known, and ``met`` of those are met."""

    met: int = 0
    known: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class Readiness:
    """What a school's findings say. Willing and able are never added up.

    ``agreeing`` are the bases that say the same, ready (``says`` True) or not, where they are three or more.
    """

    willing: Counted
    able: Counted
    missing: tuple[ScreeningCriterion, ...] = ()
    agreeing: tuple[Basis, ...] = ()
    says: bool | None = None

    @property
    def triangulated(self) -> bool:
        return self.says is not None


def readiness(seen: Sequence[Seen]) -> Readiness:
    """What the findings of one school, one for each criterion, say together.

    A basis says what all of its known criteria say; one whose criteria differ says nothing. Where three bases say
    "met", the school is found ready by triangulation; where three say "not met", found not ready.
    """
    by_basis: dict[str, set[bool]] = {}
    for one in seen:
        if one.is_known and one.met is not None:
            by_basis.setdefault(one.criterion.basis, set()).add(one.met)
    agreeing: tuple[Basis, ...] = ()
    says: bool | None = None
    for met in (True, False):
        same = tuple(Basis(basis) for basis, said in by_basis.items() if said == {met})
        if len(same) >= ENOUGH:
            agreeing, says = same, met
    missing = tuple(one.criterion for one in seen if not one.is_known)
    return Readiness(_counted(seen, Side.WILLING), _counted(seen, Side.ABLE), missing, agreeing, says)


def _counted(seen: Iterable[Seen], side: Side) -> Counted:
    mine = [one for one in seen if one.criterion.side == side]
    known = [one for one in mine if one.is_known]
    return Counted(sum(one.met is True for one in known), len(known), len(mine))


def triangulation_in_words(found: Readiness) -> str:
    """Which kinds of evidence say the same, or that too few do."""
    if not found.triangulated:
        return _("No three independent kinds of evidence say the same.")
    named = ", ".join(str(one.label) for one in found.agreeing)
    said = _("These say ready: %(which)s.") if found.says else _("These say not ready: %(which)s.")
    return said % {"which": named}


def meets(criterion: ScreeningCriterion, value: Decimal | None) -> bool | None:
    """Whether a value meets the criterion; None where one of the two is not there."""
    if value is None or criterion.threshold is None:
        return None
    if criterion.comparison == Comparison.AT_MOST:
        return value <= criterion.threshold
    return value >= criterion.threshold


def wanted(criterion: ScreeningCriterion) -> str:
    """When the criterion is met, in words: “at least 60”."""
    if criterion.threshold is None:
        return _("the office finds so")
    value = amount(criterion, criterion.threshold)
    if criterion.comparison == Comparison.AT_MOST:
        return _("at most %(value)s") % {"value": value}
    return _("at least %(value)s") % {"value": value}


def amount(criterion: ScreeningCriterion, value: Decimal) -> str:
    """A value as the page writes it, with the unit that its basis has."""
    plain = number_format(f"{round(value, 2).normalize():f}", use_l10n=True, force_grouping=True)
    if criterion.basis == Basis.SURVEY:
        return f"{plain} %"
    if criterion.basis == Basis.STAFFING:
        return _("%(n)s years") % {"n": plain}
    return plain


def value_in_words(criterion: ScreeningCriterion, finding: ScreeningFinding | None) -> str:
    """What is known: the value, whether it is met, or why there is none."""
    if finding is None:
        return str(_("Not judged yet") if criterion.basis == Basis.JUDGED else FindingState.MISSING.label)
    if finding.state != FindingState.KNOWN:
        return str(FindingState(finding.state).label)
    if finding.value is None:
        return str(_("Met") if finding.met else _("Not met"))
    return amount(criterion, finding.value)


def source_of(criterion: ScreeningCriterion, finding: ScreeningFinding | None) -> str:
    """Where a finding is from and of which date, in words; nothing where nothing was found."""
    if finding is None or not finding.source:
        return ""
    if criterion.basis == Basis.STAFFING and finding.made_by_id is None:
        since = date_format(date.fromisoformat(finding.source), "DATE_FORMAT")
        return _("Roster: principal here since %(day)s") % {"day": since}
    return finding.source


@dataclass(frozen=True, slots=True)
class Cell:
    """One criterion at one school, as a table shows it."""

    criterion: ScreeningCriterion
    finding: ScreeningFinding | None
    words: str
    source: str

    @property
    def met(self) -> bool | None:
        return self.finding.met if self.finding is not None else None


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """One school in the table of a screening. ``asks`` is how many corrections it waits for."""

    candidacy: Candidacy
    cells: tuple[Cell, ...]
    readiness: Readiness
    outcome: PhaseOutcome | None = None
    asks: int = 0

    @property
    def says(self) -> str:
        return triangulation_in_words(self.readiness)


class Show(TextChoices):
    """To which schools a table of a screening is narrowed."""

    READY = "ready", _lazy("Three kinds of evidence say ready")
    NOT_READY = "not_ready", _lazy("Three kinds of evidence say not ready")
    UNCLEAR = "unclear", _lazy("Fewer than three say the same")
    MISSING = "missing", _lazy("Something is not known")
    ASKS = "asks", _lazy("Asks for a correction")


def rows_of(
    candidacies: Sequence[Candidacy],
    criteria: Sequence[ScreeningCriterion],
    outcomes: Mapping[int, PhaseOutcome],
    asking: Mapping[int, int],
) -> list[SchoolRow]:
    """The table of these schools. One statement."""
    seen = seen_at(candidacies, criteria)
    return [
        SchoolRow(
            one, cells_of(seen[one.pk]), readiness(seen[one.pk]), outcomes.get(one.pk), asking.get(one.pk, 0)
        )
        for one in candidacies
    ]


def cells_of(seen: Iterable[Seen]) -> tuple[Cell, ...]:
    """What is known of one school, criterion by criterion, in words."""
    return tuple(
        Cell(
            one.criterion,
            one.finding,
            value_in_words(one.criterion, one.finding),
            source_of(one.criterion, one.finding),
        )
        for one in seen
    )


def narrowed(rows: Iterable[SchoolRow], show: str, outcome: str) -> list[SchoolRow]:
    """Those that fit; an empty value fits all, outcome "none" those without one."""
    fits: dict[str, Callable[[SchoolRow], bool]] = {
        Show.READY: lambda row: row.readiness.says is True,
        Show.NOT_READY: lambda row: row.readiness.says is False,
        Show.UNCLEAR: lambda row: not row.readiness.triangulated,
        Show.MISSING: lambda row: bool(row.readiness.missing),
        Show.ASKS: lambda row: row.asks > 0,
    }
    found = [row for row in rows if not show or fits[show](row)]
    if not outcome:
        return found
    return [row for row in found if (row.outcome.outcome if row.outcome else "none") == outcome]


def csv_header(criteria: Iterable[ScreeningCriterion]) -> list[str]:
    """What :func:`csv_rows` gives, by column."""
    named = [
        column
        for one in criteria
        for column in (
            one.name,
            _("%(name)s: met") % {"name": one.name},
            _("%(name)s: source") % {"name": one.name},
        )
    ]
    return [
        *(_("School"), _("Learning community")),
        *(_("Willing: met"), _("Willing: known"), _("Willing: asked")),
        *(_("Able: met"), _("Able: known"), _("Able: asked"), _("Evidence"), *named),
        *(_("What the screening says"), _("Why")),
    ]


def csv_rows(rows: Iterable[SchoolRow]) -> Iterator[list[Any]]:
    """A row for each school. What is not known says so; it is never empty and never zero."""
    for row in rows:
        school, sides = row.candidacy.school, (row.readiness.willing, row.readiness.able)
        known = [value for side in sides for value in (side.met, side.known, side.of)]
        cells: list[Any] = []
        for cell in row.cells:
            number = cell.finding.value if cell.finding is not None else None
            met = "" if cell.met is None else str(_("yes") if cell.met else _("no"))
            cells += [cell.words if number is None else f"{number.normalize():f}", met, cell.source]
        said = [str(row.outcome.get_outcome_display()), row.outcome.reason] if row.outcome else ["", ""]
        yield [school.name, school.parent.name if school.parent else "", *known, row.says, *cells, *said]
