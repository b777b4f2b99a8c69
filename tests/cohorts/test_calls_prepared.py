"""A call as it is prepared: its phases, its terms, its form, and two people at once."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from groundswell.cohorts.actions import calls
from groundswell.cohorts.models import AdoptionWave, Call, SelectionPhase
from groundswell.cohorts.rules.phases import PartSpec, PhaseSpec, shipped
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from tests.cohorts.conftest import PROMISES, draft_call

TITLE = {"en": "The first schools"}


def test_the_shipped_phases_put_the_approval_before_the_visit(cast):
    zone = cast.tenant.time_zone
    five = shipped(date(2026, 10, 5), zone)
    assert [spec.kind for spec in five] == ["interest", "screening", "reading", "approval", "visit"]
    for before, after in pairwise(five):
        assert before.closes_at < after.opens_at
        assert (
            clock.local(before.closes_at, zone).date() + timedelta(days=1)
            == clock.local(after.opens_at, zone).date()
        )


def test_the_order_of_the_phases_is_the_calls_own(cast, initiative):
    zone = cast.tenant.time_zone
    call = draft_call(cast, initiative)
    five = shipped(clock.today(zone), zone)
    turned = [five[0], five[1], five[2], _as(five[3], "visit"), _as(five[4], "approval")]
    with reading(cast.tenant):
        before = dict(SelectionPhase.objects.filter(call=call).values_list("kind", "pk"))
    calls.set_phases(by=cast.actor("ola"), call=call, phases=turned)
    with reading(cast.tenant):
        rows = list(SelectionPhase.objects.filter(call=call).values_list("position", "kind", "pk"))
    assert [kind for _at, kind, _pk in rows] == ["interest", "screening", "reading", "visit", "approval"]
    assert {kind: pk for _at, kind, pk in rows} == before  # what hangs on a phase stays with it


def _as(spec: PhaseSpec, kind: str) -> PhaseSpec:
    return PhaseSpec(kind=kind, opens_at=spec.opens_at, closes_at=spec.closes_at)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda five: [five[0], five[0]], "once in a call"),
        (lambda five: [PhaseSpec("interest", five[0].closes_at, five[0].opens_at)], "ends before it begins"),
        (lambda five: [five[1], five[0]], "begins before the phase"),
    ],
)
def test_phases_that_can_not_be_are_refused(cast, draft, change, words):
    zone = cast.tenant.time_zone
    with pytest.raises(Refused, match=words):
        calls.set_phases(by=cast.actor("ola"), call=draft, phases=change(shipped(clock.today(zone), zone)))


def test_two_who_edit_a_draft_at_once_hear_of_each_other(cast, draft):
    ola, seen = cast.actor("ola"), draft.version
    terms = {"title": TITLE, "text": {}, "commitments": PROMISES}
    calls.edit(by=ola, call=draft, places=3, seen=seen, **terms)
    for change in (
        lambda: calls.edit(by=ola, call=draft, places=4, seen=seen, **terms),
        lambda: calls.set_phases(by=ola, call=draft, phases=[], seen=seen),
        lambda: calls.set_parts(by=ola, call=draft, parts=[], seen=seen),
    ):
        with pytest.raises(Refused, match="Somebody else changed"):
            change()
    with reading(cast.tenant):
        kept = Call.objects.get(pk=draft.pk)
        assert (kept.places, kept.version, kept.phases.count()) == (3, seen + 1, 5)
    assert calls.edit(by=ola, call=draft, places=4, seen=seen + 1, **terms).places == 4


def test_the_terms_of_an_open_call_stay(cast, call):
    ola = cast.actor("ola")
    for change in (
        lambda: calls.edit(by=ola, call=call, title=TITLE, text={}, commitments=[], places=1),
        lambda: calls.set_phases(by=ola, call=call, phases=[]),
        lambda: calls.set_parts(by=ola, call=call, parts=[]),
    ):
        with pytest.raises(Refused, match="its terms stay"):
            change()


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"title": {"es": "Solo"}}, "in English"),
        ({"title": {"en": "x" * 161}}, "too long"),
        ({"places": 0}, "at least one place"),
        ({"commitments": [{"es": "Solo"}]}, "promise in English"),
        ({"commitments": [{"en": str(n)} for n in range(21)]}, "at most 20"),
    ],
)
def test_what_is_no_call_is_refused(cast, draft, terms, words):
    given = {"title": TITLE, "text": {}, "commitments": PROMISES, "places": 2} | terms
    with pytest.raises(Refused, match=words):
        calls.edit(by=cast.actor("ola"), call=draft, **given)


def test_a_part_of_the_form_has_a_title(cast, draft):
    with pytest.raises(Refused, match="needs a title"):
        calls.set_parts(by=cast.actor("ola"), call=draft, parts=[PartSpec(title=" ")])


def test_a_wave_has_one_call_and_the_plan_does_not_go_backwards(cast, initiative, draft):
    ola = cast.actor("ola")
    with pytest.raises(Refused, match="its call already"):
        calls.prepare(by=ola, wave=draft.wave, title=TITLE, text={}, commitments=[], places=1)
    for year, planned in ((2026, 20), (2028, 5)):
        with pytest.raises(Refused, match="no earlier and counts no fewer"):
            calls.plan_wave(by=ola, initiative=initiative, number=2, year=year, planned=planned)
    calls.plan_wave(by=ola, initiative=initiative, number=2, year=2028, planned=33)
    calls.plan_wave(by=ola, initiative=initiative, number=2, year=2028, planned=49)
    with reading(cast.tenant):
        assert list(AdoptionWave.objects.values_list("number", "year", "planned")) == [
            (1, 2027, 10),
            (2, 2028, 49),
        ]
