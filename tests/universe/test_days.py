"""On each of its days the universe holds together: everybody comes in where they may, and nowhere else."""

import re

import pytest

from groundswell.events.actions import events
from groundswell.events.models import Section
from groundswell.kernel.tenancy import reading
from groundswell.universe.districts import COACH_UNTIL
from groundswell.universe.personas import BY_KEY
from groundswell.universe.story.days import BY_KEY as DAY
from groundswell.universe.story.days import DAYS, DEFAULT
from tests.support.counts import count, some
from tests.support.house import addresses

LINK = re.compile(r'<a [^>]*href="(/d/[^"#]*)')
KEYS = [day.key for day in DAYS]
FIRST_ONE_DAY = some(KEYS, DEFAULT)


def home(persona: str) -> str:
    return f"/d/{BY_KEY[persona].district}/"


def links(page) -> set[str]:
    return {link.replace("&amp;", "&") for link in LINK.findall(page.content.decode())}


def doors(slug: str):
    """Every address of a district that needs nothing but the district, with the permission that opens it."""
    for one in addresses():
        if one.in_a_district and one.arguments == ("district",):
            yield f"/{one.route.replace('<slug:district>', slug)}", getattr(one.view, "needs", None)


@pytest.mark.proof
@pytest.mark.slow
@pytest.mark.counted
@pytest.mark.parametrize("day", FIRST_ONE_DAY)
def test_everybody_has_a_today_and_every_room_that_it_shows_opens(universe, day):
    tiny = universe(day)
    for persona in count(("teacher", "learning_office", "neighbour"), BY_KEY):
        browser = tiny.browse(persona)
        page = browser.get(home(persona))
        if persona == "external_coach" and DAY[day].moment.date() > COACH_UNTIL:
            assert page.status_code == 403, "whose time is over is shown nothing"
            continue
        assert page.status_code == 200, (day, persona)
        rooms = page.context["rooms"]
        assert rooms[0].url == home(persona)
        for room in rooms[1:]:
            assert browser.get(room.url).status_code == 200, (day, persona, room.url)


@pytest.mark.proof
def test_a_door_opens_to_who_has_the_right_and_to_nobody_else(universe):
    tiny, seen = universe("surge"), set()
    for persona in BY_KEY:
        actor, browser = tiny.actor(persona), tiny.browse(persona)
        for path, needed in doors(actor.tenant.slug):
            status = browser.get(path).status_code
            expected = {200, 302, 405} if needed is None or actor.may(needed) else {403, 405}
            expected |= {404} if needed is None else set()  # an open address may have nothing yet
            assert status in expected, (persona, path, status)
            seen.add(status)
    assert {200, 403} <= seen


@pytest.mark.slow
def test_the_neighbour_finds_nothing_in_riverbend_and_riverbend_nothing_there(universe):
    tiny = universe("surge")
    for persona, slug in (("neighbour", "riverbend"), ("superintendent", "harbor-point")):
        browser = tiny.browse(persona)
        for path, needed in doors(slug):
            if needed is not None:
                assert browser.get(path).status_code in (404, 405), (persona, path)


@pytest.mark.slow
@pytest.mark.proof
@pytest.mark.parametrize("day", KEYS)
def test_no_link_on_any_page_leads_nowhere(universe, day):
    """Everybody follows every link that they are shown, two steps from Today."""
    tiny = universe(day)
    for persona in BY_KEY:
        browser = tiny.browse(persona)
        first = links(browser.get(home(persona)))
        for path in sorted(first | {link for one in sorted(first) for link in links(browser.get(one))}):
            assert browser.get(path, follow=True).status_code == 200, (day, persona, path)


@pytest.mark.slow
def test_what_one_test_does_the_next_does_not_see(universe):
    tiny = universe("surge")
    with reading(tiny.tenant()):
        draft = Section.objects.filter(state="draft").first()
    events.publish(by=tiny.actor("learning_office"), section=draft)
    again = universe("surge")
    with reading(again.tenant()):
        assert Section.objects.get(pk=draft.pk).state == "draft"
