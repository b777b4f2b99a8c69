"""Write everything that an installation holds into one file, while it serves.

The database is copied first, in one state, then the files folder: a file that a row names was there before the
row, so every row of the copy finds its file. The backup gets its name when it is complete and safely on the disk;
until then it stands in a hidden folder beside it, which a later backup of the same name clears away.
"""

import fcntl
import os
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection

from groundswell import __version__
from groundswell.config.operations import archive, postgres, sealed_key, signature
from groundswell.config.operations.archive import Manifest
from groundswell.config.operations.refusals import Refused
from groundswell.kernel import clock

MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY app, name"
DISTRICTS = "SELECT slug FROM kernel_tenant ORDER BY slug"
NEEDS_RIGHT = (
    "{variable} may not read every district's rows, so the backup would be empty. Set GROUNDSWELL_DATABASE_BACKUP_URL"
    " to a role with BYPASSRLS (docs/operations.md has the lines to make it)."
)


def backup(target: Path, *, passphrase: str = "") -> Manifest:
    """Write the database and the files folder to ``target``; with a passphrase also the signing key, sealed.

    Raises Refused when the file exists, the disk is full or the database can't be read; then no file is left.
    """
    if target.exists():
        raise Refused(f"There is a file {target} already. Choose another name.")
    if not target.parent.is_dir():
        raise Refused(f"There is no folder {target.parent}. Make it first.")
    try:
        with _workplace(target) as folder:
            return _write(target, folder, passphrase)
    except (OSError, sqlite3.Error) as problem:
        raise Refused(
            f"The backup could not be written to {target}: {problem}. No file was left there."
        ) from problem


def _write(target: Path, folder: Path, passphrase: str) -> Manifest:
    copy = folder / archive.DATABASES[connection.vendor]
    manifest = _copy_sqlite(copy) if connection.vendor == "sqlite" else _dump_postgresql(copy)
    part = folder / "backup"
    with open(part, "xb", opener=_for_us_alone) as file:
        with zipfile.ZipFile(file, "w", compresslevel=1) as bundle:
            archive.add_file(bundle, manifest, copy.name, copy, squeeze=connection.vendor == "sqlite")
            _add_files(bundle, manifest)
            if passphrase:
                sealed = sealed_key.seal(settings.SECRET_KEY, passphrase)
                archive.add_text(bundle, manifest, archive.SECRETS, sealed)
            archive.close(bundle, manifest)
        file.flush()
        os.fsync(file.fileno())
    _give_name(part, target)
    return manifest


def _copy_sqlite(copy: Path) -> Manifest:
    """SQLite's online backup in one step: one state, and nobody has to wait for it."""
    source = Path(settings.DATABASES["default"]["NAME"])
    if not source.exists():
        raise Refused(f"There is no database at {source} yet: nothing to back up.")
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(copy)) as target:
        live.backup(target, pages=-1)
        target.execute("PRAGMA journal_mode = DELETE")
        migrations = [list(row) for row in target.execute(MIGRATIONS)]
        districts = [slug for (slug,) in target.execute(DISTRICTS)]
    return _manifest(migrations, districts, signature.counts_of_sqlite(copy))


def _dump_postgresql(copy: Path) -> Manifest:
    """pg_dump of the same snapshot in which the rows are counted."""
    who = postgres.backup_reader()
    with postgres.connected(who) as server:
        server.isolation_level, server.read_only = psycopg.IsolationLevel.REPEATABLE_READ, True
        if not postgres.reads_every_row(server):
            raise Refused(NEEDS_RIGHT.format(variable=who.variable))
        (snapshot,) = server.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
        migrations = [list(row) for row in server.execute(MIGRATIONS)]
        districts = [slug for (slug,) in server.execute(DISTRICTS)]
        manifest = _manifest(migrations, districts, signature.counts_of_postgresql(server))
        options = ["--format=custom", "--compress=1", "--no-owner", "--no-privileges", "--no-comments"]
        postgres.run("pg_dump", *options, f"--snapshot={snapshot}", f"--file={copy}", who=who)
    return manifest


def _manifest(migrations: list[list[str]], districts: list[str], counts: dict[str, int]) -> Manifest:
    return Manifest(
        engine=connection.vendor,
        groundswell=__version__,
        made_at=clock.now().isoformat(timespec="seconds"),
        migrations=migrations,
        districts=districts,
        counts=counts,
    )


def _add_files(bundle: zipfile.ZipFile, manifest: Manifest) -> None:
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")) if root.exists() else []:
        if path.is_symlink() or not path.is_file():
            continue
        with suppress(FileNotFoundError):  # taken away since we looked
            archive.add_file(bundle, manifest, archive.FILES + path.relative_to(root).as_posix(), path)


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _give_name(part: Path, target: Path) -> None:
    """The name comes last and survives a power cut."""
    part.rename(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def _workplace(target: Path) -> Iterator[Path]:
    """A private folder on the target's disk, gone afterwards; what a killed backup left in it is cleared away."""
    folder = target.parent / f".{target.name}.part"
    folder.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as problem:
        os.close(handle)
        raise Refused(f"Another backup to {target} is being written. Wait for it.") from problem
    try:
        for leftover in folder.iterdir():
            leftover.unlink()
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)
