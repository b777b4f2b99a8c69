"""``groundswell serve``: the web server and the worker as one group of processes."""

import os
from typing import Any

from django.core.management.base import CommandParser

from groundswell.config.management.serving import ServingCommand


class Command(ServingCommand):
    help = "Serve web pages and do the background work. Stops as one when it gets SIGTERM or Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--demo", action="store_true", help="with the persona bar and the inbox page")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["demo"]:
            os.environ["GROUNDSWELL_DEMO"] = "1"
        self.prepare(options)
        self.serve(options)
