"""Readers of a phase, what each has to do, and what an assignment has to respect. For the office."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from groundswell.cohorts.choices import CandidacyState, PhaseKind, ReadingPurpose, ReadingState
from groundswell.cohorts.models import (
    AnchorApplication,
    AssignmentDesign,
    Candidacy,
    ConflictOfInterest,
    Reader,
    Reading,
    SelectionPhase,
)
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission

ASKED = "asked"
OF_APPLICATIONS = (ReadingPurpose.FIRST, ReadingPurpose.THIRD)


def scored_phases_for(actor: Actor) -> QuerySet[SelectionPhase]:
    """Phases in which something is scored, for the office."""
    rows = SelectionPhase.objects.select_related("call__wave__initiative", "rubric__rubric")
    scored = rows.filter(kind__in=(PhaseKind.READING, PhaseKind.VISIT))
    return scored if actor.may(Permission.CALL_MANAGE) else scored.none()


def get_scored_phase_for(actor: Actor, pk: int) -> SelectionPhase:
    """Such a phase; Http404 otherwise."""
    return found_or_404(scored_phases_for(actor), pk=pk)


def phase_of(actor: Actor, call_pk: int, kind: str) -> SelectionPhase:
    """The phase of a call in which applications are read, or schools visited; Http404 otherwise."""
    return found_or_404(scored_phases_for(actor).order_by("position"), call=call_pk, kind=kind)


def readers_of(phase: SelectionPhase) -> QuerySet[Reader]:
    """Everybody who reads or has read in a phase, by name."""
    rows = Reader.objects.filter(phase=phase).select_related("person")
    return rows.order_by("person__family_key", "person__shown_key", "pk")


def active_readers(phase: SelectionPhase) -> QuerySet[Reader]:
    """Those who were not dropped."""
    return readers_of(phase).filter(dropped_at=None)


def get_reader_for(actor: Actor, pk: int) -> Reader:
    """A reader, for the office; Http404 otherwise."""
    rows = Reader.objects.select_related("person", "phase__call")
    return found_or_404(rows if actor.may(Permission.CALL_MANAGE) else rows.none(), pk=pk)


def to_read(phase: SelectionPhase) -> QuerySet[Candidacy]:
    """Schools of a call that are in the running and handed an application in, by name."""
    rows = Candidacy.objects.filter(call=phase.call_id, state=CandidacyState.INTERESTED)
    rows = rows.filter(application__submitted_at__isnull=False).select_related("school")
    return rows.order_by("school__name", "pk")


@dataclass(frozen=True, slots=True)
class Load:
    """How far one reader is: applications in all, scored, begun; anchors in all and scored; conflicts known."""

    all: int = 0
    done: int = 0
    begun: int = 0
    anchors: int = 0
    anchors_done: int = 0
    conflicts: int = 0


def loads_of(phase: SelectionPhase) -> dict[int, Load]:
    """By reader. Two statements."""
    live = ~Q(state=ReadingState.RELEASED)
    real, anchors = ~Q(purpose=ReadingPurpose.NORMING) & live, Q(purpose=ReadingPurpose.NORMING)
    rows = (
        Reading.objects.filter(phase=phase)
        .order_by()
        .values("reader")
        .annotate(
            n=Count("pk", filter=real),
            done=Count("pk", filter=real & Q(state=ReadingState.DONE)),
            begun=Count("pk", filter=real & Q(state=ReadingState.DRAFT)),
            anchors=Count("pk", filter=anchors),
            anchors_done=Count("pk", filter=anchors & Q(state=ReadingState.DONE)),
        )
    )
    conflicts = dict(
        ConflictOfInterest.objects.filter(reader__phase=phase)
        .order_by()
        .values_list("reader")
        .annotate(n=Count("candidacy", distinct=True))
    )
    found = {
        one["reader"]: Load(
            one["n"],
            one["done"],
            one["begun"],
            one["anchors"],
            one["anchors_done"],
            conflicts.get(one["reader"], 0),
        )
        for one in rows
    }
    return {reader: Load(conflicts=n) for reader, n in conflicts.items()} | found


def short_of(phase: SelectionPhase) -> list[tuple[Candidacy, int]]:
    """Applications with fewer readings than are wanted, and how many they have. One statement."""
    live = Q(readings__phase=phase, readings__purpose=ReadingPurpose.FIRST)
    have = Count("readings", filter=live & ~Q(readings__state=ReadingState.RELEASED))
    rows = to_read(phase).annotate(have=have).filter(have__lt=phase.readings)
    return [(one, one.have) for one in rows]


def readings_in(phase: SelectionPhase, purposes: Collection[str] = OF_APPLICATIONS) -> list[Reading]:
    """Readings of a phase that were not taken back."""
    rows = Reading.objects.filter(phase=phase, purpose__in=purposes).exclude(state=ReadingState.RELEASED)
    return list(rows.order_by("pk"))


def latest_design(phase: SelectionPhase) -> AssignmentDesign | None:
    """The assignment that was asked for or worked out last."""
    return AssignmentDesign.objects.filter(phase=phase).order_by("-pk").first()


def designs_to_work_out() -> QuerySet[AssignmentDesign]:
    """Assignments that were asked for and are not worked out, the oldest first."""
    return AssignmentDesign.objects.filter(status=ASKED).select_related("phase__call__wave").order_by("pk")


def of_reader(reader: Reader) -> list[Reading]:
    """What a reader has to do and has done, with the school or the anchor. Without what they scored."""
    rows = Reading.objects.filter(reader=reader).exclude(state=ReadingState.RELEASED)
    rows = rows.select_related("candidacy__school", "anchor").defer("comment", "for_school", "total")
    return list(rows.order_by("-purpose", "candidacy__school__name", "pk"))


def conflicts_of(reader: Reader) -> list[ConflictOfInterest]:
    """Every conflict of a reader that is known, with the school."""
    rows = ConflictOfInterest.objects.filter(reader=reader).select_related("candidacy__school")
    return list(rows.order_by("candidacy__school__name", "pk"))


def anchors_of(phase: SelectionPhase) -> list[AnchorApplication]:
    """Its anchors in their order."""
    return list(AnchorApplication.objects.filter(phase=phase).order_by("position"))


def school_names(phase: SelectionPhase) -> dict[int, str]:
    """The name of each candidacy's school."""
    return dict(Candidacy.objects.filter(call=phase.call_id).values_list("pk", "school__name"))


def progress_of(loads: dict[int, Load]) -> dict[str, Any]:
    """All readers together."""
    return {name: sum(getattr(one, name) for one in loads.values()) for name in ("all", "done", "begun")}
