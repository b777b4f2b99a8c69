"""The agenda of an event: what its kind must give time for, and what of it came from outside."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from groundswell.events.choices import REQUIRED_SEGMENTS, EventKind, SegmentKind
from groundswell.events.rules.refusals import Refused
from groundswell.roster.models import Organisation, Person

USUAL_MINUTES = 30


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an agenda as somebody plans it; see ``models.AgendaSegment``."""

    title: str
    minutes: int
    kind: SegmentKind | str = SegmentKind.OTHER
    made_by: Person | None = None
    led_by: Person | None = None
    provider: Organisation | None = None
    is_active: bool = False


def template(kind: EventKind | str) -> list[Part]:
    """The parts that an event of this kind begins with: those it must have, in the order in which they are done."""
    return [
        Part(str(segment.label), USUAL_MINUTES, segment, is_active=True)
        for segment in REQUIRED_SEGMENTS.get(EventKind(kind), ())
    ]


def missing(kind: EventKind | str, there: Collection[str]) -> list[SegmentKind]:
    """Which required parts an agenda with these kinds of part lacks, in order."""
    return [segment for segment in REQUIRED_SEGMENTS.get(EventKind(kind), ()) if segment not in there]


def check(kind: EventKind | str, there: Collection[str]) -> None:
    """Raises Refused for an agenda that was begun and lacks a required part. None at all is no agenda yet."""
    lacking = missing(kind, there) if there else []
    if lacking:
        raise Refused(
            _("The agenda gives no time yet to: %(parts)s. Add it, then publish the event.")
            % {"parts": ", ".join(str(segment.label) for segment in lacking)}
        )


def check_parts(parts: Iterable[Part]) -> None:
    """Raises Refused for a part without a title or without time."""
    for part in parts:
        if not part.title.strip() or part.minutes < 1:
            raise Refused(_("Each part of an agenda needs a title and at least one minute."))


def internal_share(minutes: Counter[int | None]) -> float | None:
    """Of the minutes by provider (None is the district), the share that the district itself gave; None of nothing."""
    whole = sum(minutes.values())
    return minutes[None] / whole if whole else None
