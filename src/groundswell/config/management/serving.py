"""What `serve` and `run` share: their options, and what happens before and while they serve."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from groundswell.config import environment as env
from groundswell.config.operations import erasures, migrating, processes, restore
from groundswell.config.operations.refusals import Refused


class ServingCommand(BaseCommand):
    """A command that ends by serving."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=env.number("WORKERS"), help="web processes")
        parser.add_argument(
            "--no-worker", action="store_true", help="web only; run `groundswell worker` elsewhere"
        )

    def prepare(self, options: dict[str, Any]) -> None:
        """Settle what was cut off, make an empty database ready, refuse an old one."""
        _take_address(options["host"], options["port"])
        try:
            processes.refuse_taken_port(options["host"], options["port"])
            restore.finish()
            settings.STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise complains where there is none
            ready_database(is_demo=options.get("demo") or settings.GROUNDSWELL_DEMO)
            erasures.do_again()
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal

    def serve(self, options: dict[str, Any]) -> None:
        """Serve until asked to stop; never returns."""
        web = processes.web_command(options["host"], options["port"], options["workers"])
        worker = None if options["no_worker"] else processes.worker_command()
        self.say(f"Groundswell is at {os.environ['GROUNDSWELL_URL']} (Ctrl-C stops it)")
        sys.exit(processes.run_group(web, worker, say=self.say))

    def say(self, text: str) -> None:
        """Print a line at once, also into a pipe."""
        self.stdout.write(text)
        self.stdout.flush()


def ready_database(*, is_demo: bool) -> None:
    """Make an empty database ready. One with data is migrated by `groundswell upgrade`, which backs it up first.

    The demonstration's data can be built again, so it is brought along without that. Raises Refused.
    """
    if migrating.is_empty() or (is_demo and migrating.pending()):
        migrating.bring_up_to_date()
    waiting = migrating.pending()
    if waiting:
        raise Refused(
            f"The data is of an older version ({len(waiting)} migrations wait). Run: groundswell upgrade"
        )


def _take_address(host: str, port: int) -> None:
    """Links lead to where we serve, unless the installation says where people reach it."""
    if "GROUNDSWELL_URL" not in os.environ:
        shown = "127.0.0.1" if host in ("0.0.0.0", "::", "") else host
        os.environ["GROUNDSWELL_URL"] = settings.GROUNDSWELL_URL = f"http://{shown}:{port}"
