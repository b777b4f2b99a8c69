"""A claim's sentence: words with gaps for its numbers. Nobody types a number that a definition can give.

``{share}`` (or ``{mean}``, which is the same gap), ``{count}``, ``{answered}``, ``{asked}``, ``{rate}``; those of the
second figure end in 2.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from groundswell.impact.models import ClaimFigure
from groundswell.kernel import charts

GAP = re.compile(r"\{([a-z]+)(\d?)\}")
GAPS = ("share", "mean", "count", "answered", "asked", "rate")
_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|un|uno|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez"
_TENS = (
    "ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|"
    "diez|veinte|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|cien"
)
_PARTS = (
    r"hal(?:f|ves)|thirds?|fourths?|quarters?|fifths?|sixths?|eighths?|tenths?|"
    r"tercios?|cuartos?|quintos?|sextos?|octavos?|décimos?|"
    r"(?:tercer|cuart|quint|sext|octav|décim)as?\s+partes?"
)
TYPED_SHARE = re.compile(
    rf"(?:\d+(?:[.,]\d+)?\s*|\b(?:{_WORDS}|{_TENS})\s+)(?:%|per ?cent\b|por ciento\b)", re.IGNORECASE
)
TYPED_COUNT = re.compile(
    rf"\b(?:\d+|{_WORDS})\s+(?:out\s+)?(?:of|de|de\s+cada)\s+(?:the\s+|every\s+|los\s+|las\s+)?(?:\d+|{_WORDS})\b"
    rf"|\b(?:\d{{1,3}}|{_WORDS})\s+in\s+(?:every\s+)?(?!one\b)(?:\d{{1,3}}|{_WORDS})\b"
    r"|(?<![\d/.-])\d{1,3}\s?/\s?\d{1,3}(?![\d/.-]*\d)"
    rf"|\b(?:{_WORDS}|an?|la|\d{{1,2}})[\s-]+(?:{_PARTS})\s+(?:of|de|del)\b"
    rf"|\b(?:two|three|four|dos|tres|cuatro|\d)[\s-]+(?:{_PARTS})\b"
    r"|\bhalf\s+(?:of|the|all|our|their)\b|\b(?:la\s+)?mitad\s+(?:de|del)\b",
    re.IGNORECASE,
)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def spoken(words: Mapping[str, str], language: str) -> str:
    """The language in which :func:`said_in` gives the sentence."""
    wished = (language.split("-")[0], "en", *words)
    return next((one for one in wished if words.get(one)), "en")


def unknown_gaps(sentence: str, figures: int) -> list[str]:
    """Gaps that nothing fills, and other braces."""
    wrong = [
        match[0]
        for match in GAP.finditer(sentence)
        if match[1] not in GAPS or not 1 <= int(match[2] or 1) <= figures
    ]
    return wrong + re.findall(r"[{}]", GAP.sub("", sentence))


def numbers_in(sentence: str) -> set[int]:
    """Which figures the sentence uses, by their numbers."""
    return {int(match[2] or 1) for match in GAP.finditer(sentence)}


def fill(sentence: str, figures: Sequence[ClaimFigure]) -> str:
    """The sentence with its numbers, as this language writes them. A suppressed number is an en dash."""
    by_number = {figure.number: figure for figure in figures}

    def put(match: re.Match[str]) -> str:
        figure = by_number.get(int(match[2] or 1))
        return _written(figure, match[1]) if figure and match[1] in GAPS else match[0]

    return GAP.sub(put, sentence)


def value_of(figure: ClaimFigure) -> str:
    """The number itself: a share in per cent, a mean with a decimal."""
    return charts.percent(figure.value) if figure.kind == "share" else charts.number(figure.value)


def _written(figure: ClaimFigure, gap: str) -> str:
    known: dict[str, Any] = {
        "count": figure.numerator,
        "answered": figure.answered,
        "asked": figure.asked,
    }
    if gap == "rate":
        return charts.percent(figure.response_rate)
    return charts.number(known[gap]) if gap in known else value_of(figure)
