"""What the tests need from the machine: Chromium, and a PostgreSQL of their own that is then thrown away.

    python tools/services.py install          install PostgreSQL and Chromium where they are missing
    python tools/services.py run COMMAND …    run COMMAND beside a throw-away PostgreSQL
    python tools/services.py postgres         start one, print its address, end it with Ctrl-C

COMMAND finds the address of a superuser in `GROUNDSWELL_TEST_POSTGRES_URL`, the browser in `GROUNDSWELL_CHROMIUM`, and
in `GROUNDSWELL_TEST_KEPT` a folder that lasts as long as the server: what one run of tests has prepared there, another
need not. Where the address is set already, that server is used and none is started, and nothing is kept.
"""

from __future__ import annotations

import ctypes.util
import glob
import os
import pwd
import random
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

URL_VARIABLE = "GROUNDSWELL_TEST_POSTGRES_URL"
CHROMIUM_VARIABLE = "GROUNDSWELL_CHROMIUM"
KEPT_VARIABLE = "GROUNDSWELL_TEST_KEPT"
OWNER = "groundswell"
START_WITHIN = 120  # seconds, on a busy machine

# The data is thrown away, so nothing waits for a disk.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # Most tests commit nothing. What is counted between two of them is an empty table with a thousand dead rows, and a
    # plan made from that reads whole tables for each row of others.
    "autovacuum": "off",
    "max_connections": "200",
    "shared_buffers": "128MB",
    # What hangs fails with its words; the longest of the proofs' statements take a tenth of it.
    "statement_timeout": "240s",
    "log_min_messages": "fatal",
}


class ServiceError(Exception):
    """Something is missing or won't start; the message says what to do."""


def main(arguments: list[str]) -> int:
    # A polite kill ends the server too: it becomes an exception, and the context manager cleans up.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        match arguments:
            case ["install"]:
                install()
            case ["run", *command] if command:
                with keeping() as kept, postgres() as url:
                    return subprocess.run(command, env=environment(url) | kept).returncode
            case ["postgres"]:
                with keeping() as kept, postgres() as url:
                    for name, value in ({URL_VARIABLE: url} | kept).items():
                        print(f"export {name}='{value}'", flush=True)
                    signal.pause()
            case _:
                print(__doc__, file=sys.stderr)
                return 2
    except ServiceError as problem:
        print(f"services: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def install() -> None:
    """Install from Debian's packages what is missing, as root; otherwise say the one line to type."""
    missing = []
    if not find_postgres():
        missing.append("postgresql")
    if not find_chromium():
        missing.append("chromium")
    if not find_libatomic():
        missing.append("libatomic1")
    missing += find_missing_paper_libraries()
    if not missing:
        return
    names = " and ".join(missing)
    line = f"apt-get install --yes --no-install-recommends {' '.join(missing)}"
    if not shutil.which("apt-get"):
        raise ServiceError(f"the tests need {names}; install what your system calls so.")
    if os.geteuid() != 0:
        raise ServiceError(f"the tests need {names}. Type this line, then run make again:\n  sudo {line}")
    print(f"Installing {names} from the system's packages.", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in ("apt-get update -qq", line):
        if subprocess.run(step.split(), env=quiet, stdout=subprocess.DEVNULL).returncode:
            raise ServiceError(f"'{step}' did not work; it says why above.")


def environment(url: str) -> dict[str, str]:
    """This process's environment with the address of the database and the path of the browser."""
    chromium = find_chromium()
    return {**os.environ, URL_VARIABLE: url, **({CHROMIUM_VARIABLE: chromium} if chromium else {})}


def find_chromium() -> str | None:
    """The path of a Chromium or Chrome, or None."""
    names = [os.environ.get(CHROMIUM_VARIABLE, ""), "chromium", "chromium-browser", "google-chrome"]
    return next((path for name in names if name and (path := shutil.which(name))), None)


def find_libatomic() -> str | None:
    """The name of a library of the C compiler that the browser's driver runs on, or None."""
    return ctypes.util.find_library("atomic")


def find_missing_paper_libraries() -> list[str]:
    """Packages of the libraries that PDF papers are laid out with, where they are not there yet."""
    from groundswell.kernel.documents import missing  # inline: slow import

    return list(missing())


def find_postgres() -> Path | None:
    """The folder of the newest installed PostgreSQL's programs, or None."""
    folders = [Path(folder) for folder in glob.glob("/usr/lib/postgresql/*/bin")]
    folders.sort(key=lambda folder: int(folder.parent.name), reverse=True)
    if on_path := shutil.which("initdb"):
        folders.append(Path(on_path).resolve().parent)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


@contextmanager
def keeping() -> Iterator[dict[str, str]]:
    """The variable that names a folder beside our own server; nothing beside one that is set already."""
    if os.environ.get(URL_VARIABLE):
        yield {}
        return
    with tempfile.TemporaryDirectory(prefix="groundswell-kept-") as folder:
        yield {KEPT_VARIABLE: folder}


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a superuser: of a fresh server that ends with the block, or of the one set already."""
    if url := os.environ.get(URL_VARIABLE):
        yield url
        return
    programs = find_postgres()
    if programs is None:
        raise ServiceError("there is no PostgreSQL here. Type `make services`, or set " + URL_VARIABLE + ".")
    folder = Path(tempfile.mkdtemp(prefix="groundswell-pg-"))
    try:
        yield from running(programs, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def running(programs: Path, folder: Path) -> Iterator[str]:
    """Make a cluster in `folder`, serve it, yield its address, and end it by its own process id."""
    user = unprivileged(folder)
    password = secrets.token_urlsafe(16)
    secret = folder / "password"
    secret.write_text(password)
    if user:
        shutil.chown(secret, user["user"], user["group"])
    data, log = folder / "data", folder / "log"
    initdb: list[str | Path] = [programs / "initdb", "-D", data, "-U", OWNER, "--pwfile", secret]
    initdb += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    options: dict[str, Any] = {"cwd": folder, "stdin": subprocess.DEVNULL, **user}
    made = subprocess.run(initdb, capture_output=True, **options)
    if made.returncode:
        raise ServiceError(f"PostgreSQL could not make a database:\n{made.stderr.decode()}")

    port = free_port()
    settings = {**SETTINGS, "port": str(port), "unix_socket_directories": str(folder)}
    flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with log.open("wb") as output:
        # A session of its own: Ctrl-C reaches the tests first, and the server only when they are done.
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, *flags],
            stdout=output,
            stderr=output,
            start_new_session=True,
            **options,
        )
    try:
        wait_until_ready(server, programs, port, log)
        yield f"postgresql://{OWNER}:{password}@127.0.0.1:{port}/postgres"
    finally:
        stop(server)


def unprivileged(folder: Path) -> dict[str, Any]:
    """Whom to run PostgreSQL as, since it refuses root; gives them `folder`. Empty: as ourselves."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    name = "postgres" if "postgres" in names else "nobody"
    group = pwd.getpwnam(name).pw_gid
    shutil.chown(folder, name, group)
    return {"user": name, "group": group, "extra_groups": []}


def free_port() -> int:
    """A loopback port on which nobody listens. Not one that the system hands out: somebody's connection to a database
    may have taken it before whoever asks here listens.
    """
    handed_out = Path("/proc/sys/net/ipv4/ip_local_port_range")
    lowest = int(handed_out.read_text().split()[0]) if handed_out.exists() else 32_768
    while True:
        port = random.SystemRandom().randrange(10_000, max(lowest, 20_000))
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return port


def wait_until_ready(server: subprocess.Popen, programs: Path, port: int, log: Path) -> None:
    """Return when the server takes connections; raise with its log when it ends or takes too long."""
    question: list[str | Path] = [programs / "pg_isready", "--quiet", "--host=127.0.0.1", f"--port={port}"]
    deadline = time.monotonic() + START_WITHIN
    while server.poll() is None and time.monotonic() < deadline:
        if subprocess.run(question).returncode == 0:
            return
        time.sleep(0.05)
    raise ServiceError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}")


def stop(server: subprocess.Popen) -> None:
    """End the server at once (its data goes anyway), without waiting for whoever is still connected."""
    for request in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if server.poll() is not None:
            return
        server.send_signal(request)
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            continue


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
