"""Children without the wait: one process has started Django and asked for nothing yet; each child is a fork of it.

To start Django costs a processor two seconds, and a race needs a dozen processes. They live, commit and can be killed
as any process; what one of them changes in its memory no other sees.
"""

import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
import traceback
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SERVE = "from tests.support.nursery import serve; serve()"
LONGEST_WISH = 200_000  # bytes of one message
ANSWER = "Answer: "


class Child:
    """A process that runs one function. Whoever started it waits for it or kills it."""

    def __init__(self, pid: int, out: int) -> None:
        self._pid, self._out, self._said = pid, out, b""

    def ended(self) -> bool:
        """Whether it is over; what it said so far is kept."""
        while select.select([self._out], [], [], 0)[0]:
            part = os.read(self._out, 65_536)
            if not part:
                return True
            self._said += part
        return False

    def kill(self) -> None:
        """Take its life as a power cut would."""
        if not self.ended():
            os.kill(self._pid, signal.SIGKILL)

    def words(self, patience: float) -> str:
        """All that it said, once it is over. Ask once."""
        until = time.monotonic() + patience
        while not self.ended():
            assert time.monotonic() < until, f"It took more than {patience} s:\n{self._said.decode()}"
            select.select([self._out], [], [], 1)
        os.close(self._out)
        return self._said.decode()

    def answer(self, patience: float) -> Any:
        """What its function gave back; an AssertionError with its words if it didn't come so far."""
        words = self.words(patience)
        last = words.rstrip().rpartition("\n")[2]
        assert last.startswith(ANSWER), words[-3000:] or "It ended without a word."
        return json.loads(last.removeprefix(ANSWER))


class Nursery:
    """Django started in this environment, waiting for wishes."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment
        self._door, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command, inside = [sys.executable, "-c", SERVE], theirs.fileno()
            self._process = subprocess.Popen(
                [*command, str(inside)], cwd=ROOT, env=environment, pass_fds=[inside]
            )

    def child(self, function: str, argument: Any, environment: dict[str, str]) -> Child:
        """Begin ``module:function`` with this argument; what stands differently in its environment holds for it."""
        more = {name: value for name, value in environment.items() if self._environment.get(name) != value}
        mine, its = os.pipe()
        socket.send_fds(self._door, [json.dumps([function, argument, more]).encode()], [its])
        os.close(its)
        return Child(int(self._door.recv(20)), mine)

    def end(self) -> None:
        self._door.close()
        self._process.wait(120)


def serve() -> None:
    """What the process does until nobody is at the door any more: fork for each wish and tell the child's number."""
    import django

    django.setup()
    import_module("groundswell.config.urls")
    gc.freeze()
    door = socket.socket(fileno=int(sys.argv[1]))
    while True:
        wish, handles, *_ = socket.recv_fds(door, LONGEST_WISH, 1)
        _bury()
        if not wish:
            return
        pid = os.fork()
        if not pid:
            door.close()
            _run(*json.loads(wish), *handles)
        os.close(handles[0])
        door.send(str(pid).encode())


def _bury() -> None:
    """Let go of the children that have ended."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _run(function: str, argument: Any, more: dict[str, str], out: int) -> None:
    """In the child: the function, its result as the last line, and the end."""
    os.dup2(out, 1)
    os.dup2(out, 2)
    os.close(out)
    os.environ.update(more)
    module, _, name = function.partition(":")
    try:
        print(ANSWER + json.dumps(getattr(import_module(module), name)(argument)), flush=True)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)
