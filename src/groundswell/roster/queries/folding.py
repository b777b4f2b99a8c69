"""Finding names without regard to accents and capitals: "munoz" finds Muñoz, "jose" finds José, on both databases.

The keys of names are kept in small letters, accents and all. A prefix is looked up in the range of its first letter
in the index, and a pattern keeps what fits; names that begin with an accented letter stand in a range of their own.
"""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

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
    """Each plain letter with every way to write it, small and capital, with and without an accent."""
    found: dict[str, str] = defaultdict(str)
    for code in range(ord(FIRST_ACCENT), 0x250):
        plain = fold(chr(code))
        if len(plain) == 1 and plain.isascii() and plain.isalpha():
            found[plain] += chr(code)
    return dict(found)


VARIANTS = _alphabet()


def pattern(text: str) -> str:
    """A regular expression, read alike by Python and PostgreSQL, for every way to write ``text``."""
    return "".join(_letter(one) for one in fold(text))


def words_of(text: str, most: int = 8) -> tuple[str, ...]:
    """A pattern for each of the first words of what somebody looks for."""
    return tuple(pattern(word) for word in text.split()[:most])


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
