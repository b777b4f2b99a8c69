"""Groundswell in Spanish: the pages, the mail, and the way to choose it."""

import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from groundswell.notices.actions import mail
from groundswell.notices.models import OutgoingMail
from groundswell.notices.rules import letters
from groundswell.roster.actions import people
from groundswell.roster.models import Person
from groundswell.surveys.actions import waves
from tools import translations

BEGINS, URL = "2027-03-12T14:00:00+00:00", "http://127.0.0.1:8000/d/riverbend/events/7/"
SPANISH = {
    "/d/riverbend/": "Nada le espera",
    "/d/riverbend/events/": "Lo que pueden aprender juntos",
    "/d/riverbend/events/new/": "Evento nuevo",
    "/d/riverbend/schools/list/": "escuelas, abiertas o no",
    "/d/riverbend/people/": "colegas",
    "/d/riverbend/search/": "Buscar",
    "/d/riverbend/proof/surveys/": "Lo que dicen las personas",
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


@pytest.mark.parametrize(("path", "words"), SPANISH.items())
def test_a_page_speaks_spanish_to_who_asks_for_it(browse, path, words):
    ola = browse("ola")
    english = headline(ola.get(path))
    answer = in_spanish(ola).get(path)
    assert words in headline(answer) != english
    assert '<html lang="es"' in answer.content.decode()


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/link/", "/accounts/password/reset/"])
def test_whoever_stands_outside_is_spoken_to_in_spanish(client, db, path):
    english = headline(client.get(path))
    spanish = headline(in_spanish(client).get(path))
    assert english and spanish and spanish != english


def test_roster_files_are_explained_in_spanish(browse):
    page = in_spanish(browse("ida")).get("/d/riverbend/roster/imports/")
    assert headline(page) == "Quién está en el distrito, según sus propios archivos"
    assert "Cargar archivos" in page.content.decode()


def test_a_page_that_is_not_there_says_so_in_spanish(browse):
    answer = in_spanish(browse("ana")).get("/d/riverbend/nowhere/")
    assert answer.status_code == 404
    assert headline(answer) == "Aquí no hay nada para usted"


def test_the_questions_come_in_the_persons_language(cast, client):
    reader = people.add_person(
        by=cast.system,
        given_name="Lucía",
        family_name="Ramos",
        email="lucia@riverbend.example",
        language="es",
    )
    waves.open_for(
        by=cast.system,
        instrument_key="post_event",
        subject_key="event:1",
        title="Grupos pequeños",
        context_label="",
        people=[reader],
        anchor=clock.today("America/New_York"),
    )
    with reading(cast.tenant):
        sent = OutgoingMail.objects.get(kind="surveys.invitation", to_person=reader)
    page = client.get(urlsplit(sent.context["action_url"]).path).content.decode()
    assert "Estas preguntas son para Lucía" in page and "Enviar mis respuestas" in page
    assert "¿Cuánta confianza tiene" in page and "How confident" not in page
    letter = written(cast, sent)
    assert letter.subject == "¿Cómo le fue? Grupos pequeños"
    assert "Responder las preguntas" in letter.html and "Recibe este correo porque participó." in letter.text


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        ("events.booked", "Tiene un lugar: Fracciones"),
        ("events.waiting", "Está en la lista de espera: Fracciones"),
        ("events.promoted", "Ahora tiene un lugar: Fracciones"),
        ("events.moved", "Cambio de fecha o lugar: Fracciones"),
        ("events.cancelled", "Cancelado: Fracciones"),
        ("events.left", "Devolvió su lugar: Fracciones"),
    ],
)
def test_mail_about_an_event_is_in_the_persons_language(cast, kind, subject):
    """The same mail to two people: each reads their own language."""
    reader = people.add_person(
        by=cast.system, given_name="Inés", family_name="Vega", email="ines@riverbend.example", language="es"
    )
    context = {"title": "Fracciones", "begins_at": BEGINS, "ends_at": BEGINS, "in_line": 2, "action_url": URL}
    for to, spanish in ((reader, True), (cast.people["ana"], False)):
        sent = mail.send(by=cast.system, to=to, kind=kind, key=f"{kind}:{to.pk}", context=context)
        letter = written(cast, sent)
        assert (letter.subject == subject) is spanish
        assert ("Recibe este correo porque" in letter.text) is spanish


def test_choosing_a_language_changes_the_own_pages_at_once(cast, browse):
    ana = browse("ana")
    path = f"/d/riverbend/people/{cast.people['ana'].pk}/"
    kept = ana.post(f"{path}language/", {"language": "es"})
    assert kept.cookies[settings.LANGUAGE_COOKIE_NAME].value == "es"
    page = ana.get(path).content.decode()
    assert (
        "Guardado. Desde ahora sus páginas y su correo llegan en este idioma." in page and "Es usted" in page
    )
    with reading(cast.tenant):
        assert Person.objects.get(pk=cast.people["ana"].pk).language == "es"
    ana.post(f"{path}language/", {"language": "en"})
    assert "This is you" in ana.get(path).content.decode()


def test_a_language_that_we_lack_leaves_the_pages_as_they_were(cast, browse):
    ana = browse("ana")
    answer = ana.post(f"/d/riverbend/people/{cast.people['ana'].pk}/language/", {"language": "tlh"})
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies


def written(cast, sent: OutgoingMail) -> letters.Letter:
    """The mail as its reader sees it."""
    return letters.render(
        kind=sent.kind,
        context=sent.context,
        language=sent.language,
        zone="America/New_York",
        name=sent.to_name,
        district="Riverbend County Schools",
    )
