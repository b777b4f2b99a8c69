"""Verbs for one reading: keep a draft, finish it, open it again. Norming and visits are scored by the same verbs.

``revision`` is the one on which the caller wrote. Who saves on an older one is told (:class:`~.rules.readings.Newer`)
and nothing is overwritten.
"""

from collections.abc import Iterable, Mapping

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from groundswell.cohorts.actions.thirds import ask_third
from groundswell.cohorts.choices import (
    READING_MOVES,
    CallState,
    CandidacyState,
    ReadingPurpose,
    ReadingState,
)
from groundswell.cohorts.models import Reading, RubricCriterion, Score
from groundswell.cohorts.queries.readings import levels_of, norming_left
from groundswell.cohorts.rules import phases
from groundswell.cohorts.rules import readings as rules
from groundswell.cohorts.rules.readings import Newer
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb

__all__ = ["ask_third", "finish", "reopen", "save", "take_back", "why_not_now"]

SUBJECT = "cohorts.reading"
LONGEST_REASON = 600
WITH = ("phase__rubric", "phase__call", "candidacy", "reader")


@verb
def save(
    *,
    by: Actor,
    reading: Reading,
    levels: Mapping[int, int],
    revision: int,
    comment: str = "",
    for_school: str = "",
    notes: Mapping[int, str] | None = None,
) -> Reading:
    """Keep a draft as it is now: ``levels`` and ``notes`` by criterion, some of them or all. Counts the revision up.
    Raises Refused where it can't be scored now or is finished, Newer where it was saved elsewhere meanwhile."""
    held, _criteria = _kept(by, reading, levels, revision, comment, for_school, notes or {})
    if held.state == ReadingState.ASSIGNED:
        move(held, ReadingState.DRAFT)
    _write(held)
    journal.record(f"{SUBJECT}.saved", by=by, subject=held, data={"revision": held.revision})
    return held


@verb
def finish(
    *,
    by: Actor,
    reading: Reading,
    levels: Mapping[int, int],
    revision: int,
    comment: str = "",
    for_school: str = "",
    notes: Mapping[int, str] | None = None,
) -> Reading:
    """The score counts from now on; ``total`` is the weighted mean on the rubric's scale. The same once more changes
    nothing. Raises Refused as :func:`save`, and with the criteria that have no level."""
    if _is_finished_alike(reading, by, levels):
        return reading
    held, criteria = _kept(by, reading, levels, revision, comment, for_school, notes or {})
    held.total = rules.total(levels, criteria)
    move(held, ReadingState.DONE)
    held.done_at = held.saved_at
    _write(held)
    data = {"revision": held.revision, "purpose": held.purpose, "phase": held.phase_id}
    journal.record(f"{SUBJECT}.finished", by=by, subject=held, data=data)
    return held


@verb
def reopen(*, by: Actor, reading: Reading, reason: str) -> Reading:
    """The office lets its reader change a finished reading. The journal keeps what it said, and how many others had
    finished by then and could be seen. Raises Refused where the phase is settled or the call is decided."""
    if not by.may(Permission.CALL_MANAGE):
        raise PermissionDenied
    held = _lock(reading)
    if held.state != ReadingState.DONE:
        raise Refused(_("This reading is not finished."))
    if held.phase.settled_at is not None or held.phase.call.state != CallState.OPEN:
        raise Refused(_("The outcome rests on this score by now, so that it stays."))
    if not reason.strip():
        raise Refused(_("Say in a word why."))
    levels, _notes = levels_of(held)
    others = Reading.objects.filter(phase=held.phase_id, state=ReadingState.DONE, candidacy=held.candidacy_id)
    seen = others.exclude(pk=held.pk).count() if held.candidacy_id else 0
    before = {"levels": levels, "total": str(held.total), "revision": held.revision, "others_done": seen}
    move(held, ReadingState.DRAFT)
    held.total = held.done_at = None
    held.revision += 1
    _write(held)
    said = {"reason": reason.strip()[:LONGEST_REASON], "comment": held.comment, "for_school": held.for_school}
    journal.record(f"{SUBJECT}.reopened", by=by, subject=held, data=before, personal=said)
    return held


def take_back(by: Actor, readings: Iterable[Reading]) -> int:
    """Unfinished readings go to nobody. For verbs. Returns how many."""
    taken = list(readings)
    for one in taken:
        move(one, ReadingState.RELEASED)
        one.save(update_fields=["state"])
        data = {"reader": one.reader_id, "candidacy": one.candidacy_id}
        journal.record(f"{SUBJECT}.taken_back", by=by, subject=one, data=data)
    return len(taken)


def move(reading: Reading, state: ReadingState) -> None:
    """The one maker of moves; the caller saves. Raises Refused for one that the table does not know."""
    if state not in READING_MOVES[reading.state]:
        raise Refused(_("This reading can’t take that step any more. Load the page again."))
    reading.state = state


def _lock(reading: Reading) -> Reading:
    """The row, held, with all that a saving looks at. One statement."""
    held = Reading.objects.select_for_update(of=("self",), no_key=True).select_related(*WITH)
    return held.get(pk=reading.pk)


def _is_finished_alike(reading: Reading, by: Actor, levels: Mapping[int, int]) -> bool:
    if reading.state != ReadingState.DONE or reading.reader.person_id != by.person_id:
        return False
    return levels_of(reading)[0] == dict(levels)


def _kept(
    by: Actor,
    reading: Reading,
    levels: Mapping[int, int],
    revision: int,
    comment: str,
    for_school: str,
    notes: Mapping[int, str],
) -> tuple[Reading, list[RubricCriterion]]:
    """The reading with what was said, scores written, the row itself not yet."""
    held = _lock(reading)
    if held.reader.person_id != by.person_id:
        raise PermissionDenied
    _check_open(held, revision)
    criteria = list(RubricCriterion.objects.filter(version=held.phase.rubric_id).order_by("position"))
    rules.check_levels(levels, criteria, held.phase.rubric)
    comment, for_school = comment.strip(), for_school.strip()
    rules.check_words(comment, for_school, notes)
    _keep_scores(held, levels, notes)
    held.comment, held.for_school = comment, for_school
    held.revision, held.saved_at = held.revision + 1, clock.now()
    return held, criteria


def _check_open(held: Reading, revision: int) -> None:
    if held.state == ReadingState.RELEASED:
        raise Refused(_("This reading was taken back from you. Nothing more is asked of you here."))
    if held.state == ReadingState.DONE:
        raise Refused(_("You have finished this reading. The office can open it again."))
    if held.revision != revision:
        raise Newer(_("This was saved in another window meanwhile. Nothing was overwritten."))
    if held.candidacy is not None and held.candidacy.state != CandidacyState.INTERESTED:
        raise Refused(_("This school does not take part any more, so there is nothing to score."))
    if why := why_not_now(held):
        raise Refused(why)


def why_not_now(reading: Reading) -> str:
    """Why a reading can't be scored at this moment, in words; empty where it can. ``reading`` with its phase."""
    phase, now = reading.phase, clock.now()
    if phase.rubric_id is None:
        return _("There is no rubric yet that all have signed.")
    if phase.settled_at is not None or now >= phases.ends_for_good(phase):
        return _("The time for scoring is over.")
    if reading.purpose == ReadingPurpose.NORMING:
        return ""
    if not phases.is_open(phase, now):
        return _("Scoring has not begun yet.")
    return _norming_first(reading)


def _norming_first(reading: Reading) -> str:
    is_begun = reading.state == ReadingState.DRAFT
    if is_begun or reading.purpose == ReadingPurpose.VISIT or not reading.phase.anchors.exists():
        return ""
    if norming_left(reading):
        return _("Score the norming applications first. They show how everybody reads the rubric.")
    if reading.phase.norming_closed_at is None:
        return _(
            "You have scored the norming applications. Reading opens when the office closes the norming."
        )
    return ""


def _keep_scores(held: Reading, levels: Mapping[int, int], notes: Mapping[int, str]) -> None:
    """Levels as they are now. A criterion without a level has no row, and its note waits in the page."""
    if held.revision:
        held.scores.exclude(criterion__in=levels).delete()
    Score.objects.bulk_create(
        (
            Score(
                tenant_id=held.tenant_id,
                reading=held,
                criterion_id=criterion,
                level=level,
                note=notes.get(criterion, "").strip(),
            )
            for criterion, level in levels.items()
        ),
        update_conflicts=True,
        unique_fields=["reading", "criterion"],
        update_fields=["level", "note"],
    )


def _write(held: Reading) -> None:
    fields = ["state", "total", "revision", "comment", "for_school", "saved_at", "done_at"]
    held.save(update_fields=fields)
