"""A call: prepared with everything that schools have to read, opened to all of them, given more time, called off."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from groundswell.cohorts.actions import call_mail, calls, candidacies
from groundswell.cohorts.models import Call, Candidacy, PhaseExtension, SelectionPhase
from groundswell.cohorts.queries.calls import calls_for, get_call_for, missing
from groundswell.cohorts.queries.candidacies import not_told
from groundswell.cohorts.rules.phases import shipped
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, writing
from groundswell.notices.models import OutgoingMail
from groundswell.planning.choices import Participation, TextKind
from groundswell.roster.actions import organisations, people
from groundswell.roster.choices import OrganisationKind, PositionRole
from groundswell.roster.models import Organisation
from tests.cast import hire
from tests.cohorts.conftest import PROMISES, draft_call, during, write_initiative

TITLE = {"en": "The first schools"}


def states(cast, call) -> dict[str, str]:
    with reading(cast.tenant):
        return dict(Candidacy.objects.filter(call=call).values_list("school__name", "state"))


def _change(cast, place: int, **dates) -> None:
    """A school opens or closes, as roster files say."""
    with writing(cast.tenant):
        Organisation.objects.filter(pk=place).update(**dates)


def mails(cast, kind: str) -> list[OutgoingMail]:
    with reading(cast.tenant):
        return list(OutgoingMail.objects.filter(kind=kind).order_by("pk"))


def test_every_school_that_is_open_today_is_invited_once(cast, schools, draft):
    today = clock.today(cast.tenant.time_zone)
    yesterday, tomorrow = today - timedelta(days=1), today + timedelta(days=1)
    for name, dates in {
        "Closed School": {"closed_on": yesterday}, "Coming School": {"opened_on": tomorrow},
        "Last Day School": {"closed_on": today}, "First Day School": {"opened_on": today},
    }.items():  # fmt: skip
        school = organisations.add_school(by=cast.system, name=name, parent=cast.places["north"])
        _change(cast, school.pk, **dates)
    organisations.add(
        by=cast.system, kind=OrganisationKind.DEPARTMENT, name="Buses", parent=cast.places["district"]
    )
    calls.open_call(by=cast.actor("ola"), call=draft)
    assert set(states(cast, draft)) == {
        "Alder Elementary", "Birch Middle", "Cedar School", "Dogwood School", "Elm School", "Fir School",
        "First Day School", "Last Day School",
    }  # fmt: skip
    assert set(states(cast, draft).values()) == {"invited"}


def test_every_principal_gets_one_mail_and_who_has_none_is_named(cast, call):
    told = {mail.to_address for mail in mails(cast, "cohorts.invited")}
    heads = {f"head_{key}@riverbend.example" for key in ("cedar", "dogwood", "elm", "fir")}
    assert told == heads | {"bao@riverbend.example"}
    with reading(cast.tenant):
        assert [one.school.name for one in not_told(call)] == ["Birch Middle"]
    before = len(mails(cast, "cohorts.invited"))
    assert call_mail.invite_due(cast.tenant) == 0
    hire(cast, "bex", "Bex", "Moss", PositionRole.PRINCIPAL, "birch")
    assert call_mail.invite_due(cast.tenant) == 1
    assert call_mail.invite_due(cast.tenant) == 0
    assert [mail.to_address for mail in mails(cast, "cohorts.invited")[before:]] == ["bex@riverbend.example"]
    with reading(cast.tenant):
        assert not not_told(call).exists()


def test_opened_twice_is_opened_once(cast, call):
    again = calls.open_call(by=cast.actor("ola"), call=call)
    assert again.state == "open"
    with reading(cast.tenant):
        assert JournalEntry.objects.filter(kind="cohorts.call.opened").count() == 1
    assert len(mails(cast, "cohorts.invited")) == 5


def test_more_than_a_batch_is_told_by_the_worker_and_nobody_twice(cast, schools, draft, monkeypatch):
    monkeypatch.setattr(call_mail, "BATCH", 2)
    calls.open_call(by=cast.actor("ola"), call=draft)
    assert len(mails(cast, "cohorts.invited")) == 1  # Alder and Birch, which has no principal
    done = [call_mail.invite_due(cast.tenant) for _round in range(4)]
    assert done == [2, 2, 0, 0]
    addresses = [mail.to_address for mail in mails(cast, "cohorts.invited")]
    assert len(addresses) == len(set(addresses)) == 5


def test_a_call_does_not_open_before_its_initiative_is_written(cast, schools):
    initiative = write_initiative(cast, written=False)
    screening = shipped(clock.today(cast.tenant.time_zone), cast.tenant.time_zone)[1]
    bare = draft_call(cast, initiative, commitments=[], phases=[screening])
    with pytest.raises(Refused) as refused:
        calls.open_call(by=cast.actor("ola"), call=bare)
    said = str(refused.value)
    for words in (
        "Why",
        "Implementation plan",
        "Change-management plan",
        "Resource plan",
        "nobody was heard",
    ):
        assert words in said
    assert "promises" in said and "expression of interest" in said
    with reading(cast.tenant):
        assert [lack.where for lack in missing(bare)] == [*TextKind, "needs", "terms", "phases"]
        assert Candidacy.objects.count() == 0


@pytest.mark.parametrize(
    ("phases", "words"),
    [((), "no phases"), ((1, 2), "expression of interest"), ((0,), None)],
)
def test_a_call_needs_phases_that_begin_with_interest(cast, schools, initiative, phases, words):
    zone = cast.tenant.time_zone
    five = shipped(clock.today(zone), zone)
    call = draft_call(cast, initiative)
    calls.set_phases(by=cast.actor("ola"), call=call, phases=[five[at] for at in phases])
    if words is None:
        assert calls.open_call(by=cast.actor("ola"), call=call).state == "open"
        return
    with pytest.raises(Refused, match=words):
        calls.open_call(by=cast.actor("ola"), call=call)


def test_a_call_whose_first_phase_is_over_does_not_open(cast, schools, initiative):
    call = draft_call(cast, initiative, first_day=date(2026, 1, 5))
    with pytest.raises(Refused, match="over already"):
        calls.open_call(by=cast.actor("ola"), call=call)


def test_an_initiative_that_holds_for_all_has_no_call(cast):
    initiative = write_initiative(cast, participation=Participation.REQUIRED)
    wave = calls.plan_wave(by=cast.actor("ola"), initiative=initiative, number=1, year=2027, planned=10)
    with pytest.raises(Refused, match="holds for every school"):
        calls.prepare(by=cast.actor("ola"), wave=wave, title=TITLE, text={}, commitments=PROMISES, places=2)


def test_more_time_is_told_to_everybody_whom_it_concerns_with_the_reason(cast, story):
    story.take_part("alder", "elm")
    ola, phase = cast.actor("ola"), story.phase("interest")
    later = phase.closes_at + timedelta(days=3)
    calls.extend(by=ola, phase=phase, closes_at=later, reason="Snow days.")
    told = mails(cast, "cohorts.extended")
    assert {mail.to_address for mail in told} == {mail.to_address for mail in mails(cast, "cohorts.invited")}
    assert {mail.context["reason"] for mail in told} == {"Snow days."}
    assert story.phase("interest").closes_at == later
    screening = story.phase("screening")
    calls.extend(
        by=ola, phase=screening, closes_at=screening.closes_at + timedelta(days=1), reason="Data came late."
    )
    told = [
        mail.to_address for mail in mails(cast, "cohorts.extended") if mail.context["reason"] != "Snow days."
    ]
    assert sorted(told) == ["bao@riverbend.example", "head_elm@riverbend.example"]  # who still takes part
    approval = story.phase("approval")
    calls.extend(
        by=ola, phase=approval, closes_at=approval.closes_at + timedelta(days=1), reason="A holiday."
    )
    told = [
        mail.to_address for mail in mails(cast, "cohorts.extended") if mail.context["reason"] == "A holiday."
    ]
    assert "leo@riverbend.example" in told
    with reading(cast.tenant):
        assert PhaseExtension.objects.count() == 3


def test_a_phase_over_can_still_be_given_time_until_it_is_settled(cast, story):
    ola, phase = cast.actor("ola"), story.phase("interest")
    with clock.standing_at(phase.closes_at + timedelta(days=1)):
        with pytest.raises(Refused, match="time to answer is over"):
            story_take(cast, story, "alder")
        calls.extend(
            by=ola, phase=phase, closes_at=phase.closes_at + timedelta(days=2), reason="One more day."
        )
        story_take(cast, story, "alder")
    story.settle("interest")
    settled = story.phase("interest")
    with pytest.raises(Refused, match="settled"):
        calls.extend(by=ola, phase=settled, closes_at=settled.closes_at + timedelta(days=9), reason="No.")


def story_take(cast, story, school: str) -> None:
    candidacies.take_part(by=cast.actor("bao"), candidacy=story.candidacy(school))


@pytest.mark.parametrize("case", ["no reason", "earlier", "past", "draft"])
def test_what_gives_no_more_time_is_refused(cast, story, initiative, case):
    ola, phase = cast.actor("ola"), story.phase("interest")
    later, reason = phase.closes_at + timedelta(days=1), "Snow."
    if case == "no reason":
        reason = " "
    if case == "earlier":
        later = phase.closes_at
    if case == "draft":
        other = draft_call(cast, initiative, number=2)
        with reading(cast.tenant):
            phase = other.phases.select_related("call").get(kind="interest")
    at = phase.closes_at + timedelta(days=5) if case == "past" else clock.now()
    with clock.standing_at(at), pytest.raises(Refused):
        calls.extend(by=ola, phase=phase, closes_at=later, reason=reason)


def test_a_call_that_is_called_off_tells_the_reason_and_takes_nothing_any_more(cast, story):
    story.take_part("alder")
    calls.cancel(by=cast.actor("ola"), call=story.call, reason="The grant was not given.")
    told = mails(cast, "cohorts.called_off")
    assert len(told) == 5 and told[0].context["reason"] == "The grant was not given."
    assert {mail.state for mail in mails(cast, "cohorts.invited")} == {"withdrawn"}  # none leaves any more
    with pytest.raises(Refused, match="called off"):
        story_take(cast, story, "alder")
    with reading(cast.tenant):
        kept = Call.objects.get(pk=story.call.pk)
    assert (kept.state, kept.called_off) == ("cancelled", "The grant was not given.")
    with pytest.raises(Refused, match="Called off"):
        calls.cancel(by=cast.actor("ola"), call=story.call, reason="Again.")


def test_a_draft_is_called_off_and_nobody_hears_of_it(cast, schools, draft):
    calls.cancel(by=cast.actor("ola"), call=draft, reason="A typo.")
    assert mails(cast, "cohorts.called_off") == []


def test_a_school_that_closes_meanwhile_stays_and_can_not_take_part(cast, story):
    with during(story.phase("interest")):
        yesterday = clock.today(cast.tenant.time_zone) - timedelta(days=1)
        _change(cast, cast.places["alder"].pk, closed_on=yesterday)
        with pytest.raises(Refused, match="has closed"):
            story_take(cast, story, "alder")
    assert story.candidacy("alder").state == "invited"


@pytest.mark.parametrize("who", ["ana", "bao", "leo", "ida", "sam"])
def test_only_the_office_runs_calls(cast, call, who):
    by, phase = cast.actor(who), _phase(cast, call)
    for attempt in (
        lambda: calls.open_call(by=by, call=call),
        lambda: calls.cancel(by=by, call=call, reason="No."),
        lambda: calls.set_phases(by=by, call=call, phases=[]),
        lambda: calls.extend(by=by, phase=phase, closes_at=phase.closes_at + timedelta(days=1), reason="No."),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


def _phase(cast, call) -> SelectionPhase:
    with reading(cast.tenant):
        return SelectionPhase.objects.select_related("call").get(call=call, kind="interest")


def test_the_district_next_door_finds_no_call(cast, call):
    nils = cast.actor("nils")
    with reading(cast.other):
        assert list(calls_for(nils)) == []
        with pytest.raises(Http404):
            get_call_for(nils, call.pk)
    with pytest.raises(Call.DoesNotExist):
        calls.open_call(by=nils, call=call)
    with pytest.raises(Call.DoesNotExist):
        calls.cancel(by=Actor.system(cast.other), call=call, reason="No.")


def test_who_leaves_the_school_is_not_mailed(cast, schools, draft):
    people.end_position(
        by=cast.system, position=_position(cast, "bao"), last_day=clock.today("UTC") - timedelta(days=2)
    )
    calls.open_call(by=cast.actor("ola"), call=draft)
    assert "bao@riverbend.example" not in {mail.to_address for mail in mails(cast, "cohorts.invited")}


def _position(cast, name):
    with reading(cast.tenant):
        return cast.people[name].positions.get()


def test_to_open_a_call_costs_the_same_for_few_and_for_many_schools(cast, initiative):
    counts = []
    for number, many in ((1, 2), (2, 60)):
        for at in range(many):
            school = organisations.add_school(
                by=cast.system, name=f"S{number}-{at}", parent=cast.places["north"]
            )
            head = people.add_person(
                by=cast.system, given_name="H", family_name=f"F{at}", email=f"h{number}{at}@x.example"
            )
            people.give_position(
                by=cast.system, person=head, organisation=school, role=PositionRole.PRINCIPAL
            )
        draft = draft_call(cast, initiative, number=number)
        with CaptureQueriesContext(connection) as asked:
            calls.open_call(by=cast.actor("ola"), call=draft)
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 3  # a long INSERT is cut in pieces on SQLite
