"""Reminders of what people come to or lead, found by the date and made once (ADR 0006); the answer "I can't come"."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from groundswell.events.actions import notes, order_news, registration, seats
from groundswell.events.choices import EventState, WhyEnded
from groundswell.events.models import LearningEvent, Meeting, Registration, Section
from groundswell.events.queries import order, reminders
from groundswell.events.queries import registration as places
from groundswell.events.queries.attendance import facilitators_of, sheet
from groundswell.events.rules.addresses import list_of, page_of
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
from groundswell.roster.models import Person

log = logging.getLogger(__name__)

KIND = "events.reminder"
TO_LEADERS = "events.reminder_leads"


def due(tenant: Tenant) -> int:
    """For how many dates and lines people are to be written to now. Called inside the district's scope."""
    span = _span(tenant)
    return len(_rounds(tenant, *span)) + len(order.sections_between(*span)) if span else 0


def remind_due(tenant: Tenant) -> int:
    """Background work of a morning: reminders, and who stands elsewhere in a line. Returns how many people.

    Twice does no harm. A worker that was away makes up for what it missed, as far as the dates are still to come. News
    of a line that can't be made is left out and logged: reminders are not made again and again for it.
    """
    with reading(tenant):
        span = _span(tenant)
        if span is None:
            return 0
        after, until = span
        found, lines = _rounds(tenant, after, until), order.sections_between(after, until)
    by = Actor.system(tenant)
    people = sum(remind(by=by, round=one) for one in found)
    people += sum(_tell_line(by, one, after, until) for one in lines)
    choosing.reminders_made(by=by, until=until)
    return people


@verb
def remind(*, by: Actor, round: Round) -> int:
    """Mail to everybody who has a seat at this date, or leads it, and wants to be reminded so many days ahead.

    Nobody for a date that moved or was called off meanwhile, nor for who got the seat on the same day. Each mail is
    about the section, so that it is taken back where it has not left and the seat or the date is gone. Returns how many
    with a seat are reminded.
    """
    section = seats.locked(round.meeting.section)
    zone, now = by.tenant.time_zone, clock.now()
    still = Meeting.objects.filter(pk=round.meeting.pk, begins_at=round.meeting.begins_at)
    if section.state != EventState.PUBLISHED or round.meeting.begins_at <= now or not still.exists():
        return 0
    seated = reminders.seated_since(section, midnight(round.day, zone))
    leaders = facilitators_of(section)
    usual = _usual_days(section.event)
    own = own_reminder_days([*(one.person_id for one in seated), *(one.pk for one in leaders)])
    wanting = [one for one in seated if round.days in own.get(one.person_id, usual)]
    letters = [
        mail.Addressed(one.person, _key(round, f"{one.pk}", zone), _context(by.tenant, section, round, one))
        for one in wanting
    ]
    mail.send_many(by=by, kind=KIND, mails=letters, about=notes.about(section.pk))
    leading = [one for one in leaders if one.ended_on is None and round.days in own.get(one.pk, usual)]
    _remind_who_leads(by, section, round, leading)
    if wanting or leading:
        data = {
            "meeting": round.meeting.pk, "days": round.days, "people": len(wanting), "leaders": len(leading),
        }  # fmt: skip
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


def _span(tenant: Tenant) -> tuple[datetime, datetime] | None:
    """Between which two moments mail is still to be made; None where all was made."""
    until, made = last_moment(clock.now(), tenant.time_zone), reminders_made_until()
    if made is None:
        return until - timedelta(days=1), until
    return (made.made_until, until) if made.made_until < until else None


def _tell_line(by: Actor, section: Section, after: datetime, until: datetime) -> int:
    try:
        return order_news.tell(by=by, section=section, after=after, until=until)
    except Exception:
        log.exception("News of the line of section %s could not be made", section.pk)
        return 0


def _rounds(tenant: Tenant, after: datetime, until: datetime) -> list[Round]:
    return rounds(reminders.dates_ahead(clock.now()), after, until, tenant.time_zone)


def _usual_days(event: LearningEvent) -> list[int]:
    district, own = days_of(event)
    return district if own is None else own


def _event_key(event: LearningEvent) -> str:
    return f"events.event:{event.pk}"


def _key(round: Round, whom: str, zone: str) -> str:
    day = clock.local(round.meeting.begins_at, zone).date()
    return f"{KIND}:{whom}:{round.meeting.pk}:{day.isoformat()}:{round.days}"


def _remind_who_leads(by: Actor, section: Section, round: Round, leading: list[Person]) -> None:
    """What who leads needs: how many come, where, the agenda, the day's page, and the list on paper."""
    meeting, zone = round.meeting, by.tenant.time_zone
    context = _about(by.tenant, section, round) | {
        "coming": sheet(section).count(),
        "waiting": section.waiting,
        "agenda_url": absolute(page_of(section)),
        "action_url": absolute(list_of(meeting)),
        "also_url": absolute(link("events:meeting_sign_in", meeting.pk)),
    }
    mails = [mail.Addressed(one, _key(round, f"leads{one.pk}", zone), context) for one in leading]
    mail.send_many(by=by, kind=TO_LEADERS, mails=mails, about=notes.about(section.pk))


def _about(tenant: Tenant, section: Section, round: Round) -> dict[str, Any]:
    away = (
        clock.local(round.meeting.begins_at, tenant.time_zone).date() - clock.today(tenant.time_zone)
    ).days
    return notes.context_of(tenant, section) | notes.times_of(round.meeting) | {"days": away}


def _context(tenant: Tenant, section: Section, round: Round, one: Registration) -> dict[str, Any]:
    context = _about(tenant, section, round)
    if section.begins_at > clock.now():
        context["also_url"] = notes.cant_come_link(tenant, one)
    return context
