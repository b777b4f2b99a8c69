"""Bring an installation to the version that is installed now, with a way back."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from groundswell import __version__
from groundswell.config.operations import migrating, restore
from groundswell.config.operations.backup import backup
from groundswell.config.operations.refusals import Refused
from groundswell.kernel import clock


def upgrade(say: Callable[[str], None]) -> Path | None:
    """Back up, migrate in one transaction, and say the way back. Returns the backup's path; None for an empty database.

    Raises Refused when a migration fails: the database is then as it was, and the text says how to go on.
    """
    restore.finish()
    if migrating.is_empty():
        migrating.bring_up_to_date()
        say("The database was empty and is ready now.")
        return None
    kept = _backup_place()
    backup(kept)
    say(f"Backed up to {kept}")
    waiting = migrating.pending()
    try:
        migrating.bring_up_to_date()
    except Exception as problem:
        raise Refused(_what_now(problem, kept)) from problem
    say(f"{len(waiting)} migrations were run." if waiting else "The database was up to date already.")
    say(f"The way back: install the version that you came from, then  groundswell restore {kept} --yes")
    return kept


def _backup_place() -> Path:
    folder = Path(settings.GROUNDSWELL_HOME) / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"before-{__version__}-{clock.now():%Y%m%d-%H%M%S}.zip"


def _what_now(problem: Exception, kept: Path) -> str:
    return (
        f"A migration failed and the database is as it was before: {type(problem).__name__}: {problem}"
        f"\nGo on with the version that you came from: install it again and start it. Nothing was lost; a backup of"
        f" this moment is {kept}."
    )
