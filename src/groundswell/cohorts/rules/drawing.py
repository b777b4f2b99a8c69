"""A lottery among schools near the line that anybody can do again.

Who stands near the line is known before the seed, so that seeds could be tried until one pleases: a number that is
public and not known yet (such as a state lottery's of a later day) is named with the seed and taken into the draw. See
``kernel.lots`` for the rule and its sources.
"""

import hashlib
from collections.abc import Sequence

from groundswell.kernel import lots


def list_hash(seed: str, tickets: Sequence[int]) -> str:
    """What fixes who takes part without telling it: SHA-256 of the seed, a colon and the tickets with commas."""
    return hashlib.sha256(f"{seed}:{','.join(map(str, tickets))}".encode()).hexdigest()


def order_of(seed: str, public: str, tickets: Sequence[int]) -> list[int]:
    """The tickets in the order that they were drawn."""
    return lots.draw(seed, list(tickets), public=public)


def lots_of(seed: str, public: str, tickets: Sequence[int]) -> list[tuple[int, str]]:
    """(ticket, what it drew) in the order of the draw: the smallest first."""
    return [(one, lots.lot(seed, one, public=public)) for one in order_of(seed, public, tickets)]


def holds(seed_hash: str, promised_list: str, seed: str, tickets: Sequence[int]) -> bool:
    """Whether the seed and the list are those that were promised."""
    return lots.commitment(seed) == seed_hash and list_hash(seed, tickets) == promised_list


def command(seed: str, public: str, ticket: int) -> str:
    """A line for a terminal that gives what a ticket drew."""
    return f"printf '%s' '{':'.join(filter(None, [seed, public, str(ticket)]))}' | sha256sum"
