"""Doors, the opener of a district, and the two answers: a page and the part that moves."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from groundswell.kernel.doors import found_or_404, needs, open_to_all
from groundswell.kernel.htmx import back_to, page_or_fragment
from groundswell.kernel.links import absolute, link
from groundswell.kernel.middleware import DistrictMiddleware
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import current_tenant, reading, serving, verb
from groundswell.roster.actions import people
from groundswell.roster.models import Person


def asked(cast, name=None, method="get", path="/d/riverbend/mail/", htmx=False):
    """A request as the middleware hands it to a view."""
    request = getattr(RequestFactory(), method)(path)
    request.user = cast.user(name) if name else AnonymousUser()
    request.htmx = SimpleNamespace(history_restore_request=False) if htmx else None
    return request


def through(cast, view, name=None, method="get", district="riverbend"):
    """What the middleware answers for this view."""
    request = asked(cast, name, method)
    return DistrictMiddleware(lambda r: None).process_view(request, view, (), {"district": district})


@needs(Permission.MAIL_VIEW)
def for_the_office(request):
    return HttpResponse("mail")


@pytest.mark.parametrize(
    ("name", "status"), [("ola", 200), ("ana", 403), ("gus", 403), ("noor", 404), (None, 302)]
)
def test_a_door_answers_each_as_it_should(cast, name, status):
    assert through(cast, for_the_office, name).status_code == status


def test_a_passer_by_comes_back_to_where_they_were(cast):
    assert "next=/d/riverbend/mail/" in through(cast, for_the_office)["Location"]


def test_an_unknown_district_answers_like_a_foreign_one(cast):
    foreign, unknown = (
        through(cast, for_the_office, "noor", district=slug) for slug in ("riverbend", "nowhere")
    )
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.content == unknown.content


def test_a_door_says_what_it_needs_and_an_open_one_why():
    assert for_the_office.needs == Permission.MAIL_VIEW
    assert open_to_all("the secret is the key")(lambda request: None).open_because == "the secret is the key"


def test_an_actor_of_the_program_may_everything(cast):
    assert all(Actor.system(cast.tenant).may(permission, place=1) for permission in Permission)


def test_what_is_hidden_foreign_or_missing_is_one_and_the_same(cast):
    with reading(cast.tenant):
        for pk in (cast.people["noor"].pk, 987654321):
            with pytest.raises(Http404):
                found_or_404(Person.objects.all(), pk=pk)
        assert found_or_404(Person.objects.all(), pk=cast.people["ana"].pk) == cast.people["ana"]


def test_the_middleware_opens_the_district_and_closes_it_again(cast):
    seen = []

    @open_to_all("a test")
    def view(request):
        seen.append((current_tenant(), request.actor.name, request.tenant))
        return HttpResponse()

    through(cast, view, "ana")
    assert seen == [(cast.tenant, "Ana Ruiz", cast.tenant)]
    with pytest.raises(LookupError, match="No district is open"):
        current_tenant()


@pytest.mark.parametrize(("problem", "status"), [(Http404, 404), (PermissionDenied, 403)])
def test_a_refusal_inside_a_view_keeps_the_districts_page(cast, problem, status):
    @open_to_all("a test")
    def view(request):
        raise problem

    answer = through(cast, view, "ana")
    assert answer.status_code == status and b"</html>" in answer.content


def test_a_verb_takes_keywords_and_an_actor(cast):
    with pytest.raises(TypeError, match="keyword arguments only"):
        people.add_person(cast.system)
    with pytest.raises(TypeError, match="the Actor who does it"):
        people.add_person(by="Ana", given_name="Eve", family_name="Stone")


def test_a_verb_of_one_district_never_runs_inside_anothers(cast):
    @verb
    def reaches_over(*, by):
        people.add_person(by=Actor.system(cast.other), given_name="Eve", family_name="Stone")

    with pytest.raises(RuntimeError, match="inside a verb of another"):
        reaches_over(by=cast.system)


def test_whatever_a_verb_raises_undoes_what_its_verbs_did(cast):
    @verb
    def hires_then_breaks(*, by):
        people.add_person(by=by, given_name="Eve", family_name="Stone")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        hires_then_breaks(by=cast.system)
    with reading(cast.tenant):
        assert not Person.objects.filter(given_name="Eve").exists()


@pytest.mark.parametrize("opened", [reading, serving])
def test_loose_reads_see_one_district(cast, opened):
    with opened(cast.tenant):
        assert current_tenant() == cast.tenant
        assert not Person.objects.filter(given_name="Noor").exists()
        assert Person.objects.filter(given_name="Ana").exists()


def test_a_link_leads_within_the_open_district_and_from_a_mail_to_it(cast, settings):
    settings.GROUNDSWELL_URL = "https://learn.riverbend.example/"
    with reading(cast.tenant):
        assert link("events:event", 7) == link("events:event", pk=7) == "/d/riverbend/events/7/"
        assert absolute(link("events:list")) == "https://learn.riverbend.example/d/riverbend/events/"
    with pytest.raises(LookupError):
        link("events:list")


def test_after_a_change_a_browser_and_htmx_are_led_on(cast):
    plain, moved = (back_to(asked(cast, htmx=htmx), "/d/riverbend/") for htmx in (False, True))
    assert (plain.status_code, plain["Location"]) == (302, "/d/riverbend/")
    assert (moved.status_code, moved["HX-Redirect"]) == (204, "/d/riverbend/")


def test_htmx_gets_the_part_and_everybody_else_the_page(cast, monkeypatch):
    drawn = []
    monkeypatch.setattr(
        "groundswell.kernel.htmx.render",
        lambda request, name, context, status: drawn.append(name) or HttpResponse(),
    )
    restored = asked(cast, htmx=True)
    restored.htmx.history_restore_request = True
    for request in (asked(cast), asked(cast, htmx=True), restored):
        answer = page_or_fragment(request, "page.html", "_part.html", {})
        assert answer["Vary"] == "HX-Request", "a cache must not give one for the other"
    assert drawn == ["page.html", "_part.html", "page.html"]
