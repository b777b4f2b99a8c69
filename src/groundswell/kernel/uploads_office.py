"""Documents of an office, looked into without opening them: Office Open XML (ECMA-376, parts 1 and 2).

Such a file is a zip. It is judged by the zip's directory, by the list of its parts' types and by their relationships;
nothing else of it is unpacked.
"""

import io
import re
import stat
import zipfile
import zlib
from pathlib import PurePosixPath
from xml.etree import ElementTree

from django.utils.translation import gettext as _

MB = 1024 * 1024
END_WITHIN = 66_000  # bytes from the end within which a zip's end record lies
MOST_PARTS, MOST_UNPACKED, MOST_RATIO, RATIO_FROM = 3_000, 200 * MB, 200, MB
MOST_OF_A_LIST = 4 * MB
MAIN = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml": "pptx",
}
_MACROS = re.compile(r"vbaproject|vbadata|macrosheets/|activex/|macroenabled", re.IGNORECASE)
_OBJECTS = re.compile(r"oleobject|/embeddings/.+(?<!\.xlsx)$", re.IGNORECASE)
_TABLE_OF_A_CHART = re.compile(r"/embeddings/.+\.xlsx$", re.IGNORECASE)


class FileRefused(ValueError):
    """A file that is not taken. ``str()`` of it is a translated text for the person who sent it."""


def judge(name: str, content: bytes, *, inside: bool = False) -> str:
    """ "docx", "xlsx" or "pptx"; nothing where it is another zip.

    Raises FileRefused for macros, other programs' objects, what is fetched from elsewhere, passwords, bombs and what
    stands before or behind the zip. A chart's table is such a document ``inside`` another, one level deep.
    """
    if content[-22:-18] != b"PK\x05\x06" or int.from_bytes(content[-12:-10], "little") > MOST_PARTS:
        raise FileRefused(_damaged(name))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _judge(name, content, archive, inside)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, ElementTree.ParseError) as error:
        raise FileRefused(_damaged(name)) from error
    except (EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError, OverflowError) as error:
        raise FileRefused(_damaged(name)) from error


def _judge(name: str, content: bytes, archive: zipfile.ZipFile, inside: bool) -> str:
    parts = archive.infolist()
    names = [one.filename for one in parts]
    if "[Content_Types].xml" not in names:
        return ""
    _judge_zip(name, content, archive, parts)
    types = _text(name, archive, "[Content_Types].xml")
    if _MACROS.search(types) or any(_MACROS.search(one) for one in names):
        words = _("“%(name)s” has macros. Save it without them (.docx, .xlsx, .pptx), or as a PDF.")
        raise FileRefused(words % {"name": name})
    if any(_OBJECTS.search(f"/{one}") for one in names):
        raise FileRefused(_carries(name))
    for one in names:
        if one.lower().endswith(".rels"):
            _judge_links(name, _text(name, archive, one))
        elif _TABLE_OF_A_CHART.search(f"/{one}") and (
            inside or judge(name, archive.read(one), inside=True) != "xlsx"
        ):
            raise FileRefused(_carries(name))
    found = {MAIN[one] for one in _types(types) if one in MAIN}
    return found.pop() if len(found) == 1 else ""


def _judge_zip(name: str, content: bytes, archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    if len({one.filename.lower() for one in parts}) < len(parts):
        raise FileRefused(_damaged(name))
    end = 0
    for one in sorted(parts, key=lambda part: part.header_offset):
        if one.flag_bits & 0x41:
            raise FileRefused(_("“%(name)s” is locked. Save it without a password.") % {"name": name})
        kind = stat.S_IFMT(one.external_attr >> 16)
        steps = PurePosixPath(one.orig_filename).parts
        odd_name = ".." in steps or one.orig_filename[:1] == "/" or "\\" in one.orig_filename
        odd_way = one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        if odd_name or odd_way or "\0" in one.orig_filename or kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise FileRefused(_damaged(name))
        # A bomb's members share bytes; what stands before the first is another file.
        if one.header_offset < end or (end == 0 and one.header_offset):
            raise FileRefused(_damaged(name))
        end = one.header_offset + 30 + len(one.orig_filename.encode()) + one.compress_size
        if one.file_size > RATIO_FROM and one.file_size > MOST_RATIO * max(1, one.compress_size):
            raise FileRefused(_unpacks(name))
    if end > archive.start_dir or sum(one.file_size for one in parts) > MOST_UNPACKED:
        raise FileRefused(_unpacks(name))


def _text(name: str, archive: zipfile.ZipFile, part: str) -> str:
    """A list of the document, in the one encoding that office programs write, without entities of its own."""
    if archive.getinfo(part).file_size > MOST_OF_A_LIST:
        raise FileRefused(_unpacks(name))
    text = archive.read(part).decode("utf-8-sig")
    if "<!" in re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL):
        raise FileRefused(_damaged(name))
    return text


def _types(text: str) -> list[str]:
    return [one.get("ContentType", "") for one in ElementTree.fromstring(text)]


def _judge_links(name: str, text: str) -> None:
    """A link that a person may press is fine; what the program fetches by itself is not."""
    for one in ElementTree.fromstring(text):
        outside = one.get("TargetMode", "").lower() == "external"
        if outside and not one.get("Type", "").endswith("/hyperlink"):
            words = _(
                "“%(name)s” fetches something from elsewhere when it is opened. Put it into the document, or save the "
                "document as a PDF."
            )
            raise FileRefused(words % {"name": name})


def _damaged(name: str) -> str:
    return _("“%(name)s” is damaged or put together in an odd way. Save it again, or as a PDF.") % {
        "name": name
    }


def _unpacks(name: str) -> str:
    words = _("“%(name)s” would unpack to far more than its size. Save it again, or as a PDF.")
    return words % {"name": name}


def _carries(name: str) -> str:
    words = _("“%(name)s” carries another program’s object or file inside. Take it out, or save it as a PDF.")
    return words % {"name": name}
