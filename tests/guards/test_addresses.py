"""Every address has a door or says why it is open, and nobody from elsewhere gets through one.

The matrix is made from the URL table: a page that is added tomorrow is covered tomorrow.
"""

import re

import pytest
from django.urls import reverse

from groundswell.accounts.choices import OPEN_URLS
from tests.support.house import Address, addresses

MADE_UP = {"pk": "987654321", "number": "987654321", "token": "no-such-token", "secret": "no-such-secret"}
TOKEN = re.compile(r'(csrfmiddlewaretoken"? ?value="|csrf-token" content="|csrftoken":")[^"]+')


def _ours(address: Address) -> bool:
    return address.view.__module__.startswith("groundswell.")


def _in_districts() -> list[Address]:
    return [address for address in addresses() if address.in_a_district]


def _path(address: Address, slug: str) -> str:
    values = {name: MADE_UP.get(name, "987654321") for name in address.arguments if name != "district"}
    return reverse(address.name, kwargs={"district": slug, **values})


def _body(response) -> str:
    return TOKEN.sub("", response.content.decode())


def test_every_address_of_ours_has_a_door_or_says_why_it_is_open():
    naked = [
        address.route
        for address in addresses()
        if _ours(address) and not hasattr(address.view, "needs") and not hasattr(address.view, "open_because")
    ]
    assert naked == []


def test_every_address_that_is_not_ours_is_listed():
    foreign = {address.name for address in addresses() if not _ours(address)}
    assert foreign - set(OPEN_URLS) == set()


@pytest.mark.parametrize("address", _in_districts(), ids=lambda a: a.name)
def test_a_passer_by_is_sent_to_sign_in_whether_the_district_exists_or_not(address, cast, client):
    if hasattr(address.view, "open_because"):
        pytest.skip(address.view.open_because)
    for method in (client.get, client.post):
        here, nowhere = method(_path(address, "riverbend")), method(_path(address, "no-such-district"))
        assert here.status_code == nowhere.status_code == 302
        assert here["Location"].replace("riverbend", "") == nowhere["Location"].replace("no-such-district", "")


@pytest.mark.parametrize("address", _in_districts(), ids=lambda a: a.name)
def test_a_teacher_of_another_district_learns_nothing(address, cast, browse):
    if hasattr(address.view, "open_because"):
        pytest.skip(address.view.open_because)
    noor = browse("noor")
    for method in (noor.get, noor.post):
        here, nowhere = method(_path(address, "riverbend")), method(_path(address, "no-such-district"))
        assert here.status_code == nowhere.status_code == 404
        assert _body(here).replace("riverbend", "") == _body(nowhere).replace("no-such-district", "")
        assert "Alder" not in _body(here)


@pytest.mark.parametrize("address", _in_districts(), ids=lambda a: a.name)
def test_a_guessed_id_is_not_found_by_anybody(address, cast, browse):
    if set(address.arguments) <= {"district"}:
        pytest.skip("no id to guess")
    for name in ("ana", "gus", "ola", "ida", "sam"):
        response = browse(name).get(_path(address, "riverbend"))
        assert response.status_code in (403, 404, 405), name


@pytest.mark.parametrize("address", _in_districts(), ids=lambda a: a.name)
def test_who_left_the_district_gets_nowhere(address, cast, browse):
    if hasattr(address.view, "open_because"):
        pytest.skip(address.view.open_because)
    from groundswell.roster.actions.people import end_position
    from groundswell.kernel import clock
    from groundswell.kernel.tenancy import reading
    from datetime import timedelta

    with reading(cast.tenant):
        positions = list(cast.people["ola"].positions.all())
    for position in positions:
        end_position(by=cast.system, position=position, last_day=clock.today("UTC") - timedelta(days=2))
    assert browse("ola").get(_path(address, "riverbend")).status_code in (403, 404, 405)
