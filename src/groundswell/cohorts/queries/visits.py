"""Visits of a call: who still has none, what the order of visits is made of, and the doors."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet

from groundswell.cohorts.choices import CandidacyState, ReadingPurpose, ReadingState
from groundswell.cohorts.models import (
    Candidacy,
    ConflictOfInterest,
    Reader,
    Reading,
    SchoolVisit,
    SelectionPhase,
)
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission
from groundswell.notices.models import BusyTime


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a visitor's time on a wall clock of the district, in minutes from midnight."""

    day: date
    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class ToOrder:
    """What visits are ordered from. ``conflicts`` are (reader, candidacy)."""

    schools: list[Candidacy]
    readers: list[Reader]
    busy: dict[int, list[Span]]
    conflicts: dict[tuple[int, int], str]


def without_visit(phase: SelectionPhase) -> QuerySet[Candidacy]:
    """Schools that are still in and have no visit yet, by name."""
    planned = SchoolVisit.objects.filter(phase=phase, cancelled_at=None).values("candidacy_id")
    rows = Candidacy.objects.filter(call_id=phase.call_id, state=CandidacyState.INTERESTED)
    return rows.exclude(pk__in=planned).select_related("school__school").order_by("school__name", "pk")


def visits_of(phase: SelectionPhase) -> QuerySet[SchoolVisit]:
    """Visits that take place, in the order of time, each with its school and, as ``visiting``, who visits."""
    who = Reading.objects.filter(purpose=ReadingPurpose.VISIT).exclude(state=ReadingState.RELEASED)
    rows = SchoolVisit.objects.filter(phase=phase, cancelled_at=None)
    return (
        rows.select_related("candidacy__school__parent")
        .prefetch_related(
            Prefetch("readings", who.select_related("reader__person").order_by("pk"), "visiting")
        )
        .order_by("begins_at", "pk")
    )


def get_visit_for(actor: Actor, pk: int) -> SchoolVisit:
    """A visit, for the office; Http404 otherwise."""
    rows = SchoolVisit.objects.select_related("phase__call__wave", "candidacy__school__parent")
    return found_or_404(rows if actor.may(Permission.CALL_MANAGE) else rows.none(), pk=pk)


def visitors_of(phase: SelectionPhase) -> list[Reader]:
    """Who visits in a phase, by number."""
    rows = Reader.objects.filter(phase=phase, dropped_at=None, person__ended_on=None)
    return list(rows.select_related("person").order_by("pk"))


def to_order(phase: SelectionPhase, days: Sequence[date], zone: str) -> ToOrder:
    """Everything that an order of visits on these days is made of. Four statements."""
    readers = visitors_of(phase)
    found = ConflictOfInterest.objects.filter(reader__phase=phase)
    conflicts = {(one.reader_id, one.candidacy_id): one.kind for one in found.order_by("pk")}
    return ToOrder(list(without_visit(phase)), readers, _busy(readers, days, zone), conflicts)


def clashes(people: Iterable[int], begins_at: datetime, ends_at: datetime, key: str) -> list[BusyTime]:
    """What these people have given the time to already, but for ``key``."""
    rows = BusyTime.objects.filter(person_id__in=list(people), begins_at__lt=ends_at, ends_at__gt=begins_at)
    return list(rows.exclude(key=key).select_related("person").order_by("begins_at", "pk"))


def _busy(readers: Iterable[Reader], days: Sequence[date], zone: str) -> dict[int, list[Span]]:
    by_person = {one.person_id: one.pk for one in readers}
    here, wanted = ZoneInfo(zone), set(days)
    if not wanted:
        return {}
    first = datetime.combine(min(wanted), time(), here)
    last = datetime.combine(max(wanted) + timedelta(days=1), time(), here)
    rows = BusyTime.objects.filter(person_id__in=list(by_person), begins_at__lt=last, ends_at__gt=first)
    found: dict[int, list[Span]] = {}
    for one in rows.order_by("begins_at", "pk"):
        for day in wanted:
            if (span := _on(one, day, here)) is not None:
                found.setdefault(by_person[one.person_id], []).append(span)
    return found


def _on(busy: BusyTime, day: date, here: ZoneInfo) -> Span | None:
    midnight = datetime.combine(day, time(), here)
    begins = max(0, _minutes(busy.begins_at.astimezone(here), midnight))
    ends = min(24 * 60, _minutes(busy.ends_at.astimezone(here), midnight))
    return Span(day, begins, ends) if begins < ends else None


def _minutes(moment: datetime, midnight: datetime) -> int:
    """On the wall: the days that a clock change makes longer or shorter have no visit at that hour."""
    return round((moment.replace(tzinfo=None) - midnight.replace(tzinfo=None)).total_seconds() / 60)
