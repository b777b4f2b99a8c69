"""Verbs for a school's action plan: the district's template, what a school writes, goals, steps, risks, check-ins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from groundswell.cohorts.choices import FieldKind
from groundswell.cohorts.models import (
    ActionGoal,
    CohortMember,
    PlanField,
    PlanRisk,
    PlanStep,
    PlanWording,
    ProgressCheck,
    SchoolActionPlan,
)
from groundswell.cohorts.queries.members import may_keep, may_lead
from groundswell.cohorts.queries.plans import (
    fields_of,
    last_number,
    missing_in,
    template_of,
    wordings_that_hold,
)
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb
from groundswell.planning.choices import Autonomy
from groundswell.planning.models import Initiative
from groundswell.roster.models import Person

SUBJECT = "cohorts.plan"
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of the template as it is asked."""

    kind: str
    title: str
    prompt: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class Worded:
    """What became of a saved text. ``newer`` is the wording that somebody else saved meanwhile; then nothing was."""

    wording: PlanWording | None
    newer: PlanWording | None = None


@verb
def set_template(*, by: Actor, initiative: Initiative, fields: Sequence[FieldSpec]) -> list[PlanField]:
    """The fields that every school's plan has, in this order. A field that stays (same kind and title) keeps its
    answers; one that is left out ends, and plans that answered it keep the answer. Raises Refused for no field, or two
    of one title."""
    if not by.may(Permission.CALL_MANAGE):
        raise PermissionDenied
    if not fields or len({one.title.strip() for one in fields}) < len(fields):
        raise Refused(_("Give each field a title of its own, and have at least one."))
    old = {(one.kind, one.title): one for one in template_of(lock(initiative))}
    kept = []
    for position, spec in enumerate(fields, 1):
        field = old.pop((spec.kind, spec.title.strip()), None) or PlanField(
            tenant=by.tenant, initiative=initiative, kind=spec.kind, title=spec.title.strip()[:160]
        )
        field.position, field.prompt, field.required = position, spec.prompt.strip()[:600], spec.required
        field.save()
        kept.append(field)
    for field in old.values():
        field.ended_at = clock.now()
        field.save(update_fields=["ended_at"])
    journal.record(f"{SUBJECT}.template_set", by=by, subject=initiative, data={"fields": len(kept)})
    return kept


@verb
def begin(*, by: Actor, member: CohortMember, year: int) -> SchoolActionPlan:
    """The school's plan for a school year (by the year in which it ends). Twice gives the same one. Raises Refused
    where the initiative has no template."""
    member = _kept(by, member)
    plan, made = SchoolActionPlan.objects.get_or_create(tenant=by.tenant, member=member, year=year)
    if made:
        if not template_of(member.initiative).exists():
            raise Refused(_("The district has not said yet what a plan holds."))
        journal.record(f"{SUBJECT}.begun", by=by, subject=plan, data={"year": year})
    return plan


@verb
def add_field(*, by: Actor, plan: SchoolActionPlan, title: str, prompt: str = "") -> PlanField:
    """A field of the school's own, beside the common ones."""
    plan = _open(by, plan)
    if not title.strip():
        raise Refused(_("Give the field a title."))
    field = PlanField.objects.create(
        tenant=by.tenant, initiative_id=plan.member.initiative_id, plan=plan, autonomy=Autonomy.LOCAL, required=False,
        position=plan.own_fields.count() + 1, title=title.strip()[:160], prompt=prompt.strip()[:600],
    )  # fmt: skip
    journal.record(f"{SUBJECT}.field_added", by=by, subject=plan, data={"field": field.pk})
    return field


@verb
def word(*, by: Actor, plan: SchoolActionPlan, field: PlanField, text: str, seen: int) -> Worded:
    """Save a text. ``seen`` is the number of the wording that its writer had before them, 0 for none: where somebody
    saved a newer one meanwhile, nothing is written and the newer one comes back. The same text again writes nothing."""
    plan = _open(by, plan)
    if field.kind != FieldKind.TEXT or field.pk not in {one.pk for one in fields_of(plan)}:
        raise Refused(_("This plan has no such text."))
    if len(text) > LONGEST:
        raise Refused(_("That is too long: at most %(n)s characters.") % {"n": LONGEST})
    last = wordings_that_hold(plan).get(field.pk)
    if last and last.number != seen:
        return Worded(None, last) if last.text != text else Worded(last)
    if (last.text if last else "") == text:
        return Worded(last)
    number = last_number(PlanWording.objects.filter(plan=plan, field=field)) + 1
    wording = PlanWording.objects.create(
        tenant=by.tenant, plan=plan, field=field, number=number, text=text, made_by=by.person
    )
    journal.record(f"{SUBJECT}.worded", by=by, subject=plan, data={"field": field.pk, "number": number})
    return Worded(wording)


@verb
def add_goal(*, by: Actor, plan: SchoolActionPlan, title: str, measure: str = "") -> ActionGoal:
    """A goal of the plan. ``measure`` says by what one will see it."""
    plan = _open(by, plan)
    if not title.strip():
        raise Refused(_("Say the goal in a sentence."))
    goal = ActionGoal.objects.create(
        tenant=by.tenant, plan=plan, position=plan.goals.count() + 1, title=title.strip()[:300],
        measure=measure.strip()[:300],
    )  # fmt: skip
    journal.record(f"{SUBJECT}.goal_added", by=by, subject=plan, data={"goal": goal.pk})
    return goal


@verb
def add_step(
    *, by: Actor, goal: ActionGoal, what: str, by_when: date, person: Person | None = None
) -> PlanStep:
    """A step towards a goal, until a day, looked after by somebody."""
    plan = _open(by, goal.plan)
    if not what.strip():
        raise Refused(_("Say what will be done."))
    step = PlanStep.objects.create(
        tenant=by.tenant, goal=goal, what=what.strip()[:300], by_when=by_when, person=person
    )
    journal.record(f"{SUBJECT}.step_added", by=by, subject=plan, data={"step": step.pk})
    return step


@verb
def finish_step(*, by: Actor, step: PlanStep, done: bool = True) -> PlanStep:
    """A step is done, or (``done`` False) it is not after all. Twice does no harm."""
    plan = _kept_plan(by, step.goal.plan)
    step = lock(step)
    day = clock.today(by.tenant.time_zone) if done else None
    if (step.done_on is None) == done:
        step.done_on = day
        step.save(update_fields=["done_on"])
        journal.record(
            f"{SUBJECT}.step_{'done' if done else 'undone'}", by=by, subject=plan, data={"step": step.pk}
        )
    return step


@verb
def note_risk(
    *, by: Actor, plan: SchoolActionPlan, what: str, likelihood: int, impact: int, response: str
) -> PlanRisk:
    """A risk, how likely and how grave (1 to 5 each), and what the school will do about it: Refused without."""
    plan = _open(by, plan)
    if not (what.strip() and response.strip() and 1 <= likelihood <= 5 and 1 <= impact <= 5):
        raise Refused(
            _("Say what could happen, how likely and how grave it is from 1 to 5, and what you will do.")
        )
    risk = PlanRisk.objects.create(
        tenant=by.tenant, plan=plan, what=what.strip()[:300], likelihood=likelihood, impact=impact,
        response=response.strip()[:400],
    )  # fmt: skip
    journal.record(f"{SUBJECT}.risk_noted", by=by, subject=plan, data={"risk": risk.pk})
    return risk


@verb
def drop(*, by: Actor, what: ActionGoal | PlanStep | PlanRisk) -> None:
    """A goal, a step or a risk holds no more. It stays in the records. Twice does no harm."""
    plan = _open(by, what.goal.plan if isinstance(what, PlanStep) else what.plan)
    row = lock(what)
    if row.dropped_at is None:
        row.dropped_at = clock.now()
        row.save(update_fields=["dropped_at"])
        kind = str(row._meta.model_name)
        journal.record(f"{SUBJECT}.dropped", by=by, subject=plan, data={kind: row.pk})


@verb
def agree(*, by: Actor, plan: SchoolActionPlan) -> SchoolActionPlan:
    """The principal says that the plan holds. What is written afterwards asks for agreeing again. Raises Refused with
    what is missing; PermissionDenied for who does not lead the school."""
    if not may_lead(by, plan.member):
        raise PermissionDenied
    plan = lock(plan)
    missing = missing_in(plan)
    if missing:
        raise Refused(_("Still missing: %(what)s.") % {"what": "; ".join(missing)})
    plan.agreed_at, plan.agreed_by = clock.now(), by.person
    plan.save(update_fields=["agreed_at", "agreed_by"])
    journal.record(f"{SUBJECT}.agreed", by=by, subject=plan)
    return plan


@verb
def check_in(
    *, by: Actor, member: CohortMember, held_on: date, stands: str, in_the_way: str = "", next: str = ""
) -> ProgressCheck:
    """A check-in: what stands, what is in the way, what is next. Raises Refused for a day to come, or without words."""
    member = _kept(by, member)
    if not stands.strip():
        raise Refused(_("Say in a sentence where the school stands."))
    if held_on > clock.today(by.tenant.time_zone):
        raise Refused(_("A check-in is written when it has been held. Choose today or an earlier day."))
    check = ProgressCheck.objects.create(
        tenant=by.tenant, member=member, held_on=held_on, stands=stands.strip()[:2000],
        in_the_way=in_the_way.strip()[:2000], next=next.strip()[:2000], made_by=by.person,
    )  # fmt: skip
    journal.record("cohorts.check.held", by=by, subject=check)
    return check


def _kept(by: Actor, member: CohortMember) -> CohortMember:
    if not may_keep(by, member):
        raise PermissionDenied
    member = lock(member)
    if member.left_on is not None:
        raise Refused(_("The school left this cohort. Its plan can be read, not changed."))
    return member


def _kept_plan(by: Actor, plan: SchoolActionPlan) -> SchoolActionPlan:
    _kept(by, plan.member)
    return lock(plan)


def _open(by: Actor, plan: SchoolActionPlan) -> SchoolActionPlan:
    """The plan, locked for a change; a change takes the agreement back."""
    plan = _kept_plan(by, plan)
    if plan.agreed_at is not None:
        plan.agreed_at = plan.agreed_by = None
        plan.save(update_fields=["agreed_at", "agreed_by"])
        journal.record(f"{SUBJECT}.reopened", by=by, subject=plan)
    return plan
