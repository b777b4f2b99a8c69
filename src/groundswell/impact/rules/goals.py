"""Claims under the goals of the plan that they speak to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from groundswell.impact.rules.pages import ShownClaim
from groundswell.kernel.words import said_in


@dataclass(frozen=True, slots=True)
class UnderGoal:
    """A goal as it reads now (``wording``), with its claims; without a ``title`` those that speak to none. A goal that
    the plan gave up (``is_retired``) stands here in its last wording, while claims do."""

    wording: int | None
    number: int | None
    title: str
    text: str
    years: str
    is_retired: bool
    claims: tuple[ShownClaim, ...]


def under_goals(
    claims: Iterable[ShownClaim], goals: Sequence[dict[str, Any]], language: str, *, every: bool
) -> list[UnderGoal]:
    """By the plan's numbers, then what was retired, then claims without a goal. ``goals`` are all wordings, those that
    hold first (``evidence.plan_goals``). With ``every`` goals without a claim, too."""
    held: dict[str, list[ShownClaim]] = {}
    for one in claims:
        held.setdefault(one.claim.goal.key if one.claim.goal else "", []).append(one)
    latest: dict[str, dict[str, Any]] = {}
    for goal in goals:
        known = latest.setdefault(goal["goal"], goal)
        if not known["is_current"] and goal["version"] > known["version"]:
            latest[goal["goal"]] = goal
    found = [
        _under(goal, held.get(key, []), language)
        for key, goal in latest.items()
        if key in held or (every and goal["is_current"])
    ]
    rest = held.get("", [])
    return [*found, UnderGoal(None, None, "", "", "", False, tuple(rest))] if rest else found


def _under(goal: dict[str, Any], claims: list[ShownClaim], language: str) -> UnderGoal:
    return UnderGoal(
        wording=goal["wording"],
        number=goal["number"],
        title=said_in(goal["title"], language),
        text=said_in(goal["text"], language),
        years=goal["years"],
        is_retired=not goal["is_current"],
        claims=tuple(claims),
    )
