"""Erasing a person: nothing of them is left, everything of the others adds up, and nobody brings them back."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.test import TestCase

from groundswell.accounts.models import User
from groundswell.events.actions import attendance, registration
from groundswell.events.models import Registration
from groundswell.events.rules import replay
from groundswell.kernel import clock, journal, work
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, writing
from groundswell.notices.actions import busy, feeds, mail
from groundswell.notices.models import OutgoingMail
from groundswell.roster.actions import erased_files, erasure, invitations, ledger, people, roster_files
from groundswell.roster.choices import ImportState, PositionRole
from groundswell.roster.choices.lives import ErasureGround
from groundswell.roster.models import FormerName, Person, Position, Tombstone
from groundswell.roster.queries.grants import actor_of_person
from groundswell.roster.rules.lives import Refused
from groundswell.surveys.actions import responses, waves
from groundswell.surveys.models import Answer, Invitation, Response
from tests.support import traces
from tests.support.bundles import PLACES, role, user, write_bundle

WORDS = ["Zorabeth", "Zözo", "Quillfeather", "Oakenshaw", "zora.q@", "SRC-ZQ-77", "zebra crossing", "ROLE-ZQ"]
OTHERS = ["Adelmira"]


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


@pytest.fixture
def home(tmp_path, settings):
    """A data folder of its own."""
    settings.GROUNDSWELL_HOME = tmp_path / "home"
    settings.GROUNDSWELL_HOME.mkdir()
    return settings.GROUNDSWELL_HOME


def files(zora: bool = True) -> dict:
    """A bundle with Adelmira, and Zorabeth unless she is left out."""
    users = [user("SRC-AD-1", "Adelmira", "Lane", email="adelmira@riverbend.example")]
    roles = [role("ROLE-AD", "SRC-AD-1")]
    if zora:
        name = {"preferredGivenName": "Zözo", "email": "zora.q@riverbend.example"}
        users.append(user("SRC-ZQ-77", "Zorabeth", "Oakenshaw", **name))
        roles.append(role("ROLE-ZQ", "SRC-ZQ-77"))
    return {"orgs": PLACES, "users": users, "roles": roles}


def named(cast, **lookup) -> Person:
    with reading(cast.tenant):
        return Person.objects.get(**lookup)


@pytest.fixture
def zora(cast, home, bring) -> Person:
    """Somebody who has left traces in every app: files, names, sign-in, seats, answers, mail, calendar."""
    bring(**files())
    person = named(cast, source_id="SRC-ZQ-77")
    people.rename(
        by=cast.system,
        person=person,
        given_name="Zorabeth",
        family_name="Quillfeather",
        preferred_name="Zözo",
    )
    invitations.invite(by=cast.system, person=person)
    user_id = User.objects.get(email="zora.q@riverbend.example").pk
    people.link_user(by=cast.system, person=person, user_id=user_id)
    feeds.renew(by=cast.system, person=person)
    now = clock.now()
    busy.put(
        by=cast.system, person=person, key="x", begins_at=now, ends_at=now + timedelta(hours=1), label="Zözo"
    )
    mail.send(
        by=cast.system, to=cast.people["ola"], kind="events.booked", key="to-ola",
        context={"title": "Zözo Quillfeather can't come", "action_url": ""},
    )  # fmt: skip
    mail.send_to_address(
        by=cast.system, to_address="zora.q@riverbend.example", to_name="Zorabeth", kind="events.booked", key="z",
        context={},
    )  # fmt: skip
    letter = EmailMessage("Welcome", "Dear Zorabeth", "us@here.example", ["zora.q@riverbend.example"])
    mail.keep_account_mail(message=letter.message(), addresses=letter.to, subject="Welcome, Zözo")
    with writing(cast.tenant):
        journal.record("roster.person.added", by=cast.system, subject=person, personal={"name": person.name})
    wave = waves.open_for(
        by=cast.system, instrument_key="post_event", subject_key="zora", title="How it went", context_label="",
        people=[person, cast.people["ana"]], anchor=clock.today(cast.tenant.time_zone),
    )  # fmt: skip
    with reading(cast.tenant):
        asked = Invitation.objects.select_related("wave").get(wave=wave, person=person)
    answers = {"recommend": "9", "confident": "very", "takeaway": "Look twice at the zebra crossing."}
    responses.submit(by=Actor.system(cast.tenant), invitation=asked, answers=answers)
    return person


def erase(cast, person: Person, who: str = "ida", **more) -> Tombstone:
    with TestCase.captureOnCommitCallbacks(execute=True):
        return erasure.erase_person(by=cast.actor(who), person=person, ground=ErasureGround.REQUEST, **more)


def told(one) -> list[str]:
    """What the import's report says beside the columns that our small files bring too many."""
    return [problem["code"] for problem in one.problems if problem["code"] != "column-unknown"]


@pytest.mark.proof
def test_nothing_of_an_erased_person_is_left_in_any_table_or_file(cast, zora, workshop, home):
    section = workshop(seats=2)
    registration.register(by=cast.actor("ola"), section=section, person=zora)
    with reading(cast.tenant):
        before = traces.in_tables(WORDS)
    assert {table for table, _column in before} >= {
        "roster_person", "roster_former_name", "roster_position", "kernel_journal_personal", "accounts_user",
        "account_emailaddress", "notices_outgoing_mail", "notices_account_mail", "notices_busy_time", "surveys_answer",
    }  # fmt: skip
    assert traces.in_files(WORDS) >= {"people.new.parquet", "positions.new.parquet"}

    erase(cast, zora, reference="Case 12")
    erased_files.clean(cast.tenant)

    with reading(cast.tenant):
        assert traces.in_tables(WORDS) == set()
        assert traces.in_tables(OTHERS) != set()
    erased_files.clean(cast.tenant)
    assert traces.in_files(WORDS) == set()
    assert traces.in_files(OTHERS) >= {"people.new.parquet"}


def test_the_tombstone_says_who_when_and_why_and_names_nobody(cast, zora, home):
    stone = erase(cast, zora, reference="Case 12")
    assert (stone.ground, stone.reference, stone.by_person) == ("request", "Case 12", cast.people["ida"].pk)
    assert len(stone.digests) == 2
    assert all(len(digest) == 64 for digest in stone.digests)
    [line] = ledger.lines()
    assert (line["key"], line["digests"]) == (str(stone.key), stone.digests)
    assert ledger.place().stat().st_mode & 0o077 == 0
    with reading(cast.tenant):
        entry = JournalEntry.objects.get(kind="roster.person.erased")
        assert entry.actor_person == cast.people["ida"].pk
        journal_is_whole = journal.first_broken_seal(cast.tenant) is None
    assert journal_is_whole


def test_the_seat_goes_to_the_next_in_line_and_the_counts_stay(cast, zora, workshop, home):
    section = workshop(seats=1)
    registration.register(by=cast.actor("ola"), section=section, person=zora)
    registration.register(by=cast.actor("ana"), section=section, person=cast.people["ana"])
    erase(cast, zora)
    with reading(cast.tenant):
        assert replay.differences(section) == []
        held = Registration.objects.get(section=section, state="booked")
        assert held.person_id == cast.people["ana"].pk
        assert Registration.objects.filter(section=section).count() == 2


def test_attendance_and_answers_of_the_past_still_count_without_anybody(cast, zora, workshop, home):
    section = workshop(seats=2, in_days=1)
    place = registration.register(by=cast.actor("ola"), section=section, person=zora)
    with clock.shifted(timedelta(days=2)):
        attendance.note(by=cast.actor("dev"), section=section, registration=place, state="attended")
        erase(cast, zora)
    with reading(cast.tenant):
        assert Registration.objects.get(pk=place.pk).attendance.state == "attended"
        assert replay.differences(section) == []
        [answered] = Response.objects.all()
        assert answered.invitation_id is None
        assert Answer.objects.filter(response=answered).count() == 3
        assert list(Answer.objects.exclude(text="").values_list("text", flat=True)) == ["…"]
        assert Invitation.objects.filter(done_at__isnull=False).count() == 1


def test_mail_that_waits_is_not_sent_and_its_page_still_opens(cast, zora, workshop, home, browse):
    registration.register(by=cast.actor("ola"), section=workshop(), person=zora)
    erase(cast, zora)
    with reading(cast.tenant):
        theirs = list(OutgoingMail.objects.filter(to_person=zora))
        assert {one.state for one in theirs} == {"refused"}
    ida = browse("ida")
    for one in theirs:
        assert ida.get(f"/d/riverbend/mail/{one.pk}/").status_code == 200
    assert ida.get(f"/d/riverbend/people/{zora.pk}/").status_code == 200


@pytest.mark.proof
@pytest.mark.slow
def test_imports_never_bring_an_erased_person_back_and_say_so(cast, zora, bring, home):
    erase(cast, zora)
    again = bring(**files())
    assert told(again) == ["erased-person"]
    assert "1 person" in again.problems[-1]["message"]
    changed = files()
    changed["users"][1]["familyName"] = "Newname"
    changed["users"].append(user("SRC-NEW-1", "Bo", "Tull"))
    third = bring(**changed)
    assert third.counts["people"]["new"] == 1
    assert "erased-person" in told(third)
    with reading(cast.tenant):
        assert Person.objects.filter(source_id="SRC-ZQ-77").count() == 0
        assert Person.objects.filter(family_name="Newname").count() == 0
        assert Position.objects.filter(source_id="ROLE-ZQ").count() == 0
        assert traces.in_tables(WORDS) == set()
    erased_files.clean(cast.tenant)
    assert traces.in_files(WORDS) == set()


@pytest.mark.proof
@pytest.mark.slow
def test_without_the_tombstone_the_import_brings_the_person_back(cast, zora, bring, home):
    """Negative control: it is the tombstone that keeps somebody out."""
    erase(cast, zora)
    with writing(cast.tenant):
        Tombstone.objects.all().delete()
        Person.objects.filter(pk=zora.pk).update(erased_on=None)
    late = files()
    late["users"].append(user("SRC-NEW-1", "Bo", "Tull"))
    bring(**late)
    assert named(cast, source_id="SRC-ZQ-77").family_name == "Oakenshaw"


@pytest.mark.slow
def test_a_delta_that_names_an_erased_person_comes_in_without_them(cast, zora, bring, home):
    erase(cast, zora)
    rows = [role("ROLE-ZQ-2", "SRC-ZQ-77", org="elm"), role("ROLE-AD-2", "SRC-AD-1", org="elm")]
    one = bring(mode="delta", roles=rows)
    assert one.counts["positions"]["new"] == 1
    assert told(one) == ["erased-person"]


@pytest.mark.proof
def test_a_plan_that_was_read_before_the_erasure_is_applied_without_the_person(cast, zora, home, tmp_path):
    changed = files()
    changed["users"][1]["givenName"] = "Zorabethine"
    folder = write_bundle(tmp_path / "late", **changed)
    plan = roster_files.receive(by=cast.system, path=folder)
    plan = roster_files.read(by=cast.system, roster_import=plan)
    erase(cast, zora)
    plan = roster_files.apply(by=cast.system, roster_import=plan, accept_guard=True)
    assert plan.state == ImportState.APPLIED
    erased_files.clean(cast.tenant)
    with reading(cast.tenant):
        assert traces.in_tables(WORDS) == set()
    erased_files.clean(cast.tenant)
    assert traces.in_files(WORDS) == set()


@pytest.mark.proof
def test_taking_an_old_import_back_does_not_bring_the_person_back(cast, zora, bring, home):
    changed = files()
    changed["users"][1]["givenName"] = "Zorabethine"
    second = bring(**changed)
    erase(cast, zora)
    roster_files.take_back(by=cast.system, roster_import=second)
    with reading(cast.tenant):
        assert traces.in_tables(WORDS) == set()


def test_two_clicks_are_one_erasure(cast, zora, home):
    assert erase(cast, zora).pk == erase(cast, zora).pk
    with reading(cast.tenant):
        assert Tombstone.objects.count() == 1
        assert JournalEntry.objects.filter(kind="roster.person.erased").count() == 1


def test_nobody_erases_without_the_permission_themselves_or_a_neighbour(cast, zora, home):
    for who in ("ana", "ola", "sam"):
        with pytest.raises(PermissionDenied):
            erase(cast, zora, who)
    with pytest.raises(Refused, match="yourself"):
        erase(cast, cast.people["ida"])
    with pytest.raises(Refused, match="another district"):
        erase(cast, cast.people["noor"])
    with reading(cast.tenant):
        assert Tombstone.objects.count() == 0


def test_the_last_administrator_stays(cast, home):
    with pytest.raises(Refused, match="District IT"):
        erasure.erase_person(by=cast.system, person=cast.people["ida"], ground=ErasureGround.ORDER)
    people.give_position(
        by=cast.system, person=cast.people["sam"], organisation=cast.places["district"],
        role=PositionRole.DISTRICT_IT,
    )  # fmt: skip
    erasure.erase_person(by=cast.system, person=cast.people["ida"], ground=ErasureGround.ORDER)
    with reading(cast.tenant):
        assert Person.objects.get(pk=cast.people["ida"].pk).erased_on is not None


@pytest.mark.slow
def test_an_account_that_another_district_needs_stays(cast, zora, home):
    neighbour = Actor.system(cast.other)
    there = people.add_person(by=neighbour, given_name="Z", family_name="Q", email="zora.q@riverbend.example")
    people.link_user(by=neighbour, person=there, user_id=named(cast, pk=zora.pk).user_id)
    erase(cast, zora)
    assert User.objects.filter(email="zora.q@riverbend.example", is_active=True).exists()
    with reading(cast.other):
        assert Person.objects.get(pk=there.pk).user_id is not None


def test_an_erased_account_is_signed_out_and_can_not_come_in_again(cast, home, browse):
    browser = browse("ana")
    assert browser.get("/d/riverbend/").status_code == 200
    erase(cast, cast.people["ana"])
    assert browser.get("/d/riverbend/").status_code in (302, 404)
    with reading(cast.tenant):
        gone = Person.objects.get(pk=cast.people["ana"].pk)
        assert actor_of_person(gone, cast.tenant).roles == frozenset()
    user_row = User.objects.get(pk=cast.user("ana").pk)
    assert not user_row.is_active
    assert not user_row.has_usable_password()


@pytest.mark.proof
def test_a_torn_last_line_of_the_list_is_written_again(cast, zora, home):
    erase(cast, zora)
    whole = ledger.place().read_text()
    ledger.place().write_text(whole[:-20])
    assert ledger.lines() == []
    work.do_all(3)
    assert ledger.place().read_text() == whole
    ledger.place().write_text("{}\n" + whole)
    with pytest.raises(ledger.Unreadable, match="Line 1"):
        ledger.lines()


def test_former_names_go_too_and_a_namesake_keeps_theirs(cast, zora, home):
    namesake = people.add_person(by=cast.system, given_name="Zorabeth", family_name="Smith")
    people.rename(by=cast.system, person=namesake, given_name="Zorabeth", family_name="Jones")
    erase(cast, zora)
    with reading(cast.tenant):
        assert Person.objects.get(pk=namesake.pk).name == "Zorabeth Jones"
        assert FormerName.objects.get().person_id == namesake.pk
