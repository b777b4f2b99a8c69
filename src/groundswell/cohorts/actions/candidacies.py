"""Verbs by which a school answers a call: take part, not this year, withdraw, come back. ``move`` makes every move."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from groundswell.cohorts.choices import CANDIDACY_MOVES, CallState, CandidacyState
from groundswell.cohorts.models import Call, Candidacy, SelectionPhase
from groundswell.cohorts.queries.calls import interest_phase
from groundswell.cohorts.rules.phases import is_open, late_minutes
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb

LONGEST_WHY = 2000


@verb
def take_part(*, by: Actor, candidacy: Candidacy, why: str = "") -> Candidacy:
    """The school takes part, or is back after it declined or withdrew: while the first phase is open. What comes in
    the grace is taken and counted as late. Twice is once. Raises Refused outside that time."""
    candidacy, phase = _held(by, candidacy)
    now = clock.now()
    if candidacy.state == CandidacyState.INTERESTED:
        return candidacy
    _in_time(candidacy, phase)
    if candidacy.state not in (CandidacyState.INVITED, CandidacyState.NOT_NOW, CandidacyState.WITHDRAWN):
        raise Refused(_("What came of this school is decided: it can’t come back by itself."))
    late = late_minutes(phase, now) if phase else 0
    return _answer(by, candidacy, CandidacyState.INTERESTED, why, "interested", {"late_minutes": late})


@verb
def not_now(*, by: Actor, candidacy: Candidacy, why: str = "") -> Candidacy:
    """The school says no for this year, while the first phase is open. It may think again until the phase ends."""
    candidacy, phase = _held(by, candidacy)
    if candidacy.state == CandidacyState.NOT_NOW:
        return candidacy
    if candidacy.state != CandidacyState.INVITED:
        raise Refused(_("The school has answered already. If it takes part, it can withdraw."))
    _in_time(candidacy, phase)
    return _answer(by, candidacy, CandidacyState.NOT_NOW, why, "declined")


@verb
def withdraw(*, by: Actor, candidacy: Candidacy, why: str) -> Candidacy:
    """A school that takes part does so no more: at any time until it is told. What it wrote stays. Raises Refused
    without a reason, and where it does not take part."""
    candidacy, _phase = _held(by, candidacy)
    if candidacy.state == CandidacyState.WITHDRAWN:
        return candidacy
    if candidacy.state != CandidacyState.INTERESTED:
        raise Refused(_("Only a school that takes part can withdraw."))
    if not why.strip():
        raise Refused(_("Say why the school withdraws: a sentence is enough."))
    return _answer(by, candidacy, CandidacyState.WITHDRAWN, why, "withdrawn")


def move(candidacy: Candidacy, state: str) -> Candidacy:
    """Bring a candidacy that is held into ``state``. For verbs, which record why. Raises Refused for a move that
    ``choices.CANDIDACY_MOVES`` does not know."""
    if state not in CANDIDACY_MOVES[candidacy.state]:
        words = _("From “%(before)s” there is no way to “%(after)s”.")
        after = CandidacyState(state).label
        raise Refused(words % {"before": candidacy.get_state_display(), "after": after})
    candidacy.state = CandidacyState(state)
    candidacy.save(update_fields=["state"])
    return candidacy


def _held(by: Actor, candidacy: Candidacy) -> tuple[Candidacy, SelectionPhase | None]:
    """The candidacy, held after its call, and the phase in which schools answer."""
    if not by.may(Permission.SCHOOL_APPLY, place=candidacy.school_id):
        raise PermissionDenied
    call = lock(Call(pk=candidacy.call_id))
    candidacy = lock(candidacy)
    if call.state == CallState.CANCELLED:
        raise Refused(_("This call was called off."))
    if candidacy.state == CandidacyState.CHOSEN:
        raise Refused(_("Your school is in. It can give its place back on the page of its letter."))
    if call.state == CallState.PUBLISHED:
        raise Refused(_("This call is over: all schools have been told."))
    return candidacy, interest_phase(call)


def _in_time(candidacy: Candidacy, phase: SelectionPhase | None) -> None:
    closed = candidacy.school.closed_on
    if closed is not None and closed < clock.today(candidacy.tenant.time_zone):
        raise Refused(_("This school has closed: it can’t take part any more."))
    if phase is None or not is_open(phase, clock.now()) or phase.settled_at is not None:
        raise Refused(
            _("The time to answer is over, or has not begun. The office can tell you about the next call.")
        )


def _answer(
    by: Actor, candidacy: Candidacy, state: str, why: str, what: str, data: dict[str, int] | None = None
) -> Candidacy:
    why = why.strip()
    if len(why) > LONGEST_WHY:
        raise Refused(_("That is too long: at most %(n)s characters.") % {"n": LONGEST_WHY})
    move(candidacy, state)
    candidacy.why, candidacy.answered_at, candidacy.answered_by_id = why, clock.now(), by.person_id
    candidacy.save(update_fields=["why", "answered_at", "answered_by"])
    data = {"call": candidacy.call_id, "school": candidacy.school_id, **(data or {})}
    journal.record(f"cohorts.candidacy.{what}", by=by, subject=candidacy, data=data)
    return candidacy
