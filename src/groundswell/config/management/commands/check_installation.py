"""``groundswell check`` and ``groundswell check mail``: is this installation sound?"""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from groundswell import __version__
from groundswell.config.operations import soundness


class Command(BaseCommand):
    help = "Look at the whole installation, or at mail alone. Exit code 1 when something has to be put right."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", nargs="?", choices=["mail"], help="mail: try the relay")
        parser.add_argument("--to", default="", help="send a test mail to this address")
        parser.add_argument("--json", action="store_true", help="for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        found = [] if options["what"] == "mail" else soundness.installation()
        found += soundness.mail_relay(options["to"])
        sound = all(finding.level != "problem" for finding in found)
        if options["json"]:
            findings = [asdict(finding) for finding in found]
            self.stdout.write(
                json.dumps({"sound": sound, "version": __version__, "findings": findings}, indent=1)
            )
        else:
            for finding in found:
                self.stdout.write(
                    f"{finding.level:<8} {finding.subject}: {finding.text} {finding.remedy}".rstrip()
                )
        sys.exit(0 if sound else 1)
