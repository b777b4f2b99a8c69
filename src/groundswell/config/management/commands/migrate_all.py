"""Bring the database to the state of this version: tables, policies, the cache table, the application's rights."""

from typing import Any

import dj_database_url
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection, connections

from groundswell.config import environment as env


class Command(BaseCommand):
    help = "Migrate the database, as its owner where PostgreSQL has one of its own."

    def handle(self, *args: Any, **options: Any) -> None:
        application = connection.settings_dict["USER"]
        owner_url = env.get("DATABASE_OWNER_URL")
        if owner_url:
            _become(dj_database_url.parse(owner_url))
        call_command("migrate", verbosity=options["verbosity"], interactive=False)
        call_command("createcachetable", verbosity=0)
        if owner_url:
            _grant(application)
            _become(dj_database_url.parse(env.get("DATABASE_URL")))


def _become(settings: dict[str, Any]) -> None:
    connection.close()
    if getattr(connection, "pool", None):
        connection.close_pool()
    for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME"):
        connections.databases["default"][key] = connection.settings_dict[key] = settings[key]


def _grant(application: str) -> None:
    name = connection.ops.quote_name(application)
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}")
