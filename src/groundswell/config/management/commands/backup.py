"""``groundswell backup FILE``: write everything into one file, while serving."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from groundswell.config.management.asking import passphrase_twice
from groundswell.config.operations import restore
from groundswell.config.operations.backup import backup
from groundswell.config.operations.refusals import Refused


class Command(BaseCommand):
    help = "Write the database and the files folder into one file. Safe while serving; the file holds personal data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--with-secrets",
            action="store_true",
            help="also the signing key, sealed with a passphrase that is asked",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            restore.finish()
            words = passphrase_twice() if options["with_secrets"] else ""
            manifest = backup(options["file"], passphrase=words)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        size = options["file"].stat().st_size
        rows, members = sum(manifest.counts.values()), len(manifest.members)
        self.stdout.write(f"{options['file']}: {rows:,} rows, {members} members, {size / 1e6:.1f} MB")
