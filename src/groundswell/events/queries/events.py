"""Which events somebody may know of, the doors to them, and the lists."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Concat

from groundswell.events.choices import LIVE, EventState
from groundswell.events.models import LearningEvent, Registration, Section, SessionFacilitator
from groundswell.events.queries.audience import as_text, meant_for, of_event, tokens_of_actor
from groundswell.kernel import clock
from groundswell.kernel import rows as written
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import current_tenant
from groundswell.roster.queries.folding import Has, Word

ORDERS = {
    "when": ("begins_at", "pk"),
    "-when": ("-begins_at", "-pk"),
    "title": ("event__title", "begins_at", "pk"),
    "-title": ("-event__title", "begins_at", "pk"),
    "free": (F("seats_taken") - F("seats"), "begins_at", "pk"),
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
    actor: Actor,
    permission: Permission = Permission.EVENT_VIEW,
    *,
    tokens: Collection[str] | None = None,
    meant: Collection[str] | None = None,
) -> QuerySet[Section]:
    """Sections that ``actor`` may open with ``permission``, each with its event.

    ``tokens`` spare reading the actor's, ``meant`` (of ``audience.meant_for``) that and the audiences.

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
    if meant is None:
        meant = meant_for(tokens_of_actor(actor) if tokens is None else tokens)
    return shown_to(actor.person_id or 0, of_event(meant))


def shown_to(person: Any, meant: Q) -> QuerySet[Section]:
    """Sections that are no secret to somebody who manages nothing, each with its event.

    ``person`` is their number, or a ``Given``; ``meant`` is the condition that a section's event is for them.
    """
    leads = Q(pk__in=SessionFacilitator.objects.filter(person_id=person).values("section_id"))
    takes_part = Q(pk__in=Registration.objects.filter(person_id=person).values("section_id"))
    known = ~Q(state=EventState.DRAFT)
    return Section.objects.select_related("event").filter((known & (meant | takes_part)) | leads)


def _shows_itself(actor: Actor, section: Section) -> bool:
    """True only for what :func:`sections_for` lets through as well: published, and for somebody like the actor.

    In a rush the roles are enough, and an actor carries them.
    """
    if section.state == EventState.DRAFT:
        return False
    return section.event.is_for(actor.roles) or section.event.is_for(tokens_of_actor(actor))


def get_section_for(actor: Actor, event_pk: int, permission: Permission) -> Section:
    """The first section of an event (published ones before others), with the event; Http404 for who may not.

    Nearly everybody is one of those whom a published event is for, and that shows on the row itself; who leads it or
    has a place in it without that is found by the longer question.
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
        for section in _this_one(section=pk):
            if _shows_itself(actor, section):
                return section
    return found_or_404(sections_for(actor, permission), pk=pk)


@written.written_once
def _this_one() -> QuerySet[Section]:
    return Section.objects.select_related("event").filter(pk=written.Given("section"))


def get_section_at_for(
    actor: Actor, permission: Permission, *, pk: int | None = None, section_pk: int | None = None
) -> Section:
    """The section that an address names: by its own number, or as the first one of an event. Http404 as both."""
    if section_pk is not None:
        return get_one_section_for(actor, section_pk, permission)
    return get_section_for(actor, pk or 0, permission)


def has_several(event_pk: int) -> bool:
    """True for an event with more than one section that was not called off."""
    return len(_first_two(event=event_pk)) > 1


@written.written_once
def _first_two() -> QuerySet[Any]:
    there = Section.objects.filter(event_id=written.Given("event")).exclude(state=EventState.CANCELLED)
    return there.values_list("pk")[:2]


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
    meant = Q(audience_text__in=meant_for(tokens_of_actor(actor)))
    return events.annotate(audience_text=as_text()).filter(known & (meant | takes_part) | Q(leads))


def get_event_for(actor: Actor, pk: int, permission: Permission) -> LearningEvent:
    """An event, also one that has no section yet; Http404 for who may not know of it."""
    return found_or_404(events_for(actor, permission), pk=pk)


def without_dates(actor: Actor) -> QuerySet[LearningEvent]:
    """Published events that gather interest: no published section is still to come. By title."""
    coming = Section.objects.filter(event=OuterRef("pk"), state=EventState.PUBLISHED, ends_at__gt=clock.now())
    return events_for(actor).filter(~Exists(coming), state=EventState.PUBLISHED).order_by("title", "pk")


def joinable(
    actor: Actor, *, meant: Collection[str], now: datetime, mine: Collection[int] = (), most: int = 16
) -> list[Section]:
    """The first ``most`` sections in which ``actor`` could take a free seat now, soonest first, each with its event.

    Published for them (``meant`` are such audiences; for the office: for anybody), open, none of ``mine`` (ids).
    """
    office = actor.may(Permission.EVENT_MANAGE)
    if not (office or actor.may(Permission.EVENT_VIEW)):
        return []
    return _open_now(office, most, now=now, mine=mine, meant=meant)


@written.written_once
def _open_now(office: bool, most: int) -> QuerySet[Section]:
    now = written.Given("now")
    rows = Section.objects.select_related("event").filter(
        ~Q(written.Among("pk", written.Given("mine"))),
        state=EventState.PUBLISHED,
        registration_opens_at__lte=now,
        registration_closes_at__gt=now,
        ends_at__gt=now,
        seats_taken__lt=F("seats"),
    )
    if not office:
        rows = rows.filter(of_event(written.Given("meant")))
    return rows.order_by("begins_at", "pk")[:most]


def sections_named(actor: Actor, words: Sequence[Word], most: int) -> list[Section]:
    """Sections that ``actor`` may open with all of these words in title or why, the latest first."""
    office = actor.may(Permission.EVENT_MANAGE)
    if not (office or actor.may(Permission.EVENT_VIEW)):
        return []
    values = {
        name: value for at, word in enumerate(words) for name, value in word.values(f"word{at}").items()
    }
    meant = [] if office else meant_for(tokens_of_actor(actor))
    return _named(office, len(words), most, person=actor.person_id or 0, meant=meant, **values)


@written.written_once
def _named(office: bool, words: int, most: int) -> QuerySet[Section]:
    meant = of_event(written.Given("meant"))
    rows = Section.objects.select_related("event") if office else shown_to(written.Given("person"), meant)
    return narrowed(rows, words=[Word.given(f"word{at}") for at in range(words)], order="-when")[:most]


def narrowed(
    rows: QuerySet[Section],
    *,
    words: Iterable[Word] = (),
    mode: Any = "",
    begins: Any = None,
    ends: Any = None,
    order: str = "when",
) -> QuerySet[Section]:
    """The list as somebody filtered it: words in title or why, mode, and a span of time."""
    told = Concat("event__title", Value("\n"), "event__why", output_field=TextField())
    for word in words:
        rows = rows.filter(Has(told, word))
    if mode:
        rows = rows.filter(event__mode=mode)
    if begins:
        rows = rows.filter(begins_at__gte=begins)
    if ends:
        rows = rows.filter(begins_at__lt=ends)
    return rows.order_by(*ORDERS.get(order, ORDERS["when"]))
