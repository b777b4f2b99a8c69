"""Checking in by code, at the door without a seat, and the spot check of who checked in by code."""

import secrets

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from groundswell.events.actions import offers, places, seats
from groundswell.events.actions.arrivals import Note, hold, write_down
from groundswell.events.actions.attendance import afterwards, check
from groundswell.events.choices import ArrivalState, ArrivalWay, RegistrationState, SpotCheck
from groundswell.events.models import Arrival, Meeting, Registration, Section
from groundswell.events.queries import attendance, seating
from groundswell.events.queries.audience import is_for_person
from groundswell.events.queries.registration import live_of
from groundswell.events.rules import checkin, window
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.locking import lock
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.roster.models import Person

MISSED, WHO = "events.check_in.missed", "events.check_in"


@verb
def check_in(*, by: Actor, code: str) -> Arrival | None:
    """Whoever acts is there: their seat at the date whose code this is counts as attended from now on.

    None when no date shows this code now: the miss is counted, and after ``checkin.MISSES`` of them codes are refused
    for a while, also right ones. Twice is once. Raises NoSeat where the code is right and the actor has no seat there,
    Refused where a facilitator has noted them as not there.
    """
    if by.person_id is None:
        raise PermissionDenied
    person = lock(Person.objects.get(pk=by.person_id))  # one guess after the other
    now = clock.now()
    if _misses(person) >= checkin.MISSES:
        raise checkin.too_many_misses()
    shown = [
        one
        for one in attendance.running(now + checkin.OPENS_BEFORE, now)
        if checkin.fits(code, checkin.secret_of(one, settings.SECRET_KEY), now)
    ]
    if not shown:
        journal.record(MISSED, by=by, subject=person, subject_kind=WHO)
        return None
    mine = attendance.mine_among(by, shown)
    meeting = next((one for one in shown if one.section_id in mine), None)
    if meeting is None:
        raise checkin.NoSeat(
            _(
                "The code is right, and you have no seat at “%(event)s”. Ask who leads it to add you at the door: "
                "they can do it on their list."
            )
            % {"event": shown[0].section.event.title}
        )
    return _arrive(by, meeting, mine[meeting.section_id])


@verb
def walk_in(*, by: Actor, meeting: Meeting, person: Person) -> Arrival:
    """Somebody came without a seat: they take a free one and count as there from now on.

    Asks for the audience and not for the window, a limit per school or what the event builds on: who leads it decides
    at the door. Where no seat is free and the office lets the section overbook, the seat of somebody who was noted as
    not there is given once more (``docs/day.md``). Raises Refused where none is, and outside the audience.
    """
    section = meeting.section
    check(by, section)
    now = clock.now()
    if now < meeting.begins_at - checkin.OPENS_BEFORE:
        raise Refused(
            _("People are added at the door from an hour before it begins. Until then they register.")
        )
    with seats.held(section) as held:
        check(by, held)  # it may have been called off while we waited
        seat = live_of(held, person.pk)
        if seat is None or not seat.has_seat:
            if not is_for_person(held.event, person):
                raise window.not_for(held.event)
            seat = _seated(by, held, meeting, person, seat)
    came = now if meeting.begins_at < now < meeting.ends_at else None
    there = Note(seat, ArrivalState.ATTENDED, came_at=came, says_times=came is not None)
    written = write_down(by=by, meeting=meeting, notes=[there], how=ArrivalWay.WALK_IN)
    afterwards(by=by, section=section, written=written)
    return written.arrivals[0]


@verb
def draw(*, by: Actor, meeting: Meeting, number: int = checkin.SAMPLE) -> list[Arrival]:
    """Name some of those who checked in by code, by chance, to look for in the room. Once named they stay named.

    ``number`` are looked for at a time: a second press names nobody until some of them were seen or not.
    """
    check(by, meeting.section)
    ids = [one.registration_id for one in attendance.by_code(meeting)]
    hold(ids)  # a tap or another press comes before or after; so we look again
    waiting = list(attendance.by_code(meeting).filter(registration__in=ids))
    wanted = max(0, number - len(attendance.to_look_for(meeting)))
    named = secrets.SystemRandom().sample(waiting, min(wanted, len(waiting)))
    for arrival in sorted(named, key=lambda one: one.pk):
        arrival.spot_check = SpotCheck.ASKED
        arrival.save(update_fields=["spot_check"])
    if named:
        data = {"meeting": meeting.pk, "registrations": sorted(one.registration_id for one in named)}
        journal.record(
            "events.spot_check.drawn",
            by=by,
            subject=meeting.section,
            subject_kind="events.section",
            data=data,
        )
    return named


@verb
def looked_for(*, by: Actor, meeting: Meeting, registration: Registration, seen: bool) -> Arrival:
    """Somebody was looked for: seen, or not seen and then noted as not there. The journal keeps both."""
    check(by, meeting.section)
    there = Arrival.objects.get(meeting=meeting, registration=registration)
    state = ArrivalState(there.state) if seen else ArrivalState.NO_SHOW
    kept = Note(registration, state, spot_check=SpotCheck.SEEN if seen else SpotCheck.MISSING)
    return write_down(by=by, meeting=meeting, notes=[kept]).arrivals[0]


def _misses(person: Person) -> int:
    since = clock.now() - checkin.MISSES_IN
    told = JournalEntry.objects.filter(subject_kind=WHO, subject_id=person.pk, kind=MISSED)
    return told.filter(at__gt=since).count()


def _arrive(by: Actor, meeting: Meeting, seat: Registration) -> Arrival:
    lock(seat)  # a tap on the list comes before or after, not between our look and our note
    there = Arrival.objects.filter(registration=seat, meeting=meeting).first()
    if there is not None and there.state == ArrivalState.NO_SHOW:
        raise Refused(
            _(
                "You were noted as not there. Show yourself to who leads the event: one tap of theirs corrects it."
            )
        )
    if there is not None:
        there.meeting = meeting
        return there
    came = Note(seat, ArrivalState.ATTENDED, came_at=clock.now(), says_times=True)
    return write_down(by=by, meeting=meeting, notes=[came], how=ArrivalWay.CODE).arrivals[0]


def _seated(
    by: Actor, section: Section, meeting: Meeting, person: Person, place: Registration | None
) -> Registration:
    """A seat for who has none, in a held section: a free one, or one more where a no-show's can be given again."""
    if section.is_full and not (place is not None and place.holds_a_seat):
        _open_one_more(by, section, meeting)
    if place is None:
        place = places.open_one(
            by=by,
            section=section,
            person=person,
            state=RegistrationState.WAITING,
            school_id=seating.school_of(person),
        )
    place.person = person
    if place.state == RegistrationState.ASKED:
        places.approve(by=by, section=section, registration=place)
    if place.state == RegistrationState.OFFERED:
        offers.let_go(place)
    places.seat(by=by, section=section, registration=place, what="booked", at_the_door=meeting.pk)
    return place


def _open_one_more(by: Actor, section: Section, meeting: Meeting) -> None:
    within = section.seats - section.overbooked_by
    here = section.seats_taken - attendance.absent(meeting)
    if not section.overbooks or here >= within:
        raise Refused(
            _(
                "Every seat is taken. Note first who isn't there: where the office lets this section overbook, their "
                "seats can be given once more. Otherwise the office can open more seats."
            )
        )
    section.overbooked_by += 1
    section.seats += 1
    section.save(update_fields=["overbooked_by"])
    journal.record(
        "events.section.resized",
        by=by,
        subject=section,
        subject_kind="events.section",
        data={
            "event": section.event_id,
            "seats": section.seats,
            "before": section.seats - 1,
            "at_the_door": meeting.pk,
        },
    )
