"""How many substitutes schools need, on which days, and how many are left under their caps.

A teacher whose school misses them in class hours on a day costs it one substitute that day, however many things they
go to; ``rules.school_day`` says for how much of the day. Nothing of it is stored: it follows from who holds a seat,
where they teach, when the bell rings, and what the office has set as caps.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from groundswell.events.models import Meeting, Section, SubstituteCap
from groundswell.events.queries import school_day as read
from groundswell.events.queries import substitutes as within
from groundswell.events.queries.meetings import times_of
from groundswell.events.queries.seating import SchoolDay
from groundswell.events.rules.school_day import (
    USUAL_DAY,
    DayAtSchool,
    DayCost,
    SubstituteDay,
    costs,
    days_touched,
)
from groundswell.kernel import clock
from groundswell.roster.choices import DayKind
from groundswell.roster.queries.calendar import in_school

A_DAY = timedelta(days=1)


class Caps:
    """The caps of a span of days: ``caps.of(school, day)``; None where a school may send as many as it likes."""

    def __init__(self, rows: Sequence[SubstituteCap]) -> None:
        self.rows = rows  # of the same place the one that was set last comes last
        self._at: dict[int | None, list[SubstituteCap]] = defaultdict(list)
        for row in rows:
            self._at[row.school_id].append(row)

    def of(self, school: int, day: date) -> int | None:
        for place in (school, None):
            for row in reversed(self._at.get(place, ())):
                if row.begins_on <= day and (row.ends_on or day) >= day:
                    return row.substitutes
        return None


class Calendars:
    """What the calendars of some schools say of a span of days, both included. Four statements, none afterwards.

    Of no school, it is the district's calendar; three statements.
    """

    def __init__(self, schools: Collection[int], first: date, last: date, zone: str) -> None:
        self.rows, self.zone = read.read_calendars(schools, first, last), zone
        self._days: dict[tuple[int | None, date], DayAtSchool] = {}
        self._costs: dict[tuple[datetime, datetime, str, tuple[DayAtSchool, ...]], list[DayCost]] = {}

    def zone_of(self, school: int) -> str:
        return self.rows.zones.get(school, self.zone)

    def day(self, school: int | None, day: date) -> DayAtSchool:
        """One day at one school: the school's own before the district's. None is the district."""
        known = self._days.get((school, day))
        if known is None:
            named = self.rows.days.get((school, day)) or self.rows.days.get((None, day))
            at, periods = day.weekday(), self.rows.periods
            bells = periods.get((school, at)) or periods.get((None, at)) or []
            known = self._days[school, day] = DayAtSchool(
                day,
                is_instructional=in_school(day, named, self.rows.years),
                is_testing=named is not None and named.kind == DayKind.TESTING,
                periods=tuple((row.begins_at, row.ends_at) for row in bells),
            )
        return known

    def costs(self, school: int, begins_at: datetime, ends_at: datetime) -> list[DayCost]:
        """What a meeting costs this school, on the days on which it costs anything."""
        zone = self.zone_of(school)
        days = tuple(self.day(school, day) for day in days_touched(begins_at, ends_at, zone))
        key = (begins_at, ends_at, zone, days)
        if key not in self._costs:
            found = costs(begins_at, ends_at, zone, days)
            self._costs[key] = [one for one in found if one.substitute]
        return self._costs[key]


@dataclass(frozen=True, slots=True)
class Absence:
    """One teacher is missed at one school on one day, because of one section."""

    person: int
    school: int
    day: date
    section: int
    substitute: SubstituteDay
    clashes_with_tests: bool


@dataclass(slots=True)
class Wanted:
    """What going to some sections would need: the school days of each (section, person), and the cap of each."""

    needs: dict[tuple[int, int], tuple[SchoolDay, ...]] = field(default_factory=dict)
    caps: dict[SchoolDay, int] = field(default_factory=dict)


def absences(seats: Iterable[read.Seat], schools: Mapping[int, int], calendars: Calendars) -> list[Absence]:
    """Who is missed where and when, by their seats and where they teach."""
    found = []
    for seat in seats:
        school = schools.get(seat.person)
        if school is not None:
            for one in calendars.costs(school, seat.begins_at, seat.ends_at):
                found.append(
                    Absence(
                        seat.person, school, one.day, seat.section, one.substitute, one.clashes_with_tests
                    )
                )
    return found


@dataclass(slots=True)
class Demand:
    """What one school needs on one day: who is missed, for how much of the day, and because of which sections.

    ``cap`` is what it has, None where nobody set it.
    """

    school: int
    day: date
    cap: int | None
    people: dict[int, int] = field(default_factory=dict)  # person to half days
    sections: dict[int, dict[int, int]] = field(default_factory=dict)  # section to the same
    clashes_with_tests: bool = False

    @property
    def number(self) -> int:
        """Substitutes: one for each teacher who is missed."""
        return len(self.people)

    @property
    def half_days(self) -> int:
        return sum(self.people.values())

    @property
    def above(self) -> int:
        """How many more than the school has."""
        return 0 if self.cap is None else max(0, self.number - self.cap)


def demand(first: date, last: date, zone: str, schools: Collection[int] | None = None) -> list[Demand]:
    """What each school needs on each day of a span, by day and school; of these schools, or of all.

    Seven statements.
    """
    seats = read.seats_between(first, last, zone)
    at = read.schools_of_teachers(seats.values("person"), first, last)
    if schools is not None:
        at = {person: school for person, school in at.items() if school in schools}
    calendars = Calendars(sorted(set(at.values())), first - A_DAY, last + A_DAY, zone)
    caps = Caps(read.caps_between(first, last))
    found: dict[tuple[date, int], Demand] = {}
    for one in absences(read.as_seats(seats), at, calendars):
        if first <= one.day <= last:
            key = (one.day, one.school)
            row = found.setdefault(key, Demand(one.school, one.day, caps.of(one.school, one.day)))
            _count(row, one)
    return [found[key] for key in sorted(found)]


def by_month(
    rows: Iterable[Demand], about: Mapping[int, read.About]
) -> dict[tuple[int, date, int | None], int]:
    """Half days by school, month (its first day) and programme: what facts publish as ``substitute_days``.

    A teacher's day that two programmes share counts for each what it takes of it, up to a whole day.
    """
    found: dict[tuple[int, date, int | None], int] = defaultdict(int)
    for row in rows:
        each: dict[tuple[int, int | None], int] = defaultdict(int)
        for section, people in row.sections.items():
            for person, halves in people.items():
                each[person, about[section].programme] += halves
        for (_person, programme), halves in each.items():
            found[row.school, row.day.replace(day=1), programme] += min(int(SubstituteDay.FULL), halves)
    return dict(found)


def _count(row: Demand, one: Absence) -> None:
    for halves in (row.people, row.sections.setdefault(one.section, {})):
        halves[one.person] = min(int(SubstituteDay.FULL), halves.get(one.person, 0) + int(one.substitute))
    row.clashes_with_tests = row.clashes_with_tests or one.clashes_with_tests


def binding(sections: Sequence[Section], zone: str) -> set[int]:
    """Which of these sections (ids) take teachers of some school out of class on a day for which it has a cap.

    One statement where no cap holds on those days; otherwise six, and one for each time of day, until one of a
    section's dates is found to. None reads a school: what it costs is the same in a district of any size.
    """
    if not sections:
        return set()
    first, last = _days_of(sections, zone)
    spans = read.capped_spans(first, last)
    if not spans:
        return set()
    reach = _Reach(spans, Calendars((), first, last, zone))
    dates = times_of(sections)
    return {pk for pk, meetings in dates.items() if any(reach.has(one) for one in meetings)}


def wanted(sections: Mapping[int, Sequence[int]], of: Sequence[Section], zone: str) -> Wanted:
    """What people (ids, by section) would need at their schools, where a cap asks. At most seven statements.

    One where no cap holds on the days of these sections.
    """
    found = Wanted()
    people = {pk for some in sections.values() for pk in some}
    if not people:
        return found
    first, last = _days_of(of, zone)
    rows = read.caps_between(first, last)
    if not rows:
        return found
    caps, schools = Caps(rows), read.schools_of_teachers(sorted(people), first, last)
    calendars = Calendars(sorted(set(schools.values())), first, last, zone)
    dates = times_of(of)
    for section, some in sections.items():
        for person in some:
            if person in schools:
                _want(found, (section, person), schools[person], dates[section], caps, calendars)
    return found


def taken(days: Collection[SchoolDay], zone: str) -> dict[SchoolDay, set[int]]:
    """Who is away from these schools on these days already. At most six statements."""
    found: dict[SchoolDay, set[int]] = {one: set() for one in days}
    if not found:
        return found
    first, last = min(day for _, day in days), max(day for _, day in days)
    at = sorted({school for school, _ in days})
    schools = dict(read.teachers(first, last).filter(at__in=at).values_list("person_id", "at"))
    seats = read.as_seats(read.seats_between(first - A_DAY, last + A_DAY, zone).filter(person__in=schools))
    calendars = Calendars(at, first - A_DAY, last + A_DAY, zone)
    for one in absences(seats, schools, calendars):
        if (one.school, one.day) in found:
            found[one.school, one.day].add(one.person)
    return found


def _want(
    found: Wanted,
    key: tuple[int, int],
    school: int,
    meetings: Iterable[Meeting],
    caps: Caps,
    calendars: Calendars,
) -> None:
    for meeting in meetings:
        for one in calendars.costs(school, meeting.begins_at, meeting.ends_at):
            cap = caps.of(school, one.day)
            if cap is not None:
                found.caps[school, one.day] = cap
                found.needs[key] = tuple(dict.fromkeys((*found.needs.get(key, ()), (school, one.day))))


class _Reach:
    """Whether a meeting falls into class hours at any school that has a cap that day; hours alike are asked once."""

    def __init__(self, spans: Sequence[read.CappedSpan], district: Calendars) -> None:
        self.spans, self.district = spans, district
        self.zones = (district.zone, *within.zones_beside(district.zone))
        self._known: dict[within.Hours, bool] = {}

    def has(self, meeting: Meeting) -> bool:
        found = (one for zone in self.zones for one in _hours(meeting.begins_at, meeting.ends_at, zone))
        return any(self._takes(hours) for hours in found)

    def _takes(self, hours: within.Hours) -> bool:
        if hours not in self._known:
            capped = [one for one in self.spans if one.holds_on(hours.day)]
            of_district = hours.zone == self.district.zone
            self._known[hours] = bool(capped) and within.takes_from_class(
                hours, self._usual(hours, capped), of_district=of_district
            )
        return self._known[hours]

    def _usual(self, hours: within.Hours, capped: Iterable[read.CappedSpan]) -> within.Usual:
        at = self.district.day(None, hours.day)
        return within.Usual(
            is_capped=any(one.everywhere for one in capped),
            is_instructional=at.is_instructional,
            is_in_class=any(
                begins < hours.ends and ends > hours.begins for begins, ends in at.periods or USUAL_DAY
            ),
        )


def _hours(begins_at: datetime, ends_at: datetime, zone: str) -> Iterator[within.Hours]:
    """What a meeting takes of each day that it touches, on the clock on the wall in ``zone``."""
    begins, ends = clock.local(begins_at, zone), clock.local(ends_at, zone)
    for day in days_touched(begins_at, ends_at, zone):
        first = begins.time() if begins.date() == day else time.min
        yield within.Hours(day, first, ends.time() if ends.date() == day else time.max, zone)


def _days_of(sections: Sequence[Section], zone: str) -> tuple[date, date]:
    """The first and the last day that these sections touch, and one more at each end for schools in other zones."""
    first = min(clock.local(one.begins_at, zone).date() for one in sections)
    last = max(clock.local(one.ends_at, zone).date() for one in sections)
    return first - A_DAY, last + A_DAY
