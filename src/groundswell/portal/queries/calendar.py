"""The calendar page of a district or a school: months as grids and as lists, terms, bell hours."""

from calendar import Calendar
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from django.utils.dates import MONTHS, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from groundswell.kernel import clock
from groundswell.roster.choices import DayKind
from groundswell.roster.models import BellPeriod, Organisation, SchoolYear, Term
from groundswell.roster.queries import calendar as queries
from groundswell.roster.queries.calendar import SchoolDay

SUNDAY_FIRST = Calendar(6)


@dataclass(frozen=True, slots=True)
class Cell:
    """One square of a month: a day of it, or of its neighbours (``day`` is None)."""

    day: SchoolDay | None
    mark: str = ""
    is_today: bool = False

    @property
    def words(self) -> str:
        """What the square says to those who don't see it: nothing for an ordinary day."""
        if self.day is None or not self.day.kind:
            return ""
        return ", ".join(filter(None, [self.day.title, self.day.label]))


@dataclass(frozen=True, slots=True)
class Entry:
    """A stretch of days of one kind and title within a month, in words."""

    when: str
    title: str
    kind: str
    label: str
    mark: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a school year. ``weeks`` begin on Sunday; ``school_days`` counts the days with children in school."""

    title: str
    weeks: list[list[Cell]]
    entries: list[Entry]
    school_days: int


@dataclass(frozen=True, slots=True)
class BellRow:
    """Periods that some weekdays share. ``is_own`` marks hours that only this school has."""

    weekdays: str
    periods: list[BellPeriod]
    is_own: bool


@dataclass(slots=True)
class CalendarPage:
    """A school year at one place."""

    first: date
    last: date
    zone: str
    year: SchoolYear | None = None
    years: list[SchoolYear] = field(default_factory=list)
    months: list[Month] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    bells: list[BellRow] = field(default_factory=list)
    next_day: date | None = None

    @property
    def zone_in_words(self) -> str:
        return self.zone.replace("_", " ")

    @property
    def school_days(self) -> int:
        return sum(month.school_days for month in self.months)

    @property
    def is_known(self) -> bool:
        """True when anything at all is known of this year."""
        return bool(self.year or any(month.entries for month in self.months))

    @property
    def legend(self) -> list[tuple[str, str, str]]:
        """Kind, its mark in the grid and its words."""
        return [(str(kind), mark_of(kind), str(kind.label)) for kind in DayKind]

    @property
    def heads(self) -> list[tuple[str, str]]:
        """The weekdays as the grid has them: short and in full."""
        order = [(at + 6) % 7 for at in range(7)]
        return [(str(WEEKDAYS_ABBR[at]), str(WEEKDAYS[at])) for at in order]


def calendar_page(school: Organisation | None, ends_in: int | None) -> CalendarPage:
    """The school year that ends in ``ends_in``, or else the one of today, the next, the latest. Six statements."""
    zone = queries.zone_of(school)
    today = clock.today(zone)
    years = queries.school_years()
    year = _chosen(years, ends_in, today)
    first, last = _span(year, ends_in, today)
    days = queries.days_between(first, last, school)
    periods = queries.periods_by_weekday(school)
    return CalendarPage(
        first=first,
        last=last,
        zone=zone,
        year=year,
        years=years,
        months=_months(days, today),
        terms=queries.terms_between(first, last),
        bells=_bells(periods),
        next_day=queries.next_instructional_day(today, school),
    )


def mark_of(kind: str) -> str:
    """The letter that stands for a kind of day in a grid; an ordinary day has none."""
    return {
        str(DayKind.HOLIDAY): pgettext("letter for a holiday in a small calendar", "H"),
        str(DayKind.WORKDAY): pgettext("letter for a teacher workday in a small calendar", "W"),
        str(DayKind.TESTING): pgettext("letter for a day of tests in a small calendar", "T"),
        str(DayKind.INSTRUCTIONAL): pgettext("letter for an extra school day in a small calendar", "S"),
    }.get(kind, "")


def _chosen(years: Sequence[SchoolYear], ends_in: int | None, today: date) -> SchoolYear | None:
    if ends_in is not None:
        return next((year for year in years if year.ends_in == ends_in), None)
    running = [year for year in years if year.ends_on >= today]
    return running[-1] if running else next(iter(years), None)


def _span(year: SchoolYear | None, ends_in: int | None, today: date) -> tuple[date, date]:
    """Whole months: those of the school year, or August to July where none is known."""
    if year is not None and (year.ends_on - year.begins_on).days < 400:
        return year.begins_on.replace(day=1), _month_end(year.ends_on)
    ends = ends_in or (today.year + 1 if today.month >= 8 else today.year)
    return date(ends - 1, 8, 1), date(ends, 7, 31)


def _month_end(day: date) -> date:
    following = day.replace(day=28) + timedelta(days=4)
    return following.replace(day=1) - timedelta(days=1)


def _months(days: Sequence[SchoolDay], today: date) -> list[Month]:
    months = []
    for (year, month), group in groupby(days, key=lambda one: (one.day.year, one.day.month)):
        inside = {one.day: one for one in group}
        weeks = [
            [_cell(inside.get(day), today) for day in week]
            for week in SUNDAY_FIRST.monthdatescalendar(year, month)
        ]
        months.append(
            Month(
                title=_("%(month)s %(year)s") % {"month": str(MONTHS[month]).capitalize(), "year": year},
                weeks=weeks,
                entries=_entries(list(inside.values())),
                school_days=sum(one.is_instructional for one in inside.values()),
            )
        )
    return months


def _cell(day: SchoolDay | None, today: date) -> Cell:
    if day is None:
        return Cell(None)
    return Cell(day, mark_of(day.kind), day.day == today)


def _entries(days: Sequence[SchoolDay]) -> list[Entry]:
    """Named days as stretches; a weekend that nobody named does not break one."""
    found: list[list[SchoolDay]] = []
    broken = True
    for day in days:
        if not day.kind:
            broken = broken or day.day.weekday() < queries.SATURDAY
            continue
        last = found[-1][-1] if found and not broken else None
        if last and (last.kind, last.title, last.is_own) == (day.kind, day.title, day.is_own):
            found[-1].append(day)
        else:
            found.append([day])
        broken = False
    return [_entry(group[0], group[-1]) for group in found]


def _entry(first: SchoolDay, last: SchoolDay) -> Entry:
    when = date_format(first.day, "MONTH_DAY_FORMAT")
    if last is not first:
        when = _("%(first)s to %(last)s") % {"first": when, "last": date_format(last.day, "MONTH_DAY_FORMAT")}
    return Entry(when, first.title or first.label, first.kind, first.label, mark_of(first.kind), first.is_own)


def _bells(by_weekday: dict[int, list[BellPeriod]]) -> list[BellRow]:
    """Weekdays that have the same periods stand together."""
    rows: dict[tuple, tuple[list[int], list[BellPeriod]]] = {}
    for weekday, periods in sorted(by_weekday.items()):
        key = tuple((one.name, one.begins_at, one.ends_at, one.school_id) for one in periods)
        rows.setdefault(key, ([], periods))[0].append(weekday)
    return [
        BellRow(_in_words(weekdays), periods, bool(periods[0].school_id))
        for weekdays, periods in rows.values()
    ]


def _in_words(weekdays: Sequence[int]) -> str:
    names = [str(WEEKDAYS[at]) for at in weekdays]
    if len(names) > 2 and weekdays[-1] - weekdays[0] == len(names) - 1:
        return _("%(first)s to %(last)s") % {"first": names[0], "last": names[-1]}
    return ", ".join(names)
