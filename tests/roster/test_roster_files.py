"""Roster files come in: read, shown, applied all or nothing, and taken back in one step."""

from pathlib import Path

import pytest

from groundswell.kernel.tenancy import reading
from groundswell.roster.actions import roster_files
from groundswell.roster.choices import ImportState, OrganisationKind, PositionRole
from groundswell.roster.models import (
    Enrolment,
    Organisation,
    Person,
    Position,
    RosterImport,
    School,
    SchoolClass,
)

pytestmark = pytest.mark.usefixtures("school_year")


def state_of(tenant) -> dict:
    """Everything that roster files bring, as plain values."""
    models = (Organisation, Person, Position, SchoolClass, Enrolment)
    with reading(tenant):
        return {
            model.__name__: sorted(
                map(str, model.objects.filter(content_hash__isnull=False).order_by("pk").values_list())
            )
            for model in models
        }


def test_a_first_bundle_fills_the_district(cast, loaded):
    with reading(cast.tenant):
        students = Person.objects.filter(is_student=True)
        assert students.count() == 60
        assert Person.objects.filter(is_student=False, source_id__isnull=False).count() == 12
        assert Enrolment.objects.filter(person__in=students).exists()
        school = School.objects.filter(organisation__source_id__isnull=False).first()
        assert school.organisation.parent.kind == OrganisationKind.LEARNING_COMMUNITY
        assert Position.objects.filter(role=PositionRole.PRINCIPAL, source_id__isnull=False).count() == 3


def test_the_districts_own_row_is_not_made_twice(cast, loaded):
    with reading(cast.tenant):
        assert Organisation.objects.filter(kind=OrganisationKind.DISTRICT).count() == 1


def test_the_same_files_again_change_nothing_and_say_so(cast, loaded, bundles):
    before = state_of(cast.tenant)
    again = roster_files.bring_in(by=cast.system, path=bundles / "all")
    assert again.state == ImportState.UNCHANGED
    assert state_of(cast.tenant) == before


@pytest.mark.slow
def test_the_same_content_under_other_bytes_changes_nothing_either(cast, loaded, bundles, tmp_path):
    copy = tmp_path / "copy"
    copy.mkdir()
    for file in (bundles / "all").iterdir():
        (copy / file.name).write_bytes(
            file.read_bytes().replace(b"\n", b"\r\n")
            if b"\r\n" not in file.read_bytes()
            else file.read_bytes().replace(b"\r\n", b"\n")
        )
    again = roster_files.bring_in(by=cast.system, path=copy)
    assert again.state == ImportState.UNCHANGED, again.counts


def test_only_what_differs_is_applied(cast, loaded, bundles):
    brought = roster_files.bring_in(by=cast.system, path=bundles / "changed")
    assert brought.state == ImportState.APPLIED, brought.problems
    assert sum(kind["new"] + kind["ended"] for kind in brought.counts.values()) == 0
    assert 0 < brought.counts["enrolments"]["changed"] < brought.counts["enrolments"]["same"]


@pytest.mark.slow
def test_taking_back_returns_to_the_state_before(cast, loaded, bundles):
    before = state_of(cast.tenant)
    brought = roster_files.bring_in(by=cast.system, path=bundles / "changed")
    assert state_of(cast.tenant) != before
    roster_files.take_back(by=cast.system, roster_import=brought)
    assert state_of(cast.tenant) == before


def test_taking_back_the_first_import_ends_people_and_removes_nobody(cast, loaded):
    with reading(cast.tenant):
        people = Person.objects.count()
    roster_files.take_back(by=cast.system, roster_import=loaded)
    with reading(cast.tenant):
        assert Person.objects.count() == people
        assert not Person.objects.filter(source_id__isnull=False, ended_on=None).exists()


def test_only_the_newest_import_can_be_taken_back(cast, loaded, bundles):
    roster_files.bring_in(by=cast.system, path=bundles / "changed")
    with pytest.raises(roster_files.NotNow, match="newest"):
        roster_files.take_back(by=cast.system, roster_import=loaded)


def without(source: Path, target: Path, file: str, keep: float) -> Path:
    """A copy of a bundle that lost rows at the end of one file."""
    target.mkdir()
    for path in source.iterdir():
        lines = path.read_text().splitlines(keepends=True)
        if path.name == file:
            lines = lines[: max(2, int(len(lines) * keep))]
        (target / path.name).write_text("".join(lines))
    return target


def test_a_bundle_that_would_end_too_much_stops_and_asks(cast, loaded, bundles, tmp_path):
    halved = without(bundles / "all", tmp_path / "half", "enrollments.csv", 0.5)
    before = state_of(cast.tenant)
    brought = roster_files.bring_in(by=cast.system, path=halved)
    assert brought.state == ImportState.READY
    assert "enrolments" in brought.guard
    assert state_of(cast.tenant) == before
    with pytest.raises(roster_files.NotNow, match="tenth"):
        roster_files.apply(by=cast.system, roster_import=brought)
    done = roster_files.apply(by=cast.system, roster_import=brought, accept_guard=True)
    assert done.state == ImportState.APPLIED


def test_whoever_vanishes_is_ended_and_loses_the_rights_at_once(cast, loaded, bundles, tmp_path):
    fewer = without(bundles / "all", tmp_path / "fewer", "roles.csv", 0.97)
    with reading(cast.tenant):
        before = Position.objects.filter(content_hash__isnull=False).count()
    roster_files.bring_in(by=cast.system, path=fewer, accept_guard=True)
    with reading(cast.tenant):
        assert Position.objects.filter(content_hash__isnull=False).count() <= before
        assert Position.objects.filter(source_id__isnull=False).count() == before


def test_files_with_a_fault_are_refused_and_nothing_changes(cast, bundles, tmp_path):
    broken = without(bundles / "all", tmp_path / "broken", "orgs.csv", 0.2)
    before = state_of(cast.tenant)
    brought = roster_files.bring_in(by=cast.system, path=broken)
    assert brought.state == ImportState.REFUSED
    assert {"file", "line", "field", "message", "remedy"} <= set(brought.problems[0])
    assert state_of(cast.tenant) == before


def test_what_is_no_bundle_is_refused_with_a_reason(cast, tmp_path):
    (tmp_path / "roster.zip").write_bytes(b"this is not a zip")
    brought = roster_files.bring_in(by=cast.system, path=tmp_path / "roster.zip")
    assert brought.state == ImportState.REFUSED
    assert brought.problems[0]["message"]


def test_history_knows_every_import(cast, loaded, bundles):
    roster_files.bring_in(by=cast.system, path=bundles / "changed")
    with reading(cast.tenant):
        assert list(RosterImport.objects.values_list("number", flat=True)) == [2, 1]
