"""Two records, one human: joined without losing a seat or a record, split again, and known by both identifiers."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from groundswell.events.actions import attendance, registration
from groundswell.events.models import Registration, Section
from groundswell.events.rules import replay
from groundswell.kernel import clock, work
from groundswell.kernel.models import Delivery, JournalEntry
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, writing
from groundswell.notices.models import BusyTime, OutgoingMail
from groundswell.roster.actions import erasure, merging, roster_files
from groundswell.roster.choices import ImportState, PositionRole
from groundswell.roster.models import FormerName, Organisation, Person, PersonMerge, Position
from groundswell.roster.queries.grants import actor_of_person
from groundswell.roster.rules.lives import Refused
from groundswell.surveys.actions import responses, waves
from groundswell.surveys.models import Invitation
from tests.cast import hire
from tests.support.bundles import PLACES, role, user, write_bundle


@pytest.fixture
def bring(cast, tmp_path):
    """bring(users=[…], …): write a bundle of these rows and import it."""
    made = iter(range(100))

    def run(*, mode="bulk", **files):
        folder = write_bundle(tmp_path / str(next(made)), mode=mode, **files)
        one = roster_files.bring_in(by=cast.system, path=folder, accept_guard=True)
        assert one.state in (ImportState.APPLIED, ImportState.UNCHANGED), one.problems
        return one

    return run


def two_systems(**more) -> dict:
    """One human twice: HR calls her hr-1 and knows her at Oak, the learning platform calls her lp-9 at Elm."""
    users = [user("hr-1", "Ada", "Lane", email="ada@riverbend.example"), user("lp-9", "Adeline", "Lane-Ruiz")]
    roles = [role("r-hr", "hr-1", org="oak"), role("r-lp", "lp-9", org="elm")]
    return {"orgs": PLACES, "users": users, "roles": roles} | more


def person(cast, key: str) -> Person:
    with reading(cast.tenant):
        return Person.objects.get(source_id=key)


def places_of(cast, somebody: Person) -> set[str]:
    with reading(cast.tenant):
        held = Position.objects.filter(person=somebody, ends_on__isnull=True)
        return set(held.values_list("organisation__name", flat=True))


def shown(cast) -> list[str]:
    """Names of everybody whom the files brought and who is here today."""
    with reading(cast.tenant):
        rows = Person.objects.filter(source_id__isnull=False, ended_on__isnull=True)
        return sorted(row.name for row in rows)


@pytest.fixture
def both(cast, bring):
    """Ada's two records, joined by district IT."""
    bring(**two_systems())
    keep, other = person(cast, "hr-1"), person(cast, "lp-9")
    return merging.merge_persons(by=cast.actor("ida"), keep=keep, other=other, reason="Same badge")


def test_positions_names_and_address_become_one_persons(cast, both):
    keep = person(cast, "hr-1")
    assert places_of(cast, keep) == {"Oak", "Elm"}
    assert shown(cast) == ["Ada Lane"]
    with reading(cast.tenant):
        assert str(FormerName.objects.get(person=keep)) == "Adeline Lane-Ruiz"
        grants = actor_of_person(keep, cast.tenant).grants
        assert len(grants) == 2


def test_a_split_brings_everything_back(cast, bring):
    bring(**two_systems())
    keep, other = person(cast, "hr-1"), person(cast, "lp-9")
    before = [person(cast, "hr-1").__dict__, person(cast, "lp-9").__dict__]
    merge = merging.merge_persons(by=cast.actor("ida"), keep=keep, other=other)
    merging.split(by=cast.actor("ida"), merge=merge)
    after = [person(cast, "hr-1").__dict__, person(cast, "lp-9").__dict__]
    for one, was in zip(after, before, strict=True):
        assert {k: v for k, v in one.items() if k != "_state"} == {
            k: v for k, v in was.items() if k != "_state"
        }
    assert (places_of(cast, keep), places_of(cast, other)) == ({"Oak"}, {"Elm"})
    with reading(cast.tenant):
        assert FormerName.objects.count() == 0
    assert merging.split(by=cast.actor("ida"), merge=merge).undone_at is not None


def test_the_same_files_again_change_nothing_after_a_merge(cast, both, bring):
    extra = two_systems()
    extra["users"].append(user("new-1", "Bo", "Tull"))
    one = bring(**extra)
    assert one.counts["people"] == {"new": 1, "changed": 0, "ended": 0, "same": 2}
    assert one.counts["positions"] == {"new": 0, "changed": 0, "ended": 0, "same": 2}
    assert places_of(cast, person(cast, "hr-1")) == {"Oak", "Elm"}


def test_what_files_bring_for_either_identifier_is_the_one_persons(cast, both, bring):
    files = two_systems()
    files["users"][1]["familyName"] = "Changed"
    files["roles"].append(role("r-lp-2", "lp-9", "principal", org="oak"))
    bring(**files)
    assert shown(cast) == ["Ada Lane"]
    with reading(cast.tenant):
        keep = Person.objects.get(source_id="hr-1")
        assert Position.objects.filter(person=keep, ends_on__isnull=True).count() == 3
        assert PositionRole.PRINCIPAL in actor_of_person(keep, cast.tenant).roles
    merging.split(by=cast.actor("ida"), merge=both)
    with reading(cast.tenant):
        other = Person.objects.get(source_id="lp-9")
        assert Position.objects.filter(person=other).count() == 2


@pytest.mark.slow
def test_one_of_the_systems_may_drop_her_and_she_stays(cast, both, bring):
    files = two_systems()
    files["users"], files["roles"] = files["users"][1:], files["roles"][1:]
    bring(**files)
    with reading(cast.tenant):
        keep = Person.objects.get(source_id="hr-1")
        assert keep.ended_on is None
        assert Person.objects.get(source_id="lp-9").ended_on is not None
    assert places_of(cast, keep) == {"Elm"}
    bring(orgs=PLACES, users=[user("new-1", "Cy", "Moe")], roles=[role("r-new", "new-1")])
    assert person(cast, "hr-1").ended_on is not None
    bring(**two_systems())
    assert "Ada Lane" in shown(cast)
    assert len(shown(cast)) == 1


@pytest.mark.slow
def test_taking_an_import_from_before_back_leaves_her_one(cast, bring):
    bring(**two_systems())
    files = two_systems()
    files["roles"][1]["role"] = "principal"
    second = bring(**files)
    merging.merge_persons(by=cast.actor("ida"), keep=person(cast, "hr-1"), other=person(cast, "lp-9"))
    roster_files.take_back(by=cast.system, roster_import=second)
    assert places_of(cast, person(cast, "hr-1")) == {"Oak", "Elm"}
    assert shown(cast) == ["Ada Lane"]


def test_without_keeping_them_together_the_second_person_is_back(cast, both, bring, monkeypatch):
    """Negative control: it is that step after an import that keeps the joined record in the back."""
    monkeypatch.setattr("groundswell.roster.actions.merged_rows.keep_together", lambda tenant, today: None)
    files = two_systems()
    files["users"][1]["familyName"] = "Changed"
    bring(**files)
    assert shown(cast) == ["Ada Lane", "Adeline Changed"]


@pytest.fixture
def pair(cast):
    """Two records of one teacher in Riverbend, who both sign in."""
    hire(cast, "keep", "Kim", "Abe")
    hire(cast, "other", "Kimberly", "Abe", place="birch")
    yield cast.people["keep"], cast.people["other"]
    for name in ("keep", "other"):
        cast.people.pop(name), cast.users.pop(name)


def book(cast, section: Section, somebody: Person) -> Registration:
    return registration.register(by=cast.actor("ola"), section=section, person=somebody)


def join(cast, keep: Person, other: Person) -> PersonMerge:
    merge = merging.merge_persons(by=cast.actor("ida"), keep=keep, other=other)
    _hand_on(cast)
    return merge


def _hand_on(cast) -> None:
    work.do_all(5)
    with reading(cast.tenant):
        assert not Delivery.objects.exclude(state="done").exists(), list(
            Delivery.objects.values_list("error")
        )


@pytest.mark.slow
def test_seats_answers_and_mail_follow_and_go_back(cast, pair, workshop):
    keep, other = pair
    section = workshop()
    seat = book(cast, section, other)
    wave = waves.open_for(
        by=cast.system, instrument_key="post_event", subject_key="w", title="T", context_label="", people=[other],
        anchor=clock.today(cast.tenant.time_zone),
    )  # fmt: skip

    def held_by() -> set[int]:
        with reading(cast.tenant):
            return {
                Registration.objects.get(pk=seat.pk).person_id,
                Invitation.objects.get(wave=wave).person_id,
                BusyTime.objects.get(key=f"events.registration:{seat.pk}").person_id,
                OutgoingMail.objects.get(kind="events.booked").to_person_id,
            }

    merge = join(cast, keep, other)
    assert held_by() == {keep.pk}
    with reading(cast.tenant):
        assert replay.differences(section) == []
    merging.split(by=cast.actor("ida"), merge=merge)
    _hand_on(cast)
    assert held_by() == {other.pk}
    with reading(cast.tenant):
        assert replay.differences(section) == []


@pytest.mark.slow
def test_of_two_seats_one_goes_to_the_next_in_line(cast, pair, workshop):
    keep, other = pair
    section = workshop(seats=2)
    book(cast, section, other)
    book(cast, section, keep)
    book(cast, section, cast.people["ana"])
    merge = join(cast, keep, other)
    with reading(cast.tenant):
        live = Registration.objects.filter(section=section, state="booked")
        assert set(live.values_list("person_id", flat=True)) == {keep.pk, cast.people["ana"].pk}
        assert Registration.objects.filter(section=section).count() == 3
        assert replay.differences(section) == []
    merging.split(by=cast.actor("ida"), merge=merge)
    _hand_on(cast)
    with reading(cast.tenant):
        assert replay.differences(section) == []
        rows = Registration.objects.filter(section=section, state__in=["booked", "waiting"])
        assert set(rows.values_list("person_id", flat=True)) == {keep.pk, other.pk, cast.people["ana"].pk}


@pytest.mark.slow
def test_a_seat_is_better_than_a_place_in_line_whoever_holds_it(cast, pair, workshop):
    keep, other = pair
    section = workshop(seats=1)
    book(cast, section, other)
    book(cast, section, keep)
    join(cast, keep, other)
    with reading(cast.tenant):
        [seat] = Registration.objects.filter(section=section, state="booked")
        assert seat.person_id == keep.pk
        assert Section.objects.get(pk=section.pk).waiting == 0
        assert replay.differences(section) == []


@pytest.mark.slow
def test_attendance_of_the_past_is_never_touched_by_a_clash(cast, pair, workshop):
    keep, other = pair
    section = workshop(in_days=1)
    places = [book(cast, section, somebody) for somebody in pair]
    with clock.shifted(timedelta(days=2)):
        for place in places:
            attendance.note(by=cast.actor("dev"), section=section, registration=place, state="attended")
        join(cast, keep, other)
    with reading(cast.tenant):
        assert Registration.objects.filter(section=section, state="booked").count() == 2
        assert replay.differences(section) == []


@pytest.mark.proof
def test_asked_twice_answered_once_is_one_answer(cast, pair):
    keep, other = pair
    wave = waves.open_for(
        by=cast.system, instrument_key="post_event", subject_key="w", title="T", context_label="",
        people=[keep, other], anchor=clock.today(cast.tenant.time_zone),
    )  # fmt: skip
    with reading(cast.tenant):
        asked = Invitation.objects.select_related("wave").get(wave=wave, person=other)
    responses.submit(by=cast.system, invitation=asked, answers={"recommend": "9"})
    merge = join(cast, keep, other)
    with reading(cast.tenant):
        assert Invitation.objects.get(person=keep).expires_at <= clock.now()
        assert Invitation.objects.filter(done_at__isnull=False).count() == 1
    merging.split(by=cast.actor("ida"), merge=merge)
    _hand_on(cast)
    with reading(cast.tenant):
        assert Invitation.objects.get(person=keep).expires_at > clock.now()


@pytest.mark.proof
def test_a_handler_that_runs_twice_does_no_harm(cast, pair, workshop):
    keep, other = pair
    book(cast, workshop(), other)
    join(cast, keep, other)
    with writing(cast.tenant):
        Delivery.objects.update(state="waiting")
    _hand_on(cast)
    with reading(cast.tenant):
        assert Registration.objects.get().person_id == keep.pk
        assert JournalEntry.objects.filter(kind="events.people.joined").count() == 1


@pytest.mark.slow
def test_a_split_that_overtakes_the_merge_wins(cast, pair, workshop):
    keep, other = pair
    book(cast, workshop(), other)
    merge = merging.merge_persons(by=cast.actor("ida"), keep=keep, other=other)
    merging.split(by=cast.actor("ida"), merge=merge)
    _hand_on(cast)
    with reading(cast.tenant):
        assert Registration.objects.get().person_id == other.pk


def test_the_account_of_the_joined_record_opens_nothing_until_the_split(cast, pair, browse):
    keep, other = pair
    merge = join(cast, keep, other)
    assert browse("other").get("/d/riverbend/").status_code == 404
    assert browse("keep").get("/d/riverbend/").status_code == 200
    merging.split(by=cast.actor("ida"), merge=merge)
    assert browse("other").get("/d/riverbend/").status_code == 200


def test_who_may_not_join_whom(cast, pair):
    keep, other = pair

    def refused(why: str, who: str = "ida", **more) -> None:
        asked = {"keep": keep, "other": other} | more
        with pytest.raises(Refused, match=why):
            merging.merge_persons(by=cast.actor(who), **asked)

    with pytest.raises(PermissionDenied):
        merging.merge_persons(by=cast.actor("ana"), keep=keep, other=other)
    refused("one record", other=keep)
    refused("different districts", other=cast.people["noor"])
    refused("is you", keep=cast.people["ida"])
    refused("rights that you don't have", "ola", other=cast.people["ida"])
    refused("rights that you don't have", "ola", keep=cast.people["ida"])
    merging.merge_persons(by=cast.actor("ida"), keep=keep, other=other)
    refused("joined to another record", keep=other, other=cast.people["ana"])
    refused("Others are joined", keep=cast.people["ana"], other=keep)


def test_a_student_is_joined_to_staff_only_after_leaving(cast, bring):
    with writing(cast.tenant):
        pupil = Person.objects.create(
            tenant=cast.tenant, given_name="Ana", family_name="Ruiz", is_student=True
        )
    with pytest.raises(Refused, match="student"):
        merging.merge_persons(by=cast.actor("ida"), keep=cast.people["ana"], other=pupil)
    with writing(cast.tenant):
        Person.objects.filter(pk=pupil.pk).update(ended_on=clock.today("UTC"))
    merging.merge_persons(by=cast.actor("ida"), keep=cast.people["ana"], other=pupil)


def test_two_clicks_are_one_merge(cast, pair):
    keep, other = pair
    first = merging.merge_persons(by=cast.actor("ida"), keep=keep, other=other)
    second = merging.merge_persons(by=cast.actor("ida"), keep=keep, other=other)
    assert first.pk == second.pk
    with reading(cast.tenant):
        assert JournalEntry.objects.filter(kind=merging.JOINED).count() == 1


@pytest.mark.slow
def test_erasing_takes_the_joined_record_along_and_neither_identifier_comes_back(cast, both, bring, tmp_path):
    keep, other = person(cast, "hr-1"), person(cast, "lp-9")
    with pytest.raises(Refused, match="joined to another"):
        erasure.erase_person(by=cast.actor("ida"), person=other, ground="request")
    erasure.erase_person(by=cast.actor("ida"), person=keep, ground="request")
    with pytest.raises(Refused, match="erased"):
        merging.split(by=cast.actor("ida"), merge=both)
    bring(**two_systems())
    assert shown(cast) == []
    with reading(cast.tenant):
        assert Person.objects.filter(given_name__in=["Ada", "Adeline"]).count() == 0


def test_every_key_to_a_person_is_followed_by_a_merge_or_says_why_not(cast, pair, inside):
    """A new table that points to people must be moved by a merge: it stands here, or in a handler."""
    from django.apps import apps

    from groundswell.cohorts.actions import lives as cohort_lives

    moved_by_roster = {"roster.Position.person", "roster.Enrolment.person", "roster.FormerName.person"}
    moved_by_handlers = {
        "notices.OutgoingMail.to_person", "notices.BusyTime.person", "notices.FeedToken.person",
        "notices.MailChoice.person",
        "surveys.Invitation.person", "surveys.Kiosk.opened_by", "surveys.Coding.coder",
        "events.Registration.person", "events.SessionFacilitator.person",
        "events.Arrival.noted_by", "events.Interest.person", "events.LearningRequest.person",
        "events.LearningRequest.settled_by", "events.AgendaSegment.made_by", "events.AgendaSegment.led_by",
        "events.PartyBooking.lead", "events.OrderChange.by", "events.OnCall.person",
        "events.ImplementationPlan.person", "events.PlanShare.person", "events.OutsideCredit.person",
        "events.OutsideCredit.decided_by", "events.CreditTerms.made_by", "events.DatePlan.asked_by",
        "planning.InitiativeText.made_by", "planning.NeedsInquiry.made_by", "planning.InitiativeMember.person",
        *(f"{model._meta.label}.{column}" for model, column in cohort_lives.DID + cohort_lives.IS),
        *(f"{model._meta.label}.person" for model, _where, _now in cohort_lives.ONE_AT_A_TIME),
    }  # fmt: skip
    about_the_record_itself = {
        "roster.Person.merged_into", "roster.PersonMerge.keep", "roster.PersonMerge.other", "roster.Tombstone.person",
        "roster.Emptied.person",
    }  # fmt: skip
    found = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if field.is_relation and field.related_model is Person
    }
    assert found == moved_by_roster | moved_by_handlers | about_the_record_itself


def test_a_neighbour_can_not_even_name_the_two(cast, pair):
    nils = Actor.system(cast.other)
    with pytest.raises(Refused, match="different districts"):
        merging.merge_persons(by=nils, keep=pair[0], other=pair[1])
    with reading(cast.tenant):
        assert Organisation.objects.count() > 0
        assert PersonMerge.objects.count() == 0
