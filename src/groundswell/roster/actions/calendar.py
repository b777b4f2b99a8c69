"""Verbs for the school calendar: which days children are in school, when the bell rings, and files that say so.

The district's calendar has no school; a school's own days and hours are its exceptions to it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from groundswell.kernel import clock, journal
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.roster.choices import CalendarFileState, CalendarSubject, DayKind
from groundswell.roster.models import BellPeriod, CalendarDay, CalendarFile, District, Organisation
from groundswell.roster.queries import calendar as queries
from groundswell.roster.rules.calendar_files import read
from groundswell.roster.rules.calendar_rows import Places, Row


class NotNow(ValueError):
    """This can't be done with the file as it stands; the text says why."""


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """One day and what it is."""

    day: date
    kind: DayKind
    title: str = ""


@dataclass(frozen=True, slots=True)
class PlannedPeriod:
    """A period of one weekday (Monday is 0), by the clock on the wall."""

    weekday: int
    name: str
    begins_at: time
    ends_at: time


@dataclass(slots=True)
class Plan:
    """What would change: rows to write, rows to remove, and how many of each sort."""

    write: list[Any]
    remove: list[int]
    counts: dict[str, int]

    @property
    def changes(self) -> bool:
        return bool(self.write or self.remove)


@verb
def set_days(*, by: Actor, days: Sequence[PlannedDay], school: Organisation | None = None) -> int:
    """Set these days of the district's calendar, or of a school's exceptions to it. Returns how many.

    A day that was set before is set anew; days that are not named stay as they are.
    """
    _hold(by)
    place = school.pk if school else None
    plan = _plan_days(
        by, [_day_row(place, one.day, one.kind, one.title) for one in days], replaces=False, places=[place]
    )
    _carry_out(CalendarDay, plan)
    journal.record(
        "roster.calendar.set", by=by, subject_id=by.tenant.pk, data={"days": len(days), "school": place}
    )
    return len(days)


@verb
def set_bells(*, by: Actor, periods: Sequence[PlannedPeriod], school: Organisation | None = None) -> int:
    """Set the bell hours of the district, or a school's own; whatever stood there before goes. Returns how many.

    No periods at a school: it follows the district again.
    """
    _hold(by)
    place = school.pk if school else None
    rows = [
        _bell_row(place, one.weekday, one.name, f"{one.begins_at:%H:%M}", f"{one.ends_at:%H:%M}")
        for one in periods
    ]
    _carry_out(BellPeriod, _plan_bells(by, rows, places=[place]))
    journal.record(
        "roster.bells.set", by=by, subject_id=by.tenant.pk, data={"periods": len(rows), "school": place}
    )
    return len(rows)


@verb
def set_time_zone(*, by: Actor, school: Organisation, zone: str) -> Organisation:
    """The time zone of a school (an IANA name); empty for the district's. Raises NotNow for one that is unknown."""
    try:
        if zone:
            ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise NotNow(_("“%s” is no time zone. Use a name like America/New_York.") % zone) from error
    own = school.school
    own.time_zone = zone
    own.save(update_fields=["time_zone"])
    journal.record("roster.school.time_zone", by=by, subject=school)
    return school


@verb
def bring_file(
    *, by: Actor, name: str, content: bytes, school: Organisation | None = None, replaces: bool = False
) -> CalendarFile:
    """Read a file of days or bell hours and keep what it would change. The calendar stays as it is.

    ``school`` is whose calendar it is for. ``replaces``: a day between the first and the last that the file names,
    and that it does not name, becomes an ordinary one. Bell hours replace what stood at each place that is named.
    """
    schools = queries.schools_by_name(by) if school is None else queries.names_of(school)
    places = Places(school.pk if school else None, schools)
    found = read(content, places=places, zone=queries.zone_of(school))
    file = CalendarFile(
        tenant=by.tenant,
        school=school,
        name=name[:255],
        subject=found.subject,
        replaces=replaces,
        rows=found.rows if found.is_valid else [],
        problems=found.problems,
        brought_by_id=by.user_id,
        state=CalendarFileState.REFUSED,
    )
    if found.is_valid:
        plan = _plan(by, file)
        file.counts = plan.counts
        file.state = CalendarFileState.READY if plan.changes else CalendarFileState.UNCHANGED
    file.save()
    journal.record(
        "roster.calendar.brought", by=by, subject=file, data={"state": file.state, "rows": len(file.rows)}
    )
    return file


@verb
def apply_file(*, by: Actor, file: CalendarFile) -> CalendarFile:
    """Make the calendar what the file says: all of it or nothing. Raises NotNow when it is not ready."""
    _hold(by)
    file = lock(file)
    if file.state != CalendarFileState.READY:
        raise NotNow(_("This file is not waiting to be applied."))
    plan = _plan(by, file)
    _carry_out(CalendarDay if file.subject == CalendarSubject.DAYS else BellPeriod, plan)
    file.state, file.counts, file.applied_at = CalendarFileState.APPLIED, plan.counts, clock.now()
    file.save(update_fields=["state", "counts", "applied_at"])
    journal.record("roster.calendar.applied", by=by, subject=file, data=plan.counts)
    return file


@verb
def discard_file(*, by: Actor, file: CalendarFile) -> CalendarFile:
    """Put a file away without applying it. Raises NotNow when it is not ready."""
    file = lock(file)
    if file.state != CalendarFileState.READY:
        raise NotNow(_("This file is not waiting to be applied."))
    file.state = CalendarFileState.DISCARDED
    file.save(update_fields=["state"])
    journal.record("roster.calendar.discarded", by=by, subject=file)
    return file


def _hold(by: Actor) -> None:
    """One at a time changes a district's calendar."""
    lock(District.objects.get(pk=by.tenant.pk))


def _plan(by: Actor, file: CalendarFile) -> Plan:
    if file.subject == CalendarSubject.BELLS:
        return _plan_bells(by, file.rows, places=sorted({row["school"] for row in file.rows}, key=str))
    return _plan_days(
        by, file.rows, replaces=file.replaces, places=sorted({row["school"] for row in file.rows}, key=str)
    )


def _plan_days(by: Actor, rows: Sequence[Row], *, replaces: bool, places: Iterable[int | None]) -> Plan:
    wanted = {(row["school"], date.fromisoformat(row["day"])): row for row in rows}
    days = sorted({day for _place, day in wanted})
    if not days:
        return Plan([], [], _counts())
    had = {
        (one.school_id, one.day): one
        for one in queries.days_at(places, days[0], days[-1])
        if replaces or (one.school_id, one.day) in wanted
    }
    same = {
        key for key, row in wanted.items() if key in had and _says(had[key]) == (row["kind"], row["title"])
    }
    removed = had.keys() - wanted.keys()
    write = [
        CalendarDay(tenant=by.tenant, school_id=key[0], day=key[1], kind=row["kind"], title=row["title"])
        for key, row in wanted.items()
        if key not in same
    ]
    counts = _counts(
        new=len(wanted.keys() - had.keys()),
        changed=len((wanted.keys() & had.keys()) - same),
        removed=len(removed),
        same=len(same),
    )
    return Plan(write, [one.pk for key, one in had.items() if key not in same], counts)


def _says(day: CalendarDay) -> tuple[str, str]:
    return str(day.kind), day.title


def _plan_bells(by: Actor, rows: Sequence[Row], *, places: Iterable[int | None]) -> Plan:
    wanted = {(row["school"], row["weekday"], row["name"], row["begins"], row["ends"]): row for row in rows}
    had = {
        (one.school_id, one.weekday, one.name, f"{one.begins_at:%H:%M}", f"{one.ends_at:%H:%M}"): one.pk
        for one in queries.periods_at(places)
    }
    write = [
        BellPeriod(
            tenant=by.tenant,
            school_id=school,
            weekday=weekday,
            name=name,
            begins_at=time.fromisoformat(begins),
            ends_at=time.fromisoformat(ends),
        )
        for school, weekday, name, begins, ends in wanted
        if (school, weekday, name, begins, ends) not in had
    ]
    remove = [pk for key, pk in had.items() if key not in wanted]
    same = len(wanted) - len(write)
    return Plan(write, remove, _counts(new=len(write), removed=len(remove), same=same))


def _carry_out(model: type[CalendarDay] | type[BellPeriod], plan: Plan) -> None:
    model.objects.filter(pk__in=plan.remove).delete()
    model.objects.bulk_create(plan.write, batch_size=500)


def _counts(*, new: int = 0, changed: int = 0, removed: int = 0, same: int = 0) -> dict[str, int]:
    return {"new": new, "changed": changed, "removed": removed, "same": same}


def _day_row(school: int | None, day: date, kind: str, title: str) -> Row:
    return {"school": school, "day": day.isoformat(), "kind": str(kind), "title": title}


def _bell_row(school: int | None, weekday: int, name: str, begins: str, ends: str) -> Row:
    return {"school": school, "weekday": weekday, "name": name, "begins": begins, "ends": ends}
