"""What a proof may be. A file is what its content says, whatever its name or the browser claims.

Strict marks of three formats: PDF (ISO 32000, header and end-of-file marker), PNG (signature, IHDR first, IEND last),
JPEG (start of image, end of image). A file that is two things at once is harmless, because none is ever shown by us:
it leaves as a download, under the one type that it was taken for.
"""

import hashlib
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath

from django.utils.translation import gettext as _

from groundswell.events.rules.refusals import Refused

MB = 1024 * 1024
LARGEST = 10 * MB
MOST = 5  # proofs of one credit
TYPES = {"pdf": "application/pdf", "png": "image/png", "jpeg": "image/jpeg"}
ENDINGS = {"pdf": (".pdf",), "png": (".png",), "jpeg": (".jpg", ".jpeg")}
LONGEST_NAME = 100
_TAIL = 64 * 1024  # phones write notes of their own behind the end of a picture


@dataclass(frozen=True, slots=True)
class Proof:
    """A file that was looked at: ``kind`` is a key of TYPES, ``digest`` the SHA-256 of the content."""

    name: str
    kind: str
    digest: str
    content: bytes


def looked_at(name: str, content: bytes) -> Proof:
    """The file as a proof. Raises Refused for one that is empty, too large, or none of the three formats."""
    shown = _plain(name)
    if not content:
        raise Refused(_("“%(name)s” is empty. Choose the file again.") % {"name": shown})
    if len(content) > LARGEST:
        raise Refused(too_large(shown, len(content)))
    kind = kind_of(content)
    if not kind:
        words = _(
            "“%(name)s” is no PDF, PNG or JPEG file, whatever its name ends in. Save it as one of these, or take a "
            "photo of the paper."
        )
        raise Refused(words % {"name": shown})
    return Proof(_named(shown, kind), kind, hashlib.sha256(content).hexdigest(), content)


def kind_of(content: bytes) -> str:
    """ "pdf", "png", "jpeg", or nothing."""
    if content[:5] == b"%PDF-" and content[5:6].isdigit() and b"%%EOF" in content[-1024:]:
        return "pdf"
    if content[:16] == b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" and content[-8:-4] == b"IEND":
        return "png"
    if content[:3] == b"\xff\xd8\xff" and b"\xff\xd9" in content[-_TAIL:]:
        return "jpeg"
    return ""


def too_large(name: str, size: int) -> str:
    """What to say of a file that is not read."""
    words = _(
        "“%(name)s” has %(size)s MB; at most %(most)s MB are kept. Scan it smaller, or send fewer pages."
    )
    return words % {"name": name, "size": -(-size // MB), "most": LARGEST // MB}


def _plain(name: str) -> str:
    """The last step of a path, without control characters and those that turn the direction of writing."""
    step = PurePosixPath(PureWindowsPath(name).name).name
    kept = "".join(one for one in step if unicodedata.category(one) not in ("Cc", "Cf", "Cs"))
    return kept.strip().strip(".")[:LONGEST_NAME] or "proof"


def _named(name: str, kind: str) -> str:
    """The name with an ending that tells the truth."""
    return name if name.lower().endswith(ENDINGS[kind]) else f"{name}{ENDINGS[kind][0]}"
