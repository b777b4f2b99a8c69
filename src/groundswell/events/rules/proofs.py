"""What a proof may be: a PDF, PNG or JPEG file by its content (``kernel.uploads``)."""

from groundswell.events.rules.refusals import Refused
from groundswell.kernel import uploads
from groundswell.kernel.uploads import LARGEST, MB, PAPERS, TYPES, FileRefused, too_large
from groundswell.kernel.uploads import LookedAt as Proof

MOST = 5  # proofs of one credit

__all__ = ["LARGEST", "MB", "MOST", "TYPES", "Proof", "looked_at", "too_large"]


def looked_at(name: str, content: bytes) -> Proof:
    """The file as a proof. Raises Refused for one that is empty, too large, none of the three formats, or that would
    act when it is opened."""
    try:
        return uploads.looked_at(name, content, kinds=PAPERS)
    except FileRefused as refusal:
        raise Refused(str(refusal)) from refusal
