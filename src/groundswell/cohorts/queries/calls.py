"""Doors and lists of calls and their phases, and what a call still lacks before it can open."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from groundswell.cohorts.choices import CallState, CandidacyState, PhaseKind
from groundswell.cohorts.models import (
    ApplicationPart,
    Call,
    Candidacy,
    CohortMember,
    PhaseExtension,
    PhaseOutcome,
    SelectionPhase,
)
from groundswell.kernel import clock
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import current_tenant
from groundswell.planning.choices import Participation
from groundswell.planning.queries.initiatives import missing_in
from groundswell.roster.choices import OrganisationKind, PositionRole
from groundswell.roster.models import Organisation, Person, Position
from groundswell.roster.queries.grants import held_on

WITH_INITIATIVE = ("wave__initiative__goal",)


def calls_for(actor: Actor) -> QuerySet[Call]:
    """Every call with its wave and initiative, the latest first, for who runs or decides them; nothing for others."""
    rows = Call.objects.select_related(*WITH_INITIATIVE)
    if not (actor.may(Permission.CALL_MANAGE) or actor.may(Permission.SELECTION_DECIDE)):
        return rows.none()
    return rows.order_by("-wave__year", "-pk")


def get_call_for(actor: Actor, pk: int) -> Call:
    """A call, for who runs or decides it; Http404 otherwise."""
    return found_or_404(calls_for(actor), pk=pk)


def get_phase_for(actor: Actor, pk: int) -> SelectionPhase:
    """A phase of a call with its call, for who runs or decides it; Http404 otherwise."""
    rows = SelectionPhase.objects.select_related("call__wave__initiative")
    return found_or_404(rows.filter(call__in=calls_for(actor).order_by().values("pk")), pk=pk)


def phases_of(call: Call) -> list[SelectionPhase]:
    """The phases of a call in their order. One statement."""
    return list(SelectionPhase.objects.filter(call=call).select_related("rubric").order_by("position"))


def phase_of(call: Call, kind: str) -> SelectionPhase | None:
    """The phase of this kind, None where the call has none. One statement."""
    return SelectionPhase.objects.filter(call=call, kind=kind).select_related("rubric").first()


def interest_phase(call: Call) -> SelectionPhase | None:
    """The phase in which schools say that they take part."""
    return phase_of(call, PhaseKind.INTEREST)


def standing(phase: SelectionPhase) -> QuerySet[Candidacy]:
    """The schools that are still in: they take part, and no phase before has left them out. By name."""
    rows = Candidacy.objects.filter(call_id=phase.call_id, state=CandidacyState.INTERESTED)
    return rows.select_related("school__school", "school__parent").order_by("school__name", "pk")


def in_phase(phase: SelectionPhase) -> list[tuple[Candidacy, PhaseOutcome | None]]:
    """The schools of a phase with what it said, by name: those still in, and those about which it said something. Two
    statements."""
    said = {
        one.candidacy_id: one for one in PhaseOutcome.objects.filter(phase=phase).select_related("made_by")
    }
    there = Q(state=CandidacyState.INTERESTED) | Q(pk__in=list(said))
    rows = Candidacy.objects.filter(there, call_id=phase.call_id).select_related("school__parent")
    return [(row, said.get(row.pk)) for row in rows.order_by("school__name", "pk")]


def parts_of(call: Call) -> list[ApplicationPart]:
    """The parts of the application form in their order. One statement."""
    return list(ApplicationPart.objects.filter(call=call).order_by("position"))


def extensions_of(phase: SelectionPhase) -> list[PhaseExtension]:
    """When a phase was given more time, and why. One statement."""
    return list(PhaseExtension.objects.filter(phase=phase).order_by("made_at", "pk"))


def extensions_of_call(call: Call) -> list[PhaseExtension]:
    """The same for all phases of a call, with the phase. One statement."""
    rows = PhaseExtension.objects.filter(phase__call=call).select_related("phase")
    return list(rows.order_by("made_at", "pk"))


def counts_by_state(calls: Collection[Call]) -> dict[int, dict[str, int]]:
    """How many schools of each call stand in which state. One statement."""
    rows = (
        Candidacy.objects.filter(call__in=[one.pk for one in calls])
        .order_by()
        .values_list("call_id", "state")
    )
    counted: dict[int, dict[str, int]] = {}
    for call, state, n in rows.annotate(n=Count("pk")):
        counted.setdefault(call, {})[state] = n
    return counted


def open_schools(day: date) -> QuerySet[Organisation]:
    """The schools that are open on a day: not closed, not to be opened later. No departments, no teams."""
    rows = Organisation.objects.filter(kind=OrganisationKind.SCHOOL)
    closed = Q(closed_on__isnull=False, closed_on__lt=day)
    return rows.exclude(closed).exclude(opened_on__gt=day).order_by("name", "pk")


def to_invite(call: Call, day: date) -> QuerySet[Organisation]:
    """The schools that a call invites on a day: every one that is open and not in a cohort of its initiative yet."""
    already = CohortMember.objects.filter(initiative=call.wave.initiative_id, left_on__isnull=True)
    return open_schools(day).exclude(pk__in=already.values("school"))


def principals_of(schools: Collection[int], day: date) -> dict[int, list[Person]]:
    """Who leads each of these schools on a day, by school; a school without a principal is missing. One statement."""
    held = Position.objects.filter(
        held_on(day), role=PositionRole.PRINCIPAL, organisation_id__in=list(schools)
    )
    held = held.filter(
        person__ended_on__isnull=True, person__erased_on__isnull=True, person__merged_into=None
    )
    found: dict[int, list[Person]] = {}
    for one in held.select_related("person").order_by("organisation_id", "person_id", "pk"):
        people = found.setdefault(one.organisation_id, [])
        if one.person not in people:
            people.append(one.person)
    return found


def untold(limit: int | None = None) -> QuerySet[Any]:
    """Invited schools of calls under way whose principals were not mailed, and that have one with an address today."""
    day = clock.today(current_tenant().time_zone)
    heads = Position.objects.filter(held_on(day), role=PositionRole.PRINCIPAL, person__ended_on__isnull=True)
    led = heads.exclude(person__email="").values("organisation_id")
    rows = Candidacy.objects.filter(
        told_at__isnull=True, call__state=CallState.OPEN, state=CandidacyState.INVITED
    )
    return rows.filter(school_id__in=led).order_by("pk")[:limit]


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing without which a call can't open. ``where`` says on which page it is made good: initiative, needs,
    phases, terms, or one of the initiative's texts by its kind."""

    where: str
    words: str


def missing(call: Call) -> list[Lack]:
    """What a call lacks before it can open, in the order in which one would make it good. Three statements."""
    initiative = call.wave.initiative
    lacks = missing_in(initiative)
    found = [Lack(str(kind), _("Not written yet: %(text)s.") % {"text": kind.label}) for kind in lacks.texts]
    if lacks.needs:
        found.append(
            Lack("needs", _("The needs assessment has nothing yet: nobody was heard, nothing was read."))
        )
    if initiative.participation == Participation.REQUIRED:
        found.append(
            Lack("initiative", _("The initiative holds for every school: there is nothing to choose."))
        )
    if not call.commitments:
        found.append(Lack("terms", _("It does not say what a school promises by taking part.")))
    return found + _of_phases(phases_of(call))


def _of_phases(phases: list[SelectionPhase]) -> list[Lack]:
    if not phases:
        return [Lack("phases", _("It has no phases yet."))]
    if phases[0].kind != PhaseKind.INTEREST:
        return [Lack("phases", _("It does not begin with an expression of interest."))]
    if phases[0].closes_at <= clock.now():
        return [Lack("phases", _("Its first phase is over already. Give the phases new dates."))]
    return []
