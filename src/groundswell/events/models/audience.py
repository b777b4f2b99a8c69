"""Who an event is for: a list of tokens, and the one decision about it.

A token is ``dimension:value`` (``role:teacher``, ``school:17``, ``level:high``, ``subject:mathematics``,
``grade:8``, ``cohort:2`` for the schools of a cohort, ``design_teams:2`` for who sits in their teams) or
``title_one``; a word alone is a role. Within a dimension one token is enough, and each dimension that
is named must be met. No token at all is everyone, guests too.

The decision is pure, and there is no other. It stands below the queries because the doors ask it.
"""

import re
from collections.abc import Callable, Collection, Iterable

ROLE, TITLE_ONE, COHORT, DESIGN_TEAMS = "role", "title_one", "cohort", "design_teams"
DIMENSIONS = (
    ROLE, "school", "community", "team", COHORT, DESIGN_TEAMS, "level", TITLE_ONE, "subject", "grade",
)  # fmt: skip
_SHAPE = re.compile(r"[a-z_]+(:[a-z0-9_-]+)?")


def is_for(audience: Iterable[str], tokens: Iterable[str]) -> bool:
    """True when somebody who holds ``tokens`` is meant by ``audience``."""
    return decider(tokens)(audience)


def decider(tokens: Iterable[str]) -> Callable[[Iterable[str]], bool]:
    """:func:`is_for` for somebody of whom many audiences are asked."""
    held = _by_dimension(tokens)
    return lambda audience: all(
        values & held.get(name, set()) for name, values in _by_dimension(audience).items()
    )


def asks_only_roles(audience: Collection[str]) -> bool:
    """True when somebody's roles alone decide: an actor carries them, everything else is read."""
    return all(_parts(token)[0] == ROLE for token in audience)


def normal(tokens: Iterable[str]) -> list[str]:
    """The tokens as they are stored: each once, in order. Raises ValueError for what is no token."""
    found = set()
    for given in tokens:
        name, value = _parts(str(given).strip().lower())
        token = f"{name}:{value}" if value else name
        if name not in DIMENSIONS or not _SHAPE.fullmatch(token) or bool(value) == (name == TITLE_ONE):
            raise ValueError(f"{given!r} says nothing about who an event is for: {', '.join(DIMENSIONS)}.")
        found.add(token)
    return sorted(found)


def values_of(audience: Iterable[str], dimension: str) -> list[str]:
    """What an audience names in one dimension: ``["teacher"]`` of ``["role:teacher", "grade:8"]`` for roles."""
    return sorted(value for name, value in map(_parts, audience) if name == dimension)


def dimension_of(token: str) -> str:
    """What a token speaks of: ``role`` of ``teacher`` and of ``role:teacher``."""
    return _parts(token)[0]


def _by_dimension(tokens: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for token in tokens:
        name, value = _parts(token)
        found.setdefault(name, set()).add(value)
    return found


def _parts(token: str) -> tuple[str, str]:
    name, colon, value = str(token).partition(":")
    if colon or name == TITLE_ONE:
        return name, value
    return ROLE, name
