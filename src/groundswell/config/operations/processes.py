"""The web server and the worker as one group: they start together and stop together.

A worker that ends is started again, sooner or later depending on how often that happened; the web server ending ends
the group. Children die with this process, also when it is killed hard.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from groundswell.config.operations.refusals import Refused

STOP_WITHIN = 30.0  # seconds that a child gets to finish what it does
LONGEST_PAUSE = 60.0  # seconds before a worker that keeps ending is started again
SETTLED_AFTER = 60.0  # a worker that ran for so many seconds counts as well again
LOOK_EVERY = 0.1
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


def web_command(host: str, port: int, workers: int) -> list[str]:
    """gunicorn with threads, as we run it. One place, so that the benchmarks' bare server is started the same way."""
    command = [sys.executable, "-m", "gunicorn", "groundswell.config.wsgi:application"]
    command += ["--bind", f"[{host}]:{port}" if ":" in host else f"{host}:{port}", "--workers", str(workers)]
    command += ["--threads", "4", "--worker-class", "groundswell.config.operations.threads.OneQueue"]
    command += ["--graceful-timeout", "20", "--preload"]
    command += ["--keep-alive", "60"]  # a browser may take up its connection again after reading a page
    return [*command, "--backlog", "2048", "--log-level", "warning", "--timeout", "120"]


def worker_command() -> list[str]:
    """Our own worker."""
    return [sys.executable, "-m", "groundswell", "worker"]


def refuse_taken_port(host: str, port: int) -> None:
    """Raises Refused when nobody can listen there."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as problem:
        raise Refused(
            f"Nothing can listen on {host}, port {port}: {problem.strerror}. Choose another with --port."
        ) from problem


@dataclass
class Child:
    """One child, with what it takes to start it again."""

    command: list[str]
    restarts: bool
    process: subprocess.Popen = field(init=False)
    started: float = 0.0
    failures: int = 0
    start_again_at: float | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, start_new_session=True, preexec_fn=_die_with_parent)
        self.started, self.start_again_at = time.monotonic(), None

    def ended(self) -> bool:
        return self.process.poll() is not None

    def plan_restart(self) -> float:
        """When it may start again: at once the first time, then after 1, 2, 4 … 60 seconds. Returns the pause."""
        lived = time.monotonic() - self.started
        self.failures = 0 if lived > SETTLED_AFTER else self.failures
        pause = min(LONGEST_PAUSE, 2.0 ** (self.failures - 1)) if self.failures else 0.0
        self.failures += 1
        self.start_again_at = time.monotonic() + pause
        return pause


def run_group(web: list[str], worker: list[str] | None, *, say: Callable[[str], None]) -> int:
    """Run until SIGTERM, SIGINT or SIGHUP comes or the web server ends. Returns the exit code: 0 when asked to stop.

    Side effects: takes those three signals; no child is left behind, none as a zombie.
    """
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(name, lambda *_: stop.set())
    children = [Child(web, restarts=False)] + ([Child(worker, restarts=True)] if worker else [])
    try:
        for child in children:
            child.start()
        return _watch(children, stop, say)
    finally:
        _stop(children)


def _watch(children: list[Child], stop: threading.Event, say: Callable[[str], None]) -> int:
    while not stop.wait(LOOK_EVERY):
        for child in children:
            if child.start_again_at is not None:
                if time.monotonic() >= child.start_again_at:
                    child.start()
            elif child.ended():
                if not child.restarts:
                    say(f"The web server ended ({child.process.returncode}), so everything stops.")
                    return child.process.returncode or 1
                say(
                    f"The worker ended ({child.process.returncode}); it starts again in {child.plan_restart():.0f} s."
                )
    return 0


def _stop(children: list[Child]) -> None:
    """Ask all to end, wait, and end hard what is still there."""
    started = [child.process for child in children if hasattr(child, "process")]
    for process in started:
        if process.poll() is None:
            process.terminate()
    last = time.monotonic() + STOP_WITHIN
    for process in started:
        try:
            process.wait(max(0.0, last - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _die_with_parent() -> None:
    """Runs in the child before it becomes the program: the kernel ends it when the parent is gone (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)
