"""Opening, reminding, closing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groundswell.kernel import clock, work
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading
from groundswell.notices.models import OutgoingMail
from groundswell.roster.models import Person
from groundswell.surveys.actions import instruments, waves
from groundswell.surveys.models import Instrument, Invitation, SurveyWave
from groundswell.surveys.queries.invitations import hash_of, my_open_invitations
from groundswell.surveys.rules.ready_made import POST_EVENT, Questionnaire


def mails(cast, kind="surveys.invitation"):
    with reading(cast.tenant):
        return OutgoingMail.objects.filter(kind=kind).count()


def test_everyone_is_asked_once_and_gets_a_mail(cast, ask):
    asked = ask(12)
    assert asked.wave.invited == 12
    assert mails(cast) == 12
    with reading(cast.tenant):
        assert Invitation.objects.filter(wave=asked.wave).count() == 12


def test_opened_twice_is_opened_once_and_only_who_is_new_is_asked(cast, ask):
    asked = ask(3)
    late = cast.people["ana"]
    for _ in range(2):
        again = waves.open_for(
            by=cast.system,
            instrument_key="post_event",
            subject_key="event:1",
            title="Another title",
            context_label="",
            people=[*asked.people, late, late],
            anchor=clock.today("America/New_York"),
        )
    assert again.pk == asked.wave.pk
    assert again.title == "Small groups that work"
    assert again.invited == 4
    assert mails(cast) == 4


def test_the_secret_is_in_the_mail_and_nowhere_else(cast, ask):
    asked = ask(1)
    secret = asked.path(0).split("/")[-2]
    invitation = asked.invitation(0)
    assert len(secret) >= 43
    assert invitation.token_hash == hash_of(secret)
    assert secret not in str(vars(invitation))
    with reading(cast.tenant):
        assert not [entry for entry in JournalEntry.objects.all() if secret in str(entry.data)]


def test_students_are_left_out_until_consent_is_settled(cast, ask):
    asked = ask(1)
    student = Person(tenant=cast.tenant, given_name="Kim", family_name="Ho", is_student=True, pk=999_999)
    waves.open_for(
        by=cast.system,
        instrument_key="post_event",
        subject_key="event:1",
        title="",
        context_label="",
        people=[student],
        anchor=clock.today("America/New_York"),
    )
    with reading(cast.tenant):
        assert not Invitation.objects.filter(wave=asked.wave, person_id=student.pk).exists()
        entry = JournalEntry.objects.filter(kind="surveys.wave.invited").last()
    assert entry.data == {"invited": 0, "students_left_out": 1}


def test_many_invitations_take_few_statements(cast, ask):
    def statements(count: int, subject: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as few:
            waves.open_for(
                by=cast.system,
                instrument_key="post_event",
                subject_key=subject,
                title="T",
                context_label="",
                people=[*everyone[:count]],
                anchor=clock.today("America/New_York"),
            )
        return len(few)

    everyone = ask(60).people
    assert statements(60, "event:3") <= statements(3, "event:2") + 4


def test_a_large_wave_is_mailed_in_batches_and_nobody_twice(cast, ask, monkeypatch):
    monkeypatch.setattr(waves, "BATCH", 4)
    asked = ask(10)
    assert (asked.wave.invited, mails(cast)) == (10, 4)
    with reading(cast.tenant):
        assert waves.invitations_due(cast.tenant) == 6
    work.do_all()
    assert mails(cast) == 10
    assert len({asked.path(number) for number in range(10)}) == 10


def test_a_reminder_goes_once_to_who_kept_silent(cast, ask):
    asked = ask(6)
    asked.answer(0)
    work.do_all()
    assert mails(cast, "surveys.reminder") == 0
    with clock.shifted(timedelta(days=6)):
        with reading(cast.tenant):
            assert waves.reminders_due(cast.tenant) == 5
        work.do_all()
        work.do_all()
    with reading(cast.tenant):
        reminded = set(
            OutgoingMail.objects.filter(kind="surveys.reminder").values_list("to_person", flat=True)
        )
    assert reminded == {person.pk for person in asked.people[1:]}


def test_a_reminder_leaves_the_first_link_good(cast, ask, client):
    asked = ask(1)
    with clock.shifted(timedelta(days=6)):
        work.do_all()
        first, second = asked.path(0), asked.path(0, "surveys.reminder")
        assert first != second
        assert client.get(first).status_code == client.get(second).status_code == 200
        client.post(second, {"confident": "very"})
        assert b"have arrived" in client.get(first).content


@pytest.mark.proof
def test_the_office_reminds_today_and_nobody_twice(cast, ask, browse):
    asked = ask(6)
    asked.answer(0)
    office = browse("ola")
    office.post(asked.page + "remind/")
    work.do_all()
    office.post(asked.page + "remind/")
    work.do_all()
    assert mails(cast, "surveys.reminder") == 5
    with clock.shifted(timedelta(days=6)):
        work.do_all()
    assert mails(cast, "surveys.reminder") == 5


def test_the_wave_ends_with_its_last_day_in_the_district(cast, ask):
    wave = ask(1).wave
    last = clock.local(wave.closes_at - timedelta(seconds=1), "America/New_York")
    assert last.date() == clock.today("America/New_York") + timedelta(days=21)
    assert (last.hour, last.minute, last.second) == (23, 59, 59)


def test_a_wave_whose_time_is_over_is_closed_by_the_worker(cast, ask):
    asked = ask(6)
    with clock.shifted(timedelta(days=23)):
        work.do_all()
    with reading(cast.tenant):
        assert not SurveyWave.objects.get(pk=asked.wave.pk).is_open


def test_who_is_asked_finds_it_on_the_own_page(cast, ask):
    asked = ask(1)
    waves.open_for(
        by=cast.system,
        instrument_key="post_event",
        subject_key="event:9",
        title="For Ana",
        context_label="",
        people=[cast.people["ana"]],
        anchor=clock.today("America/New_York"),
    )
    with reading(cast.tenant):
        assert [one.wave.title for one in my_open_invitations(cast.actor("ana"))] == ["For Ana"]
        assert my_open_invitations(cast.actor("ben")) == []
    assert asked.wave.title != "For Ana"


def test_other_words_make_another_version_and_old_answers_keep_theirs(cast, ask):
    asked = ask(1)
    asked.answer(0)
    assert instruments.install(by=cast.system, questionnaire=POST_EVENT).version == 1
    shorter = Questionnaire("post_event", POST_EVENT.title, POST_EVENT.questions[:1])
    second = instruments.install(by=cast.system, questionnaire=shorter)
    with reading(cast.tenant):
        assert second.version == 2
        assert Instrument.objects.get(waves=asked.wave).items.count() == 3


def test_an_unknown_questionnaire_says_which_there_are(cast):
    with pytest.raises(LookupError, match="post_event"):
        waves.open_for(
            by=cast.system,
            instrument_key="nonsense",
            subject_key="x",
            title="",
            context_label="",
            people=[],
            anchor=clock.today("America/New_York"),
        )
