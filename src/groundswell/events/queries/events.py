"""Which events somebody may know of, the doors to them, and the lists."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast

from groundswell.events.choices import LIVE, EventState
from groundswell.events.models import LearningEvent, Registration, Section, SessionFacilitator
from groundswell.kernel import rows as written
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import current_tenant

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
    ORDER BY section.id LIMIT 1
"""


def sections_for(actor: Actor, permission: Permission = Permission.EVENT_VIEW) -> QuerySet[Section]:
    """Sections that ``actor`` may open with ``permission``, each with its event.

    To see: what is published for one of one's roles, what one has a place in, what one leads. To take attendance:
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
        known & (_for_roles(actor) | takes_part) | Q(leads)
    )


def _for_roles(actor: Actor) -> Q:
    """The audience, read as text: the same question on both databases. Role keys are our own words."""
    meant = Q(audience_text="[]")
    for role in actor.roles:
        meant |= Q(audience_text__contains=f'"{role}"')
    return meant


def _shows_itself(actor: Actor, section: Section) -> bool:
    """True only for what :func:`sections_for` lets through as well: published, for all or for one of one's roles."""
    return section.state != EventState.DRAFT and section.event.is_for(actor.roles)


def get_section_for(actor: Actor, event_pk: int, permission: Permission) -> Section:
    """The first section of an event, with the event; Http404 for who may not know or do that.

    In a rush nearly everybody is one of those whom a published event is for, and that shows on the row itself; who
    leads it or has a place in it without that is found by the longer question.
    """
    if permission not in (Permission.EVENT_MANAGE, Permission.ATTENDANCE_TAKE) and actor.may(permission):
        for first, event in written.read(_FIRST, [current_tenant().pk, event_pk], Section, LearningEvent):
            first.event = event
            if _shows_itself(actor, first):
                return first
    return found_or_404(sections_for(actor, permission).filter(event_id=event_pk).order_by("pk"))


def get_event_for(actor: Actor, pk: int, permission: Permission) -> LearningEvent:
    """An event; Http404 for who may not know of it."""
    return get_section_for(actor, pk, permission).event


def listing(actor: Actor, *, now: datetime, tab: str = "upcoming") -> QuerySet[Section]:
    """One row per section with ``my_state`` (booked, waiting or None) and ``seats_free``; no query per row."""
    mine = Registration.objects.filter(section=OuterRef("pk"), person_id=actor.person_id or 0, state__in=LIVE)
    rows = sections_for(actor).annotate(
        my_state=Subquery(mine.values("state")[:1]), seats_free=F("seats") - F("seats_taken")
    )
    if tab == "mine":
        leads = Exists(
            SessionFacilitator.objects.filter(section=OuterRef("pk"), person_id=actor.person_id or 0)
        )
        return rows.filter(Q(my_state__isnull=False) | Q(leads))
    if tab == "past":
        return rows.filter(ends_at__lte=now).exclude(state=EventState.DRAFT)
    if tab == "drafts":
        return rows.filter(state=EventState.DRAFT) if actor.may(Permission.EVENT_MANAGE) else rows.none()
    return rows.filter(ends_at__gt=now, state=EventState.PUBLISHED)


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
    return rows.annotate(audience_text=Cast("event__audience", TextField())).filter(_for_roles(actor))


def narrowed(
    rows: QuerySet[Section],
    *,
    text: str = "",
    mode: str = "",
    begins: datetime | None = None,
    ends: datetime | None = None,
    order: str = "when",
) -> QuerySet[Section]:
    """The list as somebody filtered it: words in title or why, mode, and a span of time."""
    for word in text.split()[:8]:
        rows = rows.filter(Q(event__title__icontains=word) | Q(event__why__icontains=word))
    if mode:
        rows = rows.filter(event__mode=mode)
    if begins:
        rows = rows.filter(begins_at__gte=begins)
    if ends:
        rows = rows.filter(begins_at__lt=ends)
    return rows.order_by(*ORDERS.get(order, ORDERS["when"]))
