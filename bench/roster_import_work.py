"""What the roster benchmark runs in processes of their own. The last line says seconds, CPU seconds and rows.

``work`` is the CPU time of this process and, on PostgreSQL, of the server process that served it.
"""

import csv
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "groundswell.config.settings")

SLUG = "bench"


def main() -> None:
    part, *arguments = sys.argv[1:]
    import django  # inline: slow import

    django.setup()
    {"bundles": bundles, "import": bring_in, "dump": dump, "bare": bare}[part](*arguments)


def bundles(folder: str, students: str, staff: str, schools: str) -> None:
    """The files: full, two with 0.5 % changed, and a tenth."""
    from groundswell.roster.imports.generator import generate, mutate  # inline: slow import

    place, n, s, k = Path(folder), int(students), int(staff), int(schools)
    made = generate(place / "full.zip", students=n, staff=s, schools=k, seed=1)
    mutate(place / "full.zip", place / "changed.zip", share=0.005, seed=2)
    mutate(place / "full.zip", place / "changed2.zip", share=0.005, seed=3)
    generate(place / "tenth.zip", students=n // 10, staff=s // 10, schools=max(1, k // 10), seed=1)
    _say(rows=sum(made.counts.values()))


def bring_in(path: str) -> None:
    """Ours: read, check, compare, apply."""
    from groundswell.roster.actions import roster_files  # inline: slow import

    by = _actor()

    def work() -> int:
        brought = roster_files.bring_in(by=by, path=Path(path), accept_guard=True)
        if brought.state not in ("applied", "unchanged"):
            raise SystemExit(f"{brought.state}: {brought.problems[:3]} {brought.guard}")
        return sum(sum(kind.values()) for kind in brought.counts.values())

    _measured(work)


def dump(folder: str) -> None:
    """Every row that the import wrote, as CSV, for the bare loader."""
    from groundswell.kernel.tenancy import reading  # inline: slow import
    from groundswell.roster.imports.kinds import KINDS  # inline: slow import
    from groundswell.roster.queries.imports import selected  # inline: slow import

    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    with reading(_actor().tenant):
        for kind in KINDS:
            columns = _columns(kind)
            rows = selected(f"SELECT {', '.join(columns)} FROM {kind.table} ORDER BY id", [])
            with (place / f"{kind.name}.csv").open("w", newline="") as target:
                writer = csv.writer(target, quoting=csv.QUOTE_NOTNULL if hasattr(csv, "QUOTE_NOTNULL") else 0)
                writer.writerows([_cell(value) for value in row] for row in rows)


def bare(folder: str) -> None:
    """The engine's own loader with the same rows into the same tables with the same indexes, in one transaction."""
    from groundswell.kernel.tenancy import writing  # inline: slow import
    from groundswell.roster.imports.kinds import KINDS  # inline: slow import

    tenant = _actor().tenant

    def work() -> int:
        with writing(tenant):
            return sum(_load(kind, Path(folder) / f"{kind.name}.csv", tenant.pk) for kind in KINDS)

    _measured(work)


def _load(kind: Any, path: Path, tenant_id: int) -> int:
    from django.db import connection  # inline: slow import

    columns = _columns(kind)
    names = ", ".join(columns)
    places = {"tenant_id": str(tenant_id)}
    skip = "id NOT IN (SELECT id FROM " + kind.table + ")"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE TEMP TABLE bare ON COMMIT DROP AS SELECT {names} FROM {kind.table} LIMIT 0"
            )
            into = f"COPY bare ({names}) FROM STDIN WITH (FORMAT csv, NULL '\\N')"
            with cursor.copy(into) as copy, path.open("rb") as source:
                while block := source.read(1 << 20):
                    copy.write(block)
            chosen = ", ".join(places.get(column, column) for column in columns)
            cursor.execute(f"INSERT INTO {kind.table} ({names}) SELECT {chosen} FROM bare WHERE {skip}")
            loaded = cursor.rowcount
            cursor.execute("DROP TABLE bare")
            return loaded
    cursor = connection.connection.cursor()
    holes = ", ".join(places.get(column, "?") for column in columns)
    at = columns.index("tenant_id")
    with path.open(newline="") as source:
        rows = (
            [None if v == "\\N" else v for i, v in enumerate(row) if i != at] for row in csv.reader(source)
        )
        cursor.executemany(f"INSERT OR IGNORE INTO {kind.table} ({names}) VALUES ({holes})", rows)
    return int(cursor.rowcount)


def _columns(kind: Any) -> list[str]:
    return ["id", "tenant_id", "source_id", *kind.content, *kind.constants, "content_hash"]


def _cell(value: Any) -> Any:
    if value is None:
        return "\\N"
    return int(value) if isinstance(value, bool) else value


def _actor() -> Any:
    from groundswell.kernel.models import Tenant  # inline: slow import
    from groundswell.kernel.permissions import Actor  # inline: slow import
    from groundswell.roster.actions import districts  # inline: slow import

    tenant = Tenant.objects.filter(slug=SLUG).first() or districts.found(slug=SLUG, name="Bench")
    return Actor.system(tenant, "command")


def _measured(work: Callable[[], int]) -> None:
    server = _server_cpu()
    wall, cpu = time.perf_counter(), time.process_time()
    rows = work()
    seconds, own = time.perf_counter() - wall, time.process_time() - cpu
    _say(seconds=seconds, work=own + _server_cpu() - server, own=own, rows=rows)


def _server_cpu() -> float:
    """CPU seconds so far of the PostgreSQL process behind this connection, where it runs on this machine."""
    from django.db import connection  # inline: slow import

    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        place = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not place.exists():
        return 0.0
    parts = place.read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def _say(**said: Any) -> None:
    print(json.dumps(said))


if __name__ == "__main__":
    main()
