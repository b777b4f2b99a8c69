"""The office asks the planner for dates; the worker works them out; the office uses the proposal or not."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from groundswell.events.actions import events, policy
from groundswell.events.choices import DatePlanState
from groundswell.events.models import DatePlan, Programme, Room, Section
from groundswell.events.queries import planning as found
from groundswell.events.rules import planning
from groundswell.events.rules.meetings import When
from groundswell.events.rules.planning_answers import Verdict
from groundswell.events.rules.planning_asked import as_values, programme_of, times_of
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.locking import lock
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, verb
from groundswell.roster.models import Person

SECONDS = 30.0
KEPT_UNTIL = timedelta(days=7)  # before a section begins; then what a school did not take is everybody's
STATES = {
    Verdict.OPTIMAL: DatePlanState.FOUND,
    Verdict.FEASIBLE: DatePlanState.FOUND,
    Verdict.IMPOSSIBLE: DatePlanState.NONE,
    Verdict.UNKNOWN: DatePlanState.UNKNOWN,
}


@verb
def ask(*, by: Actor, title: str, programme: Programme | None, asked: dict[str, Any]) -> DatePlan:
    """Leave a request for the planner (``rules.planning_asked`` says what is in it). Nothing else changes."""
    made = DatePlan.objects.create(
        tenant=by.tenant, title=title, programme=programme, asked=asked, asked_by_id=by.person_id
    )
    journal.record("events.date_plan.asked", by=by, subject=made, data={"events": asked["events"]})
    return made


def due(tenant: Tenant) -> int:
    """Requests that wait for an answer. Called inside the district's scope."""
    return found.to_work_out().count()


def work_off(tenant: Tenant) -> int:
    """Background work: answer the oldest request. Returns how many. A killed worker leaves it to the next one."""
    by = Actor.system(tenant)
    with reading(tenant):
        waiting = found.to_work_out().first()
    if waiting is None:
        return 0
    _begin(by=by, plan=waiting)
    try:
        with reading(tenant):
            asked = programme_of(waiting.asked, tenant.time_zone)
        answer = planning.plan(asked, seconds=SECONDS)
    except planning.PlannerMissing:
        _finish(by=by, plan=waiting, state=DatePlanState.MISSING, answer={})
    except Exception:
        _finish(by=by, plan=waiting, state=DatePlanState.UNKNOWN, answer={})
        raise
    else:
        _finish(by=by, plan=waiting, state=STATES[answer.verdict], answer=as_values(answer))
    return 1


@verb
def use(*, by: Actor, plan: DatePlan) -> list[Section]:
    """Draft the sections of a proposal: date, room, facilitators, and the seats of each school, kept for it.

    Nobody is told; each is published as any other. Raises Refused when it was used before, when there is no proposal,
    and when a room, an event or who would lead is not to be had any more.
    """
    held = lock(plan)
    if held.state != DatePlanState.FOUND:
        raise Refused(_("These dates can't be used: %(state)s.") % {"state": held.get_state_display()})
    sessions = found.in_order(held.asked["events"])
    if len(sessions) < len(held.asked["events"]):
        raise Refused(_("One of the events is not there any more. Ask for dates again."))
    _check_leaders({pk for one in held.answer["sections"] for pk in one["leads"]})
    schools = found.school_names({int(pk) for one in held.answer["sections"] for pk in one["by_school"]})
    made = [_draft(by, held, one, sessions, schools) for one in held.answer["sections"]]
    held.state = DatePlanState.USED
    held.save(update_fields=["state"])
    journal.record("events.date_plan.used", by=by, subject=held, data={"sections": [one.pk for one in made]})
    return made


def _check_leaders(ids: set[int]) -> None:
    """Raises Refused for who left, or whose record was joined to another one or erased, since the dates were found."""
    here = Q(ended_on__isnull=True, merged_into__isnull=True, erased_on__isnull=True)
    gone = Person.objects.filter(~here, pk__in=ids).order_by("pk").first()
    if gone is not None:
        raise Refused(
            _("One of those who would lead is not there any more: %(name)s. Ask for dates again.")
            % {"name": gone.name}
        )


def _draft(
    by: Actor, plan: DatePlan, one: dict[str, Any], sessions: list[Any], schools: dict[int, str]
) -> Section:
    begins_at, ends_at = times_of(plan.asked, by.tenant.time_zone)[date.fromisoformat(one["day"])]
    if begins_at <= clock.now():
        raise Refused(_("One of these dates is over by now. Ask for dates again."))
    room = Room.objects.filter(pk=one["room"]).first() if isinstance(one["room"], int) else None
    ratio = plan.asked["ratio"]
    holds = len(one["leads"]) * ratio
    section = events.add_section(
        by=by,
        event=sessions[one["session"] - 1],
        meetings=[When(begins_at, ends_at, room=room)],
        seats=min(room.capacity, holds) if room else holds,
        facilitators=list(Person.objects.filter(pk__in=one["leads"]).order_by("pk")),
        per_facilitator=ratio,
    )
    early = begins_at - KEPT_UNTIL
    for school, number in one["by_school"].items():
        policy.keep_seats(
            by=by, section=section, name=schools[int(school)], group=[f"school:{school}"], number=number,
            until=early if early > clock.now() else begins_at,
        )  # fmt: skip
    return section


@verb
def _begin(*, by: Actor, plan: DatePlan) -> None:
    DatePlan.objects.filter(pk=plan.pk).update(began_at=clock.now())


@verb
def _finish(*, by: Actor, plan: DatePlan, state: DatePlanState, answer: dict[str, Any]) -> None:
    """Keep the answer, unless somebody else had one first."""
    held = lock(plan)
    if held.state == DatePlanState.ASKED:
        held.state, held.answer, held.done_at = state, answer, clock.now()
        held.save(update_fields=["state", "answer", "done_at"])
        journal.record("events.date_plan.answered", by=by, subject=held, data={"state": str(state)})
