"""An anonymous survey in a real browser: its token, a lost connection, a second device, and the way without script."""

import re
from datetime import UTC, datetime
from itertools import count
from urllib.parse import parse_qs

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.proof]

D = "/d/riverbend/"
LINK = re.compile(r"/d/riverbend/answer/[\w-]{43}/")
PHONE = {"width": 320, "height": 640}
rounds = count(1)


@pytest.fixture
def ask(visitor, house):
    """``ask()``: the office asks all teachers anonymously, on its page. Returns the title and the wave's page."""

    def asked() -> tuple[str, str]:
        house.stand_at(datetime(2026, 5, 11, 13, 0, tzinfo=UTC))
        title = f"Said without a name, round {next(rounds)}"
        ola = visitor("ola@riverbend.example").see(f"{D}proof/surveys/ask/")
        ola.page.select_option("[name=instrument_key]", "town_hall")
        ola.page.fill("[name=title]", title)
        assert ola.page.locator("[name=margins]").first.is_visible()
        ola.page.locator("[name=promise][value=anonymous]").check()
        assert not ola.page.locator("[name=margins]").first.is_visible()
        assert "What anonymous costs" in ola.words
        ola.check_with_axe()
        ola.page.locator("[name=roles][value=teacher]").check()
        ola.page.fill("[name=closes_on]", "2026-05-29")
        ola.page.get_by_role("button", name="See whom it reaches").click()
        ola.page.get_by_text("What they get").wait_for()
        if ola.page.get_by_text("Ask them all the same").count():
            ola.page.get_by_text("Ask them all the same").click()
        ola.page.get_by_role("button", name="Ask them", exact=True).click()
        ola.page.wait_for_url(re.compile(r"/proof/surveys/\d+/$"))
        return title, ola.page.url

    return asked


def link_of(phone, number: int, title: str) -> str:
    """The link in the mail that asks this teacher."""
    for _ in range(80):
        phone.see(f"/inbox/?to=teacher{number:02}@riverbend.example")
        mails = phone.page.locator("main a[href*='/inbox/']", has_text=title)
        for href in [one.get_attribute("href") for one in mails.all()]:
            found = LINK.search(phone.page.request.get(href).text())
            if found:
                return found[0]
        phone.page.wait_for_timeout(500)
    raise AssertionError(f"no mail asks teacher{number:02}")


def choose(phone) -> None:
    """An answer to every question that has points."""
    for group in phone.page.locator("main fieldset:has(> div input[type=radio])").all():
        group.locator("label").nth(2).click()


def send(phone) -> None:
    phone.page.get_by_role("button", name="Send my answers").click()


def watch(phone) -> list:
    """Every POST that leaves the page."""
    sent: list = []
    phone.page.on("request", lambda one: sent.append(one) if one.method == "POST" else None)
    return sent


def deposits(sent) -> list:
    """Those that carry answers and a token."""
    return [one for one in sent if "/answer/deposit/" in one.url and ".token=" in (one.post_data or "")]


def pseudonym_in(sent) -> str:
    return parse_qs(deposits(sent)[-1].post_data)[".pseudonym"][0]


def came_in(visitor, wave: str) -> str:
    """The office's count of answers."""
    ola = visitor("ola@riverbend.example").see(wave)
    return ola.page.locator("dt:has-text('Answers came in') + dd").inner_text()


def lose_reply_once(phone, part: str) -> None:
    """The next request to this address arrives, its answer does not."""
    lost: list[str] = []

    def handle(route) -> None:
        if lost or (part == "/deposit/" and ".token=" not in (route.request.post_data or "")):
            return route.continue_()
        lost.append(route.fetch().text())
        return route.abort()

    phone.page.route(f"**{part}**", handle)


def test_a_teacher_answers_by_keyboard_and_the_answers_leave_without_a_trace_of_whose_they_are(visitor, ask):
    title, wave = ask()
    phone = visitor(viewport=PHONE)
    link = link_of(phone, 1, title)
    sent = watch(phone)
    phone.see(link)
    phone.page.wait_for_selector("[data-blind]")
    assert "sign without seeing it" in phone.words and "trust" not in phone.words
    phone.check_with_axe()
    for _ in range(60):
        phone.page.keyboard.press("Tab")
        kind = phone.page.evaluate("document.activeElement.type || ''")
        if kind == "radio":
            phone.page.keyboard.press("Space")
        elif kind == "submit" and phone.page.evaluate("document.activeElement.closest('main form') !== null"):
            phone.page.keyboard.press("Enter")
            break
    phone.page.get_by_text("You have taken part").wait_for()
    [one] = deposits(sent)
    secret = link.split("/")[-2]
    assert not {"cookie", "referer", "authorization"} & one.all_headers().keys()
    assert all(secret not in said for said in (one.url, one.post_data, *one.all_headers().values()))
    assert "csrf" not in one.post_data and "code" not in parse_qs(one.post_data)
    phone.page.get_by_text("Your saved link").wait_for()
    phone.check_with_axe()
    assert phone.complaints == []
    assert came_in(visitor, wave) == "1"


def test_a_lost_connection_loses_nothing_and_counts_nothing_twice(visitor, ask):
    title, wave = ask()
    phone = visitor(viewport=PHONE)
    link = link_of(phone, 2, title)
    sent = watch(phone)
    phone.see(link)
    choose(phone)
    lose_reply_once(phone, "/sign/")
    send(phone)
    phone.page.get_by_text("The connection broke off").wait_for()
    phone.check_with_axe()
    lose_reply_once(phone, "/deposit/")
    send(phone)
    phone.page.get_by_text("The connection broke off").wait_for()
    # The tab is closed, the link is opened once more: the server can't know, this device does.
    phone.see(link)
    phone.page.get_by_text("your answers have not arrived yet").wait_for()
    phone.check_with_axe()
    send(phone)
    phone.page.get_by_text("You have taken part").wait_for()
    tokens = {parse_qs(one.post_data)[".token"][0] for one in deposits(sent)}
    blinded = {one.post_data for one in sent if "/sign/" in one.url}
    assert len(tokens) == len(blinded) == 1 and len(deposits(sent)) == 2
    assert came_in(visitor, wave) == "1"
    phone.see(link)
    assert "have not arrived" not in phone.words


def test_nothing_goes_out_while_an_answer_is_wrong_and_the_link_stays_good(visitor, ask):
    title, wave = ask()
    phone = visitor(viewport=PHONE)
    phone.see(link_of(phone, 3, title))
    sent = watch(phone)
    phone.page.wait_for_selector("[data-blind]")
    send(phone)
    phone.page.get_by_text("at least one question").wait_for()
    phone.check_with_axe()
    assert not any("/sign/" in one.url for one in sent)
    choose(phone)
    send(phone)
    phone.page.get_by_text("You have taken part").wait_for()
    assert came_in(visitor, wave) == "1"


def test_a_saved_link_makes_another_device_the_same_person_in_the_next_round(visitor, ask):
    first, _wave = ask()
    phone = visitor(viewport=PHONE)
    phone.see(link_of(phone, 4, first))
    sent = watch(phone)
    choose(phone)
    send(phone)
    saved = phone.page.locator("[data-own-url]")
    saved.wait_for()
    address = saved.get_attribute("href")
    code = phone.page.locator("[data-own-code]").inner_text()
    second, _wave = ask()
    desk = visitor(viewport={"width": 1280, "height": 860})
    asked_of_us: list[str] = []
    desk.page.on("request", lambda one: asked_of_us.append(one.url))
    desk.see(address)
    desk.page.get_by_text("This device keeps your code").wait_for()
    desk.check_with_axe()
    assert not any(code[:9] in url for url in asked_of_us if "#" not in url)
    link = link_of(desk, 4, second)
    again = watch(desk)
    desk.see(link)
    desk.page.get_by_text("keeps your code from last time").wait_for()
    choose(desk)
    send(desk)
    desk.page.get_by_text("You have taken part").wait_for()
    assert pseudonym_in(again) == pseudonym_in(sent)
    # Somebody else at the same desk is somebody else.
    desk.see(link_of(desk, 5, second))
    assert "keeps your code from last time" not in desk.words
    choose(desk)
    send(desk)
    desk.page.get_by_text("You have taken part").wait_for()
    assert pseudonym_in(again) != pseudonym_in(sent)


def test_without_script_the_page_says_the_weaker_promise_before_and_shows_a_code_after(visitor, ask):
    title, wave = ask()
    phone = visitor(viewport=PHONE, java_script_enabled=False)
    phone.see(link_of(phone, 6, title))
    assert "you have to trust" in phone.words and "sign without seeing it" not in phone.words
    choose(phone)
    send(phone)
    assert "Your code, shown this once" in phone.words
    assert re.search(r"(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}", phone.words)
    assert came_in(visitor, wave) == "1"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_reads_from_right_to_left_on_the_smallest_phone(visitor, ask, theme):
    title, _wave = ask()
    phone = visitor(viewport=PHONE, color_scheme=theme)
    phone.see(link_of(phone, 7, title))
    phone.page.wait_for_selector("[data-blind]")
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    phone.page.evaluate("document.documentElement.dir = 'rtl'")
    assert phone.page.evaluate(wide) <= 0
    phone.check_with_axe()
    choose(phone)
    send(phone)
    phone.page.get_by_text("Your saved link").wait_for()
    phone.page.evaluate("document.documentElement.dir = 'rtl'")
    assert phone.page.evaluate(wide) <= 0
    phone.check_with_axe()
