"""One pass over a file's bytes: counts, checks and normalises them, in pieces of a megabyte.

What goes in is whatever somebody uploaded; what comes out is a file that Polars can read (UTF-8, no byte-order
mark, lines end in LF or CR LF) or a reason why not. Memory does not depend on the size of the file.
"""

from __future__ import annotations

import codecs
import hashlib
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from groundswell.roster.imports.codes import Code
from groundswell.roster.imports.problems import Problems, Unreadable
from groundswell.roster.imports.texts import marked as _

PIECE = 1024 * 1024
LONGEST_LINE = PIECE
UTF8_MARK = codecs.BOM_UTF8
WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
BINARY_STARTS = (b"PK\x03\x04", b"%PDF", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"7z\xbc\xaf")
NOT_CONTROLS = bytes(c for c in range(256) if c in (9, 10, 13) or (c >= 32 and c != 127))


@dataclass
class Intake:
    """What one pass learned. `readable` is False when the text can't be read on; then `problems` says why.

    `size` counts the bytes that came, `written` those of the copy; `lines` its line ends, of which `returns` are
    CR LF; `ended` tells whether the last line has one.
    """

    crc32: int = 0
    sha256: str = ""
    size: int = 0
    written: int = 0
    lines: int = 0
    returns: int = 0
    ended: bool = False
    quotes: bool = False
    controls: bool = False
    readable: bool = True


def take_in(stream: BinaryIO, target: Path, file: str, problems: Problems, *, limit: int) -> Intake:
    """Copy `stream` to `target`, normalised; report what the bytes alone show to be wrong.

    Raises Unreadable when more than `limit` bytes come (the zip's directory lied). On an unreadable text the
    copy is incomplete and must not be used.
    """
    intake = Intake()
    digest, checksum = hashlib.sha256(), 0
    state = _State(file, problems)
    with open(target, "wb") as out:
        while piece := stream.read(PIECE):
            digest.update(piece)
            checksum = zlib.crc32(piece, checksum)
            intake.size += len(piece)
            if intake.size > limit:
                lies = _("{name} unpacks to more than it says.")
                raise Unreadable(lies, _("Make the zip again."), name=file)
            text = state.take(piece)
            if text is None:
                intake.readable = False
                return intake
            _look(intake, text)
            out.write(text)
        rest = state.rest()
        _look(intake, rest)
        out.write(rest)
    intake.sha256, intake.crc32 = digest.hexdigest(), checksum
    intake.lines = state.lines
    if intake.size == 0:
        problems.add(Code.FILE_EMPTY, file)
        intake.readable = False
    return intake


def _look(intake: Intake, text: bytes) -> None:
    """Note how much there is and which kinds of unusual bytes; later steps are skipped where there are none."""
    intake.written += len(text)
    intake.quotes = intake.quotes or b'"' in text
    if b"\r" in text:
        pairs = text.count(b"\r\n")
        intake.returns += pairs
        intake.controls = intake.controls or text.count(b"\r") != pairs
    intake.controls = intake.controls or bool(text.translate(None, NOT_CONTROLS))
    intake.ended = text.endswith(b"\n") if text else intake.ended


class _State:
    """What has to be remembered from one piece to the next."""

    def __init__(self, file: str, problems: Problems) -> None:
        self.file = file
        self.problems = problems
        self.lines = 0
        self.first = True
        self.returns_only = False
        self.pending = b""
        self.unbroken = 0
        self.last_bad_line = 0

    def take(self, piece: bytes) -> bytes | None:
        """The piece as clean UTF-8, or None when the file can't be read on."""
        if self.first:
            self.first = False
            if not self._is_text(piece):
                return None
            piece = piece.removeprefix(UTF8_MARK)
            self.returns_only = b"\n" not in piece and b"\r" in piece.rstrip(b"\r")
            if self.returns_only:
                self.problems.add(Code.LINE_ENDS, self.file, 1)
        if self.returns_only:
            piece = piece.replace(b"\r", b"\n")
        if self._too_long(piece):
            return None
        return self._decode(self.pending + piece, final=False)

    def rest(self) -> bytes:
        """What was held back at the end of the last piece."""
        return self._decode(self.pending, final=True)

    def _is_text(self, piece: bytes) -> bool:
        wide = piece.startswith(WIDE_MARKS) or (
            len(piece) > 3 and piece[:64:2].count(0) + piece[1:64:2].count(0) > 24
        )
        if wide:
            self.problems.add(Code.UTF16, self.file, 1)
        elif piece.startswith(BINARY_STARTS):
            self.problems.add(Code.NOT_TEXT, self.file, 1, value=piece[:8].decode("latin-1"))
        else:
            return True
        return False

    def _too_long(self, piece: bytes) -> bool:
        """Whether a line is longer than a line can be; pieces are as long as the longest line."""
        first = piece.find(b"\n")
        if self.unbroken + (first if first >= 0 else len(piece)) > LONGEST_LINE:
            self.problems.add(Code.LINE_TOO_LONG, self.file, self.lines + 1, expected="one megabyte")
            return True
        last = piece.rfind(b"\n")
        self.unbroken = len(piece) - last - 1 if last >= 0 else self.unbroken + len(piece)
        return False

    def _decode(self, data: bytes, *, final: bool) -> bytes:
        """`data` with each line that is not UTF-8 reported and repaired; holds back a cut-off character."""
        if data.isascii():
            self.pending = b""
            self.lines += data.count(b"\n")
            return data
        start, clean = 0, True
        while True:
            try:
                _text, used = codecs.utf_8_decode(memoryview(data)[start:], "strict", final)
                break
            except UnicodeDecodeError as error:
                clean = False
                at = start + error.start
                line = self.lines + data.count(b"\n", 0, at) + 1
                if line != self.last_bad_line:
                    self.problems.add(Code.NOT_UTF8, self.file, line)
                    self.last_bad_line = line
                start = data.find(b"\n", at) + 1
                if start == 0:
                    start, used = len(data), 0
                    break
        end = start + used
        self.pending = data[end:]
        self.lines += data.count(b"\n", 0, end)
        return data[:end] if clean else data[:end].decode("utf-8", "replace").encode()
