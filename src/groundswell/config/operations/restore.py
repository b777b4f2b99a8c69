"""Bring back what a backup holds: old until the new is complete and checked, then new; never half.

Everything is unpacked and checked in ``HOME/restoring``. The one commit that decides is the database's: it carries
a marker that ``restoring/plan.json`` names too. Whoever comes next (this function, or the next start after a crash,
through :func:`finish`) compares the two: same marker, and the files are put in place; another, and what was unpacked
is thrown away.

Safe while serving. SQLite: the new content is written into the live file in one transaction, in the writers' turn,
so that no connection is left with a file of its own. PostgreSQL: see ``restore_postgresql``.
"""

import fcntl
import json
import os
import secrets
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import Error, connection

from groundswell import __version__
from groundswell.config.operations import (
    archive,
    erasures,
    migrating,
    restore_postgresql,
    sealed_key,
    signature,
)
from groundswell.config.operations.archive import Manifest
from groundswell.config.operations.refusals import Refused
from groundswell.kernel import locking
from groundswell.kernel.models import Tenant
from groundswell.roster.actions import ledger


def restore(
    source: Path,
    *,
    overwrite: bool = False,
    passphrase: str = "",
    list_of_erasures: Path | None = None,
    say: Callable[[str], None] = lambda text: None,
) -> Manifest:
    """Replace the database and the files folder by those of ``source``, then run the migrations it has not had.

    Whoever was erased since the backup is erased again, by the list of erasures that lies here and by the one that
    is given. With a passphrase the signing key comes back too; running servers take it at their next start. Raises
    Refused, with everything as it was, when the backup is damaged, of another engine or newer than this version,
    when there is data here and ``overwrite`` is not said, or when the disk has no room.
    """
    with _alone():
        _settle()
        with archive.opened(source) as (bundle, manifest):
            _refuse_foreign(manifest)
            if not overwrite:
                _refuse_data_here()
            if list_of_erasures is not None:
                erasures.take_in(list_of_erasures)
            erasures.remember()
            _prepare(bundle, manifest, passphrase)
        _put_in_place(manifest)
        _settle()
    if migrating.pending():
        migrating.bring_up_to_date()
    if again := erasures.do_again():
        say(f"Erased again, because they were erased since the backup: {again}.")
    elif not ledger.place().exists():
        say(
            "There is no list of erasures here. If people were erased since this backup, bring the list"
            " (erasures.jsonl of the machine it comes from) with --erasures, or they are back."
        )
    return manifest


def finish() -> None:
    """Complete or forget a restore that was cut off. Cheap; called before anything starts to serve or to write."""
    if _room().exists():
        with _alone():
            _settle()


def _room() -> Path:
    return Path(settings.GROUNDSWELL_HOME) / "restoring"


@contextmanager
def _alone() -> Iterator[None]:
    with (Path(settings.GROUNDSWELL_HOME) / "restore.lock").open("a") as queue:
        try:
            fcntl.flock(queue, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            raise Refused("A restore is running here. Wait until it has ended.") from problem
        yield


def _refuse_foreign(manifest: Manifest) -> None:
    if manifest.engine != connection.vendor:
        raise Refused(
            f"The backup is of a {manifest.engine} database, this installation runs on {connection.vendor}. Point"
            " GROUNDSWELL_DATABASE_URL to the same kind of database."
        )
    unknown = {tuple(migration) for migration in manifest.migrations} - migrating.known()
    if unknown:
        raise Refused(
            f"The backup was made by Groundswell {manifest.groundswell}, which is newer than this {__version__}"
            f" (it knows {len(unknown)} more migrations). Install that version, then restore."
        )


def _refuse_data_here() -> None:
    try:
        districts = list(Tenant.objects.order_by("slug").values_list("slug", flat=True))
    except Error:
        districts = []
    if districts:
        raise Refused(
            f"There is data here already ({', '.join(districts)}), and restoring replaces all of it. Back it up, then"
            " say --yes."
        )


def _prepare(bundle: zipfile.ZipFile, manifest: Manifest, passphrase: str) -> None:
    """Unpack and check everything in ``HOME/restoring``; nothing that is in use changes yet."""
    room = _room()
    needed = 2 * sum(member["size"] for member in manifest.members.values())
    if shutil.disk_usage(room.parent).free < needed:
        raise Refused(f"{room.parent} has no room: restoring needs {needed // 1_000_000 + 1} MB.")
    room.mkdir(mode=0o700)
    try:
        archive.unpack(bundle, manifest, room)
        (room / "files").mkdir(exist_ok=True)
        _unseal(room, passphrase)
        if manifest.engine == "sqlite":
            _check_sqlite(room / manifest.database, manifest)
    except (OSError, sqlite3.Error) as problem:
        shutil.rmtree(room)
        raise Refused(f"The backup could not be unpacked: {problem}. Nothing was changed.") from problem
    except Refused:
        shutil.rmtree(room)
        raise


def _unseal(room: Path, passphrase: str) -> None:
    sealed = room / archive.SECRETS
    if not passphrase:
        return
    if not sealed.exists():
        raise Refused("The backup holds no secrets, so the passphrase opens nothing. Leave it away.")
    key = room / "secret_key"
    key.touch(mode=0o600)
    key.write_text(sealed_key.unseal(sealed.read_bytes(), passphrase))


def _check_sqlite(copy: Path, manifest: Manifest) -> None:
    with closing(sqlite3.connect(copy)) as file:
        (verdict,) = file.execute("PRAGMA quick_check").fetchone()
    if verdict != "ok" or signature.counts_of_sqlite(copy) != manifest.counts:
        raise Refused("The database in the backup is not whole. Nothing was changed. Take another backup.")


def _put_in_place(manifest: Manifest) -> None:
    marker = secrets.randbelow(2**31 - 1) + 1
    os.sync()
    plan = _room() / "plan.new"
    plan.write_text(json.dumps({"marker": marker}))
    plan.rename(_room() / "plan.json")
    os.sync()
    copy = _room() / manifest.database
    connection.close()
    try:
        if manifest.engine == "sqlite":
            _write_into_sqlite(copy, marker)
        else:
            restore_postgresql.write_into(copy, manifest, marker)
    except (Refused, OSError, sqlite3.Error) as problem:
        if _marker() == marker:
            return  # it was committed, and only the answer got lost
        _settle()
        raise Refused(f"The database could not be replaced and is as it was: {problem}") from problem


def _write_into_sqlite(copy: Path, marker: int) -> None:
    """Write the copy over the live file as one transaction in its write-ahead log."""
    live = Path(settings.DATABASES["default"]["NAME"])
    with closing(sqlite3.connect(copy)) as source, locking.writers_turn():
        source.execute(f"PRAGMA user_version = {marker}")
        with closing(sqlite3.connect(live, timeout=60)) as target:
            target.execute("PRAGMA journal_mode = WAL")
            target.execute("PRAGMA synchronous = FULL")
            source.backup(target, pages=-1)


def _settle() -> None:
    """Put the unpacked files in place when the database is the new one; throw them away when it is the old one.

    Each step may have been done by a run that was cut off after it.
    """
    room = _room()
    if not room.exists():
        return
    plan = room / "plan.json"
    if plan.exists() and json.loads(plan.read_text())["marker"] == _marker():
        files, ours = room / "files", Path(settings.MEDIA_ROOT)
        if files.exists():
            if ours.exists():
                ours.rename(room / f"files-before-{secrets.token_hex(4)}")
            files.rename(ours)
        if (room / "secret_key").exists():
            (room / "secret_key").replace(room.parent / "secret_key")
    shutil.rmtree(room)


def _marker() -> int:
    """The marker in the database; 0 where there is none."""
    if connection.vendor == "postgresql":
        return restore_postgresql.marker()
    live = Path(settings.DATABASES["default"]["NAME"])
    if not live.exists():
        return 0
    with closing(sqlite3.connect(live)) as file:
        return file.execute("PRAGMA user_version").fetchone()[0]
