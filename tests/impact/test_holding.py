"""What a sentence may not say: each rule on one that breaks it, the outside claims of the story, and our own pages."""

from datetime import timedelta

import pytest

from groundswell.impact.actions import claims, outside
from groundswell.impact.choices import Design, Reason, Relation
from groundswell.impact.models import OutsideClaim
from groundswell.impact.rules import comparing, holding, sentences
from groundswell.impact.rules.refusals import Refused
from groundswell.impact.rules.statements import Number, Statement, as_data, of_outside, told
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from groundswell.universe.story.claims import OUTSIDE, PARTNER

GOOD = Number("64 %", question="q", box=("very",), base="answered", in_box=64, answered=100, asked=120)


def but(**more) -> Number:
    return told(as_data(GOOD) | more)


def found(*numbers: Number, words: str = "64 % of those who answered.", **more) -> dict[str, bool]:
    """Reason -> whether it refuses."""
    said = holding.findings(Statement(words, numbers=numbers, template=more.pop("template", ""), **more))
    return {one.reason.value: one.refuses for one in reversed(said)}


def test_a_sentence_with_its_proof_holds():
    assert found(GOOD) == {}


COMPARES = {"relation": Relation.COMPARES}


@pytest.mark.parametrize(
    ("numbers", "more", "expected"),
    [
        ([but(answered=None)], {}, {"R4": True}),
        ([but(is_suppressed=True)], {}, {"R4": True}),
        ([but(asked=400)], {}, {"R4": False}),
        ([but(states=["implemented", "planning"])], {}, {"R3": True}),
        ([but(of_some=True)], {}, {"R3": False}),
        ([but(of_some=True, base="")], {}, {"R3": True}),
        ([GOOD, but(box=["very", "extremely"], in_box=90)], COMPARES, {"R2": True}),
        ([GOOD, but(question="other", in_box=90)], COMPARES, {"R2": True}),
        ([GOOD, but(base="asked", in_box=90)], COMPARES, {"R1": True}),
        ([GOOD, but(population="others", in_box=90)], COMPARES, {"R1": False}),
        ([GOOD, but(in_box=70)], COMPARES, {"R9": True}),
        ([GOOD, but(in_box=90)], COMPARES, {}),
        ([but(is_final=False)], {}, {"R1": False}),
        ([but(wholes=[168, 176])], {}, {"R1": True}),
        ([but(part=5, whole=6, exist=7)], {}, {"R5": True}),
        ([GOOD], {"template": "In five of the six workshops {share}"}, {"R5": True}),
        ([GOOD], {"template": "{share}, and 95 percent elsewhere"}, {"R4": True}),
        ([but(years_said=[2021], years_measured=[2020])], {}, {"R6": True}),
        ([GOOD], {"words": "No teacher was left behind."}, {"R7": True}),
        ([GOOD], {"words": "All schools will do it by 2018."}, {"R10": True}),
        ([GOOD], {"words": "64 % of all who answered."}, {}),
        ([but(is_absolute=True)], {"words": "All of them are confident."}, {}),
        ([GOOD], {"relation": Relation.GROWTH}, {"R8": True}),
        ([GOOD], {"relation": Relation.GROWTH, "design": Design.BEFORE_AFTER}, {"R8": False}),
        ([GOOD], {"relation": Relation.GROWTH, "design": Design.MATCHED}, {}),
        ([but(series=[89.6, 89.4])], {}, {"R9": True}),
        ([GOOD], {"goal": "Goal 1: every child", "goals": ("Goal 1: each child",)}, {"R11": False}),
        ([GOOD], {"words": "El 64 % no respondió.", "language": "es"}, {}),
    ],
)
def test_each_rule(numbers, more, expected):
    result = found(*numbers, **more)
    assert {key: result.get(key) for key in expected} == expected
    assert expected or result == {}


def test_the_noise_agrees_with_newcombe():
    """56/70 and 48/80 (his table II, example a): 0.0524 to 0.3339 apart."""
    assert not comparing.may_be_chance(but(in_box=56, answered=70), but(in_box=48, answered=80))
    assert comparing.may_be_chance(but(in_box=56, answered=70), but(in_box=50, answered=80 - 10))


WHY = {  # what the sources' published claims are flagged for
    "recommend coaching": {Reason.R4},
    "80 % are": {Reason.R2, Reason.R4},
    "75 %": {Reason.R2, Reason.R4, Reason.R6},
    "9.3": {Reason.R4, Reason.R9},
    "95 %": {Reason.R3, Reason.R4},
    "went": {Reason.R3, Reason.R4},
    "5 of": {Reason.R4, Reason.R5},
    "double-digit": {Reason.R4, Reason.R8},
    "89.6": {Reason.R4, Reason.R9},
    "2018": {Reason.R1, Reason.R10},
    "consultants": {Reason.R7},
}


def test_what_others_published_is_flagged_with_its_reasons_and_what_it_would_take(cast, browse):
    ola = cast.actor("ola")
    for sentence, topic, published, relation, numbers in OUTSIDE:
        entered = outside.enter(
            by=ola, partner=PARTNER, sentence=sentence, topic=topic, told=numbers, published=published,
            relation=relation,
        )  # fmt: skip
        outside.show(by=ola, claim=entered)
    with reading(cast.tenant):
        every = list(OutsideClaim.objects.all())
        findings = {one.sentence: holding.findings(of_outside(one, every)) for one in every}
    assert len(findings) == len(OUTSIDE) == len(WHY)
    for part, reasons in WHY.items():
        [of_it] = [said for sentence, said in findings.items() if part in sentence]
        assert {one.reason for one in of_it} == reasons, part
        assert all(one.needed for one in of_it)
    page = browse("sam").get("/d/riverbend/proof/claims/outside/").text
    assert "As published." in page and "Two points make no trend. The second is lower than the first." in page


def test_told_otherwise_the_same_sentence_is_not_flagged(cast):
    """No verdict hangs on a sentence: with its numbers of people, one base and one definition it holds."""
    whole = told(as_data(OUTSIDE[0][4][0]) | {"answered": 300, "asked": 400})
    claim = OutsideClaim(partner="x", sentence=OUTSIDE[0][0], topic="coaching", told=[as_data(whole)])
    assert holding.findings(of_outside(claim, [claim])) == []


def test_the_office_is_told_what_does_not_hold_when_it_hands_in(cast, workshop, define, browse):
    workshop(2, 0, 4, 9, 5, silent=5)
    workshop(2, 0, 4, 10, 4, silent=5, subject="used:2")
    ola, today = cast.actor("ola"), clock.today("America/New_York")
    one, other = define("confident"), define("confident", subject="used:", to_on=today)

    def handed(text, *definitions, **more):
        made = claims.draft(by=ola, sentence={"en": text}, definitions=definitions, **more)
        claims.hand_in(by=ola, claim=made)

    with pytest.raises(Refused, match="chance alone"):
        handed("From {share} to {share2}.", one, other, relation=Relation.COMPARES)
    with pytest.raises(Refused, match="can't be compared"):
        handed("From {share} to {share2}.", one, define("confident", box=["extremely"]), relation="compares")
    with pytest.raises(Refused, match="what the growth was compared with"):
        handed("The workshop made {share} confident.", one, relation=Relation.GROWTH)
    with pytest.raises(Refused, match="It says 2019"):
        handed("In 2019, {share} were confident.", one)
    with pytest.raises(Refused, match="typed by hand"):
        handed("{share} were confident, 95 % of the best.", one)
    with pytest.raises(Refused, match="Nothing fills this gap"):
        handed("{share} {mode}", one)
    with pytest.raises(Refused, match="Put each number"):
        handed("Everything went well.", one)
    handed("{share} of those who answered are confident.", one)
    early = define("confident", from_on=today - timedelta(days=400), to_on=today - timedelta(days=300))
    with pytest.raises(Refused, match="Too few people"):
        handed("{share} of those who answered are confident.", early)


def test_a_sentence_keeps_its_markup_to_itself():
    assert sentences.unknown_gaps("{share} {share3} {", 1) == ["{share3}", "{"]
    assert sentences.fill("<b>{share}</b> {other}", []) == "<b>{share}</b> {other}"
