"""Verbs for the school calendar: which days children are in school, when the bell rings, and files that say so.

The district's calendar has no school; a school's own days and hours are its exceptions to it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.utils.translation import gettext as _

from groundswell.kernel import clock, journal
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.roster.choices import CalendarFileState, CalendarSubject, DayKind
from groundswell.roster.models import BellPeriod, CalendarDay, CalendarFile, District, Organisation
from groundswell.roster.queries import calendar as queries
from groundswell.roster.queries import calendar_undo as undo
from groundswell.roster.rules.calendar_files import read
from groundswell.roster.rules.calendar_rows import Places, Row
from groundswell.roster.rules.zones import is_zone


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
    if zone and not is_zone(zone):
        raise NotNow(_("“%s” is no time zone. Use a name like America/New_York.") % zone)
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
    had = undo.standing(file.subject, file.rows)
    _carry_out(_model(file), plan)
    file.before = undo.changed(had, undo.standing(file.subject, file.rows))
    file.state, file.counts, file.applied_at = CalendarFileState.APPLIED, plan.counts, clock.now()
    file.save(update_fields=["state", "counts", "applied_at", "before"])
    journal.record("roster.calendar.applied", by=by, subject=file, data=plan.counts)
    return file


@verb
def take_back_file(*, by: Actor, file: CalendarFile) -> CalendarFile:
    """The calendar is what it was before this file: all of it or nothing, once.

    A day, or a weekday's bell hours, that somebody changed since stays as they left it; ``before`` says which, and
    whoever brought the file that changed it is told by mail (``config.wiring``). A
    file that was applied later and taken back after this one returns to what stood before both. Raises NotNow when
    the file was not applied, or everything was changed since.
    """
    _hold(by)
    file = lock(file)
    if file.state != CalendarFileState.APPLIED or not file.before:
        raise NotNow(
            _("This file can't be taken back: it is not what was applied, or was taken back already.")
        )
    found = undo.way_back(file)
    back = [one for one in found if not one.stays]
    if not back:
        raise NotNow(_("Everything that this file set was changed since, so nothing would come back."))
    stayed = {one.slot for one in found if one.stays}
    _carry_out(_model(file), _plan_back(by, file, back))
    _pass_on(file, stayed)
    file.before = [one | {"stayed": undo.kept_slot(one) in stayed} for one in file.before]
    file.state = CalendarFileState.TAKEN_BACK
    file.save(update_fields=["state", "before"])
    kept_by = {one.since.brought_by_id for one in found if one.since and one.since.brought_by_id}
    data = {"back": len(back), "stayed": len(stayed), "kept_by": sorted(kept_by)}
    journal.record("roster.calendar.taken_back", by=by, subject=file, data=data)
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


def _model(file: CalendarFile) -> type[CalendarDay] | type[BellPeriod]:
    return CalendarDay if file.subject == CalendarSubject.DAYS else BellPeriod


def _plan_back(by: Actor, file: CalendarFile, back: Sequence[undo.Back]) -> Plan:
    places = {one.slot[0] for one in back}
    wanted = {one.slot for one in back}
    then = [row for one in back for row in one.then]
    if file.subject == CalendarSubject.BELLS:
        periods = [one for one in queries.periods_at(places) if (one.school_id, one.weekday) in wanted]
        return Plan([_period(by, row) for row in then], [one.pk for one in periods], {})
    days = [date.fromisoformat(str(one.slot[1])) for one in back]
    named = queries.days_at(places, min(days), max(days))
    remove = [one.pk for one in named if (one.school_id, one.day.isoformat()) in wanted]
    return Plan([_day(by, row) for row in then], remove, {})


def _pass_on(file: CalendarFile, stayed: set[undo.Slot]) -> None:
    """What a later file replaced was this file's doing: taken back in turn, it returns to what this one replaced."""
    waiting = {undo.kept_slot(one): one for one in file.before if undo.kept_slot(one) in stayed}
    for later in reversed(undo.later_files(file)):
        for one in later.before:
            slot = undo.kept_slot(one)
            if slot in waiting and one["had"] == waiting[slot]["left"]:
                one["had"] = waiting.pop(slot)["had"]
        later.save(update_fields=["before"])


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
    write = [_day(by, row) for key, row in wanted.items() if key not in same]
    counts = _counts(
        new=len(wanted.keys() - had.keys()),
        changed=len((wanted.keys() & had.keys()) - same),
        removed=len(removed),
        same=len(same),
    )
    return Plan(write, [one.pk for key, one in had.items() if key not in same], counts)


def _day(by: Actor, row: Row) -> CalendarDay:
    return CalendarDay(
        tenant=by.tenant,
        school_id=row["school"],
        day=date.fromisoformat(row["day"]),
        kind=row["kind"],
        title=row["title"],
    )


def _period(by: Actor, row: Row) -> BellPeriod:
    return BellPeriod(
        tenant=by.tenant,
        school_id=row["school"],
        weekday=row["weekday"],
        name=row["name"],
        begins_at=time.fromisoformat(row["begins"]),
        ends_at=time.fromisoformat(row["ends"]),
    )


def _says(day: CalendarDay) -> tuple[str, str]:
    return str(day.kind), day.title


def _plan_bells(by: Actor, rows: Sequence[Row], *, places: Iterable[int | None]) -> Plan:
    wanted = {(row["school"], row["weekday"], row["name"], row["begins"], row["ends"]): row for row in rows}
    had = {
        (one.school_id, one.weekday, one.name, f"{one.begins_at:%H:%M}", f"{one.ends_at:%H:%M}"): one.pk
        for one in queries.periods_at(places)
    }
    write = [_period(by, row) for key, row in wanted.items() if key not in had]
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
