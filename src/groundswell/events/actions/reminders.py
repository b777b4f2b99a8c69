"""Reminders of what people have a seat at, found by the date and made once (ADR 0006); the answer "I can't come"."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from groundswell.events.actions import notes, registration, seats
from groundswell.events.choices import EventState, WhyEnded
from groundswell.events.models import LearningEvent, Meeting, Registration, Section
from groundswell.events.queries import registration as places
from groundswell.events.queries import reminders
from groundswell.events.queries.answers import CANT_COME
from groundswell.events.rules.refusals import Refused
from groundswell.events.rules.reminders import Round, last_moment, midnight, rounds
from groundswell.kernel import clock, journal
from groundswell.kernel.links import absolute, link
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, verb
from groundswell.notices.actions import choosing, mail
from groundswell.notices.queries.choosing import (
    OF_THE_DISTRICT,
    own_reminder_days,
    reminder_days,
    reminders_made_until,
)
from groundswell.notices.rules import keys

KIND = "events.reminder"


def due(tenant: Tenant) -> int:
    """For how many dates people are to be reminded now. Called inside the district's scope."""
    return len(_rounds(tenant)[1])


def remind_due(tenant: Tenant) -> int:
    """Background work: make the reminders of this morning. Returns how many people. Twice does no harm.

    A worker that was away makes up for what it missed, as far as the dates are still to come.
    """
    with reading(tenant):
        until, found = _rounds(tenant)
    if until is None:
        return 0
    by = Actor.system(tenant)
    people = sum(remind(by=by, round=one) for one in found)
    choosing.reminders_made(by=by, until=until)
    return people


@verb
def remind(*, by: Actor, round: Round) -> int:
    """Mail to everybody who has a seat at this date and wants to be reminded so many days ahead. Returns how many.

    Nobody for a date that moved or was called off meanwhile, nor for who got the seat on the same day. Each mail is
    about the section, so that it is taken back where it has not left and the seat or the date is gone.
    """
    section = seats.locked(round.meeting.section)
    zone, now = by.tenant.time_zone, clock.now()
    still = Meeting.objects.filter(pk=round.meeting.pk, begins_at=round.meeting.begins_at)
    if section.state != EventState.PUBLISHED or round.meeting.begins_at <= now or not still.exists():
        return 0
    seated = reminders.seated_since(section, midnight(round.day, zone))
    usual = _usual_days(section.event)
    own = own_reminder_days([one.person_id for one in seated])
    wanting = [one for one in seated if round.days in own.get(one.person_id, usual)]
    letters = [
        mail.Addressed(one.person, _key(round, one, zone), _context(by.tenant, section, round, one))
        for one in wanting
    ]
    mail.send_many(by=by, kind=KIND, mails=letters, about=notes.about(section.pk))
    if wanting:
        data = {"meeting": round.meeting.pk, "days": round.days, "people": len(wanting)}
        journal.record("events.section.reminded", by=by, subject=section, data=data)
    return len(wanting)


@verb
def give_back(*, by: Actor, place: Registration) -> bool:
    """Somebody can't come: exactly this place is given back, and the line is served. False when it ended before.

    Raises Refused once the section has begun or was called off.
    """
    with seats.held(place.section) as held:
        now = places.live_of(held, place.person_id)
        if now is None or now.pk != place.pk:
            return False
        if held.state != EventState.PUBLISHED:
            raise Refused(_("This event doesn't take place, so there is nothing to give back."))
        if held.begins_at <= clock.now():
            raise Refused(_("The event has begun. Tell the facilitator that you can't come."))
        now.person = place.person
        registration.end(by=by, section=held, registration=now, why=WhyEnded.LEFT)
    return True


def days_of(event: LearningEvent) -> tuple[list[int], list[int] | None]:
    """How many days ahead people are reminded in the district, and of this event where it has days of its own."""
    known = reminder_days([_event_key(event)])
    return known[OF_THE_DISTRICT], known.get(_event_key(event))


@verb
def set_days(*, by: Actor, event: LearningEvent, days: list[int] | None) -> None:
    """How many days ahead people are reminded of this event; None is as the district does. Needs EVENT_MANAGE."""
    choosing.set_reminder_days(by=by, days=days, key=_event_key(event))


def _rounds(tenant: Tenant) -> tuple[datetime | None, list[Round]]:
    """Up to when reminders are to be made, and which; None where all were made."""
    now = clock.now()
    until, made = last_moment(now, tenant.time_zone), reminders_made_until()
    if made is not None and made.made_until >= until:
        return None, []
    after = made.made_until if made is not None else until - timedelta(days=1)
    return until, rounds(reminders.dates_ahead(now), after, until, tenant.time_zone)


def _usual_days(event: LearningEvent) -> list[int]:
    district, own = days_of(event)
    return district if own is None else own


def _event_key(event: LearningEvent) -> str:
    return f"events.event:{event.pk}"


def _key(round: Round, one: Registration, zone: str) -> str:
    day = clock.local(round.meeting.begins_at, zone).date()
    return f"{KIND}:{one.pk}:{round.meeting.pk}:{day.isoformat()}:{round.days}"


def _context(tenant: Tenant, section: Section, round: Round, one: Registration) -> dict[str, Any]:
    meeting, zone = round.meeting, tenant.time_zone
    away = (clock.local(meeting.begins_at, zone).date() - clock.today(zone)).days
    context = notes.context_of(tenant, section) | notes.times_of(meeting) | {"days": away}
    if section.begins_at > clock.now():
        key = keys.key(CANT_COME, tenant, one.pk)
        context["also_url"] = absolute(link("events:cant_come", key))
    return context
