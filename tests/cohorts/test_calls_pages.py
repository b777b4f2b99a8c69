"""The pages of calls: as the office prepares and runs them, and as a school answers."""

from datetime import timedelta

import pytest

from groundswell.cohorts.actions import calls
from groundswell.cohorts.models import Call, SelectionPhase
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from groundswell.roster.actions import organisations
from tests.cohorts.conftest import after, draft_call, during, phase, write_initiative
from tests.support.statements import MOST, statements

HERE = "/d/riverbend/"
NEW = {
    "title": "The first schools", "title_es": "", "text": "Come.", "text_es": "", "places": "2", "number": "1",
    "commitments": "Ten educators learn together.\nThe principal takes part.", "commitments_es": "",
    "year": "2027", "planned": "15",
}  # fmt: skip
WORDS = {
    name: NEW[name]
    for name in ("title", "title_es", "text", "text_es", "places", "commitments", "commitments_es")
}


def page_of(browser, path: str) -> str:
    answer = browser.get(HERE + path)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.fixture
def office(browse):
    return browse("ola")


def test_the_office_prepares_a_call_and_opens_it_on_its_pages(cast, schools, initiative, office):
    today = clock.today(cast.tenant.time_zone)
    year = today.year + (today.month >= 7)
    first = {"initiative": initiative.pk, "first_day": f"{today:%Y-%m-%d}", "year": str(year + 1)}
    made = office.post(f"{HERE}calls/new/", NEW | first)
    with reading(cast.tenant):
        call = Call.objects.get()
        assert [one.kind for one in call.phases.all()] == [
            "interest",
            "screening",
            "reading",
            "approval",
            "visit",
        ]
    desk = f"calls/{call.pk}/"
    assert made.headers["Location"] == HERE + desk
    shown = page_of(office, desk)
    assert "Everything is there" in shown and "Invite all schools" in shown
    office.post(f"{HERE}{desk}open/")
    shown = page_of(office, desk)
    assert "6 schools have not answered yet" in shown and "1 invited school could not be told" in shown
    assert "Birch Middle" in shown


def test_what_is_missing_stands_on_the_desk_each_with_its_way(cast, office):
    call = draft_call(cast, write_initiative(cast, written=False), commitments=[])
    shown = page_of(office, f"calls/{call.pk}/")
    initiative = call.wave.initiative_id
    assert "6 things are missing" in shown and "Invite all schools" not in shown
    for way in ("why", "implementation", "change", "resources", "needs"):
        assert f"plan/initiatives/{initiative}/{way}/" in shown
    assert f"calls/{call.pk}/terms/" in shown
    told = office.post(f"{HERE}calls/{call.pk}/open/", follow=True).content.decode()
    assert "It can’t open yet" in told and "Resource plan" in told


def test_what_was_typed_stays_where_something_is_wrong(cast, initiative, draft, office):
    wrong = office.post(
        f"{HERE}calls/new/", NEW | {"places": "0", "initiative": initiative.pk, "first_day": ""}
    )
    assert wrong.status_code == 422 and "The principal takes part." in wrong.content.decode()
    terms = f"{HERE}calls/{draft.pk}/terms/"
    wrong = office.post(terms, WORDS | {"commitments_es": "Solo una", "seen": str(draft.version)})
    assert wrong.status_code == 422
    assert (
        "2 promises in English and 1 in Spanish" in wrong.content.decode()
        and "Solo una" in wrong.content.decode()
    )


def test_the_second_of_two_editors_sees_that_and_keeps_the_own_words(cast, draft, office):
    terms = f"{HERE}calls/{draft.pk}/terms/"
    assert office.post(terms, WORDS | {"seen": str(draft.version)}).status_code == 302
    second = office.post(terms, WORDS | {"title": "My own title", "seen": str(draft.version)})
    shown = second.content.decode()
    assert (
        second.status_code == 422 and "Somebody else changed this call" in shown and "My own title" in shown
    )
    assert f'name="seen" value="{draft.version + 1}"' in shown
    assert office.post(terms, WORDS | {"title": "Both", "seen": str(draft.version + 1)}).status_code == 302


def timetable(draft, rows: list[tuple[str, str, str, str, str]], **more) -> dict[str, str]:
    said = {
        "phases-TOTAL_FORMS": str(len(rows)),
        "phases-INITIAL_FORMS": str(len(rows)),
        "seen": str(draft.version),
    }
    for at, row in enumerate(rows):
        names = ("kind", "opens_on", "opens_at", "closes_on", "closes_at")
        said |= {f"phases-{at}-{name}": value for name, value in zip(names, row, strict=True)}
        said |= {f"phases-{at}-{name}": value for name, value in more.items()}
    return said


def test_the_timetable_is_the_offices_own(cast, draft, office):
    rows = [
        ("interest", "2027-01-04", "00:00", "2027-01-29", "17:00:30"),
        ("visit", "2027-02-01", "08:00", "2027-02-26", "17:00"),
        ("", "", "", "", ""),
        ("approval", "2027-03-01", "08:00", "2027-03-14", "17:00"),
    ]
    page = f"{HERE}calls/{draft.pk}/phases/"
    kept = office.post(page, timetable(draft, rows, grace_minutes="15"))
    assert kept.status_code == 302
    with reading(cast.tenant):
        found = list(SelectionPhase.objects.filter(call=draft).order_by("position"))
    assert [(one.kind, one.grace_minutes) for one in found] == [
        ("interest", 15),
        ("visit", 15),
        ("approval", 15),
    ]
    assert found[0].closes_at.isoformat() == "2027-01-29T22:00:30+00:00"
    assert (
        found[2].closes_at.isoformat() == "2027-03-14T21:00:00+00:00"
    )  # the clocks went forward that morning
    assert 'value="17:00:30"' in office.get(page).content.decode()  # sent again, no second is lost
    wrong = office.post(page, timetable(draft, [("interest", "2027-03-01", "08:00", "2027-03-14", "02:30")]))
    assert wrong.status_code == 422 and "skip this time" in wrong.content.decode()
    late = office.post(page, timetable(draft, rows[:2]))
    assert late.status_code == 422 and "Somebody else changed" in late.content.decode()


def test_the_form_of_the_application_is_kept_part_by_part(cast, draft, office):
    said = {
        "seen": str(draft.version), "parts-TOTAL_FORMS": "2", "parts-INITIAL_FORMS": "0", "parts-0-title": "Team",
        "parts-0-kind": "text", "parts-0-prompt": "Who?", "parts-0-words": "150", "parts-0-required": "on",
        "parts-1-title": "", "parts-1-kind": "files", "parts-1-prompt": "", "parts-1-words": "",
    }  # fmt: skip
    assert office.post(f"{HERE}calls/{draft.pk}/form/", said).status_code == 302
    with reading(cast.tenant):
        assert list(draft.parts.values_list("title", "words", "required")) == [("Team", 150, True)]


def test_a_school_reads_why_and_answers_with_one_button(cast, story, browse):
    bao, page = browse("bao"), f"candidacies/{story.candidacy('alder').pk}/"
    assert "Your school is invited: The first schools" in page_of(bao, "")
    shown = page_of(bao, page)
    for words in (
        "Alder Elementary is invited",
        "Why, in words.",
        "Ten educators learn together",
        "We take part",
    ):
        assert words in shown
    bao.post(f"{HERE}{page}answer/", {"answer": "take_part", "why": "Our teachers ask for it."})
    shown = page_of(bao, page)
    assert (
        "Alder Elementary takes part" in shown
        and "Our teachers ask for it." in shown
        and "We withdraw" in shown
    )
    assert "Your school is invited" not in page_of(bao, "")
    refused = bao.post(f"{HERE}{page}answer/", {"answer": "withdraw", "why": " "})
    assert refused.status_code == 422 and "Say why the school withdraws" in refused.content.decode()
    bao.post(f"{HERE}{page}answer/", {"answer": "withdraw", "why": "A new building."})
    assert "Alder Elementary has withdrawn" in page_of(bao, page)
    assert "We take part" in page_of(bao, page)


def test_an_answer_that_comes_too_late_keeps_what_was_typed(cast, story, browse):
    bao, page = browse("bao"), f"{HERE}candidacies/{story.candidacy('alder').pk}/answer/"
    with after(story.phase("interest")):
        late = bao.post(page, {"answer": "take_part", "why": "We are late."})
    assert late.status_code == 422 and "The time to answer is over" in late.content.decode()


def test_what_is_no_answer_is_refused(cast, story, browse):
    page = f"{HERE}candidacies/{story.candidacy('alder').pk}/answer/"
    assert browse("bao").post(page, {"answer": "win"}).status_code == 422
    assert story.candidacy("alder").state == "invited"


def test_others_read_and_find_no_button_or_nothing(cast, story, browse):
    pk = story.candidacy("alder").pk
    for who in ("leo", "ola", "sam"):
        shown = page_of(browse(who), f"candidacies/{pk}/")
        assert "We take part" not in shown and "The principal answers for the school" in shown
    for who in ("ana", "head_elm", "nils", "gus"):
        assert browse(who).get(f"{HERE}candidacies/{pk}/").status_code in (403, 404)
    assert (
        browse("head_elm").post(f"{HERE}candidacies/{pk}/answer/", {"answer": "take_part"}).status_code == 404
    )
    for who, status in {"ana": 404, "bao": 404, "leo": 404, "nils": 404, "gus": 403}.items():
        assert browse(who).get(f"{HERE}calls/{story.call.pk}/").status_code == status, who


def test_more_time_is_given_on_a_page_and_read_on_the_schools(cast, story, browse):
    interest = story.phase("interest")
    later = clock.local(interest.closes_at, cast.tenant.time_zone).date() + timedelta(days=3)
    office = browse("ola")
    page = f"{HERE}phases/{interest.pk}/extend/"
    wrong = office.post(page, {"closes_on": "2020-01-01", "closes_at": "17:00", "reason": "Snow days."})
    assert wrong.status_code == 422 and "Snow days." in wrong.content.decode()
    assert office.post(
        page, {"closes_on": f"{later:%Y-%m-%d}", "closes_at": "17:00", "reason": "Snow days."}
    ).status_code == 302  # fmt: skip
    assert "Snow days." in page_of(browse("bao"), f"candidacies/{story.candidacy('alder').pk}/")


def test_the_office_says_who_goes_on_and_settles_the_phase(cast, story, browse):
    story.take_part("alder", "elm", "fir")
    story.settle("interest")
    screening, office = story.phase("screening"), browse("ola")
    page = f"phases/{screening.pk}/"
    ticked = [story.candidacy(key).pk for key in ("alder", "elm")]
    with during(screening):
        assert "Fir School" in page_of(office, page)
        nothing = office.post(f"{HERE}{page}outcomes/", {"outcome": "passed"})
        assert nothing.status_code == 422 and "Tick at least one school" in nothing.content.decode()
        office.post(
            f"{HERE}{page}outcomes/", {"outcome": "passed", "candidacies": ticked, "reason": "Ready."}
        )
        other = office.post(f"{HERE}{page}outcomes/", {"outcome": "passed", "candidacies": [10**6]})
        assert other.status_code == 422
        early = office.post(f"{HERE}{page}settle/", follow=True)
        assert "not over yet" in early.content.decode()
    with after(screening):
        assert "1 school has no word yet. Settled now, it does not go on." in page_of(office, page)
        assert "Screening is over, and 1 school has no word" in page_of(office, f"calls/{story.call.pk}/")
        office.post(f"{HERE}{page}settle/")
        assert "2 go on" in page_of(office, f"calls/{story.call.pk}/")
    shown = page_of(browse("bao"), f"candidacies/{ticked[0]}/")
    assert "Goes on" in shown and "Ready." in shown


def test_a_call_is_called_off_with_its_reason(cast, story, browse):
    office = browse("ola")
    page = f"{HERE}calls/{story.call.pk}/cancel/"
    assert office.post(page, {"reason": ""}).status_code == 422
    office.post(page, {"reason": "The grant was not given."})
    assert "The grant was not given." in page_of(browse("bao"), f"candidacies/{story.candidacy('alder').pk}/")


def test_the_list_of_schools_is_filtered_and_leaves_as_a_file(cast, story, office):
    story.take_part("alder")
    page = f"calls/{story.call.pk}/schools/"
    assert "6 schools" in page_of(office, page)
    assert "1 school" in page_of(office, f"{page}?state=interested")
    assert "Birch Middle" in page_of(office, f"{page}?state=untold")
    assert "No school fits" in page_of(office, f"{page}?q=zzz")
    answer = office.get(f"{HERE}{page}?q=alder&format=csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert len(lines) == 2 and "Alder Elementary" in lines[1] and "Taking part" in lines[1]


@pytest.mark.parametrize("who", ["ana", "bao", "leo", "ida", "sam"])
def test_who_does_not_run_calls_changes_none(cast, story, browse, who):
    interest, browser = story.phase("interest"), browse(who)
    for path in (
        "calls/new/", f"calls/{story.call.pk}/open/", f"calls/{story.call.pk}/terms/",
        f"calls/{story.call.pk}/phases/", f"calls/{story.call.pk}/form/", f"calls/{story.call.pk}/cancel/",
        f"phases/{interest.pk}/extend/", f"phases/{interest.pk}/settle/", f"phases/{interest.pk}/outcomes/",
    ):  # fmt: skip
        assert browser.post(HERE + path, {"reason": "No."}).status_code == 403, path
    assert phase(cast, story.call, "interest").closes_at == interest.closes_at


def test_the_lists_of_the_schools_room_stand_beside_each_other(cast, browse):
    assert "Calls" in page_of(browse("ola"), "schools/")
    teacher = page_of(browse("ana"), "schools/")
    assert "Cohorts" in teacher and f"{HERE}calls/" not in teacher


@pytest.mark.parametrize("path", ["calls/{call}/", "calls/{call}/schools/", "phases/{screening}/", ""])
def test_a_page_costs_the_same_for_few_and_for_many_schools(cast, initiative, browse, path):
    counts = []
    for number, many in ((1, 3), (2, 40)):
        for at in range(many):
            organisations.add_school(by=cast.system, name=f"S{number}-{at}", parent=cast.places["north"])
        call = draft_call(cast, initiative, number=number)
        calls.open_call(by=cast.actor("ola"), call=call)
        where = path.format(call=call.pk, screening=phase(cast, call, "screening").pk)
        browser = browse("ola" if path else "bao")
        browser.get(HERE + where)
        counts.append(statements(browser, HERE + where))
    assert counts[0] == counts[1]
    assert not path or counts[1] <= MOST
