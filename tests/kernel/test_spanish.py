"""Groundswell in Spanish: the pages, the mail, and the way to choose it."""

import re

import pytest
from django.conf import settings

from groundswell.kernel.tenancy import reading
from groundswell.notices.actions import mail
from groundswell.notices.models import OutgoingMail
from groundswell.notices.rules import letters
from groundswell.roster.actions import people
from groundswell.roster.models import Person
from tools import translations

SPANISH = {
    "/d/riverbend/": "Buen",
    "/d/riverbend/learn/": "Lo que pueden aprender juntos",
    "/d/riverbend/schools/": "escuelas, abiertas o no",
    "/d/riverbend/people/": "colegas",
    "/d/riverbend/proof/": "Lo que dicen las personas",
}


@pytest.fixture(scope="module", autouse=True)
def compiled():
    """The catalogue as `make translations` leaves it."""
    assert translations.main() == 0


def headline(answer) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", answer.content.decode(), re.DOTALL)
    return re.sub(r"<[^>]*>", "", found[1]).strip() if found else ""


def in_spanish(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    return client
