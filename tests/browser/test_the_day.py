"""The day itself on two phones: a code on the wall, and a list that goes on without a network."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.browser.test_journey import Teacher

pytestmark = [pytest.mark.browser, pytest.mark.proof]

PHONE = {"viewport": {"width": 390, "height": 844}}
NOTED = re.compile(r"/people/\d+/$")  # where a tap goes
BEGINS = datetime(2026, 4, 14, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def story(house):
    """What the chapters hand on to each other."""
    house.stand_at(BEGINS - timedelta(days=7))
    yield {}


def row(dev, name: str):
    """A person's row on the list."""
    return dev.page.locator("[data-row]", has_text=name)


def tap(dev, name: str, label: str) -> None:
    row(dev, name).get_by_role("button", name=re.compile(f"^{label}")).click()


def pressed(dev, name: str) -> str:
    return row(dev, name).locator("button[aria-pressed=true]").inner_text().partition(":")[0].strip()


def test_1_a_workshop_is_about_to_begin(house, story, visitor):
    ola = visitor("ola@riverbend.example").see("/d/riverbend/events/new/")
    for name, value in {
        "title": "Talk moves", "why": "Everybody speaks.", "day": "2026-04-14", "begins": "08:00",
        "ends": "09:30", "place": "Library", "seats": "20", "leads": "dev@riverbend.example",
    }.items():  # fmt: skip
        ola.page.fill(f"[name={name}]", value)
    ola.page.locator("main form button[type=submit], main form button:not([type])").last.click()
    ola.page.wait_for_url(re.compile(r"/events/\d+/$"))
    story["path"] = re.search(r"/d/riverbend/events/\d+/", ola.page.url)[0]
    publish = ola.page.get_by_role("button", name=re.compile("^Publish"))
    if publish.count():
        ola.press(publish)
    for number in (1, 2, 3, 4):
        Teacher(house, number).sign_in().press(story["path"] + "register/")
    house.stand_at(BEGINS + timedelta(minutes=10))


def test_2_a_teacher_checks_in_with_the_code_on_the_wall(story, visitor):
    dev = visitor("dev@riverbend.example", **PHONE).see(story["path"] + "people/")
    dev.check_with_axe()
    dev.page.get_by_role("link", name="Show the code to check in").click()
    dev.page.wait_for_url(re.compile(r"/code/$"))
    dev.check_with_axe()
    assert dev.page.locator("svg.wall-picture").is_visible()
    story["meeting"] = dev.page.url.rpartition("code/")[0]
    teacher = visitor("teacher01@riverbend.example", **PHONE)
    teacher.check_with_axe()
    teacher.page.get_by_role("link", name="Check in").click()
    teacher.page.wait_for_url(re.compile(r"/check-in/$"))
    teacher.check_with_axe()
    teacher.page.fill("[name=code]", dev.page.locator(".wall-code [aria-hidden]").inner_text())
    teacher.press(teacher.page.get_by_role("button", name="I am here"))
    assert "You are checked in" in teacher.words
    dev.see(story["path"] + "people/")
    assert "by code" in row(dev, "Teacher01").inner_text()


def test_3_without_a_network_taps_wait_and_nothing_is_overwritten(story, visitor):
    dev = visitor("dev@riverbend.example", **PHONE).see(story["path"] + "people/")
    ola = visitor("ola@riverbend.example").see(story["path"] + "people/")
    dev.context.set_offline(True)
    tap(dev, "Teacher02", "Attended")
    tap(dev, "Teacher03", "Not there")
    waiting = dev.page.locator("[data-kept]")
    waiting.get_by_text("2 notes are waiting to be sent").wait_for()
    assert pressed(dev, "Teacher02") == "Attended"
    dev.check_with_axe()
    with ola.page.expect_response(NOTED):
        tap(ola, "Teacher03", "Attended")
    assert pressed(ola.see(story["path"] + "people/"), "Teacher03") == "Attended"
    dev.context.set_offline(False)
    clash = row(dev, "Teacher03").locator(".sheet-clash")
    clash.wait_for()
    assert "Ola Mensah noted “Attended”" in clash.inner_text() and pressed(dev, "Teacher03") == "Attended"
    waiting.wait_for(state="hidden")
    dev.check_with_axe()
    ola.see(story["path"] + "people/")
    assert (pressed(ola, "Teacher02"), pressed(ola, "Teacher03")) == ("Attended", "Attended")
    with dev.page.expect_response(NOTED):
        clash.get_by_role("button", name="Note mine instead").click()
    clash.wait_for(state="detached")
    assert pressed(ola.see(story["path"] + "people/"), "Teacher03") == "Not there"


def test_4_what_waits_outlives_the_page(story, visitor):
    dev = visitor("dev@riverbend.example", **PHONE).see(story["path"] + "people/")
    dev.context.set_offline(True)
    tap(dev, "Teacher04", "Partly there")
    dev.page.locator("[data-kept]").get_by_text("1 note is waiting to be sent").wait_for()
    dev.page.close()
    dev.context.set_offline(False)
    dev.page = dev.context.new_page()
    dev.see(story["path"] + "people/")
    dev.until("Object.keys(localStorage).every(key => !key.startsWith('groundswell.taps'))")
    assert pressed(dev.see(story["path"] + "people/"), "Teacher04") == "Partly there"


def test_5_one_refused_tap_holds_up_no_other_and_the_last_is_what_counts(house, story, visitor):
    dev = visitor("dev@riverbend.example", **PHONE).see(story["path"] + "people/")
    ola = visitor("ola@riverbend.example").see(story["path"] + "people/")
    dev.context.set_offline(True)
    tap(dev, "Teacher04", "Attended")
    tap(dev, "Teacher03", "Partly there")
    tap(dev, "Teacher03", "Not there")
    row(dev, "Teacher01").locator("summary").click()
    row(dev, "Teacher01").locator("[name=came]").fill("23:00")
    tap(dev, "Teacher01", "Keep these times")
    tap(dev, "Teacher01", "Partly there")
    house.stand_at(BEGINS - timedelta(minutes=30))
    Teacher(house, 4).sign_in().press(story["path"] + "leave/")
    house.stand_at(BEGINS + timedelta(minutes=10))
    with ola.page.expect_response(NOTED):
        tap(ola, "Teacher03", "Attended")
    with dev.page.expect_response(lambda answer: answer.status == 409):
        dev.context.set_offline(False)
    for name, why in {"Teacher04": "has no seat here", "Teacher01": "after the end"}.items():
        refused = row(dev, name).locator(".sheet-clash")
        refused.get_by_text(why).wait_for()
        assert refused.get_by_role("button", name="Note mine instead").count() == 0
    row(dev, "Teacher03").get_by_role("button", name="Note mine instead").click()
    kept = "Object.keys(localStorage).filter(key => key.startsWith('groundswell.taps'))"
    dev.until(f"{kept}.every(key => JSON.parse(localStorage[key]).every(tap => tap.clash))")
    ola.see(story["path"] + "people/")
    assert (pressed(ola, "Teacher01"), pressed(ola, "Teacher03")) == ("Partly there", "Not there")


def test_6_a_full_browser_and_a_page_that_is_gone_stop_nothing(story, visitor):
    dev = visitor("dev@riverbend.example", **PHONE).see(story["path"] + "people/")
    dev.page.route(NOTED, lambda route: route.fulfill(status=404), times=1)
    tap(dev, "Teacher02", "Not there")
    row(dev, "Teacher02").get_by_text("This could not be noted").wait_for()
    full = "throw new DOMException('full', 'QuotaExceededError')"
    dev.page.evaluate(f"() => {{ Storage.prototype.setItem = () => {{ {full} }} }}")
    for label in ("Partly there", "Attended"):
        with dev.page.expect_response(NOTED) as answer:
            tap(dev, "Teacher02", label)
        assert answer.value.status == 200
    assert pressed(dev.see(story["path"] + "people/"), "Teacher02") == "Attended"


def test_7_the_other_pages_of_the_door(story, visitor):
    dev = visitor("dev@riverbend.example", **PHONE)
    for part in ("door/?q=rush", "sign-in/", "paper/"):
        dev.see(story["meeting"] + part)
        dev.check_with_axe()
        assert dev.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), part
    assert dev.page.get_by_role("combobox", name="Teacher02 Rush").input_value() == "attended"
