"""The database's own bulk loader with the same files: plain tables of text with a primary key, in one transaction.

Nothing is checked, compared or kept for later; no other index, no foreign key. SQLite: `.import` of its command line
where there is one, else executemany of rows that were split before. PostgreSQL: COPY, as the owner. As durable as
ours: write-ahead log, synced at commit.
"""

import csv
import os
import resource
import shutil
import sqlite3
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;"
BLOCK = 1 << 20


@dataclass(frozen=True)
class Loaded:
    """What a load took: rows, seconds on the wall, CPU seconds of every process that took part, and by what."""

    rows: int
    seconds: float
    work: float
    loader: str


def into_sqlite(folder: Path, database: Path) -> Loaded:
    """Load the CSV files of ``folder`` into a new database."""
    command = shutil.which("sqlite3")
    return _by_command(command, folder, database) if command else _by_executemany(folder, database)


def _by_command(command: str, folder: Path, database: Path) -> Loaded:
    files = sorted(folder.glob("*.csv"))
    imports = "".join(f".import --skip 1 {path} {path.stem}\n" for path in files)
    script = f"{PRAGMAS}\nBEGIN IMMEDIATE;\n{''.join(map(_table, files))}.mode csv\n{imports}COMMIT;\n"
    wall, before = time.perf_counter(), _children()
    done = subprocess.run(
        [command, "-bail", database], input=script, text=True, capture_output=True, check=True
    )
    if done.stderr:
        raise RuntimeError(done.stderr)
    seconds, work = time.perf_counter() - wall, _children() - before
    connection = sqlite3.connect(database)
    rows = sum(connection.execute(f"SELECT count(*) FROM {path.stem}").fetchone()[0] for path in files)
    return Loaded(rows, seconds, work, "sqlite3 .import")


def _by_executemany(folder: Path, database: Path) -> Loaded:
    files = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(newline="") as source:
            files[path] = list(csv.reader(source))[1:]
    connection = sqlite3.connect(database, isolation_level=None)
    connection.executescript(PRAGMAS)
    wall, cpu = time.perf_counter(), time.process_time()
    connection.execute("BEGIN IMMEDIATE")
    for path, rows in files.items():
        connection.execute(_table(path))
        holes = ", ".join("?" * len(_header(path)))
        connection.executemany(f"INSERT INTO {path.stem} VALUES ({holes})", rows)
    connection.execute("COMMIT")
    seconds, work = time.perf_counter() - wall, time.process_time() - cpu
    return Loaded(sum(map(len, files.values())), seconds, work, "sqlite3.executemany")


def into_postgresql(folder: Path, url: str) -> Loaded:
    """Load the CSV files of ``folder`` into new tables. The server's process counts where it runs on this machine."""
    import psycopg  # inline: optional dependency

    rows = 0
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        server = server_cpu(connection.info.backend_pid)
        wall, cpu = time.perf_counter(), time.process_time()
        for path in sorted(folder.glob("*.csv")):
            cursor.execute(_table(path).replace(path.stem, f"bare_{path.stem.lower()}", 1))
            into = f"COPY bare_{path.stem.lower()} FROM STDIN WITH (FORMAT csv, HEADER)"
            with cursor.copy(into) as copy, path.open("rb") as source:
                while block := source.read(BLOCK):
                    copy.write(block)
            rows += cursor.rowcount
        connection.commit()
        seconds = time.perf_counter() - wall
        work = time.process_time() - cpu + server_cpu(connection.info.backend_pid) - server
    return Loaded(rows, seconds, work, "COPY")


def server_cpu(pid: int) -> float:
    """CPU seconds so far of a process of the database server; 0 where it runs on another machine."""
    place = Path(f"/proc/{pid}/stat")
    if not place.exists():
        return 0.0
    parts = place.read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def _header(path: Path) -> list[str]:
    with path.open(newline="") as source:
        return next(csv.reader(source))


def _table(path: Path) -> str:
    first, *others = _header(path)
    columns = "".join(f', "{name}" text' for name in others)
    return f'CREATE TABLE {path.stem} ("{first}" text PRIMARY KEY{columns});\n'


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
