"""Verbs for cohorts: found one, and a school's time in it: join, pause, go on, leave. Nothing is taken away."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from groundswell.cohorts.models import AdoptionWave, Cohort, CohortMember, DesignTeam, MembershipPause
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import journal
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb
from groundswell.roster.choices import OrganisationKind
from groundswell.roster.models import Organisation

SUBJECT = "cohorts.member"


@verb
def found(
    *, by: Actor, wave: AdoptionWave, name: str, begins_on: date, schools: Sequence[Organisation] = ()
) -> Cohort:
    """The cohort of a wave, with its first schools. Raises Refused where the wave has one, or as :func:`join`."""
    _may(by)
    wave = lock(wave)
    if not name.strip():
        raise Refused(_("Give the cohort a name."))
    if Cohort.objects.filter(wave=wave).exists():
        raise Refused(_("This wave has its cohort already. Add schools to that one."))
    cohort = Cohort.objects.create(tenant=by.tenant, wave=wave, name=name.strip()[:120], begins_on=begins_on)
    journal.record("cohorts.cohort.founded", by=by, subject=cohort, subject_kind="cohorts.cohort")
    for school in schools:
        join(by=by, cohort=cohort, school=school, on=begins_on)
    return cohort


@verb
def join(*, by: Actor, cohort: Cohort, school: Organisation, on: date) -> CohortMember:
    """A school comes in, with an empty design team. Raises Refused for a school that is in already, or closed then."""
    _may(by)
    wave = AdoptionWave.objects.get(pk=cohort.wave_id)
    if school.kind != OrganisationKind.SCHOOL or (school.closed_on and school.closed_on <= on):
        raise Refused(_("%(school)s is no school that is open on that day.") % {"school": school.name})
    try:
        with transaction.atomic():
            member = CohortMember.objects.create(
                tenant=by.tenant, cohort=cohort, initiative_id=wave.initiative_id, school=school, joined_on=on
            )
    except IntegrityError as error:
        raise Refused(_("%(school)s is in already.") % {"school": school.name}) from error
    DesignTeam.objects.create(tenant=by.tenant, member=member)
    journal.record(
        f"{SUBJECT}.joined", by=by, subject=member, subject_kind=SUBJECT, data={"on": on.isoformat()}
    )
    return member


@verb
def pause(*, by: Actor, member: CohortMember, on: date, reason: str) -> MembershipPause:
    """The school's part rests from that day on. Raises Refused without a reason, or where it left or rests already."""
    _may(by)
    member = _still_in(member, on)
    try:
        with transaction.atomic():
            rest = MembershipPause.objects.create(
                tenant=by.tenant, member=member, begun_on=on, reason=_reason(reason)
            )
    except IntegrityError as error:
        raise Refused(_("The school’s part rests already.")) from error
    journal.record(
        f"{SUBJECT}.paused", by=by, subject=member, subject_kind=SUBJECT, data={"on": on.isoformat()}
    )
    return rest


@verb
def resume(*, by: Actor, member: CohortMember, on: date) -> MembershipPause:
    """It goes on. Raises Refused where it does not rest, or for a day before the pause."""
    _may(by)
    member = _still_in(member, on)
    rest = MembershipPause.objects.filter(member=member, ended_on__isnull=True).first()
    if rest is None:
        raise Refused(_("The school’s part does not rest."))
    if on < rest.begun_on:
        raise Refused(_("That is before its part began to rest."))
    rest.ended_on = on
    rest.save(update_fields=["ended_on"])
    journal.record(
        f"{SUBJECT}.resumed", by=by, subject=member, subject_kind=SUBJECT, data={"on": on.isoformat()}
    )
    return rest


@verb
def leave(*, by: Actor, member: CohortMember, on: date, reason: str) -> CohortMember:
    """The school is in no more from that day on; its history stays, and it may come in again later. A pause and the
    seats of its team end with it. Raises Refused without a reason, or where it left already."""
    _may(by)
    member = _still_in(member, on)
    member.left_on, member.left_why = on, _reason(reason)
    member.save(update_fields=["left_on", "left_why"])
    for rest in MembershipPause.objects.filter(member=member, ended_on__isnull=True):
        rest.ended_on = max(on, rest.begun_on)
        rest.save(update_fields=["ended_on"])
    for seat in member.team.seats.filter(ended_on__isnull=True):
        seat.ended_on = max(on, seat.begun_on)
        seat.save(update_fields=["ended_on"])
    journal.record(
        f"{SUBJECT}.left", by=by, subject=member, subject_kind=SUBJECT, data={"on": on.isoformat()}
    )
    return member


def _may(by: Actor) -> None:
    if not (by.may(Permission.CALL_MANAGE) or by.may(Permission.SELECTION_DECIDE)):
        raise PermissionDenied


def _still_in(member: CohortMember, on: date) -> CohortMember:
    member = lock(member)
    if member.left_on is not None:
        raise Refused(_("The school left this cohort. Let it come in again first."))
    if on < member.joined_on:
        raise Refused(_("That is before the school came in."))
    return member


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refused(_("Say why, in a sentence."))
    return reason.strip()[:400]
