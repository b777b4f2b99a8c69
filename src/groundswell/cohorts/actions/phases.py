"""Verbs for what a phase says about schools: an outcome each, and the phase settled."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from groundswell.cohorts.actions.candidacies import move
from groundswell.cohorts.choices import CallState, CandidacyState, Outcome, PhaseKind
from groundswell.cohorts.models import Candidacy, PhaseOutcome, SelectionPhase
from groundswell.cohorts.queries.calls import phases_of, standing
from groundswell.cohorts.rules.phases import SAYS_NOTHING, ends_for_good, late_minutes
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb
from groundswell.roster.queries.grants import actor_of_person

LONGEST_REASON = 2000


@verb
def give_outcome(
    *, by: Actor, phase: SelectionPhase, candidacy: Candidacy, outcome: str, reason: str = ""
) -> PhaseOutcome:
    """What the phase says about a school that is still in. In an approval phase the school's area superintendent says
    it, in time, a no with its reason; in the others the office. Until the phase is settled it can be changed, and the
    journal keeps each. Raises Refused where another approver, who may still approve for that school, said otherwise:
    with who, what and when."""
    _may(by, phase, candidacy)
    phase = _under_way(phase)
    _after_those_before(phase)
    candidacy = lock(candidacy)
    if candidacy.call_id != phase.call_id or candidacy.state != CandidacyState.INTERESTED:
        raise Refused(_("This school is not in this phase any more."))
    reason = _checked(phase, outcome, reason)
    row = PhaseOutcome.objects.filter(phase=phase, candidacy=candidacy).select_related("made_by").first()
    if row is not None and (row.outcome, row.reason) == (outcome, reason):
        return row
    before = row.outcome if row else ""
    if row is not None:
        _not_over_another(by, phase, row, candidacy)
    row = row or PhaseOutcome(tenant=by.tenant, phase=phase, candidacy=candidacy)
    row.outcome, row.reason, row.made_at, row.made_by_id = outcome, reason, clock.now(), by.person_id
    row.save()
    data = {
        "candidacy": candidacy.pk, "outcome": outcome, "before": before,
        "late_minutes": late_minutes(phase, row.made_at) if phase.kind == PhaseKind.APPROVAL else 0,
    }  # fmt: skip
    journal.record("cohorts.phase.outcome_given", by=by, subject=phase, data=data)
    return row


@verb
def give_outcomes(
    *, by: Actor, phase: SelectionPhase, candidacies: Iterable[Candidacy], outcome: str, reason: str = ""
) -> int:
    """The same outcome for several schools, each as by :func:`give_outcome`: for all of them, or for none where one is
    refused. Returns for how many."""
    chosen = sorted(candidacies, key=lambda one: one.pk)
    for one in chosen:
        give_outcome(by=by, phase=phase, candidacy=one, outcome=outcome, reason=reason)
    return len(chosen)


@verb
def settle(*, by: Actor, phase: SelectionPhase) -> SelectionPhase:
    """The phase is over and what it said holds. Where it gates, a school that did not pass goes on no further.
    Settling twice does nothing. Raises Refused before its end, and while a phase before it is not settled."""
    if not by.may(Permission.CALL_MANAGE):
        raise PermissionDenied
    if phase.settled_at is not None:
        return phase
    phase = _under_way(phase, settled=True)
    if phase.settled_at is not None:
        return phase
    if clock.now() < ends_for_good(phase):
        raise Refused(_("This phase is not over yet. It can be settled once its time has ended."))
    if any(one.settled_at is None for one in phases_of(phase.call) if one.position < phase.position):
        raise Refused(_("A phase before it is not settled yet."))
    left = _leave_out(phase) if phase.gates and phase.kind not in SAYS_NOTHING else 0
    phase.settled_at = clock.now()
    phase.save(update_fields=["settled_at"])
    journal.record("cohorts.phase.settled", by=by, subject=phase, data={"out": left})
    return phase


def _leave_out(phase: SelectionPhase) -> int:
    passed = PhaseOutcome.objects.filter(phase=phase, outcome=Outcome.PASSED).values("candidacy_id")
    ids = standing(phase).exclude(pk__in=passed).order_by("pk").values_list("pk", flat=True)
    held = Candidacy.objects.filter(pk__in=list(ids)).select_for_update(of=("self",), no_key=True)
    rows = list(held.order_by("pk"))
    for one in rows:
        move(one, CandidacyState.OUT)
    return len(rows)


def _may(by: Actor, phase: SelectionPhase, candidacy: Candidacy) -> None:
    if phase.kind == PhaseKind.APPROVAL:
        allowed = by.may(Permission.SCHOOL_APPROVE, place=candidacy.school_id)
    else:
        allowed = by.may(Permission.CALL_MANAGE)
    if not allowed:
        raise PermissionDenied


def _under_way(phase: SelectionPhase, settled: bool = False) -> SelectionPhase:
    """The phase, held after its call, which is under way."""
    call, phase = lock(phase.call), lock(phase)
    if call.state != CallState.OPEN:
        raise Refused(_("This call is “%(state)s”.") % {"state": call.get_state_display()})
    if phase.settled_at is not None and not settled:
        raise Refused(_("This phase is settled: what it said holds."))
    return phase


def _after_those_before(phase: SelectionPhase) -> None:
    now = clock.now()
    if phase.kind in SAYS_NOTHING:
        raise Refused(_("In this phase nobody says who goes on."))
    if now < phase.opens_at:
        raise Refused(_("This phase has not begun yet."))
    if phase.kind == PhaseKind.APPROVAL and now >= ends_for_good(phase):
        raise Refused(_("The time for approvals is over. The office can give more time."))
    before = [one for one in phases_of(phase.call) if one.position < phase.position and one.gates]
    if any(one.settled_at is None for one in before):
        raise Refused(_("A phase before this one is not settled yet: who is still in is not known."))


def _checked(phase: SelectionPhase, outcome: str, reason: str) -> str:
    reason = reason.strip()
    if outcome not in Outcome.values:
        raise Refused(_("Say whether the school goes on."))
    if outcome == Outcome.NOT_PASSED and phase.kind == PhaseKind.APPROVAL and not reason:
        raise Refused(_("Say why the school does not go on: it reads the reason."))
    if len(reason) > LONGEST_REASON:
        raise Refused(_("That is too long: at most %(n)s characters.") % {"n": LONGEST_REASON})
    return reason


def _not_over_another(by: Actor, phase: SelectionPhase, row: PhaseOutcome, candidacy: Candidacy) -> None:
    """Nobody writes over what another approver said, as long as that one may still speak for the school."""
    other = row.made_by
    if phase.kind != PhaseKind.APPROVAL or other is None or other.pk == by.person_id:
        return
    if not actor_of_person(other, by.tenant).may(Permission.SCHOOL_APPROVE, place=candidacy.school_id):
        return
    when = clock.local(row.made_at, by.tenant.time_zone)
    words = _("%(name)s has answered for this school already, on %(day)s: “%(outcome)s”. %(reason)s")
    said = {"name": other.name, "day": f"{when:%Y-%m-%d %H:%M}", "outcome": row.get_outcome_display()}
    raise Refused((words % {**said, "reason": row.reason}).strip())
