"""A school's story on a line of time: invited, chosen, in, resting, planning, looking back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from groundswell.cohorts.choices import CallState, CandidacyState
from groundswell.cohorts.models import Candidacy, CohortMember
from groundswell.cohorts.queries.members import memberships_of_school
from groundswell.cohorts.queries.plans import agreed_plans, checks_at
from groundswell.kernel import clock
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Actor, Permission
from groundswell.planning.models.goals import year_name

MOST_SAID = 160
LED_BY = (Permission.SCHOOL_APPLY, Permission.SCHOOL_APPROVE)


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened, in words, with the page that tells more where there is one."""

    day: date
    words: str
    url: str = ""


def story_of(school_id: int, actor: Actor) -> list[Moment]:
    """What ``actor`` may know of a school's way, newest first. That it was invited and what came of it is for who leads
    it, its region or the calls, and what came of it only once it was told; that it is in is for everybody here.

    At most five statements, however long its way was.
    """
    zone = actor.tenant.time_zone
    moments: list[Moment] = []
    if any(actor.may(one, place=school_id) for one in LED_BY) or actor.may(Permission.CALL_MANAGE):
        rows = (
            Candidacy.objects.filter(school=school_id)
            .exclude(call__state=CallState.DRAFT)
            .select_related("call")
        )
        for one in rows.order_by("pk"):
            moments += _of_call(one, zone)
    if actor.may(Permission.COHORT_VIEW):
        members = list(memberships_of_school(school_id))
        for member in members:
            moments += _of_member(member)
        moments += _of_plans(members, zone)
    return sorted(moments, key=lambda one: one.day, reverse=True)


def _of_call(one: Candidacy, zone: str) -> Iterator[Moment]:
    url, name = link("cohorts:candidacy", one.pk), one.call.name
    if one.call.opened_at:
        yield Moment(
            clock.local(one.call.opened_at, zone).date(), _("Invited: %(call)s") % {"call": name}, url
        )
    if one.answered_at and one.state != CandidacyState.INVITED:
        said = {
            CandidacyState.NOT_NOW: _("Said not this year"),
            CandidacyState.WITHDRAWN: _("Withdrew"),
        }.get(CandidacyState(one.state), _("Takes part"))
        yield Moment(clock.local(one.answered_at, zone).date(), said, url)
    if one.call.published_at and one.state in (CandidacyState.CHOSEN, CandidacyState.NOT_CHOSEN):
        said = _("Chosen") if one.state == CandidacyState.CHOSEN else _("Not chosen this time")
        yield Moment(clock.local(one.call.published_at, zone).date(), said, url)


def _of_member(member: CohortMember) -> Iterator[Moment]:
    url = link("cohorts:member", member.pk)
    yield Moment(member.joined_on, _("In: %(cohort)s") % {"cohort": member.cohort.name}, url)
    for rest in member.pauses.all():
        yield Moment(rest.begun_on, _("Its part rests: %(why)s") % {"why": rest.reason}, url)
        if rest.ended_on:
            yield Moment(rest.ended_on, _("Goes on"), url)
    if member.left_on:
        yield Moment(member.left_on, _("Left: %(why)s") % {"why": member.left_why}, url)


def _of_plans(members: Sequence[CohortMember], zone: str) -> Iterator[Moment]:
    """Plans that hold and check-ins. No statement for a school that was never in, else two."""
    if not members:
        return
    for plan in agreed_plans(members):
        if plan.agreed_at is not None:
            words = _("Action plan for %(year)s agreed") % {"year": year_name(plan.year)}
            day = clock.local(plan.agreed_at, zone).date()
            yield Moment(day, words, link("cohorts:plan", plan.pk))
    for check in checks_at(members):
        words = _("Check-in: %(said)s") % {"said": Truncator(check.stands).chars(MOST_SAID)}
        yield Moment(check.held_on, words, link("cohorts:member", check.member_id))
