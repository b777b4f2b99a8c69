"""Where one is signed in, and signing out everywhere."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from groundswell.accounts import actions
from groundswell.accounts.models import User
from groundswell.config.urls import urlpatterns as house
from groundswell.kernel import clock
from groundswell.kernel.doors import needs
from groundswell.kernel.permissions import Permission
from groundswell.kernel.tenancy import reading, writing
from groundswell.roster.actions import people
from groundswell.roster.models import Person, Position
from tests.accounts.conftest import PASSWORD


def sign_in(client, name="ana"):
    return client.post("/accounts/login/", {"login": f"{name}@riverbend.example", "password": PASSWORD})


def test_ana_signs_out_everywhere_else(proved, client):
    proved("ana", password=True)
    school, phone = Client(), Client()
    for browser in (client, school, phone):
        sign_in(browser)
    assert "3 places" in client.get("/accounts/sessions/").content.decode()
    client.post("/accounts/sessions/")
    assert client.get("/accounts/").status_code == 200
    assert school.get("/accounts/").status_code == 302
    assert phone.get("/accounts/").status_code == 302
    assert UserSession.objects.count() == 1


def test_nobody_sees_or_ends_anothers_sessions(proved, client):
    proved("ana", password=True)
    proved("ben", password=True)
    ben = Client(headers={"User-Agent": "Bens Browser"})
    sign_in(ben, "ben")
    sign_in(client)
    assert "Bens Browser" not in client.get("/accounts/sessions/").content.decode()
    client.post("/accounts/sessions/")
    assert ben.get("/accounts/").status_code == 200


def test_a_closed_account_is_out_at_once(proved, client):
    ana = proved("ana", password=True)
    sign_in(client)
    User.objects.filter(pk=ana.pk).update(is_active=False)
    assert client.get("/accounts/").status_code == 302


@needs(Permission.PEOPLE_VIEW)
def colleagues(request):
    return HttpResponse("colleagues")


urlpatterns = [path("d/<slug:district>/colleagues/", colleagues), *house]


@pytest.mark.urls(__name__)
def test_a_role_that_ends_in_mid_session_ends_its_rights_with_the_next_page(cast, browse):
    ana = browse("ana")
    assert ana.get("/d/riverbend/colleagues/").status_code == 200
    with reading(cast.tenant):
        position = Position.objects.get(person=cast.people["ana"])
    yesterday = clock.today(cast.tenant.time_zone) - timedelta(days=1)
    people.end_position(by=cast.system, position=position, last_day=yesterday)
    assert ana.get("/d/riverbend/colleagues/").status_code in (403, 404)


@pytest.mark.urls(__name__)
def test_who_left_the_district_finds_nothing_with_the_next_page(cast, browse):
    ana = browse("ana")
    with writing(cast.tenant):
        Person.objects.filter(pk=cast.people["ana"].pk).update(ended_on=clock.today(cast.tenant.time_zone))
    assert ana.get("/d/riverbend/colleagues/").status_code == 404


def test_stepping_into_somebody_is_for_the_demonstration_alone(cast, settings):
    request = RequestFactory().post("/")
    settings.GROUNDSWELL_DEMO = False
    with pytest.raises(PermissionDenied):
        actions.step_into(request=request, user=cast.user("ana"))


def test_in_the_demonstration_one_steps_from_one_person_into_the_next(cast, settings, rf):
    settings.GROUNDSWELL_DEMO = True
    request = rf.post("/")
    request.session, request.user = SessionStore(), AnonymousUser()
    actions.step_into(request=request, user=cast.user("ana"))
    assert request.user == cast.user("ana")
