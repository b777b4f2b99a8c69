"""Every address has a door or says why it is open, and nobody from elsewhere gets through one.

The matrix is made from the URL table and asks for rows that are there, each with a word that is nowhere else: a page
that is added tomorrow is covered tomorrow.
"""

import re
from datetime import timedelta
from itertools import product

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django_scopes import get_scope

from groundswell.accounts.choices import OPEN_URLS
from groundswell.kernel import clock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.rows import Given
from groundswell.kernel.tenancy import reading, writing
from groundswell.roster.actions.people import end_position
from groundswell.roster.choices import PositionRole
from tests.cast import _person, hire
from tests.guards.marked import KINDS, MADE_UP, SEARCH, Marked, mark, marker
from tests.support.counts import FULL, some
from tests.support.house import Address, addresses

TOKEN = re.compile(r'(csrfmiddlewaretoken"? ?value="|csrf-token" content="|csrftoken":")[^"]+')
OF_A_LIST = ("", f"?q={SEARCH}", f"?q={SEARCH}&format=csv", f"?q={SEARCH}&tab=mine&who=students")
OF_A_ROW = ("", "?format=csv")
REFUSED = (302, 403, 404, 405)

NOBODY = frozenset[str]()
COLLEAGUES = frozenset({"Place", "Colleague"})
# What a change is for, which goal it serves, by what schools are scored, who is in and what they plan: for all staff.
CARRIED = frozenset({"Goal", "Initiative", "Rubric", "Cohort"})
# Who asks from inside the district -> what they are allowed to know of the marked rows.
INSIDE = {
    "ended": NOBODY,  # is in the roster, holds no position any more
    "gus": frozenset({"Place"}),  # a guest
    "ana": COLLEAGUES | CARRIED,  # a teacher: other roles' events, office and IT pages, who applied
    # the principal of another school, which is asked as the marked one was: what that one wrote is not theirs
    "bex": COLLEAGUES | CARRIED | {"Wave", "Call"},
    "ola": COLLEAGUES
    | CARRIED
    | {
        "Call",
        "Candidacy",
        "Score",
        "Event",
        "Mail",
        "Wave",
        "Timetable",
        "Credit",
        "Claim",
    },  # the office: no roster files, no students
}
# Who asks from outside -> the one answer there is: a teacher and the office next door, who left, who was shut out.
OUTSIDE = {"noor": 404, "nils": 404, "left": 404, "suspended": 302, "a passer-by": 302}


def _ours(address: Address) -> bool:
    return address.view.__module__.startswith("groundswell.")


def _in_districts() -> list[Address]:
    return [address for address in addresses() if address.in_a_district]


def _with_a_door() -> list[Address]:
    return [address for address in _in_districts() if not hasattr(address.view, "open_because")]


def _path(address: Address, slug: str, values: dict[str, object]) -> str:
    return reverse(address.name, kwargs={"district": slug, **values})


def _made_up(address: Address) -> dict[str, object]:
    given = {"token": "no-such-token", "secret": "no-such-secret"}
    return {name: given.get(name, MADE_UP) for name in address.arguments if name != "district"}


def _body(response) -> str:
    body = b"".join(response) if response.streaming else response.content
    return TOKEN.sub("", body.decode(errors="replace"))


def _same(response, path: str, slug: str) -> tuple[int, str, str]:
    """What a reader could tell two answers apart by, without the address that they typed themselves."""
    where = response.headers.get("Location", "").replace(path, "").replace(slug, "")
    return response.status_code, where, _body(response).replace(path, "").replace(f"/d/{slug}/", "/d//")


@pytest.fixture
def ask(cast, monkeypatch):
    """``ask("ana", "get", path)``: the answer that this person gets. Each has a browser of their own.

    A paper comes as it goes to the press: in a PDF nobody would find a word again.
    """
    monkeypatch.setattr("groundswell.kernel.documents.press", lambda html: html)
    newcomers = {"bex": _bex, "una": _una, "suspended": _suspended, "left": _left, "ended": _ended}
    browsers: dict[str, Client] = {}

    def browser_of(name: str) -> Client:
        if name in newcomers:
            newcomers[name](cast)
        browser = Client()
        if name != "a passer-by":
            browser.force_login(
                cast.user(name), backend="allauth.account.auth_backends.AuthenticationBackend"
            )
        return browser

    def one(name: str, method: str, path: str):
        if name not in browsers:
            browsers[name] = browser_of(name)
        return getattr(browsers[name], method)(path)

    return one


def _bex(cast) -> None:
    hire(cast, "bex", "Bex", "Moss", PositionRole.PRINCIPAL, "birch")


def _una(cast) -> None:
    other = Actor.system(cast.other)
    _person(cast, "una", "Una", "Vik", other, PositionRole.DISTRICT_IT, cast.places["harbor"])


def _suspended(cast) -> None:
    hire(cast, "suspended", "Sue", "Penn", PositionRole.DISTRICT_IT, "district")
    user = cast.user("suspended")
    user.is_active = False
    user.save(update_fields=["is_active"])


def _left(cast) -> None:
    hire(cast, "left", "Lee", "Fort", PositionRole.DISTRICT_IT, "district")
    with writing(cast.tenant):
        person = cast.people["left"]
        person.ended_on = clock.today(cast.tenant.time_zone)
        person.save(update_fields=["ended_on"])


def _ended(cast) -> None:
    hire(cast, "ended", "Eva", "Ende", PositionRole.DISTRICT_IT, "district")
    with reading(cast.tenant):
        [position] = cast.people["ended"].positions.all()
    end_position(by=cast.system, position=position, last_day=clock.today("UTC") - timedelta(days=2))


def leaks(ask, found: list[Address], marked, name: str, allowed=NOBODY, slug: str = "riverbend") -> set[str]:
    """Ask for every marked row in every way: the addresses that show somebody what they must not know."""
    forbidden = [marker(kind) for kind in KINDS if kind not in allowed]
    shown = set()
    for method in ("get", "post"):
        for address in found:
            for values in marked.values_for(address):
                for question in (OF_A_ROW if values else OF_A_LIST) if method == "get" else ("",):
                    answer = ask(name, method, _path(address, slug, values) + question)
                    text = _body(answer)
                    if any(word in text for word in forbidden):
                        shown.add(address.name)
                    if answer.status_code in REFUSED and not FULL:
                        break  # a door shuts before anybody looks at what was asked further
    return shown


def test_every_address_of_ours_has_a_door_or_says_why_it_is_open():
    naked = [
        address.route
        for address in addresses()
        if _ours(address) and not hasattr(address.view, "needs") and not hasattr(address.view, "open_because")
    ]
    assert naked == []


def test_every_argument_of_an_address_names_a_marked_row():
    """A new one is named in ``marked.WHAT_IT_NAMES``, and so in every test below."""
    unknown = Marked({})
    assert [one.name for one in _in_districts() if not unknown.knows(one)] == []


@pytest.mark.parametrize(
    "address",
    [one for one in addresses() if {"token", "secret"} & set(one.arguments)],
    ids=lambda one: one.name,
)
def test_what_a_secret_address_loads_does_not_carry_the_secret_on(address, cast, client):
    """Nor is there nothing: without an origin no form of these pages could be sent."""
    given = {
        "district": "riverbend",
        "what": "reminders",
        "token": "no-such-token",
        "secret": "no-such-secret",
    }
    path = reverse(address.name, kwargs={name: given[name] for name in address.arguments})
    assert client.get(path).headers["Referrer-Policy"] == "strict-origin"


def test_every_address_that_is_not_ours_is_listed():
    foreign = {address.name for address in addresses() if not _ours(address)}
    assert foreign - set(OPEN_URLS) == set()


@pytest.mark.slow
@pytest.mark.parametrize("name", some(INSIDE, "bex"))
def test_nobody_is_shown_what_they_must_not_know(name, cast, ask):
    """Every address with real ids: as a page, searched, as a file, and pressed."""
    assert leaks(ask, _in_districts(), mark(cast), name, INSIDE[name]) == set()


@pytest.mark.slow
@pytest.mark.parametrize("name", some(OUTSIDE, "noor", "a passer-by"))
def test_what_exists_elsewhere_answers_like_what_does_not_exist(name, cast, ask):
    """From outside, a real row of ours and one of a district that is none: the same answer to the last byte."""
    marked, nowhere = mark(cast), "/d/no-such-district/"
    for method in ("get", "post"):
        none = _same(ask(name, method, nowhere), nowhere, "no-such-district")
        assert none[0] == OUTSIDE[name], method
        for address in _with_a_door():
            for values in marked.values_for(address):
                here = _path(address, "riverbend", values)
                assert _same(ask(name, method, here), here, "riverbend") == none, (method, here)


@pytest.mark.slow
@pytest.mark.parametrize("name", some(["nils", "una"]))
def test_a_real_id_of_the_neighbours_is_a_guessed_id(name, cast, ask):
    """The office and IT next door may do much there; our ids under their own address find what made-up ones find."""
    marked = mark(cast)
    with_ids = [address for address in _with_a_door() if not marked.by_chance(address)]
    for address, method in product(with_ids, ("get", "post")):
        guess = _path(address, "harbor-point", _made_up(address))
        guessed = _same(ask(name, method, guess), guess, "harbor-point")
        assert guessed[0] in (403, 404, 405), (method, address.name)
        for values in marked.values_for(address):
            path = _path(address, "harbor-point", values)
            assert _same(ask(name, method, path), path, "harbor-point") == guessed, (method, path)


@pytest.mark.slow
@pytest.mark.parametrize("name", some(["gus", "ana", "sam"], "ana"))
def test_without_the_permission_the_answer_is_no_and_a_guess_finds_nothing(name, cast, ask):
    """In one's own district: 403 for what one may not do, before anything is looked up; 404 for what is not there."""
    for address in _with_a_door():
        for method in ("get", "post"):
            answer = ask(name, method, _path(address, "riverbend", _made_up(address)))
            if not _may(cast, name, address):
                assert answer.status_code == 403, (method, address.name)
            elif _made_up(address):
                assert answer.status_code in (404, 405), (method, address.name)


def _may(cast, name: str, address: Address) -> bool:
    return cast.actor(name).may(address.view.needs)


# Neither the catalogue nor the search is among them: `kernel.rows` gives its queries the district once more, whatever
# was switched off since (tests/kernel/test_rows.py).
LISTS = ("portal:people", "notices:mails", "surveys:waves", "roster:imports")


def _switched_off() -> dict[str, object]:
    """No scope for whatever is put together now. Statements that are written once keep it: they outlive the test."""
    now = get_scope()
    return now if isinstance(now.get("tenant"), Given) else {"_enabled": False}


@pytest.mark.slow
def test_with_the_scope_switched_off_the_matrix_finds_the_leak(cast, ask, monkeypatch):
    """Negative control. On SQLite our rows then show next door; PostgreSQL's own lock still holds."""
    marked = mark(cast)
    lists = [one for one in _in_districts() if one.name in LISTS]
    monkeypatch.setattr("django_scopes.manager.get_scope", _switched_off)
    shown = leaks(ask, lists, marked, "nils", slug="harbor-point") | leaks(
        ask, lists, marked, "una", slug="harbor-point"
    )
    assert shown == (set(LISTS) if connection.vendor == "sqlite" else set())


@pytest.mark.slow
def test_with_the_doors_left_open_the_matrix_finds_the_leak(cast, ask, monkeypatch):
    """Negative control within the district: everything allowed to everybody who belongs."""
    marked = mark(cast)
    monkeypatch.setattr(Actor, "may", lambda self, permission, place=None: self.belongs)
    monkeypatch.setattr(Actor, "places_for", lambda self, permission: None)
    opened = {"portal:people", "notices:mails", "surveys:waves", "events:event", "roster:import"}
    found = [one for one in _in_districts() if one.name in opened]
    assert leaks(ask, found, marked, "gus", INSIDE["gus"]) == opened
