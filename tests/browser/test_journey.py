"""The main job, end to end: a workshop for twenty, thirty who want it at once, and what they said of it."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import requests
from icalendar import Calendar

from tests.browser.make_house import PASSWORD

pytestmark = pytest.mark.browser

ANSWERS = 8  # enough to be shown
TITLE = "Building community at a distance"
BEGINS = datetime(2026, 3, 17, 12, 0, tzinfo=UTC)
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Teacher:
    """A teacher with a bare HTTP session: thirty browsers at once would measure the machine."""

    def __init__(self, house, number: int) -> None:
        self.email = f"teacher{number:02}@riverbend.example"
        self.url, self.http = house.url, requests.Session()

    def sign_in(self) -> "Teacher":
        page = self.http.get(f"{self.url}/accounts/login/")
        data = {"login": self.email, "password": PASSWORD, "csrfmiddlewaretoken": TOKEN.search(page.text)[1]}
        answer = self.http.post(f"{self.url}/accounts/login/", data=data)
        assert "/d/riverbend/" in answer.url, answer.text[:500]
        return self

    def press(self, path: str) -> requests.Response:
        """Send the form with the button that leads to ``path`` + register/ or leave/."""
        page = self.http.get(self.url + path.rsplit("/", 2)[0] + "/")
        return self.http.post(self.url + path, data={"csrfmiddlewaretoken": TOKEN.search(page.text)[1]})


@pytest.fixture(scope="module")
def story(house):
    """What the chapters of this journey hand on to each other."""
    house.stand_at(datetime(2026, 3, 2, 13, 0, tzinfo=UTC))
    yield {}


def test_1_the_office_publishes_a_workshop_for_twenty(visitor, story):
    ola = visitor("ola@riverbend.example").see("/d/riverbend/events/new/")
    page = ola.page
    page.fill("[name=title]", TITLE)
    page.fill("[name=why]", "You leave with three routines that you can use on Monday.")
    page.select_option("[name=mode]", "virtual")
    page.fill("[name=day]", "2026-03-17")
    page.fill("[name=begins]", "08:00")
    page.fill("[name=ends]", "09:30")
    page.fill("[name=link]", "https://meet.example/room")
    page.fill("[name=seats]", "20")
    page.fill("[name=leads]", "dev@riverbend.example")
    ola.check_with_axe()
    page.locator("main form button[type=submit], main form button:not([type])").last.click()
    page.wait_for_url(re.compile(r"/events/\d+/$"))
    story["path"] = re.search(r"/d/riverbend/events/\d+/", page.url)[0]
    publish = page.get_by_role("button", name=re.compile("^Publish"))
    if publish.count():
        ola.press(publish)
    assert TITLE in ola.words
    ola.check_with_axe()
    page.get_by_role("link", name="How seats are given").first.click()
    page.check("[name=freed_seat][value=seat]")
    ola.check_with_axe()
    ola.press(page.locator("main form button.go").last)


def test_2_thirty_try_at_once_and_twenty_are_in(house, story, visitor):
    with ThreadPoolExecutor(6) as signing_in:
        teachers = list(signing_in.map(lambda n: Teacher(house, n).sign_in(), range(1, 31)))
    with ThreadPoolExecutor(16) as rush:
        answers = list(rush.map(lambda teacher: teacher.press(story["path"] + "register/"), teachers))
    assert {answer.status_code for answer in answers} == {200}
    seated = [t for t, a in zip(teachers, answers, strict=True) if "You have a seat" in a.text]
    waiting = [t for t, a in zip(teachers, answers, strict=True) if "in line" in a.text and t not in seated]
    assert (len(seated), len(waiting)) == (20, 10)
    story |= {"seated": seated, "waiting": waiting}
    ola = visitor("ola@riverbend.example").see(story["path"])
    assert "All 20 seats are taken" in ola.words
    ola.check_with_axe()


def test_3_one_leaves_and_the_first_in_line_is_in_with_a_calendar_file(house, story, visitor):
    ola = visitor("ola@riverbend.example").see(story["path"] + "people/")
    ola.check_with_axe()
    leaver = story["seated"].pop()
    leaver.press(story["path"] + "leave/")
    promoted = [
        t for t in story["waiting"] if "You have a seat" in t.http.get(house.url + story["path"]).text
    ]
    assert len(promoted) == 1
    story["seated"].append(promoted[0])
    story["waiting"].remove(promoted[0])
    letter = _newest_letter(visitor(), promoted[0].email, "seat")
    letter.check_with_axe()
    file = letter.page.request.get(letter.page.locator("a[href$='.ics']").first.get_attribute("href"))
    calendar = Calendar.from_ical(file.text())
    assert calendar["METHOD"] == "REQUEST"
    assert [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")] == [TITLE]


def _newest_letter(inbox, email: str, word: str):
    """Wait until the newest mail to ``email`` speaks of ``word``, and open it."""
    for _ in range(60):
        inbox.see(f"/inbox/?to={email}")
        letters = inbox.page.locator("main a[href*='/inbox/riverbend/']")
        if letters.count():
            inbox.press(letters.first)
            if word in inbox.words and inbox.page.locator("a[href$='.ics']").count():
                return inbox
        inbox.page.wait_for_timeout(500)
    raise AssertionError(f"no mail to {email} speaks of {word}: {inbox.words[:600]}")


def test_4_the_facilitator_marks_who_was_there(house, story, visitor):
    house.stand_at(BEGINS + timedelta(hours=2))
    dev = visitor("dev@riverbend.example", viewport={"width": 390, "height": 844})
    assert "Who was there?" in dev.words
    dev.check_with_axe()
    dev.see(story["path"] + "people/")
    open_still = dev.page.locator("button[name=state][value=attended][aria-pressed=false]")
    for _ in range(20):
        before = open_still.count()
        open_still.first.click()
        dev.page.wait_for_function(
            "n => document.querySelectorAll('button[value=attended][aria-pressed=false]').length < n",
            arg=before,
        )
    dev.page.get_by_text("Attendance is taken").wait_for()  # taps are sent one after the other
    dev.check_with_axe()


def test_5_attendees_answer_from_their_mail_without_signing_in(house, story, visitor):
    answered = 0
    for teacher in story["seated"][:ANSWERS]:
        phone = visitor(viewport={"width": 390, "height": 844})
        link = None
        for _ in range(60):
            phone.see(f"/inbox/?to={teacher.email}")
            found = re.search(r"/d/riverbend/answer/[\w-]+/", _whole_inbox(phone))
            if found:
                link = found[0]
                break
            phone.page.wait_for_timeout(500)
        assert link, f"no mail asks {teacher.email}"
        phone.see(link)
        if answered == 0:
            phone.check_with_axe()
        _answer(phone, recommend=9 if answered % 3 else 7, confident=3 if answered % 2 else 4)
        answered += 1
        phone.context.close()
    story["answered"] = answered


def _whole_inbox(phone) -> str:
    """Every mail of the narrowed inbox, opened."""
    texts = [phone.page.content()]
    for href in [a.get_attribute("href") for a in phone.page.locator("a[href^='/inbox/']").all()]:
        if href and re.search(r"/inbox/[\w-]+/\d+/$", href):
            texts.append(phone.page.request.get(href).text())
    return "\n".join(texts)


def _answer(phone, *, recommend: int, confident: int) -> None:
    """Choose by position: the n-th point of each scale."""
    groups = phone.page.locator("main fieldset")
    assert groups.count() == 2, phone.words
    groups.nth(0).locator("label").nth(recommend - 1).click()
    groups.nth(1).locator("label").nth(confident - 1).click()
    phone.page.locator("main textarea").first.fill("One question at the door, every morning.")
    phone.press(phone.page.locator("main form button[type=submit], main form button:not([type])").last)
    assert "hank" in phone.words


def test_6_the_result_page_says_what_they_answered_with_its_proof(house, story, visitor):
    ola = visitor("ola@riverbend.example").see("/d/riverbend/proof/surveys/")
    ola.check_with_axe()
    ola.press(ola.page.get_by_role("link", name=re.compile(TITLE)).first)
    assert str(ANSWERS) in ola.words
    ola.check_with_axe()
    ola.press(ola.page.get_by_role("button", name=re.compile("^Close")).first)
    assert f"{ANSWERS} of 20" in ola.words
    assert "very or extremely" in ola.words.lower()
    ola.check_with_axe()


def test_7_a_teacher_next_door_sees_none_of_it(story, visitor):
    noor = visitor("noor@harbor-point.example")
    for path in (story["path"], "/d/riverbend/", "/d/riverbend/events/", "/d/riverbend/proof/surveys/"):
        answer = noor.page.goto(path)
        assert answer.status == 404
        assert TITLE not in noor.page.content()
    noor.check_with_axe()
