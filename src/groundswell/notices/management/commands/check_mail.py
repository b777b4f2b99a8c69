"""``check_mail``: does mail work here?"""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from groundswell.notices.actions.check import mail_settings


class Command(BaseCommand):
    """Prints what was found. Exit code 1 when something stands in the way of mail."""

    help = "Check that mail can leave; with an address, send a test mail there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", nargs="?", default="", help="where to send a test mail")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = mail_settings(test_address=options["address"])
        for finding in findings:
            self.stdout.write(f"{'problem' if finding.is_problem else 'well':8} {finding.text}")
        if any(finding.is_problem for finding in findings):
            sys.exit(1)
