"""Which schools go first, from the why to the public curve: six people at their pages, one story."""

import re
import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT, Visitor, environment_of
from tests.browser.journeys import FIRST, Journey, fill, follow, push, tab_to
from tests.kernel.test_uploads import PDF

pytestmark = [pytest.mark.browser, pytest.mark.counted]

D = "/d/riverbend/"
PHONE = {"viewport": {"width": 390, "height": 844}}
SMALL = {"viewport": {"width": 320, "height": 640}, "java_script_enabled": False}


@pytest.fixture(scope="module")
def journey(house, chromium):
    """The story so far. The district's other people are told of in a process of their own."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.browser.tell_going_first", str(house.home)],
        env=environment_of(house.home, 0), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as told:  # fmt: skip
        one = Journey(house, chromium, told)
        one.on(0)
        one.lives("people")
        yield one
        for visitor in one.here.values():
            visitor.context.close()


def test_1_the_office_asks_and_schools_answer(journey):
    _why_and_plans(journey)
    _a_call(journey)
    _an_answer_on_a_phone(journey)
    _an_application(journey)
    assert journey.all_found() == []


def _why_and_plans(journey):
    ola = journey.as_("ola").see(f"{D}plan/initiatives/new/")
    fill(ola.page, name="Learning of one’s own", name_es="Un aprendizaje propio")
    journey.look(ola)
    push(ola, "^Add it")
    initiative = ola.page.url
    journey.at["initiative"] = re.search(r"/initiatives/(\d+)/", initiative)[1]
    assert "Schools can’t be asked yet" in ola.words
    for kind in ("why", "implementation", "change", "resources"):
        ola.see(f"{initiative}{kind}/")
        fill(
            ola.page,
            text=f"We begin where a school is ready: {kind}.",
            text_es="Empezamos donde la escuela está lista.",
        )
        if kind == "why":
            journey.look(ola)
        ola.press(ola.page.locator("main form button.go"))
    ola.see(f"{initiative}needs/")
    fill(
        ola.page,
        held_on="2026-02-10",
        with_whom="Twelve teachers of three schools",
        learnt="They want time to plan together.",
    )
    journey.look(ola)
    push(ola, "^Note it")
    assert "Schools can’t be asked yet" not in ola.words
    journey.look(ola)


def _a_call(journey):
    ola = journey.as_("ola").see(f"{D}calls/new/")
    fill(ola.page, planned="2", places="1", title="The first schools", title_es="Las primeras escuelas")
    fill(ola.page, text="Come with us.", commitments="Ten educators learn together for a year.")
    fill(ola.page, commitments_es="Diez educadores aprenden juntos un año.", first_day=FIRST.isoformat())
    journey.look(ola)
    push(ola, "^Prepare it")
    desk = ola.page.url
    journey.at["call"] = re.search(r"/d/.*", desk)[0]
    ola.see(f"{desk}form/")
    page = ola.page
    page.fill("[name=parts-0-title]", "Why your school")
    page.fill("[name=parts-0-words]", "300")
    page.fill("[name=parts-1-title]", "Anything else")
    page.select_option("[name=parts-1-kind]", "files")
    page.uncheck("[name=parts-1-required]")
    journey.look(ola)
    push(ola, "^Keep the form")
    journey.look(ola)
    push(ola, "^Invite all schools")
    assert "0 of 4 invited schools take part" in ola.words
    journey.look(ola)


def _an_answer_on_a_phone(journey):
    bao = journey.as_("bao", **PHONE, locale="es-US").see(D)
    bao.press(bao.page.locator("main a[href*='/candidacies/']").first)
    assert bao.page.locator("html").get_attribute("lang") == "es"
    assert "Diez educadores aprenden juntos un año." in bao.words
    assert "Empezamos donde la escuela está lista." in bao.words
    assert "Alder Elementary is invited" not in bao.words
    journey.look(bao)
    bao = journey.as_("bao", **PHONE).see(D)
    bao.press(bao.page.locator("main a[href*='/candidacies/']").first)
    assert "Alder Elementary is invited" in bao.words
    journey.look(bao)
    fill(bao.page, why="Our teams ask for it.")
    push(bao, "^We take part")
    assert "Alder Elementary takes part" in bao.words
    journey.look(bao)
    head = journey.as_("head_cedar", **SMALL).see(D)
    head.press(head.page.locator("main a[href*='/candidacies/']").first)
    journey.look(head, has_script=False)
    push(head, "^We take part")
    assert "Cedar School takes part" in head.words
    journey.look(head, has_script=False)


def _an_application(journey):
    bao = journey.as_("bao", **PHONE)
    follow(bao, "^The application")
    push(bao, "^Open the application")
    journey.at["application"] = re.search(r"/d/.*", bao.page.url)[0]
    bao.page.select_option("main [name=person]", label="Ana Ruiz")
    push(bao, "^Let them write")
    journey.look(bao)
    ana = journey.as_("ana").see(journey.at["application"])
    ana.page.locator("textarea[name=text]").first.fill("Our pupils ask for a say in what comes next.")
    expect(ana.page.locator("[data-kept]").first).to_contain_text("saved")
    ana.page.set_input_files(
        "input[type=file]", {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    push(ana, "^Attach it")
    assert "plan.pdf" in ana.words
    journey.look(ana)
    bao.see(journey.at["application"])
    follow(bao, "^Look it over and hand it in")
    assert "Our pupils ask for a say" in bao.words and "plan.pdf" in bao.words
    journey.look(bao)
    push(bao, "^Hand it in")
    assert "The application of Alder Elementary is handed in" in bao.words
    assert "it is the same" in bao.words
    journey.look(bao)
    journey.at |= {name: str(pk) for name, pk in journey.lives("others_write").items()}


def test_2_signed_read_approved_and_visited(journey):
    _the_last_signature(journey)
    _a_phase_is_settled(journey)
    _read_by_keyboard(journey)
    _a_yes_on_a_phone(journey)
    _visits(journey)
    assert journey.all_found() == []


def _the_last_signature(journey):
    journey.on(21)
    told = journey.lives("rubric")
    seat = journey.as_(told["last"]).see(f"{D}rubrics/")
    assert "A rubric waits for your signature" in seat.words
    journey.look(seat)
    follow(seat, "^Open")
    journey.look(seat)
    push(seat, "^Sign")
    assert "Signed by all five functions" in seat.words
    journey.look(seat)


def _a_phase_is_settled(journey):
    journey.on(29)
    ola = journey.as_("ola").see(journey.at["call"])
    journey.look(ola)
    push(ola, "^Settle this phase")
    assert "settled" in ola.words
    follow(ola, "^All schools of the call")
    assert ola.page.locator("main tbody tr").count() == 4
    journey.look(ola)


def _read_by_keyboard(journey):
    journey.on(43)
    journey.lives("to_norm")
    dev = journey.as_("dev").see(f"{D}readings/")
    page = dev.page
    assert "Willow School" in dev.words
    journey.look(dev)
    with page.expect_navigation():
        tab_to(page, "main a[href*='/readings/']:not([href$='/readings/'])")
        page.keyboard.press("Enter")
    journey.look(dev)
    _score(page, "3", "3")
    with page.expect_navigation():
        tab_to(page, "button[value=finish]")
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="You gave it 3")).to_be_visible()
    journey.lives("normed")
    dev.see(f"{D}readings/")
    reading = page.locator("main a", has_text="Alder Elementary").get_attribute("href")
    with page.expect_navigation():
        tab_to(page, f"a[href='{reading}']")
        page.keyboard.press("Enter")
    assert "Our pupils ask for a say" in dev.words
    journey.look(dev)
    _through_a_tunnel(dev)
    journey.look(dev)
    journey.lives("others_read")


def _score(page: Page, *levels: str) -> None:
    """A level for each criterion, by its number; the arrow goes on."""
    tab_to(page, "[data-criterion] input[type=radio]")
    for level in levels:
        page.keyboard.press(level)
        page.keyboard.press("ArrowDown")


def _through_a_tunnel(dev: Visitor) -> None:
    """The network goes while Dev scores; nothing is lost, and it is finished when it is back."""
    page = dev.page
    _score(page, "4")
    expect(page.locator("[name=revision]")).to_have_value("1")
    dev.context.set_offline(True)
    for key in ("4", "ArrowDown"):
        page.keyboard.press(key)
    page.keyboard.type("Written in a tunnel")
    tab_to(page, "button[value=finish]")
    page.keyboard.press("Enter")
    expect(page.locator("[data-network]")).to_contain_text("No network")
    dev.context.set_offline(False)
    dev.until("!Object.keys(localStorage).some(one => one.startsWith('groundswell.reading'))")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="You gave it 4")).to_be_visible()
    assert "Written in a tunnel" in dev.words


def _a_yes_on_a_phone(journey):
    journey.on(71)
    journey.lives("read")
    leo = journey.as_("leo", **PHONE).see(f"{journey.at['call']}approvals/")
    assert "3 schools wait for your answer" in leo.words
    journey.look(leo)
    card = leo.page.locator("article", has_text="Alder Elementary")
    card.locator("[name=reason]").fill("A team that has begun already.")
    leo.press(card.get_by_role("button", name="Yes, it goes on"))
    assert "2 schools wait for your answer" in leo.words
    journey.look(leo)


def _visits(journey):
    journey.on(80)
    journey.lives("approved")
    journey.on(82)
    ola = journey.as_("ola").see(f"{journey.at['call']}visits/")
    assert "3 schools have no visit yet" in ola.words
    journey.look(ola)
    push(ola, "^Plan the visits")
    assert "Every school has its visit" in ola.words
    journey.look(ola)
    follow(ola, "Alder Elementary")
    journey.look(ola)


def test_3_decided_locked_told_and_begun(journey):
    _decided(journey)
    _locked_and_told(journey)
    _a_team_and_its_plan(journey)
    _the_public_curve(journey)
    assert journey.all_found() == []


def _decided(journey):
    journey.on(99)
    journey.lives("visited")
    journey.on(102)
    sam = journey.as_("sam").see(f"{journey.at['call']}board/")
    assert "1 school is in" in sam.words
    assert "Alder Elementary" in sam.page.locator("main tbody tr").first.inner_text()
    journey.look(sam)
    fill(sam.page, places="2")
    push(sam, "^Try it out")
    assert "You are trying something out" in sam.words
    follow(sam, "^Back to how it stands")
    follow(sam, "^To the decision")
    journey.look(sam)
    push(sam, "^Draw the line")
    sam.page.locator("form:has([value=decide]) [name=reason]").fill(
        "The readings, and what the visits found."
    )
    journey.look(sam)
    push(sam, "^Decide$")
    assert "Decided: 1 school" in sam.words
    assert "is not locked" in sam.words
    assert not sam.page.get_by_role("button", name="Tell everybody").count()
    journey.look(sam)


def _locked_and_told(journey):
    ola = journey.as_("ola").see(f"{D}proof/designs/")
    follow(ola, "^Wave 1")
    ola.page.select_option("main [name=design]", "matched")
    fill(ola.page, outcome="How pupils read in grade 3", measure="performance_score")
    journey.look(ola)
    push(ola, "^Reckon")
    assert "standard deviations" in ola.words
    push(ola, "^Lock the plan")
    assert "The plan is locked" in ola.words
    journey.look(ola)
    sam = journey.as_("sam").see(f"{journey.at['call']}decision/")
    push(sam, "^Tell everybody")
    assert "1 school goes first, and everybody is told" in sam.words
    journey.look(sam)
    bao = journey.as_("bao", **PHONE).see(f"{D}candidacies/{journey.at['alder']}/")
    follow(bao, "^Read the letter")
    assert "Alder Elementary goes first" in bao.words and "The readings, and what" in bao.words
    journey.look(bao)


def _a_team_and_its_plan(journey):
    journey.on(168)
    journey.lives("template")
    bao = journey.as_("bao", **PHONE).see(f"{D}cohorts/")
    journey.look(bao)
    follow(bao, "1 school · since")
    follow(bao, "Alder Elementary")
    for name in ("Bao Tran", "Ana Ruiz"):
        bao.page.select_option("main [name=person]", label=name)
        push(bao, "^Into the team")
    assert "2 of 11 seats" in bao.words
    journey.look(bao)
    push(bao, "^Begin this year’s plan")
    page = bao.page
    page.locator("textarea[name=text]").fill("Mornings begin with a question that pupils chose.")
    push(bao, "^Save")
    page.locator("form:has([value=goal])").locator("[name=title]").fill("Every pupil says what comes next")
    bao.press(page.locator("form:has([value=goal]) button"))
    page.get_by_text("Add a risk").click()
    risk = page.locator("form:has([value=risk])")
    risk.locator("[name=what]").fill("Time is short")
    risk.locator("[name=likelihood][value='4']").check()
    risk.locator("[name=impact][value='3']").check()
    risk.locator("[name=response]").fill("One morning a week is kept free")
    bao.press(risk.get_by_role("button"))
    page.get_by_text("Add a step").click()
    step = page.locator("form:has([value=step])")
    step.locator("[name=what]").fill("Ask every class")
    step.locator("[name=by_when]").fill("2026-10-02")
    bao.press(step.get_by_role("button"))
    journey.look(bao)
    push(bao, "^Agree to this plan")
    assert "Bao Tran agreed to it" in bao.words
    journey.look(bao)


def _the_public_curve(journey):
    path = f"{D}cohorts/curve/{journey.at['initiative']}/"
    passer_by = journey.as_("")
    answer = passer_by.page.goto(path)
    assert answer.status == 404 or "/login/" in passer_by.page.url
    ola = journey.as_("ola").see(path)
    journey.look(ola)
    push(ola, "^Make it public")
    passer_by.see(path)
    assert "1 of 4 schools" in passer_by.words
    journey.look(passer_by)
