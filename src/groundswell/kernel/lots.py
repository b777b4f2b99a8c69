"""A draw that nobody can steer and anyone can check.

Commit and reveal: before the draw the page shows SHA-256 of a secret seed; after it, the seed. The order is that of
SHA-256(seed + ":" + ticket), where a ticket is a number or word that each who takes part can see on their page. Whoever
has the seed, the commitment and the list of tickets can do it again with any tool. A hash of a seed that was fixed
before the tickets were known gives every order the same chance (random-oracle model; Bellare and Rogaway 1993).

Where tickets are known first, seeds could be tried until one pleases. There the commitment also names a public number
that nobody knows yet (such as a state lottery's of a later day), and the order is that of SHA-256(seed + ":" + public +
":" + ticket).
"""

import hashlib
import secrets
from collections.abc import Iterable
from typing import TypeVar

Ticket = TypeVar("Ticket", int, str)


def new_seed() -> str:
    """256 random bits as hexadecimal text."""
    return secrets.token_hex(32)


def commitment(seed: str) -> str:
    """What is published before the draw: SHA-256 of the seed's text, as hexadecimal."""
    return hashlib.sha256(seed.encode()).hexdigest()


def draw(seed: str, tickets: Iterable[Ticket], *, public: str = "") -> list[Ticket]:
    """The tickets in the order that the seed, and the public number where there is one, give them."""
    return sorted(tickets, key=lambda ticket: (lot(seed, ticket, public=public), ticket))


def lot(seed: str, ticket: int | str, *, public: str = "") -> str:
    """What a ticket drew, as hexadecimal: the smaller, the earlier."""
    parts = (seed, public, str(ticket)) if public else (seed, str(ticket))
    return hashlib.sha256(":".join(parts).encode()).hexdigest()
