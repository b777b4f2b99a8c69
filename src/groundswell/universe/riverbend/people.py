"""Names for invented people: real first and last names of many origins, and invented last names."""

from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent


@cache
def first_names() -> tuple[str, ...]:
    """About six hundred first names, in order of the alphabet."""
    return words("first_names.txt")


@cache
def last_names() -> tuple[str, ...]:
    """About seven hundred last names, in order of the alphabet."""
    return words("last_names.txt")


@cache
def place_names() -> tuple[str, ...]:
    """Invented place names for schools; none of their words is in the name of a real school of the record."""
    return words("place_names.txt")


def words(name: str) -> tuple[str, ...]:
    """The lines of a word list of this folder."""
    return tuple((_HERE / name).read_text(encoding="utf-8").split("\n")[:-1])
