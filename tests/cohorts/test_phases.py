"""A phase says who goes on, is settled in its turn, and nobody writes over another approver."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from groundswell.cohorts.actions import candidacies, phases
from groundswell.cohorts.models import PhaseOutcome
from groundswell.cohorts.queries.calls import standing
from groundswell.cohorts.rules.desk import next_step, phase_rows
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading, writing
from groundswell.roster.actions.people import end_position
from groundswell.roster.choices import PositionRole
from tests.cast import hire
from tests.cohorts.conftest import after, during

PASSED, NOT_PASSED = "passed", "not_passed"


@pytest.fixture
def three(story):
    """Alder, Elm and Fir take part, and the interest is settled."""
    story.take_part("alder", "elm", "fir")
    story.settle("interest")
    return story


def still_in(cast, story, kind: str) -> list[str]:
    with reading(cast.tenant):
        return [one.school.name for one in standing(story.phase(kind))]


def test_who_did_not_answer_stays_invited_and_nobody_is_left_out_by_the_interest(cast, three):
    assert three.candidacy("cedar").state == "invited"
    assert still_in(cast, three, "screening") == ["Alder Elementary", "Elm School", "Fir School"]


def test_only_who_passes_goes_on_and_a_missing_word_is_no_pass(cast, three):
    ola, screening = cast.actor("ola"), three.phase("screening")
    with during(screening):
        phases.give_outcome(by=ola, phase=screening, candidacy=three.candidacy("alder"), outcome=PASSED)
        phases.give_outcome(
            by=ola, phase=screening, candidacy=three.candidacy("elm"), outcome=NOT_PASSED, reason="x"
        )
    with after(screening):
        phases.settle(by=ola, phase=screening)
        phases.settle(by=ola, phase=screening)  # twice is once
    assert [three.candidacy(key).state for key in ("alder", "elm", "fir")] == ["interested", "out", "out"]
    with reading(cast.tenant):
        assert JournalEntry.objects.filter(kind="cohorts.phase.settled").count() == 2  # interest and this one


def test_a_phase_that_leaves_nobody_out(cast, three):
    three.settle("screening")
    assert three.phase("reading").gates is False
    three.settle("reading")
    assert still_in(cast, three, "approval") == ["Alder Elementary", "Elm School", "Fir School"]


def test_phases_are_settled_after_their_end_and_in_their_order(cast, three):
    ola, screening, reading_phase = cast.actor("ola"), three.phase("screening"), three.phase("reading")
    with during(screening), pytest.raises(Refused, match="not over yet"):
        phases.settle(by=ola, phase=screening)
    with after(reading_phase), pytest.raises(Refused, match="not settled yet"):
        phases.settle(by=ola, phase=reading_phase)


def test_an_outcome_waits_for_the_phases_before_it(cast, three):
    leo, approval = cast.actor("leo"), three.phase("approval")
    with during(approval), pytest.raises(Refused, match="not settled yet"):
        phases.give_outcome(by=leo, phase=approval, candidacy=three.candidacy("alder"), outcome=PASSED)


def test_outcomes_have_their_time_and_their_school(cast, three):
    ola, screening, interest = cast.actor("ola"), three.phase("screening"), three.phase("interest")
    alder, cedar = three.candidacy("alder"), three.candidacy("cedar")
    with (
        clock.standing_at(screening.opens_at - timedelta(seconds=1)),
        pytest.raises(Refused, match="not begun"),
    ):
        phases.give_outcome(by=ola, phase=screening, candidacy=alder, outcome=PASSED)
    with during(screening):
        with pytest.raises(Refused, match="not in this phase"):
            phases.give_outcome(by=ola, phase=screening, candidacy=cedar, outcome=PASSED)
        with pytest.raises(Refused, match="whether the school goes on"):
            phases.give_outcome(by=ola, phase=screening, candidacy=alder, outcome="perhaps")
    with pytest.raises(Refused):
        phases.give_outcome(by=ola, phase=interest, candidacy=alder, outcome=PASSED)


def test_an_outcome_is_changed_until_the_phase_is_settled_and_each_is_in_the_journal(cast, three):
    ola, screening = cast.actor("ola"), three.phase("screening")
    alder = three.candidacy("alder")
    with during(screening):
        for outcome in (PASSED, PASSED, NOT_PASSED, PASSED):
            phases.give_outcome(by=ola, phase=screening, candidacy=alder, outcome=outcome)
    with reading(cast.tenant):
        said = [
            one.data["outcome"] for one in JournalEntry.objects.filter(kind="cohorts.phase.outcome_given")
        ]
        assert sorted(said) == [NOT_PASSED, PASSED, PASSED]
        assert PhaseOutcome.objects.get().outcome == PASSED
    three.settle("screening")
    with after(screening), pytest.raises(Refused, match="settled"):
        phases.give_outcome(by=ola, phase=three.phase("screening"), candidacy=alder, outcome=NOT_PASSED)


@pytest.fixture
def to_approve(three):
    three.settle("screening", "reading")
    return three


def test_an_area_superintendent_approves_the_own_schools_alone(cast, to_approve):
    hire(cast, "lena", "Lena", "South", PositionRole.AREA_SUPERINTENDENT, "south")
    approval, alder = to_approve.phase("approval"), to_approve.candidacy("alder")
    with during(approval):
        for who in ("lena", "ola", "sam", "bao", "ana"):
            with pytest.raises(PermissionDenied):
                phases.give_outcome(by=cast.actor(who), phase=approval, candidacy=alder, outcome=PASSED)
        phases.give_outcome(by=cast.actor("leo"), phase=approval, candidacy=alder, outcome=PASSED)


def test_a_no_has_its_reason_and_the_time_its_end(cast, to_approve):
    leo, approval, alder = cast.actor("leo"), to_approve.phase("approval"), to_approve.candidacy("alder")
    with during(approval), pytest.raises(Refused, match="Say why"):
        phases.give_outcome(by=leo, phase=approval, candidacy=alder, outcome=NOT_PASSED, reason=" ")
    with after(approval), pytest.raises(Refused, match="time for approvals is over"):
        phases.give_outcome(by=leo, phase=approval, candidacy=alder, outcome=PASSED)


def test_the_second_of_two_approvers_reads_what_the_first_said(cast, to_approve):
    hire(cast, "mia", "Mia", "North", PositionRole.AREA_SUPERINTENDENT, "north")
    leo, mia = cast.actor("leo"), cast.actor("mia")
    approval, alder = to_approve.phase("approval"), to_approve.candidacy("alder")
    with during(approval):
        phases.give_outcome(
            by=leo, phase=approval, candidacy=alder, outcome=NOT_PASSED, reason="Too many changes."
        )
        with pytest.raises(Refused, match=r"Leo Brandt has answered.*Does not go on.*Too many changes"):
            phases.give_outcome(by=mia, phase=approval, candidacy=alder, outcome=PASSED)
        phases.give_outcome(by=leo, phase=approval, candidacy=alder, outcome=PASSED, reason="We talked.")
    with reading(cast.tenant):
        assert PhaseOutcome.objects.get(phase=approval).reason == "We talked."


def test_who_follows_an_approver_that_left_can_change_it(cast, to_approve):
    """The control of the story above: the right of the first is what protects the answer."""
    hire(cast, "mia", "Mia", "North", PositionRole.AREA_SUPERINTENDENT, "north")
    approval, alder = to_approve.phase("approval"), to_approve.candidacy("alder")
    with during(approval):
        phases.give_outcome(by=cast.actor("leo"), phase=approval, candidacy=alder, outcome=PASSED)
        with reading(cast.tenant):
            position = cast.people["leo"].positions.get()
        end_position(by=cast.system, position=position, last_day=clock.today("UTC") - timedelta(days=2))
        phases.give_outcome(
            by=cast.actor("mia"), phase=approval, candidacy=alder, outcome=NOT_PASSED, reason="No."
        )


def test_an_outcome_for_several_schools_is_for_all_or_none(cast, three):
    ola, screening = cast.actor("ola"), three.phase("screening")
    rows = [three.candidacy(key) for key in ("alder", "elm", "cedar")]
    with during(screening), pytest.raises(Refused, match="not in this phase"):
        phases.give_outcomes(by=ola, phase=screening, candidacies=rows, outcome=PASSED)
    with reading(cast.tenant):
        assert not PhaseOutcome.objects.exists()


def test_a_school_that_withdraws_in_a_phase_is_not_left_out_but_gone(cast, three):
    with during(three.phase("screening")):
        candidacies.withdraw(by=cast.actor("bao"), candidacy=three.candidacy("alder"), why="Not now.")
    three.settle("screening")
    assert three.candidacy("alder").state == "withdrawn"


def step_of(cast, story):
    with reading(cast.tenant):
        call = type(story.call).objects.get(pk=story.call.pk)
        states = dict.fromkeys(["interested"], standing(story.phase("interest")).count())
        step = next_step(call, 0, phase_rows(call, states, clock.now()))
    return step.key, step.phase and step.phase.kind, step.n


def test_the_desk_says_the_one_thing_to_do_now(cast, story):
    interest, screening, approval = (story.phase(kind) for kind in ("interest", "screening", "approval"))
    with during(interest):
        assert step_of(cast, story)[:2] == ("work", "interest")
    story.take_part("alder", "elm")
    with after(interest):
        assert step_of(cast, story)[:2] == ("settle", "interest")
        phases.settle(by=cast.actor("ola"), phase=interest)
        assert step_of(cast, story)[:2] == ("wait", "screening")
    with during(screening):
        assert step_of(cast, story) == ("work", "screening", 2)
    with after(screening):
        assert step_of(cast, story) == ("judge", "screening", 2)
    story.settle("screening", "reading", "approval")
    with during(approval):
        assert step_of(cast, story)[:2] == ("wait", "visit")
    story.settle("visit")
    assert step_of(cast, story)[0] == "decide"
    with writing(cast.tenant):
        type(story.call).objects.filter(pk=story.call.pk).update(state="decided")
    assert step_of(cast, story)[0] == "decided"
