"""The school page: what is measured year by year, small groups withheld, and who works there."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from groundswell.kernel import charts, clock
from groundswell.kernel.models import Tenant
from groundswell.portal.choices import GROUPS, MEASURES, SUBJECTS, VALUES, word
from groundswell.roster.choices import MeasureState, PositionRole
from groundswell.roster.models import District, Measure, Organisation, Position
from groundswell.roster.queries import measures, people, schools
from groundswell.roster.queries.measures import FIRST_COHORT, Shown
from groundswell.roster.rules.groups import shown_groups

CHARTED = ("performance_score", "growth_score")
BY_SUBJECT = ("achievement_score", "performance_score")
IN_THE_YEARS = (
    "performance_grade",
    "performance_score",
    "achievement_score",
    "growth_status",
    "growth_score",
)
LEADING = (
    PositionRole.PRINCIPAL,
    PositionRole.TEACHER_LEADER,
    PositionRole.SCHOOL_COACH,
    PositionRole.INSTRUCTIONAL_COACH,
    PositionRole.MEDIA_COORDINATOR,
)
ROLE_ORDER: dict[str, int] = {
    role: at for at, role in enumerate([*LEADING, *(r for r in PositionRole if r not in LEADING)])
}


@dataclass(frozen=True, slots=True)
class Chart:
    """One small chart: its lines, its words, and where the numbers come from."""

    lines: Sequence[charts.Series]
    title: str
    sentence: str
    base: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a table for one measure: a value, or in ``note`` why there is none."""

    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table by year: column heads, and for each year its cells. ``base`` names the sources."""

    title: str
    heads: list[str]
    rows: list[tuple[Any, list[Cell]]]
    base: str


@dataclass(slots=True)
class SchoolPage:
    """Everything on a school's page, read in a fixed number of statements."""

    school: Organisation
    district: District
    is_open: bool
    last_listed: int | None
    shown: Shown
    near: schools.Neighbours

    @property
    def students(self) -> Measure | None:
        """The latest number of students."""
        counted = [row for row in self.shown.of("students") if row.value is not None]
        return counted[-1] if counted else None

    @property
    def students_chart(self) -> Chart | None:
        return _students_chart(self.shown)

    @property
    def score_charts(self) -> list[Chart]:
        found = [_score_chart(self.shown, kind) for kind in CHARTED]
        return [chart for chart in found if chart]

    @property
    def state_results(self) -> Table | None:
        """The state's letter, scores and growth by year."""
        kinds = [kind for kind in IN_THE_YEARS if self.shown.of(kind)]
        return _table(
            _("The state's results"), [(word(MEASURES, kind), self.shown.of(kind)) for kind in kinds]
        )

    @property
    def by_subject(self) -> list[Table]:
        """Scores by subject and year."""
        tables = []
        for kind in BY_SUBJECT:
            columns = [
                (word(SUBJECTS, subject), self.shown.of(kind, subject=subject))
                for subject in self.shown.subjects(kind)
            ]
            tables.append(_table(_("%(measure)s by subject") % {"measure": word(MEASURES, kind)}, columns))
        return [table for table in tables if table]

    @property
    def groups(self) -> Table | None:
        """Students by race and year, small groups withheld so that the total does not give them away."""
        return _groups_table(self.shown, self.district.suppression_threshold)

    @property
    def first_cohort(self) -> Measure | None:
        """That a public record names it among the first schools to start: the month in ``text``, with its source."""
        return next(iter(self.shown.of(FIRST_COHORT)), None)

    @property
    def also(self) -> list[tuple[str, str]]:
        """Measures that stand in no chart and no table, the latest of each, with year and source."""
        rest = [kind for kind in self.shown.kinds() if kind not in {"students", FIRST_COHORT, *IN_THE_YEARS}]
        latest = [(kind, self.shown.of(kind)[-1]) for kind in rest if self.shown.of(kind)]
        return [
            (word(MEASURES, kind), f"{_cell(row).value or _cell(row).note} ({row.year}; {row.source.title})")
            for kind, row in latest
        ]


def school_page(school: Organisation, tenant: Tenant) -> SchoolPage:
    """Read a school's public side: at most five statements."""
    district = schools.district_of(tenant)
    shown = measures.measures_of(school)
    listed = [row.year for row in shown.of("students") if row.state == MeasureState.MEASURED]
    last_listed = max(listed, default=None)
    if district.is_public_record:
        is_open = last_listed is not None and last_listed == schools.last_listed_year()
    else:
        today = clock.today(tenant.time_zone)
        is_open = (school.closed_on is None or school.closed_on >= today) and (
            school.opened_on is None or school.opened_on <= today
        )
    return SchoolPage(school, district, is_open, last_listed, shown, schools.neighbours_of(school))


def staff_by_role(place: Organisation, tenant: Tenant) -> list[tuple[str, list[Position]]]:
    """Who works at a place today, by role, the principal first."""
    held = people.staff_of(place, tenant)
    held.sort(key=lambda position: ROLE_ORDER.get(position.role, len(ROLE_ORDER)))
    return [
        (str(group[0].get_role_display()), group)
        for group in (list(found) for _role, found in groupby(held, key=lambda position: position.role))
    ]


def _students_chart(shown: Shown) -> Chart | None:
    rows = shown.of("students")
    counted = [row for row in rows if row.value is not None]
    if not counted:
        return None
    sentence = _("%(students)s students in %(year)s.") % {
        "students": charts.number(float(counted[-1].value or 0)),
        "year": counted[-1].year,
    }
    if len(counted) > 1:
        sentence = _("From %(first)s students in %(from)s to %(last)s in %(to)s.") % {
            "first": charts.number(float(counted[0].value or 0)),
            "from": counted[0].year,
            "last": charts.number(float(counted[-1].value or 0)),
            "to": counted[-1].year,
        }
    one = charts.Series(_("Students"), _year_values(rows))
    return Chart([one], _("Students by year"), sentence, _base(rows))


def _score_chart(shown: Shown, kind: str) -> Chart | None:
    rows = shown.of(kind)
    if not rows:
        return None
    name = word(MEASURES, kind)
    counted = [row for row in rows if row.value is not None]
    sentence = _("No number was published.")
    if counted:
        sentence = _("%(value)s in %(year)s, the latest year with a number.") % {
            "value": charts.number(float(counted[-1].value or 0)),
            "year": counted[-1].year,
        }
    return Chart([charts.Series(name, _year_values(rows))], name, sentence, _base(rows))


def _year_values(rows: list[Measure]) -> list[charts.YearValue]:
    by_year = {row.year: row for row in rows}
    years = range(min(by_year), max(by_year) + 1)
    return [_year_value(year, by_year.get(year)) for year in years]


def _year_value(year: int, row: Measure | None) -> charts.YearValue:
    if row is None or row.value is None:
        return charts.YearValue(str(year), None, _why(row))
    return charts.YearValue(str(year), float(row.value))


def _why(row: Measure | None) -> str:
    """Why a measure has no number, in words: a mask keeps what the source shows in its place."""
    if row is None or row.state == MeasureState.MEASURED:
        return _("no data")
    words = str(row.get_state_display()).lower()
    return f"{row.text}: {words}" if row.text else words


def _cell(row: Measure | None) -> Cell:
    if row is None or row.state != MeasureState.MEASURED:
        return Cell("", _why(row))
    if row.value is not None:
        return Cell(charts.number(float(row.value)))
    return Cell(str(VALUES.get(row.text, row.text)))


def _table(title: str, columns: list[tuple[str, list[Measure]]]) -> Table | None:
    """One row per year, one column per list of measures; None when there is nothing at all."""
    columns = [(head, rows) for head, rows in columns if rows]
    if not columns:
        return None
    by_year = [{row.year: row for row in rows} for _head, rows in columns]
    years = sorted({year for column in by_year for year in column})
    rows = [(year, [_cell(column.get(year)) for column in by_year]) for year in years]
    base = _base([row for _head, measured in columns for row in measured])
    return Table(title, [head for head, _rows in columns], rows, base)


def _groups_table(shown: Shown, threshold: int) -> Table | None:
    groups = shown.groups("students")
    if not groups:
        return None
    by_group = {group: {row.year: row for row in shown.of("students", group=group)} for group in groups}
    rows = []
    for total in shown.of("students"):
        counts = {group: _count(by_group[group].get(total.year)) for group in groups}
        seen = shown_groups(counts, threshold)
        cells = [_group_cell(counts[group], seen[group]) for group in groups]
        rows.append((total.year, [_cell(total), *cells]))
    heads = [word(GROUPS, "all"), *(word(GROUPS, group) for group in groups)]
    return Table(_("Students by race"), heads, rows, _base(shown.of("students")))


def _count(row: Measure | None) -> int | None:
    return None if row is None or row.value is None else int(row.value)


def _group_cell(counted: int | None, seen: int | None) -> Cell:
    if seen is not None:
        return Cell(charts.number(seen))
    return Cell("", _("no data") if counted is None else _("not shown"))


def _base(rows: Sequence[Measure]) -> str:
    return _("Source: %(titles)s") % {"titles": "; ".join(measures.sources_of(rows))}
