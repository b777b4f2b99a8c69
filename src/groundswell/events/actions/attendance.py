"""Taking attendance at each date: one tap per person, correctable, and nobody is left out at the end."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from groundswell.events.actions import asking
from groundswell.events.actions.arrivals import Note, Written, write_down
from groundswell.events.choices import THERE, ArrivalState, ArrivalWay, EventState
from groundswell.events.models import Arrival, Meeting, Registration, Section
from groundswell.events.queries import attendance
from groundswell.events.queries.meetings import meetings_of
from groundswell.events.rules.checkin import Changed
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb


@verb
def note(
    *,
    by: Actor,
    section: Section,
    registration: Registration,
    state: ArrivalState | str,
    meeting: Meeting | None = None,
    came_at: datetime | None = None,
    left_at: datetime | None = None,
    says_times: bool = False,
    at: datetime | None = None,
    key: str = "",
    seen: str | None = None,
) -> Arrival:
    """Note that somebody attended, was partly there, or not: at one date, or at every date so far where none is named.

    Times say how much it was: there for four fifths of a date is attended, for less partly there. ``at``, ``key``,
    ``seen`` and ``says_times`` are those of ``arrivals.Note``. A second note corrects the first; the journal keeps
    both. When the last person is noted after the end, attendance counts as taken; who is noted as there after the
    others were asked how it went is asked too. Raises Refused before the day of the date and for who has no seat,
    Changed when somebody noted otherwise since ``seen``, PermissionDenied for who neither leads the section nor
    manages events.
    """
    if registration.section_id != section.pk or not registration.has_seat:
        _check_leads(by, section)
        raise Refused(_("This person has no seat here, so there is nothing to note."))
    said = Note(
        registration, ArrivalState(state), came_at, left_at, at=at, key=key, seen=seen, says_times=says_times
    )
    for date in _dates(by, section, meeting):
        written = write_down(by=by, meeting=date, notes=[said])
        if written.conflicts:
            raise Changed(_("Somebody else noted otherwise meanwhile."), written.conflicts[0][1])
    afterwards(by=by, section=section, written=written)
    return written.arrivals[0]


@verb
def type_in(*, by: Actor, meeting: Meeting, notes: Sequence[Note]) -> Written:
    """Write down a paper list of one date, all at once. What somebody else noted since stays, and is handed back.

    Raises Refused for a time that can't be, and then nothing is written; else as :func:`note`.
    """
    [date] = _dates(by, meeting.section, meeting)
    seated = {one.pk for one in attendance.sheet(meeting.section)}
    mine = [one for one in notes if one.registration.pk in seated]
    written = write_down(by=by, meeting=date, notes=mine, how=ArrivalWay.PAPER)
    afterwards(by=by, section=meeting.section, written=written)
    return written


@verb
def finish(*, by: Actor, section: Section, meeting: Meeting | None = None) -> int:
    """The list of a date (of every date that is over) is done: whoever has a seat and no note was not there.

    Returns how many people were missing at some date.
    """
    dates = _dates(by, section, meeting)
    over = [date for date in dates if date.ends_at <= clock.now()]
    if not over or (meeting is not None and meeting not in over):
        raise Refused(_("The event is still going on. Finish the list after its end; your notes are kept."))
    missing: set[int] = set()
    for date in over:
        absent = [Note(one, ArrivalState.NO_SHOW) for one in attendance.not_noted(section, date)]
        write_down(by=by, meeting=date, notes=absent)
        missing.update(one.registration.pk for one in absent)
    _taken_where_complete(by, section)
    return len(missing)


def check(by: Actor, section: Section) -> None:
    """Raises PermissionDenied for who neither leads the section nor manages events, Refused for one called off."""
    _check_leads(by, section)
    if section.state != EventState.PUBLISHED:
        raise Refused(_("This event isn't taking place, so there is no attendance to take."))


def _check_leads(by: Actor, section: Section) -> None:
    if not attendance.leads(by, section):
        raise PermissionDenied


def _dates(by: Actor, section: Section, meeting: Meeting | None) -> list[Meeting]:
    """The date that a note is about, or every date so far; each with its section."""
    check(by, section)
    zone = by.tenant.time_zone
    named = meetings_of(section) if meeting is None else [meeting]
    dates = [date for date in named if clock.local(date.begins_at, zone).date() <= clock.today(zone)]
    if not dates:
        raise Refused(_("Attendance can be taken from the day of the event on. Come back then."))
    for date in dates:
        date.section = section
    return dates


def afterwards(*, by: Actor, section: Section, written: Written) -> None:
    """What notes bring about: the list may be complete now, and who was there may have to be asked how it went."""
    _taken_where_complete(by, section)
    if section.attendance_taken_at is not None and any(one.state in THERE for one in written.arrivals):
        asking.ask_late(by=by, section=section)


def _taken_where_complete(by: Actor, section: Section) -> None:
    if section.attendance_taken_at is not None or section.ends_at > clock.now():
        return
    if not attendance.is_complete(section):
        return
    section.attendance_taken_at = clock.now()
    section.save(update_fields=["attendance_taken_at"])
    journal.record("events.attendance.taken", by=by, subject=section, subject_kind="events.section")
