"""A programme's rule for credit, in versions: a new one is added, none is ever changed."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from groundswell.events.choices import CreditStep, HoursRounding
from groundswell.events.models import CreditTerms, Programme
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import journal
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb

SUBJECT = "events.credit_terms"


@verb
def set_terms(
    *,
    by: Actor,
    programme: Programme,
    applies_from: date,
    unit: str = "",
    hours_per_unit: Decimal | None = None,
    minimum_share: int = 80,
    step: CreditStep | str = CreditStep.QUARTER,
    rounding: HoursRounding | str = HoursRounding.DOWN,
) -> CreditTerms:
    """The programme's next version: it holds for sections that begin on ``applies_from`` or later.

    What was certified stays as it was certified; transcripts of what was not follow the version that holds. Raises
    Refused for a share above 100 and a unit without hours.
    """
    if not by.may(Permission.EVENT_MANAGE):
        raise PermissionDenied
    unit = unit.strip()
    if not 0 <= minimum_share <= 100:
        raise Refused(_("The least share lies between 0 and 100 per cent."))
    if unit and (hours_per_unit is None or hours_per_unit <= 0):
        raise Refused(_("Say how many contact hours make one %(unit)s.") % {"unit": unit})
    held = lock(programme)
    last = CreditTerms.objects.filter(programme=held).order_by("-version").first()
    made = CreditTerms.objects.create(
        tenant=by.tenant, programme=held, version=last.version + 1 if last is not None else 1,
        applies_from=applies_from, unit=unit, hours_per_unit=(hours_per_unit or 1) if unit else 1,
        minimum_share=minimum_share, step=CreditStep(step), rounding=HoursRounding(rounding),
        made_by_id=by.person_id,
    )  # fmt: skip
    data = {"programme": held.pk, "version": made.version}
    journal.record("events.credit_terms.set", by=by, subject=made, subject_kind=SUBJECT, data=data)
    return made
