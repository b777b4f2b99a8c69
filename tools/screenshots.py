"""Take the pictures of the main pages into docs/screenshots/: 1280 and 390 pixels wide, light and dark.

    python tools/screenshots.py [--url http://…] [--out FOLDER] [--size school] [--all]

Without --url it builds a demonstration of its own, serves it on a free port and stops it afterwards. Without --all
it takes the light pictures at both widths: what the documents show. A long page is shown from its top.
"""

import argparse
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
WIDTHS = {1280: 860, 390: 844}
RIVERBEND = "/d/riverbend/"
SURGE = "Building community at a distance"
HELD = "Feedback that students use"
ASKED = "Personalized Learning Institute"
TALLEST = 1800  # pixels; a long page is shown from its top

# name, persona, where; a callable clicks its way from Today.
PAGES = (
    ("today-teacher", "teacher", RIVERBEND),
    ("today-office", "learning_office", RIVERBEND),
    ("events", "teacher", f"{RIVERBEND}events/"),
    ("event", "teacher", lambda page: _follow(page, f"{RIVERBEND}events/", SURGE)),
    (
        "attendance",
        "learning_office",
        lambda page: _follow(page, f"{RIVERBEND}events/?tab=past", HELD, "people/"),
    ),
    ("district", "superintendent", "/d/charlotte-mecklenburg/schools/"),
    ("school", "superintendent", lambda page: _first(page, f"{RIVERBEND}schools/list/", r"/schools/\d+/$")),
    ("results", "learning_office", lambda page: _follow(page, f"{RIVERBEND}proof/surveys/", ASKED)),
    ("roster", "district_it", f"{RIVERBEND}roster/imports/"),
    ("inbox", "teacher", "/inbox/"),
)


def _follow(page: Page, start: str, words: str, further: str = "") -> str:
    page.goto(start)
    link = page.locator("main a", has_text=words).first
    return (link.get_attribute("href") or start) + further


def _first(page: Page, start: str, pattern: str) -> str:
    page.goto(start)
    links = [a.get_attribute("href") or "" for a in page.locator("main a[href]").all()]
    return next(href for href in links if re.search(pattern, href))


def take(browser: Browser, url: str, out: Path, *, width: int, dark: bool) -> None:
    """One picture of each main page at this width, in this light."""
    out.mkdir(parents=True, exist_ok=True)
    for name, persona, where in PAGES:
        context = browser.new_context(
            base_url=url,
            viewport={"width": width, "height": WIDTHS[width]},
            color_scheme="dark" if dark else "light",
            device_scale_factor=1,
        )
        page = context.new_page()
        _step_into(page, persona)
        page.goto(where(page) if callable(where) else where)
        page.wait_for_load_state("networkidle")
        path = out / f"{name}-{width}{'-dark' if dark else ''}.png"
        if width == 1280:
            height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
            clip = {"x": 0, "y": 0, "width": width, "height": height}
            page.screenshot(path=path, full_page=True, clip=clip)
        else:
            page.screenshot(path=path)
        context.close()


def _step_into(page: Page, persona: str) -> None:
    page.goto("/demo/")
    page.locator(f"button[name=persona][value={persona}]").first.click()
    page.wait_for_load_state()


@contextmanager
def demonstration(size: str) -> Iterator[str]:
    """A demonstration of its own, served while the block runs."""
    with socket.socket() as probe, tempfile.TemporaryDirectory(prefix="groundswell-pictures-") as home:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = {**os.environ, "GROUNDSWELL_HOME": home}
        command = [sys.executable, "-m", "groundswell", "demo", "--size", size, "--port", str(port)]
        process = subprocess.Popen(command, env=environment)
        try:
            yield _answering(f"http://127.0.0.1:{port}", process)
        finally:
            process.terminate()
            process.wait(timeout=60)


def _answering(url: str, process: subprocess.Popen) -> str:
    for _ in range(1200):
        try:
            with urlopen(f"{url}/healthz", timeout=3):
                return url
        except (URLError, OSError):
            if process.poll() is not None:
                raise SystemExit("The demonstration ended before it answered.") from None
            time.sleep(0.5)
    raise SystemExit("The demonstration did not come up within ten minutes.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "screenshots")
    parser.add_argument("--size", default="school")
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("GROUNDSWELL_CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
        )
        if options.url:
            _all(browser, options.url, options)
        else:
            with demonstration(options.size) as url:
                _all(browser, url, options)
        browser.close()


def _all(browser: Browser, url: str, options: argparse.Namespace) -> None:
    for width in WIDTHS:
        take(browser, url, options.out, width=width, dark=False)
        if options.all:
            take(browser, url, options.out, width=width, dark=True)


if __name__ == "__main__":
    main()
