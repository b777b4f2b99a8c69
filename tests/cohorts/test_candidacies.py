"""A school answers a call: takes part, not this year, withdraws, comes back; to the second of the deadline."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from groundswell.cohorts.actions import calls, candidacies, phases
from groundswell.cohorts.choices import CANDIDACY_MOVES, CandidacyState
from groundswell.cohorts.models import Candidacy
from groundswell.cohorts.queries.candidacies import get_candidacy_for, to_answer
from groundswell.cohorts.rules.phases import PhaseSpec, shipped, wall_time
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading, writing
from tests.cast import hire
from tests.cohorts.conftest import draft_call, during

SECOND = timedelta(seconds=1)


@pytest.fixture
def alder(story):
    return story.candidacy("alder")


def kinds(cast) -> list[str]:
    with reading(cast.tenant):
        entries = JournalEntry.objects.filter(subject_kind="cohorts.candidacy").order_by("pk")
        return [one.kind.rpartition(".")[2] for one in entries]


def test_a_school_thinks_again_as_often_as_it_likes_while_there_is_time(cast, story, alder):
    bao = cast.actor("bao")
    with during(story.phase("interest")):
        candidacies.not_now(by=bao, candidacy=alder, why="A new building.")
        candidacies.take_part(by=bao, candidacy=alder, why="The building can wait.")
        candidacies.withdraw(by=bao, candidacy=alder, why="It can't.")
        candidacies.take_part(by=bao, candidacy=alder)
    assert story.candidacy("alder").state == "interested"
    assert kinds(cast) == ["declined", "interested", "withdrawn", "interested"]


def test_two_clicks_are_one_answer(cast, story, alder):
    bao = cast.actor("bao")
    with during(story.phase("interest")):
        first = candidacies.take_part(by=bao, candidacy=alder, why="Yes.")
        second = candidacies.take_part(by=bao, candidacy=alder, why="Yes again.")
        assert (second.why, second.answered_at) == (first.why, first.answered_at)
        candidacies.withdraw(by=bao, candidacy=alder, why="No.")
        candidacies.withdraw(by=bao, candidacy=alder, why="No.")
    assert kinds(cast) == ["interested", "withdrawn"]


def test_a_school_withdraws_at_any_time_and_says_why(cast, story):
    [alder] = story.take_part("alder")
    story.settle("interest", "screening", "reading")
    bao = cast.actor("bao")
    with during(story.phase("approval")):
        with pytest.raises(Refused, match="Say why"):
            candidacies.withdraw(by=bao, candidacy=alder, why=" ")
        candidacies.withdraw(by=bao, candidacy=alder, why="The principal leaves.")
        with pytest.raises(Refused, match="time to answer is over"):
            candidacies.take_part(by=bao, candidacy=alder)
    assert story.candidacy("alder").why == "The principal leaves."


def test_the_deadline_counts_to_the_second(cast, story, alder):
    phase, bao = story.phase("interest"), cast.actor("bao")
    with clock.standing_at(phase.closes_at - SECOND):
        candidacies.take_part(by=bao, candidacy=alder)
        candidacies.withdraw(by=bao, candidacy=alder, why="To try again.")
    with clock.standing_at(phase.closes_at), pytest.raises(Refused, match="time to answer is over"):
        candidacies.take_part(by=bao, candidacy=alder)
    with clock.standing_at(phase.opens_at - SECOND), pytest.raises(Refused, match="has not begun"):
        candidacies.take_part(by=bao, candidacy=alder)


def test_what_comes_in_the_grace_is_taken_marked_and_recorded(cast, schools, initiative):
    zone = cast.tenant.time_zone
    first, *rest = shipped(clock.today(zone), zone)
    first = PhaseSpec("interest", first.opens_at, first.closes_at, grace_minutes=10)
    call = calls.open_call(by=cast.actor("ola"), call=draft_call(cast, initiative, phases=[first, *rest]))
    with reading(cast.tenant):
        alder, elm = (Candidacy.objects.get(call=call, school=cast.places[key]) for key in ("alder", "elm"))
    with clock.standing_at(first.closes_at + timedelta(minutes=9, seconds=59)):
        candidacies.take_part(by=cast.actor("bao"), candidacy=alder)
    with clock.standing_at(first.closes_at + timedelta(minutes=10)), pytest.raises(Refused):
        candidacies.take_part(by=cast.actor("head_elm"), candidacy=elm)
    with reading(cast.tenant):
        [entry] = JournalEntry.objects.filter(kind="cohorts.candidacy.interested")
    assert entry.data["late_minutes"] == 10


@pytest.mark.parametrize(
    ("day", "at", "utc"),
    [
        (date(2027, 3, 13), time(17), (2027, 3, 13, 22, 0)),  # the day before the clocks go forward
        (date(2027, 3, 14), time(17), (2027, 3, 14, 21, 0)),  # the day itself
        (date(2027, 3, 14), time(2, 30), None),  # an hour that is not there
        (date(2026, 10, 31), time(17), (2026, 10, 31, 21, 0)),  # the day before they go back
        (date(2026, 11, 1), time(1, 30), (2026, 11, 1, 6, 30)),  # comes twice: the later one
        (date(2026, 11, 1), time(17), (2026, 11, 1, 22, 0)),
        (date(2026, 11, 1), time(23, 59, 59), (2026, 11, 2, 4, 59, 59)),
    ],
)
def test_a_time_on_the_wall_at_both_clock_changes(day, at, utc):
    moment = wall_time(day, at, "America/New_York")
    assert (moment and moment.astimezone(UTC)) == (utc and datetime(*utc, tzinfo=UTC))


@pytest.mark.parametrize("last_day", [date(2027, 3, 14), date(2027, 11, 7)])
def test_a_deadline_on_the_day_of_a_clock_change_holds_to_the_second(cast, schools, initiative, last_day):
    """17:00 on the wall that day; without the zone it would be an hour off (the control)."""
    zone = cast.tenant.time_zone
    closes = wall_time(last_day, time(17), zone)
    spec = PhaseSpec("interest", closes - timedelta(days=20), closes)
    with clock.standing_at(spec.opens_at):
        call = draft_call(cast, initiative, phases=[spec])
        calls.open_call(by=cast.actor("ola"), call=call)
    with reading(cast.tenant):
        alder = Candidacy.objects.select_related("school").get(call=call, school=cast.places["alder"])
    bao = cast.actor("bao")
    at_five = datetime.combine(last_day, time(17), ZoneInfo(zone)).astimezone(UTC)
    before = datetime.combine(last_day - timedelta(days=1), time(17), ZoneInfo(zone)).astimezone(UTC)
    assert at_five - before != timedelta(days=1)
    with clock.standing_at(at_five - SECOND):
        candidacies.take_part(by=bao, candidacy=alder)
        candidacies.withdraw(by=bao, candidacy=alder, why="Once more.")
    with clock.standing_at(at_five), pytest.raises(Refused):
        candidacies.take_part(by=bao, candidacy=alder)


def test_a_school_that_was_left_out_can_not_come_back_by_itself(cast, story):
    story.take_part("alder", "elm")
    ola, screening = cast.actor("ola"), story.phase("screening")
    story.settle("interest")
    with during(screening):
        phases.give_outcome(by=ola, phase=screening, candidacy=story.candidacy("alder"), outcome="not_passed")
    story.settle("screening")
    assert story.candidacy("alder").state == "out"
    with during(story.phase("interest")), pytest.raises(Refused):
        candidacies.take_part(by=cast.actor("bao"), candidacy=story.candidacy("alder"))


def test_only_who_leads_the_school_answers_for_it(cast, story, alder):
    with during(story.phase("interest")):
        for who in ("ana", "cora", "ola", "sam", "leo", "head_elm"):
            for verb, more in ((candidacies.take_part, {}), (candidacies.withdraw, {"why": "No."})):
                with pytest.raises(PermissionDenied):
                    verb(by=cast.actor(who), candidacy=alder, **more)
        with pytest.raises(PermissionDenied):
            candidacies.not_now(by=cast.actor("nils"), candidacy=alder)
    assert story.candidacy("alder").state == "invited"


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("ola", True), ("sam", True), ("bao", True), ("leo", True), ("head_elm", False), ("ana", False),
        ("lena", False), ("gus", False), ("nils", False),
    ],
)  # fmt: skip
def test_who_finds_a_school_in_a_call(cast, story, alder, who, sees):
    if who == "lena":
        hire(cast, "lena", "Lena", "South", "area_superintendent", "south")
    actor = cast.actor(who)
    with reading(actor.tenant):
        if sees:
            assert get_candidacy_for(actor, alder.pk).school == cast.places["alder"]
        else:
            with pytest.raises(Http404):
                get_candidacy_for(actor, alder.pk)


def test_an_invitation_waits_on_the_page_of_who_can_answer_it(cast, story):
    bao = cast.actor("bao")
    with reading(cast.tenant):
        assert [one.school for one in to_answer(bao, 8)] == ["Alder Elementary"]
        assert to_answer(cast.actor("ana"), 8) == []
    with clock.standing_at(story.phase("interest").closes_at), reading(cast.tenant):
        assert to_answer(bao, 8) == []
    story.take_part("alder")
    with reading(cast.tenant):
        assert to_answer(bao, 8) == []


@pytest.mark.parametrize("before", CandidacyState.values)
@pytest.mark.parametrize("after", CandidacyState.values)
def test_a_candidacy_moves_only_where_the_table_allows(cast, story, before, after):
    with writing(cast.tenant):
        Candidacy.objects.filter(pk=story.candidacy("alder").pk).update(state=before)
        row = story.candidacy("alder")
        if after in CANDIDACY_MOVES[before]:
            assert candidacies.move(row, after).state == after
        else:
            with pytest.raises(Refused, match="no way"):
                candidacies.move(row, after)
