"""From what the office asks to what the planner is given, and back: its calendar, its caps, who and what is free.

``asked`` holds plain values only, so that it can wait for the worker: events (ids, in order of the sessions), people
(by school), first, last, begins, ends, weekdays, rooms (ids), online (groups at once), leads (ids), most, ratio,
shortest_gap, longest_gap, comfortable.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from groundswell.events.models import Room as EventRoom
from groundswell.events.queries import planning as read
from groundswell.events.queries import school_day
from groundswell.events.queries.diary import taken_by
from groundswell.events.rules.planning_answers import Plan
from groundswell.events.rules.planning_terms import Facilitator, PossibleDate, Programme, Room, anonymous
from groundswell.events.rules.school_day import SubstituteDay
from groundswell.events.rules.substitutes import Calendars, Caps, demand
from groundswell.roster.choices import DayKind

A_DAY = timedelta(days=1)
Times = dict[date, tuple[datetime, datetime]]


def times_of(asked: dict[str, Any], zone: str) -> Times:
    """From when to when a section would be held on each day that is asked about, by the clock of ``zone``."""
    first, last = date.fromisoformat(asked["first"]), date.fromisoformat(asked["last"])
    begins, ends = time.fromisoformat(asked["begins"]), time.fromisoformat(asked["ends"])
    place = ZoneInfo(zone)
    days = (first + number * A_DAY for number in range((last - first).days + 1))
    return {day: (datetime.combine(day, begins, place), datetime.combine(day, ends, place)) for day in days}


def programme_of(asked: dict[str, Any], zone: str) -> Programme:
    """Everything that the planner must know, as it is now. At most fifteen statements."""
    people = {int(school): number for school, number in asked["people"].items()}
    times = times_of(asked, zone)
    first, last = min(times), max(times)
    calendars = Calendars(sorted(people), first - A_DAY, last + A_DAY, zone)
    dates = tuple(_date(day, times[day], sorted(people), calendars) for day in times)
    return Programme(
        participants=anonymous(people),
        dates=tuple(one for one in dates if len(one.holiday) < len(people)),
        rooms=_rooms(asked, times, zone),
        facilitators=_facilitators(asked, times),
        sessions=len(asked["events"]),
        ratio=asked["ratio"],
        substitutes_at=_limits(sorted(people), first, last, zone),
        shortest_gap=asked["shortest_gap"],
        longest_gap=asked["longest_gap"],
        weekdays=frozenset(asked["weekdays"]),
        comfortable=asked["comfortable"],
    )


def as_values(plan: Plan) -> dict[str, Any]:
    """A plan as plain values, to be kept and shown."""
    return {
        "sections": [
            {
                "session": one.session,
                "day": one.day.isoformat(),
                "room": one.room,
                "leads": list(one.facilitators),
                "people": len(one.people),
                "by_school": {str(school): number for school, number in one.by_school.items()},
            }
            for one in plan.sections
        ],
        "schools": _by_school(plan),
        "reached": [[one.aim, one.value, one.bound] for one in plan.reached],
        "reasons": [
            {
                "why": one.why,
                "subject": one.subject,
                "needs": one.needs,
                "has": one.has,
                "facts": [[fact.rule.limit, fact.rule.subject, dict(fact.figures)] for fact in one.facts],
            }
            for one in plan.reasons
        ],
        "seconds": round(plan.seconds, 1),
    }


def _by_school(plan: Plan) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for one in plan.school_dates:
        row = found.setdefault(str(one.school), {"half_days": 0, "dates": 0, "most": 0})
        row["half_days"] += one.half_days
        row["dates"] += one.half_days > 0
        row["most"] = max(row["most"], one.substitutes)
    return found


def _date(
    day: date, when: tuple[datetime, datetime], schools: Iterable[int], calendars: Calendars
) -> PossibleDate:
    cost_at, testing, holiday = {}, set(), set()
    for school in schools:
        costs = calendars.costs(school, *when)
        cost_at[school] = SubstituteDay(max((int(one.substitute) for one in costs), default=0))
        if any(one.clashes_with_tests for one in costs):
            testing.add(school)
        named = calendars.rows.days.get((school, day)) or calendars.rows.days.get((None, day))
        if named is not None and named.kind == DayKind.HOLIDAY:
            holiday.add(school)
    return PossibleDate(day, SubstituteDay.FULL, cost_at, frozenset(testing), frozenset(holiday))


def _limits(schools: Iterable[int], first: date, last: date, zone: str) -> dict[tuple[int, date | None], int]:
    """What each school's cap leaves on each day, beside those who are away already."""
    caps = Caps(school_day.caps_between(first, last))
    if not caps.rows:
        return {}
    away = {(one.school, one.day): one.number for one in demand(first, last, zone, set(schools))}
    found: dict[tuple[int, date | None], int] = {}
    for school in schools:
        for number in range((last - first).days + 1):
            day = first + number * A_DAY
            cap = caps.of(school, day)
            if cap is not None:
                found[school, day] = max(0, cap - away.get((school, day), 0))
    return found


def _rooms(asked: dict[str, Any], times: Times, zone: str) -> tuple[Room, ...]:
    ids = asked["rooms"]
    busy: dict[int, set[date]] = {pk: set() for pk in ids}
    for room, begins_at, ends_at in read.rooms_taken(ids, min(times), max(times), zone):
        busy[room] |= _met(times, begins_at, ends_at)
    rooms = EventRoom.objects.filter(pk__in=ids).order_by("pk").values_list("pk", "capacity")
    held = [Room(pk, capacity, frozenset(times.keys() - busy[pk])) for pk, capacity in rooms]
    return (*held, *(Room(f"online {number}", asked["ratio"]) for number in range(1, asked["online"] + 1)))


def _facilitators(asked: dict[str, Any], times: Times) -> tuple[Facilitator, ...]:
    first, last = min(begins for begins, _ in times.values()), max(ends for _, ends in times.values())
    found = []
    for person, some in taken_by(asked["leads"], first, last).items():
        busy = {day for one in some for day in _met(times, one.begins_at, one.ends_at)}
        found.append(Facilitator(person, asked["most"], frozenset(times.keys() - busy)))
    return tuple(found)


def _met(times: Times, begins_at: datetime, ends_at: datetime) -> set[date]:
    return {day for day, (first, last) in times.items() if first < ends_at and begins_at < last}
