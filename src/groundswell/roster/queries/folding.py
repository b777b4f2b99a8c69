"""Finding names without regard to accents and capitals: "munoz" finds Muñoz, "jose" finds José, on both databases.

The keys of names are kept in small letters, accents and all. A prefix is looked up in the range of its first letter
in the index, and a pattern keeps what fits; names that begin with an accented letter stand in a range of their own.
"""

import re
import unicodedata
from collections import defaultdict

from django.db.models import Q

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


def _letter(one: str) -> str:
    if not one.isalpha() or not one.isascii():
        return re.escape(one)
    return f"[{one}{one.upper()}{VARIANTS.get(one, '')}][\u0300-{LAST_ACCENT}]*"


def begins(key: str, prefix: str) -> Q:
    """Condition: the name key ``key`` (in small letters) begins with ``prefix``, however either is accented."""
    plain = fold(prefix)[:LONGEST]
    fits = Q(**{f"{key}__regex": f"^{pattern(plain)}"})
    spelled = Q(**_range(key, plain, plain))
    if plain[1:]:
        spelled = Q(**_range(key, plain[0], plain[0])) & (spelled | fits)
    if plain[:1] in VARIANTS:
        spelled |= Q(**_range(key, FIRST_ACCENT, LAST_ACCENT)) & fits
    return spelled


def _range(key: str, first: str, last: str) -> dict[str, str]:
    return {f"{key}__gte": first, f"{key}__lt": last + LAST}


def contains(field: str, text: str) -> Q:
    """Condition: ``field`` holds ``text`` somewhere, without regard to accents and capitals. Reads every row."""
    return Q(**{f"{field}__regex": pattern(text)})
