"""Verbs of norming: invented applications that every reader scores first, against what the committee agreed on."""

from collections.abc import Iterable, Mapping, Sequence

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from groundswell.cohorts.actions import letters
from groundswell.cohorts.choices import PhaseKind, ReadingPurpose
from groundswell.cohorts.models import AnchorApplication, Reader, Reading, RubricCriterion, SelectionPhase
from groundswell.cohorts.queries import readers as found
from groundswell.cohorts.rules.readings import check_levels
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb

SUBJECT = "cohorts.norming"
LONGEST_TITLE, LONGEST_WHY = 160, 2000


@verb
def add_anchor(
    *,
    by: Actor,
    phase: SelectionPhase,
    title: str,
    parts: Sequence[Mapping[str, str]],
    levels: Mapping[int, int],
    why: str,
) -> AnchorApplication:
    """An invented application, ``parts`` as ``{"title", "text"}``, with the level agreed on for every criterion and
    why. Raises Refused where a level is missing, there is no rubric yet, or the norming is over."""
    _may(by)
    phase = _to_norm(phase)
    criteria = list(RubricCriterion.objects.filter(version=phase.rubric_id))
    check_levels(levels, criteria, phase.rubric)
    said = [{"title": one["title"].strip(), "text": one["text"].strip()} for one in parts]
    said = [one for one in said if one["text"]]
    if not title.strip() or not said:
        raise Refused(_("An anchor needs a name and something to read."))
    if missing := [one.title for one in criteria if one.pk not in levels]:
        raise Refused(
            _("Agree on a level for every criterion. Missing: %(what)s.") % {"what": ", ".join(missing)}
        )
    anchor = AnchorApplication.objects.create(
        tenant=by.tenant,
        phase=phase,
        position=AnchorApplication.objects.filter(phase=phase).count() + 1,
        title=title.strip()[:LONGEST_TITLE],
        parts=said,
        levels={str(pk): level for pk, level in levels.items()},
        why=why.strip()[:LONGEST_WHY],
    )
    if Reading.objects.filter(phase=phase, purpose=ReadingPurpose.NORMING).exists():
        give_anchors(by, phase, found.active_readers(phase))
    journal.record(f"{SUBJECT}.anchor_added", by=by, subject=anchor, data={"phase": phase.pk})
    return anchor


@verb
def open_norming(*, by: Actor, phase: SelectionPhase) -> SelectionPhase:
    """Every reader gets every anchor and is told. Who is added later gets them then. Raises Refused without anchors or
    readers."""
    _may(by)
    phase = _to_norm(phase)
    readers = list(found.active_readers(phase))
    if not readers or not AnchorApplication.objects.filter(phase=phase).exists():
        raise Refused(_("Norming needs at least one anchor and one reader."))
    new = _give(by, phase, readers)
    letters.tell(by, phase, "cohorts.norming_open", new)
    journal.record(f"{SUBJECT}.opened", by=by, subject=phase, data={"readers": len(readers)})
    return phase


@verb
def close_norming(*, by: Actor, phase: SelectionPhase) -> SelectionPhase:
    """From now on readings open for whoever has scored the anchors. Who has not still can, and has to. Raises Refused
    where it never opened."""
    _may(by)
    phase = _to_norm(phase)
    norming = Reading.objects.filter(phase=phase, purpose=ReadingPurpose.NORMING)
    if not norming.exists():
        raise Refused(_("The norming has not been opened."))
    phase.norming_closed_at = clock.now()
    phase.save(update_fields=["norming_closed_at"])
    journal.record(f"{SUBJECT}.closed", by=by, subject=phase)
    return phase


def give_anchors(by: Actor, phase: SelectionPhase, readers: Iterable[Reader]) -> None:
    """Where the norming was opened, the anchors that these readers do not have yet. For verbs."""
    if Reading.objects.filter(phase=phase, purpose=ReadingPurpose.NORMING).exists():
        letters.tell(by, phase, "cohorts.norming_open", _give(by, phase, readers))


def _give(by: Actor, phase: SelectionPhase, readers: Iterable[Reader]) -> list[Reading]:
    have = set(Reading.objects.filter(phase=phase, anchor__isnull=False).values_list("reader", "anchor"))
    new = [
        Reading(tenant=by.tenant, phase=phase, reader=reader, anchor=anchor, purpose=ReadingPurpose.NORMING)
        for reader in readers
        for anchor in found.anchors_of(phase)
        if (reader.pk, anchor.pk) not in have
    ]
    return Reading.objects.bulk_create(new)


def _may(by: Actor) -> None:
    if not by.may(Permission.CALL_MANAGE):
        raise PermissionDenied


def _to_norm(phase: SelectionPhase) -> SelectionPhase:
    phase = lock(phase)
    if phase.kind != PhaseKind.READING or phase.rubric_id is None:
        raise Refused(_("Choose the rubric first: norming shows how everybody reads it."))
    if phase.norming_closed_at is not None:
        raise Refused(_("The norming is closed."))
    return phase
