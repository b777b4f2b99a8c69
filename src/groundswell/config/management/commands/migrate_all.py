"""Bring the database to the state of this version: tables, policies, the cache table, the other roles' rights."""

from typing import Any

from django.core.management.base import BaseCommand

from groundswell.config.operations import migrating


class Command(BaseCommand):
    help = "Migrate the database in one transaction, as its owner where PostgreSQL has one of its own."

    def handle(self, *args: Any, **options: Any) -> None:
        migrating.bring_up_to_date(verbosity=options["verbosity"])
