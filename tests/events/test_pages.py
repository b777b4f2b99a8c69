"""Learn as people see it: the list, the event, the list of people, and who sees none of it."""

import re
from datetime import timedelta

import pytest

from groundswell.events.actions.registration import register
from groundswell.events.models import LearningEvent, Section
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from groundswell.roster.choices import PositionRole
from tests.support.counts import count
from tests.support.statements import MOST, statements

LEARN = "/d/riverbend/events/"
FORM = {
    "title": "Math language routines",
    "why": "Talk first, write then.",
    "kind": "workshop",
    "mode": "virtual",
    "audience": ["teacher"],
    "begins": "08:00",
    "ends": "09:30",
    "place": "",
    "link": "https://meet.example/abc",
    "seats": "20",
    "leads": "dev@riverbend.example",
}


def page(section: Section, part: str = "") -> str:
    return f"{LEARN}{section.event_id}/{part}"


def text_of(response) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode()


def place_in(html: str) -> str:
    """The moving part, without the tokens that differ from answer to answer."""
    part = re.search(r'<section class="card[^>]*id="place".*?</section>', html, re.S).group()
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", part)


def test_ana_sees_the_workshop_and_takes_a_seat_without_script(browse, workshop, cast):
    section = workshop()
    ana = browse("ana")
    assert "Small groups that work" in text_of(ana.get(LEARN))
    assert "Take a seat" in text_of(ana.get(page(section)))
    after = ana.post(page(section, "register/"), follow=True)
    assert "You have a seat. A mail with the calendar file is on its way." in text_of(after)
    again = ana.post(page(section, "register/"), follow=True)
    assert "You have a seat already. Nothing was changed." in text_of(again)
    assert "Small groups that work" in text_of(ana.get(LEARN + "?tab=mine"))


@pytest.mark.parametrize("seats_of_others", [0, 1], ids=["a seat", "the line"])
def test_the_fragment_equals_the_page(browse, workshop, cast, seats_of_others):
    section = workshop(seats=1)
    if seats_of_others:
        register(by=cast.actor("ben"), section=section, person=cast.people["ben"])
    ana = browse("ana")
    for action in ("register/", "leave/"):
        fragment = text_of(ana.post(page(section, action), headers={"HX-Request": "true"}))
        assert "<html" not in fragment
        assert place_in(fragment) == place_in(text_of(ana.get(page(section))))


def test_who_waits_reads_the_own_number(browse, workshop, crowd):
    section = workshop(seats=1)
    for person, by in crowd(3):
        register(by=by, section=section, person=person)
    ana = browse("ana")
    assert "Join the waiting list" in text_of(ana.get(page(section)))
    assert "You are number 3 in line" in text_of(ana.post(page(section, "register/"), follow=True))


def test_a_refusal_says_why_and_what_to_do(browse, workshop):
    section = workshop(
        registration_closes_at=clock.now() - timedelta(hours=1), registration_opens_at=clock.now()
    )
    shown = text_of(browse("ana").post(page(section, "register/"), follow=True))
    assert "Registration closed on" in shown and "Write to the professional-learning office" in shown


def test_the_link_is_for_those_with_a_seat_and_those_who_lead(browse, workshop, cast):
    section = workshop(link="https://meet.example/secret")
    assert "meet.example" not in text_of(browse("ana").get(page(section)))
    browse("ana").post(page(section, "register/"))
    for name in ("ana", "dev", "ola"):
        assert "meet.example" in text_of(browse(name).get(page(section)))


def test_the_calendar_file_is_for_those_with_a_seat(browse, workshop):
    section = workshop()
    ana = browse("ana")
    assert ana.get(page(section, "calendar.ics")).status_code == 404
    ana.post(page(section, "register/"))
    file = text_of(ana.get(page(section, "calendar.ics")))
    assert "BEGIN:VTIMEZONE" in file and "SUMMARY:Small groups that work" in file and "METHOD:PUBLISH" in file


def test_an_event_for_principals_is_nowhere_for_ana(browse, workshop):
    section = workshop(audience=[PositionRole.PRINCIPAL], title="For principals")
    ana = browse("ana")
    assert "For principals" not in text_of(ana.get(LEARN))
    assert ana.get(page(section)).status_code == 404
    assert ana.post(page(section, "register/")).status_code == 404
    assert "For principals" in text_of(browse("bao").get(LEARN))


def test_a_draft_is_seen_by_the_office_and_who_leads_it(browse, workshop):
    section = workshop(published=False)
    assert browse("ana").get(page(section)).status_code == 404
    assert browse("dev").get(page(section)).status_code == 200
    assert "Small groups that work" in text_of(browse("ola").get(LEARN + "?tab=drafts"))


PARTS = [
    "",
    "register/",
    "leave/",
    "edit/",
    "publish/",
    "move/",
    "cancel/",
    "people/",
    "people/finish/",
    "calendar.ics",
]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("district", ["riverbend", "harbor-point"])
def test_noor_of_the_other_district_sees_none_of_it(browse, workshop, cast, part, district):
    """Not in ours, and not by our number in hers; Nils, who may do everything there, neither."""
    section = workshop()
    register(by=cast.actor("ana"), section=section, person=cast.people["ana"])
    path = page(section, part).replace("riverbend", district)
    for name in ("noor", "nils"):
        for method in ("get", "post"):
            answer = getattr(browse(name), method)(path)
            assert answer.status_code in (403, 404, 405), (name, method, path)
            assert "Small groups that work" not in text_of(answer)
    with reading(cast.tenant):
        now = Section.objects.get(pk=section.pk)
        assert (now.state, now.seats_taken) == ("published", 1)


@pytest.mark.parametrize("part", ["edit/", "publish/", "move/", "cancel/"])
@pytest.mark.parametrize("name", ["ana", "dev", "bao"])
def test_only_the_office_changes_events(browse, workshop, name, part):
    section = workshop()
    assert browse(name).post(page(section, part), FORM).status_code == 403
    assert browse(name).get(LEARN + "new/").status_code == 403


def test_the_list_of_people_is_for_who_leads_it(browse, workshop, cast):
    section = workshop()
    assert browse("ana").get(page(section, "people/")).status_code == 404
    assert browse("gus").get(page(section, "people/")).status_code == 403
    assert browse("dev").get(page(section, "people/")).status_code == 200


@pytest.mark.parametrize("part", PARTS)
def test_a_passer_by_is_asked_to_sign_in(client, workshop, part):
    section = workshop()
    for answer in (client.get(page(section, part)), client.post(page(section, part))):
        assert answer.status_code in (302, 405)
        assert answer.status_code == 405 or "next=/d/riverbend/events/" in answer["Location"]


def test_the_office_publishes_in_one_go(browse, cast, workshop):
    ola = browse("ola")
    day = (clock.now() + timedelta(days=30)).date().isoformat()
    done = ola.post(LEARN + "new/", FORM | {"day": day, "publish": "yes"}, follow=True)
    assert done.status_code == 200, done.context["form"].errors
    with reading(cast.tenant):
        event = LearningEvent.objects.get(title="Math language routines")
        section = event.sections.get()
    assert event.state == "published" and event.audience == ["role:teacher"]
    local = clock.local(section.begins_at, "America/New_York")
    assert (local.date().isoformat(), local.hour) == (day, 8)
    shown = ola.get(page(section, "edit/"))
    assert "dev@riverbend.example" in text_of(shown) and 'name="day"' not in text_of(shown)


def test_a_form_that_is_wrong_says_where_and_keeps_what_was_typed(browse, cast):
    day = (clock.now() + timedelta(days=30)).date().isoformat()
    wrong = FORM | {
        "day": day,
        "ends": "07:00",
        "leads": "nobody@riverbend.example",
        "why": "w" * 5000,
        "publish": "yes",
    }
    answer = browse("ola").post(LEARN + "new/", wrong)
    shown = text_of(answer)
    assert answer.status_code == 422
    assert "The end must come after the beginning." in shown
    assert "nobody@riverbend.example" in shown and "Nobody in this district has the address" in shown
    assert "Math language routines" in shown
    with reading(cast.tenant):
        assert not LearningEvent.objects.filter(title="Math language routines").exists()


def test_an_hour_that_the_change_of_clocks_skips_is_refused(browse):
    wrong = FORM | {"day": "2027-03-14", "begins": "02:30", "ends": "05:00"}
    assert "The clocks change on this day" in text_of(browse("ola").post(LEARN + "new/", wrong))


def test_ten_megabytes_of_text_are_refused(browse, cast):
    answer = browse("ola").post(LEARN + "new/", FORM | {"why": "x" * 10_000_000})
    assert answer.status_code == 400
    with reading(cast.tenant):
        assert not LearningEvent.objects.filter(title="Math language routines").exists()


def test_fewer_seats_than_taken_is_refused_on_the_form(browse, workshop, crowd, cast):
    section = workshop(seats=3)
    for person, by in crowd(3):
        register(by=by, section=section, person=person)
    answer = browse("ola").post(page(section, "edit/"), FORM | {"seats": "2"})
    assert answer.status_code == 422 and "3 people have a seat already" in text_of(answer)
    with reading(cast.tenant):
        assert LearningEvent.objects.get(pk=section.event_id).title == "Small groups that work"


def test_moving_and_calling_off_say_first_who_will_be_told(browse, workshop, crowd, post):
    section = workshop(seats=2)
    for person, by in crowd(3):
        register(by=by, section=section, person=person)
    ola = browse("ola")
    for part in ("move/", "cancel/"):
        shown = text_of(ola.get(page(section, part)))
        assert "2 people with a seat" in shown and "1 person in line" in shown and "Dev Patel" in shown
    ola.post(page(section, "cancel/"), {"message": "The school has no heating."})
    assert "This event was cancelled" in text_of(ola.get(page(section)))
    assert {mail.context["message_text"] for mail in post("events.cancelled")} == {
        "The school has no heating."
    }


def test_dev_takes_attendance_with_one_tap_each(browse, workshop, crowd):
    section = workshop(
        seats=2,
        begins_in=timedelta(minutes=-30),
        registration_opens_at=clock.now() - timedelta(days=1),
        registration_closes_at=clock.now() + timedelta(minutes=30),
    )
    first, *_others = [register(by=by, section=section, person=person) for person, by in crowd(3)]
    dev = browse("dev")
    shown = text_of(dev.get(page(section, "people/")))
    assert "T0 Crowd" in shown and "1 person waits" in shown
    tap = page(section, f"people/{first.pk}/")
    tapped = text_of(dev.post(tap, {"state": "attended"}, follow=True))
    assert 'value="attended" aria-pressed="true"' in tapped
    assert "Choose one of the three" in text_of(
        dev.post(page(section, f"people/{first.pk}/"), {"state": "x"}, follow=True)
    )
    fragment = text_of(
        dev.post(page(section, f"people/{first.pk}/"), {"state": "partial"}, headers={"HX-Request": "true"})
    )
    assert 'value="partial" aria-pressed="true"' in fragment and "<html" not in fragment


@pytest.mark.slow
@pytest.mark.counted
def test_lists_cost_the_same_for_one_and_for_fifty(browse, workshop, crowd, cast):
    ola, counts = browse("ola"), {"list": [], "people": []}
    most = count(8, 50)
    section, people = workshop(seats=most - 3), crowd(most)
    for number in (1, 3, most):
        with reading(cast.tenant):
            there = Section.objects.count()
        for _ in range(number - there):
            workshop()
        for person, by in people[:number]:
            register(by=by, section=section, person=person)
        for name, path in (("list", LEARN), ("people", page(section, "people/"))):
            counts[name].append(statements(ola, path))
    for name, found in counts.items():
        assert len(set(found)) == 1 and found[0] <= MOST, (name, found)


def test_the_list_filters_sorts_and_pages_by_its_address(browse, workshop):
    for title, days in (("Beta", 3), ("Alpha", 9), ("Gamma ray", 6)):
        workshop(
            title=title, begins_in=timedelta(days=days), mode="virtual" if title == "Beta" else "in_person"
        )
    ana = browse("ana")

    def titles(query: str) -> list[str]:
        return [row["event"].title for row in ana.get(LEARN + query).context["rows"]]

    assert titles("") == ["Beta", "Gamma ray", "Alpha"]
    assert titles("?sort=title") == ["Alpha", "Beta", "Gamma ray"]
    assert titles("?q=ray") == ["Gamma ray"]
    assert titles("?mode=virtual") == ["Beta"]
    after = (clock.now() + timedelta(days=5)).date().isoformat()
    assert titles(f"?begins={after}") == ["Gamma ray", "Alpha"]
    assert titles("?q=nothing-like-it") == []
    for odd in ("?page=abc", "?page=-1", "?sort=;drop", "?mode=x", "?begins=yesterday", "?tab=%00", "?q=%00"):
        assert ana.get(LEARN + odd).status_code == 200


def test_a_formula_in_a_title_does_nothing_in_a_spreadsheet(browse, workshop, crowd):
    section = workshop(title='=HYPERLINK("http://bad.example")')
    for person, by in crowd(1):
        register(by=by, section=section, person=person)
    for path in (LEARN + "?format=csv", page(section, "people/?format=csv")):
        lines = text_of(browse("ola").get(path)).splitlines()
        assert lines[1].startswith("\"'=HYPERLINK"), lines[1]


def test_markup_in_a_title_stays_text(browse, workshop):
    section = workshop(title="<script>alert(1)</script>", why="<img src=x onerror=alert(1)>")
    for path in (LEARN, page(section)):
        shown = text_of(browse("ana").get(path))
        assert "<script>alert(1)" not in shown and "<img src=x" not in shown


def test_empty_lists_say_what_to_do_next(browse, cast):
    ana = browse("ana")
    assert "Nothing is open for you now" in text_of(ana.get(LEARN))
    assert "You have no place anywhere yet" in text_of(ana.get(LEARN + "?tab=mine"))
    assert "No event fits these filters" in text_of(ana.get(LEARN + "?q=xyz"))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("lectura", True),
        ("LECTURA rapida", True),
        ("ninos", True),
        ("niños", True),
        ("ninas", False),
        ("l.ct", False),
    ],
)
def test_accents_and_capitals_make_no_difference(browse, workshop, words, found):
    workshop(title="Lectura Rápida", why="Para los niños que empiezan.")
    ana = browse("ana")
    assert ("Lectura Rápida" in text_of(ana.get(LEARN, {"q": words}))) is found
    assert ("Lectura Rápida" in text_of(ana.get("/d/riverbend/search/", {"q": words}))) is found


def test_the_form_says_that_nobody_ticked_means_everyone_guests_too(browse, workshop, cast):
    assert "it is for everyone in the district, guests too." in text_of(browse("ola").get(LEARN + "new/"))
    section = workshop(audience=[])
    assert "Small groups that work" in text_of(browse("gus").get(LEARN)), "what the line says is true"
    assert browse("gus").post(page(section, "register/")).status_code == 302
