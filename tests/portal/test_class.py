"""A class with its students by name: for who teaches it and who leads its school, and for nobody else."""

from datetime import date

from groundswell.kernel.tenancy import writing
from groundswell.roster.choices import PositionRole
from groundswell.roster.models import Enrolment, Person
from tests.cast import hire
from tests.portal.world import a_class, student_named
from tests.support.statements import statements


def path(taught) -> str:
    return f"/d/riverbend/schools/classes/{taught.pk}/"


def test_the_teacher_of_a_class_sees_its_students_by_name(cast, browse):
    taught = a_class(cast, "alder", "Reading", teacher="ana", students=3)
    page = browse("ana").get(path(taught)).content.decode()
    assert "3 students in Reading" in page and "Kim0 Small-Reading" in page and "Ana Ruiz" in page
    student = student_named(cast, "Small-Reading")
    assert f"/people/{student.pk}/" not in page, "a teacher opens no student's page"
    own = f"/d/riverbend/people/{cast.people['ana'].pk}/"
    assert path(taught) in browse("ana").get(own).content.decode()


def test_who_leads_the_school_sees_them_too_and_may_open_each(cast, browse):
    taught = a_class(cast, "alder", "Reading", students=2)
    student = student_named(cast, "Small-Reading")
    for name in ("bao", "leo", "sam", "ida"):
        page = browse(name).get(path(taught)).content.decode()
        assert "Kim1 Small-Reading" in page and f"/people/{student.pk}/" in page, name
    listed = browse("bao").get(f"/d/riverbend/schools/{cast.places['alder'].pk}/classes/").content.decode()
    assert path(taught) in listed and "Kim1" not in listed


def test_nobody_else_learns_that_there_is_such_a_class(cast, browse):
    taught = a_class(cast, "alder", "Reading", teacher="ana", students=2)
    hire(cast, "bex", "Bex", "Moss", PositionRole.PRINCIPAL, "birch")
    for name in ("ben", "cora", "dev", "ola", "bex"):
        assert browse(name).get(path(taught)).status_code == 404, name
        assert browse(name).get(path(taught) + "?format=csv").status_code == 404, name
    assert browse("gus").get(path(taught)).status_code == 403
    assert browse("noor").get(path(taught)).status_code == 404


def test_who_taught_it_once_sees_it_no_more(cast, browse):
    taught = a_class(cast, "alder", "Reading", teacher="ana", students=1)
    with writing(cast.tenant):
        Enrolment.objects.filter(school_class=taught, role="teacher").update(ends_on=date(2026, 1, 1))
    assert browse("ana").get(path(taught)).status_code == 404


def test_who_left_is_counted_and_not_named(cast, browse):
    taught = a_class(cast, "alder", "Reading", teacher="ana", students=3)
    with writing(cast.tenant):
        Enrolment.objects.filter(person__given_name="Kim2").update(ends_on=date(2026, 1, 1))
        Person.objects.filter(given_name="Kim1").update(ended_on=date(2026, 1, 1))
    page = browse("ana").get(path(taught)).content.decode()
    assert "1 student in Reading" in page and "1 student has left" in page
    assert "Kim1" not in page and "Kim2" not in page


def test_the_list_leaves_as_a_file_that_runs_nothing(cast, browse):
    taught = a_class(cast, "alder", "Reading", teacher="ana", students=1)
    with writing(cast.tenant):
        Person.objects.filter(given_name="Kim0").update(given_name="=cmd")
    body = b"".join(browse("ana").get(path(taught) + "?format=csv").streaming_content).decode("utf-8-sig")
    assert body.splitlines() == ["first_name,family_name,grade,since", "'=cmd,Small-Reading,,"]


def test_a_class_costs_the_same_whatever_its_size(cast, browse):
    counts = set()
    for number, size in enumerate((1, 3, 40)):
        taught = a_class(cast, "alder", f"Class {number}", teacher="ana", students=size)
        counts.add(statements(browse("ana"), path(taught)))
    assert len(counts) == 1 and max(counts) <= 15
