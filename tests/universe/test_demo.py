"""The demonstration from the command line: built once, served, stepped into, moved to another day; a cut-off build
leaves nothing behind."""

import os
import re
import resource
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from groundswell.universe.personas import BY_KEY, PASSWORD
from tools.services import free_port

pytestmark = [pytest.mark.slow, pytest.mark.proof]
PATIENCE = 240


def environment(home: Path) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("GROUNDSWELL_")}
    return own | {"GROUNDSWELL_HOME": str(home), "PYTHONUNBUFFERED": "1"}


def start(home: Path, *more: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "groundswell", "demo", "--size", "tiny", *more]
    return subprocess.Popen(
        command,
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def stop(process: subprocess.Popen) -> str:
    process.send_signal(signal.SIGTERM)
    return process.communicate(timeout=PATIENCE)[0]


def on_a_processor() -> float:
    """Seconds that child processes, those that have ended, took of a processor."""
    taken = resource.getrusage(resource.RUSAGE_CHILDREN)
    return taken.ru_utime + taken.ru_stime


@contextmanager
def demo(home: Path):
    """A running demonstration: yields its address."""
    port, begun = free_port(), time.monotonic()
    process = start(home, "--port", str(port))
    address = f"http://127.0.0.1:{port}"
    try:
        while True:
            assert process.poll() is None, process.stdout.read()
            assert time.monotonic() - begun < PATIENCE
            try:
                requests.get(f"{address}/demo/", timeout=30).raise_for_status()
                break
            except requests.RequestException:
                time.sleep(0.2)
        yield address
    finally:
        stop(process)


class Visitor:
    """Somebody with a browser."""

    def __init__(self, address: str) -> None:
        self.address, self.session = address, requests.Session()

    def get(self, path: str) -> requests.Response:
        return self.session.get(self.address + path, timeout=PATIENCE)

    def post(self, path: str, page: str, **values: str) -> requests.Response:
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', page).group(1)
        return self.session.post(
            self.address + path,
            data={"csrfmiddlewaretoken": token, **values},
            headers={"Referer": self.address},
            timeout=PATIENCE,
        )

    def be(self, persona: str) -> requests.Response:
        return self.post("/demo/step-into/", self.get("/demo/").text, persona=persona)


def stands(page: requests.Response) -> str:
    """As whom and on which day, as the strip above every page says it."""
    who, day = re.search(r"Demonstration: </span>(.*?)</b><small>(.*?)</small>", page.text).groups()
    return f"{who}, {day}"


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def running(home):
    with demo(home) as address:
        yield address


def test_who_comes_for_the_first_time_chooses_whom_to_be(running):
    ana = Visitor(running)
    assert "Whom do you want to be?" in ana.get("/").text
    page = ana.be("teacher")
    assert page.status_code == 200
    assert stands(ana.get("/d/riverbend/events/")) == "Ana Ruiz, teacher, March 17, noon: the surge"


def test_moving_the_day_changes_what_is_shown_and_keeps_one_signed_in(running):
    ola = Visitor(running)
    ola.be("learning_office")
    before = ola.get("/d/riverbend/events/?when=all").text
    assert "Building community at a distance" in before
    ola.post("/demo/day/", before, day="invitation")
    page = ola.get("/d/riverbend/events/")
    after = page.text
    assert stands(page).startswith("Ola Mensah, professional-learning office, April 2")
    assert "Joining personalized learning" in after
    assert "Building community at a distance" not in after
    ola.post("/demo/day/", after, day="surge")
    assert "Building community at a distance" in ola.get("/d/riverbend/events/").text


def test_a_teacher_of_the_other_district_sees_none_of_it(running):
    noor = Visitor(running)
    noor.be("neighbour")
    assert noor.get("/d/riverbend/events/").status_code == 404
    page = noor.get("/d/harbor-point/events/")
    assert page.status_code == 200
    assert "Building community" not in page.text


def test_the_printed_password_signs_in(running):
    ben = Visitor(running)
    page = ben.get("/accounts/login/").text
    ben.post("/accounts/login/", page, login=BY_KEY["principal"].email, password=PASSWORD)
    assert stands(ben.get("/d/riverbend/events/")).startswith("Bao Tran, principal, ")


def test_the_mail_of_the_story_was_sent_and_can_be_read(running):
    page = Visitor(running).get("/inbox/").text
    assert "Building community at a distance" in page


def test_a_second_start_builds_nothing_and_is_quick(tmp_path):
    with demo(tmp_path):
        pass
    built, before = (tmp_path / "groundswell.sqlite3").stat().st_ino, on_a_processor()
    with demo(tmp_path):
        assert (tmp_path / "groundswell.sqlite3").stat().st_ino == built
    assert on_a_processor() - before < 60  # ten is usual; a busy machine counts no waiting here
    assert not (tmp_path / "building").exists()


def test_a_build_that_is_cut_off_leaves_nothing_half(tmp_path):
    process = start(tmp_path)
    while not (tmp_path / "building" / "groundswell.sqlite3").exists():
        assert process.poll() is None
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert not (tmp_path / "groundswell.sqlite3").exists()
    with demo(tmp_path) as address:
        assert Visitor(address).be("teacher").status_code == 200
    assert not (tmp_path / "building").exists()


def test_without_a_demonstration_nobody_can_step_into_anybody(cast, rf, settings):
    from django.http import Http404

    from groundswell.universe import context, views

    settings.GROUNDSWELL_DEMO = False
    for view in (views.step_into, views.move_day):
        with pytest.raises(Http404):
            view(rf.post("/demo/", {"persona": "teacher", "day": "surge"}))
    with pytest.raises(Http404):
        views.personas(rf.get("/demo/"))
    assert context.persona_bar(rf.get("/")) == {}
