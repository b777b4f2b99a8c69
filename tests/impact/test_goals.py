"""Claims under the goals of the plan: chosen when a claim is written, shown by goal, also where nothing is claimed."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groundswell.impact.actions import claims
from groundswell.impact.models import Claim
from groundswell.impact.rules import holding
from groundswell.impact.rules.refusals import Refused
from groundswell.kernel.tenancy import reading
from groundswell.planning.actions import goals
from tests.impact.conftest import WORDS

BOARD, PUBLIC = "/d/riverbend/proof/goals/", "/d/riverbend/claims/"
YEARS = {"from_year": 2026, "to_year": 2030}


def words_of(page) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


@pytest.fixture
def claimed(cast, plan, workshop, define):
    """``claimed(2)``: a published claim for goal 2, or for none."""
    workshop(2, 0, 4, 9, 5, silent=20)

    def publish(number: int | None, **more) -> Claim:
        ola, goal = cast.actor("ola"), plan[number].pk if number else None
        made = claims.draft(by=ola, sentence=WORDS, definitions=[define("confident")], goal=goal, **more)
        claims.hand_in(by=ola, claim=made)
        claims.check(by=cast.actor("sam"), claim=made)
        return claims.publish(by=ola, claim=made)

    return publish


def test_the_board_sees_each_goal_with_its_claims_and_where_there_is_none(claimed, browse):
    claimed(2)
    claimed(None)
    said = words_of(browse("bao").get(BOARD))
    assert "1 of the plan’s 2 goals have a claim that stands" in said
    grows, learn, none = (
        said.index(words) for words in ("Every student grows", "Adults learn", "Without a goal")
    )
    assert (
        grows < said.index("Nothing is claimed yet.") < learn < said.index("20 of 40 asked answered") < none
    )
    for words in (
        "What chance leaves open (95 %): from 48",
        "between 35",
        "Checked on",
        "(Superintendent)",
        "published on",
    ):
        assert words in said, words
    assert "Fewer than half" not in said  # exactly half did


def test_a_plan_without_goals_and_goals_without_claims_say_so(cast, browse):
    assert "The plan has no goals here yet" in browse("bao").get(BOARD).text
    goals.add(by=cast.actor("sam"), number=1, title={"en": "Adults learn"}, **YEARS)
    said = words_of(browse("bao").get(BOARD))
    assert "Nothing is claimed yet for any goal of the plan" in said and "Adults learn" in said


def test_growth_stands_with_its_design_and_its_footnotes(claimed, browse):
    claimed(1, relation="growth", design="before_after")
    said = words_of(browse("bao").get(BOARD))
    assert "How it was compared: Before and after" in said
    assert "Nothing shows what would have happened without it." in said


def test_a_claim_keeps_the_wording_that_it_was_written_for(cast, claimed, plan, browse, client):
    claim = claimed(2)
    new = goals.reword(
        by=cast.actor("sam"), goal=plan[2], number=2, title={"en": "Adults learn daily"}, **YEARS
    )
    said = words_of(browse("bao").get(BOARD))
    assert "Goal 2 · 2025–26 – 2029–30 Adults learn daily" in said
    assert "Written for version 1 of the goal: “Adults learn”" in said
    public = words_of(client.get(PUBLIC))
    assert "Adults learn daily" in public
    # Two claims under two wordings of a goal: each says so (R11).
    second = claims.draft(by=cast.actor("ola"), sentence=WORDS, definitions=_same(cast, claim), goal=new.pk)
    with reading(cast.tenant):
        found = [one.reason.value for one in holding.findings_of(Claim.objects.get(pk=second.pk))]
    assert found == ["R11"]


def test_a_retired_goal_stays_while_claims_stand_under_it(cast, claimed, plan, browse):
    claimed(2)
    for number in plan:
        goals.retire(by=cast.actor("sam"), goal=plan[number])
    said = words_of(browse("bao").get(BOARD))
    assert "not in the plan any more Adults learn" in said and "Every student grows" not in said


def test_no_claim_is_written_for_a_goal_that_does_not_hold(cast, plan, workshop, define):
    workshop(2, 0, 4, 9, 5)
    ola, given = cast.actor("ola"), {"sentence": WORDS, "definitions": [define("confident")]}
    other = goals.add(by=cast.system.__class__.system(cast.other), number=1, title={"en": "Theirs"}, **YEARS)
    goals.retire(by=cast.actor("sam"), goal=plan[1])
    for wording in (plan[1].pk, other.pk, 987654321):
        with pytest.raises(Refused, match="does not hold this goal"):
            claims.draft(by=ola, **given, goal=wording)
    kept = claims.draft(by=ola, **given, goal=plan[2].pk)
    goals.retire(by=cast.actor("sam"), goal=plan[2])
    claims.edit(by=ola, claim=kept, **given, goal=plan[2].pk)  # it was written for it


def test_what_stands_no_more_is_told_at_the_end(cast, claimed, browse):
    claims.withdraw(by=cast.actor("ola"), claim=claimed(2), reason="The question was unclear.")
    said = words_of(browse("bao").get(BOARD))
    assert "Nothing is claimed yet for any goal" in said
    assert said.index("What stands no more") < said.index("The question was unclear.")


@pytest.mark.parametrize(("name", "status"), [("ana", 403), ("ida", 403), ("noor", 404), ("nils", 404)])
def test_the_board_is_for_who_reads_results(plan, browse, name, status):
    assert browse(name).get(BOARD).status_code == status


def test_in_spanish_the_goals_and_the_claims_are_spanish(cast, claimed, browse, client):
    claimed(2)
    client.cookies["django_language"] = "es"
    assert "Los adultos aprenden" in browse("bao").get(BOARD).text
    assert "Los adultos aprenden" in client.get(f"{PUBLIC}?language=es").text


def test_the_public_page_shows_goals_that_have_a_claim(claimed, client):
    claimed(None)
    assert "Without a goal" not in client.get(PUBLIC).text  # alone it needs no heading
    claimed(2)
    said = words_of(client.get(PUBLIC))
    assert "Adults learn" in said and "Without a goal of the plan" in said and "Every student" not in said


def test_the_list_says_that_it_is_as_it_was_with_two_questions(cast, claimed, plan, client):
    def asked(**headers):
        with CaptureQueriesContext(connection) as queries:
            page = client.get(PUBLIC, headers=headers)
        said = [one["sql"] or "" for one in queries]
        tables = [one for one in said if "impact_" in one or "planning_" in one]
        return page, len(tables)

    costs = set()
    for _ in range(3):
        claimed(2)
        first, whole = asked()
        again, cost = asked(**{"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        costs.add((whole, cost))
    assert costs == {(7, 2)}
    assert first["Cache-Control"] == "public, max-age=300" and not first.cookies
    goals.reword(by=cast.actor("sam"), goal=plan[2], number=2, title={"en": "Adults learn daily"}, **YEARS)
    again, _cost = asked(**{"If-None-Match": first["ETag"]})
    assert again.status_code == 200 and "Adults learn daily" in again.text


def _same(cast, claim):
    with reading(cast.tenant):
        return [one.definition for one in claim.figures.select_related("definition")]
