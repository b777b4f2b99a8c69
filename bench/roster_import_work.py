"""What the roster benchmark runs in processes of their own. The last line says seconds, CPU seconds and rows.

``work`` is the CPU time of this process and, on PostgreSQL, of the server process that served it.
"""

import json
import os
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "groundswell.config.settings")

SLUG = "bench"


def main() -> None:
    part, *arguments = sys.argv[1:]
    import django  # inline: slow import

    django.setup()
    {"bundles": bundles, "import": bring_in, "bare": bare}[part](*arguments)


def bundles(folder: str, students: str, staff: str, schools: str) -> None:
    """The files: full (also unpacked, without its manifest), two with 0.5 % changed from one to the next, a tenth."""
    from groundswell.roster.imports.generator import generate, mutate  # inline: slow import

    place, n, s, k = Path(folder), int(students), int(staff), int(schools)
    made = generate(place / "full.zip", students=n, staff=s, schools=k, seed=1)
    with zipfile.ZipFile(place / "full.zip") as archive:
        archive.extractall(place / "full", [name for name in archive.namelist() if name != "manifest.csv"])
    mutate(place / "full.zip", place / "changed.zip", share=0.005, seed=2)
    mutate(place / "changed.zip", place / "changed2.zip", share=0.005, seed=3)
    generate(place / "tenth.zip", students=n // 10, staff=s // 10, schools=max(1, k // 10), seed=1)
    _say(rows=sum(made.counts.values()))


def bring_in(path: str) -> None:
    """Ours: read, check, compare, apply."""
    from groundswell.roster.actions import roster_files, roster_rows  # inline: slow import

    by, writing = _actor(), _Clock()
    roster_rows.write = writing.around(roster_rows.write)

    def work() -> int:
        brought = roster_files.bring_in(by=by, path=Path(path), accept_guard=True)
        if brought.state not in ("applied", "unchanged"):
            raise SystemExit(f"{brought.state}: {brought.problems[:3]} {brought.guard}")
        return sum(sum(kind.values()) for kind in brought.counts.values())

    _measured(work, lambda: {"writing": writing.seconds})


def bare(folder: str) -> None:
    """The engine's own loader with the same files."""
    from django.conf import settings  # inline: slow import

    from bench.baselines import roster_import as baseline  # inline: slow import

    owner = os.environ.get("GROUNDSWELL_DATABASE_OWNER_URL")
    if owner:
        loaded = baseline.into_postgresql(Path(folder), owner)
    else:
        loaded = baseline.into_sqlite(Path(folder), Path(settings.GROUNDSWELL_HOME) / "bare.sqlite3")
    _say(**asdict(loaded))


def _actor() -> Any:
    from groundswell.kernel.models import Tenant  # inline: slow import
    from groundswell.kernel.permissions import Actor  # inline: slow import
    from groundswell.roster.actions import districts  # inline: slow import

    tenant = Tenant.objects.filter(slug=SLUG).first() or districts.found(slug=SLUG, name="Bench")
    return Actor.system(tenant, "command")


class _Clock:
    """Seconds on the wall within a function: while rows are written, SQLite lets nobody else write."""

    seconds = 0.0

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **more: Any) -> Any:
            begun = time.perf_counter()
            try:
                return function(*args, **more)
            finally:
                self.seconds += time.perf_counter() - begun

        return run


def _measured(work: Callable[[], int], more: Callable[[], dict[str, float]]) -> None:
    server = _server_cpu()
    wall, cpu = time.perf_counter(), time.process_time()
    rows = work()
    seconds, own = time.perf_counter() - wall, time.process_time() - cpu
    _say(seconds=seconds, work=own + _server_cpu() - server, own=own, rows=rows, **more())


def _server_cpu() -> float:
    """CPU seconds so far of the PostgreSQL process behind this connection."""
    from django.db import connection  # inline: slow import

    from bench.baselines.roster_import import server_cpu  # inline: slow import

    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return server_cpu(cursor.fetchone()[0])


def _say(**said: Any) -> None:
    print(json.dumps(said))


if __name__ == "__main__":
    main()
