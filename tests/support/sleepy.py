"""An application for tests of the web server: ``/sleep`` stands until it is woken, everything else takes no time.

``GROUNDSWELL_SLEEPY`` is a folder: the file ``asleep`` is made there when somebody sleeps, ``wake`` wakes them.
"""

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

LONGEST = 120  # seconds


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    if environ["PATH_INFO"] == "/sleep":
        folder, began = Path(os.environ["GROUNDSWELL_SLEEPY"]), time.monotonic()
        (folder / "asleep").touch()
        while not (folder / "wake").exists() and time.monotonic() < began + LONGEST:
            time.sleep(0.02)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
    return [b"ok"]
