"""``groundswell worker``: do what is due, again and again. Killing it loses nothing."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from groundswell.kernel import work
from groundswell.universe import stage


class Command(BaseCommand):
    help = "Do the background work: hand on journal entries, send mail, read roster files, ask and remind people."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop when nothing is due")
        parser.add_argument("--pause", type=float, default=1.0, help="seconds between two looks (default 1)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            self.stdout.write(f"{work.do_all()} done")
            return
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        while not stop.is_set():
            close_old_connections()
            with stage.standing():
                done = work.do_some()
            stop.wait(0 if done else options["pause"])
