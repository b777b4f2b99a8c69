"""Files that people send. A file is what its content says, whatever its name or the browser claims.

None is ever shown by us: it leaves as a download, under the one type that it was taken for (:func:`download`). What
would act by itself when it is opened, or is two things at once, is not taken. The marks are those of the formats: PDF
(ISO 32000-1, 7.5 and 12.6), PNG (W3C, third edition, 5.2), JPEG (ITU-T T.81, B.1) and Office Open XML
(``uploads_office``).
"""

import hashlib
import re
import unicodedata
import zlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import wraps
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from groundswell.kernel import uploads_office as office
from groundswell.kernel.uploads_office import FileRefused

MB = 1024 * 1024
LARGEST = 10 * MB
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
PAPERS = ("pdf", "png", "jpeg")
ENDINGS = {kind: (f".{kind}",) for kind in TYPES} | {"jpeg": (".jpg", ".jpeg")}
LONGEST_NAME = 100
ROOM_FOR_THE_FORM = 64 * 1024  # what a form has beside its files
_TAIL = 64 * 1024  # phones write notes of their own behind the end of a picture
_ACTS = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|Rendition|XFA)(?![A-Za-z])")
_MARKUP = re.compile(rb"<(script|!doctype html|html[ >]|iframe|svg[ >]|\?php)", re.IGNORECASE)
_INFLATED = 64 * MB

__all__ = ["FileRefused", "LookedAt", "at_most", "download", "kind_of", "looked_at", "too_large"]


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A file that was looked at: ``kind`` is a key of TYPES, ``digest`` the SHA-256 of the content."""

    name: str
    kind: str
    digest: str
    content: bytes


def looked_at(
    name: str, content: bytes, *, kinds: Collection[str] = tuple(TYPES), largest: int = LARGEST
) -> LookedAt:
    """The file, if it may be kept. Raises FileRefused (its text is for the person) for one that is empty, larger than
    ``largest`` bytes, none of ``kinds``, or that would act by itself when somebody opens it."""
    shown = _plain(name)
    if not content:
        raise FileRefused(_("“%(name)s” is empty. Choose the file again.") % {"name": shown})
    if len(content) > largest:
        raise FileRefused(too_large(shown, len(content), largest))
    kind = kind_of(content)
    if kind == "zip":
        kind = office.judge(shown, content)
    if kind not in kinds:
        raise FileRefused(not_one_of(shown, kinds))
    _judge(shown, kind, content)
    return LookedAt(_named(shown, kind), kind, hashlib.sha256(content).hexdigest(), content)


def kind_of(content: bytes) -> str:
    """ "pdf", "png", "jpeg", "zip" (which may be a document of an office), or nothing."""
    if content[:5] == b"%PDF-" and content[5:6].isdigit() and b"%%EOF" in content[-1024:]:
        return "pdf"
    if content[:16] == b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" and content[-8:-4] == b"IEND":
        return "png"
    if content[:3] == b"\xff\xd8\xff" and b"\xff\xd9" in content[-_TAIL:]:
        return "jpeg"
    return "zip" if content[:4] == b"PK\x03\x04" else ""


def too_large(name: str, size: int, largest: int = LARGEST) -> str:
    """What to say of a file that is not read."""
    words = _(
        "“%(name)s” has %(size)s MB; at most %(most)s MB are kept. Scan it smaller, or send fewer pages."
    )
    return words % {"name": name, "size": -(-size // MB), "most": largest // MB}


def not_one_of(name: str, kinds: Collection[str]) -> str:
    """What to say of a file of another format."""
    if set(kinds) == set(PAPERS):
        words = _(
            "“%(name)s” is no PDF, PNG or JPEG file, whatever its name ends in. Save it as one of these, or take a "
            "photo of the paper."
        )
        return words % {"name": name}
    words = _("“%(name)s” is none of these, whatever its name ends in: %(kinds)s. Save it as one of them.")
    return words % {"name": name, "kinds": ", ".join(kind.upper() for kind in kinds)}


def at_most(largest: int, answer: Callable[..., HttpResponseBase]) -> Callable[..., Any]:
    """For a view that takes a POST of people's own making: what says that it has more than ``largest`` bytes is not
    read, not even for its token, and ``answer(request, *args, size=…)`` is given instead."""

    def wrap(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        protected = csrf_protect(view)

        @csrf_exempt  # protected below, once the size is known: the check itself would read all of it
        @wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            size = int(request.META.get("CONTENT_LENGTH") or 0)
            if size > largest:
                return answer(request, *args, size=size, **kwargs)
            return protected(request, *args, **kwargs)

        return run

    return wrap


def download(name: str, kind: str, content: bytes) -> HttpResponse:
    """A file as a download. It never opens inside our pages, whatever is in it."""
    headers = {
        "Content-Disposition": content_disposition_header(True, name) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=TYPES[kind], headers=headers)


def _judge(name: str, kind: str, content: bytes) -> None:
    """Refuse what is two things at once, and a PDF that acts. Documents of an office were judged before."""
    if kind not in PAPERS:
        return
    if b"PK\x05\x06" in content[-office.END_WITHIN :] and b"PK\x01\x02" in content:
        raise FileRefused(_two_at_once(name))
    if _MARKUP.search(content, 0, 1024 if kind == "pdf" else len(content)):
        raise FileRefused(_two_at_once(name))
    if kind == "png" and not _is_whole_png(content):
        raise FileRefused(_two_at_once(name))
    if kind == "pdf":
        _judge_pdf(name, content)


def _two_at_once(name: str) -> str:
    words = _("“%(name)s” holds something else beside what it shows. Save it again, as a new file.")
    return words % {"name": name}


def _is_whole_png(content: bytes) -> bool:
    """True when it is chunks from its signature to the end, with nothing between or behind them."""
    at = 8
    while at + 12 <= len(content):
        at += 12 + int.from_bytes(content[at : at + 4], "big")
    return at == len(content)


def _judge_pdf(name: str, content: bytes) -> None:
    """Refuse one that runs scripts, starts programs, carries files or can't be looked into."""
    names = _unescaped(content)
    if re.search(rb"/Encrypt(?![A-Za-z])", names):
        raise FileRefused(_("“%(name)s” is locked. Save it without a password.") % {"name": name})
    if _ACTS.search(names):
        raise FileRefused(_acts(name))
    inside = list(_object_streams(content))
    # Every one that is named was found and opened; it begins with the numbers of its objects, which what is packed
    # twice or turned about does not.
    if names.count(b"/ObjStm") != len(inside) or not all(one[:1].isdigit() for one in inside):
        words = _("“%(name)s” is packed in a way that can’t be looked into. Print it to a new PDF.")
        raise FileRefused(words % {"name": name})
    if any(_ACTS.search(_unescaped(one)) for one in inside):
        raise FileRefused(_acts(name))


def _object_streams(content: bytes) -> Iterator[bytes]:
    """What the object streams of a PDF pack (ISO 32000-1, 7.5.7), where a search of the file doesn't see it.

    Empty for one that is packed in a way that isn't read here.
    """
    left, before = _INFLATED, 0
    for found in re.finditer(rb"stream[ \t]*(?:\r\n|\r|\n)", content):
        head, before = _unescaped(content[before : found.start()]), found.end()
        if b"/ObjStm" not in head:
            continue
        end = content.find(b"endstream", before)
        turned = re.search(rb"/Predictor\s*(?:[2-9]|1\d)", head)
        inside = b"" if turned or end < 0 else _inflated(content[before:end], left)
        left -= len(inside)
        yield inside
        if not inside:
            return


def _acts(name: str) -> str:
    words = _(
        "“%(name)s” runs scripts, starts programs or carries other files inside. Print it to a new PDF, and send "
        "other files by themselves."
    )
    return words % {"name": name}


def _inflated(packed: bytes, most: int) -> bytes:
    """What a Flate stream holds; nothing where it is none, or holds more than ``most`` bytes."""
    unpacker = zlib.decompressobj()
    try:
        inside = unpacker.decompress(packed, max(most, 1))
    except zlib.error:
        return b""
    return inside if unpacker.eof and not unpacker.unused_data.strip() else b""


def _unescaped(content: bytes) -> bytes:
    """With the letters that names of a PDF may write as ``#4A``."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes.fromhex(found[1].decode()), content)


def _plain(name: str) -> str:
    """The last step of a path, without control characters and those that turn the direction of writing."""
    step = PurePosixPath(PureWindowsPath(name).name).name
    kept = "".join(one for one in step if unicodedata.category(one) not in ("Cc", "Cf", "Cs"))
    return kept.strip().strip(".")[:LONGEST_NAME] or "proof"


def _named(name: str, kind: str) -> str:
    """The name with an ending that tells the truth."""
    return name if name.lower().endswith(ENDINGS[kind]) else f"{name}{ENDINGS[kind][0]}"
