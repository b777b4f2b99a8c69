"""Positions as people read them: what two joined records both say of one post is one line."""

from collections.abc import Iterable
from datetime import date

from groundswell.roster.models import Position


def shown_once(positions: Iterable[Position]) -> list[Position]:
    """These positions, each post of a person once: same place, same role, at least one day in common.

    It stands where the first of them stood, from the earliest known day to the latest (none where one is open), and
    ``is_held`` when one of them is. Nothing is written, so that a split gives each record its own back.
    """
    rows = list(positions)
    at = {id(one): number for number, one in enumerate(rows)}
    posts: dict[tuple[int, int, str], list[Position]] = {}
    for one in sorted(rows, key=_first_day):
        same = posts.setdefault((one.person_id, one.organisation_id, one.role), [])
        if same and _first_day(one) <= _last_day(same[-1]):
            first, second = sorted((same[-1], one), key=lambda position: at[id(position)])
            same[-1] = _both_as_one(first, second)
        else:
            same.append(one)
    return sorted((one for same in posts.values() for one in same), key=lambda position: at[id(position)])


def _both_as_one(shown: Position, other: Position) -> Position:
    shown.begins_on = min(filter(None, (shown.begins_on, other.begins_on)), default=None)
    shown.ends_on = (
        None if None in (shown.ends_on, other.ends_on) else max(_last_day(shown), _last_day(other))
    )
    if getattr(other, "is_held", False):
        shown.is_held = True  # type: ignore[attr-defined]
    return shown


def _first_day(position: Position) -> date:
    return position.begins_on or date.min


def _last_day(position: Position) -> date:
    return position.ends_on or date.max
