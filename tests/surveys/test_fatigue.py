"""The budget: three questionnaires in thirty days for one person, all surveys together."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from groundswell.surveys.actions import asking, fatigue, waves
from groundswell.surveys.models import AskingPolicy, Invitation
from groundswell.surveys.queries.audiences import Audience
from groundswell.surveys.queries.fatigue import policy
from groundswell.surveys.rules.asking import reach
from groundswell.surveys.rules.fatigue import first_free_day, is_over

ZONE, DAY = "America/New_York", date(2026, 3, 17)
RULE = AskingPolicy(most=3, days=30)
MAIL = "/d/riverbend/proof/surveys/"


def days(*ago: int) -> list[date]:
    return [DAY - timedelta(days=number) for number in ago]


def test_the_fourth_within_thirty_days_is_one_too_many():
    assert is_over(days(29, 20, 1), DAY, RULE)
    assert not is_over(days(30, 20, 1), DAY, RULE)
    assert not is_over(days(20, 1), DAY, RULE)


def test_what_is_planned_counts_on_either_side_of_the_day():
    assert is_over(days(10, 5, -15), DAY, RULE)
    assert not is_over(days(20, 19, -15), DAY, RULE)  # 35 days from the first to the last


def test_what_was_too_much_before_does_not_count_against_a_later_day():
    assert not is_over(days(40, 39, 38, 37), DAY, RULE)


def test_the_first_free_day_is_thirty_days_after_the_oldest_that_counts():
    assert first_free_day([days(29, 20, 1)], DAY, RULE) == DAY + timedelta(days=1)
    assert first_free_day([days(29, 20, 1), days(2, 1, 0)], DAY, RULE) == DAY + timedelta(days=28)
    assert first_free_day([[DAY + timedelta(days=5 * n) for n in range(40)]], DAY, RULE) is None


def plainly_over(asked: list[date], day: date, rule: AskingPolicy) -> bool:
    """The same by trying each span of days that holds the day."""
    every = [*asked, day]
    spans = ((day - timedelta(days=back)) for back in range(rule.days))
    return any(sum(0 <= (one - first).days < rule.days for one in every) > rule.most for first in spans)


@given(st.lists(st.integers(-40, 40), max_size=9), st.integers(1, 4), st.integers(1, 31))
def test_it_says_what_counting_every_span_says(ago, most, length):
    rule = AskingPolicy(most=most, days=length)
    assert is_over(days(*ago), DAY, rule) == plainly_over(days(*ago), DAY, rule)


@pytest.fixture
def tired(cast):
    """Ana was asked three times of late, after events; Ben once."""
    for number, names in enumerate((["ana", "ben"], ["ana"], ["ana"])):
        waves.open_for(
            by=cast.system, instrument_key="post_event", subject_key=f"event:{number}", title="An afternoon",
            context_label="", people=[cast.people[name] for name in names], anchor=clock.today(ZONE),
        )  # fmt: skip
    return cast


def over(cast, day=None, **chosen) -> set[str]:
    with reading(cast.tenant):
        found = reach(Audience(**chosen), day or clock.today(ZONE))
    return {name for name, person in cast.people.items() if person.pk in found.over}


def test_events_are_counted_and_never_held_back(tired):
    assert over(tired) == {"ana"}
    assert over(tired, clock.today(ZONE) + timedelta(days=30)) == set()
    waves.open_for(
        by=tired.system, instrument_key="post_event", subject_key="event:9", title="One more", context_label="",
        people=[tired.people["ana"]], anchor=clock.today(ZONE),
    )  # fmt: skip
    with reading(tired.tenant):
        assert Invitation.objects.filter(person=tired.people["ana"]).count() == 4


def test_the_district_sets_its_own_rule_and_no_other_districts(tired):
    fatigue.set_policy(by=tired.system, most=4, days=14)
    assert over(tired) == set()
    with reading(tired.tenant):
        assert (policy().most, policy().days) == (4, 14)
    with reading(tired.other):
        assert (policy().most, policy().days) == (3, 30)


def test_planned_surveys_count_for_whom_they_will_ask(tired, plan_it):
    plan_it(opens_in=5, roles=("teacher",))
    plan_it(opens_in=9, roles=("teacher",))
    assert over(tired) == {"ana", "ben"}
    assert over(tired, roles=("principal",)) == set()


def test_left_out_people_get_nothing_and_others_are_drawn_instead(tired):
    teachers = {"roles": ("teacher",), "seed": "x"}
    with reading(tired.tenant):
        everyone = reach(Audience(**teachers), clock.today(ZONE))
        spared = reach(Audience(spares=True, **teachers), clock.today(ZONE))
        one = reach(Audience(spares=True, sample=1, **teachers), clock.today(ZONE))
    ana, ben = (tired.people[name].pk for name in ("ana", "ben"))
    assert [person.person for person in everyone.asked] == [ana, ben]
    assert [person.person for person in spared.asked] == [person.person for person in one.asked] == [ben]
    assert spared.over == (ana,)


def test_the_preview_names_them_and_the_office_chooses(tired, browse, form_of):
    office = browse("ola")
    page = office.post(f"{MAIL}ask/", form_of()).content.decode()
    assert "1 of them would be asked too often" in page and "Ana Ruiz" in page
    office.post(f"{MAIL}ask/", form_of(step="do", over_asked="leave_out", attempt="a" * 32))
    office.post(f"{MAIL}ask/", form_of(step="do", over_asked="move", attempt="b" * 32, opens_on=""))
    with reading(tired.tenant):
        first, moved = (asking.SurveyWave.objects.get(subject_key=f"office:{letter * 32}") for letter in "ab")
        assert first.invited == 8  # all nine but Ana
        # Thirty days after the three events; what Ana was spared does not count.
        assert clock.local(moved.opens_at, ZONE).date() == clock.today(ZONE) + timedelta(days=30)
        assert moved.last_day == clock.today(ZONE) + timedelta(days=44)


def test_only_the_office_sets_the_rule(browse, cast):
    office = browse("ola")
    assert office.post(f"{MAIL}how-often/", {"most": "2", "days": "20"}).status_code == 302
    assert office.post(f"{MAIL}how-often/", {"most": "0", "days": "20"}).status_code == 422
    with reading(cast.tenant):
        assert policy().most == 2
    assert browse("sam").get(f"{MAIL}how-often/").status_code == 403
