"""gunicorn as `groundswell serve` starts it, for ours and for the bare pages; and what a run of it cost."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.harness import HERE
from groundswell.config.operations.processes import web_command

HOST, WORKERS, PATIENCE = "127.0.0.1", 2, 60.0
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A running server: where it listens, and the processes behind it."""

    port: int
    pid: int
    database: str  # URL of the PostgreSQL database, empty for SQLite

    def cpu(self) -> float:
        """CPU seconds so far: the server with its workers, and PostgreSQL's processes that work for them."""
        pids = [self.pid, *_children(self.pid), *(_backends(self.database) if self.database else [])]
        return sum(cpu_of(pid) for pid in pids)


@contextmanager
def serving(environment: dict[str, str], *, bare: bool) -> Iterator[Server]:
    """Serve ours or the bare pages until the block ends. The environment names the database."""
    port = _free_port()
    settings = "bench.baselines.settings" if bare else "groundswell.config.settings"
    process = subprocess.Popen(
        web_command(HOST, port, WORKERS),
        cwd=HERE.parent,
        env=os.environ
        | environment
        | {"DJANGO_SETTINGS_MODULE": settings, "GROUNDSWELL_URL": f"http://{HOST}:{port}"},
    )
    try:
        _wait_for(port, process)
        yield Server(port, process.pid, environment.get("GROUNDSWELL_DATABASE_OWNER_URL", ""))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen) -> None:
    last = time.monotonic() + PATIENCE
    while time.monotonic() < last and process.poll() is None:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The server did not start; it ended with {process.poll()}.")


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def machine_busy() -> float:
    """CPU seconds so far that this machine's cores were busy, with whatever."""
    user, nice, system, _idle, _waiting, *interrupts = map(
        int, Path("/proc/stat").read_text().partition("\n")[0].split()[1:9]
    )
    return (user + nice + system + sum(interrupts[:2])) / _TICK


def cpu_of(pid: int) -> float:
    """CPU seconds so far of a process on this machine; 0 when it is gone."""
    try:
        parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(parts[11]) + int(parts[12])) / _TICK


def _backends(database: str) -> list[int]:
    import psycopg  # inline: optional dependency

    with psycopg.connect(database) as connection:
        found = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        return [row[0] for row in found]
