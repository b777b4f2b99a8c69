"""Plans after an event. Their writer alone writes, shares and throws them away; no permission stands in for that.

The journal holds that it was done and to which plan, never what stands in it.
"""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from groundswell.events.choices import PLAN_MOVES, PlanState
from groundswell.events.models import ImplementationPlan, PlanShare, Section
from groundswell.events.queries import plans
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.links import absolute, link
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.notices.actions import mail
from groundswell.roster.models import Person

MOST = 20  # plans of one person from one section
SUBJECT = "events.plan"


@verb
def write(
    *, by: Actor, section: Section, what: str, by_when: date, with_whom: str = ""
) -> ImplementationPlan:
    """A new plan from a section that has begun and in which the writer has a seat; nobody else can read it yet."""
    if not by.person_id or not plans.took_part(section, by.person_id):
        raise PermissionDenied
    if ImplementationPlan.objects.filter(person_id=by.person_id, section=section).count() >= MOST:
        raise Refused(_("You have %(most)s plans from this event. Change one of them.") % {"most": MOST})
    plan = ImplementationPlan.objects.create(
        tenant=by.tenant, person_id=by.person_id, section=section, **_said(what, by_when, with_whom)
    )
    _note("written", by, plan)
    return plan


@verb
def change(
    *, by: Actor, plan: ImplementationPlan, what: str, by_when: date, with_whom: str = ""
) -> ImplementationPlan:
    """What its writer means now. Who may read it reads the new words."""
    _check(by, plan)
    said = _said(what, by_when, with_whom)
    for name, value in said.items():
        setattr(plan, name, value)
    plan.changed_at = clock.now()
    plan.save(update_fields=[*said, "changed_at"])
    _note("changed", by, plan)
    return plan


@verb
def say(
    *, by: Actor, plan: ImplementationPlan, state: PlanState | str, why_dropped: str = ""
) -> ImplementationPlan:
    """What its writer says became of it; why, where it was dropped. Saying the same again changes nothing."""
    _check(by, plan)
    state = PlanState(state)
    why = why_dropped.strip() if state == PlanState.DROPPED else ""
    if state != plan.state and state not in PLAN_MOVES[PlanState(plan.state)]:
        raise Refused(_("A plan can't go there from where it stands."))
    if (state, why) != (plan.state, plan.why_dropped):
        plan.state, plan.why_dropped, plan.changed_at = state, why, clock.now()
        plan.save(update_fields=["state", "why_dropped", "changed_at"])
        _note("said", by, plan)
    return plan


@verb
def share(*, by: Actor, plan: ImplementationPlan, person: Person) -> PlanShare:
    """Let a colleague read it, until that is taken back; they get mail with the link, not with the words. Twice does
    no harm.
    """
    _check(by, plan)
    there = PlanShare.objects.filter(plan=plan, person=person, ended_at__isnull=True).first()
    if there is not None:
        return there
    if person.pk not in {one.pk for one in plans.to_choose(plan)}:
        raise Refused(_("Choose a colleague from where you work, or somebody who led the event."))
    made = PlanShare.objects.create(tenant=by.tenant, plan=plan, person=person)
    _note("shared", by, plan, person=person.pk)
    mail.send(
        by=by,
        to=person,
        kind="events.plan_shared",
        context={
            "who": by.name,
            "title": plan.section.event.title,
            "action_url": absolute(link("events:plan", plan.pk)),
        },
        key=f"events.plan_shared:{made.pk}",
        about=_about(made),
    )
    return made


@verb
def unshare(*, by: Actor, share: PlanShare) -> PlanShare:
    """Take that back. What they have read they know; from now on the plan is closed to them, and the mail about it is
    not sent where it has not left.
    """
    _check(by, share.plan)
    if share.ended_at is None:
        share.ended_at = clock.now()
        share.save(update_fields=["ended_at"])
        mail.withdraw(by=by, about=_about(share), to=share.person)
        _note("unshared", by, share.plan, person=share.person_id)
    return share


@verb
def throw_away(*, by: Actor, plan: ImplementationPlan) -> None:
    """Delete a plan for good, with whoever could read it; mail about it that has not left is not sent."""
    _check(by, plan)
    for shared in PlanShare.objects.filter(plan=plan, ended_at__isnull=True):
        mail.withdraw(by=by, about=_about(shared))
    _note("thrown_away", by, plan)
    plan.delete()


def _about(share: PlanShare) -> str:
    """By which name the mail about it is taken back."""
    return f"events.plan_share:{share.pk}"


def _check(by: Actor, plan: ImplementationPlan) -> None:
    if not by.person_id or by.person_id != plan.person_id:
        raise PermissionDenied


def _said(what: str, by_when: date, with_whom: str) -> dict[str, object]:
    what = what.strip()
    if not what:
        raise Refused(_("Say what you will try."))
    return {"what": what, "by_when": by_when, "with_whom": with_whom.strip()}


def _note(what: str, by: Actor, plan: ImplementationPlan, **more: int) -> None:
    data = {"section": plan.section_id} | more
    journal.record(f"events.plan.{what}", by=by, subject=plan, subject_kind=SUBJECT, data=data)
