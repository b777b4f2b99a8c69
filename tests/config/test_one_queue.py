"""The web server's processes serve one queue: nobody waits behind a busy one while another is free."""

import http.client
import os
import subprocess
import threading
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from groundswell.config.operations.processes import web_command
from tests.config.installations import end, until
from tools.services import free_port

ROOT = Path(__file__).parents[2]
OURS = "groundswell.config.operations.threads.OneQueue"


@contextmanager
def two_processes_of_one_thread(worker_class, folder):
    port = free_port()
    command = web_command("127.0.0.1", port, 2)
    assert OURS in command
    changed = {
        "groundswell.config.wsgi:application": "tests.support.sleepy:application",
        "4": "1",
        OURS: worker_class,
    }
    environment = os.environ | {"GROUNDSWELL_SLEEPY": str(folder)}
    process = subprocess.Popen([changed.get(word, word) for word in command], cwd=ROOT, env=environment)
    try:
        until(lambda: answered(port, "/", 30))
        yield port
    finally:
        end(process)


def answered(port, path, patience):
    """Whether an answer came within so many seconds."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=patience)) as browser:
        try:
            browser.request("GET", path, headers={"Connection": "close"})
            return browser.getresponse().status == 200
        except TimeoutError:
            return False


def all_answered_while_one_sleeps(worker_class, folder, patience):
    """Whether twenty, one after the other, have their answers while one of the two processes is kept busy."""
    with two_processes_of_one_thread(worker_class, folder) as port:
        slow = threading.Thread(target=answered, args=(port, "/sleep", 120))
        slow.start()
        until((folder / "asleep").exists)
        found = all(answered(port, "/", patience) for _ in range(20))
        (folder / "wake").touch()
        slow.join()
    return found


@pytest.mark.slow
def test_nobody_waits_behind_a_busy_process_while_another_is_free(tmp_path):
    assert all_answered_while_one_sleeps(OURS, tmp_path, patience=30)


@pytest.mark.proof
def test_without_the_one_queue_somebody_does(tmp_path):
    """Negative control: gunicorn's own threads take a connection that they can't serve."""
    assert not all_answered_while_one_sleeps("gthread", tmp_path, patience=2)
