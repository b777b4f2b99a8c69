"""A claim's life: drafted, checked by somebody else, public with its history, corrected or withdrawn."""

import pytest
from django.core.exceptions import PermissionDenied

from groundswell.impact.actions import claims
from groundswell.impact.choices import MOVES, ClaimState, Move
from groundswell.impact.models import Claim, MetricDefinition
from groundswell.impact.rules import holding, recompute
from groundswell.impact.rules.refusals import Refused
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading, writing
from groundswell.surveys.models import Answer
from tests.impact.conftest import WORDS


def read(cast, claim) -> Claim:
    with reading(cast.tenant):
        return Claim.objects.prefetch_related("figures__definition", "steps", "followed_by").get(pk=claim.pk)


def test_a_second_person_checks_and_everything_is_in_the_history(cast, drafted):
    ola, sam = cast.actor("ola"), cast.actor("sam")
    with pytest.raises(Refused, match="can't be done"):
        claims.publish(by=ola, claim=drafted)
    claims.hand_in(by=ola, claim=drafted)
    with pytest.raises(Refused, match="second person"):
        claims.check(by=ola, claim=drafted)
    with pytest.raises(Refused, match="second person"):
        claims.check(by=cast.system, claim=drafted)
    with pytest.raises(PermissionDenied):
        claims.check(by=cast.actor("bao"), claim=drafted)
    claims.send_back(by=sam, claim=drafted, reason="Say of whom.")
    claims.hand_in(by=ola, claim=drafted)
    claims.check(by=sam, claim=drafted)
    with pytest.raises(PermissionDenied):
        claims.publish(by=sam, claim=drafted)
    claims.publish(by=ola, claim=drafted)
    steps = [(step.move, step.role) for step in read(cast, drafted).steps.all()]
    assert steps == [
        ("drafted", "learning_office"), ("handed_in", "learning_office"), ("sent_back", "superintendent"),
        ("handed_in", "learning_office"), ("checked", "superintendent"), ("published", "learning_office"),
    ]  # fmt: skip
    with reading(cast.tenant):
        entries = JournalEntry.objects.filter(subject_kind="impact.claim", subject_id=drafted.pk)
        assert [one.kind.rpartition(".")[2] for one in entries.order_by("pk")] == [move for move, _ in steps]


def test_what_was_public_stays_public_with_the_reason(cast, published, client):
    ola, page = cast.actor("ola"), f"/d/riverbend/claims/{published.pk}/"
    with pytest.raises(Refused, match="Say why"):
        claims.correct(by=ola, claim=published, reason=" ")
    draft = claims.correct(by=ola, claim=published, reason="One survey was counted twice.")
    assert (draft.state, draft.follows_id) == (ClaimState.DRAFT, published.pk)
    said = client.get(page).text
    assert "This claim was corrected" in said and "One survey was counted twice." in said
    assert "What stands in its place" not in said
    claims.hand_in(by=ola, claim=draft)
    claims.check(by=cast.actor("leo"), claim=draft)
    claims.publish(by=ola, claim=draft)
    assert f"/d/riverbend/claims/{draft.pk}/" in client.get(page).text
    claims.withdraw(by=ola, claim=draft, reason="The question was unclear.")
    assert "This claim was withdrawn" in client.get(f"/d/riverbend/claims/{draft.pk}/").text
    with pytest.raises(Refused, match="can't be done"):
        claims.withdraw(by=ola, claim=draft, reason="Again.")


def test_every_state_but_the_last_ones_leads_on():
    left = {state for moves in MOVES.values() for state in moves}
    assert set(ClaimState) - left == {ClaimState.CORRECTED, ClaimState.WITHDRAWN, ClaimState.DROPPED}
    assert set(MOVES) == set(Move) - {Move.DRAFTED}


def test_a_definition_is_never_changed(cast, workshop, define):
    workshop(2, 0, 4, 9, 5)
    first, same, other = define("confident"), define("confident"), define("confident", box=["extremely"])
    assert (first.pk, first.version, other.version) == (same.pk, 1, 2)
    with pytest.raises(Refused, match="Tick the answers"):
        define("confident", box=["no such answer"])
    with reading(cast.tenant):
        assert MetricDefinition.objects.count() == 2


def test_the_numbers_are_those_worked_by_hand(cast, drafted):
    """14 of 20 of 40: Manski 14/40 to 34/40; Wilson (0.7 + 1.9208/20 ± …)/(1 + 3.8416/20) = 0.4810 to 0.8545."""
    [figure] = read(cast, drafted).figures.all()
    assert (figure.numerator, figure.denominator, figure.asked, figure.invited) == (14, 20, 40, 40)
    assert (figure.value, figure.response_rate, figure.bound_low, figure.bound_high) == (0.7, 0.5, 0.35, 0.85)
    assert figure.interval_low == pytest.approx(0.481027, abs=1e-6)
    assert figure.interval_high == pytest.approx(0.854523, abs=1e-6)


def test_nothing_goes_out_whose_facts_have_moved_on(cast, workshop, define):
    ola = cast.actor("ola")
    workshop(2, 0, 4, 9, 5, silent=20, is_open=True)
    made = claims.draft(by=ola, sentence=WORDS, definitions=[define("confident")])
    [before] = read(cast, made).figures.all()
    with writing(cast.tenant):
        Answer.objects.filter(choice__in=["moderately", "very"]).update(choice="slightly")
    with pytest.raises(Refused, match="have changed since"):
        claims.hand_in(by=ola, claim=made)
    claims.edit(by=ola, claim=made, sentence=WORDS, definitions=[before.definition])
    claims.hand_in(by=ola, claim=made)
    [after] = read(cast, made).figures.all()
    assert after.numerator < before.numerator


def test_a_survey_with_too_few_answers_counts_as_silent_and_says_so(cast, workshop, define):
    workshop(2, 0, 4, 9, 5, silent=20)
    workshop(0, 0, 0, 0, 3, silent=7, subject="event:2")
    made = claims.draft(by=cast.actor("ola"), sentence=WORDS, definitions=[define("confident")])
    [figure] = read(cast, made).figures.all()
    assert (figure.answered, figure.asked, figure.waves, figure.waves_hidden) == (20, 50, 2, 1)
    assert figure.bound_high == 0.88  # (14 + 30) / 50
    assert "3" not in str(
        [row["people"] for row in figure.inputs if row["wave"] == figure.inputs[-1]["wave"]]
    )
    with reading(cast.tenant):
        said = [one.said for one in holding.findings_of(made)]
    assert "In 1 of the 2 surveys too few answered to be shown; their people count as silent." in said


def test_a_mean_has_its_interval_and_its_bounds(cast, workshop, define):
    workshop(5, 0, 0, 0, 5, silent=10)
    sentence = {"en": "{mean} of 10 on average."}
    made = claims.draft(by=cast.actor("ola"), sentence=sentence, definitions=[define("recommend")])
    [figure] = read(cast, made).figures.all()
    assert figure.value == figure.numerator / 10
    assert (figure.bound_low, figure.bound_high) == (
        (figure.numerator + 10) / 20, (figure.numerator + 100) / 20,
    )  # fmt: skip
    assert recompute.digest(figure.definition.content, figure.inputs, figure.threshold) == figure.digest


@pytest.mark.parametrize(
    ("spanish", "is_refused"),
    [
        ("Todos los docentes tienen confianza: {share}.", True),
        ("El {share} de quienes respondieron tiene confianza; el resto no.", False),
    ],
)
def test_a_spanish_sentence_is_held_to_spanish_words(cast, drafted, spanish, is_refused):
    """ "Todos" is as absolute as "all"; a plain "no" is no "no" of English."""
    ola = cast.actor("ola")
    with reading(cast.tenant):
        definitions = [one.definition for one in drafted.figures.all()]
    claims.edit(by=ola, claim=drafted, sentence={**WORDS, "es": spanish}, definitions=definitions)
    if not is_refused:
        claims.hand_in(by=ola, claim=drafted)
        return
    with pytest.raises(Refused):
        claims.hand_in(by=ola, claim=drafted)
