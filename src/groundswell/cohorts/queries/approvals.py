"""What an area superintendent decides about: the schools of their own region, with what was found of them so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from groundswell.cohorts.choices import CallState, CandidacyState, PhaseKind, ReadingState
from groundswell.cohorts.models import Candidacy, PhaseOutcome, Reading, SelectionPhase
from groundswell.cohorts.queries import screening
from groundswell.cohorts.queries.calls import phase_of
from groundswell.cohorts.queries.readings import UNFINISHED
from groundswell.cohorts.queries.scored import OF_APPLICATIONS
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission


@dataclass(frozen=True, slots=True)
class ToApprove:
    """One school: its candidacy, what screening saw, the totals of its readings in order of size, what was said."""

    candidacy: Candidacy
    seen: Sequence[screening.Seen]
    totals: list[Decimal]
    outcome: PhaseOutcome | None


def get_approval_for(actor: Actor, call_pk: int) -> SelectionPhase:
    """The approval phase of a call that was opened, for who may approve some school; Http404 otherwise."""
    rows = SelectionPhase.objects.filter(kind=PhaseKind.APPROVAL).select_related(
        "call__wave__initiative", "rubric"
    )
    if not actor.may(Permission.SCHOOL_APPROVE):
        rows = rows.none()
    return found_or_404(rows.exclude(call__state=CallState.DRAFT), call_id=call_pk)


def schools_for(actor: Actor, phase: SelectionPhase) -> QuerySet[Candidacy]:
    """The schools of the actor's own places about which the phase says something, by name; no other region's."""
    places = actor.places_for(Permission.SCHOOL_APPROVE)
    rows = Candidacy.objects.filter(call_id=phase.call_id)
    rows = rows if places is None else rows.filter(school_id__in=list(places))
    asked = rows.filter(state=CandidacyState.INTERESTED) | rows.filter(outcomes__phase=phase)
    return asked.distinct().select_related("school__school", "school__parent").order_by("school__name", "pk")


def get_school_for(actor: Actor, phase: SelectionPhase, pk: int) -> Candidacy:
    """One of them; Http404 for any other."""
    return found_or_404(schools_for(actor, phase), pk=pk)


def to_approve(actor: Actor, phase: SelectionPhase) -> list[ToApprove]:
    """The actor's schools with what was found, those that wait first. Five statements."""
    schools = list(schools_for(actor, phase))
    asked = phase_of(phase.call, PhaseKind.SCREENING)
    seen = screening.seen_at(schools, screening.criteria_of(asked)) if asked else {}
    said, totals = screening.outcomes_in(phase), _totals(actor, schools)
    rows = [ToApprove(one, seen.get(one.pk, ()), totals.get(one.pk, []), said.get(one.pk)) for one in schools]
    return sorted(rows, key=lambda one: one.outcome is not None)


def to_decide(actor: Actor) -> list[SelectionPhase]:
    """Approval phases under way in which the actor has a school without an answer, the earliest end first."""
    places = actor.places_for(Permission.SCHOOL_APPROVE)
    if places is not None and not places:
        return []
    waiting = Candidacy.objects.filter(state=CandidacyState.INTERESTED, call__state=CallState.OPEN)
    waiting = waiting if places is None else waiting.filter(school_id__in=list(places))
    rows = SelectionPhase.objects.filter(kind=PhaseKind.APPROVAL, settled_at=None)
    answered = PhaseOutcome.objects.filter(phase__in=rows).values("candidacy_id")
    rows = rows.filter(call__in=waiting.exclude(pk__in=answered).values("call_id"))
    return list(rows.select_related("call").order_by("closes_at", "pk"))


def _totals(actor: Actor, schools: Sequence[Candidacy]) -> dict[int, list[Decimal]]:
    """Sorted by size, so that nobody can tell which reading came first; none of a school that the actor has still to
    score, who may have been asked before the region was theirs."""
    mine = Reading.objects.filter(reader__person=actor.person_id or 0, state__in=UNFINISHED)
    to_score = mine.filter(candidacy__isnull=False).values("candidacy_id")
    rows = Reading.objects.filter(
        candidacy__in=[one.pk for one in schools], state=ReadingState.DONE, purpose__in=OF_APPLICATIONS
    ).exclude(candidacy__in=to_score)
    found: dict[int, list[Decimal]] = {}
    for candidacy, total in rows.order_by("total").values_list("candidacy_id", "total"):
        if total is not None:
            found.setdefault(candidacy, []).append(total)
    return found
