"""Problems found in a bundle: one record each, collected with a limit on what is shown and an exact count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import asdict, dataclass
from dataclasses import field as made_by
from typing import Any

import polars as pl

from groundswell.roster.imports.codes import TOLERABLE, Code, Level
from groundswell.roster.imports.spec import LINE
from groundswell.roster.imports.texts import TEXTS

SHOWN = {Level.ERROR: 1_000, Level.WARNING: 100}
SHOWN_OF = {Code.BLANK_IN_BULK: 20}
VALUE_LENGTH = 80


class Unreadable(Exception):
    """The bundle can't be opened at all, or is refused as harmful. `message` says why, `remedy` what to do.

    It is made of texts with words in braces, and the words; `as_dict` keeps both, for a reader of another language.
    """

    def __init__(self, message: str, remedy: str, **words: object) -> None:
        self.texts = (message, remedy)
        self.words = {name: str(word) for name, word in words.items()}
        self.message = message.format(**self.words)
        self.remedy = remedy.format(**self.words)
        super().__init__(f"{self.message} {self.remedy}")

    def as_dict(self) -> dict[str, Any]:
        """The form that the JSON report uses, and what a translation needs besides."""
        told = {"message": self.message, "remedy": self.remedy, "texts": self.texts, "words": self.words}
        return {"file": "", "line": 0, "field": "", "code": "unreadable", "level": str(Level.ERROR), **told}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, told to the person who made the file.

    `line` is the physical line on which the record begins, the header being line 1; 0 when the problem belongs
    to no line (a missing file). `field` is the column's name or "". `words` are what fills the code's text.
    """

    file: str
    line: int
    field: str
    code: Code
    message: str
    remedy: str
    level: Level
    words: dict[str, str] = made_by(default_factory=dict, compare=False)

    def as_dict(self) -> dict[str, Any]:
        """The form that the JSON report uses, and the words that a translation needs besides."""
        return asdict(self) | {"code": str(self.code), "level": str(self.level)}


def shown(value: object) -> str:
    """A value as it may stand in a message: quoted, one line, cut to 80 characters."""
    if isinstance(value, int):
        return f"{value:,}"
    text = "" if value is None else str(value)
    if text == "":
        return "blank"
    cut = text if len(text) <= VALUE_LENGTH else text[:VALUE_LENGTH] + "…"
    return '"' + "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in cut) + '"'


class Problems:
    """Collects problems. Of each (file, field, code) the first `SHOWN` are kept; `counts` stays exact.

    `tolerate` names errors that the caller accepts as warnings; ValueError if one of them is not tolerable.
    """

    def __init__(self, *, tolerate: Collection[Code] = ()) -> None:
        refused = set(tolerate) - TOLERABLE
        if refused:
            raise ValueError(f"These can't be tolerated: {', '.join(sorted(refused))}")
        self.tolerate = frozenset(tolerate)
        self.counts: Counter[tuple[str, str, Code]] = Counter()
        self.totals: Counter[Level] = Counter()
        self._kept: list[Problem] = []

    def limit(self, code: Code) -> int:
        """How many of one (file, field, code) are shown."""
        return SHOWN_OF.get(code, SHOWN[self.level(code)])

    def level(self, code: Code) -> Level:
        """Error or warning, with what the caller tolerates taken into account."""
        return Level.WARNING if code in self.tolerate else TEXTS[code].level

    def add(
        self,
        code: Code,
        file: str,
        line: int = 0,
        field: str = "",
        *,
        value: object = None,
        level: Level | None = None,
        **facts: object,
    ) -> None:
        """Record one problem; `value` is shown quoted, `facts` fill the other words of the code's text."""
        group = (file, field, code)
        level = level or self.level(code)
        self.counts[group] += 1
        self.totals[level] += 1
        if self.counts[group] > self.limit(code):
            return
        text = TEXTS[code]
        words = {"file": file, "field": field, "value": shown(value)}
        words |= {name: str(fact) for name, fact in facts.items()}
        self._kept.append(
            Problem(
                file=file,
                line=line,
                field=field,
                code=code,
                message=text.message.format(**words),
                remedy=text.remedy.format(**words),
                level=level,
                words=words,
            )
        )

    def add_rows(
        self,
        code: Code,
        file: str,
        field: str,
        rows: pl.DataFrame,
        *,
        level: Level | None = None,
        **facts: object,
    ) -> None:
        """Record one problem per row of `rows` (columns: the line, `value`, any further words of the text)."""
        if rows.is_empty():
            return
        room = max(0, self.limit(code) - self.counts[(file, field, code)])
        for row in rows.sort(LINE).head(room).iter_rows(named=True):
            self.add(code, file, row.pop(LINE), field, level=level, **{**facts, **row})
        more = max(0, rows.height - room)
        self.counts[(file, field, code)] += more
        self.totals[level or self.level(code)] += more

    def all(self) -> list[Problem]:
        """What is kept, by file, line and field."""
        return sorted(self._kept, key=lambda p: (p.file != "manifest.csv", p.file, p.line, p.field, p.code))
