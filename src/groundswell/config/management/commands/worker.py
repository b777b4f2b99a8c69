"""``groundswell worker``: do what is due, again and again. Killing it loses nothing."""

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, close_old_connections

from groundswell.kernel import work
from groundswell.universe import stage

log = logging.getLogger(__name__)
LONGEST_PAUSE = 30.0


class Command(BaseCommand):
    help = "Do the background work: hand on journal entries, send mail, read roster files, ask and remind people."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop when nothing is due")
        parser.add_argument("--pause", type=float, default=1.0, help="seconds between two looks (default 1)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            with stage.standing():
                self.stdout.write(f"{work.do_all()} done")
            return
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        _work_until(stop, options["pause"])


def _work_until(stop: threading.Event, pause: float) -> None:
    """Rounds without end. A database that is away is waited for, longer each time up to half a minute."""
    longer, rests = pause, work.Rests()
    while not stop.is_set():
        close_old_connections()
        try:
            with stage.standing():
                done = work.do_some(rests)
            longer = pause
        except Error as problem:
            log.warning("The database does not answer (%s); looking again in %.0f s.", problem, longer)
            done, longer = 0, min(LONGEST_PAUSE, 2 * longer)
        stop.wait(0 if done else longer)
