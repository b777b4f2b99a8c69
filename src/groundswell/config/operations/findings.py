"""One line of a look at the installation."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, about what, and what to do. Only a ``problem`` makes an installation unsound."""

    level: Literal["well", "warning", "problem"]
    subject: str
    text: str
    remedy: str = ""


def well(subject: str, text: str) -> Finding:
    """As it should be."""
    return Finding("well", subject, text)


def warning(subject: str, text: str, remedy: str) -> Finding:
    """Works, and will not always."""
    return Finding("warning", subject, text, remedy)


def problem(subject: str, text: str, remedy: str = "") -> Finding:
    """Has to be put right."""
    return Finding("problem", subject, text, remedy)
