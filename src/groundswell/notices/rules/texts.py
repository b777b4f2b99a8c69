"""Text from people, made safe to stand in a header, a line or a calendar file."""

import re
import unicodedata
from datetime import date, datetime
from typing import Any

NEWLINES = re.compile(r"\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def flat(text: str) -> str:
    """The text as one line: no line breaks, no control characters, single spaces."""
    return " ".join(_without_controls(NEWLINES.sub(" ", text).replace("\n", " ").replace("\t", " ")).split())


def clean(text: str) -> str:
    """The text with plain line breaks and no control characters."""
    return "\n".join(
        _without_controls(line.replace("\t", " ")) for line in NEWLINES.sub("\n", text).split("\n")
    )


def ready(value: Any, key: str = "") -> Any:
    """A context value as a template wants it, judged by its key.

    ``…_at`` becomes an aware datetime, ``…_on`` a date, ``…_text`` keeps its lines; any other text becomes one line,
    so that a name or a title with a line break in it can't write a line of its own.
    """
    if isinstance(value, dict):
        return {name: ready(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [ready(inner, key) for inner in value]
    if not isinstance(value, str):
        return value
    if key.endswith("_at"):
        return datetime.fromisoformat(value)
    if key.endswith("_on"):
        return date.fromisoformat(value)
    return clean(value) if key.endswith("_text") else flat(value)


def _without_controls(text: str) -> str:
    """Without control characters (Cc) and without those that turn the direction of what follows."""
    if text.isprintable():
        return text
    return "".join(c for c in text if unicodedata.category(c) != "Cc" and c not in "\u202a\u202b\u202d\u202e")
