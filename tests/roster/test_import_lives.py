"""What files say of people over time: who comes back, moves, turns from student to teacher, gets another name."""

import csv
import io

import pytest

from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from groundswell.roster.actions import people, roster_files
from groundswell.roster.choices import ImportState
from groundswell.roster.imports.generator import manifest
from groundswell.roster.models import Enrolment, FormerName, Organisation, Person, Position
from groundswell.roster.queries.grants import actor_of_person
from groundswell.roster.queries.newcomers import newly_placed

pytestmark = pytest.mark.usefixtures("school_year")

ORGS = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId"
YEARS = "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear"
USERS_11 = (
    "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,"
    "middleName,identifier,email,sms,phone,agentSourcedIds,grades,password"
)
USERS_12 = (
    "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,"
    "email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,resourceSourcedIds,preferredGivenName,"
    "preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns"
)
ROLES = (
    "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,"
    "orgSourcedId,userProfileSourcedId"
)
HEADERS = {
    "1.1": {"orgs": ORGS, "academicSessions": YEARS, "users": USERS_11},
    "1.2": {"orgs": ORGS, "academicSessions": YEARS, "users": USERS_12, "roles": ROLES},
}
PLACES = [
    {"sourcedId": "d", "name": "Riverbend", "type": "district"},
    {"sourcedId": "n", "name": "North", "type": "local", "parentSourcedId": "d"},
    {"sourcedId": "s", "name": "South", "type": "local", "parentSourcedId": "d"},
    {"sourcedId": "oak", "name": "Oak", "type": "school", "parentSourcedId": "n"},
    {"sourcedId": "elm", "name": "Elm", "type": "school", "parentSourcedId": "s"},
]


@pytest.fixture
def bring(cast, tmp_path):
    """bring(version, users=[…], …, mode="bulk"): write a bundle of these rows and import it."""
    made = iter(range(100))

    def run(version="1.2", *, mode="bulk", **files) -> object:
        folder = tmp_path / str(next(made))
        folder.mkdir()
        for name, rows in files.items():
            out = io.StringIO()
            writer = csv.DictWriter(out, HEADERS[version][name].split(","), restval="", lineterminator="\n")
            writer.writeheader()
            stamp = {} if mode == "bulk" else {"dateLastModified": "2025-09-01T00:00:00.000Z"}
            writer.writerows({**({"status": "active"} if stamp else {}), **stamp, **row} for row in rows)
            (folder / f"{name}.csv").write_text(out.getvalue())
        (folder / "manifest.csv").write_text(manifest(files, version=version, mode=mode))
        one = roster_files.bring_in(by=cast.system, path=folder, accept_guard=True)
        assert one.state in (ImportState.APPLIED, ImportState.UNCHANGED), one.problems
        return one

    return run


def user(key, given="Ada", family="Lane", **more):
    return {
        "sourcedId": key,
        "enabledUser": "true",
        "username": key,
        "givenName": given,
        "familyName": family,
        **more,
    }


def role(key, who, name, org="oak", **more):
    return {
        "sourcedId": key,
        "userSourcedId": who,
        "roleType": "primary",
        "role": name,
        "orgSourcedId": org,
        **more,
    }


def person(cast, key) -> Person:
    with reading(cast.tenant):
        return Person.objects.get(source_id=key)


def roles_of(cast, key) -> set[tuple[str, str]]:
    """(role, organisation id) that a person's rights come from today."""
    with reading(cast.tenant):
        found = Person.objects.get(source_id=key)
        grants = {grant.role for grant in actor_of_person(found, cast.tenant).grants}
        held = Position.objects.filter(person=found, content_hash__isnull=False).select_related(
            "organisation"
        )
        return {(one.role, one.organisation.source_id) for one in held if one.role in grants}


@pytest.mark.slow
def test_who_left_and_comes_back_is_the_same_person(cast, bring):
    both = [user("a"), user("b", "Bo")]
    bring(orgs=PLACES, users=both, roles=[role("r1", "a", "teacher"), role("r2", "b", "teacher")])
    before = person(cast, "b").pk
    bring(orgs=PLACES, users=both[:1], roles=[role("r1", "a", "teacher")])
    assert person(cast, "b").ended_on and roles_of(cast, "b") == set()
    bring(orgs=PLACES, users=both, roles=[role("r1", "a", "teacher"), role("r2", "b", "teacher")])
    assert person(cast, "b").ended_on is None and person(cast, "b").pk == before
    assert roles_of(cast, "b") == {("teacher", "oak")}


def test_rights_go_on_the_same_day(cast, bring):
    bring(
        orgs=PLACES,
        users=[user("a")],
        roles=[role("r1", "a", "teacher"), role("r2", "a", "principal", "elm")],
    )
    assert len(roles_of(cast, "a")) == 2
    bring(orgs=PLACES, users=[user("a")], roles=[role("r1", "a", "teacher")])
    with reading(cast.tenant):
        assert {g.role for g in actor_of_person(person(cast, "a"), cast.tenant).grants} == {"teacher"}


def test_files_that_were_not_sent_end_nothing(cast, loaded, bundles, tmp_path):
    folder = tmp_path / "people-only"
    folder.mkdir()
    for file in (bundles / "all").iterdir():
        if file.stem in ("orgs", "users", "roles"):
            (folder / file.name).write_bytes(file.read_bytes())
    (folder / "manifest.csv").write_text(manifest({"orgs": 1, "users": 1, "roles": 1}, version="1.2"))
    one = roster_files.bring_in(by=cast.system, path=folder)
    assert one.state == ImportState.UNCHANGED, (one.problems, one.counts)
    with reading(cast.tenant):
        assert Enrolment.objects.filter(content_hash__isnull=False).exists()


def test_a_student_who_becomes_a_teacher(cast, bring):
    bring(orgs=PLACES, users=[user("a", grades="12")], roles=[role("r1", "a", "student")])
    assert person(cast, "a").is_student and person(cast, "a").grade == "12"
    bring(orgs=PLACES, users=[user("a")], roles=[role("r2", "a", "teacher")])
    assert not person(cast, "a").is_student and roles_of(cast, "a") == {("teacher", "oak")}


def test_a_delta_that_only_renames_a_student_leaves_a_student(cast, bring):
    bring(orgs=PLACES, users=[user("a", grades="05")], roles=[role("r1", "a", "student")])
    bring(mode="delta", users=[user("a", "Ida", grades="05")])
    assert person(cast, "a").is_student and person(cast, "a").given_name == "Ida"


def test_a_person_without_a_role_is_kept_and_may_nothing(cast, bring):
    bring(orgs=PLACES, users=[user("a"), user("b")], roles=[role("r1", "b", "teacher")])
    assert person(cast, "a").ended_on is None and roles_of(cast, "a") == set()


def test_a_school_moves_to_another_community_also_by_delta(cast, bring):
    staff = {"users": [user("a")], "roles": [role("r1", "a", "teacher")]}
    bring(orgs=PLACES, **staff)
    moved = [{**row, "parentSourcedId": "s"} if row["sourcedId"] == "oak" else row for row in PLACES]
    bring(orgs=moved, **staff)
    with reading(cast.tenant):
        assert Organisation.objects.get(source_id="oak").parent.source_id == "s"
    bring(mode="delta", orgs=[PLACES[3], {**PLACES[1], "name": "Far North"}])
    with reading(cast.tenant):
        oak = Organisation.objects.select_related("parent").get(source_id="oak")
        assert (oak.parent.name, oak.parent.kind) == ("Far North", "learning_community")


def test_in_1_1_somebody_works_at_several_schools_and_leaves_one_by_delta(cast, bring):
    bring("1.1", orgs=PLACES, users=[user("a", role="teacher", orgSourcedIds="oak,elm,oak")])
    assert roles_of(cast, "a") == {("teacher", "oak"), ("teacher", "elm")}
    bring("1.1", mode="delta", users=[user("a", role="teacher", orgSourcedIds="elm")])
    assert roles_of(cast, "a") == {("teacher", "elm")}
    bring("1.1", mode="delta", users=[user("a", role="teacher", orgSourcedIds="elm", status="tobedeleted")])
    assert roles_of(cast, "a") == set() and person(cast, "a").ended_on


def test_a_delta_takes_a_role_away(cast, bring):
    bring(
        orgs=PLACES,
        users=[user("a")],
        roles=[role("r1", "a", "teacher"), role("r2", "a", "principal", "elm")],
    )
    bring(mode="delta", roles=[role("r2", "a", "principal", "elm", status="tobedeleted")])
    assert roles_of(cast, "a") == {("teacher", "oak")}


def test_a_new_name_from_the_files_keeps_the_old_one_in_the_history(cast, bring):
    roles = [role("r1", "a", "teacher")]
    bring(orgs=PLACES, users=[user("a")], roles=roles)
    people.rename(
        by=cast.system, person=person(cast, "a"), given_name="Adele", family_name="Lane", preferred_name="Del"
    )
    bring(orgs=PLACES, users=[user("a")], roles=roles)
    assert person(cast, "a").name == "Del Lane", (
        "the file did not change, so what was corrected by hand stays"
    )
    bring(orgs=PLACES, users=[user("a", family="Moss")], roles=roles)
    assert person(cast, "a").name == "Del Moss" and person(cast, "a").given_name == "Ada"
    with reading(cast.tenant):
        former = set(FormerName.objects.values_list("given_name", "family_name"))
    assert former == {("Ada", "Lane"), ("Adele", "Lane")}


@pytest.mark.slow
def test_taking_back_can_be_taken_back_and_then_the_import_before(cast, bring):
    def named():
        return person(cast, "a").family_name

    rows = {"orgs": PLACES, "roles": [role("r1", "a", "teacher")]}
    bring(users=[user("a", family="One")], **rows)
    second = bring(users=[user("a", family="Two")], **rows)
    third = bring(users=[user("a", family="Three")], **rows)
    inverse = roster_files.take_back(by=cast.system, roster_import=third)
    assert named() == "Two"
    again = roster_files.take_back(by=cast.system, roster_import=inverse)
    assert named() == "Three"
    roster_files.take_back(by=cast.system, roster_import=again)
    assert named() == "Two"
    roster_files.take_back(by=cast.system, roster_import=second)
    assert named() == "One"


@pytest.mark.slow
def test_taking_back_touches_no_other_district_with_the_same_ids(cast, bundles, loaded):
    from groundswell.kernel.permissions import Actor

    other = Actor.system(cast.other)
    theirs = roster_files.bring_in(by=other, path=bundles / "all", accept_guard=True)
    roster_files.take_back(by=cast.system, roster_import=loaded)
    with reading(cast.other):
        assert Person.objects.filter(source_id__isnull=False, ended_on=None).count() == 72
    assert theirs.state == ImportState.APPLIED


@pytest.mark.slow
def test_of_two_plans_only_the_first_is_applied(cast, bundles, loaded):
    plans = []
    for name in ("changed", "changed.zip"):
        one = roster_files.receive(by=cast.system, path=bundles / name)
        plans.append(roster_files.read(by=cast.system, roster_import=one))
    roster_files.apply(by=cast.system, roster_import=plans[0])
    with pytest.raises(roster_files.NotNow, match="Another import"):
        roster_files.apply(by=cast.system, roster_import=plans[1])


def test_all_principals_vanishing_is_asked_about(cast, bring):
    staff = [user(f"u{n}") for n in range(60)]
    roles = [role(f"r{n}", f"u{n}", "principal" if n < 4 else "teacher") for n in range(60)]
    bring(orgs=PLACES, users=staff, roles=roles)
    one = bring(orgs=PLACES, users=staff, roles=roles[4:])
    assert one.guard == {"positions:principal": [4, 4]}


def test_texts_longer_than_the_roster_keeps_are_cut_with_a_warning(cast, bring):
    one = bring(orgs=PLACES, users=[user("a", "A" * 500)], roles=[role("r1", "a", "teacher")])
    assert [p["code"] for p in one.problems if p["code"] == "value-cut"]
    assert len(person(cast, "a").given_name) == 120


def test_a_formula_stays_text_and_leaves_neutralised(cast, bring, browse):
    evil = "=cmd|' /C calc'!A0"
    bring(orgs=PLACES, users=[user("a", evil)], roles=[role("r1", "a", "teacher")])
    assert person(cast, "a").given_name == evil
    answer = browse("ida").get("/d/riverbend/roster/imports/1/changes.csv")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    cells = [cell for row in rows for cell in row]
    assert any(evil in cell for cell in cells)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


def test_who_is_new_is_told_from_who_was_always_there(cast, bring):
    ada, bo = user("a"), user("b", "Bo")
    began = clock.now()
    bring(orgs=PLACES, users=[ada], roles=[role("r1", "a", "teacher")])
    bring(orgs=PLACES, users=[ada, bo], roles=[role("r7", "a", "teacher"), role("r2", "b", "teacher")])
    with reading(cast.tenant):
        found = [one.source_id for one in newly_placed(began) if one.source_id]
    assert found == ["r2"], "r7 is Ada's old work, numbered anew"


def test_further_schools_bring_nobody_who_is_new_and_a_move_within_the_file_does(cast, bring):
    ada, bo, cy = user("a"), user("b", "Bo"), user("c", "Cy")
    began = clock.now()
    ash = {"sourcedId": "ash", "name": "Ash", "type": "school", "parentSourcedId": "n"}
    stays = role("r1", "a", "teacher")
    bring(orgs=PLACES, users=[ada, bo], roles=[stays, role("r2", "b", "teacher")])
    more = [stays, role("r2", "b", "teacher"), role("r3", "c", "teacher", "ash")]
    bring(orgs=[*PLACES, ash], users=[ada, bo, cy], roles=more)

    def new() -> list[tuple[str, str]]:
        with reading(cast.tenant):
            rows = newly_placed(began)
            return [(one.source_id, one.organisation.source_id) for one in rows if one.source_id]

    assert new() == [], "a second file that brings further schools says nothing of who is new there"
    bring(orgs=[*PLACES, ash], users=[ada, bo, cy], roles=[stays, role("r2", "b", "teacher", "elm"), more[2]])
    assert new() == [("r2", "elm")]
    bring(orgs=[*PLACES, ash], users=[ada, bo, cy], roles=more)
    assert new() == [], "who is back where they were is not new"
