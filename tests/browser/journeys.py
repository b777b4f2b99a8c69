"""Somebody's way through many pages and many days: who is there, what they press, what axe found on the way."""

import json
import re
import subprocess
from datetime import UTC, date, datetime, time, timedelta

from playwright.sync_api import Page

from tests.browser.conftest import House, Visitor
from tests.support.counts import count

FIRST = date(2026, 3, 2)
LONG_TABS = 80


class Journey:
    """Who is there, on which day, and what axe found on the way."""

    def __init__(self, house: House, chromium, told: subprocess.Popen) -> None:
        self.house, self.chromium, self.told = house, chromium, told
        self.here: dict[str, Visitor] = {}
        self.at: dict[str, str] = {}
        self.pages = 0
        self.found: list[str] = []

    def on(self, day: int, hour: int = 15) -> None:
        """Everybody stands on this day of the story, the first being 0."""
        self.moment = datetime.combine(FIRST + timedelta(days=day), time(hour), UTC)
        self.house.stand_at(self.moment)

    def lives(self, chapter: str) -> dict:
        """What others do meanwhile."""
        assert self.told.stdin and self.told.stdout
        self.told.stdin.write(f"{chapter} {self.moment.isoformat()}\n")
        self.told.stdin.flush()
        line = self.told.stdout.readline()
        assert line, f"the chapter {chapter} could not be lived"
        return json.loads(line)

    def as_(self, name: str, **how) -> Visitor:
        """Somebody at their browser, signed in; the same one when they come back to the same device."""
        key = f"{name}{how}"
        if key not in self.here:
            self.here[key] = Visitor(self.chromium, self.house, **how)
            if name:
                self.here[key].sign_in(f"{name}@riverbend.example")
        return self.here[key]

    def look(self, visitor: Visitor, *, has_script: bool = True) -> None:
        """Nothing is too wide, and axe, which needs script, finds nothing: on every second page, on all of them in the
        proofs."""
        page = visitor.page
        shown = visitor.context.new_cdp_session(page).send("Page.getLayoutMetrics")
        wide = shown["cssContentSize"]["width"] - shown["cssLayoutViewport"]["clientWidth"]
        self.found += [f"{page.url} is {wide} pixels too wide"] * (wide > 0)
        self.pages += has_script
        if has_script and self.pages % count(2, 1) == 0:
            self.found += visitor.axe()

    def all_found(self) -> list[str]:
        """What was found since somebody asked last: one run tells it all."""
        found, self.found = self.found, []
        return found


def follow(visitor: Visitor, words: str) -> None:
    """Open the link with these words."""
    visitor.press(visitor.page.get_by_role("link", name=re.compile(words)).first)


def push(visitor: Visitor, words: str) -> None:
    """Press the button with these words."""
    visitor.press(visitor.page.get_by_role("button", name=re.compile(words)).first)


def fill(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.fill(f"main [name={name}]", value)


def tab_to(page: Page, selector: str) -> None:
    """With the Tab key alone, to the first thing that this selector means."""
    for _step in range(LONG_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("one => document.activeElement.matches(one)", selector):
            return
    raise AssertionError(f"{selector} is not to be reached by keyboard")
