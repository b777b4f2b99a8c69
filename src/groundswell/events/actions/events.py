"""An event's own life: drafted, announced, changed, published, moved, cancelled; and that of its sections.

This module owns the state of both: an event is published with its first section (or announced without one), and
cancelled with its last. Whoever locks several rows locks sections before their event, in order of their ids.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from groundswell.events.actions import (
    despite,
    interest,
    meetings,
    messages,
    notes,
    offers,
    policy,
    requests,
    school_day,
    seats,
    telling,
)
from groundswell.events.actions.fields import checked, put
from groundswell.events.choices import EVENT_MOVES, EventKind, EventMode, EventState
from groundswell.events.models import LearningEvent, Meeting, Section, SessionFacilitator
from groundswell.events.queries.agenda import kinds_in
from groundswell.events.queries.meetings import meetings_of
from groundswell.events.queries.messages import To
from groundswell.events.rules import agenda, versions
from groundswell.events.rules.meetings import When, in_order
from groundswell.events.rules.messages import check_length
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.notices.actions import mail
from groundswell.roster.models import Person

EVENT_FIELDS = ("title", "why", "audience", "kind", "mode", "programme", "provider", "approval", "surge")
SECTION_FIELDS = ("place", "link", "registration_opens_at", "registration_closes_at")


@verb
def draft_event(*, by: Actor, title: str, **values: Any) -> LearningEvent:
    """Begin an event without a section; nobody but the office sees it yet. ``values`` are fields of EVENT_FIELDS.

    ``audience`` lists tokens (``models.audience``); empty means everyone. Raises Refused for a provider that is no
    partner.
    """
    event = LearningEvent(tenant=by.tenant)
    put(event, EVENT_FIELDS, checked({"title": title, **values}))
    event.save()
    journal.record("events.event.drafted", by=by, subject=event)
    return event


@verb
def draft(
    *,
    by: Actor,
    title: str,
    begins_at: datetime,
    ends_at: datetime,
    seats: int,
    why: str = "",
    audience: Sequence[str] = (),
    kind: EventKind | str = EventKind.WORKSHOP,
    mode: EventMode | str = EventMode.IN_PERSON,
    place: str = "",
    link: str = "",
    registration_opens_at: datetime | None = None,
    registration_closes_at: datetime | None = None,
    facilitators: Sequence[Person] = (),
    **values: Any,
) -> Section:
    """Begin an event with one section that meets once; nobody but the office and its facilitators sees it yet.

    As :func:`draft_event` and :func:`add_section`, whose further values it takes. Returns the section, with its event.
    """
    when = When(begins_at, ends_at, place, link)
    how = {name: values.pop(name) for name in policy.FIELDS if name in values}
    said = {"why": why, "audience": audience, "kind": kind, "mode": mode, **values}
    return add_section(
        by=by,
        event=draft_event(by=by, title=title, **said),
        meetings=[when],
        seats=seats,
        registration_opens_at=registration_opens_at,
        registration_closes_at=registration_closes_at,
        facilitators=facilitators,
        **how,
    )


@verb
def add_section(
    *,
    by: Actor,
    event: LearningEvent,
    meetings: Sequence[When],
    seats: int,
    registration_opens_at: datetime | None = None,
    registration_closes_at: datetime | None = None,
    facilitators: Sequence[Person] = (),
    **how: Any,
) -> Section:
    """One more section, a draft, with its dates. ``how`` are fields of ``policy.FIELDS``: how it gives its seats.

    Registration opens at once and closes at the first beginning where nothing else is said. Raises Refused for dates
    that can't be, a room that is taken, and an event that was cancelled.
    """
    held = lock(event)
    if held.state == EventState.CANCELLED:
        raise Refused(_("This event was cancelled and stays as it was. Make a new one instead."))
    ordered = in_order(meetings, by.tenant.time_zone)
    last = Section.objects.filter(event=held).order_by("-number").values_list("number", flat=True).first()
    section = Section.objects.create(
        tenant=by.tenant,
        event=held,
        number=(last or 0) + 1,
        begins_at=ordered[0].begins_at,
        ends_at=ordered[-1].ends_at,
        cap=seats,
        seats=seats,
        registration_opens_at=registration_opens_at or clock.now(),
        registration_closes_at=registration_closes_at or ordered[0].begins_at,
        by_rules=held.approval,
    )
    journal.record("events.section.opened", by=by, subject=section, data={"event": held.pk, "seats": seats})
    _set_meetings(by, section, ordered)
    set_facilitators(by=by, section=section, people=facilitators)
    return policy.set_policy(by=by, section=section, **how) if how else section


@verb
def announce(*, by: Actor, event: LearningEvent) -> LearningEvent:
    """Publish an event that has no section yet: those whom it is for see it and can say that they are interested."""
    held = lock(event)
    _check_move(held, EventState.PUBLISHED)
    _make_public(by, held, {})
    return held


@verb
def publish(*, by: Actor, section: Section) -> Section:
    """The audience sees the section and can take places inside the registration window.

    The event is published with its first section. Who was interested or had asked for it gets mail. Raises Refused when
    it is published or cancelled already, when it is over, and for an agenda that lacks a required part.
    """
    held = seats.locked(section)
    held.event = lock(held.event)
    _check_move(held, EventState.PUBLISHED)
    if held.ends_at <= clock.now():
        raise Refused(_("This event is over already. Give it a day that is still to come, then publish it."))
    agenda.check(held.event.kind, kinds_in(held.event))
    _set_state(held, EventState.PUBLISHED)
    if held.event.state == EventState.PUBLISHED:
        _record(by, "events.section.published", held)
    else:
        _make_public(by, held.event, {"section": held.pk})
    interest.tell(by=by, section=held)
    requests.opened(by=by, section=held)
    return held


@verb
def change(
    *,
    by: Actor,
    section: Section,
    seats_wanted: int | None = None,
    facilitators: Sequence[Person] | None = None,
    version: int | None = None,
    despite_clash: bool | str = False,
    **values: Any,
) -> Section:
    """Change what the event says, who it is for, its window, its seats, or who leads it.

    ``values`` are fields of EVENT_FIELDS or SECTION_FIELDS. ``version`` is the event's that was read before: Refused
    when somebody else changed it since. More seats go to the first in line at once; fewer than are taken are refused.
    Tells nobody: what people must know of (a new time or place) is :func:`move`.
    """
    with seats.held(section) as held:
        held.event = lock(held.event)
        versions.check(held.event, version)
        if held.state == EventState.CANCELLED:
            raise Refused(_("This event was cancelled and stays as it was. Make a new one instead."))
        unknown = set(values) - {*EVENT_FIELDS, *SECTION_FIELDS}
        if unknown:
            raise TypeError(f"change() knows no {', '.join(sorted(unknown))}.")
        where = (held.place, held.link)
        changed = put(held.event, EVENT_FIELDS, checked(values)) + put(held, SECTION_FIELDS, values)
        if "approval" in changed and held.event.approval:
            Section.objects.filter(event=held.event).update(by_rules=True)
        if changed:
            held.save(update_fields=SECTION_FIELDS)
            if where != (held.place, held.link):
                there = Meeting.objects.filter(section=held, place=where[0], link=where[1])
                there.update(place=held.place, link=held.link)
            journal.record("events.event.changed", by=by, subject=held.event, data={"fields": changed})
        if facilitators is not None:
            set_facilitators(by=by, section=held, people=facilitators, despite_clash=despite_clash)
        if seats_wanted is not None:
            resize(by=by, section=held, seats_wanted=seats_wanted)
        held.event.version += 1
        held.event.save()
    return held


@verb
def resize(*, by: Actor, section: Section, seats_wanted: int) -> Section:
    """More seats: as many in line get one, in order, with mail. Fewer: refused below the number that is taken."""
    return policy.set_policy(by=by, section=section, cap=seats_wanted)


@verb
def move(
    *,
    by: Actor,
    section: Section,
    begins_at: datetime,
    ends_at: datetime,
    place: str,
    link: str = "",
    despite_clash: bool | str = False,
) -> Section:
    """Another time or place for a section that meets once; its room stays where the place does.

    As :func:`reschedule`. Raises Refused for a section with several dates.
    """
    there = meetings_of(section)
    if len(there) > 1:
        raise Refused(
            _("This section meets on %(count)s dates. Change them one by one.") % {"count": len(there)}
        )
    room = there[0].room if there and there[0].place == place else None
    when = When(begins_at, ends_at, place, link, room)
    return reschedule(by=by, section=section, meetings=[when], despite_clash=despite_clash)


@verb
def reschedule(
    *,
    by: Actor,
    section: Section,
    meetings: Sequence[When],
    despite_clash: bool | str = False,
    clashing: despite.Found | None = None,
) -> Section:
    """Other dates or places. Seats get mail with an updated calendar file, the line and who leads it get mail.

    Registration that closed with the old beginning closes with the new one. Raises Refused when it was cancelled, for
    dates that can't be, for a room that is taken, and while somebody would be in two places at once: with
    ``despite_clash`` that is right (``despite.check``), and the mail names it to whom it is about. ``clashing`` says
    who that is where several sections move together and one alone can't tell.
    """
    held = seats.locked(section)
    if held.state == EventState.CANCELLED:
        raise Refused(_("This event was cancelled, so it can't be moved. Make a new one instead."))
    closed_with_it = held.registration_closes_at == held.begins_at
    before = meetings_of(held)
    clashing = despite.of_dates(held, meetings) if clashing is None else clashing
    _set_meetings(by, held, meetings)
    despite.check(clashing, despite_clash=despite_clash)
    if closed_with_it or held.registration_closes_at > held.begins_at:
        held.registration_closes_at = held.begins_at
    held.sequence += 1
    held.save(update_fields=["registration_closes_at", "sequence"])
    _record(by, "events.section.moved", held, sequence=held.sequence, **despite.entry(clashing))
    if held.state == EventState.PUBLISHED:
        telling.everyone(by=by, section=held, what="moved", before=before, clashing=clashing)
    # Whoever was passed over for a seat at the old time may be free now; what has begun gives none.
    if held.begins_at > clock.now() and held.waiting and not held.is_full:
        school_day.serve(by=by, section=held)
        held.refresh_from_db(fields=seats.COUNTERS)
    return held


@verb
def cancel(*, by: Actor, section: Section, message: str = "") -> Section:
    """Call a section off, and the event with its last one. Everyone with a place and who leads it gets one mail.

    It says so, takes the entry out of the calendar, and carries ``message``, the office's own words, whose answers go
    to who wrote them. The rooms are free. Registrations stay as they were, as a record of who would have come. It
    can't be undone. Raises Refused when it took place or was called off before, and for a message that is too long.
    """
    check_length("", message)
    held = seats.locked(section)
    held.event = lock(held.event)
    _check_move(held, EventState.CANCELLED)
    was_public = held.state == EventState.PUBLISHED
    if was_public and held.ends_at <= clock.now():
        raise Refused(_("This event has taken place, so it can't be cancelled any more."))
    _set_state(held, EventState.CANCELLED)
    if Section.objects.filter(event=held.event).exclude(state=EventState.CANCELLED).exists():
        _record(by, "events.section.cancelled", held)
    else:
        _call_off(by, held.event, {"section": held.pk})
    offers.withdraw(held)
    if was_public:
        told = telling.everyone(by=by, section=held, what="cancelled", **messages.words_of(by, message))
        if message.strip():
            title = held.event.title
            messages.keep(by=by, section=held, to=To.ALL, subject=title, text=message, people=told)
    held.sequence += 1
    held.save(update_fields=["sequence"])
    return held


@verb
def cancel_event(*, by: Actor, event: LearningEvent) -> LearningEvent:
    """Call off everything of an event that is still to come, as :func:`cancel` does for each section.

    Where a section has taken place the event stays published; else it is cancelled too.
    """
    sections = Section.objects.select_for_update(of=("self",), no_key=True).filter(event=event).order_by("pk")
    for section in list(sections.exclude(state=EventState.CANCELLED)):
        if section.state == EventState.DRAFT or section.ends_at > clock.now():
            cancel(by=by, section=section)
    held = lock(event)
    took_place = Section.objects.filter(event=held, state=EventState.PUBLISHED).exists()
    if held.state != EventState.CANCELLED and not took_place:
        _call_off(by, held, {})
    return held


@verb
def set_facilitators(
    *, by: Actor, section: Section, people: Sequence[Person], despite_clash: bool | str = False
) -> list[Person]:
    """These people lead the section, and nobody else. Where the ratio decides, its seats are counted again.

    Raises Refused when so few may not lead as many as have a seat, and while one who is new would be in two places at
    once; with ``despite_clash`` that is right (``despite.check``).
    """
    wanted = {person.pk: person for person in people}
    now = set(SessionFacilitator.objects.filter(section=section).values_list("person_id", flat=True))
    if now == set(wanted):
        return list(people)
    clashing = despite.of_leaders(section, wanted.keys() - now)
    despite.check(clashing, despite_clash=despite_clash)
    for gone in SessionFacilitator.objects.filter(section=section, person_id__in=now - set(wanted)):
        mail.withdraw(by=by, about=notes.about(section.pk), to=gone.person)
        gone.delete()
    for pk in wanted.keys() - now:
        SessionFacilitator.objects.create(tenant=by.tenant, section=section, person=wanted[pk])
    data = {"event": section.event_id, "people": sorted(wanted)} | despite.entry(clashing)
    journal.record(
        "events.facilitators.set", by=by, subject=section, subject_kind="events.section", data=data
    )
    if section.per_facilitator:
        policy.recount(by=by, section=section)
    return list(people)


def _set_meetings(by: Actor, section: Section, dates: Sequence[When]) -> None:
    meetings.set_meetings(by=by, section=section, meetings=dates)


def _make_public(by: Actor, event: LearningEvent, data: dict[str, int]) -> None:
    event.state, event.published_at = EventState.PUBLISHED, clock.now()
    event.save(update_fields=["state", "published_at"])
    journal.record("events.event.published", by=by, subject=event, data=data)


def _call_off(by: Actor, event: LearningEvent, data: dict[str, int]) -> None:
    event.state = EventState.CANCELLED
    event.save(update_fields=["state"])
    journal.record("events.event.cancelled", by=by, subject=event, data=data)


def _check_move(row: LearningEvent | Section, to: EventState) -> None:
    if to in EVENT_MOVES[EventState(row.state)]:
        return
    raise Refused(
        _("This can't be done any more. The event is: %(state)s.") % {"state": EventState(row.state).label}
    )


def _record(by: Actor, kind: str, section: Section, **data: Any) -> None:
    journal.record(kind, by=by, subject=section, data={"event": section.event_id} | data)


def _set_state(section: Section, state: EventState) -> None:
    section.state = state
    section.save(update_fields=["state"])
