"""What decides whether a change can be made to many sections, read once for all of them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Prefetch, QuerySet

from groundswell.events.choices import LIVE, EventState, RegistrationState
from groundswell.events.models import (
    AgendaSegment,
    Interest,
    LearningRequest,
    Meeting,
    Registration,
    Section,
    SessionFacilitator,
)
from groundswell.events.queries.diary import Taken, taken_by
from groundswell.kernel.permissions import Actor, Permission


@dataclass(frozen=True, slots=True)
class RoomUse:
    """A date that has a room: which, whose, from when to when."""

    room: int
    section: int
    title: str
    begins_at: datetime
    ends_at: datetime


@dataclass(slots=True)
class Facts:
    """What is true of the chosen sections and around them. What was planned is added to ``rooms`` and ``taken``."""

    people: dict[int, int] = field(default_factory=dict)  # live places by section
    told_when_published: dict[int, int] = field(default_factory=dict)  # by event: interest and requests
    agenda: dict[int, set[str]] = field(default_factory=dict)  # kinds of part by event
    rooms: list[RoomUse] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)  # the time of who is to lead
    coming: dict[int, dict[int, str]] = field(
        default_factory=dict
    )  # names of who sits in it or leads it, by section
    diaries: dict[int, list[Taken]] = field(default_factory=dict)  # what takes their time


def chosen(actor: Actor, ids: Collection[int]) -> list[Section]:
    """These sections with their parts, in order of their beginning, for who manages events. Three statements."""
    rows = (
        Section.objects.filter(pk__in=ids) if actor.may(Permission.EVENT_MANAGE) else Section.objects.none()
    )
    return list(_with_parts(rows).order_by("begins_at", "pk"))


def _with_parts(rows: QuerySet[Section]) -> QuerySet[Section]:
    return rows.select_related("event").prefetch_related(
        Prefetch("facilitators", SessionFacilitator.objects.select_related("person").order_by("person_id")),
        Prefetch(
            "meetings",
            Meeting.objects.select_related("room__organisation").order_by("begins_at", "pk"),
        ),
    )


def facts_of(
    sections: Sequence[Section],
    spans: Sequence[tuple[datetime, datetime]],
    *,
    rooms: Collection[int],
    person: int | None,
    moves: bool = False,
) -> Facts:
    """Everything that ``rules.bulk`` asks. ``spans`` are the times that the sections have now and would have.

    ``moves`` where they get other dates, which everybody's own dates could be in the way of. Nine statements at most,
    however many sections there are.
    """
    ids, events = [one.pk for one in sections], {one.event_id for one in sections}
    facts = Facts(people=_live(ids), told_when_published=_told(events), agenda=_agenda(events))
    if not spans:
        return facts
    first, last = min(begins for begins, _ends in spans), max(ends for _begins, ends in spans)
    if rooms:
        facts.rooms = _rooms(rooms, first, last)
    if person is not None:
        facts.taken = taken_by([person], first, last)[person]
    if moves:
        facts.coming = coming(sections)
        facts.diaries = taken_by({pk for some in facts.coming.values() for pk in some}, first, last)
    return facts


def coming(sections: Sequence[Section]) -> dict[int, dict[int, str]]:
    """Names of who has a seat in each of the published ones, or leads it. Two statements."""
    found: dict[int, dict[int, str]] = {one.pk: {} for one in sections if one.state == EventState.PUBLISHED}
    seated = Registration.objects.filter(section__in=list(found), state=RegistrationState.BOOKED)
    leading = SessionFacilitator.objects.filter(section__in=list(found))
    for rows in (seated, leading):
        for one in rows.select_related("person").order_by("person_id"):
            found[one.section_id][one.person_id] = one.person.name
    return found


def _live(sections: Collection[int]) -> dict[int, int]:
    rows = Registration.objects.filter(section__in=sections, state__in=LIVE)
    return dict(rows.order_by().values_list("section").annotate(Count("pk")))


def _told(events: Collection[int]) -> dict[int, int]:
    interested = Interest.objects.filter(
        event__in=events, ended_at__isnull=True, person__ended_on__isnull=True
    )
    asked = LearningRequest.objects.filter(event__in=events, opened_at__isnull=True)
    found: dict[int, int] = defaultdict(int)
    for rows in (interested, asked):
        for event, number in rows.order_by().values_list("event").annotate(Count("pk")):
            found[event] += number
    return dict(found)


def _agenda(events: Collection[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for event, kind in AgendaSegment.objects.filter(event__in=events).values_list("event", "kind"):
        found[event].add(kind)
    return dict(found)


def _rooms(rooms: Collection[int], first: datetime, last: datetime) -> list[RoomUse]:
    dates = Meeting.objects.filter(room__in=rooms, begins_at__lt=last, ends_at__gt=first)
    rows = dates.exclude(section__state=EventState.CANCELLED).order_by("begins_at", "pk")
    return [
        RoomUse(*row)
        for row in rows.values_list("room", "section", "section__event__title", "begins_at", "ends_at")
    ]
