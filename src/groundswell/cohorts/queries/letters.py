"""What a school is told: its place with what it rests on, what each phase said, what readers wrote for it."""

from dataclasses import dataclass
from hashlib import sha256

from django.http import Http404

from groundswell.cohorts.choices import CallState, CandidacyState, ReadingState
from groundswell.cohorts.models import (
    Candidacy,
    DecisionEntry,
    PhaseOutcome,
    ReadinessStep,
    Reading,
    SelectionDecision,
)
from groundswell.cohorts.queries.candidacies import candidacies_for
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission

HAVE_LETTERS = (
    CandidacyState.CHOSEN, CandidacyState.NOT_CHOSEN, CandidacyState.OUT, CandidacyState.INTERESTED,
    CandidacyState.WITHDRAWN,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Letter:
    """``entry`` is None where the school did not go on after an earlier phase. ``said`` is what readers wrote for the
    school, in an order that tells nothing of who they are. ``chosen`` of ``looked_at`` schools are in."""

    candidacy: Candidacy
    decision: SelectionDecision
    entry: DecisionEntry | None
    outcomes: list[PhaseOutcome]
    said: list[str]
    steps: list[ReadinessStep]
    chosen: int
    looked_at: int

    @property
    def is_chosen(self) -> bool:
        return self.entry is not None and self.entry.place == "chosen"

    @property
    def is_out(self) -> bool:
        return self.entry is None


def get_letter_for(actor: Actor, candidacy_pk: int) -> Letter:
    """The letter to a school: for who may see its candidacy, once all were told; before that, as soon as it is decided,
    for who decides. Http404 otherwise, and for a school that gets none."""
    rows = candidacies_for(actor).filter(state__in=HAVE_LETTERS, call__decision__isnull=False)
    states = [CallState.PUBLISHED]
    if actor.may(Permission.SELECTION_DECIDE):
        states.append(CallState.DECIDED)
    candidacy = found_or_404(rows.filter(call__state__in=states), pk=candidacy_pk)
    entry = DecisionEntry.objects.filter(candidacy=candidacy).first()
    if entry is not None and entry.told_at is None and candidacy.call.state == CallState.PUBLISHED:
        raise Http404
    if entry is None:
        found_or_404(rows.filter(state=CandidacyState.OUT), pk=candidacy_pk)
    return _letter(candidacy, entry)


def has_letter(candidacy: Candidacy) -> bool:
    """Whether the school of a call that was told to all was told something. One statement at most."""
    if candidacy.state == CandidacyState.OUT:
        return True
    return DecisionEntry.objects.filter(candidacy=candidacy, told_at__isnull=False).exists()


def _letter(candidacy: Candidacy, entry: DecisionEntry | None) -> Letter:
    decision = SelectionDecision.objects.get(call=candidacy.call)
    places = list(DecisionEntry.objects.filter(decision=decision).values_list("place", flat=True))
    outcomes = PhaseOutcome.objects.filter(phase__call=candidacy.call, candidacy=candidacy)
    written = Reading.objects.filter(candidacy=candidacy, state=ReadingState.DONE).exclude(for_school="")
    return Letter(
        candidacy=candidacy,
        decision=decision,
        entry=entry,
        outcomes=list(outcomes.select_related("phase").order_by("phase__position")),
        said=sorted(written.values_list("for_school", flat=True), key=_scattered),
        steps=list(ReadinessStep.objects.filter(candidacy=candidacy)),
        chosen=places.count("chosen"),
        looked_at=len(places),
    )


def _scattered(text: str) -> bytes:
    return sha256(text.encode()).digest()
