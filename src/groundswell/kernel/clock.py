"""The one source of time, so that a demonstration or a test can stand on any day.

Stored times are UTC. Day counts and deadlines are the district's: use :func:`today` and :func:`local`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_shift: ContextVar[timedelta] = ContextVar("clock_shift", default=timedelta(0))


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC) + _shift.get()


def local(moment: datetime, zone: str) -> datetime:
    """The same moment on the wall clock of ``zone`` (an IANA name)."""
    return moment.astimezone(ZoneInfo(zone))


def today(zone: str) -> date:
    """The date that a calendar on the wall of ``zone`` shows now."""
    return local(now(), zone).date()


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Within the block the clock starts at ``moment`` (aware) and runs on from there."""
    with shifted(moment - datetime.now(UTC)):
        yield


@contextmanager
def shifted(by: timedelta) -> Iterator[None]:
    """Within the block the clock is ``by`` ahead of the real one."""
    token = _shift.set(by)
    try:
        yield
    finally:
        _shift.reset(token)
