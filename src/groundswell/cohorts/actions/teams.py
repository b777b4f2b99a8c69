"""Verbs for a school's design team: ten educators and the principal."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from groundswell.cohorts.models import CohortMember, DesignTeam, DesignTeamSeat
from groundswell.cohorts.queries.members import may_lead, roles_at
from groundswell.cohorts.rules.refusals import Refused
from groundswell.cohorts.rules.teams import SEATS
from groundswell.kernel import clock, journal
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.roster.models import Person

SUBJECT = "cohorts.team_seat"


@verb
def seat(*, by: Actor, member: CohortMember, person: Person, brings: str = "") -> DesignTeamSeat:
    """Somebody of the school joins its design team. ``brings`` says what for: a grade, a subject, a view.

    Raises Refused for somebody who does not work at the school, who is in the team already, or a twelfth person;
    PermissionDenied for who leads neither the school nor the cohorts.
    """
    team, today = _team(by, member), clock.today(by.tenant.time_zone)
    if person.pk not in roles_at(member.school_id, [person.pk]):
        raise Refused(_("%(name)s does not work at this school today.") % {"name": person.name})
    if team.seats.filter(ended_on__isnull=True).count() >= SEATS:
        raise Refused(_("A design team has %(n)s seats, and all are taken.") % {"n": SEATS})
    try:
        with transaction.atomic():
            made = DesignTeamSeat.objects.create(
                tenant=by.tenant, team=team, person=person, brings=brings.strip()[:120], begun_on=today
            )
    except IntegrityError as error:
        raise Refused(_("%(name)s is in the team already.") % {"name": person.name}) from error
    journal.record(f"{SUBJECT}.taken", by=by, subject=made, subject_kind=SUBJECT, data={"person": person.pk})
    return made


@verb
def unseat(*, by: Actor, seat: DesignTeamSeat) -> DesignTeamSeat:
    """Somebody leaves the team; that they were in it stays. Twice does no harm."""
    _team(by, seat.team.member)
    seat = lock(seat)
    if seat.ended_on is None:
        seat.ended_on = max(clock.today(by.tenant.time_zone), seat.begun_on)
        seat.save(update_fields=["ended_on"])
        journal.record(f"{SUBJECT}.left", by=by, subject=seat, subject_kind=SUBJECT)
    return seat


def _team(by: Actor, member: CohortMember) -> DesignTeam:
    if not may_lead(by, member):
        raise PermissionDenied
    if member.left_on is not None:
        raise Refused(_("The school left this cohort. Let it come in again first."))
    return lock(DesignTeam.objects.get(member=member))
