"""The day on which a demonstration stands. It is kept in the data folder and read anew for each request.

While the day is changed, nobody else is on the stage: requests and the worker wait (a lock on a file, for every process
of this installation), so that nothing of one day is done on another.
"""

import fcntl
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from io import IOBase
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from groundswell.kernel import clock

_pass: ContextVar[IOBase | None] = ContextVar("stage_pass", default=None)


def _file() -> Path:
    return Path(settings.GROUNDSWELL_HOME) / "stage.json"


def stand_on(key: str, moment: datetime) -> None:
    """From now on the demonstration's clock starts at ``moment`` (aware) and runs on."""
    shift = moment - datetime.now(UTC)
    text = json.dumps({"day": key, "shift_seconds": shift.total_seconds()})
    temporary = _file().with_suffix(".new")
    temporary.write_text(text)
    temporary.replace(_file())


def standing_day() -> str:
    """Key of the story's day on which the demonstration stands, or nothing."""
    return _read().get("day", "")


@contextmanager
def standing() -> Iterator[None]:
    """Within the block the clock shows the demonstration's day; without a demonstration, the real one."""
    if not settings.GROUNDSWELL_DEMO:
        yield
        return
    with _file().with_suffix(".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        token = _pass.set(lock)
        try:
            with clock.shifted(timedelta(seconds=_read().get("shift_seconds", 0))):
                yield
        finally:
            _pass.reset(token)


@contextmanager
def alone() -> Iterator[None]:
    """Within the block nobody else is on the stage. Waits until those who are there have finished.

    Inside :func:`standing` its lock is turned over and back; of two who ask at once, one comes after the other.
    """
    held = _pass.get()
    if held is None:
        with _file().with_suffix(".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        return
    fcntl.flock(held, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(held, fcntl.LOCK_SH)


def stage_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Serves every request on the demonstration's day."""

    def serve(request: HttpRequest) -> HttpResponse:
        with standing():
            return get_response(request)

    return serve


def _read() -> dict:
    try:
        return json.loads(_file().read_text())
    except FileNotFoundError:
        return {}
