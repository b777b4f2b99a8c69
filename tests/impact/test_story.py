"""Riverbend's own versions of what is claimed elsewhere publish, with their proof, and stand apart from the truth as
little as silence allows."""

import pytest

from groundswell.impact.choices import ClaimState
from groundswell.impact.models import Claim, OutsideClaim
from groundswell.impact.rules import holding, statements
from groundswell.kernel.tenancy import reading

pytestmark = [pytest.mark.slow, pytest.mark.proof]  # the first builds the universe


def test_riverbend_claims_what_it_can_prove_and_the_partner_is_asked(universe):
    tiny = universe("surge")
    with reading(tiny.tenant()):
        public = list(
            Claim.objects.filter(state=ClaimState.PUBLISHED).prefetch_related("figures__definition")
        )
        every = list(OutsideClaim.objects.all())
        assert all(holding.findings(statements.of_outside(one, every)) for one in every)
        drafts = Claim.objects.filter(state=ClaimState.DRAFT).prefetch_related("figures__definition")
        [used] = [one for claim in drafts for one in claim.figures.all() if one.definition.item == "used"]
    assert len(public) == 2 and len(every) == 11
    figures = {one.definition.item: one for claim in public for one in claim.figures.all()}
    # In this small a district too few answered six weeks later: it stays a draft. Who plans to is not counted.
    assert used.is_suppressed and used.definition.box == ["all", "most", "some"]
    for one in figures.values():
        assert one.answered and one.bound_low <= one.value <= one.bound_high and not one.is_suppressed
    confident = [truth["confident"] for key, truth in tiny.truth.items() if key.startswith("event:")]
    people = sum(sum(one.values()) for one in confident)
    sure = sum(one["very"] + one["extremely"] for one in confident) / people
    assert figures["confident"].bound_low < sure < figures["confident"].bound_high
    with reading(tiny.tenant()):
        assert all(one.looked_at and one.goal for one in public)  # the worker has computed them again
        assert not any(one.has_changed for one in figures.values())
    board = tiny.browse("superintendent").get("/d/riverbend/proof/goals/").text
    assert (
        "2 of the plan’s 5 goals have a claim that stands" in board
        and board.count("Nothing is claimed yet.") == 3
    )
    page = tiny.browse("principal").get("/d/riverbend/claims/")
    assert page.status_code == 200 and "of those who answered after our workshops" in page.text
