"""What changed the order of lines in a span of time, and whom of those who still wait it moved."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from groundswell.events.choices import EventState, LineOrder, RegistrationState
from groundswell.events.models import OrderChange, Registration, SeatLottery, Section
from groundswell.events.queries.waitlist import first_in_line
from groundswell.kernel import clock


@dataclass(slots=True)
class Moved:
    """Somebody who waits and whose place changed: where they stand now, and why. Nobody else is named in it."""

    registration: Registration
    in_line: int
    reasons: list[str] = field(default_factory=list)
    drawn: bool = False
    by_priority: bool = False


def sections_between(after: datetime, until: datetime) -> list[Section]:
    """Sections still to come, with their event, in whose lines something may have moved. Four statements at most."""
    lines = Section.objects.filter(state=EventState.PUBLISHED, begins_at__gt=clock.now(), waiting__gt=0)
    ids = {
        *_changes(after, until).values_list("registration__section", flat=True),
        *_draws(after, until).values_list("section", flat=True),
        *_newcomers(after, until).values_list("section", flat=True),
    }
    return list(lines.filter(pk__in=ids).select_related("event").order_by("pk")) if ids else []


def moved_in(section: Section, after: datetime, until: datetime) -> list[Moved]:
    """Those in a section's line whose place changed between two moments, who still work here. Four statements."""
    line = [Moved(one, at) for at, one in enumerate(first_in_line(section), start=1)]
    for change in _changes(after, until).filter(registration__section=section).order_by("at", "pk"):
        for one in line:
            if _is_moved_by(change, one.registration):
                one.reasons.append(change.reason)
    for drawn_at in _draws(after, until).filter(section=section).values_list("drawn_at", flat=True):
        for one in line:
            one.drawn = drawn_at is not None and one.registration.at <= drawn_at
    newest = _newest_by_rank(_newcomers(after, until).filter(section=section).values_list("rank", "line"))
    for one in line:
        mine = one.registration
        one.by_priority = any(rank < mine.rank and at > mine.line for rank, at in newest.items())
    return [
        one
        for one in line
        if (one.reasons or one.drawn or one.by_priority) and one.registration.person.ended_on is None
    ]


def _is_moved_by(change: OrderChange, one: Registration) -> bool:
    """Whoever was given the other place, their team with them, and whoever stood in between and still stands there."""
    mover = change.registration
    if one.pk == mover.pk or (one.party_id is not None and one.party_id == mover.party_id):
        return True
    first, last = sorted([change.rank, change.rank_before])
    return one.at <= change.at and (first, mover.line) < (one.rank, one.line) < (last, mover.line)


def _newest_by_rank(places: Iterable[tuple[int, int]]) -> dict[int, int]:
    newest: dict[int, int] = defaultdict(int)
    for rank, line in places:
        newest[rank] = max(newest[rank], line)
    return newest


def _changes(after: datetime, until: datetime) -> QuerySet[OrderChange]:
    return OrderChange.objects.filter(at__gt=after, at__lte=until).select_related("registration").order_by()


def _draws(after: datetime, until: datetime) -> QuerySet[SeatLottery]:
    return SeatLottery.objects.filter(drawn_at__gt=after, drawn_at__lte=until).order_by()


def _newcomers(after: datetime, until: datetime) -> QuerySet[Registration]:
    """Who came to a line in which some groups are served first, and neither left it again nor only asked to come."""
    came = Registration.objects.filter(at__gt=after, at__lte=until, section__state=EventState.PUBLISHED)
    return (
        came.exclude(state__in=[RegistrationState.CANCELLED, RegistrationState.ASKED])
        .filter(
            section__line_order=LineOrder.PRIORITY, section__begins_at__gt=clock.now(), section__waiting__gt=0
        )
        .order_by()
    )
