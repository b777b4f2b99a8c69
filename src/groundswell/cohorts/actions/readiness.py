"""Verbs for what a school that was not chosen does until it is asked again: steps with dates, written by the office."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from groundswell.cohorts.choices import CandidacyState
from groundswell.cohorts.models import Candidacy, ReadinessStep
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb

SUBJECT = "cohorts.readiness"
PLANNED_FOR = (
    CandidacyState.NOT_CHOSEN,
    CandidacyState.OUT,
    CandidacyState.WITHDRAWN,
    CandidacyState.NOT_NOW,
)
LONGEST, MOST = 400, 30


@verb
def plan_readiness(
    *, by: Actor, candidacy: Candidacy, steps: Sequence[tuple[str, date | None]]
) -> list[ReadinessStep]:
    """The steps that are not done become these; those that are done stay. The school sees them on its page of the call,
    and where it is invited again. Raises Refused for a school that is in or still in the running, and for words that
    are missing or too long."""
    if not by.may(Permission.CALL_MANAGE):
        raise PermissionDenied
    candidacy = lock(candidacy)
    if candidacy.state not in PLANNED_FOR:
        raise Refused(
            _("A readiness plan is for a school that is not in. This one is, or is still being looked at.")
        )
    wanted = [(what.strip(), by_when) for what, by_when in steps if what.strip()]
    if any(len(what) > LONGEST for what, _when in wanted) or len(wanted) > MOST:
        raise Refused(
            _("That is too much: at most %(most)s steps of %(n)s characters.") % {"most": MOST, "n": LONGEST}
        )
    ReadinessStep.objects.filter(candidacy=candidacy, done_on=None).delete()
    made = ReadinessStep.objects.bulk_create(
        ReadinessStep(tenant=by.tenant, candidacy=candidacy, what=what, by_when=by_when)
        for what, by_when in wanted
    )
    journal.record(
        f"{SUBJECT}.planned", by=by, subject=candidacy, subject_kind="cohorts.candidacy", data={"steps": len(made)}
    )  # fmt: skip
    return made


@verb
def finish_step(*, by: Actor, step: ReadinessStep) -> ReadinessStep:
    """The step is done today. For who answers for the school, and for the office. Twice is once."""
    school = step.candidacy.school_id
    if not (by.may(Permission.CALL_MANAGE) or by.may(Permission.SCHOOL_APPLY, place=school)):
        raise PermissionDenied
    step = lock(step)
    if step.done_on is None:
        step.done_on = clock.today(by.tenant.time_zone)
        step.save(update_fields=["done_on"])
        journal.record(f"{SUBJECT}.done", by=by, subject=step, subject_kind=SUBJECT)
    return step
