"""Every address has a door or says why it is open, and nobody from elsewhere gets through one.

The matrix is made from the URL table and asks for rows that are there, each with a word that is nowhere else: a page
that is added tomorrow is covered tomorrow.
"""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from groundswell.accounts.choices import OPEN_URLS
from groundswell.kernel import clock, tenancy
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, writing
from groundswell.roster.actions.people import end_position
from groundswell.roster.choices import PositionRole
from tests.cast import _person, hire
from tests.guards.marked import KINDS, MADE_UP, SEARCH, mark, marker
from tests.support.house import Address, addresses

TOKEN = re.compile(r'(csrfmiddlewaretoken"? ?value="|csrf-token" content="|csrftoken":")[^"]+')
QUESTIONS = ("", f"?q={SEARCH}", f"?q={SEARCH}&format=csv", f"?q={SEARCH}&tab=past&who=students")

NOBODY = frozenset[str]()
COLLEAGUES = frozenset({"Place", "Colleague"})
# Who asks -> what they are allowed to know of the marked rows.
ASKING = {
    "a passer-by": NOBODY,
    "noor": NOBODY,  # a teacher next door
    "nils": NOBODY,  # the office next door
    "una": NOBODY,  # district IT next door
    "suspended": NOBODY,
    "left": NOBODY,  # the roster says that they are gone
    "ended": NOBODY,  # is in the roster, holds no position any more
    "gus": frozenset({"Place"}),  # a guest
    "ana": COLLEAGUES,  # a teacher: other roles' events, office and IT pages
    "bex": COLLEAGUES | {"Wave"},  # the principal of another school
    "ola": COLLEAGUES | {"Event", "Mail", "Wave"},  # the office: no roster files, no students
}
OUTSIDE = {"noor": 404, "nils": 404, "una": 404, "left": 404, "a passer-by": 302, "suspended": 302}
DEAD_ENDS = {302, 400, 403, 404, 405}


def _ours(address: Address) -> bool:
    return address.view.__module__.startswith("groundswell.")


def _in_districts() -> list[Address]:
    return [address for address in addresses() if address.in_a_district]


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
def ask(cast, client):
    """``ask("ana", "get", path)``: the answer that this person gets."""
    makers = {"suspended": _suspended, "left": _left, "ended": _ended}
    made: set[str] = set()

    def one(name: str, method: str, path: str):
        client.logout()
        if name in makers and name not in made:
            makers[name](cast)
            made.add(name)
        if name in ("bex", "una") and name not in made:
            _newcomer(cast, name)
            made.add(name)
        if name != "a passer-by":
            client.force_login(cast.user(name), backend="allauth.account.auth_backends.AuthenticationBackend")
        return getattr(client, method)(path)

    return one


def _newcomer(cast, name: str) -> None:
    if name == "bex":
        hire(cast, "bex", "Bex", "Moss", PositionRole.PRINCIPAL, "birch")
    else:
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


def leaks(ask, address: Address, marked, asking=ASKING, slug: str = "riverbend") -> list[str]:
    """Ask for every marked row in every way; each line tells who was shown what they must not know."""
    found = []
    for name, allowed in asking.items():
        for values in marked.values_for(address):
            path = _path(address, slug, values)
            answers = {f"GET {path}{question}": ask(name, "get", path + question) for question in QUESTIONS}
            answers[f"POST {path}"] = ask(name, "post", path)
            for asked, answer in answers.items():
                text = _body(answer)
                shown = sorted(kind for kind in set(KINDS) - allowed if marker(kind) in text)
                if shown:
                    found.append(f"{name}: {asked} shows {shown}")
    return found


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


@pytest.mark.slow
@pytest.mark.parametrize("address", _in_districts(), ids=lambda a: a.name)
def test_nobody_is_shown_what_they_must_not_know(address, cast, ask):
    """Ten people, real ids, pages, searches, files and presses."""
    assert leaks(ask, address, mark(cast)) == []


@pytest.mark.slow
@pytest.mark.parametrize("address", _in_districts(), ids=lambda a: a.name)
def test_what_exists_elsewhere_answers_like_what_does_not_exist(address, cast, ask):
    """From outside: every real row in its own district and, with its real id, under one's own."""
    marked = mark(cast)
    if hasattr(address.view, "open_because"):
        pytest.skip(address.view.open_because)
    for values in marked.values_for(address):
        here, nowhere = (_path(address, slug, values) for slug in ("riverbend", "no-such-district"))
        for name, status in OUTSIDE.items():
            for method in ("get", "post"):
                real, none = ask(name, method, here), ask(name, method, nowhere)
                assert real.status_code == status, (name, method, here)
                assert _same(real, here, "riverbend") == _same(none, nowhere, "no-such-district"), (name, method, here)


@pytest.mark.slow
@pytest.mark.parametrize(
    "address", [one for one in _in_districts() if set(one.arguments) > {"district"}], ids=lambda a: a.name
)
def test_a_real_id_of_the_neighbours_is_a_guessed_id(address, cast, ask):
    """Nils and Una may do much in Harbor Point; our ids under their own address find what made-up ones find: nothing."""
    marked = mark(cast)
    guess = _path(address, "harbor-point", _made_up(address))
    for name in ("nils", "una"):
        for method in ("get", "post"):
            guessed = ask(name, method, guess)
            assert guessed.status_code in DEAD_ENDS - {302}, (name, method)
            for values in marked.values_for(address):
                path = _path(address, "harbor-point", values)
                if not _is_theirs(cast, address, values):
                    assert _same(ask(name, method, path), path, "harbor-point") == _same(
                        guessed, guess, "harbor-point"
                    ), (name, method, path)


def _is_theirs(cast, address: Address, values: dict[str, object]) -> bool:
    """Import numbers count from one in each district: the same number may be there as well."""
    return "number" in values and False


@pytest.mark.parametrize("address", _in_districts(), ids=lambda a: a.name)
def test_without_the_permission_the_answer_is_no(address, cast, ask):
    """In one's own district: 403 for what one knows of and may not do, before anything is looked up."""
    needed = getattr(address.view, "needs", None)
    if needed is None:
        pytest.skip(address.view.open_because)
    path = _path(address, "riverbend", _made_up(address))
    for name in ("gus", "ana", "ended"):
        for method in ("get", "post"):
            answer = ask(name, method, path)
            if not cast.actor(name).may(needed):
                assert answer.status_code == 403, (name, method)
            elif set(address.arguments) > {"district"}:
                assert answer.status_code in (404, 405), (name, method)


@pytest.mark.parametrize("address", _in_districts(), ids=lambda a: a.name)
def test_a_guessed_id_is_not_found_by_anybody(address, cast, ask):
    if set(address.arguments) <= {"district"}:
        pytest.skip("no id to guess")
    for name in ("ana", "gus", "ola", "ida", "sam"):
        response = ask(name, "get", _path(address, "riverbend", _made_up(address)))
        assert response.status_code in (403, 404, 405), name


LISTS = ("portal:people", "events:list", "notices:mails", "surveys:waves", "roster:imports", "portal:search")


@pytest.mark.slow
def test_with_the_scope_switched_off_the_matrix_finds_the_leak(cast, ask, monkeypatch):
    """Negative control. On SQLite every list then shows our rows next door; PostgreSQL's own lock still holds."""
    marked = mark(cast)
    found = [one for one in _in_districts() if one.name in LISTS]
    next_door = {"nils": NOBODY, "una": NOBODY}

    def leaking() -> set[str]:
        return {one.name for one in found if leaks(ask, one, marked, next_door, slug="harbor-point")}

    assert leaking() == set()
    _open_every_scope(monkeypatch)
    assert leaking() == (set(LISTS) if connection.vendor == "sqlite" else set())


def _open_every_scope(monkeypatch) -> None:
    """Managers filter by district no more; which district is open is still known."""
    real = tenancy.scope
    monkeypatch.setattr(tenancy, "scope", lambda tenant: real(tenant=tenant, _everybody=True))
    monkeypatch.setattr("django_scopes.manager.get_scope", lambda: {"_enabled": False})


@pytest.mark.slow
def test_with_a_door_left_open_the_matrix_finds_the_leak(cast, ask, monkeypatch):
    """Negative control within the district: every permission for everybody who belongs."""
    marked = mark(cast)
    monkeypatch.setattr(Actor, "may", lambda self, permission, place=None: self.belongs)
    shown = {one.name for one in _in_districts() if leaks(ask, one, marked, {"gus": ASKING["gus"]})}
    assert {"portal:people", "notices:mails", "surveys:waves", "events:event", "roster:import"} <= shown
