"""The catalogue: found by words and filters in the address; each row says whether and at what price one can come."""

from datetime import timedelta

import pytest
from django.urls import reverse

from groundswell.events.actions import agenda, meetings, offers, programmes
from groundswell.events.actions.registration import leave, register
from groundswell.events.models import SeatOffer
from groundswell.events.rules.agenda import Part
from groundswell.events.rules.meetings import When
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from tests.support.counts import count
from tests.support.statements import statements

LEARN = "/d/riverbend/events/"
DAY = timedelta(days=1)


@pytest.fixture
def ana(browse):
    return browse("ana")


def main_of(response) -> str:
    return response.content.decode().partition("<main")[2]


def titles(client, query="") -> list[str]:
    """The titles of the rows that an address shows, in order."""
    page = client.get(LEARN + query)
    assert page.status_code == 200
    return [row["event"].title for row in page.context["rows"]]


@pytest.mark.parametrize("words", ["matematicas", "MATEMÁTICAS", "nino", "Niño ESPAÑOL"])
def test_words_are_found_however_they_are_accented(ana, workshop, words):
    workshop(title="Matemáticas para cada Niño", why="También en Español.")
    workshop(title="Reading")
    assert titles(ana, f"?q={words}") == ["Matemáticas para cada Niño"]


@pytest.mark.parametrize(
    ("words", "found"), [("FRÁCTIONS", 1), ("half", 1), ("50%25", 1), ("5_%25", 0), ("rest%20half", 0)]
)
def test_a_title_without_accents_is_found_too_and_signs_mean_themselves(ana, workshop, words, found):
    workshop(title="Fractions by half", why="50% more.")

    assert len(titles(ana, f"?q={words}")) == found


def test_filters_stand_in_the_address_and_work_together(ana, cast, workshop):
    programme = programmes.draft(by=cast.actor("ola"), title="Summer of learning", why="Together.")
    programmes.publish(by=cast.actor("ola"), programme=programme)
    workshop(title="Institute", kind="institute", programme=programme)
    workshop(title="At home", mode="virtual", kind="virtual_workshop")
    workshop(title="In the north", audience=[f"community:{cast.places['north'].pk}"])
    room = meetings.add_room(
        by=cast.actor("ola"), organisation=cast.places["alder"], name="Library", capacity=30
    )
    late = workshop(title="Held in the north", begins_in=30 * DAY)
    with reading(cast.tenant):
        late.refresh_from_db()
    when = When(late.begins_at, late.ends_at, room=room)
    meetings.set_meetings(by=cast.actor("ola"), section=late, meetings=[when])
    everything = {"Institute", "At home", "In the north", "Held in the north"}
    assert set(titles(ana)) == everything
    assert titles(ana, f"?programme={programme.pk}") == ["Institute"]
    assert titles(ana, "?kind=virtual_workshop&mode=virtual") == ["At home"]
    north = cast.places["north"].pk
    assert titles(ana, f"?community={north}") == ["In the north", "Held in the north"]
    begins = clock.local(late.begins_at, cast.tenant.time_zone).date().isoformat()
    assert titles(ana, f"?community={north}&begins={begins}&ends={begins}") == ["Held in the north"]
    for odd in (
        "?programme=x",
        "?community=99999999",
        "?only=nothing",
        "?kind=party",
        "?programme=99999999999999",
    ):
        assert isinstance(titles(ana, odd), list)


def test_only_what_i_can_take_now_with_free_seats_and_without_a_clash(ana, cast, workshop, crowd):
    mine = workshop(title="Mine", facilitators=[])
    workshop(title="At that time", facilitators=[])
    workshop(title="Not open yet", begins_in=9 * DAY, registration_opens_at=clock.now() + DAY)
    full = workshop(title="Full", begins_in=8 * DAY, seats=1)
    workshop(title="Free", begins_in=10 * DAY)
    register(by=cast.actor("ana"), section=mine, person=cast.people["ana"])
    register(by=cast.actor("ben"), section=full, person=cast.people["ben"])
    assert titles(ana, "?only=fits") == ["Mine", "Full", "Not open yet", "Free"]
    assert titles(ana, "?only=free") == ["Mine", "At that time", "Not open yet", "Free"]
    assert titles(ana, "?only=for_me") == ["At that time", "Full", "Free"]
    assert titles(ana, "?only=all") == ["Free"]


def test_a_row_says_what_is_in_the_way_and_what_it_costs(ana, cast, workshop):
    first = workshop(title="Fractions", facilitators=[])
    second = workshop(title="At that time", facilitators=[])
    register(by=cast.actor("ana"), section=first, person=cast.people["ana"])
    page = main_of(ana.get(LEARN))
    assert "You have a seat in “Fractions” at that time" in page
    assert "your school needs" in page
    assert reverse("events:register", kwargs={"district": "riverbend", "pk": second.event_id}) not in page
    pressed = ana.post(f"{LEARN}{second.event_id}/register/", follow=True)
    assert "Give that seat back first, or choose another section." in pressed.content.decode()


def test_the_page_of_an_event_says_it_before_one_presses_and_leads_to_the_other(ana, cast, workshop):
    first, second = workshop(title="Fractions", facilitators=[]), workshop(facilitators=[])
    register(by=cast.actor("ana"), section=first, person=cast.people["ana"])
    page = main_of(ana.get(f"{LEARN}{second.event_id}/"))
    assert "You would be in two places at once" in page and "Take a seat" not in page
    assert f"{LEARN}sections/{first.pk}/" in page
    leave(by=cast.actor("ana"), section=first, person=cast.people["ana"])
    page = main_of(ana.get(f"{LEARN}{second.event_id}/"))
    assert "Take a seat" in page and "your school needs" in page


def test_the_agenda_is_shown_with_who_leads_each_part(ana, cast, workshop):
    section = workshop()
    parts = [
        Part("Look at the standard", 30, "unpack_standard", led_by=cast.people["dev"]),
        Part("Try it", 45, is_active=True),
    ]
    agenda.set_agenda(by=cast.actor("ola"), event=section.event, parts=parts)
    page = main_of(ana.get(f"{LEARN}{section.event_id}/"))
    assert page.index("Look at the standard") < page.index("led by Dev Patel") < page.index("Try it")
    assert "hands on" in page


@pytest.fixture
def an_offer(cast, workshop):
    """Ana has a seat in one thing and an offer for another at the same time, with its mailed secret."""
    first = workshop(title="Fractions", facilitators=[])
    second = workshop(title="Small groups", facilitators=[], seats=1, policy={"freed_seat": "offer"})
    register(by=cast.actor("ben"), section=second, person=cast.people["ben"])
    seat, waits = (
        register(by=cast.actor("ana"), section=section, person=cast.people["ana"])
        for section in (first, second)
    )
    leave(by=cast.actor("ben"), section=second, person=cast.people["ben"])
    with reading(cast.tenant):
        return seat, waits, SeatOffer.objects.get(registration=waits)


@pytest.mark.parametrize("way", ["signed in", "by mail"])
def test_one_press_gives_the_other_seat_back_and_takes_this_one(
    way, an_offer, ana, cast, client, post, fresh
):
    seat, waits, offer = an_offer
    if way == "by mail":
        [mail] = post("events.offered")
        address = answer = "/" + mail.context["action_url"].split("/", 3)[3]
    else:
        address, answer = f"{LEARN}sections/{waits.section_id}/", f"{LEARN}offers/{offer.pk}/answer/"
    page = ana.get(address).content.decode()
    assert "Give it back and take this seat" in page and f'name="instead" value="{seat.section_id}"' in page
    refused = ana.post(answer, {"answer": "yes"}, follow=True)
    assert "You have a seat in “Fractions” at that time" in refused.content.decode()
    assert (fresh(seat).state, fresh(waits).state) == ("booked", "offered")
    ana.post(answer, {"answer": "yes", "instead": [str(seat.section_id), "x", "9" * 30]}, follow=True)
    assert (fresh(seat).state, fresh(waits).state) == ("cancelled", "booked")


def test_who_leads_at_that_time_can_only_pass(an_offer, ana, cast, workshop):
    _seat, waits, offer = an_offer
    workshop(title="Reading", facilitators=[cast.people["ana"]])
    page = main_of(ana.get(f"{LEARN}sections/{waits.section_id}/"))
    assert "You lead “Reading” at that time" in page and "I pass" in page
    assert "Give it back and take this seat" not in page
    offers.decline(by=cast.actor("ana"), offer=offer)


@pytest.mark.slow
@pytest.mark.counted
@pytest.mark.parametrize("query", ["", "?only=all&q=number"])
def test_many_rows_ask_no_more_than_one(browse, cast, workshop, query):
    """For a teacher, with everything that a row says: prerequisites, clashes, costs."""
    ana, counts = browse("ana"), []
    for grow in (1, 2, count(6, 30)):
        for number in range(grow):
            workshop(title=f"Number {number}", begins_in=(40 + number) * DAY, audience=["teacher"])
        counts.append(statements(ana, LEARN + query))
    assert len(set(counts)) == 1 and counts[0] - 5 <= 15
