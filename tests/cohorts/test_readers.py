"""Who reads: found conflicts and declared ones, an assignment that keeps every rule, and what it does when one goes."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from groundswell.cohorts.actions import assigning, candidacies, readers, rubrics
from groundswell.cohorts.choices import ConflictKind, ReadingState
from groundswell.cohorts.models import AssignmentDesign, ConflictOfInterest, Reading
from groundswell.cohorts.queries import readers as found
from groundswell.cohorts.queries.readings import my_readings
from groundswell.cohorts.rules.assignment_words import reached_in_words, reasons_in_words
from groundswell.cohorts.rules.conflicts import Standing, conflicts
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from groundswell.notices.models import OutgoingMail
from groundswell.roster.actions import people
from groundswell.roster.choices import PositionRole
from tests.cast import hire
from tests.cohorts.conftest import during
from tests.cohorts.reading_story import (
    add_readers,
    fresh,
    hand_in,
    readings_of,
    score,
    seat_committee,
    sign_all,
    write_rubric,
)

SCHOOLS = ("alder", "cedar", "dogwood", "elm")


@pytest.fixture
def phase(cast, story, initiative):
    """A reading phase with a signed rubric, four applications, and no reader yet. Two readings each."""
    seat_committee(cast, initiative)
    for one in story.take_part(*SCHOOLS):
        hand_in(cast, one)
    signed = sign_all(cast, write_rubric(cast, initiative))
    phase = story.phase("reading")
    rubrics.use(by=cast.actor("ola"), phase=phase, version=signed)
    return fresh(cast, phase)


def by_school(cast, phase) -> dict[str, set[str]]:
    with reading(cast.tenant):
        rows = Reading.objects.filter(phase=phase, anchor=None).exclude(state=ReadingState.RELEASED)
        given: dict[str, set[str]] = {}
        for school, name in rows.values_list("candidacy__school__name", "reader__person__given_name"):
            assert name not in given.setdefault(school, set())
            given[school].add(name)
    return given


def kinds_of(cast, reader) -> dict[str, set[str]]:
    with reading(cast.tenant):
        rows = ConflictOfInterest.objects.filter(reader=reader)
        given: dict[str, set[str]] = {}
        for school, kind in rows.values_list("candidacy__school__name", "kind"):
            given.setdefault(school, set()).add(kind)
    return given


def test_the_rule_of_nearness():
    schools, communities = {1: 10, 2: 20, 3: 30}, {1: 100, 2: 100, 3: 200}
    standings = [
        Standing(7, 11, (10, 100, 1000)),
        Standing(7, 30, (200,), is_over=True),
        Standing(8, 200, (1000,)),
    ]
    assert conflicts(standings, schools, communities, [(9, 2)]) == {
        (7, 1, ConflictKind.OWN_SCHOOL),  # by a team of the school
        (7, 2, ConflictKind.OWN_COMMUNITY),
        (7, 3, ConflictKind.PAST),
        (8, 3, ConflictKind.OWN_COMMUNITY),
        (9, 2, ConflictKind.OWN_SCHOOL),  # who writes an application
    }
    assert (
        conflicts([Standing(8, 1000)], schools, communities) == set()
    )  # the district lies above all and near none


def test_the_roster_tells_who_is_too_near(cast, phase):
    hire(cast, "nia", "Nia", "North", PositionRole.TEACHER, "cedar")
    hire(cast, "pat", "Pat", "Past", PositionRole.DISTRICT_SPECIALIST, "district")
    people.give_position(
        by=cast.system, person=cast.people["pat"], organisation=cast.places["elm"], role=PositionRole.TEACHER,
        begins_on=date(2020, 8, 1), ends_on=clock.today(cast.tenant.time_zone) - timedelta(days=400),
    )  # fmt: skip
    nia, pat, far = add_readers(cast, phase, "nia", "pat", "rae")
    others = {"Alder Elementary", "Dogwood School", "Elm School", "Fir School"}
    assert kinds_of(cast, nia) == {"Cedar School": {"own_school"}} | {
        name: {"own_community"} for name in others
    }
    assert kinds_of(cast, pat) == {"Elm School": {"past"}}
    assert kinds_of(cast, far) == {}


def test_nobody_reads_where_they_are_too_near_and_nobody_above_their_limit(cast, phase):
    hire(cast, "pat", "Pat", "Past", PositionRole.DISTRICT_SPECIALIST, "district")
    people.give_position(
        by=cast.system, person=cast.people["pat"], organisation=cast.places["elm"], role=PositionRole.TEACHER,
        begins_on=date(2020, 8, 1), ends_on=date(2022, 6, 30),
    )  # fmt: skip
    add_readers(cast, phase, "pat", "rae", "rob", "ron")
    [ruth] = add_readers(cast, phase, "ruth", cap=1)
    design = readers.assign(by=cast.actor("ola"), phase=phase, seed=3)
    given = by_school(cast, phase)
    assert design.status in ("optimal", "within", "best found")
    assert {len(names) for names in given.values()} == {3} and len(given) == 4
    assert "Pat" not in given["Elm School"]
    assert sum("Ruth" in names for names in given.values()) <= ruth.load_cap
    with reading(cast.tenant):
        assert reached_in_words(design.said)[0].startswith("0 readings go to somebody else.")
        told = list(OutgoingMail.objects.filter(kind="cohorts.readings").values_list("to_person", flat=True))
    assert len(told) == len(set(told)) == 5


def test_what_cant_be_assigned_is_said_by_name(cast, phase):
    add_readers(cast, phase, "rae", "rob")
    design = readers.assign(by=cast.actor("ola"), phase=phase)
    assert design.status == "impossible" and by_school(cast, phase) == {}
    with reading(cast.tenant):
        [[said]] = reasons_in_words(design.said, found.school_names(phase), {})
    assert said == "There are 2 readers, and each application is read by 3."
    [third] = add_readers(cast, phase, "ron")
    readers.declare(by=cast.actor("ron"), reader=third, candidacy=_of(cast, phase, "elm"), said="my sister")
    design = readers.assign(by=cast.actor("ola"), phase=phase)
    with reading(cast.tenant):
        [[said]] = reasons_in_words(design.said, found.school_names(phase), {})
    assert said == "Elm School has 2 readers without a conflict, and 3 are wanted."


def test_a_reader_who_goes_leaves_what_is_finished_and_the_rest_changes_hands_least(cast, phase):
    add_readers(cast, phase, "rae", "rob", "ron", "ruth")
    [rae] = [one for one in _readers(cast, phase) if one.person_id == cast.people["rae"].pk]
    readers.assign(by=cast.actor("ola"), phase=phase)
    with during(phase):
        first, *rest = readings_of(cast, "rae")
        score(cast, "rae", first, 3, 3)
        before = {
            name: {one.candidacy_id for one in readings_of(cast, name)} for name in ("rob", "ron", "ruth")
        }
        add_readers(cast, phase, "rex")
        readers.drop(by=cast.actor("ola"), reader=rae, reason="Ill for a month")
        assert [one.pk for one in readings_of(cast, "rae")] == [first.pk]
        assert _asked(cast, phase) == 1  # a new assignment waits for the worker
        assigning.work_off(cast.tenant)
    assert (_asked(cast, phase), {len(names) for names in by_school(cast, phase).values()}) == (0, {3})
    for name, schools in before.items():
        assert schools <= {one.candidacy_id for one in readings_of(cast, name)}
    assert {one.candidacy_id for one in readings_of(cast, "rex")} >= {one.candidacy_id for one in rest}
    with pytest.raises(Refused, match="dropped before"):
        readers.drop(by=cast.actor("ola"), reader=rae, reason="Again")


def test_a_reader_says_in_one_press_that_they_are_too_near(cast, phase):
    add_readers(cast, phase, "rae", "rob", "ron", "ruth")
    readers.assign(by=cast.actor("ola"), phase=phase)
    one = readings_of(cast, "rae")[0]
    with pytest.raises(PermissionDenied):
        readers.declare(
            by=cast.actor("rob"), reader=one.reader, candidacy=one.candidacy, said="she knows them"
        )
    readers.declare(
        by=cast.actor("rae"), reader=one.reader, candidacy=one.candidacy, said="my son teaches there"
    )
    assigning.work_off(cast.tenant)
    assert one.pk not in [each.pk for each in readings_of(cast, "rae")]
    given = by_school(cast, phase)
    assert "Rae" not in given[one.candidacy.school.name] and {len(names) for names in given.values()} == {3}
    with during(phase):
        done = readings_of(cast, "rae")[0]
        score(cast, "rae", done, 2, 2)
        with pytest.raises(Refused, match="scored this school already"):
            readers.declare(by=cast.actor("rae"), reader=done.reader, candidacy=done.candidacy, said="late")


def test_what_changes_while_it_is_worked_out_is_worked_out_again(cast, phase, monkeypatch):
    add_readers(cast, phase, "rae", "rob", "ron", "ruth")
    solve, asked = assigning.solver.assign, []

    def and_meanwhile_somebody_says_a_word(given, **how):
        answer = solve(given, **how)
        if not asked:
            one = next(each for each in _readers(cast, phase) if each.person_id == cast.people["rae"].pk)
            readers.declare(by=cast.actor("rae"), reader=one, candidacy=_of(cast, phase, "elm"), said="near")
        asked.append(given)
        return answer

    monkeypatch.setattr(assigning.solver, "assign", and_meanwhile_somebody_says_a_word)
    readers.assign(by=cast.actor("ola"), phase=phase)
    assert len(asked) == 2 and "Rae" not in by_school(cast, phase)["Elm School"]


def test_a_school_that_withdraws_is_read_by_nobody(cast, phase, story):
    add_readers(cast, phase, "rae", "rob", "ron")
    readers.assign(by=cast.actor("ola"), phase=phase)
    candidacies.withdraw(
        by=cast.actor("head_elm"), candidacy=story.candidacy("elm"), why="Our principal leaves."
    )
    assert "Elm School" not in {one.candidacy.school.name for one in _visible(cast, "rae")}
    readers.assign(by=cast.actor("ola"), phase=phase)
    assert "Elm School" not in by_school(cast, phase)


def test_reminders_come_once_a_day_and_to_whom_something_is_left(cast, phase):
    add_readers(cast, phase, "rae", "rob", "ron")
    readers.assign(by=cast.actor("ola"), phase=phase)
    with during(phase):
        for one in readings_of(cast, "ron"):
            score(cast, "ron", one, 3, 3)
        assert readers.nudge(by=cast.actor("ola"), phase=phase) == 2
        assert readers.nudge(by=cast.actor("ola"), phase=phase) == 0
    with clock.standing_at(phase.opens_at + timedelta(days=1, hours=2)):
        assert readers.nudge(by=cast.actor("ola"), phase=phase) == 2
    with reading(cast.tenant):
        rows = OutgoingMail.objects.filter(kind="cohorts.readings_nudge")
        told = list(rows.values_list("to_person", flat=True))
    assert sorted(told) == sorted(2 * [cast.people["rae"].pk, cast.people["rob"].pk])


def test_who_sees_every_score_reads_nothing(cast, phase):
    with pytest.raises(Refused, match="sees every score"):
        readers.add_reader(by=cast.actor("ola"), phase=phase, person=cast.people["ola"])
    with pytest.raises(PermissionDenied):
        readers.add_reader(by=cast.actor("dev"), phase=phase, person=cast.people["dev"])
    add_readers(cast, phase, "dev")
    with pytest.raises(Refused, match="already"):
        add_readers(cast, phase, "dev")


def _asked(cast, phase) -> int:
    with reading(cast.tenant):
        return AssignmentDesign.objects.filter(phase=phase, status="asked").count()


def _readers(cast, phase):
    with reading(cast.tenant):
        return list(found.readers_of(phase))


def _of(cast, phase, school):
    with reading(cast.tenant):
        return found.to_read(phase).get(school=cast.places[school])


def _visible(cast, name):
    with reading(cast.tenant):
        return list(my_readings(cast.actor(name)))


def test_the_desk_of_the_office(cast, phase, browse):
    """Readers are found by name and added with a limit; what is impossible is said in words."""
    ola, desk = browse("ola"), f"/d/riverbend/calls/{phase.call_id}/readers/"
    assert "Nobody reads yet" in ola.get(desk).content.decode()
    hire(cast, "rex", "Rex", "=Cmd", PositionRole.DISTRICT_SPECIALIST, "district")
    found_page = ola.get(f"/d/riverbend/calls/readers/{phase.pk}/find/?q=Rex").content.decode()
    add = f"/d/riverbend/calls/readers/{phase.pk}/add/{cast.people['rex'].pk}/"
    assert add in found_page
    ola.post(add, {"load_cap": "2"})
    assert [one.load_cap for one in _readers(cast, phase)] == [2]
    ola.post(f"/d/riverbend/calls/readers/{phase.pk}/assign/")
    assert "It is being worked out" in ola.get(desk).content.decode()
    fragment = ola.get(desk, headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith("<section") and "hx-get" in fragment
    assigning.work_off(cast.tenant)
    page = ola.get(desk).content.decode()
    assert (
        "There is 1 reader, and each application is read by 3." in page
        and "hx-trigger" not in page.split("assignment")[1]
    )
    assert ola.get(f"{desk}?on=visit").status_code == 200
    lines = b"".join(ola.get(f"{desk}?format=csv").streaming_content).decode()
    assert "Rex =Cmd,2,0,0" in lines
