"""People: staff as a list, a person's page, and the little that is only one's own."""

import pytest

from groundswell.kernel.tenancy import reading
from groundswell.roster.actions.people import rename
from groundswell.roster.models import Person
from tests.portal.world import a_class, many_teachers, student_named
from tests.support.statements import statements

PEOPLE = "/d/riverbend/people/"


def _person(cast, name):
    return f"{PEOPLE}{cast.people[name].pk}/"


def test_a_teacher_finds_colleagues_and_neither_students_nor_guests(cast, browse):
    a_class(cast, "alder", "Reading", teacher="ana", students=2)
    ana = browse("ana")
    for query in ("", "?who=students", "?who=guests"):
        page = ana.get(PEOPLE + query).content.decode()
        assert "Bao Tran" in page and "Small-Reading" not in page and "Gus Hart" not in page


def test_a_principal_finds_students_of_the_own_school_only(cast, browse):
    a_class(cast, "alder", "Reading", students=1)
    a_class(cast, "birch", "Algebra", students=1)
    page = browse("bao").get(f"{PEOPLE}?who=students").content.decode()
    assert "Small-Reading" in page and "Small-Algebra" not in page
    mine, other = student_named(cast, "Small-Reading"), student_named(cast, "Small-Algebra")
    assert browse("bao").get(f"{PEOPLE}{mine.pk}/").status_code == 200
    assert browse("bao").get(f"{PEOPLE}{other.pk}/").status_code == 404
    assert browse("ana").get(f"{PEOPLE}{mine.pk}/").status_code == 404


def test_the_list_narrows_by_name_role_and_school(cast, browse):
    ana = browse("ana")
    assert "Bao Tran" in ana.get(f"{PEOPLE}?text=tr").content.decode()
    assert "Bao Tran" in ana.get(f"{PEOPLE}?text=bao+tran").content.decode()
    assert "Nobody fits" in ana.get(f"{PEOPLE}?text=ran").content.decode()
    principals = ana.get(f"{PEOPLE}?role=principal").content.decode()
    assert "Bao Tran" in principals and "Ben Okafor" not in principals
    birch = ana.get(f"{PEOPLE}?place={cast.places['birch'].pk}&sort=-name").content.decode()
    assert "Ben Okafor" in birch and "Cora Lind" not in birch


def test_the_list_as_a_file_holds_nothing_confidential(cast, browse):
    answer = browse("ana").get(f"{PEOPLE}?format=csv&sort=place")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "Bao,Tran" in text and "Principal, Alder Elementary" in text
    assert "@" not in text


def test_guests_and_strangers_see_no_list(browse):
    assert browse("gus").get(PEOPLE).status_code == 403
    assert browse("noor").get(PEOPLE).status_code == 404


def test_a_guest_finds_only_the_own_page(cast, browse):
    with reading(cast.tenant):
        gus = Person.objects.get(family_name="Hart")
    assert browse("gus").get(f"{PEOPLE}{gus.pk}/").status_code == 200
    assert browse("gus").get(_person(cast, "ana")).status_code == 404


def test_a_former_name_is_shown_to_the_person_and_to_who_manages_people(cast, browse):
    rename(by=cast.system, person=cast.people["ana"], given_name="Ana", family_name="Vega")
    try:
        for name, sees in (("ana", True), ("ola", True), ("ben", False), ("bao", False)):
            page = browse(name).get(_person(cast, "ana")).content.decode()
            assert ("Earlier names" in page) is sees, name
            assert "Vega" in page
    finally:
        cast.people["ana"].family_name = "Ruiz"


def test_a_preferred_name_is_what_is_shown_and_searched(cast, browse):
    rename(
        by=cast.system,
        person=cast.people["ben"],
        given_name="Benjamin",
        family_name="Okafor",
        preferred_name="Jo",
    )
    try:
        ana = browse("ana")
        assert "Jo Okafor" in ana.get(f"{PEOPLE}?text=jo").content.decode()
        assert "Okafor" not in ana.get("/d/riverbend/search/?q=benj").content.decode()
        assert "Benjamin" not in ana.get(_person(cast, "ben")).content.decode()
    finally:
        cast.people["ben"].given_name, cast.people["ben"].preferred_name = "Ben", ""


def test_the_own_page_offers_the_language_and_keeps_it(cast, browse):
    ana = browse("ana")
    page = ana.get(_person(cast, "ana")).content.decode()
    assert "This is you" in page and "Language of your pages" in page
    answer = ana.post(f"{_person(cast, 'ana')}language/", {"language": "es"})
    assert answer.status_code == 302
    with reading(cast.tenant):
        assert Person.objects.get(pk=cast.people["ana"].pk).language == "es"


def test_nobody_sets_the_language_of_somebody_else(cast, browse):
    assert "Language of your pages" not in browse("ben").get(_person(cast, "ana")).content.decode()
    assert browse("ben").post(f"{_person(cast, 'ana')}language/", {"language": "es"}).status_code == 403
    assert browse("noor").post(f"{_person(cast, 'ana')}language/", {"language": "es"}).status_code == 404


def test_a_language_that_we_lack_changes_nothing(cast, browse):
    browse("ana").post(f"{_person(cast, 'ana')}language/", {"language": "tlh"})
    with reading(cast.tenant):
        assert Person.objects.get(pk=cast.people["ana"].pk).language == ""


def test_a_persons_page_says_what_they_teach(cast, browse):
    a_class(cast, "alder", "Grade 3 reading", teacher="ana", students=1)
    assert "Grade 3 reading" in browse("ben").get(_person(cast, "ana")).content.decode()


@pytest.mark.parametrize("query", ["", "?sort=place", "?text=fam", "?role=teacher"])
def test_the_list_asks_the_database_the_same_number_of_times(cast, browse, query):
    many_teachers(cast, 1)
    first = statements(browse("ana"), PEOPLE + query)
    many_teachers(cast, 2)
    third = statements(browse("ana"), PEOPLE + query)
    many_teachers(cast, 60)
    assert first == third == statements(browse("ana"), PEOPLE + query) <= 15
