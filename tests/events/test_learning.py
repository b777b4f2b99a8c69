"""My learning: what somebody attended, with its hours, for them and the office alone; as page, paper and file."""

from datetime import timedelta

from groundswell.events.actions import registration
from groundswell.events.choices import ArrivalState
from groundswell.events.rules import learning
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from tests.support.paper import faults, text_of
from tests.support.statements import MOST, statements

LEARNING = "/d/riverbend/events/learning/"


def test_hours_stand_by_school_year_for_oneself_and_the_office(cast, attended, browse):
    attended({"title": "Small groups that work"}, ana=ArrivalState.ATTENDED, ben=ArrivalState.NO_SHOW)
    attended({"title": "Half a day", "begins_in": timedelta(days=8)}, ana=ArrivalState.PARTIAL)
    attended.later()
    page = browse("ana").get(LEARNING).text
    assert "Small groups that work" in page and "1.50 hours" in page and "Half a day" in page
    assert "Small groups that work" not in browse("ben").get(LEARNING).text
    of_ana = f"{LEARNING}of/{cast.people['ana'].pk}/"
    assert "Small groups that work" in browse("ola").get(of_ana).text
    assert [browse(name).get(of_ana).status_code for name in ("bao", "ben", "dev", "noor")] == [404] * 4


def test_before_the_end_and_without_a_note_there_are_no_hours(cast, attended, workshop, browse):
    section = workshop()
    registration.register(by=cast.actor("ola"), section=section, person=cast.people["ana"])
    assert "No hours yet" in browse("ana").get(LEARNING).text


def test_the_file_and_the_pdf_say_what_the_page_says(cast, attended, browse, pressed_here):
    attended({"title": "=2+3 routines"}, ana=ArrivalState.ATTENDED)
    attended.later()
    file = browse("ana").get(LEARNING + "?format=csv")
    rows = b"".join(file).decode("utf-8-sig").splitlines()
    assert len(rows) == 2 and "'=2+3 routines" in rows[1] and rows[1].endswith("yes,no,1.50,,")
    with reading(cast.tenant):
        ends_in = learning.year_of(clock.today("UTC") - timedelta(days=23), []).ends_in
    paper = browse("ana").get(f"{LEARNING}{ends_in}/")
    assert "=2+3 routines" in paper.text and "1.50" in paper.text
    pdf = browse("ana").get(f"{LEARNING}{ends_in}/transcript.pdf").content
    assert faults(pdf, language="en", title="Transcript of Ana Ruiz") == [] and "=2+3 routines" in text_of(
        pdf
    )


def test_a_year_without_anything_says_so_and_a_year_out_of_time_is_not_there(cast, browse):
    assert "No hours stand in this time" in browse("ana").get(f"{LEARNING}2020/").text
    assert browse("ana").get(f"{LEARNING}987654321/").status_code == 404


def test_hours_from_a_partner_are_told_apart(cast, attended, browse):
    """The internal share of hours is a number that the district asks for."""
    from groundswell.events.models import LearningEvent
    from groundswell.kernel.tenancy import writing
    from groundswell.roster.actions import organisations
    from groundswell.roster.choices import OrganisationKind

    partner = organisations.add(
        by=cast.system, kind=OrganisationKind.PARTNER, name="Brook Partners", parent=cast.places["district"]
    )
    section = attended(ana=ArrivalState.ATTENDED)
    with writing(cast.tenant):
        LearningEvent.objects.filter(pk=section.event_id).update(provider=partner)
    attended.later()
    page = browse("ana").get(LEARNING).text
    assert "Brook Partners" in page and "0 from the district’s own people, 1.50 from outside partners" in page


def test_my_learning_costs_the_same_however_much_it_is(cast, attended, browse):
    counts = []
    for day in (3, 5, 7):
        attended({"begins_in": timedelta(days=day), "title": f"Workshop {day}"}, ana=ArrivalState.ATTENDED)
        browser = browse("ana")
        with clock.shifted(timedelta(days=30)):
            assert f"Workshop {day}" in browser.get(LEARNING).text
            counts.append(statements(browser, LEARNING))
    assert len(set(counts)) == 1 and counts[0] <= MOST, counts
