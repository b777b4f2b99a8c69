"""Lots near the line: the seed and the list are fixed and their hashes shown first, then they are drawn, once."""

from django.utils.translation import gettext as _

from groundswell.cohorts.actions.decision_locks import SUBJECT, held, line_of, said, scores_now
from groundswell.cohorts.models import SelectionDecision
from groundswell.cohorts.rules import drawing, placing
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import clock, journal, lots
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb

FIXED = ("seed_hash", "seed", "tickets", "list_hash", "public_source", "public_number")


@verb
def commit_lots(*, by: Actor, decision: SelectionDecision, public_source: str) -> SelectionDecision:
    """Fix the seed and who takes part, and show the hashes of both to everybody of the district.

    ``public_source`` names the public number that the draw will take in, so precisely that there is only one, and of a
    day to come: without it whoever commits could try seeds until one pleases. Raises Refused without a band, where no
    lots are needed, and where lots are fixed already.
    """
    call, decision = held(by, decision)
    source = said(public_source, _("Name the public number that the draw takes in, and its day."), 300)
    line = line_of(decision)
    if line.band is None:
        raise Refused(_("Say how near the line lots are drawn, then fix them."))
    if decision.committed_at is not None:
        raise Refused(_("The lots are fixed already."))
    scores = scores_now(call)
    tickets, left = placing.near(scores, line), placing.places_left(scores, line, call.places)
    if not 0 < left < len(tickets):
        raise Refused(
            _(
                "%(near)s schools are near the line, and %(left)s places are left for them: no lots are needed."
            )
            % {"near": len(tickets), "left": left}
        )
    decision.seed = lots.new_seed()
    decision.seed_hash, decision.tickets = lots.commitment(decision.seed), tickets
    decision.list_hash = drawing.list_hash(decision.seed, tickets)
    decision.public_source, decision.committed_at = source, clock.now()
    decision.save(update_fields=[*FIXED, "committed_at"])
    data = {"seed_hash": decision.seed_hash, "list_hash": decision.list_hash}
    journal.record(f"{SUBJECT}.lots_fixed", by=by, subject=decision, subject_kind=SUBJECT, data=data)
    return decision


@verb
def draw(*, by: Actor, decision: SelectionDecision, public_number: str) -> SelectionDecision:
    """Draw the lots, once. The seed stays hidden until the decision is told to all; then anybody can do it again.

    Raises Refused before the lots are fixed, once they are drawn, without the public number, and where scores have
    changed since so that others are near the line.
    """
    call, decision = held(by, decision)
    if decision.committed_at is None:
        raise Refused(_("Fix the lots first, so that everybody can see their hash before the draw."))
    if decision.drawn_at is not None:
        raise Refused(_("The lots are drawn already. They are drawn once."))
    number = said(public_number, _("Enter the public number as it was published."), 80)
    still_hold(decision, placing.near(scores_now(call), line_of(decision)))
    decision.public_number, decision.drawn_at = number, clock.now()
    decision.save(update_fields=["public_number", "drawn_at"])
    journal.record(f"{SUBJECT}.lots_drawn", by=by, subject=decision, subject_kind=SUBJECT)
    return decision


@verb
def take_back_lots(*, by: Actor, decision: SelectionDecision, reason: str) -> SelectionDecision:
    """The lots are fixed no more; the reason and the hashes stay in the journal. Raises Refused for lots that are drawn
    and still hold: nobody draws until the draw pleases."""
    call, decision = held(by, decision)
    why = said(reason, _("Say why. The reason stays in the journal."), 400)
    if decision.committed_at is None:
        raise Refused(_("No lots are fixed."))
    if decision.drawn_at and placing.near(scores_now(call), line_of(decision)) == decision.tickets:
        raise Refused(_("The lots are drawn, and the same schools are near the line: the draw holds."))
    data = {
        "seed_hash": decision.seed_hash,
        "list_hash": decision.list_hash,
        "drawn": bool(decision.drawn_at),
    }
    journal.record(
        f"{SUBJECT}.lots_taken_back", by=by, subject=decision, subject_kind=SUBJECT, data=data, personal={"why": why}
    )  # fmt: skip
    decision.seed_hash = decision.seed = decision.list_hash = ""
    decision.public_source = decision.public_number = ""
    decision.tickets, decision.committed_at, decision.drawn_at = [], None, None
    decision.save(update_fields=[*FIXED, "committed_at", "drawn_at"])
    return decision


def order_of(decision: SelectionDecision) -> list[int]:
    """The order of the lots; empty where none were drawn."""
    if decision.drawn_at is None:
        return []
    return drawing.order_of(decision.seed, decision.public_number, decision.tickets)


def still_hold(decision: SelectionDecision, near: list[int]) -> None:
    """Raises Refused where others are near the line than those who take part in the draw."""
    if near != decision.tickets:
        raise Refused(
            _(
                "Scores or schools have changed since the lots were fixed. Take them back with the reason, and fix "
                "them anew."
            )
        )
