"""``groundswell settings``: every setting, its value and what it is for."""

from typing import Any

from django.core.management.base import BaseCommand

from groundswell.config.environment import SETTINGS


class Command(BaseCommand):
    help = "List every setting, its value and what it is for. Secrets are not shown."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for setting in SETTINGS.values():
            shown = "(set)" if setting.secret and setting.value else setting.value or "(empty)"
            self.stdout.write(f"{setting.variable:<34} {shown}\n{'':<34} {setting.meaning}")
