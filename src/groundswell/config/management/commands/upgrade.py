"""``groundswell upgrade``: back up, migrate, check; says the way back."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from groundswell.config.operations import soundness
from groundswell.config.operations.refusals import Refused
from groundswell.config.operations.upgrade import upgrade


class Command(BaseCommand):
    help = "Bring the data to the version that is installed now. A migration that fails leaves everything as it was."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            upgrade(self.stdout.write)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        found = [finding for finding in soundness.installation() if finding.level == "problem"]
        for finding in found:
            self.stdout.write(f"problem  {finding.subject}: {finding.text} {finding.remedy}")
        if found:
            sys.exit(1)
        self.stdout.write("Checked: everything is sound. Restart `groundswell serve`.")
