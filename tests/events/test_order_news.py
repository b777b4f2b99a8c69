"""Whose place in a line changed hears of it once, in the morning, with the reason and without a name."""

from datetime import timedelta

import pytest

from groundswell.events.actions import events, order, policy, reminders
from groundswell.events.actions.registration import leave, register
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from groundswell.notices.actions import outbox

DAY = timedelta(days=1)


@pytest.fixture
def told(cast, post):
    """``told(2)``: the morning two days from now; who hears of a line in it, by given name."""
    seen = set()

    def morning(days: int) -> dict:
        with clock.shifted(days * DAY):
            reminders.remind_due(cast.tenant)
        new = [one for one in post("events.reordered") if one.pk not in seen]
        seen.update(one.pk for one in new)
        return {one.to_name.split()[0]: one for one in new}

    return morning


def written(cast, mail) -> str:
    with reading(cast.tenant):
        return outbox.write(mail, cast.tenant).text


def test_the_office_moves_somebody_up_and_those_affected_hear_why_once(cast, workshop, crowd, fresh, told):
    section = workshop(seats=1, begins_in=20 * DAY)
    places = [register(by=by, section=section, person=person) for person, by in crowd(6)]
    assert told(0) == {}
    ola = cast.actor("ola")
    order.move_up(by=ola, registration=fresh(places[5]), position=3, reason="Teaches it next week.")
    order.move_up(by=ola, registration=fresh(places[4]), position=3, reason="Was missed.")
    news = told(1)
    assert sorted(news) == ["T3", "T4", "T5"], "nobody before them, and whoever was passed twice once"
    text = written(cast, news["T3"])
    assert "You are number 5 now" in text and "“Teaches it next week.”\n“Was missed.”" in text
    assert "T4" not in text and "T5" not in text
    assert told(1) == told(2) == {}
    order.move_up(by=ola, registration=fresh(places[3]), position=1, reason="Moves away.")
    with clock.shifted(DAY):
        events.cancel(by=ola, section=section)
    assert told(3) == {}, "of a line that is no more nobody hears"


def test_a_group_that_is_served_first_is_told_of_once_for_all(cast, workshop, crowd, fresh, told):
    groups = [{"name": "Birch first", "group": [f"school:{cast.places['birch'].pk}"]}]
    section = workshop(seats=1, begins_in=20 * DAY, policy={"line_order": "priority", "priority": groups})

    def come(*people):
        for person, by in people:
            now = fresh(section)
            now.event = section.event
            register(by=by, section=now, person=person)

    come(*crowd(3))
    told(0)
    come(*crowd(1, "B", "birch"))
    news = told(1)
    assert sorted(news) == ["T1", "T2"]
    assert "some groups are served first" in written(cast, news["T1"]).lower()
    with clock.shifted(DAY):
        come(*crowd(1, "C", "birch"))
    assert told(2) == {}


def test_who_left_again_moved_nobody(cast, workshop, crowd, fresh, told):
    groups = [{"name": "Birch first", "group": [f"school:{cast.places['birch'].pk}"]}]
    section = workshop(seats=1, begins_in=20 * DAY, policy={"line_order": "priority", "priority": groups})
    [first] = crowd(1, "B", "birch")
    for person, by in (*crowd(2), first):
        now = fresh(section)
        now.event = section.event
        register(by=by, section=now, person=person)
    leave(by=first[1], section=section, person=first[0])
    assert told(1) == {}


def test_news_that_cannot_be_made_holds_no_reminder_up(cast, workshop, crowd, told, post, monkeypatch):
    section = workshop(seats=1, begins_in=7 * DAY)
    places = [register(by=by, section=section, person=person) for person, by in crowd(3)]
    order.move_up(by=cast.actor("ola"), registration=places[2], position=1, reason="Was missed.")
    monkeypatch.setattr(reminders.order_news, "moved_in", lambda *_: 1 / 0)
    told(1)
    with clock.shifted(DAY), reading(cast.tenant):
        assert reminders.due(cast.tenant) == 0, "the morning is made"


def test_a_draw_is_told_to_who_still_waits(cast, workshop, crowd, fresh, told):
    section = workshop(seats=2, begins_in=20 * DAY)
    policy.plan_lottery(by=cast.actor("ola"), section=section, draws_at=clock.now() + DAY)
    for person, by in crowd(4):
        now = fresh(section)
        now.event = section.event
        register(by=by, section=now, person=person)
    with clock.shifted(2 * DAY):
        policy.work_off(cast.tenant)
    news = told(3)
    assert len(news) == 2 and "The lots were drawn" in written(cast, next(iter(news.values())))
