"""Closed lists of the claim ledger, and the moves that a claim may make."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ClaimState(models.TextChoices):
    """Where a claim stands. What was public once stays public, with what became of it."""

    DRAFT = "draft", _("Draft")
    TO_CHECK = "to_check", _("To check")
    CHECKED = "checked", _("Checked")
    PUBLISHED = "published", _("Published")
    CORRECTED = "corrected", _("Corrected")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DROPPED = "dropped", _("Dropped")


class Move(models.TextChoices):
    """What somebody did with a claim."""

    DRAFTED = "drafted", _("Drafted")
    CHANGED = "changed", _("Changed")
    HANDED_IN = "handed_in", _("Handed in to be checked")
    SENT_BACK = "sent_back", _("Sent back")
    CHECKED = "checked", _("Checked by a second person")
    PUBLISHED = "published", _("Published")
    CORRECTED = "corrected", _("Corrected")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DROPPED = "dropped", _("Dropped")
    NEEDS_LOOK = "needs_look", _("Needs another look: the answers behind it have changed")
    AS_BEFORE = "as_before", _("Computed again: as it was published")


S = ClaimState
# Move -> from which states it leads where. Whatever is not here is refused.
MOVES: dict[Move, dict[ClaimState, ClaimState]] = {
    Move.CHANGED: {S.DRAFT: S.DRAFT},
    Move.HANDED_IN: {S.DRAFT: S.TO_CHECK},
    Move.SENT_BACK: {S.TO_CHECK: S.DRAFT, S.CHECKED: S.DRAFT},
    Move.CHECKED: {S.TO_CHECK: S.CHECKED},
    Move.PUBLISHED: {S.CHECKED: S.PUBLISHED},
    Move.CORRECTED: {S.PUBLISHED: S.CORRECTED},
    Move.WITHDRAWN: {S.PUBLISHED: S.WITHDRAWN},
    Move.DROPPED: {S.DRAFT: S.DROPPED},
    Move.NEEDS_LOOK: {S.PUBLISHED: S.PUBLISHED},
    Move.AS_BEFORE: {S.PUBLISHED: S.PUBLISHED},
}
PUBLIC = (S.PUBLISHED, S.CORRECTED, S.WITHDRAWN)
AT_WORK = (S.DRAFT, S.TO_CHECK, S.CHECKED)


class OutsideState(models.TextChoices):
    """Where somebody else's claim stands in the ledger. What readers saw stays, with why it was taken back."""

    DRAFT = "draft", _("Draft")
    SHOWN = "shown", _("Shown")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OUTSIDE_MOVES: dict[OutsideState, frozenset[OutsideState]] = {
    OutsideState.DRAFT: frozenset({OutsideState.SHOWN, OutsideState.WITHDRAWN}),
    OutsideState.SHOWN: frozenset({OutsideState.WITHDRAWN}),
    OutsideState.WITHDRAWN: frozenset(),
}


class Relation(models.TextChoices):
    """What a sentence does with its numbers."""

    STATES = "states", _("It says how it is")
    COMPARES = "compares", _("It compares two numbers")
    GROWTH = "growth", _("It says that something brought about something")


class Design(models.TextChoices):
    """How the numbers behind a claim of growth were compared."""

    NO_COMPARISON = "no_comparison", _("No comparison")
    BEFORE_AFTER = "before_after", _("Before and after")
    MATCHED = "matched", _("Matched with others")
    STAGGERED = "staggered", _("Staggered: some began later")
    DISCONTINUITY = "discontinuity", _("Regression discontinuity")
    RANDOMISED = "randomised", _("Randomised")


class FigureKind(models.TextChoices):
    SHARE = "share", _("A share")
    MEAN = "mean", _("A mean")


class Base(models.TextChoices):
    """What a share is a share of."""

    ANSWERED = "answered", _("Of all who answered")
    ASKED = "asked", _("Of all who were asked")


class Weighting(models.TextChoices):
    NONE = "none", _("Not weighted")


class Reason(models.TextChoices):
    """Why a sentence does not hold, or needs a footnote. The keys are those of docs/claims.md."""

    R1 = "R1", _("Its base is not defined, or changes")
    R2 = "R2", _("Two definitions stand side by side")
    R3 = "R3", _("Doing and intending, or some and all, are merged")
    R4 = "R4", _("No number of people, no response rate")
    R5 = "R5", _("Some are named where there are more")
    R6 = "R6", _("The dates do not agree")
    R7 = "R7", _("An absolute word that nothing measured")
    R8 = "R8", _("Growth without a comparison")
    R9 = "R9", _("Points that make no trend")
    R10 = "R10", _("A plan told as a fact")
    R11 = "R11", _("A goal in two wordings")
