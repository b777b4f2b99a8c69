"""Take the pictures of the main pages into docs/screenshots/: 1280 and 390 pixels wide, light and dark.

    python tools/screenshots.py [--url http://…] [--out FOLDER] [--size school] [--only NAME] [--all]

Without --url it builds a demonstration of its own, serves it on a free port and stops it afterwards. Without --all
it takes what the documents show: light, each page at the widths at which it is used most. A long page is shown from
its top.
"""

import argparse
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
WIDTHS = {1280: 860, 390: 844}
RIVERBEND = "/d/riverbend/"
SURGE = "Building community at a distance"
HELD = "Conferring while the class works"
TODAY = "Reading in every subject 1"
LEADING = f"{RIVERBEND}events/leading/"
ASKED = "Personalized Learning Institute"
NEEDS = "What you want to learn next"
TALLEST = 1800  # pixels; a long page is shown from its top

BOTH, DESK, PHONE = (1280, 390), (1280,), (390,)


@dataclass(frozen=True)
class Picture:
    """A page as a persona sees it. ``where`` is its address, or clicks its way there from Today."""

    name: str
    persona: str
    where: str | Callable[[Page], str]
    widths: tuple[int, ...] = BOTH
    day: str = "surge"
    whole: bool = False  # on a phone, too: from the top to the bottom
    tallest: int = TALLEST


PICTURES = (
    Picture("today-teacher", "teacher", RIVERBEND),
    Picture("today-office", "learning_office", RIVERBEND),
    Picture("events", "teacher", f"{RIVERBEND}events/"),
    Picture("event", "school_coach", lambda page: _follow(page, f"{RIVERBEND}events/?q=community", SURGE)),
    Picture("surge", "learning_office", lambda page: _surge(page), DESK),
    Picture("board", "learning_office", f"{RIVERBEND}events/board/", DESK),
    Picture("substitutes", "learning_office", f"{RIVERBEND}events/substitutes/", DESK),
    Picture(
        "dates",
        "learning_office",
        lambda page: _first(page, f"{RIVERBEND}events/dates/", r"/dates/\d+/$"),
        DESK,
    ),
    Picture(
        "list",
        "district_specialist",
        lambda page: _follow(page, LEADING, TODAY, "people/"),
        PHONE,
        whole=True,
    ),
    Picture("code", "district_specialist", lambda page: _code(page), PHONE, whole=True),
    Picture("check-in", "teacher", f"{RIVERBEND}events/check-in/", PHONE),
    Picture(
        "attendance",
        "learning_office",
        lambda page: _follow(page, f"{RIVERBEND}events/?tab=past", HELD, "people/"),
        DESK,
    ),
    Picture("learning", "teacher", f"{RIVERBEND}events/learning/"),
    Picture(
        "six-weeks",
        "teacher",
        lambda page: _follow(page, RIVERBEND, "What did you use? Conferring"),
        PHONE,
        day="six_weeks_after",
        whole=True,
    ),
    Picture("district", "superintendent", "/d/charlotte-mecklenburg/schools/"),
    Picture(
        "school",
        "superintendent",
        lambda page: _first(page, f"{RIVERBEND}schools/list/", r"/schools/\d+/$"),
    ),
    Picture("results", "learning_office", lambda page: _follow(page, f"{RIVERBEND}proof/surveys/", ASKED)),
    Picture("ask", "learning_office", f"{RIVERBEND}proof/surveys/ask/", DESK),
    Picture(
        "by-group",
        "learning_office",
        lambda page: _follow(page, f"{RIVERBEND}proof/surveys/", NEEDS, "groups/"),
        DESK,
    ),
    Picture("claim", "superintendent", lambda page: _first(page, f"{RIVERBEND}claims/", r"/claims/\d+/$")),
    Picture("outside-claims", "superintendent", f"{RIVERBEND}proof/claims/outside/", DESK),
    Picture(
        "call", "learning_office", lambda page: _first(page, f"{RIVERBEND}calls/", r"/calls/\d+/$"), DESK
    ),
    Picture(
        "reading",
        "district_specialist",
        lambda page: _first(page, f"{RIVERBEND}readings/", r"/readings/\d+/$"),
        DESK,
        tallest=WIDTHS[1280],
    ),
    Picture(
        "selection-board",
        "superintendent",
        lambda page: _last(page, f"{RIVERBEND}calls/", r"/calls/\d+/$") + "board/",
        DESK,
    ),
    Picture(
        "candidacy",
        "principal",
        lambda page: _first(page, RIVERBEND, r"/candidacies/\d+/$"),
        PHONE,
        day="invitation",
        whole=True,
    ),
    Picture(
        "curve",
        "superintendent",
        lambda page: _first(page, f"{RIVERBEND}cohorts/", r"/curve/\d+/$"),
        day="four_waves",
    ),
    Picture("roster", "district_it", f"{RIVERBEND}roster/imports/", DESK),
    Picture("inbox", "teacher", "/inbox/", PHONE),
)


def _follow(page: Page, start: str, words: str, further: str = "") -> str:
    page.goto(start)
    link = page.locator("main a", has_text=words).first
    return (link.get_attribute("href") or start) + further


def _first(page: Page, start: str, pattern: str) -> str:
    return _like(page, start, pattern)[0]


def _last(page: Page, start: str, pattern: str) -> str:
    return _like(page, start, pattern)[-1]


def _like(page: Page, start: str, pattern: str) -> list[str]:
    page.goto(start)
    links = [a.get_attribute("href") or "" for a in page.locator("main a[href]").all()]
    return [href for href in links if re.search(pattern, href)]


def _surge(page: Page) -> str:
    return _follow(page, f"{RIVERBEND}events/", SURGE, "surge/")


def _code(page: Page) -> str:
    """What stands on the wall while people arrive."""
    return _first(page, LEADING, r"/meetings/\d+/door/$").replace("/door/", "/code/")


def take(browser: Browser, url: str, out: Path, pictures: Sequence[Picture], *, dark: bool) -> None:
    """These pictures, in this light. The demonstration moves to each one's day and stands where it stood afterwards."""
    out.mkdir(parents=True, exist_ok=True)
    for day in dict.fromkeys(one.day for one in [*pictures, PICTURES[0]]):
        _stand_on(browser, url, day)
        for one in pictures:
            for width in one.widths if one.day == day else ():
                _take(browser, url, out, one, width=width, dark=dark)
    _stand_on(browser, url, PICTURES[0].day)


def _take(browser: Browser, url: str, out: Path, one: Picture, *, width: int, dark: bool) -> None:
    context = browser.new_context(
        base_url=url,
        viewport={"width": width, "height": WIDTHS[width]},
        color_scheme="dark" if dark else "light",
        device_scale_factor=1,
    )
    page = context.new_page()
    _step_into(page, one.persona)
    page.goto(one.where if isinstance(one.where, str) else one.where(page))
    page.wait_for_load_state("networkidle")
    path = out / f"{one.name}-{width}{'-dark' if dark else ''}.png"
    if width == 1280 or one.whole:
        height = min(page.evaluate("document.documentElement.scrollHeight"), one.tallest)
        page.set_viewport_size({"width": width, "height": height})
    page.screenshot(path=path)
    context.close()
    with Image.open(path) as picture:  # flat surfaces: 256 colours look the same at a third of the size
        small = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


def _stand_on(browser: Browser, url: str, day: str) -> None:
    """Move the demonstration to a day of its story, as the bar on every page does."""
    context = browser.new_context(base_url=url, viewport={"width": 1280, "height": WIDTHS[1280]})
    page = context.new_page()
    _step_into(page, PICTURES[0].persona)
    page.locator(".personabar summary").click()
    page.select_option("#day", day)
    page.get_by_role("button", name="Go there").click()
    page.wait_for_load_state()
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
    parser.add_argument(
        "--only", action="append", metavar="NAME", help="only this picture; may be given again"
    )
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
    wanted = [one for one in PICTURES if not options.only or one.name in options.only]
    if options.all:
        wanted = [replace(one, widths=BOTH) for one in wanted]
    for dark in (False, True) if options.all else (False,):
        take(browser, url, options.out, wanted, dark=dark)


if __name__ == "__main__":
    main()
