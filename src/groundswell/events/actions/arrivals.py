"""The one place where arrivals are written: at a date, in the journal, and in what they come to for the section.

Called inside verbs. Seats are locked in the order of their ids, so that two who note the same person come one after
the other.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from groundswell.events.actions import credentials
from groundswell.events.choices import ArrivalState, ArrivalWay
from groundswell.events.models import Arrival, Attendance, Credential, Meeting, Registration, Section
from groundswell.events.queries import attendance as found
from groundswell.events.queries.meetings import meetings_of
from groundswell.events.rules import learning
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.permissions import Actor

NOTED = "events.arrival.noted"
SEAT = "events.registration"
EARLIEST = timedelta(days=1)  # a tap that says it was made longer before the date was made now
FIELDS = ("state", "came_at", "left_at", "how", "spot_check", "noted_by_id", "noted_at")


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody notes about one seat at a date.

    ``came_at`` and ``left_at`` (aware) are set where somebody came late or left early; without ``says_times`` a state
    that stands already keeps its times. ``at`` is the time of the tap,
    ``key`` names it: the same tap sent twice is one note. ``seen`` is the version (``found.version``) that the writer
    had before their eyes; None for a writer who looks at nothing and is not asked.
    """

    registration: Registration
    state: ArrivalState
    came_at: datetime | None = None
    left_at: datetime | None = None
    at: datetime | None = None
    key: str = ""
    seen: str | None = None
    says_times: bool = False
    spot_check: str = ""


@dataclass(slots=True)
class Written:
    """What became of notes: arrivals as they stand now, and those that stayed because somebody else noted otherwise."""

    arrivals: list[Arrival] = field(default_factory=list)
    conflicts: list[tuple[Note, Arrival | None]] = field(default_factory=list)


def write_down(
    *, by: Actor, meeting: Meeting, notes: Sequence[Note], how: ArrivalWay = ArrivalWay.LIST
) -> Written:
    """Write notes of one date. A note of what stands already changes nothing and has no entry.

    Whatever was certified falls with a correction. Raises Refused for a time that can't be.
    """
    ids = [one.registration.pk for one in notes]
    hold(ids)
    there = {
        one.registration_id: one for one in Arrival.objects.filter(meeting=meeting, registration__in=ids)
    }
    written, changed = Written(), []
    for note in notes:
        before = there.get(note.registration.pk)
        values = _values(by, meeting, note, before, how)
        if before is not None and (_same(before, note, values) or _was_sent(before, note.key)):
            written.arrivals.append(before)
        elif note.seen is not None and note.seen != found.version(before):
            written.conflicts.append((note, before))
        else:
            written.arrivals.append(_put(by, meeting, note, before, values))
            changed.append(note.registration.pk)
    if changed:
        _what_was_certified_falls(by, changed)
        settle(section=meeting.section, registration_ids=changed)
    return written


def settle(*, section: Section, registration_ids: Collection[int] | None = None) -> None:
    """Work out again what the arrivals of these seats (all that have any) come to for the section."""
    rows = Arrival.objects.filter(registration__section=section)
    if registration_ids is not None:
        rows = rows.filter(registration__in=registration_ids)
    by_seat: dict[int, list[Arrival]] = {}
    for one in rows:
        by_seat.setdefault(one.registration_id, []).append(one)
    if not by_seat:
        return
    dates = meetings_of(section)
    outcomes = [
        Attendance(tenant_id=section.tenant_id, registration_id=pk, state=come_to)
        for pk, noted in sorted(by_seat.items())
        if (come_to := learning.outcome(noted, dates)) is not None
    ]
    Attendance.objects.bulk_create(
        outcomes, update_conflicts=True, unique_fields=["registration"], update_fields=["state"]
    )


def hold(ids: Collection[int]) -> None:
    """Lock these seats until the verb ends: whoever notes one of them comes before or after."""
    rows = Registration.objects.select_for_update(of=("self",)).filter(pk__in=ids)
    list(rows.order_by("pk").values_list("pk"))


def _values(
    by: Actor, meeting: Meeting, note: Note, before: Arrival | None, how: ArrivalWay
) -> dict[str, Any]:
    state, came, left = note.state, note.came_at, note.left_at
    _check_times(meeting, came, left)
    if state == ArrivalState.NO_SHOW:
        came = left = None
    if came is not None or left is not None:  # the times say how much it was
        arrival = Arrival(meeting=meeting, state=state, came_at=came, left_at=left)
        state = learning.outcome([arrival], [meeting]) or state
    if before is not None and before.state == state and note.spot_check:  # whoever was seen stays as noted
        came, left, how = before.came_at, before.left_at, ArrivalWay(before.how)
    now = clock.now()
    tapped = note.at if note.at is not None and meeting.begins_at - EARLIEST < note.at < now else now
    return {
        "state": state,
        "came_at": came,
        "left_at": left,
        "how": how,
        "spot_check": note.spot_check or (before.spot_check if before else ""),
        "noted_by_id": by.person_id,
        "noted_at": tapped,
    }


def _check_times(meeting: Meeting, came: datetime | None, left: datetime | None) -> None:
    if came is not None and came >= meeting.ends_at:
        raise Refused(_("That is after the end. Look at the time again; who was not there is “Not there”."))
    if left is not None and left <= max(meeting.begins_at, came or meeting.begins_at):
        raise Refused(_("They left before they came, or before it began. Look at the times again."))


def _same(before: Arrival, note: Note, values: dict[str, Any]) -> bool:
    what = ["spot_check", "state"]
    if note.says_times:
        what += ["came_at", "left_at"]
    return all(getattr(before, name) == values[name] for name in what)


def _was_sent(before: Arrival, key: str) -> bool:
    """True where a tap of this name was written before, whatever became of it since."""
    if not key:
        return False
    about = {"subject_kind": SEAT, "subject_id": before.registration_id, "kind": NOTED}
    told = JournalEntry.objects.filter(**about).values_list("data", flat=True)
    return any(data.get("key") == key for data in told)


def _put(by: Actor, meeting: Meeting, note: Note, before: Arrival | None, values: dict[str, Any]) -> Arrival:
    arrival = before or Arrival(tenant=by.tenant, registration=note.registration, meeting=meeting)
    data = {
        "registration": note.registration.pk,
        "person": note.registration.person_id,
        "meeting": meeting.pk,
        "how": str(values["how"]),
        "state": str(values["state"]),
        **_times(values["came_at"], values["left_at"]),
    }
    data |= {name: word for name, word in (("key", note.key), ("spot_check", note.spot_check)) if word}
    if before is not None:
        data |= {"before": str(before.state), "before_times": _times(before.came_at, before.left_at)}
    for name in FIELDS:
        setattr(arrival, name, values[name])
    arrival.save()
    journal.record(NOTED, by=by, subject=note.registration, subject_kind=SEAT, data=data)
    return arrival


def _times(came: datetime | None, left: datetime | None) -> dict[str, str]:
    return {name: at.isoformat() for name, at in (("came", came), ("left", left)) if at is not None}


def _what_was_certified_falls(by: Actor, registration_ids: Collection[int]) -> None:
    standing = Credential.objects.filter(registration__in=registration_ids, revoked_at__isnull=True)
    for certificate in list(standing.order_by("pk")):
        credentials.end(by=by, credential=certificate, reason=_("Attendance was corrected."))
