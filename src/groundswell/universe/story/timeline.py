"""Things happen one after the other, each at its moment; what happens may make more happen later."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from groundswell.kernel import clock, work

Deed = Callable[[], None]


@dataclass(order=True)
class _Step:
    moment: datetime
    number: int
    do: Deed = field(compare=False)


class Timeline:
    """The story as steps in the order of their moments."""

    def __init__(self) -> None:
        self._steps: list[_Step] = []
        self._numbers = count()

    def at(self, moment: datetime, do: Deed) -> None:
        """``do`` happens at ``moment``; of two at the same moment the one told first comes first."""
        heapq.heappush(self._steps, _Step(moment, next(self._numbers), do))

    def work_at(self, moment: datetime) -> None:
        """The worker does what is due at ``moment``: sends mail, asks, reminds, closes."""
        self.at(moment, do_the_work)

    def run_until(self, moment: datetime) -> None:
        """Everything up to and at ``moment`` happens, with the clock at each step's own moment."""
        while self._steps and self._steps[0].moment <= moment:
            step = heapq.heappop(self._steps)
            with clock.standing_at(step.moment):
                step.do()


def do_the_work() -> None:
    """Background work until nothing is due."""
    work.do_all(rounds=400)
