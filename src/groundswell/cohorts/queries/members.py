"""Cohorts, their schools and teams: who is in, since when, and who keeps a school's plan."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from groundswell.cohorts.models import Cohort, CohortMember, DesignTeam, DesignTeamSeat, MembershipPause
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import current_tenant
from groundswell.planning.models import Initiative
from groundswell.roster.models import Organisation, Person, Position
from groundswell.roster.queries.grants import held_today


def initiatives_with_cohorts(actor: Actor) -> QuerySet[Initiative]:
    """Initiatives that have a wave, for who works here; for a passer-by those whose curve is public."""
    rows = Initiative.objects.filter(waves__isnull=False).distinct().order_by("from_year", "key")
    return rows if actor.may(Permission.COHORT_VIEW) else rows.filter(is_public=True)


def get_carried_initiative_for(actor: Actor, pk: int) -> Initiative:
    """An initiative of :func:`initiatives_with_cohorts`; Http404 otherwise."""
    return found_or_404(initiatives_with_cohorts(actor).select_related("goal"), pk=pk)


def is_in(day: Any) -> Q:
    """Condition on members: the school is in on that day (a date, or a ``Given``)."""
    return Q(joined_on__lte=day) & (Q(left_on__isnull=True) | Q(left_on__gt=day))


def cohorts_of(initiatives: Collection[Initiative], on: date) -> QuerySet[Cohort]:
    """The cohorts of initiatives in the order of their waves, each with ``schools``: how many were in on that day."""
    there = Q(members__joined_on__lte=on) & (Q(members__left_on__isnull=True) | Q(members__left_on__gt=on))
    rows = Cohort.objects.filter(wave__initiative__in=initiatives).select_related("wave")
    return rows.annotate(schools=Count("members", filter=there)).order_by("wave__number")


def get_cohort_for(actor: Actor, pk: int) -> Cohort:
    """A cohort, for who works here; Http404 otherwise."""
    rows = Cohort.objects.select_related("wave__initiative")
    return found_or_404(rows if actor.may(Permission.COHORT_VIEW) else rows.none(), pk=pk)


def members_of(cohort: Cohort) -> QuerySet[CohortMember]:
    """The schools of a cohort by name, those that left included, with their pauses and the seats of their team."""
    return _whole(CohortMember.objects.filter(cohort=cohort)).order_by("school__name", "pk")


def memberships_of_school(school_id: int) -> QuerySet[CohortMember]:
    """A school's times in cohorts, newest first, with their pauses."""
    rows = CohortMember.objects.filter(school=school_id).select_related("cohort")
    pauses = Prefetch("pauses", MembershipPause.objects.order_by("begun_on", "pk"))
    return rows.prefetch_related(pauses).order_by("-joined_on", "-pk")


def get_member_for(actor: Actor, pk: int) -> CohortMember:
    """A school in its cohort, for who works here; Http404 otherwise."""
    rows = _whole(CohortMember.objects.all())
    return found_or_404(rows if actor.may(Permission.COHORT_VIEW) else rows.none(), pk=pk)


def _whole(rows: QuerySet[CohortMember]) -> QuerySet[CohortMember]:
    seats = DesignTeamSeat.objects.filter(ended_on__isnull=True).select_related("person")
    return rows.select_related(
        "cohort__wave", "initiative", "school__school", "school__parent", "team"
    ).prefetch_related(
        Prefetch("pauses", MembershipPause.objects.order_by("begun_on", "pk")),
        Prefetch("team__seats", seats.order_by("begun_on", "pk")),
    )


def seats_of(member: CohortMember) -> list[DesignTeamSeat]:
    """Who is in a school's design team today, in the order in which they came; empty where there is no team."""
    team = getattr(member, "team", None)
    return list(team.seats.all()) if isinstance(team, DesignTeam) else []


def team_at(school_id: int) -> DesignTeam | None:
    """The design team of a school that is in a cohort and has somebody in its team; of several the newest. One
    statement."""
    rows = DesignTeam.objects.filter(member__school=school_id, member__left_on__isnull=True)
    return rows.filter(Exists(_taken(team=OuterRef("pk")))).order_by("-member__joined_on", "-pk").first()


def people_on(team: DesignTeam) -> frozenset[int]:
    """Ids of who is in a design team today."""
    return frozenset(_taken(team=team).values_list("person_id", flat=True))


def _taken(**of: Any) -> QuerySet[DesignTeamSeat]:
    return DesignTeamSeat.objects.filter(ended_on__isnull=True, **of)


def is_on_team(person_id: int | None, member: CohortMember) -> bool:
    """True for somebody who is in the school's design team today."""
    rows = DesignTeamSeat.objects.filter(team__member=member, ended_on__isnull=True)
    return person_id is not None and rows.filter(person=person_id).exists()


def may_lead(actor: Actor, member: CohortMember) -> bool:
    """True for the school's principal and for who manages cohorts."""
    return actor.may(Permission.CALL_MANAGE) or actor.may(Permission.SCHOOL_APPLY, place=member.school_id)


def may_keep(actor: Actor, member: CohortMember) -> bool:
    """True for whoever writes on the school's plan: who leads, and its design team."""
    return may_lead(actor, member) or is_on_team(actor.person_id, member)


def times_in(initiatives: Collection[Initiative]) -> dict[int, list[tuple[date, date | None]]]:
    """First day, and first day no more, of every school that was ever in, by initiative. One statement."""
    rows = CohortMember.objects.filter(initiative__in=initiatives).order_by("joined_on", "pk")
    found: dict[int, list[tuple[date, date | None]]] = {}
    for initiative, joined, left in rows.values_list("initiative_id", "joined_on", "left_on"):
        found.setdefault(initiative, []).append((joined, left))
    return found


def days_paused(pauses: Iterable[MembershipPause], until: date) -> int:
    """How many days these pauses took, up to ``until``."""
    return sum(((one.ended_on or until) - one.begun_on).days for one in pauses if one.begun_on < until)


def roles_at(school_id: int, person_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """What each of these people is at a school today; who is nothing there is left out."""
    held: dict[int, set[str]] = {}
    rows = Position.objects.filter(
        held_today(current_tenant()), organisation=school_id, person__in=list(person_ids)
    )
    for person, role in rows.values_list("person_id", "role"):
        held.setdefault(person, set()).add(role)
    return {person: frozenset(roles) for person, roles in held.items()}


def people_for_team(member: CohortMember) -> QuerySet[Person]:
    """Who works at the school today and is not in its team, by name: to choose from."""
    held = Position.objects.filter(held_today(current_tenant()), organisation=member.school_id)
    taken = DesignTeamSeat.objects.filter(team__member=member, ended_on__isnull=True).values("person")
    people = Person.objects.filter(pk__in=held.values("person"), is_student=False, ended_on__isnull=True)
    return people.exclude(pk__in=taken).order_by("family_key", "shown_key", "pk")


def school_spoken_for(actor: Actor, initiative: Initiative) -> Organisation | None:
    """The school of this initiative at which somebody works today; None where there is none, or more than one."""
    places = Position.objects.filter(held_today(current_tenant()), person=actor.person_id).values(
        "organisation"
    )
    rows = CohortMember.objects.filter(initiative=initiative, left_on__isnull=True, school__in=places)
    found = list(rows.select_related("school")[:2])
    return found[0].school if len(found) == 1 else None
