"""Scoring by keyboard, without a network, through a power cut, in two windows: nothing is lost, nothing overwritten."""

import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT, environment_of

pytestmark = [pytest.mark.browser, pytest.mark.proof]

LEFT = "Object.keys(localStorage).filter(one => one.startsWith('groundswell.reading')).length"
AWAY = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "409 (Conflict)")


@pytest.fixture(scope="module")
def story(house):
    """A reading of Dev's; what the chapters hand on to each other."""
    subprocess.run(
        [sys.executable, "-m", "tests.browser.make_reading", str(house.home)],
        env=environment_of(house.home, 0), check=True, cwd=ROOT,
    )  # fmt: skip
    return {}


@pytest.fixture
def dev(story, visitor):
    """Dev at a reading."""
    one = visitor("dev@riverbend.example").see("/d/riverbend/readings/")
    if "path" not in story:
        story["path"] = one.page.get_by_role("link", name="Read").first.get_attribute("href")
    one.see(story["path"])
    yield one
    one.complaints[:] = [said for said in one.complaints if not any(word in said for word in AWAY)]


def kept(page, revision: int) -> None:
    """The server has this revision, and nothing waits here."""
    expect(page.locator("[name=revision]")).to_have_value(str(revision))
    nothing_waits(page)


def nothing_waits(page) -> None:
    for _look in range(600):
        if not page.evaluate(LEFT):
            return
        page.wait_for_timeout(50)
    raise AssertionError("Something still waits to be sent.")


def test_1_levels_are_chosen_by_keyboard_and_kept_as_they_are(dev):
    dev.check_with_axe()
    page = dev.page
    page.locator("[data-criterion] input[type=radio]").first.focus()
    for key in ("3", "ArrowDown", "9", "2", "ArrowUp"):  # there is no level 9
        page.keyboard.press(key)
    kept(page, 1)
    assert page.evaluate("document.activeElement.value") == "3"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")  # behind the last criterion come the words
    page.keyboard.type("Level 4 is a number here")
    kept(page, 2)
    page.reload()
    chosen = page.locator("[data-criterion] input:checked")
    assert [one.input_value() for one in chosen.all()] == ["3", "2"]
    expect(page.locator("#id_comment")).to_have_value("Level 4 is a number here")


def test_2_what_is_typed_without_a_network_outlives_the_window(dev, story):
    page, context = dev.page, dev.context
    context.set_offline(True)
    page.fill("#id_comment", "Typed without a network")
    expect(page.locator("[data-network]")).to_contain_text("stays in this browser")
    page.get_by_role("button", name="Finish").click()
    expect(page.locator("[data-network]")).to_contain_text("No network")
    page.close()
    context.set_offline(False)
    dev.page = context.new_page()
    dev.see(story["path"])
    expect(dev.page.locator("#id_comment")).to_have_value("Typed without a network")
    kept(dev.page, 3)


def test_3_a_second_window_is_told_and_chooses(dev, story):
    first, second = dev.page, dev.context.new_page()
    second.goto(story["path"])
    second.fill("#id_comment", "From the second window")
    kept(second, 4)
    first.fill("#id_comment", "From the first window")
    choice = first.locator("[data-use=mine]")
    expect(choice).to_be_visible()
    second.reload()
    expect(second.locator("#id_comment")).to_have_value("From the second window")  # nothing was overwritten
    choice.click()
    kept(first, 5)
    second.reload()
    expect(second.locator("#id_comment")).to_have_value("From the first window")


def test_4_an_answer_that_is_lost_on_its_way_is_no_second_window(dev):
    page = dev.page
    page.route("**/keep/", lambda route: (route.fetch(), route.abort()))
    page.fill("#id_comment", "Arrived, but who knows")
    expect(page.locator("[data-network]")).to_be_visible()
    page.unroute("**/keep/")
    page.fill("#id_comment", "Arrived, but who knows. And more")
    nothing_waits(page)
    assert not page.locator("[data-use]").count()
    page.reload()
    expect(page.locator("#id_comment")).to_have_value("Arrived, but who knows. And more")


def test_5_signing_out_takes_what_was_not_sent_out_of_the_browser(dev):
    page, context = dev.page, dev.context
    page.route("**/keep/", lambda route: route.abort())
    page.fill("#id_comment", "Not sent yet")
    expect(page.locator("[data-network]")).to_be_visible()
    assert page.evaluate(LEFT) == 1
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: "readings" not in url)
    assert page.evaluate(LEFT) == 0 and len(asked) == 1
    context.close()


def test_6_finished_and_nothing_is_left_behind(dev):
    page = dev.page
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("heading", name="You gave it")).to_be_visible()
    assert page.evaluate(LEFT) == 0
    dev.check_with_axe()
