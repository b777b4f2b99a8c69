"""Plans that somebody wrote after an event: their own, what others let them read, and whom they may choose."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from groundswell.events.choices import EventState, RegistrationState
from groundswell.events.models import ImplementationPlan, PlanShare, Registration, Section, SessionFacilitator
from groundswell.kernel import clock
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor
from groundswell.kernel.rows import Given, written_once
from groundswell.kernel.tenancy import current_tenant
from groundswell.roster.models import Person, Position
from groundswell.roster.queries.grants import held_today

MOST_TO_CHOOSE = 400


def own_plans(actor: Actor) -> QuerySet[ImplementationPlan]:
    """The actor's plans with section and event, what is due first first."""
    return _plans_of(actor.person_id or 0)


def _plans_of(person: Any) -> QuerySet[ImplementationPlan]:
    mine = ImplementationPlan.objects.filter(person_id=person)
    return mine.select_related("section__event").order_by("by_when", "pk")


def plans_from(actor: Actor, section: Section) -> list[ImplementationPlan]:
    """The actor's plans from a section, in the order of :func:`own_plans`. One statement."""
    return _from(person=actor.person_id or 0, section=section.pk)


@written_once
def _from() -> QuerySet[ImplementationPlan]:
    return _plans_of(Given("person")).filter(section=Given("section"))


def shared_plans(actor: Actor) -> QuerySet[ImplementationPlan]:
    """Plans that others let the actor read, with their writer."""
    read = PlanShare.objects.filter(person_id=actor.person_id or 0, ended_at__isnull=True).values("plan_id")
    rows = ImplementationPlan.objects.filter(pk__in=read).exclude(person_id=actor.person_id or 0)
    return rows.select_related("section__event", "person").order_by("by_when", "pk")


def get_own_plan_for(actor: Actor, pk: int) -> ImplementationPlan:
    """One of the actor's own plans; Http404 for anybody else's, whoever asks."""
    return found_or_404(own_plans(actor).select_related("person"), pk=pk)


def get_plan_for(actor: Actor, pk: int) -> ImplementationPlan:
    """A plan of one's own, or one that its writer lets one read. No permission opens another: Http404."""
    mine = own_plans(actor).select_related("person").filter(pk=pk).first()
    return mine if mine is not None else found_or_404(shared_plans(actor), pk=pk)


def get_section_to_plan_for(actor: Actor, pk: int) -> Section:
    """A section that has begun and in which the actor has a seat; Http404 otherwise."""
    section = Section.objects.select_related("event").filter(pk=pk).first()
    if section is None or not took_part(section, actor.person_id):
        raise Http404
    return section


def took_part(section: Section, person_id: int | None) -> bool:
    """Whether the person has a seat in it and it has begun."""
    if section.begins_at > clock.now() or section.state != EventState.PUBLISHED:
        return False
    seats = Registration.objects.filter(section=section, state=RegistrationState.BOOKED)
    return seats.filter(person_id=person_id or 0).exists()


def readers_of(plan: ImplementationPlan) -> list[PlanShare]:
    """Who may read a plan now, by name."""
    live = PlanShare.objects.filter(plan=plan, ended_at__isnull=True).select_related("person")
    return list(live.order_by("person__family_name", "person__given_name", "pk"))


def to_choose(plan: ImplementationPlan) -> list[Person]:
    """Whom its writer may let read it: colleagues where they work today, and who led the section; by name."""
    tenant = current_tenant()
    held = Position.objects.filter(held_today(tenant))
    places = held.filter(person_id=plan.person_id).values("organisation_id")
    colleagues = held.filter(organisation_id__in=places).values("person_id")
    led = SessionFacilitator.objects.filter(section_id=plan.section_id).values("person_id")
    there = Person.objects.filter(
        Q(pk__in=colleagues) | Q(pk__in=led),
        is_student=False, ended_on__isnull=True, erased_on__isnull=True, merged_into__isnull=True,
    )  # fmt: skip
    reading = PlanShare.objects.filter(plan=plan, ended_at__isnull=True).values("person_id")
    there = there.exclude(pk=plan.person_id).exclude(pk__in=reading)
    return list(there.order_by("family_name", "given_name", "pk")[:MOST_TO_CHOOSE])
