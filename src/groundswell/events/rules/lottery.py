"""A draw that nobody can steer and anyone can check.

Commit and reveal: before the draw the page shows SHA-256 of a secret seed; after it, the seed. The order of the line
is the order of SHA-256(seed + ":" + ticket), where a ticket is the number that each person got when they joined the
line and saw on their page. Whoever has the seed, the commitment and the list of tickets can do it again with any tool.
A hash of a seed that was fixed before the tickets were known gives every order the same chance (random-oracle model;
Bellare and Rogaway 1993).
"""

import hashlib
import secrets
from collections.abc import Iterable


def new_seed() -> str:
    """256 random bits as hexadecimal text."""
    return secrets.token_hex(32)


def commitment(seed: str) -> str:
    """What is published before the draw: SHA-256 of the seed's text, as hexadecimal."""
    return hashlib.sha256(seed.encode()).hexdigest()


def draw(seed: str, tickets: Iterable[int]) -> list[int]:
    """The tickets in the order that the seed gives them."""
    return sorted(tickets, key=lambda ticket: (lot(seed, ticket), ticket))


def lot(seed: str, ticket: int) -> str:
    """What a ticket drew, as hexadecimal: the smaller, the earlier."""
    return hashlib.sha256(f"{seed}:{ticket}".encode()).hexdigest()
