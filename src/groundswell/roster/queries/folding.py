"""Finding names without regard to accents and capitals: "munoz" finds Muñoz, "jose" finds José, on both databases.

The keys of names are kept in small letters, accents and all. A prefix is looked up in the range of its first letter
in the index, and a pattern keeps what fits; names that begin with an accented letter stand in a range of their own.
"""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from django.db import models
from django.db.models import Q

from groundswell.kernel.rows import Given

LAST = "\uffff"  # sorts after every letter that can follow, in byte order and in a language's order
FIRST_ACCENT, LAST_ACCENT = "\u00c0", "\u036f"  # the Latin letters with accents, and the accents on their own
LONGEST = 40
STROKES = {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "ð": "d"}


def fold(text: str) -> str:
    """The text in small letters without accents."""
    apart = unicodedata.normalize("NFD", text.lower())
    return "".join(STROKES.get(one, one) for one in apart if not unicodedata.combining(one))


def _alphabet() -> dict[str, str]:
    """Each plain letter with every way to write it with an accent, small and capital, as ranges of a pattern.

    Short, because SQLite hands the pattern over for each row.
    """
    found: dict[str, list[list[int]]] = defaultdict(list)
    for code in range(ord(FIRST_ACCENT), 0x250):
        plain = fold(chr(code))
        if len(plain) == 1 and plain.isascii() and plain.isalpha():
            ranges = found[plain]
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return {plain: "".join(_range(*one) for one in ranges) for plain, ranges in found.items()}


def _range(first: int, last: int) -> str:
    if last - first < 2:
        return "".join(map(chr, range(first, last + 1)))
    return f"{chr(first)}-{chr(last)}"


VARIANTS = _alphabet()


def pattern(text: str) -> str:
    """A regular expression, read alike by Python and PostgreSQL, for every way to write ``text``."""
    return "".join(_letter(one) for one in fold(text))


@dataclass(frozen=True, slots=True)
class Word:
    """A word that somebody looks for: in plain letters, and as the pattern of every way to write it."""

    plain: Any
    pattern: Any

    @classmethod
    def given(cls, name: str) -> "Word":
        """For a query that is written once; :meth:`values` by the same name."""
        return cls(Given(f"{name}_plain"), Given(f"{name}_pattern"))

    def values(self, name: str) -> dict[str, str]:
        return {f"{name}_plain": self.plain, f"{name}_pattern": self.pattern}


def words_of(text: str, most: int = 8) -> tuple[Word, ...]:
    """The first words of what somebody looks for."""
    return tuple(Word(fold(word), pattern(word)) for word in text.split()[:most])


class Has(models.Func):
    """A condition: the text, which is never null, holds the word somewhere. ``word`` is one of :meth:`Word.given`.

    SQLite asks Python row by row whether a pattern fits: only a text with other letters than ASCII is worth it.
    """

    output_field = models.BooleanField()

    def __init__(self, text: Any, word: Word) -> None:
        super().__init__(text, word.plain, word.pattern)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        (text, its), (plain, one), (pattern, every) = map(compiler.compile, self.get_source_expressions())
        found = f"INSTR(LOWER({text}), {plain})"
        accented = f"LENGTH({text}) <> LENGTH(CAST({text} AS BLOB)) AND {text} REGEXP {pattern}"
        return f"({found} OR {accented})", [*its, *one, *its, *its, *its, *every]

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        (text, its), _plain, (pattern, every) = map(compiler.compile, self.get_source_expressions())
        return f"({text} ~ {pattern})", [*its, *every]


def _letter(one: str) -> str:
    if not one.isalpha() or not one.isascii():
        return re.escape(one)
    return f"[{one}{one.upper()}{VARIANTS.get(one, '')}][\u0300-{LAST_ACCENT}]*"


@dataclass(frozen=True, slots=True)
class Prefix:
    """The beginning of a name: what it is between (and its first letter), and the pattern that it fits.

    ``is_long`` for more than one letter, ``is_varied`` where the first letter can carry an accent.
    """

    from_whole: Any
    to_whole: Any
    from_letter: Any
    to_letter: Any
    fits: Any
    is_long: bool
    is_varied: bool

    def given(self, name: str) -> "Prefix":
        """The same for a query that is written once, each value by this name and its own."""
        given: dict[str, Any] = {one: Given(f"{name}_{one}") for one in _VALUES}
        return replace(self, **given)

    def values(self, name: str) -> dict[str, str]:
        """The values for :meth:`given`."""
        return {f"{name}_{one}": getattr(self, one) for one in _VALUES}


_VALUES = ("from_whole", "to_whole", "from_letter", "to_letter", "fits")


def prefix_of(text: str) -> Prefix:
    """What somebody typed as the beginning of a name."""
    plain = fold(text)[:LONGEST]
    letter = plain[:1]
    fits = f"^{pattern(plain)}"
    return Prefix(plain, plain + LAST, letter, letter + LAST, fits, bool(plain[1:]), letter in VARIANTS)


def begins(key: str, prefix: str | Prefix) -> Q:
    """Condition: the name key ``key`` (in small letters) begins with ``prefix``, however either is accented."""
    one = prefix_of(prefix) if isinstance(prefix, str) else prefix
    fits = Q(**{f"{key}__regex": one.fits})
    spelled = _between(key, one.from_whole, one.to_whole)
    if one.is_long:
        spelled = _between(key, one.from_letter, one.to_letter) & (spelled | fits)
    if one.is_varied:
        spelled |= _between(key, FIRST_ACCENT, LAST_ACCENT + LAST) & fits
    return spelled


def _between(key: str, first: Any, last: Any) -> Q:
    return Q(**{f"{key}__gte": first, f"{key}__lt": last})


def contains(field: str, text: str) -> Q:
    """Condition: ``field`` holds ``text`` somewhere, without regard to accents and capitals. Reads every row."""
    return Q(**{f"{field}__regex": pattern(text)})
