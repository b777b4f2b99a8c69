"""Every page of the demonstration, as those who open it: axe finds nothing, light and dark, on a phone and a desk."""

import re
import subprocess
import sys

import pytest

from tests.browser.conftest import (
    ROOT,
    House,
    Visitor,
    environment_of,
    stop,
    wait_until_it_answers,
)
from tests.support.counts import count, some
from tests.universe import tiny
from tools.services import free_port

pytestmark = pytest.mark.browser

D, PUBLIC = "/d/riverbend/", "/d/charlotte-mecklenburg/"
LOOKS = [
    pytest.param({"viewport": {"width": 1280, "height": 860}, "color_scheme": "light"}, id="desk-light"),
    pytest.param(
        {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
        id="phone-dark",
        marks=pytest.mark.proof,
    ),
    pytest.param(
        {"viewport": {"width": 390, "height": 844}, "color_scheme": "light"},
        id="phone-light",
        marks=pytest.mark.proof,
    ),
    pytest.param(
        {"viewport": {"width": 1280, "height": 860}, "color_scheme": "dark"},
        id="desk-dark",
        marks=pytest.mark.proof,
    ),
]
PAGES = {
    "": [
        "/accounts/login/",
        "/accounts/link/",
        "/accounts/password/reset/",
        "/demo/",
        "/inbox/",
        "/no-such-page/",
    ],
    "teacher": [
        D,
        f"{D}events/",
        f"{D}events/?tab=mine",
        f"{D}events/programmes/",
        f"{D}events/requests/",
        f"{D}events/requests/new/",
        f"{D}events/learning/",
        f"{D}events/check-in/",
        f"{D}events/learning/outside/new/",
        f"{D}schools/",
        f"{D}people/",
        f"{D}calendar/",
        f"{D}schools/calendar/",
        "/accounts/",
    ],
    "learning_office": [
        f"{D}proof/questionnaires/",
        f"{D}proof/questionnaires/new/",
        f"{D}proof/questionnaires/file/",
        f"{D}events/substitutes/",
        f"{D}events/substitutes/limits/",
        f"{D}events/dates/",
        f"{D}events/dates/new/",
        f"{D}events/new/",
        f"{D}events/?tab=drafts",
        f"{D}events/board/",
        f"{D}events/board/?tab=month",
        f"{D}events/board/?tab=programme",
        f"{D}events/file/",
        f"{D}events/new/undated/",
        f"{D}events/leading/",
        f"{D}events/programmes/new/",
        f"{D}events/learning/outside/",
        f"{D}events/keys/",
        f"{D}events/asking/",
        f"{D}events/asking/new/",
        f"{D}proof/events/",
        f"{D}proof/events/2026/",
        f"{D}proof/surveys/",
        f"{D}proof/surveys/ask/",
        f"{D}proof/surveys/how-often/",
        f"{D}proof/claims/",
        f"{D}proof/claims/new/",
        f"{D}proof/claims/outside/",
        f"{D}proof/claims/outside/new/",
        f"{D}proof/goals/",
        f"{D}plan/goals/",
        f"{D}plan/goals/new/",
        f"{D}claims/",
        f"{D}mail/",
        f"{D}mail/reminders/",
        f"{D}schools/calendar/files/",
        f"{D}people/guests/new/",
    ],
    "superintendent": [f"{D}schools/list/", f"{D}search/?q=al", f"{D}people/?sort=-name"],
    "district_it": [
        f"{D}roster/erasures/",
        f"{D}roster/keeping/",
        f"{D}roster/imports/",
        f"{D}settings/",
        f"{D}settings/clock/?time_zone=America/Chicago&language=es",
        f"{D}schools/succession/",
    ],
    "neighbour": ["/d/harbor-point/", D],
}
FIRST_OF = {  # the first page of this kind that a list links to
    "teacher": [(f"{D}events/", r"/events/\d+/$"), (f"{D}people/", r"/people/\d+/$")],
    "learning_office": [
        (f"{D}events/?tab=past", r"/events/\d+/$"),
        (f"{D}proof/surveys/", r"/surveys/\d+/$"),
        (f"{D}proof/claims/?tab=public", r"/claims/\d+/$"),
        (f"{D}proof/claims/outside/", r"/outside/\d+/$"),
        (f"{D}plan/goals/", r"/goals/\d+/$"),
        (f"{D}claims/", r"/claims/\d+/$"),
        (f"{D}mail/", r"/mail/\d+/$"),
        (f"{D}events/dates/", r"/dates/\d+/$"),
        (f"{D}events/keys/", r"/keys/\d+/retire/$"),
        (f"{D}events/keys/", r"/keys/\d+/withdraw/$"),
    ],
    "superintendent": [(f"{D}schools/list/", r"/schools/\d+/$"), (f"{D}schools/", r"/communities/\d+/$")],
    "district_it": [(f"{D}roster/imports/", r"/imports/\d+/$")],
}
OF_A_PERSON = ("record/", "name/", "same/", "copy/", "erase/")
OF_A_SECTION = ("message/", "seats/", "edit/", "dates/", "move/", "team/")
OF_A_SURVEY = ("groups/", "compare/", "paper/", "reopen/")
AFTER_AN_EVENT = (
    "asking/",
    "said/",
    "surge/",
    "sections/new/",
    "people/",
    "edit/",
    "move/",
    "cancel/",
    "reminders/",
)


@pytest.fixture(scope="module")
def demonstration(chromium, tmp_path_factory):
    """The smallest universe, served as a newcomer gets it."""
    home, port = tmp_path_factory.mktemp("demonstration"), free_port()
    tiny.furnish(home)
    environment = environment_of(home, port)
    log = (home / "demo.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "groundswell", "demo", "--size", "tiny", "--port", str(port)],
        env=environment, cwd=ROOT, stdout=log, stderr=log,
    )  # fmt: skip
    served = House(f"http://127.0.0.1:{port}", home, process)
    try:
        wait_until_it_answers(served, home / "demo.log")
        yield served
    finally:
        stop(process)
        log.close()


@pytest.mark.counted
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("persona", some(PAGES, "", "teacher"))
def test_nothing_for_axe_to_find(chromium, demonstration, persona, look):
    somebody = Visitor(chromium, demonstration, **look)
    if persona:
        somebody.see("/demo/")
        somebody.press(somebody.page.locator(f"button[name=persona][value={persona}]"))
    paths = list(PAGES[persona])
    for start, pattern in FIRST_OF.get(persona, []):
        somebody.see(start)
        links = [a.get_attribute("href") or "" for a in somebody.page.locator("main a[href]").all()]
        paths += [href for href in links if re.search(pattern, href)][:1]
    if persona == "learning_office":
        somebody.see(f"{D}events/")
        event = next(
            href
            for a in somebody.page.locator("main a[href]").all()
            if re.search(r"/events/\d+/$", href := a.get_attribute("href") or "")
        )
        paths += [event + more for more in AFTER_AN_EVENT]
        somebody.see(f"{D}events/board/")
        seats = next(
            href
            for a in somebody.page.locator("main a[href$='/seats/']").all()
            if (href := a.get_attribute("href"))
        )
        paths += [seats.replace("seats/", more) for more in OF_A_SECTION]
        somebody.see(f"{D}proof/surveys/?state=closed")
        wave = next(
            href
            for a in somebody.page.locator("main a[href]").all()
            if re.search(r"/surveys/\d+/$", href := a.get_attribute("href") or "")
        )
        paths += [wave + more for more in OF_A_SURVEY]
    if persona == "superintendent":
        school = next(path for path in paths if re.search(r"/schools/\d+/$", path))
        paths.append(school.replace(D, f"{D}proof/surveys/"))
    if persona == "district_it":
        somebody.see(f"{D}people/")
        links = [a.get_attribute("href") or "" for a in somebody.page.locator("main a[href]").all()]
        one, other = [href for href in links if re.search(r"/people/\d+/$", href)][:2]
        paths += [one + more for more in OF_A_PERSON] + [f"{one}same/{other.rstrip('/').rpartition('/')[2]}/"]
    found = []
    for path in paths[:: count(2, 1)]:
        somebody.see(path)
        found += somebody.axe()
        wide = somebody.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        found += [f"{path} is {wide} pixels too wide"] * (wide > 0)
    somebody.context.close()
    assert found == []  # one run tells them all


def test_the_day_moves_and_one_stays_who_one_is(chromium, demonstration):
    ana = Visitor(chromium, demonstration, viewport={"width": 1280, "height": 860})
    ana.see("/demo/")
    ana.press(ana.page.locator("button[name=persona][value=teacher]"))
    ana.page.locator(".personabar summary").click()
    ana.page.select_option("#day", "quarter")
    ana.press(ana.page.get_by_role("button", name="Go there"))
    ana.see(D)
    assert "Ana" in ana.words
    assert "quarter" in ana.page.locator(".personabar").inner_text().lower()
    ana.page.locator(".personabar summary").click()
    ana.page.select_option("#day", "surge")
    ana.press(ana.page.get_by_role("button", name="Go there"))
    ana.context.close()


def test_a_page_works_without_script(chromium, demonstration):
    ana = Visitor(chromium, demonstration, java_script_enabled=False)
    ana.see("/demo/")
    ana.press(ana.page.locator("button[name=persona][value=teacher]"))
    ana.see(f"{D}events/")
    links = [a.get_attribute("href") or "" for a in ana.page.locator("main a[href]").all()]
    place = ana.page.locator("form[action$='register/'] button, form[action$='leave/'] button").first
    for path in [href for href in links if re.search(r"/events/\d+/$", href)]:
        ana.see(path)
        if place.count():
            break
    before = ana.words
    ana.press(place)
    assert ana.words != before
    ana.context.close()


@pytest.mark.proof
@pytest.mark.parametrize("look", LOOKS)
def test_texts_are_read_and_coded_with_the_keyboard(chromium, demonstration, look):
    """A survey with enough texts, its code book, a press by keyboard that keeps the place, and what axe says of it."""
    ola = Visitor(chromium, demonstration, **look)
    ola.see("/demo/")
    ola.press(ola.page.locator("button[name=persona][value=learning_office]"))
    words = texts_of_some_survey(ola)
    ola.see(f"{words}themes/")
    if not ola.page.locator("main tbody tr").count():
        ola.page.fill("[name=name]", "What keeps people")
        ola.press(ola.page.get_by_role("button", name="Put it in the code book"))
    theme = ola.page.locator("main tbody th a").first.get_attribute("href")
    ola.see(f"{words}?to=code")
    button = ola.page.locator(".codes button").first
    before, place = button.get_attribute("aria-pressed"), button.get_attribute("id")
    button.focus()
    ola.page.keyboard.press("Enter")
    ola.page.locator(f"#{place}:not([aria-pressed='{before}'])").wait_for()
    assert ola.page.evaluate("document.activeElement.id") == place
    found = []
    for path in (words, f"{words}?to=code", f"{words}themes/", theme, f"{words}themes/suggested/"):
        ola.see(path)
        found += ola.axe()
        wide = ola.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        found += [f"{path} is {wide} pixels too wide"] * (wide > 0)
    ola.context.close()
    assert found == []


def texts_of_some_survey(visitor: Visitor) -> str:
    """The page of a question to which enough people wrote."""
    for state in ("closed", "open"):
        visitor.see(f"{D}proof/surveys/?state={state}")
        links = [a.get_attribute("href") or "" for a in visitor.page.locator("main a[href]").all()]
        for wave in [href for href in links if re.search(r"/surveys/\d+/$", href)]:
            visitor.see(wave)
            words = visitor.page.locator("main a[href*='/words/']")
            if words.count():
                return words.first.get_attribute("href") or ""
    raise AssertionError("nowhere have enough people written something")
