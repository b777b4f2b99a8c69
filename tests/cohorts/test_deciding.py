"""Where a line stands, who decides otherwise and why, what is frozen, and what everybody is told."""

import json
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.http import Http404

from groundswell.cohorts.actions import candidacies, deciding, phases, publishing
from groundswell.cohorts.choices import CandidacyState
from groundswell.cohorts.models import (
    Candidacy,
    Cohort,
    CohortMember,
    DecisionEntry,
    SelectionDecision,
    SelectionRecord,
)
from groundswell.cohorts.queries.letters import get_letter_for
from groundswell.cohorts.queries.records import latest_record
from groundswell.cohorts.rules import gates, records
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading, writing
from groundswell.notices.models import OutgoingMail
from tests.cohorts.conftest import during
from tests.cohorts.deciding_story import fresh, scored, through

pytestmark = pytest.mark.django_db

SCORES = {"alder": (4, 4), "cedar": (4, 3), "dogwood": (3, 3), "elm": (2, 2), "fir": (1, 2)}


@pytest.fixture
def ready(cast, story):
    """Five schools read, approved and visited: 4, 3.5, 3, 2 and 1.5, for two places."""
    scored(cast, story, SCORES)
    through(cast, story)
    return story


@pytest.fixture
def no_gates():
    """Nothing above holds a publication back; afterwards the wiring's gates are there again."""
    before = list(gates._gates)
    gates.connect([])
    yield
    gates.connect(before)


def names(cast, decision, place="chosen"):
    with reading(cast.tenant):
        rows = DecisionEntry.objects.filter(decision=decision, place=place)
        return sorted(rows.values_list("candidacy__school__name", flat=True))


def decided(cast, story, **line):
    ola = cast.actor("ola")
    decision = deciding.draft(by=ola, call=story.call, **line)
    return deciding.decide(by=ola, decision=decision, reason="The readings, and nothing else.")


def test_the_line_stands_where_the_places_end_and_the_record_holds_it_all(cast, ready):
    decision = decided(cast, ready)
    assert decision.cut == Decimal("3.5")
    assert names(cast, decision) == ["Alder Elementary", "Cedar School"]
    with reading(cast.tenant):
        record = latest_record(decision)
        standing = {one["school"]: one for one in record.data["schools"]}
        assert ready.call.state != "decided"
    alder, birch = cast.places["alder"].pk, cast.places["birch"].pk
    assert standing[alder] | {"score": "4.000", "readings": 2, "place": "chosen"} == standing[alder]
    assert standing[birch]["state"] == "invited" and standing[birch]["score"] is None
    assert record.data["chosen"] == sorted([alder, cast.places["cedar"].pk])
    assert birch in record.data["pool"] and len(record.data["pool"]) == 4
    assert (record.data["cut"], record.data["lots"]) == ("3.500", None)
    assert [one["kind"] for one in record.data["phases"]][:3] == ["interest", "screening", "reading"]
    assert record.digest == records.digest(record.data)
    assert records.digest(json.loads(json.dumps(record.data))) == record.digest


def test_a_record_never_changes_and_a_second_decision_adds_one(cast, ready):
    ola, decision = cast.actor("ola"), decided(cast, ready)
    for change in (
        lambda: SelectionRecord.objects.update(digest="0"),
        lambda: SelectionRecord.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), writing(cast.tenant), transaction.atomic():
            change()
    with pytest.raises(Refused, match="Say why it is opened again"):
        deciding.reopen(by=ola, decision=decision, reason=" ")
    deciding.reopen(by=ola, decision=decision, reason="A score was entered in the wrong row.")
    deciding.draft(by=ola, call=ready.call, cut=Decimal(4))
    deciding.decide(by=ola, decision=decision, reason="As it should have been.")
    assert names(cast, decision) == ["Alder Elementary"]
    with reading(cast.tenant):
        kept = list(SelectionRecord.objects.filter(decision=decision))
    assert [one.number for one in kept] == [1, 2]
    assert [len(one.data["chosen"]) for one in kept] == [2, 1]


def test_judgement_needs_a_reason_that_the_school_reads(cast, ready, no_gates):
    ola = cast.actor("ola")
    decision = deciding.draft(by=ola, call=ready.call)
    with pytest.raises(Refused, match="Say why"):
        deciding.place(by=ola, decision=decision, candidacy=ready.candidacy("fir"), place="chosen", reason="")
    deciding.place(
        by=ola, decision=decision, candidacy=ready.candidacy("fir"), place="chosen", reason="The only one by the river."
    )  # fmt: skip
    with pytest.raises(Refused, match="3 schools would be in, and there are 2 places"):
        deciding.decide(by=ola, decision=decision, reason="Because.")
    deciding.place(
        by=ola, decision=decision, candidacy=ready.candidacy("cedar"), place="not_chosen", reason="Gave way."
    )
    deciding.decide(by=ola, decision=decision, reason="The river matters.")
    assert names(cast, decision) == ["Alder Elementary", "Fir School"]
    deciding.publish(by=ola, decision=fresh(cast, decision))
    with reading(cast.tenant):
        letter = get_letter_for(cast.actor("head_fir"), ready.candidacy("fir").pk)
    assert letter.entry.reason == "The only one by the river." and letter.entry.placed_by == "judgement"


def test_more_schools_than_places_at_the_line_are_refused_until_it_moves(cast, story):
    scored(cast, story, {"alder": (4, 4), "cedar": (3, 3), "dogwood": (3, 3), "elm": (3, 3)})
    through(cast, story)
    ola = cast.actor("ola")
    decision = deciding.draft(by=ola, call=story.call)
    assert decision.cut == Decimal(3)
    with pytest.raises(Refused, match="4 schools would be in, and there are 2 places"):
        deciding.decide(by=ola, decision=decision, reason="Because.")
    deciding.draft(by=ola, call=story.call, cut=Decimal("3.001"))
    deciding.decide(by=ola, decision=fresh(cast, decision), reason="Clear of the line.")
    assert names(cast, decision) == ["Alder Elementary"]


def test_nothing_is_decided_while_a_phase_is_open_or_a_reading_unfinished(cast, story):
    given = scored(cast, story, SCORES, unfinished="fir")
    ola = cast.actor("ola")
    decision = deciding.draft(by=ola, call=story.call)
    with pytest.raises(Refused, match="Not settled yet: Expression of interest"):
        deciding.decide(by=ola, decision=decision, reason="Because.")
    through(cast, story)
    with pytest.raises(Refused, match="1 reading is not finished"):
        deciding.decide(by=ola, decision=decision, reason="Because.")
    given.finish("fir")
    deciding.decide(by=ola, decision=decision, reason="Now all is there.")
    assert fresh(cast, decision).decided_at is not None


def test_only_who_may_decides_and_a_second_decider_is_told(cast, ready):
    decision = deciding.draft(by=cast.actor("ola"), call=ready.call)
    for name in ("leo", "bao", "dev", "ana"):
        with pytest.raises(PermissionDenied):
            deciding.decide(by=cast.actor(name), decision=decision, reason="Mine.")
    deciding.decide(by=cast.actor("sam"), decision=decision, reason="The readings.")
    with pytest.raises(Refused, match="This call is now"):
        deciding.decide(by=cast.actor("ola"), decision=decision, reason="Me, too.")
    with pytest.raises(Refused, match="This call is now"):
        deciding.draft(by=cast.actor("ola"), call=ready.call, cut=Decimal(1))


def test_a_gate_holds_the_publication_back_in_words_and_only_while_it_stands(cast, ready, no_gates):
    ola, decision = cast.actor("ola"), decided(cast, ready)
    asked = []
    gates.connect([lambda digest: asked.append(digest) or "The study design is not locked."])
    with pytest.raises(Refused, match="can’t be told yet"):
        deciding.publish(by=ola, decision=decision)
    with reading(cast.tenant):
        assert asked == [latest_record(decision).digest]
        assert not Cohort.objects.exists() and not OutgoingMail.objects.filter(kind="cohorts.letter").exists()
    gates.connect([lambda digest: None])
    deciding.publish(by=ola, decision=decision)
    with reading(cast.tenant):
        assert Cohort.objects.get().begins_on.isoformat() == "2026-07-01"


def test_publishing_tells_all_founds_the_cohort_and_is_done_once(cast, ready, no_gates):
    ola, decision = cast.actor("ola"), decided(cast, ready)
    deciding.publish(by=ola, decision=decision)
    with pytest.raises(Refused, match="This call is now"):
        deciding.publish(by=ola, decision=decision)
    with reading(cast.tenant):
        states = dict(Candidacy.objects.filter(call=ready.call).values_list("school__name", "state"))
        members = set(CohortMember.objects.values_list("school__name", flat=True))
        told = OutgoingMail.objects.filter(kind="cohorts.letter").count()
        kinds = JournalEntry.objects.filter(kind__startswith="cohorts.decision").values_list(
            "kind", flat=True
        )
        assert list(kinds.order_by("pk")) == [
            "cohorts.decision.line_drawn", "cohorts.decision.decided", "cohorts.decision.published",
        ]  # fmt: skip
    assert states["Alder Elementary"] == states["Cedar School"] == CandidacyState.CHOSEN
    assert (
        states["Elm School"] == CandidacyState.NOT_CHOSEN and states["Birch Middle"] == CandidacyState.INVITED
    )
    assert members == {"Alder Elementary", "Cedar School"} and told == 5


def test_an_applicant_sees_nothing_before_all_are_told(cast, ready, no_gates):
    decision = decided(cast, ready)
    alder = ready.candidacy("alder").pk
    with reading(cast.tenant):
        for name in ("bao", "leo", "ana", "noor"):
            with pytest.raises(Http404):
                get_letter_for(cast.actor(name), alder)
        assert get_letter_for(cast.actor("ola"), alder).is_chosen
    deciding.publish(by=cast.actor("sam"), decision=decision)
    with reading(cast.tenant):
        assert get_letter_for(cast.actor("bao"), alder).is_chosen
        for name in ("head_cedar", "ana", "noor"):
            with pytest.raises(Http404):
                get_letter_for(cast.actor(name), alder)


def test_a_place_that_is_given_back_goes_on_by_the_offices_word(cast, ready, no_gates):
    ola, decision = cast.actor("ola"), decided(cast, ready)
    deciding.publish(by=ola, decision=decision)
    with pytest.raises(Refused, match="Every place is taken"):
        deciding.move_up(by=ola, decision=decision, candidacy=ready.candidacy("dogwood"), reason="Next.")
    with pytest.raises(PermissionDenied):
        publishing.give_back(by=cast.actor("head_elm"), candidacy=ready.candidacy("cedar"), reason="No.")
    publishing.give_back(
        by=cast.actor("head_cedar"), candidacy=ready.candidacy("cedar"), reason="Our principal leaves."
    )
    with reading(cast.tenant):
        assert CohortMember.objects.filter(left_on=None).count() == 2
    deciding.move_up(by=ola, decision=decision, candidacy=ready.candidacy("dogwood"), reason="Next by score.")
    with reading(cast.tenant):
        now = set(CohortMember.objects.filter(left_on=None).values_list("school__name", flat=True))
        letter = get_letter_for(cast.actor("head_dogwood"), ready.candidacy("dogwood").pk)
        record = latest_record(decision)
    assert now == {"Alder Elementary", "Dogwood School"}
    assert letter.is_chosen and letter.entry.reason == "Next by score."
    assert cast.places["cedar"].pk in record.data["chosen"]


def test_a_school_that_withdraws_before_it_is_told_is_told_nothing(cast, ready, no_gates):
    ola, decision = cast.actor("ola"), decided(cast, ready)
    candidacies.withdraw(by=cast.actor("head_cedar"), candidacy=ready.candidacy("cedar"), why="No time.")
    deciding.publish(by=ola, decision=decision)
    with reading(cast.tenant):
        assert set(CohortMember.objects.values_list("school__name", flat=True)) == {"Alder Elementary"}
        with pytest.raises(Http404):
            get_letter_for(cast.actor("head_cedar"), ready.candidacy("cedar").pk)
    deciding.move_up(
        by=ola, decision=decision, candidacy=ready.candidacy("dogwood"), reason="A place is free."
    )


def test_a_school_that_was_left_out_earlier_gets_a_letter_with_the_reason(cast, story, no_gates):
    scored(cast, story, SCORES)
    leo = cast.actor("leo")
    story.settle("interest", "screening", "reading")

    with during(story.phase("approval")):
        phases.give_outcome(
            by=leo, phase=story.phase("approval"), candidacy=story.candidacy("elm"), outcome="not_passed",
            reason="Its building is renovated next year.",
        )  # fmt: skip
    through(cast, story)
    decision = decided(cast, story)
    deciding.publish(by=cast.actor("ola"), decision=decision)
    with reading(cast.tenant):
        letter = get_letter_for(cast.actor("head_elm"), story.candidacy("elm").pk)
        told = OutgoingMail.objects.filter(kind="cohorts.letter").count()
    assert letter.is_out and told == 5
    assert "Its building is renovated next year." in [one.reason for one in letter.outcomes]


def test_two_decisions_of_one_call_are_one_row(cast, ready):
    first = deciding.draft(by=cast.actor("ola"), call=ready.call)
    assert deciding.draft(by=cast.actor("sam"), call=ready.call).pk == first.pk
    with reading(cast.tenant):
        assert SelectionDecision.objects.count() == 1
