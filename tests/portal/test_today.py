"""Today says in words what waits, for everyone who belongs, and nobody else."""

import pytest

TODAY = "/d/riverbend/"


@pytest.mark.parametrize("name", ["ana", "bao", "cora", "dev", "ola", "sam", "ida", "leo", "gus"])
def test_everyone_who_belongs_has_a_today(browse, name):
    page = browse(name).get(TODAY)
    assert page.status_code == 200
    assert b"<h1>Good " in page.content


def test_a_guest_is_not_offered_the_roster(browse):
    page = browse("gus").get(TODAY).content.decode()
    assert "/people/" not in page


def test_the_office_can_plan_an_event_and_a_teacher_can_not(browse):
    assert b"/events/new/" in browse("ola").get(TODAY).content
    assert b"/events/new/" not in browse("ana").get(TODAY).content


def test_a_teacher_of_another_district_is_not_here(browse):
    assert browse("noor").get(TODAY).status_code == 404


def test_the_page_asks_the_database_no_more_than_fifteen_times(browse, django_assert_max_num_queries):
    ola = browse("ola")
    ola.get(TODAY)
    with django_assert_max_num_queries(
        19
    ):  # four of them find the session, the user, the district and the person
        ola.get(TODAY)
