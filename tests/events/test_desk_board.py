"""The office's board: what is planned, how full it is, and what is still missing."""

from datetime import timedelta
from itertools import product

import pytest

from groundswell.events.actions import events, meetings, policy, programmes
from groundswell.events.actions.registration import register
from groundswell.events.models import Section
from groundswell.events.queries import board as found
from groundswell.events.queries.board import Flag
from groundswell.events.rules import board as rules
from groundswell.events.rules.meetings import When
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from tests.events.test_pages import LEARN, text_of
from tests.support.statements import MOST, statements

BOARD = f"{LEARN}board/"


def flags_on(cast, section) -> tuple[set[Flag], set[Flag]]:
    """The flags of a section, as the rule says it and as the database answers."""
    with reading(cast.tenant):
        now = clock.now()
        [one] = found.read_sections([section.pk])
        since = found.waiting_since([one]).get(one.pk)
        asked = {
            flag
            for flag, condition in found.conditions(now).items()
            if Section.objects.filter(condition, pk=section.pk).exists()
        }
        return set(rules.flags(rules.standing_of(one, since), now)), asked


@pytest.mark.parametrize(
    ("values", "flag"),
    [
        ({"facilitators": []}, Flag.NO_FACILITATOR),
        ({"place": ""}, Flag.NO_ROOM),
        ({"begins_in": timedelta(days=13)}, Flag.LOW_DEMAND),
    ],
)
def test_a_section_says_what_it_lacks(cast, workshop, values, flag):
    fine = {"begins_in": timedelta(days=30)}
    assert flags_on(cast, workshop(**fine)) == (set(), set())
    assert flags_on(cast, workshop(**fine | values)) == ({flag}, {flag})


@pytest.mark.slow
def test_demand_is_low_below_a_third_fourteen_days_before_and_not_before_people_can_register(
    cast, workshop, crowd
):
    section = workshop(seats=3, begins_in=timedelta(days=20))
    later = workshop(begins_in=timedelta(days=20), registration_opens_at=clock.now() + timedelta(days=12))
    assert flags_on(cast, section) == (set(), set()), "there is time"
    with clock.shifted(timedelta(days=7)):
        assert flags_on(cast, section)[0] == flags_on(cast, section)[1] == {Flag.LOW_DEMAND}
        assert flags_on(cast, later) == (set(), set()), "nobody could register"
        [(person, by)] = crowd(1)
        register(by=by, section=section, person=person)
        assert flags_on(cast, section) == (set(), set()), "a third is enough"


def test_a_wait_of_more_than_a_week_and_a_room_that_is_too_small(cast, workshop, crowd):
    room = meetings.add_room(
        by=cast.actor("ola"), organisation=cast.places["alder"], name="Library", capacity=1
    )
    section = workshop(seats=1, begins_in=timedelta(days=30))
    for person, by in crowd(2):
        register(by=by, section=section, person=person)
    dates = [When(section.begins_at, section.ends_at, room=room)]
    events.reschedule(by=cast.actor("ola"), section=section, meetings=dates)
    assert flags_on(cast, section) == (set(), set())
    with clock.shifted(timedelta(days=8)):
        assert flags_on(cast, section)[0] == flags_on(cast, section)[1] == {Flag.LONG_WAIT}
    policy.set_policy(by=cast.actor("ola"), section=section, cap=5)
    assert flags_on(cast, section)[0] == flags_on(cast, section)[1] == {Flag.OVERFULL}
    with clock.shifted(timedelta(days=31)):
        assert flags_on(cast, section) == (set(), set()), "what is over is not looked at"


@pytest.mark.proof
def test_the_rule_and_the_question_to_the_database_agree_whatever_comes_together(cast, workshop):
    """Every mixture of states, leaders, places and nearness."""
    ways = product(["virtual", "in_person"], ["", "Library"], [True, False], [5, 40], [True, False])
    for mode, place, led, days, published in ways:
        section = workshop(
            mode=mode, place=place, begins_in=timedelta(days=days), published=published,
            facilitators=[cast.people["dev"]] if led else [],
        )  # fmt: skip
        said, asked = flags_on(cast, section)
        assert said == asked, (mode, place, led, days, published)


@pytest.fixture
def three(cast, workshop):
    """A programme's institute in ten days that nobody leads, a draft in forty, and one that was called off."""
    ola = cast.actor("ola")
    programme = programmes.draft(by=ola, title="Personalized learning", why="Choice.")
    first = workshop(title="Institute", kind="institute", programme=programme, facilitators=[])
    draft = workshop(title="Number talks", published=False, begins_in=timedelta(days=40))
    gone = workshop(title="Called off")
    events.cancel(by=ola, section=gone)
    return first, draft, programme


def test_the_office_sees_what_is_planned_and_filters_it(browse, cast, three):
    first, _draft, programme = three
    ola = browse("ola")
    shown = text_of(ola.get(BOARD))
    assert "2 sections are planned" in shown and "Called off" not in shown
    assert "Nobody leads it" in shown and "Few have signed up" in shown and "20 of 20 seats are free" in shown
    for question, wanted, missing in (
        ("flag=no_facilitator", "Institute", "Number talks"),
        ("state=draft", "Number talks", "Institute</a>"),
        ("kind=institute", "Institute", "Number talks"),
        (f"programme={programme.pk}", "Institute", "Number talks"),
        ("programme=none", "Number talks", "Institute</a>"),
        ("led_by=pat", "Number talks", "Institute</a>"),
        ("q=nümber", "Number talks", "Institute</a>"),
        (f"ends={(first.begins_at + timedelta(days=2)).date()}", "Institute", "Number talks"),
    ):
        narrowed = text_of(ola.get(f"{BOARD}?{question}"))
        assert wanted in narrowed and missing not in narrowed, question
        assert "1 section matches" in narrowed
    nothing = text_of(ola.get(f"{BOARD}?mine=yes&tab=programme&provider=own&community=x&programme=77"))
    assert "No section fits these filters" in nothing


def test_a_community_has_what_takes_place_in_its_houses_and_what_is_for_its_schools(
    browse, cast, workshop, three
):
    room = meetings.add_room(
        by=cast.actor("ola"), organisation=cast.places["alder"], name="Hall", capacity=30
    )
    here = workshop(title="In the north")
    events.reschedule(
        by=cast.actor("ola"), section=here, meetings=[When(here.begins_at, here.ends_at, room=room)]
    )
    workshop(title="For Alder", audience=[f"school:{cast.places['alder'].pk}"])
    workshop(title="For Birch", audience=[f"school:{cast.places['birch'].pk}"])
    shown = text_of(browse("ola").get(f"{BOARD}?community={cast.places['north'].pk}"))
    assert "In the north" in shown and "For Alder" in shown
    assert "For Birch" not in shown and "Institute</a>" not in shown


@pytest.mark.slow
def test_a_month_is_a_table_of_days_that_leads_to_all_of_a_crowded_one(browse, workshop, three):
    first = three[0]
    for number in range(7):
        workshop(title=f"Crowded {number}", begins_in=timedelta(days=7))
    month = clock.local(first.begins_at, "America/New_York")
    shown = text_of(browse("ola").get(f"{BOARD}?tab={month:%Y-%m}"))
    assert '<table class="sheet-month">' in shown and 'rel="next"' in shown
    assert shown.count("Crowded") < 7 and "2 more" in shown
    day = text_of(browse("ola").get(f"{BOARD}?tab=list&begins={month:%Y-%m-%d}&ends={month:%Y-%m-%d}"))
    assert day.count("Crowded") >= 7
    for odd in ("tab=0001-01", "tab=9999-12", "tab=2026-13", "tab=soon", "tab=month&page=900"):
        assert browse("ola").get(f"{BOARD}?{odd}").status_code == 200


def test_by_programme_each_stands_with_its_sums(browse, three):
    shown = text_of(browse("ola").get(f"{BOARD}?tab=programme"))
    assert shown.index("Personalized learning</a>") < shown.index("Outside a programme</h2>")
    assert "1 section, 0 of 20 seats taken, 0 waiting" in shown


def test_the_board_as_a_file_and_for_nobody_else(browse, three):
    rows = text_of(browse("ola").get(f"{BOARD}?format=csv&flag=no_facilitator")).splitlines()
    assert len(rows) == 2 and "Institute" in rows[1] and "Nobody leads it; Few have signed up" in rows[1]
    assert browse("dev").get(BOARD).status_code == 403


def test_the_board_costs_the_same_with_one_section_and_with_many(browse, cast, workshop, crowd, three):
    ola = browse("ola")
    people = crowd(2)
    costs = []
    for count in (1, 12):
        for number in range(count):
            section = workshop(seats=1, begins_in=timedelta(days=8, hours=2 * (number + count)))
            for person, by in people:
                register(by=by, section=section, person=person)
        for view in ("list", "month", "programme"):
            costs.append((view, statements(ola, f"{BOARD}?tab={view}")))
    assert len(set(costs)) == 3, costs
    assert max(cost for _view, cost in costs) <= MOST
