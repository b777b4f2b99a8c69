"""The web server's processes serve one queue: nobody waits behind a busy one while another is free."""

import http.client
import socket
import subprocess
import threading
import time
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from groundswell.config.operations.processes import web_command

ROOT = Path(__file__).parents[2]
OURS = "groundswell.config.operations.threads.OneQueue"


@contextmanager
def two_processes_of_one_thread(worker_class):
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = web_command("127.0.0.1", port, 2)
    assert OURS in command
    changed = {
        "groundswell.config.wsgi:application": "tests.support.sleepy:application",
        "4": "1",
        OURS: worker_class,
    }
    process = subprocess.Popen([changed.get(word, word) for word in command], cwd=ROOT)
    try:
        patience = time.monotonic() + 30
        while time.monotonic() < patience:
            with closing(socket.socket()) as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def ask(port, path):
    """How many seconds the answer took."""
    began = time.monotonic()
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as browser:
        browser.request("GET", path, headers={"Connection": "close"})
        assert browser.getresponse().status == 200
    return time.monotonic() - began


def longest_wait_beside_a_slow_request(worker_class):
    with two_processes_of_one_thread(worker_class) as port:
        for _ in range(4):
            ask(port, "/")
        slow = threading.Thread(target=ask, args=(port, "/sleep"))
        slow.start()
        time.sleep(0.3)
        longest = max(ask(port, "/") for _ in range(20))
        slow.join()
    return longest


@pytest.mark.slow
def test_nobody_waits_behind_a_busy_process_while_another_is_free():
    assert longest_wait_beside_a_slow_request(OURS) < 1.2


@pytest.mark.proof
def test_without_the_one_queue_somebody_does():
    """Negative control: gunicorn's own threads take a connection that they can't serve."""
    assert longest_wait_beside_a_slow_request("gthread") > 1.2
