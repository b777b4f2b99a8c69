"""The surge to watch: what the office sees at eight, at one o'clock, and three days later."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from groundswell.events.actions.registration import leave, register
from groundswell.events.rules import watching
from groundswell.kernel import clock
from tests.events.test_pages import LEARN, text_of
from tests.events.test_surge import rush, standing, surging  # noqa: F401  fixtures of the scenario
from tests.support.statements import MOST, statements


def seen(browser, section) -> str:
    """The page's words without its markup."""
    page = text_of(browser.get(f"{LEARN}{section.event_id}/surge/"))
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.proof
def test_the_surge_of_the_seeds_as_the_office_sees_it(cast, browse, surging, rush, crowd):  # noqa: F811
    section = surging(crowd(24, "L"))
    people, ola = crowd(405), browse("ola")
    rush(section, people[:5])
    first = seen(ola, section)
    assert "5 people have a seat" in first and "1 section is open." in first
    assert "5 people have signed up so far." in first and "still on call 24 of 24 on the list" in first
    with clock.shifted(timedelta(hours=5)):
        rush(section, people[5:141])
        noon = seen(ola, section)
        assert "141 people have a seat" in noon and "8 sections are open." in noon
        assert "in line 0 nobody is turned away" in noon
        assert "participants for one who leads, at the most 20 of 8 sections" in noon
        assert "still on call 17 of 24 on the list" in noon
    with clock.shifted(timedelta(days=3)):
        rush(section, people[141:])
        late = seen(ola, section)
        assert "405 people have a seat" in late and "21 sections are open." in late and "in line 0" in late
        assert "at the most 20 of 21 sections" in late and "still on call 4 of 24" in late
        whole = text_of(ola.get(f"{LEARN}{section.event_id}/surge/"))
        assert '<svg class="line"' in whole and "Show as a table" in whole and "405</td>" in whole
    taken, _seated, _waiting = standing(cast, section.event)
    assert sum(taken) == 405


def test_the_part_that_asks_again_equals_the_page_and_works_without_script(browse, surging, crowd):  # noqa: F811
    section, ola = surging(crowd(2, "L"), ratio=2), browse("ola")
    people = crowd(4)
    for person, by in people:
        register(by=by, section=section, person=person)
    leave(by=people[0][1], section=section, person=people[0][0])
    path = f"{LEARN}{section.event_id}/surge/"
    whole = text_of(ola.get(path))
    fragment = text_of(ola.get(path, headers={"HX-Request": "true"}))
    assert "<html" not in fragment and 'hx-trigger="every 20s"' in fragment
    assert f'<a class="btn" href="{path}">' in fragment, "without script one presses"
    body = whole[whole.index('<div id="watch"') :]
    assert body.startswith(fragment.strip()[:2000])
    assert browse("dev").get(path).status_code == 403


def test_watching_costs_the_same_for_one_section_and_many(browse, cast, surging, rush, crowd):  # noqa: F811
    section, ola = surging(crowd(6, "L"), ratio=2), browse("ola")
    path = f"{LEARN}{section.event_id}/surge/"
    before = statements(ola, path)
    rush(section, crowd(12))
    assert statements(ola, path) == before <= MOST


def test_a_morning_and_a_month_both_fit_a_line_that_only_rises():
    eight = datetime(2026, 3, 17, 8, tzinfo=ZoneInfo("America/New_York"))
    morning = [(eight + timedelta(hours=at), number) for at, number in enumerate((5, 30, 60, 40, 6))]
    points = watching.rising(morning, eight + timedelta(hours=5))
    assert [one.total for one in points] == [5, 35, 95, 135, 141]
    assert (points[0].until, points[-1].until) == ("9 a.m.", "1 p.m.")
    month = [(eight + timedelta(days=at), 10) for at in range(31)]
    points = watching.rising(month, eight + timedelta(days=31))
    assert len(points) <= watching.MOST_POINTS and points[-1].total == 310
    assert [one.total for one in points] == sorted(one.total for one in points)
    assert sum(one.more for one in points) == 310 and watching.rising([], eight) == []
    assert watching.highest_ratio([(141, 8), (19, 1), (3, 0)]) == 19
    assert watching.highest_ratio([(3, 0)]) is None
