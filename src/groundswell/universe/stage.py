"""The day on which a demonstration stands. It is kept in the data folder and read anew for each request."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from groundswell.kernel import clock


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
    with clock.shifted(timedelta(seconds=_read().get("shift_seconds", 0))):
        yield


def stage_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
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
