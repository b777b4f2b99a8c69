"""What the journal tells this app."""

from groundswell.kernel.models import JournalEntry
from groundswell.kernel.permissions import Actor
from groundswell.roster.actions import merging
from groundswell.surveys.actions import joining


def joined(*, entry: JournalEntry, by: Actor) -> None:
    """Two records of the roster are one person: what is here follows. Nothing is left to do the second time."""
    if (merge := merging.of_entry(entry)) is not None:
        joining.join(by=by, merge=merge)


def split(*, entry: JournalEntry, by: Actor) -> None:
    """They are two again: what followed goes back."""
    if (merge := merging.of_entry(entry)) is not None:
        joining.split(by=by, merge=merge)
