"""The school calendar: on which days children are in school, and when the bell rings.

The district's calendar holds everywhere; a school's own days and bell hours replace it there, day by day and weekday
by weekday. A team follows its school; every other place follows the district.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format, time_format

from groundswell.kernel import clock
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.rows import Among, Given, written_once
from groundswell.kernel.tenancy import current_tenant
from groundswell.roster.choices import DayKind, OrganisationKind
from groundswell.roster.models import BellPeriod, CalendarDay, CalendarFile, Organisation, SchoolYear, Term

SATURDAY = 5
AHEAD = timedelta(days=400)
A_DAY = timedelta(days=1)
IN_SCHOOL = frozenset({DayKind.INSTRUCTIONAL, DayKind.TESTING})


@dataclass(frozen=True, slots=True)
class SchoolDay:
    """One day somewhere. ``kind`` is empty for a day that nobody named; ``is_own`` marks a school's exception."""

    day: date
    kind: str
    title: str
    is_own: bool
    is_instructional: bool

    @property
    def label(self) -> str:
        """The kind in words."""
        return str(DayKind(self.kind).label) if self.kind else ""


@dataclass(frozen=True, slots=True)
class BellHour:
    """A period of one day at one place, as moments in that place's time zone."""

    name: str
    begins_at: datetime
    ends_at: datetime


def school_of(organisation: Organisation | None) -> Organisation | None:
    """The school whose calendar a place follows; None where it follows the district's."""
    if organisation is not None and organisation.kind == OrganisationKind.TEAM:
        organisation = organisation.parent
    if organisation is None or organisation.kind != OrganisationKind.SCHOOL:
        return None
    return organisation


def zone_of(organisation: Organisation | None = None) -> str:
    """The IANA name of the time zone in which a place lives: its school's own, or the district's."""
    school = school_of(organisation)
    own = school.school.time_zone if school is not None and hasattr(school, "school") else ""
    return own or current_tenant().time_zone


def days_between(first: date, last: date, organisation: Organisation | None = None) -> list[SchoolDay]:
    """Every day from ``first`` to ``last``, both included. Two statements, one more for a team.

    An instructional day is a weekday within a school year that nobody called anything else, and every day that is
    named instructional or testing. While the roster has no school year at all, every weekday counts as within one.
    """
    school = school_of(organisation)
    named = named_days(first, last, school)
    years = list(SchoolYear.objects.filter(begins_on__lte=last, ends_on__gte=first))
    known = years if years or SchoolYear.objects.exists() else None
    days = []
    for number in range((last - first).days + 1):
        day = first + number * A_DAY
        one = named.get(day)
        days.append(
            SchoolDay(
                day=day,
                kind=one.kind if one else "",
                title=one.title if one else "",
                is_own=bool(one and one.school_id),
                is_instructional=in_school(day, one, known),
            )
        )
    return days


def in_school(day: date, named: CalendarDay | None, years: Sequence[SchoolYear] | None) -> bool:
    """What makes a day instructional (see :func:`days_between`). ``years`` is None while the roster has none at all."""
    if named is not None:
        return named.kind in IN_SCHOOL
    return day.weekday() < SATURDAY and (years is None or any(y.begins_on <= day <= y.ends_on for y in years))


def named_days(first: date, last: date, school: Organisation | None) -> dict[date, CalendarDay]:
    """The days in a span that somebody named, a school's own before the district's. One statement."""
    rows = CalendarDay.objects.filter(_for(school), day__gte=first, day__lte=last).order_by("day")
    found: dict[date, CalendarDay] = {}
    for row in rows:
        if row.school_id is not None or row.day not in found:
            found[row.day] = row
    return found


def is_instructional(day: date, organisation: Organisation | None = None) -> bool:
    """True when children are in school that day at this place (none: by the district's calendar)."""
    return days_between(day, day, organisation)[0].is_instructional


def next_instructional_day(day: date, organisation: Organisation | None = None) -> date | None:
    """The first instructional day after ``day``; None where none is known within the next 400 days."""
    ahead = days_between(day + A_DAY, day + AHEAD, organisation)
    return next((one.day for one in ahead if one.is_instructional), None)


def bell_hours(day: date, organisation: Organisation | None = None) -> list[BellHour]:
    """The periods of a day at a place, earliest first, as moments; none on a day without instruction.

    The bell rings by the clock on the wall, so that the same period begins an hour later in UTC after the clocks go
    back. A time that the clocks skip is read as the time that they show instead.
    """
    if not is_instructional(day, organisation):
        return []
    zone = ZoneInfo(zone_of(organisation))
    periods = periods_on(day.weekday(), school_of(organisation))
    return [
        BellHour(
            one.name,
            datetime.combine(day, one.begins_at, zone),
            datetime.combine(day, one.ends_at, zone),
        )
        for one in periods
    ]


def bell_hours_at(moment: datetime, organisation: Organisation | None = None) -> list[BellHour]:
    """The periods that run at a moment (aware) at a place; a period has ended when its last minute has."""
    day = clock.local(moment, zone_of(organisation)).date()
    return [one for one in bell_hours(day, organisation) if one.begins_at <= moment < one.ends_at]


def periods_on(weekday: int, school: Organisation | None) -> list[BellPeriod]:
    """The periods of a weekday: the school's own where it has any that weekday, the district's otherwise."""
    rows = list(BellPeriod.objects.filter(_for(school), weekday=weekday).order_by("begins_at"))
    return [row for row in rows if row.school_id] or rows


def periods_by_weekday(school: Organisation | None) -> dict[int, list[BellPeriod]]:
    """What :func:`periods_on` says for each weekday that has periods. One statement."""
    found: dict[int, list[BellPeriod]] = {}
    for row in BellPeriod.objects.filter(_for(school)).order_by("weekday", "begins_at"):
        found.setdefault(row.weekday, []).append(row)
    return {weekday: [row for row in rows if row.school_id] or rows for weekday, rows in found.items()}


@written_once
def school_years() -> QuerySet[SchoolYear]:
    """The school years that the roster knows, the latest first."""
    return SchoolYear.objects.order_by("-ends_in", "pk")


def terms_between(first: date, last: date) -> list[Term]:
    """The terms that touch a span, in order of their days."""
    return list(
        Term.objects.filter(begins_on__lte=last, ends_on__gte=first).order_by(
            "begins_on", "-ends_on", "title"
        )
    )


def days_to_write(places: Sequence[int | None] | None) -> list[CalendarDay]:
    """Named days for a file, each with its school: of these places, or of all where None is given."""
    rows = CalendarDay.objects.select_related("school__school").order_by("school__name", "day")
    return list(rows if places is None else rows.filter(_among(places)))


def periods_to_write(places: Sequence[int | None] | None) -> list[BellPeriod]:
    """Bell periods for a file, chosen as in :func:`days_to_write`."""
    rows = BellPeriod.objects.select_related("school__school").order_by(
        "school__name", "weekday", "begins_at"
    )
    return list(rows if places is None else rows.filter(_among(places)))


def days_at(places: Iterable[int | None], first: date, last: date) -> list[CalendarDay]:
    """The days in a span that these places themselves named; None stands for the district."""
    schools = set(places)
    return _days(None in schools, schools=schools - {None}, first=first, last=last)


@written_once
def _days(everywhere: bool) -> QuerySet[CalendarDay]:
    return CalendarDay.objects.filter(_own(everywhere), day__gte=Given("first"), day__lte=Given("last"))


def periods_at(places: Iterable[int | None]) -> list[BellPeriod]:
    """The bell periods that these places themselves have; None stands for the district."""
    schools = set(places)
    return _periods(None in schools, schools=schools - {None})


@written_once
def _periods(everywhere: bool) -> QuerySet[BellPeriod]:
    return BellPeriod.objects.filter(_own(everywhere))


def schools_by_name(actor: Actor) -> dict[str, int]:
    """The schools whose calendar ``actor`` keeps, by name, state code and identifier in small letters."""
    found: dict[str, int] = {}
    for school in schools_kept_by(actor):
        found |= names_of(school)
    return found


def schools_kept_by(actor: Actor) -> list[Organisation]:
    """The schools whose calendar ``actor`` keeps, by name."""
    schools = Organisation.objects.filter(kind=OrganisationKind.SCHOOL).select_related("school")
    if not actor.may(Permission.CALENDAR_MANAGE):
        return []
    places = actor.places_for(Permission.CALENDAR_MANAGE)
    if places is not None:
        schools = schools.filter(pk__in=places)
    return list(schools.order_by("name", "pk"))


def keeps_the_district(actor: Actor) -> bool:
    """True for whom the whole district's calendar is theirs to keep."""
    may = actor.may(Permission.CALENDAR_MANAGE)
    return may and actor.places_for(Permission.CALENDAR_MANAGE) is None


def names_of(school: Organisation) -> dict[str, int]:
    """What a file may call a school, in small letters, with its number."""
    names = (school.name, school.school.state_code, school.source_id)
    return {name.strip().lower(): school.pk for name in names if name}


def files_for(actor: Actor) -> QuerySet[CalendarFile]:
    """The calendar files that ``actor`` may see: all, or those for their schools; the latest first."""
    files = CalendarFile.objects.select_related("school", "brought_by").order_by("-pk")
    if keeps_the_district(actor):
        return files
    return files.filter(school__in=[school.pk for school in schools_kept_by(actor)])


def get_calendar_file_for(actor: Actor, pk: int) -> CalendarFile:
    """A calendar file that ``actor`` may see; Http404 otherwise."""
    return found_or_404(files_for(actor), pk=pk)


def rows_in_words(rows: Sequence[dict[str, Any]], limit: int) -> tuple[list[tuple[str, str, str]], int]:
    """(when, what, where) of what a file says, and how many lines more there are. One statement.

    The district is an empty place. Weekdays with the same period stand together.
    """
    lines: dict[Any, list[dict[str, Any]]] = {}
    for row in rows:
        same = {name: value for name, value in row.items() if name != "weekday"}
        lines.setdefault(tuple(same.values()), []).append(row)
    shown = list(lines.values())[:limit]
    schools = {group[0]["school"] for group in shown} - {None}
    names = dict(Organisation.objects.filter(pk__in=schools).values_list("pk", "name"))
    told = [(*_words_of(group), names.get(group[0]["school"], "")) for group in shown]
    return told, len(lines) - len(shown)


def slot_in_words(rows: Sequence[dict[str, Any]]) -> str:
    """What a day is called, or the periods of a weekday, in words; empty for an ordinary day and for no periods."""
    if rows and "day" in rows[0]:
        return _words_of(rows)[1]
    return "; ".join(f"{row['name']} {_hours_of(row)}" for row in rows)


def _hours_of(row: dict[str, Any]) -> str:
    begins, ends = (time_format(time.fromisoformat(row[end])) for end in ("begins", "ends"))
    return f"{begins} – {ends}"


def _words_of(group: Sequence[dict[str, Any]]) -> tuple[str, str]:
    row = group[0]
    if "day" in row:
        what = ", ".join(filter(None, [row["title"], str(DayKind(row["kind"]).label)]))
        return date_format(date.fromisoformat(row["day"]), "DATE_FORMAT"), what
    weekdays = " ".join(str(WEEKDAYS_ABBR[one["weekday"]]) for one in group)
    return f"{weekdays}, {_hours_of(row)}", row["name"]


def _own(everywhere: bool) -> Q:
    own = Q(Among("school", Given("schools")))
    return own | Q(school__isnull=True) if everywhere else own


def _among(places: Iterable[int | None]) -> Q:
    wanted = list(places)
    own = Q(school__in=[place for place in wanted if place is not None])
    return own | Q(school__isnull=True) if None in wanted else own


def _for(school: Organisation | None) -> Q:
    everywhere = Q(school__isnull=True)
    return everywhere if school is None else everywhere | Q(school=school)
