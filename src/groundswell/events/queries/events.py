"""Which events somebody may know of, the doors to them, and the lists."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, When
from django.db.models.functions import Cast

from groundswell.events.choices import LIVE, EventState
from groundswell.events.models import LearningEvent, Registration, Section, SessionFacilitator
from groundswell.events.queries.audience import meant_for, tokens_of_actor
from groundswell.kernel import clock
from groundswell.kernel import rows as written
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import current_tenant
from groundswell.roster.queries.folding import contains

ORDERS = {
    "when": ("begins_at", "pk"),
    "-when": ("-begins_at", "-pk"),
    "title": ("event__title", "begins_at", "pk"),
    "-title": ("-event__title", "begins_at", "pk"),
    "free": ("-seats_free", "begins_at", "pk"),
}

# Every press and every page of an event asks this.
_FIRST = f"""
    SELECT {written.columns(Section, "section")}, {written.columns(LearningEvent, "event")}
    FROM events_section section JOIN events_event event ON event.id = section.event_id
    WHERE section.tenant_id = %s AND section.event_id = %s
    ORDER BY CASE section.state WHEN 'published' THEN 0 WHEN 'draft' THEN 1 ELSE 2 END, section.id LIMIT 1
"""
_LIVE_FIRST = Case(When(state=EventState.PUBLISHED, then=0), When(state=EventState.DRAFT, then=1), default=2)


def sections_for(
    actor: Actor, permission: Permission = Permission.EVENT_VIEW, *, tokens: Collection[str] | None = None
) -> QuerySet[Section]:
    """Sections that ``actor`` may open with ``permission``, each with its event. ``tokens`` spare reading the actor's.

    To see: what is published for somebody like oneself, what one has a place in, what one leads. To take attendance:
    what one leads. The office (EVENT_MANAGE) sees and does everything in the district.
    """
    sections = Section.objects.select_related("event")
    if actor.may(Permission.EVENT_MANAGE):
        return sections
    if not actor.may(permission) or permission == Permission.EVENT_MANAGE:
        return sections.none()
    if permission == Permission.ATTENDANCE_TAKE:
        return sections.filter(facilitators__person_id=actor.person_id or 0)  # once at most: it is unique
    leads = Exists(SessionFacilitator.objects.filter(section=OuterRef("pk"), person_id=actor.person_id or 0))
    takes_part = Exists(Registration.objects.filter(section=OuterRef("pk"), person_id=actor.person_id or 0))
    known = ~Q(state=EventState.DRAFT)
    return sections.annotate(audience_text=Cast("event__audience", TextField())).filter(
        known & (meant_for(tokens_of_actor(actor) if tokens is None else tokens) | takes_part) | Q(leads)
    )


def _shows_itself(actor: Actor, section: Section) -> bool:
    """True only for what :func:`sections_for` lets through as well: published, and one's roles are enough for it."""
    return section.state != EventState.DRAFT and section.event.is_for(actor.roles)


def get_section_for(actor: Actor, event_pk: int, permission: Permission) -> Section:
    """The first section of an event (published ones before others), with the event; Http404 for who may not.

    In a rush nearly everybody is one of those whom a published event is for, and that shows on the row itself; who
    leads it or has a place in it without that is found by the longer question.
    """
    if permission not in (Permission.EVENT_MANAGE, Permission.ATTENDANCE_TAKE) and actor.may(permission):
        for first, event in written.read(_FIRST, [current_tenant().pk, event_pk], Section, LearningEvent):
            first.event = event
            if _shows_itself(actor, first):
                return first
    return found_or_404(sections_for(actor, permission).filter(event_id=event_pk).order_by(_LIVE_FIRST, "pk"))


def get_one_section_for(actor: Actor, pk: int, permission: Permission) -> Section:
    """This section, with its event; Http404 for who may not know of it or do that. Quick as :func:`get_section_for`."""
    if permission not in (Permission.EVENT_MANAGE, Permission.ATTENDANCE_TAKE) and actor.may(permission):
        section = Section.objects.select_related("event").filter(pk=pk).first()
        if section is not None and _shows_itself(actor, section):
            return section
    return found_or_404(sections_for(actor, permission), pk=pk)


def get_section_at_for(
    actor: Actor, permission: Permission, *, pk: int | None = None, section_pk: int | None = None
) -> Section:
    """The section that an address names: by its own number, or as the first one of an event. Http404 as both."""
    if section_pk is not None:
        return get_one_section_for(actor, section_pk, permission)
    return get_section_for(actor, pk or 0, permission)


def has_several(event_pk: int) -> bool:
    """True for an event with more than one section that was not called off."""
    there = Section.objects.filter(event_id=event_pk).exclude(state=EventState.CANCELLED)
    return there.count() > 1


def to_choose(actor: Actor, event_pk: int) -> list[Section]:
    """Sections of an event to choose from, with ``my_state``: still to come first, free seats before full ones."""
    mine = Registration.objects.filter(section=OuterRef("pk"), person_id=actor.person_id or 0, state__in=LIVE)
    rows = sections_for(actor).filter(event_id=event_pk).exclude(state=EventState.CANCELLED)
    rows = rows.annotate(my_state=Subquery(mine.values("state")[:1])).order_by("begins_at", "number", "pk")
    now = clock.now()
    return sorted(rows, key=lambda one: _urgency(one, now))


def _urgency(one: Any, now: datetime) -> tuple[bool, bool, bool]:
    return one.ends_at <= now, one.my_state is None, one.is_full


def events_for(actor: Actor, permission: Permission = Permission.EVENT_VIEW) -> QuerySet[LearningEvent]:
    """Events that ``actor`` may open, as :func:`sections_for` says it of sections; also those without a section yet."""
    events = LearningEvent.objects.select_related("programme", "provider")
    if actor.may(Permission.EVENT_MANAGE):
        return events
    if not actor.may(permission) or permission == Permission.EVENT_MANAGE:
        return events.none()
    who = {"section__event": OuterRef("pk"), "person_id": actor.person_id or 0}
    leads = Exists(SessionFacilitator.objects.filter(**who))
    if permission == Permission.ATTENDANCE_TAKE:
        return events.filter(leads)
    known = ~Q(state=EventState.DRAFT)
    takes_part = Exists(Registration.objects.filter(**who))
    return events.annotate(audience_text=Cast("audience", TextField())).filter(
        known & (meant_for(tokens_of_actor(actor)) | takes_part) | Q(leads)
    )


def get_event_for(actor: Actor, pk: int, permission: Permission) -> LearningEvent:
    """An event, also one that has no section yet; Http404 for who may not know of it."""
    return found_or_404(events_for(actor, permission), pk=pk)


def without_dates(actor: Actor) -> QuerySet[LearningEvent]:
    """Published events that gather interest: no published section is still to come. By title."""
    coming = Section.objects.filter(event=OuterRef("pk"), state=EventState.PUBLISHED, ends_at__gt=clock.now())
    return events_for(actor).filter(~Exists(coming), state=EventState.PUBLISHED).order_by("title", "pk")


def joinable(actor: Actor, *, now: datetime, mine: Collection[int] = ()) -> QuerySet[Section]:
    """Sections in which ``actor`` could take a free seat now: published for them, open, none of ``mine`` (ids)."""
    rows = Section.objects.select_related("event").filter(
        state=EventState.PUBLISHED,
        registration_opens_at__lte=now,
        registration_closes_at__gt=now,
        ends_at__gt=now,
        seats_taken__lt=F("seats"),
    )
    if mine:
        rows = rows.exclude(pk__in=mine)
    if actor.may(Permission.EVENT_MANAGE):
        return rows
    if not actor.may(Permission.EVENT_VIEW):
        return rows.none()
    return rows.annotate(audience_text=Cast("event__audience", TextField())).filter(
        meant_for(tokens_of_actor(actor))
    )


def narrowed(
    rows: QuerySet[Section],
    *,
    text: str = "",
    mode: str = "",
    begins: datetime | None = None,
    ends: datetime | None = None,
    order: str = "when",
) -> QuerySet[Section]:
    """The list as somebody filtered it: words in title or why (however accented), mode, and a span of time."""
    for word in text.split()[:8]:
        rows = rows.filter(contains("event__title", word) | contains("event__why", word))
    if mode:
        rows = rows.filter(event__mode=mode)
    if begins:
        rows = rows.filter(begins_at__gte=begins)
    if ends:
        rows = rows.filter(begins_at__lt=ends)
    return rows.order_by(*ORDERS.get(order, ORDERS["when"]))
