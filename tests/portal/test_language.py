"""Pages speak the person's language from sign-in on; whoever reads may choose another."""

from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.test import Client
from django.utils import formats, translation

from groundswell.kernel import charts
from groundswell.kernel.tenancy import reading
from groundswell.roster.actions import people
from groundswell.roster.actions.invitations import invite
from groundswell.roster.models import Person
from tools import translations

HERE = "/d/riverbend/"


@pytest.fixture(scope="module", autouse=True)
def compiled():
    assert translations.main() == 0


@pytest.fixture
def in_spanish(cast):
    """Ana prefers Spanish."""
    people.prefer_language(by=cast.actor("ana"), person=cast.people["ana"], language="es")
    yield cast
    cast.people["ana"].language = ""


def speaks(answer) -> str:
    return answer.content.decode().split('<html lang="')[1][:2]


def test_after_signing_in_the_pages_speak_the_persons_language(in_spanish, browse):
    ana = browse("ana")
    assert speaks(ana.get(HERE)) == "es"
    assert ana.cookies[settings.LANGUAGE_COOKIE_NAME].value == "es"
    assert speaks(ana.get("/accounts/")) == "es", "also outside the district, from then on"


def test_the_reader_may_still_switch(in_spanish, browse):
    ana = browse("ana")
    ana.get(HERE)
    ana.post("/look/language/", {"language": "en", "next": HERE})
    assert speaks(ana.get(HERE)) == "en" and speaks(ana.get(f"{HERE}events/")) == "en"


def test_on_a_shared_computer_each_is_spoken_to_in_their_own(in_spanish, cast):
    shared = Client()
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    shared.force_login(cast.user("ben"), backend=backend)
    shared.post("/look/language/", {"language": "en"})
    shared.force_login(cast.user("ana"), backend=backend)
    assert speaks(shared.get(HERE)) == "es"


def test_who_prefers_nothing_keeps_the_browsers_language(cast, browse):
    ben = browse("ben")
    assert speaks(ben.get(HERE, headers={"Accept-Language": "es"})) == "es"
    assert speaks(ben.get(HERE, headers={"Accept-Language": "en"})) == "en"


def test_an_invitation_is_read_in_the_language_of_its_mail(cast, client):
    guest = people.add_person(
        by=cast.system, given_name="Inés", family_name="Vega", email="ines@families.example", language="es"
    )
    url = invite(by=cast.system, person=guest, send=False).url
    page = client.get("/" + url.split("/", 3)[3])
    assert speaks(page) == "es"


def test_a_language_that_we_lack_changes_nothing(cast, browse):
    with reading(cast.tenant):
        ana = Person.objects.get(pk=cast.people["ana"].pk)
    people.prefer_language(by=cast.system, person=ana, language="vi")
    assert speaks(browse("ana").get(HERE)) == "en"


def test_dates_and_numbers_in_spanish_as_the_united_states_write_them():
    with translation.override("es"):
        assert formats.date_format(date(2026, 3, 17), "DATE_FORMAT") == "17 de marzo de 2026"
        assert formats.date_format(date(2026, 3, 17), "MONTH_DAY_FORMAT") == "17 de marzo"
        assert formats.time_format(datetime(2026, 3, 17, 14, 45, tzinfo=UTC), "TIME_FORMAT") == "2:45 p.m."
        assert charts.number(1234.5) == "1,234.5" and charts.number(147910) == "147,910"


def test_in_english_as_before():
    with translation.override("en"):
        assert formats.date_format(date(2026, 3, 17), "DATE_FORMAT") == "March 17, 2026"
        assert charts.number(1234.5) == "1,234.5"
