"""A real server on a data folder of its own, a real browser, and axe."""

import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tests.browser.make_house import PASSWORD
from tools.services import free_port

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = os.environ.get("GROUNDSWELL_CHROMIUM", "/usr/bin/chromium")
PATIENCE = 60_000  # milliseconds: a busy machine takes its time
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


expect.set_options(timeout=PATIENCE)


@dataclass
class House:
    """A served installation: its address, its data folder, and the day on which it stands."""

    url: str
    home: Path
    process: subprocess.Popen

    def stand_at(self, moment: datetime) -> None:
        """Move the demonstration's clock (see ``universe.stage``)."""
        shift = (moment - datetime.now(UTC)).total_seconds()
        told = self.home / "stage.json"
        half = told.with_suffix(".half")
        half.write_text(json.dumps({"day": "test", "shift_seconds": shift}))
        half.replace(told)  # the server reads it at any moment


def environment_of(home: Path, port: int) -> dict[str, str]:
    """Of a demonstration that knows nothing of the test's own settings."""
    return {k: v for k, v in os.environ.items() if not k.startswith("GROUNDSWELL_")} | {
        "GROUNDSWELL_HOME": str(home),
        "GROUNDSWELL_URL": f"http://127.0.0.1:{port}",
        "GROUNDSWELL_DEMO": "1",
        "PYTHONPATH": str(ROOT),
    }


def stop(process: subprocess.Popen) -> None:
    """End a server at once, and with it its children; its data is thrown away."""
    process.kill()
    process.wait(timeout=120)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """The small district of the cast, served with web and worker as `groundswell serve --demo` does it.

    Each file has its own: stories that take seats, answer and send mail never meet.
    """
    home = tmp_path_factory.mktemp("house")
    port = free_port()
    environment = environment_of(home, port)
    subprocess.run(
        [sys.executable, "-m", "tests.browser.make_house", str(home)], env=environment, check=True, cwd=ROOT
    )
    log = (home / "serve.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "groundswell", "serve", "--port", str(port), "--demo"],
        env=environment, cwd=ROOT, stdout=log, stderr=log,
    )  # fmt: skip
    served = House(f"http://127.0.0.1:{port}", home, process)
    try:
        wait_until_it_answers(served, home / "serve.log")
        yield served
    finally:
        stop(process)
        log.close()


def wait_until_it_answers(house: House, log: Path) -> None:
    for _ in range(720):
        try:
            with urlopen(f"{house.url}/healthz", timeout=30) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.25)
        if house.process.poll() is not None:
            break
    raise RuntimeError(f"The server did not come up:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def chromium(engine):
    """Debian's Chromium, headless. While it runs Django answers nobody in this thread, so the engine comes first."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
            timeout=PATIENCE,
        )
        yield browser
        browser.close()


class Visitor:
    """Somebody at a browser, who wants no motion: what fades in is not looked at while it is half there."""

    def __init__(self, browser: Browser, house: House, **how) -> None:
        self.house = house
        always = {"base_url": house.url, "reduced_motion": "reduce"}
        self.context: BrowserContext = browser.new_context(**{**always, **how})
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)

    def sign_in(self, email: str) -> "Visitor":
        """Through the page, with a password."""
        self.page.goto("/accounts/login/")
        self.page.fill("input[name=login]", email)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.locator("main form button[type=submit], main form button:not([type])").first.click()
        self.page.wait_for_url(re.compile(r"/d/|/choose/"))
        return self

    def see(self, path: str) -> "Visitor":
        self.page.goto(path)
        return self

    def press(self, button: Locator) -> "Visitor":
        """Press what leads to another page, and wait until that page stands."""
        with self.page.expect_navigation():
            button.click()
        return self

    def until(self, fact: str) -> None:
        """Wait for something to be true in the page, which lets nobody else poll inside it."""
        for _look in range(PATIENCE // 50):
            if self.page.evaluate(fact):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(fact)

    @property
    def words(self) -> str:
        """What the page says, in its main part."""
        return self.page.locator("main").inner_text()

    def check_with_axe(self) -> None:
        """No finding of axe on the page as it stands."""
        assert self.axe() == []

    def axe(self) -> list[str]:
        """What axe finds on the page as it stands, each with the page."""
        self.page.evaluate(AXE.read_text())
        # What passes is not told in full, which is most of the work; findings are the same.
        ask = "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})"
        found = self.page.evaluate(ask, RULES)
        findings = [
            f"{one['id']}: {node['target']} {node['failureSummary']}"
            for one in found["violations"]
            for node in one["nodes"]
        ]
        return [f"{self.page.url} {one}" for one in findings]


@pytest.fixture
def visitor(chromium, house):
    """``visitor("ana@riverbend.example")``: signs in; ``visitor()``: a passer-by."""
    visitors: list[Visitor] = []

    def come(email: str = "", **how) -> Visitor:
        one = Visitor(chromium, house, **how)
        visitors.append(one)
        return one.sign_in(email) if email else one

    yield come
    for one in visitors:
        one.context.close()
