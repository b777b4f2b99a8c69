"""The decision of a call: draw the line, place a school by judgement with its reason, decide, open it again.

Raw means and the line decide; lots near it (``actions.lottery``) and judgements are said to be such. Deciding freezes
the record that a later study rests on; telling everybody is ``actions.publishing``.
"""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.cohorts.actions import calls
from groundswell.cohorts.actions.decision_locks import (
    SUBJECT,
    held,
    held_call,
    line_of,
    said,
    scores_now,
)
from groundswell.cohorts.actions.freezing import freeze
from groundswell.cohorts.actions.lottery import commit_lots, draw, order_of, still_hold, take_back_lots
from groundswell.cohorts.actions.publishing import move_up, publish
from groundswell.cohorts.actions.readiness import finish_step, plan_readiness
from groundswell.cohorts.choices import CallState, PhaseKind, Place, PlacedBy
from groundswell.cohorts.models import Call, Candidacy, DecisionEntry, SelectionDecision, SelectionPhase
from groundswell.cohorts.queries.scored import STANDING, hold_readings, unfinished
from groundswell.cohorts.rules import placing
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb

__all__ = [
    "commit_lots",
    "decide",
    "draft",
    "draw",
    "finish_step",
    "move_up",
    "place",
    "plan_readiness",
    "publish",
    "reopen",
    "take_back_lots",
]

Scores = dict[int, Decimal | None]


@verb
def draft(
    *, by: Actor, call: Call, cut: Decimal | None = None, band: Decimal | None = None
) -> SelectionDecision:
    """Draw the line, or move it. Without ``cut`` it stands at the score of the last for whom there is a place; without
    ``band`` no lots are drawn. Nobody is told. Raises Refused while lots are fixed for a line, and where nobody has a
    score yet."""
    call = held_call(by, call, CallState.OPEN)
    decision, _new = SelectionDecision.objects.get_or_create(call=call, defaults={"tenant": by.tenant})
    decision = lock(decision)
    cut = placing.cut_for(scores_now(call), call.places) if cut is None else cut
    if cut is None:
        raise Refused(_("Nobody has a score yet, so there is no line to draw."))
    if band is not None and band < 0:
        raise Refused(_("How near the line lots are drawn is 0 or more."))
    if (decision.cut, decision.band) == (cut, band):
        return decision
    if decision.committed_at is not None:
        raise Refused(_("Lots are fixed for this line. Take them back with the reason before you move it."))
    decision.cut, decision.band = cut, band
    decision.save(update_fields=["cut", "band"])
    data = {"cut": str(cut), "band": None if band is None else str(band)}
    journal.record(f"{SUBJECT}.line_drawn", by=by, subject=decision, subject_kind=SUBJECT, data=data)
    return decision


@verb
def place(
    *, by: Actor, decision: SelectionDecision, candidacy: Candidacy, place: str, reason: str
) -> SelectionDecision:
    """Place a school by judgement, against its score or its lot; the school reads the reason. An empty ``place`` takes
    the judgement back. Raises Refused without a reason, and for a school that is not in the running."""
    call, decision = held(by, decision)
    candidacy = lock(candidacy)
    why = said(reason, _("Say why. The school reads it."))
    if candidacy.call_id != call.pk or candidacy.state not in STANDING:
        raise Refused(_("This school is not in the running any more."))
    judged = DecisionEntry.objects.filter(candidacy=candidacy, placed_by=PlacedBy.JUDGEMENT)
    if place:
        DecisionEntry.objects.update_or_create(
            candidacy=candidacy,
            defaults={
                "tenant": by.tenant, "decision": decision, "place": Place(place), "placed_by": PlacedBy.JUDGEMENT,
                "reason": why, "score": scores_now(call).get(candidacy.pk),
            },
        )  # fmt: skip
    elif not judged.exists():
        return decision
    else:
        judged.delete()
    data = {"candidacy": candidacy.pk, "place": place}
    journal.record(
        f"{SUBJECT}.judged", by=by, subject=decision, subject_kind=SUBJECT, data=data, personal={"why": why}
    )
    return decision


@verb
def decide(*, by: Actor, decision: SelectionDecision, reason: str) -> SelectionDecision:
    """Decide: every school in the running gets its place, and the record is frozen (``freezing.freeze``). Nobody is
    told before it is published. A reading that is being finished at this moment is either in it, or it is refused.

    Raises Refused without a reason, while a phase is not settled or a reading is not finished, while lots
    that are needed are not drawn, where scores have changed under the lots, and where more are in than places.
    """
    call, decision = held(by, decision)
    why = said(
        reason, _("Say in a few sentences what the decision rests on. It stands in every letter."), 4000
    )
    line = line_of(decision)
    hold_readings(call.pk)
    _must_be_through(call)
    scores = scores_now(call)
    found = _whole(call, decision, scores, line)
    chosen = sum(one.place == Place.CHOSEN for one in found.values())
    if chosen > call.places:
        raise Refused(
            _("%(chosen)s schools would be in, and there are %(places)s places. Move the line, or draw lots near it.")
            % {"chosen": chosen, "places": call.places}
        )  # fmt: skip
    if not chosen:
        raise Refused(_("Nobody would be in. Move the line."))
    _keep(by, decision, found, scores)
    decision.reason, decision.decided_at, decision.decided_by_id = why, clock.now(), by.person_id
    decision.save(update_fields=["reason", "decided_at", "decided_by"])
    record = freeze(by, call, decision)
    calls.mark_decided(by=by, call=call)
    data = {"chosen": chosen, "of": len(found), "record": record.pk, "digest": record.digest}
    journal.record(f"{SUBJECT}.decided", by=by, subject=decision, subject_kind=SUBJECT, data=data)
    return decision


@verb
def reopen(*, by: Actor, decision: SelectionDecision, reason: str) -> SelectionDecision:
    """A decision that nobody was told of is open again. Its record stays beside the next one. Raises Refused without a
    reason, and once schools were told."""
    call, decision = held(by, decision, CallState.DECIDED)
    why = said(reason, _("Say why it is opened again. The reason stays in the journal."), 400)
    calls.take_up_again(by=by, call=call)
    decision.decided_at = decision.decided_by = None
    decision.save(update_fields=["decided_at", "decided_by"])
    journal.record(
        f"{SUBJECT}.reopened", by=by, subject=decision, subject_kind=SUBJECT, personal={"why": why}
    )
    return decision


def _must_be_through(call: Call) -> None:
    """Called under the call's lock, with the readings held."""
    open_still = SelectionPhase.objects.filter(call=call, settled_at=None).exclude(kind=PhaseKind.LOTTERY)
    if names := [str(one.get_kind_display()) for one in open_still.order_by("position")]:
        raise Refused(_("Not settled yet: %(phases)s.") % {"phases": ", ".join(names)})
    if left := unfinished(call.pk):
        raise Refused(
            ngettext(
                "%(n)s reading is not finished. Have it finished, or take it from its reader.",
                "%(n)s readings are not finished. Have them finished, or take them from their readers.",
                left,
            )
            % {"n": left}
        )


def _whole(
    call: Call, decision: SelectionDecision, scores: Scores, line: placing.Line
) -> dict[int, placing.Placed]:
    near = placing.near(scores, line)
    left = placing.places_left(scores, line, call.places)
    if decision.committed_at:
        still_hold(decision, near)
    if 0 < left < len(near) and not decision.drawn_at:
        raise Refused(_("Lots decide near the line. Fix and draw them first."))
    order = order_of(decision) if decision.drawn_at else near
    found = placing.placed(scores, line, call.places, order)
    judged = DecisionEntry.objects.filter(decision=decision, placed_by=PlacedBy.JUDGEMENT)
    for one in judged.filter(candidacy_id__in=found):
        found[one.candidacy_id] = placing.Placed(Place(one.place), PlacedBy.JUDGEMENT)
    return found


def _keep(by: Actor, decision: SelectionDecision, found: dict[int, placing.Placed], scores: Scores) -> None:
    """A row for each school in the running, and for nobody else; reasons of judgements stay."""
    there = {one.candidacy_id: one for one in DecisionEntry.objects.filter(decision=decision)}
    DecisionEntry.objects.filter(decision=decision).exclude(candidacy_id__in=found).delete()
    rows = []
    for candidacy, one in found.items():
        row = there.get(candidacy) or DecisionEntry(
            tenant=by.tenant, decision=decision, candidacy_id=candidacy
        )
        row.place, row.placed_by, row.score = one.place, one.by, scores[candidacy]
        row.reason = row.reason if one.by == PlacedBy.JUDGEMENT else ""
        rows.append(row)
    DecisionEntry.objects.bulk_create([one for one in rows if one.pk is None])
    DecisionEntry.objects.bulk_update(
        [one for one in rows if one.pk is not None], ["place", "placed_by", "score", "reason"]
    )
