"""``groundswell restore FILE``: bring back what a backup holds."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from groundswell.config.management.asking import passphrase
from groundswell.config.operations.refusals import Refused
from groundswell.config.operations.restore import restore


class Command(BaseCommand):
    help = "Replace the database and the files folder by a backup's, after checking all of it. Old or new, never half."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="replace the data that is here")
        parser.add_argument(
            "--with-secrets", action="store_true", help="also the signing key; its passphrase is asked"
        )

        parser.add_argument(
            "--erasures",
            type=Path,
            metavar="LIST",
            help="erasures.jsonl of the machine the backup comes from: who was erased since is erased again",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            words = passphrase() if options["with_secrets"] else ""
            manifest = restore(
                options["file"],
                overwrite=options["yes"],
                passphrase=words,
                list_of_erasures=options["erasures"],
                say=self.stdout.write,
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        rows, districts = sum(manifest.counts.values()), ", ".join(manifest.districts) or "none yet"
        self.stdout.write(f"Restored the state of {manifest.made_at}: {rows:,} rows; districts: {districts}.")
        if words:
            self.stdout.write("The signing key is back too. Restart Groundswell so that it is used.")
