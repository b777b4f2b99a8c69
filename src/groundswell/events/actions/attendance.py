"""Taking attendance: one tap per person, correctable, and nobody is left out at the end."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from groundswell.events.actions import credentials, followup
from groundswell.events.choices import THERE, ArrivalState, EventState
from groundswell.events.models import Arrival, Registration, Section
from groundswell.events.queries import attendance
from groundswell.events.queries.credentials import standing_of
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb


@verb
def note(*, by: Actor, section: Section, registration: Registration, state: ArrivalState | str) -> Arrival:
    """Note that somebody attended, was partly there, or not. A second note corrects the first; the journal keeps both.

    When the last person is noted after the end, attendance counts as taken; who is noted as there after the others
    were asked how it went is asked too. Raises Refused before the day of the
    section and for who has no seat, PermissionDenied for who neither leads the section nor manages events.
    """
    _check(by, section)
    if registration.section_id != section.pk or not registration.has_seat:
        raise Refused(_("This person has no seat here, so there is nothing to note."))
    arrival = _write_down(by, registration, ArrivalState(state))
    if section.ends_at <= clock.now() and not attendance.not_noted(section).exists():
        _taken(by, section)
    if section.wave_id is not None and arrival.state in THERE:
        followup.ask(by=by, section=section)
    return arrival


@verb
def finish(*, by: Actor, section: Section) -> int:
    """Attendance is taken: whoever has a seat and no note was not there. Returns how many those were."""
    _check(by, section)
    if section.ends_at > clock.now():
        raise Refused(_("The event is still going on. Finish the list after its end; your notes are kept."))
    missing = list(attendance.not_noted(section))
    for registration in missing:
        _write_down(by, registration, ArrivalState.NO_SHOW)
    _taken(by, section)
    return len(missing)


def _check(by: Actor, section: Section) -> None:
    if not attendance.leads(by, section):
        raise PermissionDenied
    if section.state != EventState.PUBLISHED:
        raise Refused(_("This event isn't taking place, so there is no attendance to take."))
    zone = by.tenant.time_zone
    if clock.local(section.begins_at, zone).date() > clock.today(zone):
        raise Refused(_("Attendance can be taken from the day of the event on. Come back then."))


def _write_down(by: Actor, registration: Registration, state: ArrivalState) -> Arrival:
    before = Arrival.objects.filter(registration=registration).first()
    if before is not None and before.state == state:
        return before
    values = {"state": state, "noted_by_id": by.person_id, "noted_at": clock.now()}
    arrival, _made = Arrival.objects.update_or_create(
        registration=registration, defaults=values, create_defaults={"tenant": by.tenant, **values}
    )
    data = {"registration": registration.pk, "person": registration.person_id, "state": str(state)}
    if before is not None:
        data["before"] = before.state
        _what_was_certified_falls(by, registration)
    journal.record(
        "events.arrival.noted", by=by, subject=registration, subject_kind="events.registration", data=data
    )
    return arrival


def _what_was_certified_falls(by: Actor, registration: Registration) -> None:
    if (certificate := standing_of(registration)) is not None:
        credentials.end(by=by, credential=certificate, reason=_("Attendance was corrected."))


def _taken(by: Actor, section: Section) -> None:
    if section.attendance_taken_at is not None:
        return
    section.attendance_taken_at = clock.now()
    section.save(update_fields=["attendance_taken_at"])
    journal.record("events.attendance.taken", by=by, subject=section, subject_kind="events.section")
