"""A school's action plan as its team and its district read it."""

from collections.abc import Collection

from django.db.models import Max, Prefetch, Q, QuerySet

from groundswell.cohorts.choices import FieldKind
from groundswell.cohorts.models import (
    ActionGoal,
    CohortMember,
    DefinitionProposal,
    DefinitionVersion,
    PlanField,
    PlanRisk,
    PlanStep,
    PlanWording,
    ProgressCheck,
    SchoolActionPlan,
)
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission
from groundswell.planning.models import Initiative


def get_plan_for(actor: Actor, pk: int) -> SchoolActionPlan:
    """A school's plan, for who works here; Http404 otherwise."""
    rows = SchoolActionPlan.objects.select_related(
        "member__initiative", "member__school", "member__cohort", "agreed_by"
    )
    return found_or_404(rows if actor.may(Permission.COHORT_VIEW) else rows.none(), pk=pk)


def plans_of(member: CohortMember) -> QuerySet[SchoolActionPlan]:
    """The plans of a school's membership, newest year first."""
    return SchoolActionPlan.objects.filter(member=member).select_related("agreed_by").order_by("-year")


def template_of(initiative: Initiative) -> QuerySet[PlanField]:
    """The fields that every plan has, in their order."""
    return PlanField.objects.filter(initiative=initiative, plan__isnull=True, ended_at__isnull=True)


def fields_of(plan: SchoolActionPlan) -> QuerySet[PlanField]:
    """The common fields, also an ended one that this plan answered, then the school's own."""
    answered = PlanWording.objects.filter(plan=plan).values("field")
    common = Q(plan__isnull=True, initiative=plan.member.initiative_id)
    held = common & (Q(ended_at__isnull=True) | Q(pk__in=answered))
    rows = PlanField.objects.filter(held | Q(plan=plan, ended_at__isnull=True))
    return rows.order_by("autonomy", "position", "pk")


def wordings_that_hold(plan: SchoolActionPlan) -> dict[int, PlanWording]:
    """The newest wording of each text field, by the field's number."""
    rows = PlanWording.objects.filter(plan=plan).select_related("made_by").order_by("field_id", "number")
    return {one.field_id: one for one in rows}


def goals_of(plan: SchoolActionPlan) -> QuerySet[ActionGoal]:
    """Its goals with their steps, what was dropped left out."""
    steps = PlanStep.objects.filter(dropped_at__isnull=True).select_related("person")
    rows = ActionGoal.objects.filter(plan=plan, dropped_at__isnull=True)
    return rows.prefetch_related(Prefetch("steps", steps.order_by("by_when", "pk")))


def risks_of(plan: SchoolActionPlan) -> list[PlanRisk]:
    """Its risks, the gravest first."""
    rows = PlanRisk.objects.filter(plan=plan, dropped_at__isnull=True)
    return sorted(rows, key=lambda one: (-one.likelihood * one.impact, one.pk))


def checks_of(member: CohortMember) -> QuerySet[ProgressCheck]:
    """Check-ins of a school, newest first."""
    return ProgressCheck.objects.filter(member=member).select_related("made_by").order_by("-held_on", "-pk")


def agreed_plans(members: Collection[CohortMember]) -> QuerySet[SchoolActionPlan]:
    """The plans of these memberships which hold."""
    return SchoolActionPlan.objects.filter(member__in=members, agreed_at__isnull=False)


def checks_at(members: Collection[CohortMember]) -> QuerySet[ProgressCheck]:
    """The check-ins of these memberships, newest first."""
    return ProgressCheck.objects.filter(member__in=members).order_by("-held_on", "-pk")


def definition_of(initiative: Initiative) -> DefinitionVersion | None:
    """What the initiative means, as it is worded now."""
    return DefinitionVersion.objects.filter(initiative=initiative).order_by("-number").first()


def definitions_of(initiative: Initiative) -> QuerySet[DefinitionVersion]:
    """Every version, newest first, each with the proposals that it took in."""
    proposals = DefinitionProposal.objects.select_related("person", "school").order_by("made_at", "pk")
    rows = DefinitionVersion.objects.filter(initiative=initiative).order_by("-number")
    return rows.prefetch_related(Prefetch("proposals", proposals))


def proposals_of(initiative: Initiative) -> QuerySet[DefinitionProposal]:
    """Proposals that wait for an answer, oldest first."""
    rows = DefinitionProposal.objects.filter(initiative=initiative, state="open")
    return rows.select_related("person", "school")


def missing_in(plan: SchoolActionPlan) -> list[str]:
    """Titles of what a plan must have and lacks."""
    held, goals, risks = wordings_that_hold(plan), list(goals_of(plan)), risks_of(plan)
    has = {
        FieldKind.GOALS: any(goal.steps.all() for goal in goals),
        FieldKind.RISKS: bool(risks),
    }
    return [
        one.title
        for one in fields_of(plan)
        if one.required
        and not (
            has[FieldKind(one.kind)] if one.kind in has else one.pk in held and held[one.pk].text.strip()
        )
    ]


def last_number(rows: QuerySet) -> int:
    """The highest ``number`` of these rows, 0 where there are none."""
    return rows.aggregate(last=Max("number"))["last"] or 0
