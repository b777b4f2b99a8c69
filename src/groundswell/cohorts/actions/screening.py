"""Verbs of screening: which criteria count, what is looked up and judged, what a school says to it and the answer."""

from collections.abc import Sequence
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from groundswell.cohorts.choices import (
    Basis,
    CallState,
    CandidacyState,
    Comparison,
    FindingState,
    PhaseKind,
    Side,
)
from groundswell.cohorts.models import (
    Call,
    Candidacy,
    FindingCorrection,
    ScreeningCriterion,
    ScreeningFinding,
    SelectionPhase,
)
from groundswell.cohorts.queries.calls import standing
from groundswell.cohorts.queries.screening import Found, criteria_of, looked_up
from groundswell.cohorts.rules.refusals import Refused
from groundswell.cohorts.rules.screening import TENURE, CriterionSpec, meets
from groundswell.kernel import clock, journal
from groundswell.kernel.links import absolute, link
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb
from groundswell.notices.actions import mail

MOST_CRITERIA, LONGEST_SAID, LONGEST_ANSWER, LONGEST_SOURCE = 20, 1000, 600, 300
LARGEST_VALUE = Decimal(10) ** 9
SAYS = ("name", "meaning", "side", "basis", "measure", "comparison", "threshold")


@verb
def set_criteria(
    *, by: Actor, phase: SelectionPhase, criteria: Sequence[CriterionSpec]
) -> list[ScreeningCriterion]:
    """The criteria of a screening, in order. One with a ``pk`` that is there keeps what was found by it.

    Raises Refused for a criterion without a name, a measure or a threshold, and where one by which something was
    found would go, or be another: schools have read it.
    """
    phase = _held_phase(by, phase, CallState.DRAFT, CallState.OPEN)
    if len(criteria) > MOST_CRITERIA:
        raise Refused(_("At most %(n)s criteria.") % {"n": MOST_CRITERIA})
    there = {one.pk: one for one in criteria_of(phase)}
    kept = {spec.pk for spec in criteria if spec.pk in there}
    for pk, row in there.items():
        if pk not in kept and row.findings.exists():
            words = _("“%(name)s” stays: something was found by it, and schools have read that.")
            raise Refused(words % {"name": row.name})
        if pk not in kept:
            row.delete()
    for at, pk in enumerate(there):  # out of the way of the new places
        ScreeningCriterion.objects.filter(pk=pk).update(position=1000 + at)
    rows = [_put(by, phase, at, there.get(spec.pk or 0), spec) for at, spec in enumerate(criteria, start=1)]
    journal.record("cohorts.screening.criteria_set", by=by, subject=phase, data={"criteria": len(rows)})
    return rows


@verb
def measure(*, by: Actor, phase: SelectionPhase) -> dict[str, int]:
    """Look up every criterion that isn't judged, for every school that takes part. What was found before and differs
    now stays as history; what somebody judged or corrected is left alone. Returns counts: ``new`` findings, and of all
    of them ``known``, ``missing`` and ``masked``. Twice does nothing."""
    phase = _held_phase(by, phase, CallState.OPEN)
    criteria = [one for one in criteria_of(phase) if one.basis != Basis.JUDGED]
    schools = standing(phase)
    found = looked_up(criteria, schools, clock.today(by.tenant.time_zone))
    now = {
        (one.candidacy_id, one.criterion_id): one
        for one in ScreeningFinding.objects.filter(is_current=True, criterion__in=criteria)
    }
    counts = dict.fromkeys([state.value for state in FindingState], 0)
    made, over = [], []
    for candidacy, school in schools.values_list("pk", "school_id"):
        for criterion in criteria:
            one = found.get((school, criterion.pk), Found())
            counts[one.state] += 1
            new = _finding(by, candidacy, criterion, one)
            old = now.get((candidacy, criterion.pk))
            if old is not None and (old.made_by_id is not None or _same(old, new)):
                continue
            made.append(new)
            over += [old.pk] if old is not None else []
    ScreeningFinding.objects.filter(pk__in=over).update(is_current=False)
    ScreeningFinding.objects.bulk_create(made, batch_size=1000)
    counts = {"new": len(made)} | counts
    journal.record("cohorts.screening.measured", by=by, subject=phase, data=counts)
    return counts


@verb
def judge(
    *, by: Actor, candidacy: Candidacy, criterion: ScreeningCriterion, met: bool, source: str
) -> ScreeningFinding:
    """What the office holds of a judged criterion at a school, and what that rests on. The school reads it. An earlier
    judgement stays as history. Raises Refused without what it rests on."""
    _held_phase(by, criterion.phase, CallState.OPEN)
    candidacy = _held_school(candidacy, criterion)
    source = source.strip()
    if criterion.basis != Basis.JUDGED:
        raise Refused(_("This criterion is looked up, not judged."))
    if not source or len(source) > LONGEST_SOURCE:
        words = _("Say what you rest it on, in at most %(n)s characters. The school reads it.")
        raise Refused(words % {"n": LONGEST_SOURCE})
    new = ScreeningFinding(
        tenant=by.tenant, candidacy=candidacy, criterion=criterion, state=FindingState.KNOWN, met=met,
        source=source, made_by_id=by.person_id,
    )  # fmt: skip
    return _make_current(by, new, "judged")


@verb
def dispute(
    *, by: Actor, finding: ScreeningFinding, said: str, value: Decimal | None = None
) -> FindingCorrection:
    """The school says that a finding is wrong, and where it knows better, what is right. Also of what is missing.

    Raises Refused without words, where an answer is awaited already, and for what is not shown because few people
    answered: nothing of it was used, and no number of anybody's own takes its place.
    """
    if not by.may(Permission.SCHOOL_APPLY, place=finding.candidacy.school_id) or by.person_id is None:
        raise PermissionDenied
    _held_phase(None, finding.criterion.phase, CallState.OPEN)
    _held_school(finding.candidacy, finding.criterion)
    held, said = lock(finding), said.strip()
    if not held.is_current:
        raise Refused(_("What is known has changed since you opened the page. Read it again."))
    if held.state == FindingState.MASKED:
        raise Refused(_("Nothing was used here: it is not shown because the group is too small."))
    if not said or len(said) > LONGEST_SAID:
        raise Refused(_("Say what is wrong, in at most %(n)s characters.") % {"n": LONGEST_SAID})
    if value is not None and (finding.criterion.threshold is None or abs(value) > LARGEST_VALUE):
        raise Refused(_("That is no value that this criterion can have."))
    if FindingCorrection.objects.filter(finding=held, accepted__isnull=True).exists():
        raise Refused(_("You have asked for a correction already. The office answers."))
    made = FindingCorrection.objects.create(
        tenant=by.tenant, finding=held, said=said, value=value, made_by_id=by.person_id
    )
    data = {"finding": held.pk, "candidacy": held.candidacy_id}
    journal.record("cohorts.correction.asked", by=by, subject=made, data=data)
    return made


@verb
def answer(
    *,
    by: Actor,
    correction: FindingCorrection,
    accepted: bool,
    answer: str,
    value: Decimal | None = None,
    met: bool | None = None,
) -> FindingCorrection:
    """The office answers, and the school gets mail. Accepted, it makes a new current finding beside the old one: with
    ``value``, else with the value that the school gave; of a judged criterion with ``met``, else the opposite.

    Raises Refused without words, where it was answered, and where a value is needed and nobody gave one.
    """
    finding = correction.finding
    _held_phase(by, finding.criterion.phase, CallState.OPEN)
    held = lock(correction)
    words = answer.strip()
    if held.accepted is not None:
        raise Refused(_("Somebody else has answered already. Load the page again."))
    if not words or len(words) > LONGEST_ANSWER:
        raise Refused(_("Answer in words, in at most %(n)s characters.") % {"n": LONGEST_ANSWER})
    held.accepted, held.answer = accepted, words
    held.answered_at, held.answered_by_id = clock.now(), by.person_id
    held.save(update_fields=["accepted", "answer", "answered_at", "answered_by"])
    if accepted:
        _make_current(by, _corrected(by, finding, held, value, met), "corrected")
    what = "accepted" if accepted else "declined"
    journal.record(f"cohorts.correction.{what}", by=by, subject=held, data={"finding": finding.pk})
    mail.send(
        by=by, to=held.made_by, kind="cohorts.correction_answered", key=f"cohorts.correction:{held.pk}",
        context={
            "school": finding.candidacy.school.name, "criterion": finding.criterion.name, "is_accepted": accepted,
            "answer": words, "action_url": absolute(link("cohorts:school_screening", finding.candidacy_id)),
        },
    )  # fmt: skip
    return held


def _corrected(
    by: Actor, old: ScreeningFinding, correction: FindingCorrection, value: Decimal | None, met: bool | None
) -> ScreeningFinding:
    new = ScreeningFinding(
        tenant=by.tenant, candidacy=old.candidacy, criterion=old.criterion, state=FindingState.KNOWN,
        made_by_id=by.person_id, source=correction.answer[:LONGEST_SOURCE],
    )  # fmt: skip
    if old.criterion.basis == Basis.JUDGED:
        new.met = met if met is not None else not old.met
        return new
    new.value = value if value is not None else correction.value
    if new.value is None or abs(new.value) > LARGEST_VALUE:
        raise Refused(_("Give the right value: the school named none."))
    new.met = meets(old.criterion, new.value)
    return new


def _held_phase(by: Actor | None, phase: SelectionPhase, *states: CallState) -> SelectionPhase:
    """A screening that is not settled, held after its call. ``by`` must run calls, where one is given."""
    if by is not None and not by.may(Permission.CALL_MANAGE):
        raise PermissionDenied
    call, phase = lock(Call(pk=phase.call_id)), lock(phase)
    if phase.kind != PhaseKind.SCREENING:
        raise Refused(_("This phase is no screening."))
    if call.state not in states:
        raise Refused(_("This call is “%(state)s”.") % {"state": call.get_state_display()})
    if phase.settled_at is not None:
        raise Refused(_("The screening is settled: what it said holds."))
    return phase


def _held_school(candidacy: Candidacy, criterion: ScreeningCriterion) -> Candidacy:
    held = lock(candidacy)
    if held.call_id != criterion.phase.call_id or held.state != CandidacyState.INTERESTED:
        raise Refused(_("This school is not in this phase any more."))
    return held


def _put(
    by: Actor, phase: SelectionPhase, at: int, row: ScreeningCriterion | None, spec: CriterionSpec
) -> ScreeningCriterion:
    _check(spec)
    same = row is None or (row.basis, row.measure) == (spec.basis, spec.measure)
    if row is not None and not same and row.findings.exists():
        words = _("“%(name)s” can’t be looked up elsewhere now: something was found by it.")
        raise Refused(words % {"name": row.name})
    row = row or ScreeningCriterion(tenant=by.tenant, phase=phase)
    for name in SAYS:
        setattr(row, name, getattr(spec, name))
    row.position = at
    row.save()
    for finding in row.findings.filter(is_current=True, state=FindingState.KNOWN, value__isnull=False):
        if finding.met != meets(row, finding.value):
            ScreeningFinding.objects.filter(pk=finding.pk).update(met=meets(row, finding.value))
    return row


def _check(spec: CriterionSpec) -> None:
    known = spec.side in Side.values and spec.basis in Basis.values and spec.comparison in Comparison.values
    if not known or not spec.name.strip() or len(spec.name) > 160 or len(spec.meaning) > 400:
        raise Refused(_("Give every criterion a name, in at most %(n)s characters.") % {"n": 160})
    if spec.basis == Basis.JUDGED:
        if spec.threshold is not None or spec.measure:
            raise Refused(_("“%(name)s” is judged: it has no number.") % {"name": spec.name})
        return
    if spec.threshold is None or abs(spec.threshold) > LARGEST_VALUE:
        raise Refused(_("Say from which value on “%(name)s” is met.") % {"name": spec.name})
    if not spec.measure or (spec.basis == Basis.STAFFING) != (spec.measure == TENURE):
        raise Refused(_("Say where “%(name)s” is looked up.") % {"name": spec.name})


def _finding(by: Actor, candidacy: int, criterion: ScreeningCriterion, one: Found) -> ScreeningFinding:
    return ScreeningFinding(
        tenant=by.tenant, candidacy_id=candidacy, criterion=criterion, state=one.state, value=one.value,
        met=meets(criterion, one.value), source=one.source,
    )  # fmt: skip


def _same(old: ScreeningFinding, new: ScreeningFinding) -> bool:
    return all(getattr(old, name) == getattr(new, name) for name in ("state", "value", "met", "source"))


def _make_current(by: Actor, new: ScreeningFinding, what: str) -> ScreeningFinding:
    old = ScreeningFinding.objects.filter(candidacy=new.candidacy, criterion=new.criterion, is_current=True)
    old.update(is_current=False)
    new.save(force_insert=True)
    data = {"candidacy": new.candidacy_id, "criterion": new.criterion_id}
    journal.record(f"cohorts.screening.{what}", by=by, subject=new, data=data)
    return new
