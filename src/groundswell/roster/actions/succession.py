"""What becomes of schools: merged, split, moved or renumbered. Their measures stay their own."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied

from groundswell.kernel import clock, journal, locking
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb
from groundswell.roster.models import District, Organisation, Succession
from groundswell.roster.queries import succession as queries
from groundswell.roster.rules.lives import Refused
from groundswell.roster.rules.succession import why_not


@verb
def succeed(
    *,
    by: Actor,
    schools: Sequence[Organisation],
    successors: Sequence[Organisation],
    last_day: date | None = None,
) -> list[Succession]:
    """These schools go on in those: several in one are merged, one in several is split, one in one moved or renumbered.

    They close on ``last_day`` (today where none is given), unless they closed before. People and classes are not
    moved: the roster files say where they are. Twice is once. Raises Refused for a school of its own line, for one
    that goes on elsewhere already and for what is no school of this district, PermissionDenied without ROSTER_IMPORT.
    """
    _may(by)
    locking.lock(District.objects.get(pk=by.tenant.pk))
    day = last_day or clock.today(by.tenant.time_zone)
    refusal = why_not(tenant=by.tenant, schools=schools, successors=successors, last_day=day)
    if refusal:
        raise Refused(refusal)
    known = set(queries.pairs())
    return [
        step
        for school in schools
        for step in _go_on(by, school, [one for one in successors if (school.pk, one.pk) not in known], day)
    ]


@verb
def undo_succession(*, by: Actor, school: Organisation) -> Organisation:
    """The school goes on in no other, and is open again where it closed with that. Twice does no harm."""
    _may(by)
    locking.lock(District.objects.get(pk=by.tenant.pk))
    steps = list(Succession.objects.filter(before=school.pk))
    if not steps:
        return school
    Succession.objects.filter(pk__in=[step.pk for step in steps]).delete()
    if any(step.closed for step in steps):
        Organisation.objects.filter(pk=school.pk).update(closed_on=None)
    data = {"successors": [step.after_id for step in steps]}
    journal.record("roster.school.succession_undone", by=by, subject=school, data=data)
    return school


def _may(by: Actor) -> None:
    if not by.may(Permission.ROSTER_IMPORT):
        raise PermissionDenied


def _go_on(
    by: Actor, school: Organisation, successors: Sequence[Organisation], day: date
) -> list[Succession]:
    if not successors:
        return []
    closes = Organisation.objects.filter(pk=school.pk, closed_on__isnull=True).update(closed_on=day) == 1
    last_day = day if closes else school.closed_on
    steps = Succession.objects.bulk_create(
        Succession(tenant=by.tenant, before_id=school.pk, after_id=one.pk, last_day=last_day, closed=closes)
        for one in successors
    )
    data = {"successors": [one.pk for one in successors], "last_day": day.isoformat(), "closed": closes}
    journal.record("roster.school.succeeded", by=by, subject=school, data=data)
    return steps
