"""Doors and lists of the schools in a call."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import get_language

from groundswell.cohorts.choices import CallState, CandidacyState, PhaseKind
from groundswell.cohorts.models import ApplicationWriter, Call, Candidacy, PhaseOutcome, SelectionPhase
from groundswell.kernel import clock
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.words import said_in

WITH_CALL = ("call__wave__initiative", "school__school", "school__parent", "answered_by")


def candidacies_for(actor: Actor) -> QuerySet[Candidacy]:
    """Candidacies that ``actor`` may see: all for who runs or decides calls, those of the own places for principals
    and area superintendents, those that one was asked to write for. A call that is a draft has none."""
    rows = Candidacy.objects.select_related(*WITH_CALL)
    if not actor.may(Permission.COHORT_VIEW):
        return rows.none()
    if actor.may(Permission.CALL_MANAGE) or actor.may(Permission.SELECTION_DECIDE):
        return rows
    writes = ApplicationWriter.objects.filter(person_id=actor.person_id or 0, ended_at__isnull=True)
    seen = Q(pk__in=writes.values("application__candidacy_id"))
    for permission in (Permission.SCHOOL_APPLY, Permission.SCHOOL_APPROVE):
        places = actor.places_for(permission)
        if places is None:
            return rows
        seen |= Q(school_id__in=list(places))
    return rows.filter(seen)


def get_candidacy_for(actor: Actor, pk: int) -> Candidacy:
    """A school in a call, for the office, its principal, its writers and its area superintendent; Http404 otherwise."""
    return found_or_404(candidacies_for(actor), pk=pk)


def belongs_to(actor: Actor, candidacy: Candidacy) -> bool:
    """True for who runs calls, who leads the school, and who writes for it. At most one statement."""
    if actor.may(Permission.CALL_MANAGE) or actor.may(Permission.SCHOOL_APPLY, place=candidacy.school_id):
        return True
    writes = ApplicationWriter.objects.filter(application__candidacy=candidacy, ended_at__isnull=True)
    return writes.filter(person_id=actor.person_id or 0).exists()


def outcomes_of(candidacy: Candidacy) -> list[PhaseOutcome]:
    """What each phase said about a school, in the order of the phases. One statement."""
    rows = PhaseOutcome.objects.filter(candidacy=candidacy).select_related("phase", "made_by")
    return list(rows.order_by("phase__position"))


def candidacies_of(call: Call) -> QuerySet[Candidacy]:
    """The schools of a call by name. For who passed the call's door."""
    rows = Candidacy.objects.filter(call=call).select_related(
        "school__school", "school__parent", "answered_by"
    )
    return rows.order_by("school__name", "pk")


@dataclass(frozen=True, slots=True)
class Invited:
    """A candidacy that waits for its answer: its number, the call's title in the language of the page, the school's
    name, and until when it can be answered."""

    pk: int
    title: str
    school: str
    until: datetime


def to_answer(actor: Actor, most: int) -> list[Invited]:
    """Invitations to schools that ``actor`` leads, while they can be answered, the soonest first. One statement."""
    now = clock.now()
    places = actor.places_for(Permission.SCHOOL_APPLY)
    phases = SelectionPhase.objects.filter(call_id=OuterRef("call_id"), kind=PhaseKind.INTEREST)
    begun = phases.filter(opens_at__lte=now, closes_at__gt=now, settled_at__isnull=True)
    rows = Candidacy.objects.filter(call__state=CallState.OPEN, state=CandidacyState.INVITED)
    rows = rows if places is None else rows.filter(school_id__in=list(places))
    rows = rows.annotate(until=Subquery(begun.values("closes_at")[:1])).filter(until__isnull=False)
    rows = rows.order_by("until", "school__name", "pk")
    found = rows.values_list("pk", "call__title", "school__name", "until")[:most]
    language = get_language() or "en"
    return [Invited(pk, said_in(title, language), school, until) for pk, title, school, until in found]


def not_told(call: Call) -> QuerySet[Candidacy]:
    """Invited schools whose principals nobody could mail: there is none, or none with an address. By name."""
    rows = Candidacy.objects.filter(call=call, told_at__isnull=True, state=CandidacyState.INVITED)
    return rows.select_related("school").order_by("school__name", "pk")


def narrowed(rows: QuerySet[Candidacy], *, q: str = "", state: str = "") -> QuerySet[Candidacy]:
    """Of these schools those with the letters ``q`` in their name, and in ``state`` (or "untold")."""
    if q:
        rows = rows.filter(school__name__icontains=q)
    if state == "untold":
        return rows.filter(told_at__isnull=True, state=CandidacyState.INVITED)
    return rows.filter(state=state) if state else rows
