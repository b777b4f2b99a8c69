"""How often one person is asked, all questionnaires together: a budget, and when somebody is over it."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from groundswell.surveys.models import AskingPolicy

LOOK_AHEAD = 120  # days in which a better day to open is looked for


def is_over(asked: Sequence[date], day: date, policy: AskingPolicy) -> bool:
    """True when one more questionnaire on ``day`` makes more than ``policy.most`` within ``policy.days`` days in a row.

    ``asked`` are the days on which the person was asked or will be, in any order. What was too much before and has
    nothing to do with ``day`` does not count against it.
    """
    near = sorted([day, *(one for one in asked if abs((one - day).days) < policy.days)])
    return any(
        first <= day <= last and (last - first).days < policy.days
        for first, last in zip(near, near[policy.most :], strict=False)
    )


def first_free_day(
    histories: Iterable[Sequence[date]], day: date, policy: AskingPolicy, *, ahead: int = LOOK_AHEAD
) -> date | None:
    """The first day from ``day`` on when none of these people is over; None where there is none ``ahead`` days on.

    Whole schools are asked on the same days, so that equal histories are looked at once.
    """
    different = {tuple(sorted(one)) for one in histories}
    for number in range(ahead + 1):
        later = day + timedelta(days=number)
        if not any(is_over(one, later, policy) for one in different):
            return later
    return None
