"""The database as it was on each day of the story, as files, and the way from one day to another (SQLite)."""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection

from groundswell.kernel import locking
from groundswell.universe import stage
from groundswell.universe.story.days import DAYS, Day

PATIENCE = 30  # seconds that a busy database is waited for


class NoSuchDay(LookupError):
    """There is no picture of this day; the text says which there are."""


def possible() -> bool:
    """Days can be kept where the database is a file."""
    return connection.vendor == "sqlite" and "memory" not in str(connection.settings_dict["NAME"])


def keep(day: Day) -> None:
    """Keep the database as it is now as the picture of ``day``."""
    folder = _file(day).parent
    folder.mkdir(parents=True, exist_ok=True)
    temporary = _file(day).with_suffix(".new")
    temporary.unlink(missing_ok=True)
    connection.ensure_connection()
    with closing(sqlite3.connect(temporary)) as picture:
        connection.connection.backup(picture)
        picture.execute("PRAGMA journal_mode=DELETE")
    temporary.replace(_file(day))


def kept() -> list[Day]:
    """The days that one can go to, in the story's order."""
    return [day for day in DAYS if _file(day).exists()]


def go_to(day: Day) -> None:
    """Make the live database what it was on ``day`` and let the clock start there. All or nothing.

    Everything that was done since is gone, sessions included. Waits for whoever is writing. Raises NoSuchDay.
    """
    if day not in kept():
        names = ", ".join(one.key for one in kept()) or "none"
        raise NoSuchDay(f"There is no picture of the day “{day.key}”. There are: {names}.")
    live = str(connection.settings_dict["NAME"])
    with stage.alone(), locking.writers_turn():
        with (
            closing(sqlite3.connect(_file(day))) as picture,
            closing(sqlite3.connect(live, timeout=PATIENCE)) as database,
        ):
            picture.backup(database)
        stage.stand_on(day.key, day.moment)


def _file(day: Day) -> Path:
    return Path(settings.GROUNDSWELL_HOME) / "days" / f"{day.key}.sqlite3"
