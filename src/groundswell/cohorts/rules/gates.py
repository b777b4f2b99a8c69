"""What may hold back the publication of a decision. Apps above say it here; this one knows none of them."""

from collections.abc import Callable, Iterable

from groundswell.cohorts.models import SelectionRecord

Gate = Callable[[str], str | None]
"""Given the digest of a selection's record, why it may not be published yet, in the language of the page; or None."""

_gates: list[Gate] = []


def connect(gates: Iterable[Gate]) -> None:
    """Take the wiring's list. Called once at start."""
    _gates[:] = gates


def reasons_against(record: SelectionRecord) -> list[str]:
    """Every reason that speaks against publishing what this record holds; none: it may go out."""
    return [reason for gate in _gates if (reason := gate(record.digest))]
