"""The office's pages of a section's seats, and a principal who brings a team."""

from datetime import timedelta

import pytest

from groundswell.events.actions import surge
from groundswell.events.actions.registration import register
from groundswell.events.models import OnCall, PartyBooking, Registration, SeatKeep, SeatLottery, Section
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading, writing
from groundswell.roster.models import Person
from tests.events.test_pages import LEARN, text_of
from tests.events.test_section_pages import at, despite

POLICY = {
    "cap": "2",
    "leads": "dev@riverbend.example",
    "freed_seat": "offer",
    "line_order": "time",
    "opens_on": "2020-01-01",
}


def day(ahead: int) -> str:
    return (clock.now() + timedelta(days=ahead)).date().isoformat()


def test_the_form_of_a_section_gives_seats_to_the_line_at_once(browse, workshop, crowd, fresh):
    section = workshop(seats=1)
    places = [register(by=by, section=section, person=person) for person, by in crowd(2)]
    ola = browse("ola")
    shown = text_of(ola.get(at(section, "edit/")))
    assert "Nothing is learnt yet: 0 seats of this kind" in shown and "dev@riverbend.example" in shown
    done = ola.post(at(section, "edit/"), POLICY, follow=True)
    assert "Saved." in text_of(done)
    assert [fresh(place).state for place in places] == ["booked", "booked"]
    assert fresh(section).freed_seat == "offer"


def test_too_few_seats_change_nothing_at_all(browse, workshop, crowd, fresh, cast):
    section = workshop(seats=3)
    for person, by in crowd(3):
        register(by=by, section=section, person=person)
    answer = browse("ola").post(at(section, "edit/"), POLICY | {"leads": "cora@riverbend.example"})
    assert answer.status_code == 422 and "3 people have a seat already" in text_of(answer)
    with reading(cast.tenant):
        assert [one.person_id for one in section.facilitators.all()] == [cast.people["dev"].pk]


def test_a_priority_is_declared_in_words(browse, workshop, fresh):
    section = workshop()
    ola = browse("ola")
    nobody = ola.post(at(section, "edit/"), POLICY | {"line_order": "priority"})
    assert nobody.status_code == 422 and "Say who is served first" in text_of(nobody)
    values = POLICY | {"line_order": "priority", "first": "title_one", "second": "role:teacher"}
    assert ola.post(at(section, "edit/"), values).status_code == 302
    assert [one["group"] for one in fresh(section).priority] == [["title_one"], ["role:teacher"]]


def test_another_persons_change_in_between_is_told(browse, workshop):
    section = workshop()
    answer = browse("ola").post(at(section, "edit/"), POLICY | {"version": "0"})
    assert answer.status_code == 422


def test_seats_are_kept_for_a_school_and_given_to_everybody_again(browse, workshop, cast):
    section, ola = workshop(seats=3), browse("ola")
    school = f"school:{cast.places['birch'].pk}"
    kept = ola.post(
        at(section, "seats/keep/"), {"group": school, "number": "2", "until": day(3)}, follow=True
    )
    assert "0 of 2 seats are taken" in text_of(kept) and "Birch Middle" in text_of(kept)
    many = ola.post(at(section, "seats/keep/"), {"group": school, "number": "2", "until": day(3)})
    assert many.status_code == 422 and "than 2: 1. Keep fewer" in text_of(many)
    with reading(cast.tenant):
        keep = SeatKeep.objects.get()
    assert "everybody's now" in text_of(ola.post(at(section, f"seats/keep/{keep.pk}/release/"), follow=True))


def test_lots_are_planned_while_no_seat_is_given(browse, workshop, cast):
    section, ola = workshop(), browse("ola")
    assert "Draw lots" in text_of(ola.get(at(section, "seats/")))
    over = ola.post(at(section, "seats/lottery/"), {"day": "2020-01-01", "at": "12:00"})
    assert over.status_code == 422 and "still to come" in text_of(over)
    assert "Lots are drawn on" in text_of(
        ola.post(at(section, "seats/lottery/"), {"day": day(2), "at": "12:00"}, follow=True)
    )
    with reading(cast.tenant):
        assert SeatLottery.objects.get(section=section).drawn_at is None


def test_the_office_moves_somebody_up_and_has_to_say_why(browse, workshop, crowd, fresh):
    section = workshop(seats=1)
    places = [register(by=by, section=section, person=person) for person, by in crowd(3)]
    ola, path = browse("ola"), at(section, f"seats/order/{places[2].pk}/")
    assert "Say why" in text_of(ola.post(path, {"reason": " "}, follow=True))
    assert "T2 Crowd is at place 1 of the line now" in text_of(
        ola.post(path, {"reason": "Teaches it now"}, follow=True)
    )
    assert fresh(places[2]).rank < fresh(places[1]).rank


def test_who_asked_is_approved_or_declined(browse, workshop, crowd, fresh, post):
    section = workshop(approval=True)
    places = [register(by=by, section=section, person=person) for person, by in crowd(2)]
    ola = browse("ola")
    assert "2 people ask for a place" in text_of(ola.get(at(section, "seats/")))
    for place, answer in zip(places, ("yes", "no"), strict=True):
        ola.post(
            at(section, f"seats/asked/{place.pk}/"), {"answer": answer, "reason": "Your team needs you."}
        )
    assert [fresh(place).state for place in places] == ["booked", "cancelled"]
    assert post("events.declined")[0].context["reason_text"] == "Your team needs you."
    assert "reason_text" not in post("events.booked")[0].context


def test_who_is_on_call_and_one_more_section(browse, workshop, crowd, cast, fresh):
    section = workshop(seats=1, surge=True)
    places = [register(by=by, section=section, person=person) for person, by in crowd(3)]
    ola = browse("ola")
    people = {"people": "cora@riverbend.example\nnobody@x.example"}
    assert "Nobody in this district has the address" in text_of(
        ola.post(at(section, "seats/on-call/"), people)
    )
    people = {"people": "cora@riverbend.example", "has_agreed": "on"}
    assert "leads without being asked again" in text_of(
        ola.post(at(section, "seats/on-call/"), people, follow=True)
    )
    ola.post(at(section, "seats/on-call/"), {"people": "dev@riverbend.example\nben@riverbend.example"})
    with writing(cast.tenant):
        Person.objects.filter(pk=cast.people["ben"].pk).update(ended_on=clock.today(cast.tenant.time_zone))
    for page in (at(section, "seats/"), f"{LEARN}{section.event_id}/surge/"):
        shown = text_of(ola.get(page))
        assert (
            shown.count("Passed over for these times:") == 2 and "Ben Okafor has left the district." in shown
        )
        assert "Dev Patel leads “Small groups that work” at that time" in shown
        assert "Cora Lind leads" not in shown and "Cora Lind has" not in shown
    leads = {"leads": "dev@riverbend.example", "cap": "1"}
    asked = text_of(ola.post(at(section, "seats/another/"), leads))
    assert (
        "Dev Patel leads “Small groups that work” at that time" in asked and "Open it all the same" in asked
    )
    made = ola.post(at(section, "seats/another/"), leads | despite(asked), follow=True)
    assert "Section 2 is open." in text_of(made) and fresh(places[1]).state == "booked"
    surge.answer_demand(cast.tenant)
    with reading(cast.tenant):
        states = OnCall.objects.order_by("turn").values_list("state", flat=True)
        assert list(states) == ["placed", "ready", "ready"] and Section.objects.count() == 3
    assert fresh(places[2]).state == "booked"


def test_dates_are_added_and_a_section_at_another_time(browse, workshop, cast):
    section, ola = workshop(), browse("ola")
    assert "Date 1" in text_of(ola.get(at(section, "dates/")))
    rows = {
        "date-TOTAL_FORMS": "2",
        "date-INITIAL_FORMS": "1",
        "date-MIN_NUM_FORMS": "0",
        "date-MAX_NUM_FORMS": "40",
    }
    for number, ahead in ((0, 7), (1, 14)):
        rows |= {f"date-{number}-{name}": value for name, value in TIMES.items()} | {
            f"date-{number}-day": day(ahead)
        }
    assert "Saved." in text_of(ola.post(at(section, "dates/"), rows, follow=True))
    with reading(cast.tenant):
        assert section.meetings.count() == 2
    new = TIMES | {"day": day(20), "seats": "5", "leads": ""}
    assert "The section is open." in text_of(
        ola.post(f"{LEARN}{section.event_id}/sections/new/", new, follow=True)
    )
    with reading(cast.tenant):
        assert Section.objects.get(event=section.event, number=2).state == "published"


TIMES = {"begins": "09:00", "ends": "11:00", "place": "Alder Elementary", "link": ""}


def test_a_principal_brings_a_team_that_has_all_seats_or_waits(browse, workshop, crowd, cast):
    section = workshop(seats=4, policy={"takes_parties": True})
    team = [person for person, _by in crowd(3)]
    bao, path = browse("bao"), at(section, "team/")
    assert "Bring a team" in text_of(bao.get(f"{LEARN}{section.event_id}/"))
    found = text_of(bao.post(path, {"find": "yes", "text": "t1", "people": [team[0].pk]}))
    listed = found.split("</fieldset>")[0]
    assert "T1 Crowd" in listed and "T0 Crowd" in listed and "T2 Crowd" not in listed
    wrong = bao.post(path, {"people": [team[0].pk], "name": "", "lead": ""})
    assert wrong.status_code == 422 and "Tick at least two people." in text_of(wrong)
    values = {"people": [one.pk for one in team], "name": "Alder math", "lead": team[0].pk}
    assert "All 3 of Alder math have a seat" in text_of(bao.post(path, values, follow=True))
    again = bao.post(path, values)
    assert again.status_code == 422 and "have a place here already" in text_of(again)
    more = [person for person, _by in crowd(2, "S")]
    second = {"people": [one.pk for one in more], "name": "Alder art", "lead": more[0].pk}
    assert "All 2 of Alder art wait together" in text_of(bao.post(path, second, follow=True))
    with reading(cast.tenant):
        assert PartyBooking.objects.count() == 2
        assert Registration.objects.filter(party__name="Alder art", state="waiting").count() == 2


def test_a_principal_brings_nobody_of_another_school_and_a_teacher_nobody(browse, workshop, crowd, cast):
    section = workshop(policy={"takes_parties": True})
    other = [person for person, _by in crowd(2, "B", "birch")]
    values = {"people": [one.pk for one in other], "name": "Theirs", "lead": other[0].pk}
    values["school"] = cast.places["birch"].pk
    assert browse("bao").post(at(section, "team/"), values).status_code == 422
    assert browse("ana").get(at(section, "team/")).status_code == 403
    assert "Birch Middle" in text_of(
        browse("ola").get(at(section, f"team/?school={cast.places['birch'].pk}"))
    )


@pytest.mark.parametrize("part", ["edit/", "seats/", "dates/"])
def test_only_the_office_sees_them(browse, workshop, part):
    section = workshop()
    assert browse("ana").get(at(section, part)).status_code == 403
    assert browse("noor").get(at(section, part)).status_code == 404
    assert browse("nils").get(at(section, part).replace("riverbend", "harbor-point")).status_code == 404
