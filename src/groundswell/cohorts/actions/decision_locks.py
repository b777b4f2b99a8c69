"""What every verb of a decision begins with: may they, and hold call and decision. Called inside verbs."""

from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from groundswell.cohorts.choices import CallState
from groundswell.cohorts.models import Call, SelectionDecision
from groundswell.cohorts.queries.scored import standing_in, totals
from groundswell.cohorts.rules import placing
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor, Permission

SUBJECT = "cohorts.decision"


def held_call(by: Actor, call: Call, state: CallState) -> Call:
    """The call, locked, in this state. Raises PermissionDenied, or Refused where somebody moved it meanwhile."""
    if not by.may(Permission.SELECTION_DECIDE):
        raise PermissionDenied
    call = lock(call)
    if call.state != state:
        raise Refused(
            _("This call is now “%(state)s”, so that can't be done. Load the page again.")
            % {"state": call.get_state_display()}
        )
    return call


def held(
    by: Actor, decision: SelectionDecision, state: CallState = CallState.OPEN
) -> tuple[Call, SelectionDecision]:
    """The call in this state and its decision, both locked. Raises as :func:`held_call`."""
    call = held_call(by, decision.call, state)
    return call, lock(decision)


def said(text: str, refusal: str, longest: int = 2000) -> str:
    """The words without blanks around them. Raises Refused with ``refusal`` where there are none, or too many."""
    text = text.strip()
    if not text:
        raise Refused(refusal)
    if len(text) > longest:
        raise Refused(_("That is too long: at most %(n)s characters.") % {"n": longest})
    return text


def scores_now(call: Call) -> dict[int, Decimal | None]:
    """The raw mean of every school in the running, by candidacy: two statements."""
    given = totals(call.pk)
    return {one.pk: placing.mean(given.get(one.pk, ())) for one in standing_in(call.pk)}


def line_of(decision: SelectionDecision) -> placing.Line:
    """Raises Refused while no line was drawn."""
    if decision.cut is None:
        raise Refused(_("Draw the line first: the lowest score that is in."))
    return placing.Line(decision.cut, decision.band)
