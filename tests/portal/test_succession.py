"""Schools are merged, split or renumbered on a page: shown before it is done, found from both sides, undone."""

import pytest

from groundswell.kernel.tenancy import reading, writing
from groundswell.roster.actions import organisations, people
from groundswell.roster.choices import OrganisationKind, PositionRole
from groundswell.roster.models import Organisation, Position, School, Succession
from tests.portal.world import a_class, many_schools
from tests.support.statements import statements

HERE = "/d/riverbend/schools/succession/"


@pytest.fixture
def cedar(cast) -> Organisation:
    return organisations.add_school(
        by=cast.system, name="Cedar K8", parent=cast.places["north"], state_code="007"
    )


def page(client, path, **query) -> str:
    answer = client.get(path, query)
    assert answer.status_code == 200, answer.content.decode()
    return " ".join(answer.content.decode().split())


def steps(cast) -> int:
    with reading(cast.tenant):
        return Succession.objects.count()


def test_a_merger_is_shown_done_found_from_both_sides_and_undone(cast, cedar, browse):
    ida, alder = browse("ida"), cast.places["alder"]
    assert "Every school is still itself" in page(ida, HERE)
    asked = {"schools": "Alder Elementary\nbirch  MIDDLE", "successors": "007", "last_day": "2026-06-30"}
    shown = page(ida, f"{HERE}check/", **asked)
    assert "Alder Elementary and Birch Middle are merged into Cedar K8" in shown
    assert "Alder Elementary closes; its last day is June 30, 2026." in shown
    assert steps(cast) == 0, "looking changes nothing"
    assert ida.post(f"{HERE}check/", asked).status_code == 302
    assert steps(cast) == 2
    told = page(ida, HERE)
    assert "Alder Elementary is merged into Cedar K8" in told and "Birch Middle is merged into" in told
    assert "Continued by" in page(browse("ana"), f"/d/riverbend/schools/{alder.pk}/")
    new = page(browse("ana"), f"/d/riverbend/schools/{cedar.pk}/")
    assert "Continues" in new and "Alder Elementary</a>, " in new and "Birch Middle</a>" in new
    ida, undo = browse("ida"), f"/d/riverbend/schools/{alder.pk}/succession/undo/"
    assert "It closed with that, so it is open again" in page(ida, undo)
    assert ida.post(undo).status_code == 302
    assert "goes on in no other school" in page(ida, undo) and steps(cast) == 1
    with reading(cast.tenant):
        assert Organisation.objects.get(pk=alder.pk).closed_on is None


def test_a_split_names_both_parts_on_the_page_of_the_school(cast, cedar, browse):
    ida, alder = browse("ida"), cast.places["alder"]
    asked = {"schools": "Alder Elementary", "successors": "Cedar K8\nBirch Middle", "last_day": "2026-06-30"}
    assert "Alder Elementary is split into Cedar K8 and Birch Middle" in page(ida, f"{HERE}check/", **asked)
    ida.post(f"{HERE}check/", asked)
    shown = page(ida, f"/d/riverbend/schools/{alder.pk}/")
    assert "Cedar K8</a>" in shown and "Birch Middle</a>" in shown


def test_what_moves_and_what_stays_is_told_in_numbers(cast, cedar, browse):
    a_class(cast, "alder", "Reading", students=3)
    team = organisations.add(
        by=cast.system, kind=OrganisationKind.TEAM, name="Grade 3", parent=cast.places["alder"]
    )
    people.give_position(
        by=cast.system,
        person=cast.people["dev"],
        organisation=cast.places["alder"],
        role=PositionRole.SCHOOL_COACH,
    )
    shown = page(browse("ida"), f"{HERE}check/", schools="Alder Elementary", successors="Cedar K8")
    assert '<td class="n" data-label="Students">3</td>' in shown
    assert '<td class="n" data-label="Classes">1</td>' in shown
    assert "What no file brings, at Alder Elementary" in shown and "<li>1 team</li>" in shown
    assert "Students, staff and classes move when your files name the new school" in shown
    browse("ida").post(f"{HERE}check/", {"schools": "Alder Elementary", "successors": "Cedar K8"})
    with reading(cast.tenant):
        assert Organisation.objects.get(pk=team.pk).parent_id == cast.places["alder"].pk
        assert Position.objects.filter(organisation=cast.places["alder"]).count() >= 4, "as the page said"


@pytest.mark.parametrize(
    ("schools", "successors", "status", "why"),
    [
        ("Nowhere", "Cedar K8", 400, "No school of this district is called Nowhere"),
        ("Harbor High", "Cedar K8", 400, "No school of this district is called Harbor High"),
        ("", "Cedar K8", 400, "This field is required"),
        ("Twin", "Cedar K8", 400, "Several schools are called Twin"),
        ("Cedar K8", "Cedar K8", 409, "go on in itself"),
    ],
)
def test_what_can_not_be_is_told_and_nothing_happens(cast, cedar, browse, schools, successors, status, why):
    for _round in range(2):
        organisations.add_school(by=cast.system, name="Twin", parent=cast.places["north"])
    ida = browse("ida")
    for send in (ida.get, ida.post):
        answer = send(f"{HERE}check/", {"schools": schools, "successors": successors})
        assert answer.status_code == status and why in answer.content.decode().replace("&#x27;", "'")
    assert steps(cast) == 0


def test_only_who_brings_the_roster_in_may(cast, cedar, browse):
    undo = f"/d/riverbend/schools/{cast.places['alder'].pk}/succession/undo/"
    for path in (HERE, f"{HERE}check/", undo):
        assert browse("ola").get(path).status_code == 403
        assert browse("noor").get(path).status_code == 404
    assert "Merged, split or renumbered" in page(browse("ida"), f"/d/riverbend/schools/{cedar.pk}/")
    assert "Merged, split or renumbered" not in page(browse("ana"), f"/d/riverbend/schools/{cedar.pk}/")
    assert (
        browse("ida").get(f"/d/riverbend/schools/{cast.places['harbor'].pk}/succession/undo/").status_code
        == 404
    )


def test_the_pages_cost_the_same_whatever_happened(cast, cedar, browse):
    ida, school = browse("ida"), f"/d/riverbend/schools/{cedar.pk}/"
    ida.post(f"{HERE}check/", {"schools": "Alder Elementary", "successors": "Cedar K8"})
    check = f"{HERE}check/?successors=Cedar+K8&schools="
    counts = [statements(ida, path) for path in (HERE, school, f"{check}Birch+Middle")]
    many_schools(cast, 20)
    with reading(cast.tenant):
        names = list(
            School.objects.filter(organisation__name__startswith="Sc").values_list("pk", "organisation__name")
        )
    with writing(cast.tenant):
        Succession.objects.bulk_create(
            Succession(tenant=cast.tenant, before_id=pk, after_id=cedar.pk) for pk, _name in names[5:]
        )
    some = "%0A".join(name.replace(" ", "+") for _pk, name in names[:5])
    assert [statements(ida, path) for path in (HERE, school, f"{check}{some}")] == counts
    assert max(counts) <= 15
