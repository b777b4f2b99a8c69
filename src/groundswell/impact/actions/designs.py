"""The verb that fixes the plan of a study, before anybody can know what comes of it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from groundswell.impact.choices import Design
from groundswell.impact.models import StudyDesign
from groundswell.impact.queries.evidence import selection_records
from groundswell.impact.rules import designs
from groundswell.impact.rules.refusals import Refused
from groundswell.kernel import journal
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb

SUBJECT = "impact.design"
LONGEST = 400


@verb
def lock(
    *,
    by: Actor,
    record: int,
    design: str,
    outcome: str,
    measure: str,
    from_year: int,
    to_year: int,
    compared: int,
    pupils: int,
    icc: float,
) -> StudyDesign:
    """The plan on a record of a selection, for good: it can't be changed, by nobody. How many schools have the change
    is the record's; ``compared`` are at most those in its pool. Raises Refused for a record that is not there or has
    its plan, and where words or numbers are missing or make no sense."""
    if not by.may(Permission.CLAIM_DRAFT):
        raise PermissionDenied
    known = next((one for one in selection_records() if one["record"] == record), None)
    if known is None:
        raise Refused(_("There is no such record of a selection."))
    _check(known, design, outcome, measure, from_year, to_year, compared)
    plan = designs.Plan(design, known["chosen"], compared, pupils, icc)
    try:
        effect = designs.detectable(plan)
    except ValueError as error:
        raise Refused(_("Pupils are at least 1, and the part between schools is from 0 to 1.")) from error
    made = StudyDesign(
        tenant=by.tenant, record=record, digest=known["digest"], design=design, outcome=outcome.strip(),
        measure=measure.strip(), from_year=from_year, to_year=to_year, treated=known["chosen"], compared=compared,
        pupils=pupils, icc=icc, alpha=plan.alpha, power=plan.power, detectable=effect,
        role=min(by.roles, default=""),
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("The plan on this record is locked already. It can’t be changed.")) from error
    data = {"record": record, "digest": made.digest, "design": design, "detectable": effect}
    journal.record(f"{SUBJECT}.locked", by=by, subject=made, subject_kind=SUBJECT, data=data)
    return made


def _check(
    known: dict[str, Any],
    design: str,
    outcome: str,
    measure: str,
    from_year: int,
    to_year: int,
    compared: int,
) -> None:
    if design not in Design.values:
        raise Refused(_("Choose how schools are compared."))
    if not outcome.strip() or not measure.strip():
        raise Refused(_("Say what is measured, and by which measure."))
    if len(outcome.strip()) > LONGEST:
        raise Refused(_("That is too long: at most %(n)s characters.") % {"n": LONGEST})
    if to_year < from_year:
        raise Refused(_("Its last school year comes before its first."))
    if compared > known["pool"]:
        raise Refused(
            _("There are %(n)s schools to compare with in the record, and no more.") % {"n": known["pool"]}
        )
    if design == Design.DISCONTINUITY and not known["cut"]:
        raise Refused(_("Nobody was chosen by a cut, so that there is no discontinuity."))
    if design == Design.RANDOMISED and not known["has_lots"]:
        raise Refused(_("No lots were drawn in this selection, so that it was not randomised."))
