"""The office's board: every section that is planned, narrowed, and what to look at among them.

What a section shows is decided by ``rules.board``; the conditions here ask the database the same, for a filter and for
the counts on top, and a test holds the two together.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Sum, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from groundswell.events.choices import EventMode, EventState, RegistrationState
from groundswell.events.models import (
    LearningEvent,
    Meeting,
    Programme,
    Registration,
    Section,
    SessionFacilitator,
)
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.rows import Among, Given, written_once
from groundswell.roster.choices import OrganisationKind
from groundswell.roster.models import Organisation
from groundswell.roster.queries.folding import begins, contains

LOW_PART = 3  # fewer than one in so many seats taken …
LOW_BEFORE = timedelta(days=14)  # … so long before the beginning is low demand
LONG_WAIT = timedelta(days=7)
# Of wide rows only what a board shows: long texts and rules stay where they are.
SHOWN = (
    "event_id", "number", "state", "begins_at", "ends_at", "place", "registration_opens_at", "seats", "seats_taken",
    "waiting", "event__title", "event__kind", "event__mode", "event__programme__title", "event__provider__name",
)  # fmt: skip
NAMED = (
    "section_id",
    "person__given_name",
    "person__family_name",
    "person__preferred_name",
    "person__erased_on",
)
WHERE = ("section_id", "begins_at", "place", "room__capacity")
NOWHERE = Q(place="", room__isnull=True)
NONE, OWN = "none", "own"  # no programme; given by the district itself


class Flag(models.TextChoices):
    """What the office should look at in a section that is still to come."""

    NO_FACILITATOR = "no_facilitator", _("Nobody leads it")
    NO_ROOM = "no_room", _("No room")
    LOW_DEMAND = "low_demand", _("Few have signed up")
    LONG_WAIT = "long_wait", _("Somebody has waited over a week")
    OVERFULL = "overfull", _("More seats than the room holds")


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What the board is narrowed to; an empty value leaves it wide. ``begins`` and ``ends`` are aware moments."""

    text: str = ""
    flag: str = ""
    state: str = ""
    kind: str = ""
    programme: str = ""
    provider: str = ""
    community: int | None = None
    led_by: str = ""
    mine: bool = False
    begins: datetime | None = None
    ends: datetime | None = None


def planned(actor: Actor) -> QuerySet[Section]:
    """Sections that the office plans or has planned, with their event; those called off are gone from the board."""
    rows = Section.objects.select_related("event__programme", "event__provider").only(*SHOWN)
    rows = rows.exclude(state=EventState.CANCELLED)
    return rows if actor.may(Permission.EVENT_MANAGE) else rows.none()


def narrowed(rows: QuerySet[Section], wanted: BoardFilter, actor: Actor, now: datetime) -> QuerySet[Section]:
    """The sections that somebody asked for. Without a day in it: those that are not over."""
    for word in wanted.text.split()[:8]:
        rows = rows.filter(contains("event__title", word) | contains("place", word))
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.kind:
        rows = rows.filter(event__kind=wanted.kind)
    if wanted.programme:
        is_none = wanted.programme == NONE
        rows = rows.filter(event__programme=None if is_none else int(wanted.programme))
    if wanted.provider:
        rows = rows.filter(_given_by(wanted.provider))
    if wanted.community:
        rows = rows.annotate(audience_text=Cast("event__audience", TextField()))
        rows = rows.filter(_of_community(wanted.community))
    if wanted.led_by or wanted.mine:
        rows = rows.filter(Exists(_led(wanted, actor)))
    if wanted.begins or wanted.ends:
        rows = rows.filter(Exists(_meeting_between(wanted)))
    else:
        rows = rows.filter(ends_at__gt=now)
    if wanted.flag:
        rows = rows.filter(conditions(now)[Flag(wanted.flag)])
    return rows


def conditions(now: Any) -> dict[Flag, Q]:
    """For each flag what must hold of a section; ``rules.board.flags`` says the same of one that was read."""
    return _conditions(**_moments(now))


def _moments(now: datetime) -> dict[str, datetime]:
    return {"now": now, "soon": now + LOW_BEFORE, "long_ago": now - LONG_WAIT}


def _conditions(now: Any, soon: Any, long_ago: Any) -> dict[Flag, Q]:
    to_come = Q(ends_at__gt=now)
    not_begun = Q(begins_at__gt=now, state=EventState.PUBLISHED)
    led = Q(pk__in=SessionFacilitator.objects.values("section"))
    nowhere = Q(pk__in=Meeting.objects.filter(NOWHERE).values("section"))
    small = Q(pk__in=Meeting.objects.filter(room__capacity__lt=F("section__seats")).values("section"))
    waits = Registration.objects.filter(
        section=OuterRef("pk"), state=RegistrationState.WAITING, at__lte=long_ago
    )
    is_near = Q(registration_opens_at__lte=now, begins_at__lte=soon)
    return {
        Flag.NO_FACILITATOR: to_come & ~led,
        Flag.NO_ROOM: to_come & ~Q(event__mode=EventMode.VIRTUAL) & nowhere,
        Flag.LOW_DEMAND: not_begun & is_near & Q(seats__gt=LOW_PART * F("seats_taken")),
        Flag.LONG_WAIT: not_begun & Q(waiting__gt=0) & Q(Exists(waits)),
        Flag.OVERFULL: to_come & small,
    }


def in_order(rows: QuerySet[Section], *order: Any) -> list[int]:
    """The numbers of these sections in this order. One statement."""
    return list(rows.order_by(*order).values_list("pk", flat=True))


def counted(numbers: Sequence[int], now: datetime) -> dict[Flag, int]:
    """How many of these sections have each flag. One statement."""
    [(_one, *counts)] = _counted(numbers=numbers, **_moments(now))
    return dict(zip(Flag, counts, strict=True))


@written_once
def _counted() -> QuerySet[Any]:
    held = _conditions(Given("now"), Given("soon"), Given("long_ago"))
    flagged = {str(flag): Count("pk", filter=held[flag]) for flag in Flag}
    rows = Section.objects.filter(Among("pk", Given("numbers"))).order_by()
    return rows.annotate(one=Value(1)).values("one").annotate(**flagged).values_list("one", *flagged)


def read_sections(numbers: Sequence[int]) -> list[Any]:
    """These sections in this order, each with who leads it (``led_by``) and its dates with their rooms (``held``).

    Three statements.
    """
    found: dict[int, Any] = {one.pk: one for one in _sections(numbers=numbers)}
    for one in found.values():
        one.led_by, one.held = [], []
    for leading in _leading(numbers=numbers):
        found[leading.section_id].led_by.append(leading)
    for meeting in _dates(numbers=numbers):
        found[meeting.section_id].held.append(meeting)
    return [found[pk] for pk in numbers if pk in found]


@written_once
def _sections() -> QuerySet[Section]:
    rows = Section.objects.filter(Among("pk", Given("numbers")))
    return rows.select_related("event__programme", "event__provider").only(*SHOWN)


@written_once
def _leading() -> QuerySet[SessionFacilitator]:
    rows = SessionFacilitator.objects.filter(Among("section", Given("numbers")))
    return rows.select_related("person").only(*NAMED).order_by("pk")


@written_once
def _dates() -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(Among("section", Given("numbers")))
    return rows.select_related("room").only(*WHERE).order_by("begins_at", "pk")


def waiting_since(sections: Sequence[Section]) -> dict[int, datetime]:
    """Since when the first of each line has waited. One statement, none where nobody waits."""
    lines = [section.pk for section in sections if section.waiting]
    return dict(_since(numbers=lines)) if lines else {}


@written_once
def _since() -> QuerySet[Any]:
    waits = Registration.objects.filter(Among("section", Given("numbers")), state=RegistrationState.WAITING)
    return waits.order_by().values_list("section").annotate(Min("at"))


def dates_between(rows: QuerySet[Section], first: datetime, last: datetime) -> list[tuple[int, datetime]]:
    """(section, beginning) of every date of these sections in a span, the earliest first. One statement."""
    dates = Meeting.objects.filter(
        begins_at__gte=first, begins_at__lt=last, section__in=rows.order_by().values("pk")
    )
    return list(dates.order_by("begins_at", "section_id").values_list("section_id", "begins_at"))


def sums_by_programme(
    rows: QuerySet[Section], programmes: Collection[int | None]
) -> dict[int | None, dict[str, int]]:
    """For each of these programmes: sections, seats, those taken, people in line. One statement."""
    among = Q(event__programme__in=[pk for pk in programmes if pk is not None])
    if None in programmes:
        among |= Q(event__programme=None)
    sums = {
        "sections": Count("pk"), "all_seats": Sum("seats"), "taken": Sum("seats_taken"), "in_line": Sum("waiting"),
    }  # fmt: skip
    found = rows.filter(among).order_by().values_list("event__programme").annotate(**sums)
    return {pk: dict(zip(sums, values, strict=True)) for pk, *values in found}


def has_sections(event: LearningEvent) -> bool:
    """True for an event that has, or had, a section."""
    return Section.objects.filter(event=event).exists()


def programme_names() -> list[tuple[int, str]]:
    """Number and title of every programme, to choose from."""
    return list(Programme.objects.order_by("title", "pk").values_list("pk", "title"))


def partners_and_communities() -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Number and name of every partner and of every learning community, to choose from. One statement."""
    kinds = (OrganisationKind.PARTNER, OrganisationKind.LEARNING_COMMUNITY)
    rows = (
        Organisation.objects.filter(kind__in=kinds).order_by("name", "pk").values_list("pk", "name", "kind")
    )
    partners, communities = ([(pk, name) for pk, name, kind in rows if kind == one] for one in kinds)
    return partners, communities


def _given_by(provider: str) -> Q:
    """An event's own provider counts, else its programme's; none is the district itself."""
    if provider == OWN:
        return Q(event__provider=None) & (Q(event__programme=None) | Q(event__programme__provider=None))
    number = int(provider)
    return Q(event__provider=number) | Q(event__provider=None, event__programme__provider=number)


def _of_community(community: int) -> Q:
    """It takes place in a house of the learning community, or is for the community or for one of its schools."""
    houses = Q(room__organisation=community) | Q(room__organisation__parent=community)
    there = Q(Exists(Meeting.objects.filter(houses, section=OuterRef("pk"))))
    schools = Organisation.objects.filter(parent=community, kind=OrganisationKind.SCHOOL)
    tokens = [f"community:{community}", *(f"school:{pk}" for pk in schools.values_list("pk", flat=True))]
    for token in tokens:
        there |= Q(audience_text__contains=f'"{token}"')
    return there


def _led(wanted: BoardFilter, actor: Actor) -> QuerySet[SessionFacilitator]:
    leads = SessionFacilitator.objects.filter(section=OuterRef("pk"))
    for word in wanted.led_by.split()[:4]:
        leads = leads.filter(begins("person__family_key", word) | begins("person__shown_key", word))
    return leads.filter(person_id=actor.person_id or 0) if wanted.mine else leads


def _meeting_between(wanted: BoardFilter) -> QuerySet[Meeting]:
    dates = Meeting.objects.filter(section=OuterRef("pk"))
    if wanted.begins:
        dates = dates.filter(begins_at__gte=wanted.begins)
    return dates.filter(begins_at__lt=wanted.ends) if wanted.ends else dates
