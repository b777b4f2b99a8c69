"""Search finds what the reader may see, and nothing of anybody else."""

from datetime import date

import pytest
from django.db import connection

from groundswell.kernel.tenancy import writing
from groundswell.roster.actions.people import add_person
from groundswell.roster.models import Organisation, Person
from tests.portal.world import a_class, many_schools, many_teachers
from tests.support.statements import MOST, statements

SEARCH = "/d/riverbend/search/"


def _found(client, text):
    return client.get(SEARCH, {"q": text}).content.decode()


def test_people_by_the_first_letters_of_either_name_or_both(browse):
    ana = browse("ana")
    for text in ("tra", "BAO", "bao tr", "Tran, Bao", "  tran   b "):
        assert "Bao Tran" in _found(ana, text), text
    assert "Nothing found" in _found(ana, "ran")


def test_a_name_that_begins_with_an_accent_is_found_in_small_letters(cast, browse):
    add_person(by=cast.system, given_name="Élodie", family_name="Ångström")
    assert "Ångström" in _found(browse("ana"), "ång")
    assert "Ångström" in _found(browse("ana"), "Élo")


NAMES = {"José": "Muñoz", "Élodie": "Ångström", "Zoë": "Ñúñez", "ÁNGEL": "ÖZİL", "Rene\u0301": "Pen\u0303a"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("munoz", "Muñoz"),
        ("MUÑOZ", "Muñoz"),
        ("muñ", "Muñoz"),
        ("jose mun", "Muñoz"),
        ("Munoz, José", "Muñoz"),
        ("angs", "Ångström"),
        ("elo", "Ångström"),
        ("nunez", "Ñúñez"),
        ("zoe", "Ñúñez"),
        ("angel ozil", "ÖZİL"),
        ("pena", "Pen\u0303a"),
        ("rené", "Pen\u0303a"),
        ("penz", None),
        ("muno z", None),
        ("m.noz", None),
    ],
)
def test_accents_and_capitals_make_no_difference(cast, browse, text, found):
    for given, family in NAMES.items():
        add_person(by=cast.system, given_name=given, family_name=family)
    shown = [family for family in NAMES.values() if f"{family}</" in _found(browse("ana"), text)]
    assert shown == ([found] if found else [])


def test_the_list_of_people_and_schools_are_narrowed_alike(cast, browse):
    add_person(by=cast.system, given_name="José", family_name="Muñoz")
    with writing(cast.tenant):
        Organisation.objects.filter(pk=cast.places["alder"].pk).update(name="Álamo Elementary")
    assert "Muñoz" in browse("ana").get("/d/riverbend/people/?text=munoz").content.decode()
    assert "Álamo" in browse("ana").get("/d/riverbend/schools/list/?text=ALAMO").content.decode()
    assert "Álamo" in _found(browse("ana"), "alam")


def test_schools_and_learning_communities_by_any_part_of_the_name(browse):
    page = _found(browse("ana"), "lem")
    assert "Alder Elementary" in page and "Birch" not in page
    assert "Learning community" in _found(browse("ana"), "orth")


def test_students_only_for_who_may_name_them(cast, browse):
    a_class(cast, "alder", "Reading", students=1)
    a_class(cast, "birch", "Algebra", students=1)
    assert "Small-" not in _found(browse("ana"), "small")
    assert "Small-" not in _found(browse("ola"), "small")
    principal = _found(browse("bao"), "small")
    assert "Small-Reading" in principal and "Small-Algebra" not in principal
    assert "Small-Algebra" in _found(browse("ida"), "small")


def test_whoever_left_is_not_found(cast, browse):
    with writing(cast.tenant):
        Person.objects.filter(pk=cast.people["cora"].pk).update(ended_on=date(2020, 1, 1))
    assert "Cora" not in _found(browse("ana"), "lind").replace("“lind”", "")


def test_guests_find_schools_and_nobody_and_strangers_may_not_search(browse):
    assert "Bao Tran" not in _found(browse("gus"), "bao")
    assert "Alder Elementary" in _found(browse("gus"), "alder")
    assert browse("noor").get(SEARCH, {"q": "bao"}).status_code == 404


def test_nothing_of_the_neighbour_is_found(browse):
    assert "Noor" not in _found(browse("ana"), "aziz")
    assert "Harbor High" not in _found(browse("ana"), "harbor")


def test_the_palette_gets_the_part_that_the_page_holds(browse):
    ana = browse("ana")
    whole = _found(ana, "tran")
    part = ana.get(SEARCH, {"q": "tran"}, headers={"HX-Request": "true"}).content.decode().strip()
    assert part.startswith('<div id="search-results">') and part in whole


@pytest.mark.parametrize("text", ["", "a", "%", "_x", "'", "\\", "a" * 500, "..", "=cmd"])
def test_strange_words_find_nothing_and_break_nothing(browse, text):
    answer = browse("ana").get(SEARCH, {"q": text})
    assert answer.status_code == 200 and "Bao Tran" not in answer.content.decode()


@pytest.mark.parametrize("name", ["ana", "bao", "ida"])
def test_search_asks_the_database_at_most_fifteen_times_whatever_is_found(cast, browse, name):
    a_class(cast, "alder", "Reading", students=1)
    client = browse(name)
    counts = []
    for more in (0, 2, 30):
        many_teachers(cast, more)
        many_schools(cast, more)
        for text in ("fam", "sc", "given fam", "zzz"):
            counts.append(statements(client, f"{SEARCH}?q={text}"))
    assert max(counts) <= MOST


def test_a_prefix_walks_an_index(cast, inside):
    from groundswell.roster.queries.folding import begins
    from groundswell.roster.queries.people import BY_NAME

    people = Person.objects.filter(begins("family_key", "mui"), is_student__in=[False], guest_kind="")
    people = people.order_by(*BY_NAME)[:8]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        plan = people.explain()
        assert "Index Cond" in plan and "family_key" in plan
    else:
        assert "person_by_name" in people.explain() and "family_key>" in people.explain()
