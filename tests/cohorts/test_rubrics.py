"""A rubric: whole before it is signed, signed by five before it is used, and never changed under its readers."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from groundswell.cohorts.actions import readers, rubrics
from groundswell.cohorts.models import RubricCriterion, RubricSignoff, RubricVersion, SelectionPhase
from groundswell.cohorts.rules.refusals import Refused
from groundswell.cohorts.rules.rubrics import CriterionText, shares, texts_of
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading, writing
from groundswell.notices.models import OutgoingMail
from groundswell.planning.choices import Function
from tests.cohorts.conftest import during
from tests.cohorts.reading_story import (
    CRITERIA,
    LEVELS,
    add_readers,
    fresh,
    hand_in,
    readings_of,
    score,
    seat_committee,
    sign_all,
    write_rubric,
)


@pytest.fixture
def version(cast, initiative):
    seat_committee(cast, initiative)
    return write_rubric(cast, initiative)


def test_a_rubric_is_usable_only_when_the_fifth_function_has_signed(cast, version, story):
    ola, phase = cast.actor("ola"), story.phase("reading")
    rubrics.send_for_signing(by=ola, version=version)
    for function in Function.values:
        assert fresh(cast, version).state == "vetting"
        with pytest.raises(Refused, match="not signed by all"):
            rubrics.use(by=ola, phase=phase, version=fresh(cast, version))
        rubrics.sign(by=cast.actor(function), version=version, function=function)
    vetted = fresh(cast, version)
    assert (vetted.state, vetted.vetted_at is not None) == ("vetted", True)
    assert rubrics.use(by=ola, phase=phase, version=vetted).rubric_id == version.pk


def test_the_committee_is_asked_each_time_that_it_goes_out(cast, version):
    for sent in (1, 2):
        rubrics.send_for_signing(by=cast.actor("ola"), version=version)
        with reading(cast.tenant):
            asked = list(
                OutgoingMail.objects.filter(kind="cohorts.rubric_sign").values_list("to_person", flat=True)
            )
        assert sorted(asked) == sorted(sent * [cast.people[function].pk for function in Function.values])
        rubrics.send_back(by=cast.actor("technology"), version=version, function="technology", note="Not yet")


def test_a_function_signs_for_itself_and_once(cast, version):
    rubrics.send_for_signing(by=cast.actor("ola"), version=version)
    for name in ("ola", "technology", "bao"):
        with pytest.raises(PermissionDenied):
            rubrics.sign(by=cast.actor(name), version=version, function="academics")
    rubrics.sign(by=cast.actor("academics"), version=version, function="academics")
    with pytest.raises(Refused, match="has signed already"):
        rubrics.sign(by=cast.actor("academics"), version=version, function="academics")


def test_what_is_sent_back_is_a_draft_again_and_has_no_signature(cast, version):
    rubrics.send_for_signing(by=cast.actor("ola"), version=version)
    rubrics.sign(by=cast.actor("academics"), version=version, function="academics")
    with pytest.raises(Refused, match="what is missing"):
        rubrics.send_back(by=cast.actor("technology"), version=version, function="technology", note=" ")
    rubrics.send_back(
        by=cast.actor("technology"), version=version, function="technology", note="And devices?"
    )
    with reading(cast.tenant):
        kept = list(RubricSignoff.objects.filter(version=version).values_list("function", "signed", "note"))
        told = JournalEntry.objects.get(kind="cohorts.rubric.sent_back")
    assert kept == [("technology", False, "And devices?")]
    assert told.data["dropped"] == [["academics", cast.people["academics"].pk]]
    assert fresh(cast, version).state == "draft"
    sign_all(cast, version)  # from the beginning: all five, the first one too
    assert fresh(cast, version).state == "vetted"


@pytest.mark.parametrize(
    ("criteria", "why"),
    [
        ([], "no criterion yet"),
        ([replace(CRITERIA[0], levels={1: "Not yet.", 3: "So.", 4: "All."})], "level 2 has no words"),
        ([CRITERIA[0], replace(CRITERIA[1], levels={})], "levels 1, 2, 3, 4 have no words"),
        ([replace(CRITERIA[0], levels=LEVELS | {2: " "})], "level 2 has no words"),
    ],
)
def test_every_level_of_every_criterion_has_words_before_it_goes_out(cast, initiative, criteria, why):
    version = write_rubric(cast, initiative, criteria)
    with pytest.raises(Refused, match=why):
        rubrics.send_for_signing(by=cast.actor("ola"), version=version)
    assert fresh(cast, version).state == "draft"


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (CriterionText(" ", levels=LEVELS), "needs a name"),
        (CriterionText("A", weight=Decimal(0)), "more than 0"),
        (CriterionText("A", levels={5: "More than all."}), "does not have"),
        (CriterionText("A", meaning="x" * 601), "too long"),
    ],
)
def test_what_no_rubric_can_hold_is_refused(cast, version, one, why):
    with pytest.raises(Refused, match=why):
        rubrics.edit(by=cast.actor("ola"), version=version, criteria=[one])
    with reading(cast.tenant):
        assert [one.title for one in texts_of(version)] == ["Vision", "Team"]


def test_weights_are_shares():
    assert shares([Decimal(1), Decimal(3)]) == [0.25, 0.75]
    assert shares([]) == []


def test_signed_words_stay_and_a_change_is_the_next_version(cast, version):
    ola = cast.actor("ola")
    vetted = sign_all(cast, version)
    with pytest.raises(Refused, match="Signed by all"):
        rubrics.edit(by=ola, version=vetted, criteria=CRITERIA[:1])
    second = rubrics.revise(by=ola, version=vetted)
    with pytest.raises(Refused, match="being written already"):
        rubrics.revise(by=ola, version=vetted)
    rubrics.edit(by=ola, version=second, criteria=CRITERIA[:1])
    with reading(cast.tenant):
        assert (second.number, [one.title for one in texts_of(second)]) == (2, ["Vision"])
        assert [one.title for one in texts_of(vetted)] == ["Vision", "Team"]
    sign_all(cast, second)
    assert fresh(cast, vetted).state == "retired"


def _edits(version):
    criterion = RubricCriterion.objects.filter(version=version)
    level = criterion.first().levels
    return [
        lambda: criterion.update(weight=9),
        lambda: criterion.first().delete(),
        lambda: level.update(text="Something else."),
        lambda: level.first().delete(),
        lambda: RubricCriterion.objects.create(
            tenant=version.tenant, version=version, position=9, title="New"
        ),
        lambda: RubricVersion.objects.filter(pk=version.pk).update(highest=9),
    ]


@pytest.mark.parametrize("at", range(6))
def test_the_database_itself_refuses_to_edit_what_was_signed(cast, version, at):
    signed = sign_all(cast, version)
    with pytest.raises(DatabaseError, match="stays as it was"), writing(cast.tenant), transaction.atomic():
        _edits(signed)[at]()
    second = rubrics.revise(by=cast.actor("ola"), version=signed)
    with writing(cast.tenant):
        _edits(second)[at]()  # a draft can be edited: the refusal is about the signature


def test_a_phase_that_was_scored_in_keeps_its_rubric(cast, version, story):
    ola = cast.actor("ola")
    story.take_part("alder")
    hand_in(cast, story.candidacy("alder"))
    signed, phase = sign_all(cast, version), story.phase("reading")
    rubrics.use(by=ola, phase=phase, version=signed)
    add_readers(cast, phase, "rae", "rob", "ron")
    readers.assign(by=ola, phase=phase, seed=1)
    other = sign_all(cast, rubrics.revise(by=ola, version=signed))
    rubrics.use(by=ola, phase=phase, version=other)  # nobody has scored yet
    with during(phase):
        score(cast, "rae", readings_of(cast, "rae")[0], 3, 3)
    third = sign_all(cast, rubrics.revise(by=ola, version=other))
    with pytest.raises(Refused, match="scored by the present rubric"):
        rubrics.use(by=ola, phase=phase, version=third)
    with pytest.raises(DatabaseError, match="stays as it was"), writing(cast.tenant), transaction.atomic():
        SelectionPhase.objects.filter(pk=phase.pk).update(rubric=third)
