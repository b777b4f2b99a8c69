"""`groundswell serve` for real: web and worker live and die as one group."""

import os
import re
import signal
import socket
import subprocess
import urllib.request

import pytest

from tests.config.installations import PATIENCE, children_of, end, fetch, until
from tools.services import free_port

pytestmark = [pytest.mark.slow, pytest.mark.proof]


@pytest.fixture
def served(riverbend):
    """Riverbend being served; stopped afterwards."""
    port = free_port()
    group = riverbend.start("serve", "--port", port, "--workers", 1)
    group.url = f"http://127.0.0.1:{port}"
    try:
        until(lambda: fetch(f"{group.url}/healthz")[0] == 200)
        yield group
    finally:
        end(group)


def test_it_serves_pages_and_files_and_a_killed_worker_comes_back(served):
    status, told = fetch(f"{served.url}/healthz")
    assert (status, told["ok"]) == (200, True)
    with urllib.request.urlopen(f"{served.url}/accounts/login/") as page:
        sheet = re.search(r'rel="stylesheet" href="([^"]+)"', page.read().decode())[1]
    with urllib.request.urlopen(served.url + sheet) as answer:
        assert answer.headers["Content-Type"].startswith("text/css")
    (worker,) = until(lambda: children_of(served.pid, "groundswell worker"))
    os.kill(worker, signal.SIGKILL)
    (returned,) = until(
        lambda: [pid for pid in children_of(served.pid, "groundswell worker") if pid != worker]
    )
    assert returned != worker
    assert fetch(f"{served.url}/healthz")[0] == 200


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_it_stops_with_all_its_children(served, name):
    children = until(lambda: len(found := children_of(served.pid)) == 2 and found)
    grandchildren = [pid for child in children for pid in children_of(child)]
    served.send_signal(name)
    assert served.wait(PATIENCE) == 0
    assert not any(os.path.exists(f"/proc/{pid}") for pid in (*children, *grandchildren))


def test_when_the_web_server_dies_the_group_ends_with_an_error(served):
    (web,) = children_of(served.pid, "gunicorn")
    (worker,) = until(lambda: children_of(served.pid, "groundswell worker"))
    os.kill(web, signal.SIGKILL)
    assert served.wait(PATIENCE) != 0
    until(lambda: not os.path.exists(f"/proc/{worker}"))


def test_killed_hard_it_leaves_no_child_behind(served):
    children = until(lambda: len(found := children_of(served.pid)) == 2 and found)
    served.kill()
    served.wait()
    until(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in children))


def test_a_taken_port_is_told_at_once(riverbend):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = riverbend.refused("serve", "--port", taken.getsockname()[1])
    assert "Choose another with --port" in said


def test_data_of_an_older_version_is_not_served_before_an_upgrade(riverbend):
    riverbend.did(
        "django", "migrate", "kernel", "zero", "--fake", "-v0"
    ) if not riverbend.settings else _as_owner(riverbend)
    assert "groundswell upgrade" in riverbend.refused("serve", "--port", free_port())


def _as_owner(riverbend):
    owner = {
        **riverbend.environment,
        "GROUNDSWELL_DATABASE_URL": riverbend.settings["GROUNDSWELL_DATABASE_OWNER_URL"],
    }
    command = riverbend.command("django", "migrate", "kernel", "zero", "--fake", "-v0")
    subprocess.run(command, env=owner, check=True, timeout=PATIENCE)
