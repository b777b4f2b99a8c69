"""A published claim is computed again each day; what changed is said, and no published number ever moves."""

from datetime import timedelta

import pytest

from groundswell.impact.actions import claims
from groundswell.impact.choices import Move
from groundswell.impact.models import Claim
from groundswell.impact.queries.claims import to_look_at
from groundswell.impact.rules.refusals import Refused
from groundswell.kernel import clock, work
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading, writing
from groundswell.notices.models import OutgoingMail
from groundswell.notices.rules import letters
from groundswell.roster.models import Person

TOMORROW = timedelta(hours=25)


def read(cast, claim) -> Claim:
    with reading(cast.tenant):
        return Claim.objects.prefetch_related("figures__definition", "steps", "followed_by").get(pk=claim.pk)


def moves(cast, claim) -> list[str]:
    return [one.move for one in read(cast, claim).steps.all()][4:]


def told(cast) -> set[int]:
    with reading(cast.tenant):
        return set(
            OutgoingMail.objects.filter(kind="impact.another_look").values_list("to_person", flat=True)
        )


def numbers(cast) -> set[int]:
    return {cast.people[name].pk for name in ("ola", "sam")}


def worked(cast, after: timedelta) -> int:
    """How many claims the worker computed again, so much later."""
    with clock.standing_at(clock.now() + after):
        with reading(cast.tenant):
            due = claims.looks_due(cast.tenant)
        done = claims.look_due(cast.tenant)
        assert done == due
    return done


def test_the_worker_looks_once_a_day_and_says_nothing_while_nothing_changed(cast, published):
    assert worked(cast, timedelta(hours=1)) == 0
    assert worked(cast, TOMORROW) == 1
    assert worked(cast, TOMORROW) == 0
    assert worked(cast, 2 * TOMORROW) == 1
    assert moves(cast, published) == [] and told(cast) == set()
    [figure] = read(cast, published).figures.all()
    assert (figure.digest_now, figure.value_now, figure.has_changed) == (figure.digest, 0.7, False)


def test_answers_that_changed_are_said_once_to_those_who_stood_for_it(cast, moving, browse, client):
    page, mine = f"/d/riverbend/claims/{moving.claim.pk}/", f"/d/riverbend/proof/claims/{moving.claim.pk}/"
    [before] = read(cast, moving.claim).figures.all()
    first = client.get(page)
    moving.turn()
    for _day in range(1, 4):
        assert worked(cast, _day * TOMORROW) == 1
    assert moves(cast, moving.claim) == [Move.NEEDS_LOOK]
    assert told(cast) == numbers(cast)
    with reading(cast.tenant):
        assert OutgoingMail.objects.filter(kind="impact.another_look").count() == 2
        kinds = JournalEntry.objects.filter(subject_id=moving.claim.pk, kind__endswith="needs_look")
        assert [one.actor_person for one in kinds] == [None]
    [after] = read(cast, moving.claim).figures.all()
    assert (after.value, after.digest, after.inputs) == (before.value, before.digest, before.inputs)
    assert after.has_changed and after.value_now > after.value
    again = client.get(page, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200 and "The answers have changed since" in again.text
    assert f"{before.value:.0%}"[:-1] in again.text
    assert "The answers have changed since" in client.get("/d/riverbend/claims/").text
    desk = browse("ola").get(mine).text
    assert "Needs another look" in desk and "as published" in desk
    assert "needs another look" in browse("ola").get("/d/riverbend/proof/claims/?tab=public").text
    assert "Needs another look" in browse("bao").get("/d/riverbend/proof/goals/").text


def test_answers_that_are_as_before_again_take_the_mark_away(cast, moving, client):
    moving.turn("moderately", "slightly")
    worked(cast, TOMORROW)
    moving.turn("slightly", "moderately")
    worked(cast, 2 * TOMORROW)
    assert moves(cast, moving.claim) == [Move.NEEDS_LOOK, Move.AS_BEFORE]
    said = client.get(f"/d/riverbend/claims/{moving.claim.pk}/").text
    assert "The answers have changed since" not in said.split("What became of it")[0]
    moving.turn()
    worked(cast, 3 * TOMORROW)
    with reading(cast.tenant):
        assert OutgoingMail.objects.filter(kind="impact.another_look").count() == 4


def test_another_number_from_the_same_counts_is_a_change_too(cast, published, monkeypatch):
    from groundswell.impact.rules import recompute

    as_it_is = recompute.compute
    monkeypatch.setattr(recompute, "compute", lambda *given: as_it_is(*given) | {"value": 0.71})
    worked(cast, TOMORROW)
    assert moves(cast, published) == [Move.NEEDS_LOOK]


def test_without_the_look_nobody_would_know(cast, moving, client):
    """Negative control: the page alone does not notice."""
    moving.turn()
    assert "The answers have changed since" not in client.get(f"/d/riverbend/claims/{moving.claim.pk}/").text


def test_the_mail_tells_what_it_is_about_and_leads_there(cast, moving):
    moving.turn()
    worked(cast, TOMORROW)
    with reading(cast.tenant):
        one = OutgoingMail.objects.filter(kind="impact.another_look").first()
    letter = letters.render(
        kind=one.kind, context=one.context, language="en", zone="UTC", name="Ola Mensah", district="Riverbend"
    )
    assert letter.subject == "A published claim needs another look"
    for text in (letter.text, letter.html):
        assert "very or extremely confident" in text and f"/proof/claims/{moving.claim.pk}/" in text
    with reading(cast.tenant):
        assert "{" not in one.context["sentence"]


def test_who_left_gets_no_mail(cast, moving):
    sam = cast.people["sam"]
    with writing(cast.tenant):
        Person.objects.filter(pk=sam.pk).update(ended_on=clock.today("UTC"))
    moving.turn()
    worked(cast, TOMORROW)
    assert told(cast) == {cast.people["ola"].pk}


def test_only_what_is_published_is_looked_at(cast, drafted, browse):
    with pytest.raises(Refused, match="Only a published claim"):
        claims.look_again(by=cast.actor("ola"), claim=drafted)
    answer = browse("ola").post(f"/d/riverbend/proof/claims/{drafted.pk}/move/", {"move": "look_again"})
    assert answer.status_code == 422 and "Only a published claim" in answer.text
    assert worked(cast, 9 * TOMORROW) == 0


def test_what_nobody_ever_computed_again_comes_first(cast, moving):
    """On both engines: they sort empty fields on opposite ends."""
    with writing(cast.tenant):
        Claim.objects.filter(pk=moving.claim.pk).update(looked_at=clock.now() - 3 * TOMORROW)
        never = Claim.objects.get(pk=moving.claim.pk)
        never.pk, never.looked_at, never.published_at = None, None, clock.now() - 2 * TOMORROW
        never._state.adding = True
        never.save()
        assert [one.pk for one in to_look_at()] == [never.pk, moving.claim.pk]


def test_what_is_withdrawn_meanwhile_rests(cast, moving):
    moving.turn()
    claims.withdraw(by=cast.actor("ola"), claim=moving.claim, reason="The question was unclear.")
    assert worked(cast, TOMORROW) == 0 and told(cast) == set()


def test_the_worker_knows_of_it():
    assert "claims to compute again" in {one.name for one in work._kinds}
