"""``groundswell serve``: the web server and the worker as one group of processes."""

import os
import signal
import subprocess
import sys
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from groundswell.config import environment as env


class Command(BaseCommand):
    help = "Serve web pages and do the background work. Stops as one when it gets SIGTERM or Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=int(env.get("WORKERS")), help="web processes")
        parser.add_argument("--demo", action="store_true", help="with the persona bar and the inbox page")
        parser.add_argument("--no-worker", action="store_true", help="web only; run `groundswell worker` elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["demo"]:
            os.environ["GROUNDSWELL_DEMO"] = "1"
        call_command("migrate_all", verbosity=0)
        children = [self._web(options)]
        if not options["no_worker"]:
            children.append(subprocess.Popen([sys.executable, "-m", "groundswell", "worker"]))
        self.stdout.write(f"Groundswell is at http://{options['host']}:{options['port']}/ (Ctrl-C stops it)")
        self.stdout.flush()
        sys.exit(_watch(children))

    def _web(self, options: dict[str, Any]) -> subprocess.Popen:
        command = [sys.executable, "-m", "gunicorn", "groundswell.config.wsgi:application"]
        command += ["--bind", f"{options['host']}:{options['port']}", "--workers", str(options["workers"])]
        command += ["--threads", "4", "--worker-class", "gthread", "--graceful-timeout", "20", "--preload"]
        command += ["--backlog", "2048", "--log-level", "warning", "--timeout", "120"]
        return subprocess.Popen(command)


def _watch(children: list[subprocess.Popen]) -> int:
    """Wait for the first child to end, or for a signal; then end the rest. Returns the exit code."""

    def stop(*_: Any) -> None:
        for child in children:
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, stop)
    pid, status = os.wait()
    stop()
    for child in children:
        if child.pid != pid:
            child.wait()
    return os.waitstatus_to_exitcode(status)
