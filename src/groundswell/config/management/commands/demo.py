"""``groundswell demo``: build the universe where there is none yet, say who can sign in, and serve it."""

import os
import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from groundswell.universe import housing
from groundswell.universe.personas import PASSWORD, PERSONAS
from groundswell.universe.sizes import SIZES


class Command(BaseCommand):
    help = "Show Groundswell with a fictional district and a public record. Builds them at the first start."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--size", choices=list(SIZES), default="school")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--rebuild", action="store_true", help="build anew; what was done in the demo is gone"
        )

    def handle(self, *, size: str, seed: int, host: str, port: int, rebuild: bool, **_: Any) -> None:
        address = f"http://{host}:{port}/"
        os.environ.setdefault("GROUNDSWELL_URL", address.rstrip("/"))  # links in the story's mail lead here
        if rebuild or not housing.stands(size, seed):
            self._build(size, seed)
        self._introduce(address)
        call_command("serve", host=host, port=port, demo=True)

    def _build(self, size: str, seed: int) -> None:
        self._say(f"Building the demonstration ({size}). This happens once.")
        begun = time.monotonic()
        try:
            housing.build_aside(size, seed, self._say)
        except housing.BuildFailed as problem:
            raise CommandError(str(problem)) from problem
        self._say(f"Built in {time.monotonic() - begun:.0f} seconds.")

    def _introduce(self, address: str) -> None:
        self._say(f"\nOpen {address} and choose whom to be, or sign in with the password {PASSWORD}:\n")
        for one in PERSONAS:
            self._say(f"  {one.email:<36} {one.label}")
        self._say(
            f"\nThe public record of a real district, without people: {address}d/charlotte-mecklenburg/schools/\n"
            "Everything in Riverbend and Harbor Point is invented. Ctrl-C stops the demonstration.\n"
        )

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
