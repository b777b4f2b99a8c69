"""What becomes of a school: it is merged into another, or goes on under a new number. Its measures stay its own."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from groundswell.kernel import clock, journal, locking
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb
from groundswell.roster.choices import OrganisationKind
from groundswell.roster.models import District, Organisation, School
from groundswell.roster.rules.lives import Refused


@verb
def succeed(
    *, by: Actor, schools: Sequence[Organisation], successor: Organisation, last_day: date | None = None
) -> Organisation:
    """These schools go on in ``successor``: several are merged, a single one was moved or got a new number.

    They close on ``last_day`` (today where none is given), unless they closed before. People and classes are not
    moved: the roster files say where they are. Raises Refused for a school of its own line and for what is no school
    of this district, PermissionDenied without ROSTER_IMPORT.
    """
    if not by.may(Permission.ROSTER_IMPORT):
        raise PermissionDenied
    locking.lock(District.objects.get(pk=by.tenant.pk))
    day = last_day or clock.today(by.tenant.time_zone)
    after = _line_of(by, successor)
    for school in schools:
        _line_of(by, school)
        if school.pk in after:
            raise Refused(
                _("%(name)s can't go on in itself. Look at which school came first.") % {"name": school.name}
            )
    ids = [school.pk for school in schools]
    School.objects.filter(pk__in=ids).update(succeeded_by_id=successor.pk)
    Organisation.objects.filter(pk__in=ids, closed_on__isnull=True).update(closed_on=day)
    data = {"schools": ids, "successor": successor.pk, "last_day": day.isoformat()}
    journal.record("roster.school.succeeded", by=by, subject=successor, data=data)
    return successor


@verb
def undo_succession(*, by: Actor, school: Organisation) -> Organisation:
    """The school goes on in no other, and is open again where it closed with that. Twice does no harm."""
    if not by.may(Permission.ROSTER_IMPORT):
        raise PermissionDenied
    _line_of(by, school)
    own = locking.lock(School.objects.get(pk=school.pk))
    if own.succeeded_by_id is None:
        return school
    before, own.succeeded_by = own.succeeded_by_id, None
    own.save(update_fields=["succeeded_by"])
    Organisation.objects.filter(pk=school.pk).update(closed_on=None)
    journal.record("roster.school.succession_undone", by=by, subject=school, data={"successor": before})
    return school


def _line_of(by: Actor, school: Organisation) -> set[int]:
    """The school and all that it goes on in, one after the other."""
    if school.tenant_id != by.tenant.pk or school.kind != OrganisationKind.SCHOOL:
        raise Refused(_("%(name)s is no school of this district.") % {"name": school.name})
    seen: set[int] = set()
    number: int | None = school.pk
    while number is not None and number not in seen:
        seen.add(number)
        number = School.objects.filter(pk=number).values_list("succeeded_by_id", flat=True).first()
    return seen
