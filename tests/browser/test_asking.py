"""From a question to a public claim: the office asks, teachers answer on small phones, somebody else checks, and
everybody can read what came of it with its proof."""

import io
import re
import zipfile
from datetime import UTC, datetime

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.proof]

D = "/d/riverbend/"
ANSWERS = 12  # enough to be shown
LINK = re.compile(r"/d/riverbend/answer/[\w-]+/")


@pytest.fixture(scope="module")
def story(house):
    """What the chapters of this journey hand on to each other."""
    house.stand_at(datetime(2026, 4, 20, 13, 0, tzinfo=UTC))
    yield {}


def press(visitor, name: str) -> None:
    """Press the button with this name and wait for the page that follows."""
    visitor.press(visitor.page.get_by_role("button", name=re.compile(name)).first)


def link_of(phone, email: str) -> str:
    """The link in the mail that asks somebody."""
    for _ in range(60):
        phone.see(f"/inbox/?to={email}")
        for href in [a.get_attribute("href") for a in phone.page.locator("main a[href*='/inbox/']").all()]:
            found = LINK.search(phone.page.request.get(href).text()) if href else None
            if found:
                return found[0]
        phone.page.wait_for_timeout(500)
    raise AssertionError(f"no mail asks {email}")


def choose(phone, at: int) -> None:
    """In every group of choices that is shown, the answer at this place."""
    for group in phone.page.locator("main fieldset:has(> div input[type=radio])").all():
        if group.is_visible():
            labels = group.locator("label")
            labels.nth(min(at, labels.count() - 1)).click()


def test_1_the_office_asks_the_teachers_and_sees_first_whom_it_reaches(visitor, story):
    ola = visitor("ola@riverbend.example").see(f"{D}proof/surveys/ask/")
    ola.check_with_axe()
    ola.page.select_option("[name=instrument_key]", "town_hall")
    ola.page.fill("[name=title]", "After the town hall")
    ola.page.locator("[name=promise][value=confidential]").check()
    ola.page.locator("[name=roles][value=teacher]").check()
    ola.page.fill("[name=closes_on]", "2026-05-05")
    ola.page.locator("[name=margins][value=role]").check()
    press(ola, "See whom it reaches")
    assert "would be asked" in ola.words
    ola.check_with_axe()
    press(ola, "Ask them")
    ola.page.wait_for_url(re.compile(r"/proof/surveys/\d+/"))
    story["wave"] = re.search(r"/proof/surveys/\d+/", ola.page.url)[0]
    ola.check_with_axe()


def test_2_a_teacher_answers_on_the_smallest_phone_without_script(visitor):
    phone = visitor(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    phone.see(link_of(phone, "teacher01@riverbend.example"))
    choose(phone, 3)
    press(phone, "Send my answers")
    assert "hank" in phone.words


def test_3_what_was_begun_is_still_there_and_the_page_reads_from_right_to_left(visitor):
    phone = visitor(viewport={"width": 320, "height": 640})
    link = link_of(phone, "teacher02@riverbend.example")
    phone.see(link)
    phone.check_with_axe()
    first = phone.page.locator("main input[type=radio]").nth(2)
    phone.page.locator(f"label[for={first.get_attribute('id')}]").first.click()
    phone.until("Object.keys(localStorage).some(key => key.startsWith('groundswell.answers.'))")
    phone.see(link)
    assert phone.page.locator("main input[type=radio]").nth(2).is_checked()
    phone.page.evaluate("document.documentElement.dir = 'rtl'")
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert phone.page.evaluate(wide) <= 0
    phone.check_with_axe()


def test_4_a_teacher_answers_with_the_keyboard_alone(visitor):
    desk = visitor(viewport={"width": 1280, "height": 860})
    desk.see(link_of(desk, "teacher03@riverbend.example"))
    for _ in range(60):
        desk.page.keyboard.press("Tab")
        kind = desk.page.evaluate("document.activeElement.type || ''")
        if kind == "radio":
            desk.page.keyboard.press("Space")
        elif kind == "submit" and desk.page.evaluate("document.activeElement.closest('main form') !== null"):
            with desk.page.expect_navigation():
                desk.page.keyboard.press("Enter")
            if "hank" in desk.words:
                return
    raise AssertionError(desk.words)


def test_5_a_dozen_answer_and_the_page_says_what_they_said(visitor, story):
    for number in range(4, 4 + ANSWERS):
        phone = visitor(viewport={"width": 390, "height": 844}, java_script_enabled=False)
        phone.see(link_of(phone, f"teacher{number:02}@riverbend.example"))
        choose(phone, 3 if number % 3 else 1)
        press(phone, "Send my answers")
        assert "hank" in phone.words
        phone.context.close()
    ola = visitor("ola@riverbend.example").see(f"{D.rstrip('/')}{story['wave']}")
    press(ola, "Close the survey")
    assert "The proof" in ola.page.content()
    ola.check_with_axe()
    ola.see(f"{D.rstrip('/')}{story['wave']}groups/")
    ola.check_with_axe()


def test_6_what_they_said_becomes_a_claim_that_a_second_person_checks(visitor, story):
    ola = visitor("ola@riverbend.example").see(f"{D}proof/claims/new/")
    ola.check_with_axe()
    options = ola.page.locator("[name=question] option")
    ola.page.select_option("[name=question]", options.nth(1).get_attribute("value"))
    ola.page.fill("[name=population]", "The teachers of Riverbend who were asked after the town hall")
    press(ola, "Show me the number")
    ola.check_with_axe()
    press(ola, "Keep it")
    story["claim"] = re.search(r"/proof/claims/\d+/", ola.page.url)[0]
    ola.see(f"{D.rstrip('/')}{story['claim']}")
    press(ola, "Hand it in")
    assert "A second person checks it" in ola.words
    sam = visitor("sam@riverbend.example").see(f"{D.rstrip('/')}{story['claim']}")
    sam.check_with_axe()
    press(sam, "It holds")
    ola.see(f"{D.rstrip('/')}{story['claim']}")
    press(ola, "Publish it")
    ola.check_with_axe()


def test_7_everybody_reads_it_with_its_proof_without_signing_in(visitor):
    reader = visitor(viewport={"width": 390, "height": 844}).see(f"{D}claims/")
    reader.check_with_axe()
    reader.press(reader.page.locator("main a[href*='/claims/']").first)
    reader.check_with_axe()
    pack = reader.page.request.get(reader.page.locator("a[href$='proof.zip']").first.get_attribute("href"))
    assert "recompute.py" in {
        name.rpartition("/")[2] for name in zipfile.ZipFile(io.BytesIO(pack.body())).namelist()
    }
