"""The assigning of applications: it keeps every rule, proves what it says, and names what stands in the way."""

import random
import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groundswell.cohorts.rules import assigning_flow as flow
from groundswell.cohorts.rules import assigning_spread as spreading
from groundswell.cohorts.rules.assigning import assign
from groundswell.cohorts.rules.assigning_terms import Aim, Kind, Reader, Reason, Round, Status
from groundswell.cohorts.rules.assigning_words import words_of, words_of_reached
from tests.cohorts.brute_assigning import broken, judged, squares, ways
from tests.support.counts import count

SETTINGS = settings(
    deadline=None, derandomize=True, max_examples=count(30, 300), suppress_health_check=list(HealthCheck)
)


def readers(*caps):
    return tuple(Reader(100 + at, cap) for at, cap in enumerate(caps))


def value(answer, aim):
    [one] = [one for one in answer.reached if one.aim == aim]
    return one.value


@st.composite
def rounds(draw):
    """Up to four applications and five readers with everything that a round can have but anchors."""
    rng = random.Random(draw(st.integers(0, 10**6)))
    applications = tuple(range(1, rng.randint(2, 4) + 1))
    people = readers(*(rng.randint(0, 4) for _ in range(rng.randint(3, 5))))
    each, often, kept = rng.randint(1, 2), rng.choice([0.1, 0.4]), rng.choice([0.0, 0.5])
    pairs = [(one.id, application) for one in people for application in applications]
    done, read = set(), dict.fromkeys(applications, 0)
    for pair in rng.sample(pairs, rng.randint(0, 2)):
        if read[pair[1]] < each:
            done.add(pair)
            read[pair[1]] += 1
    return Round(
        applications,
        people,
        each,
        {pair: "declared" for pair in pairs if rng.random() < often},
        existing=frozenset(pair for pair in pairs if rng.random() < kept) | done,
        done=frozenset(done),
    )


@st.composite
def larger(draw):
    """Rounds as a district has them, in small: communities, a few conflicts more, caps that leave room."""
    rng = random.Random(draw(st.integers(0, 10**6)))
    return district(rng, applications=draw(st.integers(12, 30)), people=draw(st.integers(9, 14)), cap=18)


def district(rng, *, applications=168, people=60, cap=12, anchors=3):
    """Nobody reads their own school or their own community (one of six), where they worked, or what they declare."""
    conflicts = {}
    for reader in range(people):
        for application in range(applications):
            if application % 6 == reader % 6:
                conflicts[reader, application] = "community"
        for reason, most in (("school", 1), ("employment", 3), ("declared", 2)):
            for application in rng.sample(range(applications), rng.randint(0, most)):
                conflicts[reader, application] = reason
    return Round(
        tuple(range(applications)),
        tuple(Reader(one, cap) for one in range(people)),
        3,
        conflicts,
        anchors=tuple(range(1000, 1000 + anchors)),
        seed=rng.randint(1, 1000),
    )


# What an assignment looks like


def test_seven_applications_and_seven_readers_meet_as_in_the_fano_plane():
    answer = assign(Round(tuple(range(7)), readers(*[3] * 7), 3, {}))
    assert (answer.status, answer.most) == (Status.OPTIMAL, 1)
    assert [one.value for one in answer.reached] == [0, 0, 1, 21], "every pair of readers meets exactly once"


def test_whoever_has_a_conflict_does_not_read_and_anchors_are_read_by_all_others():
    asked = Round((1, 2), readers(3, 3, 3), 1, {(100, 1): "own school", (101, 9): "declared"}, anchors=(8, 9))
    answer = assign(asked)
    assert answer.anchors == {(100, 8), (100, 9), (101, 8), (102, 8), (102, 9)}
    assert broken(asked, answer) == []
    assert value(answer, Aim.LOADS) == 1, (
        "the one who reads one anchor less comes first: 2, 3 and 2, or 3, 2 and 2"
    )


def test_anchors_take_their_place_under_the_cap():
    asked = Round((1, 2), readers(2, 1), 1, {}, anchors=(9,))
    assert assign(asked).reasons == ((Reason(Kind.CAPS, need=4, have=3),),)
    [[reason]] = assign(replace(asked, applications=(), anchors=(8, 9))).reasons
    assert reason == Reason(Kind.CAP, reader=101, need=2, have=1)


def test_nothing_to_assign_is_an_assignment():
    assert assign(Round((), readers(1), 3, {})).status == Status.OPTIMAL


@settings(SETTINGS, max_examples=count(5, 100))
@given(larger())
def test_nobody_is_in_conflict_or_overloaded_and_every_application_has_exactly_three(asked):
    answer = assign(asked, seconds=0.05)
    assert broken(asked, answer) == []
    assert value(answer, Aim.GROUPS) == 1
    for one in answer.reached:
        assert one.value >= one.bound
    assert judged(asked, answer.pairs)[2:] == (1, value(answer, Aim.MEETINGS))


@SETTINGS
@given(rounds())
def test_nothing_is_better_than_what_it_proves(asked):
    answer = assign(asked, seconds=5)
    all_of_them = [(*judged(asked, way), squares(way)) for way in ways(asked)]
    assert (answer.status == Status.IMPOSSIBLE) == (not all_of_them)
    if all_of_them:
        assert broken(asked, answer) == []
        best, reached = min(all_of_them), tuple(one.value for one in answer.reached)
        assert judged(asked, answer.pairs) == reached
        assert reached[:2] == best[:2], "changes and loads are always proven"
        evenest = min(one[4] for one in all_of_them if one[0] == best[0])
        assert squares(answer.pairs) == evenest
        rivals = [one for one in all_of_them if (one[0], one[4]) == (best[0], evenest)]
        assert {one[1] for one in rivals} == {best[1]}
        assert min(one[2] for one in rivals) >= answer.reached[2].bound
        same = [one[3] for one in rivals if one[2] == reached[2]]
        assert min(same) >= answer.reached[3].bound, "no bound is above what can be"


def test_a_first_filling_is_not_always_even():
    """The control: without the exchanges loads differ more than they must."""
    asked = Round(
        (1, 2, 3, 4),
        readers(4, 4),
        1,
        {(101, 1): "x", (101, 2): "x"},
        existing=frozenset({(100, 3), (100, 4)}),
    )
    now = flow.table(replace(asked, existing=frozenset()))
    now.by, now.loads = [{0}, {0}, {0}, {0}], [4, 0]
    flow.settle(now)
    assert now.loads == [2, 2]
    assert [one.value for one in assign(asked).reached[:2]] == [0, 4], (
        "what was assigned stays; evenness comes second"
    )


def test_a_part_that_shares_nothing_is_joined_to_the_rest(monkeypatch):
    monkeypatch.setattr(spreading, "STEPS", 0)
    now = flow.table(Round((1, 2, 3, 4), readers(9, 9, 9, 9), 2, {}))
    now.by, now.loads = [{0, 1}, {0, 1}, {2, 3}, {2, 3}], [2, 2, 2, 2]
    assert spreading.groups(now) == 2, "as even as can be, and yet nothing compares the two"
    spreading.spread(now, random.Random(1), time.monotonic() + 1)
    assert (spreading.groups(now), now.loads) == (1, [2, 2, 2, 2])


def test_the_same_seed_gives_the_same_assignment_and_another_one_another():
    asked = district(random.Random(5), applications=18, people=12)
    assert assign(asked).pairs == assign(asked).pairs
    assert assign(asked).pairs != assign(replace(asked, seed=asked.seed + 1)).pairs


# Assigning again


def test_a_reader_who_leaves_takes_nobody_else_along():
    asked = district(random.Random(2), applications=18, people=12)
    before = assign(asked)
    leaves = asked.readers[0].id
    again = replace(asked, readers=asked.readers[1:], existing=before.pairs)
    after = assign(again)
    assert broken(again, after) == []
    assert {pair for pair in before.pairs if pair[0] != leaves} <= after.pairs
    assert value(after, Aim.CHANGES) == sum(reader == leaves for reader, _ in before.pairs)


def test_what_was_read_stays_also_against_a_conflict_that_came_later():
    asked = Round((1, 2), readers(1, 1, 1), 1, {(100, 1): "declared"}, done=frozenset({(100, 1)}))
    assert (100, 1) in assign(asked).pairs
    assert (100, 1) not in assign(replace(asked, done=frozenset(), existing=asked.done)).pairs


# What stands in the way


def test_an_application_with_two_readers_left_is_named():
    asked = Round((17, 18), readers(9, 9, 9, 9), 3, {(100, 17): "own school", (101, 17): "community"})
    [[reason]] = assign(asked).reasons
    assert reason == Reason(Kind.CONFLICTS, 17, need=3, have=2)
    said = words_of(reason, applications={17: "Alder"}, readers={})
    assert said == "Alder has 2 readers without a conflict, and 3 are wanted."


def test_caps_that_add_up_to_too_little_are_named_with_their_sum():
    [[reason]] = assign(Round(tuple(range(168)), readers(*[8] * 60), 3, {})).reasons
    assert reason == Reason(Kind.CAPS, need=504, have=480)


def test_two_applications_that_look_for_the_same_reader_are_named_with_the_cap():
    others = {(reader, application): "community" for reader in (102, 103) for application in (1, 2)}
    asked = Round((1, 2, 3, 4), readers(1, 9, 9, 9), 2, others)
    [reasons] = assign(asked).reasons
    assert reasons == (
        Reason(Kind.CONFLICTS, 1, need=2, have=2),
        Reason(Kind.CONFLICTS, 2, need=2, have=2),
        Reason(Kind.CAP, reader=100, need=2, have=1),
    )


@SETTINGS
@given(rounds())
def test_every_reason_is_a_smallest_set(asked):
    for reasons in assign(asked, seconds=5).reasons:
        rules = set()
        for one in reasons:
            if one.kind == Kind.CONFLICTS:
                rules.add((Kind.CONFLICTS, one.application))
            elif one.kind == Kind.CAP:
                rules.add((Kind.CAP, one.reader))
        if [one.kind for one in reasons] == [Kind.CAPS]:
            assert not any(ways(asked, {(Kind.CAP, one.id) for one in asked.readers}))
            assert reasons[0].need > reasons[0].have
        elif [one.kind for one in reasons] == [Kind.READERS]:
            assert not any(ways(asked, set()))
        else:
            assert not any(ways(asked, rules)), "these alone leave no way"
            for rule in rules:
                assert any(ways(asked, rules - {rule})), "and each of them is needed"


def test_a_round_that_contradicts_itself_is_refused():
    with pytest.raises(ValueError, match="stands twice"):
        Round((1,), (Reader(1, 1), Reader(1, 2)), 1, {})
    with pytest.raises(ValueError, match="every application once"):
        Round((1,), readers(1), 1, {}, anchors=(1,))
    with pytest.raises(ValueError, match="more often than is wanted"):
        Round((1,), readers(1, 1), 1, {}, done=frozenset({(100, 1), (101, 1)}))
    with pytest.raises(ValueError, match="another round"):
        Round((1,), readers(1), 1, {}, done=frozenset({(100, 2)}))


def test_words_say_what_is_proven_and_what_is_not():
    answer = assign(Round((1, 2, 3), readers(9, 9, 9), 2, {}))
    said = [words_of_reached(one, answer) for one in answer.reached]
    assert said[1] == "Readers differ by 0 readings at most. Proven: no assignment is better."
    loose = replace(answer.reached[3], bound=2)
    assert "could be better by 33 % at most" in words_of_reached(loose, answer)


# A district


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_168_applications_three_readings_and_60_readers_are_proven_best_in_seconds(seed):
    asked = district(random.Random(seed))
    answer = assign(asked)
    assert (broken(asked, answer), answer.status) == ([], Status.OPTIMAL)
    assert (value(answer, Aim.LOADS), value(answer, Aim.GROUPS), answer.most) == (1, 1, 1)
    assert answer.seconds < 20


@pytest.mark.slow
def test_a_district_that_loses_a_reader_halfway_keeps_what_was_assigned():
    asked = district(random.Random(1))
    before = assign(asked)
    done = frozenset(sorted(before.pairs)[::2])
    leaves = asked.readers[7].id
    again = replace(
        asked,
        readers=asked.readers[:7] + asked.readers[8:],
        existing=before.pairs,
        done=frozenset(pair for pair in done if pair[0] != leaves),
    )
    after = assign(again)
    assert broken(again, after) == []
    assert value(after, Aim.CHANGES) == sum(reader == leaves for reader, _ in before.pairs)
    assert value(after, Aim.GROUPS) == 1
    assert after.seconds < 20
