"""Lots near the line: fixed first, drawn once, and anybody can do the draw again."""

import hashlib
from decimal import Decimal

import pytest
from django.http import Http404

from groundswell.cohorts.actions import deciding
from groundswell.cohorts.models import DecisionEntry, Reading
from groundswell.cohorts.queries.deciding import get_lottery_for, in_the_draw
from groundswell.cohorts.queries.records import latest_record
from groundswell.cohorts.rules import drawing, gates
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import lots
from groundswell.kernel.tenancy import reading, writing
from tests.cohorts.deciding_story import fresh, scored, through

pytestmark = pytest.mark.django_db

EQUAL = {"alder": (4, 4), "cedar": (3, 3), "dogwood": (3, 3), "elm": (3, 3), "fir": (1, 1)}
SOURCE = "North Carolina Pick 4, evening draw of 2 May 2027"


@pytest.fixture
def ready(cast, story):
    """One school is clearly in, three stand equal for the second place."""
    scored(cast, story, EQUAL)
    through(cast, story)
    story.decision = deciding.draft(by=cast.actor("ola"), call=story.call, cut=Decimal(3), band=Decimal(0))
    return story


def fixed(cast, story):
    return deciding.commit_lots(by=cast.actor("ola"), decision=story.decision, public_source=SOURCE)


def test_three_equals_for_one_place_need_lots_and_anybody_can_draw_them_again(cast, ready):
    ola = cast.actor("ola")
    with pytest.raises(Refused, match="Lots decide near the line"):
        deciding.decide(by=ola, decision=ready.decision, reason="Because.")
    with pytest.raises(Refused, match="Fix the lots first"):
        deciding.draw(by=ola, decision=ready.decision, public_number="1234")
    decision = fixed(cast, ready)
    keys = sorted(ready.candidacy(name).pk for name in ("cedar", "dogwood", "elm"))
    assert decision.tickets == keys
    deciding.draw(by=ola, decision=decision, public_number="8 0 4 2")
    decision = deciding.decide(by=ola, decision=decision, reason="The readings; lots among equals.")
    made = fresh(cast, decision)
    by_hand = min(keys, key=lambda one: hashlib.sha256(f"{made.seed}:8 0 4 2:{one}".encode()).hexdigest())
    with reading(cast.tenant):
        entries = {one.candidacy_id: one for one in DecisionEntry.objects.filter(decision=decision)}
        record = latest_record(decision).data
    inside = {key for key, one in entries.items() if one.place == "chosen"}
    assert inside == {ready.candidacy("alder").pk, by_hand}
    assert {entries[key].placed_by for key in keys} == {"lottery"}
    assert record["lots"]["order"][0] == by_hand and record["lots"]["seed_hash"] == made.seed_hash
    assert drawing.holds(made.seed_hash, made.list_hash, made.seed, keys)
    assert not drawing.holds(made.seed_hash, made.list_hash, made.seed, keys[:2])
    assert not drawing.holds(made.seed_hash, made.list_hash, lots.new_seed(), keys)


def test_lots_are_fixed_and_drawn_once(cast, ready):
    ola, decision = cast.actor("ola"), fixed(cast, ready)
    with pytest.raises(Refused, match="fixed already"):
        fixed(cast, ready)
    with pytest.raises(Refused, match="Take them back with the reason before you move it"):
        deciding.draft(by=ola, call=ready.call, cut=Decimal(2))
    with pytest.raises(Refused, match="Enter the public number"):
        deciding.draw(by=ola, decision=decision, public_number=" ")
    deciding.draw(by=ola, decision=decision, public_number="8042")
    with pytest.raises(Refused, match="drawn once"):
        deciding.draw(by=ola, decision=decision, public_number="8043")
    with pytest.raises(Refused, match="the draw holds"):
        deciding.take_back_lots(by=ola, decision=decision, reason="I wanted another school.")


def test_the_draw_names_a_public_number_first(cast, ready):
    with pytest.raises(Refused, match="Name the public number"):
        deciding.commit_lots(by=cast.actor("ola"), decision=ready.decision, public_source=" ")


def test_lots_that_are_not_needed_are_not_fixed(cast, ready):
    deciding.draft(by=cast.actor("ola"), call=ready.call, cut=Decimal(4), band=Decimal(0))
    with pytest.raises(Refused, match="no lots are needed"):
        fixed(cast, ready)


def test_lots_fall_with_the_scores_that_they_were_fixed_for(cast, ready):
    ola, decision = cast.actor("ola"), fixed(cast, ready)
    with writing(cast.tenant):
        Reading.objects.filter(candidacy=ready.candidacy("elm")).update(total=Decimal("3.4"))
    with pytest.raises(Refused, match="have changed since the lots were fixed"):
        deciding.draw(by=ola, decision=decision, public_number="8042")
    deciding.take_back_lots(by=ola, decision=decision, reason="A score was mended.")
    assert fresh(cast, decision).seed_hash == ""


def test_the_page_tells_hashes_first_and_names_when_all_are_told(cast, client, ready):
    ola, decision = cast.actor("ola"), fixed(cast, ready)
    address = f"/d/riverbend/calls/{ready.call.pk}/lots/"
    client.force_login(cast.user("ana"))
    page = client.get(address).content.decode()
    assert decision.seed_hash in page and decision.list_hash in page and SOURCE in page
    assert decision.seed not in page and "Cedar School" not in page
    deciding.draw(by=ola, decision=decision, public_number="8042")
    page = client.get(address).content.decode()
    assert decision.seed not in page and "Cedar School" not in page
    decision = deciding.decide(by=ola, decision=decision, reason="Lots among equals.")
    before = list(gates._gates)
    gates.connect([])
    try:
        deciding.publish(by=ola, decision=decision)
    finally:
        gates.connect(before)
    page = client.get(address).content.decode()
    assert decision.seed in page and "Cedar School" in page and "It fits what was fixed" in page
    client.force_login(cast.user("noor"))
    assert client.get(address).status_code == 404


def test_nobody_sees_who_is_in_a_draw_before(cast, ready):
    decision = fixed(cast, ready)
    with reading(cast.tenant):
        assert in_the_draw(decision) == {}
        assert get_lottery_for(cast.actor("ana"), ready.call.pk) == decision
        with pytest.raises(Http404):
            get_lottery_for(cast.actor("gus"), ready.call.pk)
