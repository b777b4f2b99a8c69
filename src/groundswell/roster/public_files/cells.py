"""One published cell: a value, or the reason why there is none.

A mask such as ``<5`` is a state and never a number, and a blank is not a suppressed value: whoever averages
or draws these cells must decide for each state, so the type makes them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

State = Literal["measured", "suppressed", "below", "above", "no_data"]
STATES: frozenset[str] = frozenset(get_args(State))

LETTERS = ("A+NG", "A", "B", "C", "D", "F")
"""The state's school letters; A+NG is an A without significant gaps between groups."""

GRADE_FLOORS = {"A": 85, "B": 70, "C": 55, "D": 40, "F": 0}
"""Lowest performance score of each letter on the fifteen-point scale of 2014 to 2017."""

GROWTH = ("Exceeded", "Met", "NotMet")

_NUMBER = re.compile(r"-?\d+(\.\d+)?\Z")
_LIMIT = re.compile(r"([<>])\s*=?\s*(\d+(?:\.\d+)?)\s*%?\Z")
_SUPPRESSED = frozenset({"*", "**", "i", "insufficient data", "suppressed", "masked"})
_NO_DATA = frozenset({"", "-", "--", "na", "n/a", "nan", "null"})
# The state's code list calls code 3 "<10"; its printed dictionary says "<5". Either way the number is hidden.
_MASKS: dict[str, tuple[State, str]] = {
    "1": ("above", ">95"),
    "2": ("below", "<5"),
    "3": ("suppressed", "<10"),
    "4": ("suppressed", "insufficient data"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """`value` is a number only where `state` is "measured" and the text is one; `text` is what to show."""

    value: Decimal | None
    text: str
    state: State


NO_DATA = Cell(None, "", "no_data")


def plain_number(text: str) -> Decimal | None:
    """The number that the text spells, without trailing zeros, or None."""
    text = text.strip()
    if not _NUMBER.match(text):
        return None
    number = Decimal(text)
    return number.quantize(Decimal(1)) if number == number.to_integral() else number.normalize()


def is_letter(text: str) -> bool:
    """Whether the text is a school letter, "I" (incomplete) included."""
    return text.strip().upper() in (*LETTERS, "I")


def score(text: str, mask: str = "", *, lowest: int | None = 0, highest: int | None = 100) -> Cell:
    """Read a score or percentage, with the code of its masking column where the file has one.

    Raises ValueError, with a sentence to show, for what is neither a number, a mask nor a blank.
    """
    masked = _masked(mask)
    if masked:
        return masked
    text = text.strip()
    unmeasured = _unmeasured(text)
    if unmeasured:
        return unmeasured
    number = plain_number(text)
    if number is None:
        raise ValueError(f"“{text}” is not a number; write a score, a mask such as <5, or nothing")
    if (lowest is not None and number < lowest) or (highest is not None and number > highest):
        raise ValueError(f"{text} lies outside {lowest} to {highest}; check the column of this value")
    return Cell(number, str(number), "measured")


def letter(text: str) -> Cell:
    """Read a school letter. "I" says that the school has too little data, so it is a suppressed letter."""
    return _word(text, {known: known for known in LETTERS}, "one of the letters A+NG, A, B, C, D, F, I")


def growth(text: str) -> Cell:
    """Read a growth status: Exceeded, Met or NotMet."""
    known = {status.upper(): status for status in GROWTH}
    return _word(text, known, "a growth status; it should be Exceeded, Met or NotMet")


def letter_fits(performance: Cell, grade: Cell) -> bool:
    """Whether a letter agrees with its score on the fifteen-point scale (true when either is unknown)."""
    if performance.value is None or grade.state != "measured":
        return True
    fitting = next(name for name, floor in GRADE_FLOORS.items() if performance.value >= floor)
    return grade.text.removesuffix("+NG") == fitting


def _word(text: str, known: Mapping[str, str], wanted: str) -> Cell:
    text = text.strip()
    unmeasured = _unmeasured(text)
    if unmeasured:
        return unmeasured
    if text.upper() not in known:
        raise ValueError(f"“{text}” is not {wanted}")
    return Cell(None, known[text.upper()], "measured")


def _masked(mask: str) -> Cell | None:
    code = mask.strip().removesuffix(".0")
    if code in ("", "0"):
        return None
    if code not in _MASKS:
        raise ValueError(f"the masking code “{mask}” is unknown; known are 0 to 4")
    state, text = _MASKS[code]
    return Cell(None, text, state)


def _unmeasured(text: str) -> Cell | None:
    if text.casefold() in _NO_DATA:
        return NO_DATA
    if text.casefold() in _SUPPRESSED:
        return Cell(None, text, "suppressed")
    limit = _LIMIT.match(text)
    if limit:
        return Cell(None, "".join(limit.groups()), "below" if limit[1] == "<" else "above")
    return None
