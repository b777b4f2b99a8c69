"""``groundswell universe build|day|list``: the invented districts and the public record, built from a seed."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from groundswell.kernel.models import Tenant
from groundswell.universe import housing, snapshots, stage
from groundswell.universe.build import build
from groundswell.universe.personas import PASSWORD, PERSONAS
from groundswell.universe.sizes import SIZES
from groundswell.universe.story.days import BY_KEY, DEFAULT


class Command(BaseCommand):
    help = "Build the demonstration's districts, or move a demonstration to another day of its story."

    def add_arguments(self, parser: CommandParser) -> None:
        tasks = parser.add_subparsers(dest="task", required=True)
        making = tasks.add_parser("build", help="build into this installation's empty database")
        making.add_argument("--size", choices=list(SIZES), default="school")
        making.add_argument("--seed", type=int, default=1)
        making.add_argument("--until", choices=list(BY_KEY), help="stop the story on this day")
        making.add_argument(
            "--throwaway", action="store_true", help="don't wait for the disk: after a power cut, build again"
        )
        moving = tasks.add_parser("day", help="stand on another day; what was done since the build is gone")
        moving.add_argument("key", choices=list(BY_KEY))
        tasks.add_parser("list", help="list the days and the people")

    def handle(self, *args: Any, **options: Any) -> None:
        tasks: dict[str, Callable[..., None]] = {"build": self.build, "day": self.day, "list": self.list}
        tasks[options["task"]](**options)

    def build(self, *, size: str, seed: int, until: str | None, throwaway: bool, **_: Any) -> None:
        if settings.GROUNDSWELL_SMTP_URL:
            raise CommandError("Invented people must get no mail. Unset GROUNDSWELL_SMTP_URL, then build.")
        call_command("migrate_all", verbosity=0)
        if Tenant.objects.exists():
            raise CommandError("There are districts here already. Point GROUNDSWELL_HOME to an empty folder.")
        if throwaway and connection.vendor == "sqlite":
            connection.cursor().execute("PRAGMA synchronous=OFF")
        keep = snapshots.keep if snapshots.possible() else lambda day: None
        build(size, seed, until, password=PASSWORD, say=self.say, on_day=keep)
        wanted = BY_KEY[DEFAULT if until is None else until]
        if wanted in snapshots.kept():
            snapshots.go_to(wanted)
        else:
            stage.stand_on(wanted.key, wanted.moment)
        housing.mark(size, seed)
        connection.close()
        self.say(f"Done. The day is {wanted.label}.")

    def day(self, *, key: str, **_: Any) -> None:
        try:
            snapshots.go_to(BY_KEY[key])
        except snapshots.NoSuchDay as problem:
            how = "`groundswell universe build` makes them, in an embedded database."
            raise CommandError(f"{problem} {how}") from problem
        self.say(f"The day is {BY_KEY[key].label}. Everybody has to step in again.")

    def list(self, **_: Any) -> None:
        here, kept = stage.standing_day(), snapshots.kept()
        self.say("Days:")
        for key, day in BY_KEY.items():
            mark = "*" if key == here else " " if day in kept else "-"
            self.say(f" {mark} {key:<16} {day.label}")
        self.say("People (password of all: " + PASSWORD + "):")
        for one in PERSONAS:
            self.say(f"   {one.email:<34} {one.label}")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
