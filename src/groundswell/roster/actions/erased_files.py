"""Take erased people out of the files that imports left in the data folder: change logs and lists of problems."""

import json
import os
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from groundswell.kernel import clock, journal
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.privacy import without
from groundswell.kernel.tenancy import reading, verb
from groundswell.roster.imports import erased as frames
from groundswell.roster.imports.kinds import KINDS
from groundswell.roster.models import Tombstone
from groundswell.roster.queries.lives import Erased


def clean_problems(tenant: Tenant, words: Collection[str]) -> int:
    """Take these words out of the lists of problems of earlier imports. Returns how many lists changed."""
    cleaned = 0
    for path in _imports(tenant).glob("*/problems.json"):
        text = path.read_text(encoding="utf-8")
        problems = json.loads(text) if text.strip() not in ("", "[]") else []
        if problems and (kept := without(problems, words)) != problems:
            _replace(path, json.dumps(kept).encode())
            cleaned += 1
    return cleaned


def due(tenant: Tenant) -> int:
    """How many erasures have still to be done in the files. Called in the district's scope."""
    return Tombstone.objects.filter(files_cleaned_at__isnull=True).count()


def clean(tenant: Tenant) -> int:
    """Take everybody who was erased out of the change logs. Returns how many erasures are complete by it.

    Called by the worker; a second run does no harm, and a killed one is done again from the start. Files change by
    replacing them whole. Nothing is locked meanwhile; on SQLite the write-ahead log, which holds old pages, is
    emptied at the end.
    """
    with reading(tenant):
        waiting = list(Tombstone.objects.filter(files_cleaned_at__isnull=True).values_list("pk", flat=True))
    if not waiting:
        return 0
    erased = Erased(tenant)
    rows = sum(_without(path, erased) for path in _change_logs(tenant))
    _cleaned(by=Actor.system(tenant), ids=waiting, rows=rows)
    _empty_the_log()
    return len(waiting)


@verb
def _cleaned(*, by: Actor, ids: list[int], rows: int) -> None:
    Tombstone.objects.filter(pk__in=ids).update(files_cleaned_at=clock.now())
    data: dict[str, Any] = {"tombstones": ids, "rows": rows}
    journal.record("roster.erasure.files_cleaned", by=by, subject_id=ids[0], data=data)


def _change_logs(tenant: Tenant) -> Iterator[Path]:
    names = {f"{kind.name}." for kind in KINDS if kind.name in frames.PERSONAL}
    for path in sorted(_imports(tenant).glob("*/changes/*.parquet")):
        if any(path.name.startswith(name) for name in names):
            yield path


def _without(path: Path, erased: Erased) -> int:
    """Rewrite one change log without the rows of erased people. Returns how many rows went."""
    kind = next(kind for kind in KINDS if path.name.startswith(f"{kind.name}."))
    before = frames.read(path)
    after = frames.without_erased(kind.name, before, erased)
    if after.height == before.height:
        return 0
    _replace(path, frames.as_parquet(after))
    return before.height - after.height


def _replace(path: Path, content: bytes) -> None:
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _imports(tenant: Tenant) -> Path:
    return Path(settings.GROUNDSWELL_HOME) / "files" / "imports" / tenant.slug


def _empty_the_log() -> None:
    name = str(settings.DATABASES["default"]["NAME"])
    if connection.vendor != "sqlite" or "memory" in name or connection.in_atomic_block:
        return
    with closing(sqlite3.connect(name, timeout=5)) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
