"""How far a reader lies from an anchor, level by level."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

EXACT, NEAR, FAR = "exact", "near", "far"


@dataclass(frozen=True, slots=True)
class Beside:
    """A reader's level beside the one agreed on: ``by`` is how many levels higher it is; ``kind`` is exact, near (one
    off) or far (more)."""

    level: int
    by: int

    @property
    def kind(self) -> str:
        return EXACT if not self.by else NEAR if abs(self.by) == 1 else FAR

    @property
    def off(self) -> str:
        """With its sign; empty where there is no difference."""
        return f"{'+' if self.by > 0 else '−'}{abs(self.by)}" if self.by else ""


def beside(
    given: Mapping[int, int], agreed: Mapping[str, int], criteria: Sequence[int]
) -> list[Beside | None]:
    """For each criterion in order; None where either has no level."""
    return [
        Beside(given[pk], given[pk] - agreed[str(pk)]) if pk in given and str(pk) in agreed else None
        for pk in criteria
    ]


def counts(found: Sequence[Beside | None]) -> dict[str, int]:
    """How many are exact, near and far."""
    return {kind: sum(one is not None and one.kind == kind for one in found) for kind in (EXACT, NEAR, FAR)}
