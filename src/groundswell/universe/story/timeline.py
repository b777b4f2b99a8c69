"""Things happen one after the other, each at its moment; what happens may make more happen later."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from groundswell.cohorts.actions import reports
from groundswell.kernel import clock, journal
from groundswell.kernel.models import Tenant
from groundswell.notices.actions import outbox

Deed = Callable[[], object]


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

    def run_until(self, moment: datetime, tenant: Tenant) -> None:
        """Everything up to and at ``moment`` happens, with the clock at each step's own moment.

        Mail of ``tenant`` leaves with the last thing of each day; what there is of it at ``moment`` leaves with
        :func:`settle`.
        """
        while self._steps and self._steps[0].moment <= moment:
            step = heapq.heappop(self._steps)
            with clock.standing_at(step.moment):
                step.do()
                if self._steps and self._steps[0].moment.date() != step.moment.date():
                    outbox.send_due(tenant)


def settle(tenant: Tenant) -> None:
    """What the worker would have done by now: scores are worked out, all mail has left, the journal is sealed."""
    reports.work_off(tenant)
    while outbox.send_due(tenant):
        pass
    while journal.seal_next(tenant):
        pass
