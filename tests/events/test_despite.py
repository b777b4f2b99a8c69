"""When somebody would be in two places at once: one seat for the other in one press, and what the office may decide."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groundswell.events.actions import events, exchange, seats, surge
from groundswell.events.actions.registration import leave, register, swap
from groundswell.events.choices import HOLDS_A_SEAT
from groundswell.events.models import Registration
from groundswell.events.rules import replay
from groundswell.events.rules.clashes import InTwoPlaces
from groundswell.events.rules.exchange_file import read
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading, writing
from groundswell.notices.actions import busy, outbox
from tests.events.test_pages import LEARN, page, text_of
from tests.events.test_section_pages import at, despite

SWAP = "Give it back and take this seat"


@pytest.fixture
def two(workshop):
    """Two workshops at one time that nobody leads: "Fractions" with one seat, "Small groups" with two."""
    return workshop(title="Fractions", facilitators=[], seats=1), workshop(
        title="Small groups", facilitators=[], seats=2
    )


@pytest.fixture
def morning(cast, workshop):
    """``morning(7, title="A")``: in a week, at ten on the wall; whatever the clock says now, it ends on that day."""

    def make(days: int, **values):
        zone = cast.tenant.time_zone
        day = clock.today(zone) + timedelta(days=days)
        begins_at = datetime.combine(day, time(10), ZoneInfo(zone))
        return workshop(begins_at=begins_at, ends_at=begins_at + timedelta(minutes=90), **values)

    return make


@pytest.fixture
def comes(cast):
    return lambda who, section: register(by=cast.actor(who), section=section, person=cast.people[who])


@pytest.fixture
def seats_of(cast):
    """In which sections somebody holds a seat; the journal tells the same of each."""

    def find(who: str, *sections) -> list[int]:
        with reading(cast.tenant):
            assert [one for section in sections for one in replay.differences(section)] == []
            held = Registration.objects.filter(person=cast.people[who], state__in=HOLDS_A_SEAT)
            return list(held.values_list("section_id", flat=True))

    return find


def entry_of(cast, kind: str, section) -> dict:
    with reading(cast.tenant):
        return JournalEntry.objects.filter(kind=kind, subject_id=section.pk).latest("pk").data


def test_one_press_gives_the_seat_back_that_is_in_the_way_and_takes_this_one(
    browse, cast, two, comes, seats_of, fresh, post
):
    first, second = two
    comes("ana", first)
    behind, ana = comes("ben", first), browse("ana")
    told = text_of(ana.post(page(second, "register/"), follow=True))
    assert "You have a seat in “Fractions” at that time" in told and SWAP in told
    assert f'name="instead" value="{first.pk}"' in told
    pressed = {"instead": [first.pk, "no number"]}
    assert "You have this seat now" in text_of(ana.post(page(second, "register/"), pressed, follow=True))
    assert seats_of("ana", first, second) == [second.pk] and fresh(behind).state == "booked"
    assert "You have a seat already" in text_of(ana.post(page(second, "register/"), pressed, follow=True))
    assert seats_of("ana", first, second) == [second.pk]
    assert len(post("events.left", cast.people["ana"])) == 1, "and the calendar lets the old one go"
    assert entry_of(cast, "events.registration.left", first)["taken"] == second.pk
    fragment = text_of(ana.post(page(second, "leave/"), headers={"HX-Request": "true"}))
    assert "Take a seat" in fragment and SWAP not in fragment


def test_whoever_comes_too_late_keeps_the_seat_that_they_have(browse, cast, two, comes, seats_of, workshop):
    first, second = two
    comes("ana", first)
    for who in ("bao", "cora"):
        comes(who, second)
    ana = browse("ana")
    late = text_of(ana.post(page(second, "register/"), {"instead": first.pk}, follow=True))
    assert "No seat is free for you here any more" in late and "Join the waiting list" in late
    assert seats_of("ana", first, second) == [first.pk]
    comes("ana", second)
    with pytest.raises(Refused, match="you keep the one you have"):
        swap(by=cast.actor("ana"), section=second, person=cast.people["ana"], instead_of=[first.pk])
    assert seats_of("ana", first, second) == [first.pk], "in line here already, and never without a seat"
    later = workshop(facilitators=[], begins_in=timedelta(days=8))
    swap(by=cast.actor("ana"), section=later, person=cast.people["ana"], instead_of=[first.pk])
    assert seats_of("ana", first, later) == [first.pk, later.pk], "what is not in the way is not given back"


def test_the_office_gives_a_seat_all_the_same_and_the_journal_says_in_spite_of_what(
    browse, cast, two, comes, seats_of, post
):
    first, second = two
    comes("ana", first)
    ola, give = browse("ola"), at(second, "seats/give/")
    assert "Give somebody a place" in text_of(ola.get(at(second, "seats/")))
    assert "Nobody in this district has the address" in text_of(ola.post(give, {"email": "x@y.example"}))
    wanted = {"email": "ana@riverbend.example"}
    asked = text_of(ola.post(give, wanted))
    assert "Ana Ruiz has a seat in “Fractions” at that time" in asked and "Nothing is done yet" in asked
    assert 'value="ana@riverbend.example"' in asked and "Give the seat all the same" in asked
    assert "Nothing is done yet" in text_of(ola.post(give, wanted | {"despite": "yes"})), "not what was shown"
    assert seats_of("ana", first, second) == [first.pk]
    given = text_of(ola.post(give, wanted | despite(asked), follow=True))
    assert "Ana Ruiz has a seat now" in given and len(seats_of("ana", first, second)) == 2
    noted = entry_of(cast, "events.registration.booked", second)["despite"]
    assert noted == {"why": "booked", "section": first.pk}
    plain, told = post("events.booked", cast.people["ana"])
    assert "clash" not in plain.context
    with reading(cast.tenant):
        text = outbox.write(told, cast.tenant).text
    assert "You have a seat in “Fractions” at that time" in text and "give one seat back on its page" in text
    assert "has a place here already" in text_of(ola.post(give, wanted, follow=True))
    assert browse("dev").post(give, wanted | despite(asked)).status_code == 403
    times = {"begins_at": second.begins_at, "ends_at": second.ends_at}
    busy.put(by=cast.system, person=cast.people["ola"], key="visit:1", label="Visit", **times)
    events.resize(by=cast.actor("ola"), section=second, seats_wanted=3)
    own = text_of(browse("ola").post(give, {"email": "ola@riverbend.example"}))
    assert "You are busy at that time: Visit" in own and "all the same" not in own, (
        "nobody does it for themselves"
    )


def test_moving_names_who_would_be_in_two_places_and_tells_them(browse, cast, morning, comes, post):
    fixed = morning(7, title="Fractions")  # Dev leads it
    moving = morning(8, title="Small groups")
    for who in ("ana", "ben"):
        comes(who, moving)
    comes("ana", fixed)
    times = {"begins_at": moving.begins_at, "ends_at": moving.ends_at}
    busy.put(by=cast.system, person=cast.people["ben"], key="visit:1", label="Visit", **times)
    zone = cast.tenant.time_zone
    local = clock.local(fixed.begins_at, zone)
    form = {"day": local.date(), "begins": local.strftime("%H:%M"), "place": "Birch",
            "ends": (local + timedelta(hours=1)).strftime("%H:%M")}  # fmt: skip
    ola = browse("ola")
    asked = text_of(ola.post(at(moving, "move/"), form))
    assert "Ana Ruiz has a seat in “Fractions” at that time" in asked
    assert "Dev Patel leads “Fractions” at that time" in asked and "Move it all the same" in asked
    assert "Ben Okafor" not in asked, "he was busy at the old time and is free at the new one"
    assert post("events.moved") == []
    stale = form | {"ends": (local + timedelta(hours=2)).strftime("%H:%M"), "despite": "yes"}
    assert "Ana Ruiz has a seat" in text_of(ola.post(at(moving, "move/"), stale)), (
        "it was not this that was shown"
    )
    assert "Moved." in text_of(ola.post(at(moving, "move/"), form | despite(asked), follow=True))
    told = {mail.to_person_id: mail.context.get("clash", "") for mail in post("events.moved")}
    assert "You have a seat in “Fractions”" in told[cast.people["ana"].pk]
    assert "You lead “Fractions”" in told[cast.people["dev"].pk] and told[cast.people["ben"].pk] == ""
    noted = entry_of(cast, "events.section.moved", moving)["despite"]
    assert {one["person"] for one in noted} == {cast.people[who].pk for who in ("ana", "dev")}
    again = form | {"place": "Alder"}
    assert "Moved." in text_of(ola.post(at(moving, "move/"), again, follow=True)), "only another place"


def test_who_is_to_lead_two_things_at_once_is_named_first(browse, cast, two, comes):
    first, second = two
    comes("cora", first)
    form = {
        "cap": "2", "leads": "cora@riverbend.example", "freed_seat": "offer", "line_order": "time",
        "opens_on": "2020-01-01",
    }  # fmt: skip
    ola = browse("ola")
    asked = text_of(ola.post(at(second, "edit/"), form))
    assert "Cora Lind has a seat in “Fractions” at that time" in asked and "Save it all the same" in asked
    assert "Saved." in text_of(ola.post(at(second, "edit/"), form | despite(asked), follow=True))
    assert entry_of(cast, "events.facilitators.set", second)["despite"][0]["section"] == first.pk
    ben = cast.people["ben"]
    events.set_facilitators(by=cast.actor("ola"), section=first, people=[ben])
    with pytest.raises(InTwoPlaces, match="Ben Okafor leads “Fractions”"):
        events.set_facilitators(by=cast.actor("ola"), section=second, people=[ben, cast.people["cora"]])


def test_changes_of_many_and_files_name_them_in_their_preview(browse, cast, workshop, comes, post):
    week, ola = timedelta(days=7), browse("ola")
    fixed = workshop(title="Fractions", facilitators=[], begins_in=2 * week)
    moving = workshop(title="Small groups", facilitators=[])
    for section in (fixed, moving):
        comes("ana", section)
    asked = {"what": "dates", "weeks": "1", "section": moving.pk}
    looked = text_of(ola.post(f"{LEARN}board/change/", asked | {"step": "look"}))
    assert "1 section will change" in looked and "Ana Ruiz has a seat in “Fractions” at that time" in looked
    together = {"what": "dates", "weeks": "1", "section": [moving.pk, fixed.pk], "step": "look"}
    assert "at that time" not in text_of(ola.post(f"{LEARN}board/change/", together)), (
        "both move, and nobody clashes"
    )
    begins, ends = (one.isoformat() for one in (fixed.begins_at, fixed.ends_at))
    file = f"event,section,begins,ends\r\n{moving.event_id},1,{begins},{ends}\r\n".encode()
    rows = read(file, cast.tenant.time_zone).rows
    with reading(cast.tenant):
        plan = exchange.look(rows, cast.tenant.time_zone)
    assert "Ana Ruiz has a seat in “Fractions”" in plan.events[0].sections[0].clash
    exchange.bring(by=cast.actor("ola"), rows=rows, digest=plan.digest)
    [told] = post("events.moved", cast.people["ana"])
    assert "You have a seat in “Fractions”" in told.context["clash"]


def test_the_second_press_confirms_only_whom_the_first_one_named(browse, cast, morning, comes, post):
    """Ana is in the way at one time and Ben at another; whoever changed the time reads of Ben before it is done."""
    zone = cast.tenant.time_zone
    moving = morning(10, title="Small groups", facilitators=[])
    at_first, at_last = (morning(days, title=name, facilitators=[]) for name, days in (("A", 8), ("B", 9)))
    for who, fixed in (("ana", at_first), ("ben", at_last)):
        comes(who, moving)
        comes(who, fixed)

    def form(fixed) -> dict:
        local = clock.local(fixed.begins_at, zone)
        until = (local + timedelta(hours=1)).strftime("%H:%M")
        return {"day": local.date(), "begins": local.strftime("%H:%M"), "ends": until, "place": "Birch"}

    ola, move = browse("ola"), at(moving, "move/")
    first = text_of(ola.post(move, form(at_first)))
    second = text_of(ola.post(move, form(at_last) | despite(first)))
    assert "Ana Ruiz has a seat in “A”" in first and "Ben Okafor has a seat in “B”" in second
    assert post("events.moved") == [] and despite(first) != despite(second)
    assert "Moved." in text_of(ola.post(move, form(at_last) | despite(second), follow=True))


def test_the_office_opens_a_section_that_it_leads_itself_all_the_same(cast, two, comes):
    first, second = two
    comes("ola", first)
    ola = {"by": cast.actor("ola"), "section": second, "facilitators": [cast.people["ola"]], "cap": 5}
    with pytest.raises(InTwoPlaces, match="You have a seat in “Fractions”") as named:
        surge.open_another(**ola)
    made = surge.open_another(**ola, despite_clash=named.value.seen)
    assert entry_of(cast, "events.facilitators.set", made)["despite"][0]["section"] == first.pk


def test_a_section_that_is_over_gives_no_seat_by_being_moved(cast, workshop, comes, fresh, post):
    soon = {"facilitators": [], "begins_in": timedelta(hours=2)}
    first, second = workshop(title="Fractions", seats=1, **soon), workshop(title="Small groups", **soon)
    comes("ben", first)
    comes("ana", second)
    waits = comes("ana", first)
    leave(by=cast.actor("ben"), section=first, person=cast.people["ben"])
    assert fresh(waits).state == "waiting", "she is passed over, for she is elsewhere then"
    later = timedelta(hours=4)
    times = {"begins_at": first.begins_at + later, "ends_at": first.ends_at + later, "place": "Birch"}
    with clock.shifted(timedelta(days=3)):
        events.move(by=cast.actor("ola"), section=fresh(first), **times)
    assert fresh(waits).state == "waiting" and post("events.promoted") == []


def test_a_file_that_moves_a_series_by_a_week_alarms_nobody_and_reads_the_diaries_once(
    cast, workshop, comes, post, fresh
):
    week, sections = timedelta(days=7), []
    for number in (1, 2, 3):
        sections.append(workshop(title=f"Part {number}", begins_in=number * week))
        comes("ana", sections[-1])

    def look(*moves):
        lines = [
            f"{one.event_id},1,{(one.begins_at + by).isoformat()},{(one.ends_at + by).isoformat()}\r\n"
            for one, by in moves
        ]
        rows = read(("event,section,begins,ends\r\n" + "".join(lines)).encode(), cast.tenant.time_zone).rows
        with reading(cast.tenant), CaptureQueriesContext(connection) as asked:
            return rows, exchange.look(rows, cast.tenant.time_zone), len(asked)

    _rows, alone, for_one = look((sections[0], week))
    assert "Ana Ruiz has a seat in “Part 2”" in alone.events[0].sections[0].clash, "what stays is in the way"
    change_over = (week, -week, timedelta())  # no order of doing this keeps them apart
    for days in ((week, week, week), change_over):
        rows, plan, for_all = look(*zip(sections, days, strict=True))
        assert not any(two.clash for one in plan.events for two in one.sections) and for_all == for_one
        exchange.bring(by=cast.actor("ola"), rows=rows, digest=plan.digest)
        sections = [fresh(one) for one in sections]
    told = post("events.moved", cast.people["ana"])
    assert told and not any(mail.context.get("clash") for mail in told)
    with reading(cast.tenant):
        moved = list(JournalEntry.objects.filter(kind="events.section.moved"))
    assert len(moved) == 5 and not any("despite" in one.data for one in moved)


@pytest.mark.parametrize("asked_before", [False, True])
def test_where_the_office_gives_the_place_it_has_approved_it(
    browse, cast, workshop, comes, post, asked_before
):
    section = workshop(seats=2, approval=True)
    if asked_before:
        comes("ana", section)
    comes("ana", workshop(title="Fractions", facilitators=[]))
    ola, give, wanted = browse("ola"), at(section, "seats/give/"), {"email": "ana@riverbend.example"}
    given = ola.post(give, wanted | despite(text_of(ola.post(give, wanted))), follow=True)
    assert "Ana Ruiz has a seat now" in text_of(given)
    assert "“Fractions”" in post("events.booked", cast.people["ana"])[-1].context["clash"]
    assert [mail.state for mail in post("events.approve")] == ["withdrawn"] * asked_before
    assert entry_of(cast, "events.registration.approved", section)["person"] == cast.people["ana"].pk
    with reading(cast.tenant):
        assert replay.differences(section) == []


def test_who_holds_many_sections_lets_new_rows_point_at_them(cast, two):
    with writing(cast.tenant), CaptureQueriesContext(connection) as asked:
        seats.hold_all([one.pk for one in two])
    if connection.vendor == "postgresql":
        assert "FOR NO KEY UPDATE" in asked.captured_queries[-1]["sql"]
