"""Reminders to who keeps silent, a stop, more time, and opening again where that gives nobody away."""

from datetime import timedelta

import pytest

from groundswell.kernel import clock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, writing
from groundswell.notices.choices import MailState
from groundswell.notices.models import OutgoingMail
from groundswell.roster.choices.lives import FieldClass
from groundswell.roster.models import Person
from groundswell.roster.queries.lives import Subject
from groundswell.surveys.actions import forgetting, responses, stopping, waves
from groundswell.surveys.models import Invitation, SurveyWave
from groundswell.surveys.queries.invitations import my_open_invitations
from groundswell.surveys.queries.waves import to_close
from groundswell.surveys.rules.refusals import Refused
from groundswell.surveys.rules.reminders import next_reminder
from groundswell.surveys.rules.reopening import why_not

ZONE, LIST = "America/New_York", "/d/riverbend/proof/surveys/"


def sent(cast, kind="surveys.asked_reminder", **more):
    with reading(cast.tenant):
        return list(OutgoingMail.objects.filter(kind=kind, **more).order_by("pk"))


def answer(cast, wave, name, **said):
    person = cast.people[name]
    with reading(cast.tenant):
        invitation = Invitation.objects.select_related("wave", "person").get(wave=wave, person=person)
    by = Actor(tenant=cast.tenant, name=person.name, person_id=person.pk, origin="link")
    return responses.submit(by=by, invitation=invitation, answers=said or {"confident": "very"})


def by_the_worker(cast) -> None:
    """What the worker does for surveys, as often as there is something."""
    for do in (waves.invite_due, waves.remind_due, waves.close_due):
        while do(cast.tenant):
            pass


def leave(cast) -> None:
    """The relay takes every mail that waits."""
    with writing(cast.tenant):
        OutgoingMail.objects.filter(state=MailState.WAITING).update(state=MailState.SENT)


def day(number: int) -> timedelta:
    return timedelta(days=number, hours=1)


def test_reminders_go_on_their_days_to_who_is_silent_and_each_has_its_own_link(cast, plan_it):
    wave = plan_it(roles=("teacher",), remind=(5, 10))
    by_the_worker(cast)
    with clock.shifted(day(5)):
        by_the_worker(cast)
        by_the_worker(cast)
    assert len(sent(cast)) == 2
    answer(cast, wave, "ben")
    with clock.shifted(day(10)):
        by_the_worker(cast)
    with clock.shifted(day(12)):
        by_the_worker(cast)
    assert [mail.to_person_id for mail in sent(cast)[2:]] == [cast.people["ana"].pk]
    assert len({mail.context["action_url"] for mail in sent(cast)}) == 3
    assert [mail.context["is_last"] for mail in sent(cast)] == [False, False, True]
    with reading(cast.tenant):
        assert Invitation.objects.get(wave=wave, person=cast.people["ana"]).reminders == 2


def test_a_reminder_by_hand_is_one_of_them(cast, plan_it):
    wave = plan_it(roles=("principal",), remind=(5, 10))
    by_the_worker(cast)
    assert waves.remind_soon(by=cast.system, wave=wave) == 1
    by_the_worker(cast)
    with clock.shifted(day(5)):
        by_the_worker(cast)
    assert len(sent(cast)) == 1  # the fifth day's is the one that went today
    with clock.shifted(day(10)):
        by_the_worker(cast)
        assert waves.remind_soon(by=cast.system, wave=wave) == 0
    assert len(sent(cast)) == 2


def test_a_reminder_that_leaves_no_time_to_answer_does_not_go():
    with clock.standing_at(clock.now()):
        asked = clock.now()
        rule = {"after_days": [5, 10], "zone": ZONE}
        close = asked + timedelta(days=10, hours=3)
        assert next_reminder(asked, close, sent=0, **rule) == clock.local(asked, ZONE) + timedelta(days=5)
        assert next_reminder(asked, close, sent=1, **rule) is None
        assert next_reminder(asked, close, sent=2, **rule) is None


def test_while_it_is_stopped_nobody_answers_and_no_mail_goes_out(cast, plan_it, browse):
    wave, office = plan_it(roles=("teacher", "principal"), remind=(5,)), browse("ola")
    waves.invite_due(cast.tenant)  # the mails are written, and have not left
    answer(cast, wave, "bao")
    office.post(f"{LIST}{wave.pk}/stop/")
    assert {mail.state for mail in sent(cast, "surveys.asked")} == {MailState.WITHDRAWN}
    with pytest.raises(responses.WaveIsPaused):
        answer(cast, wave, "ana")
    with clock.shifted(day(6)):
        by_the_worker(cast)
        assert sent(cast) == []
        with reading(cast.tenant):
            assert my_open_invitations(cast.actor("ana")) == []
        stopping.reopen(by=cast.actor("ola"), wave=wave)
        by_the_worker(cast)
        # The teachers get the mail that was taken back; Bao has answered and gets none.
        assert len(sent(cast, "surveys.asked", state=MailState.WAITING)) == 2
        answer(cast, wave, "ana")
    with reading(cast.tenant):
        assert SurveyWave.objects.get(pk=wave.pk).stopped_at is None


def test_a_stop_takes_a_reminder_back_and_it_goes_out_afterwards(cast, plan_it):
    wave = plan_it(roles=("principal",), remind=(5,))
    by_the_worker(cast)
    leave(cast)
    with clock.shifted(day(5)):
        waves.remind_due(cast.tenant)
        stopping.stop(by=cast.system, wave=wave)
        stopping.stop(by=cast.system, wave=wave)
        stopping.reopen(by=cast.system, wave=wave)
        by_the_worker(cast)
        by_the_worker(cast)
    assert [mail.state for mail in sent(cast)] == [MailState.WITHDRAWN, MailState.WAITING]


def test_who_was_new_while_it_was_stopped_is_asked_when_it_opens_again(cast, ask):
    asked = ask(2)
    stopping.stop(by=cast.system, wave=asked.wave)
    waves.open_for(
        by=cast.system, instrument_key="post_event", subject_key="event:1", title="", context_label="",
        people=[cast.people["ana"]], anchor=clock.today(ZONE),
    )  # fmt: skip
    by_the_worker(cast)
    ana = {"kind": "surveys.invitation", "to_person": cast.people["ana"]}
    assert sent(cast, **ana) == []
    stopping.reopen(by=cast.system, wave=asked.wave)
    by_the_worker(cast)
    assert len(sent(cast, **ana)) == 1


def test_more_time_moves_the_end_for_who_is_silent(cast, plan_it, browse):
    wave, office = plan_it(closes_in=4, remind=()), browse("ola")
    longer = clock.today(ZONE) + timedelta(days=20)
    assert office.post(f"{LIST}{wave.pk}/extend/", {"closes_on": str(wave.last_day)}).status_code == 422
    office.post(f"{LIST}{wave.pk}/extend/", {"closes_on": str(longer)})
    with reading(cast.tenant):
        assert SurveyWave.objects.select_related("tenant").get().last_day == longer
    with clock.shifted(timedelta(days=12)):
        by_the_worker(cast)
        answer(cast, wave, "ana")


@pytest.mark.parametrize("is_stopped", [False, True])
def test_more_time_after_the_end_helps_as_long_as_it_is_not_closed(cast, ask, is_stopped):
    """The end came at midnight, the worker comes later; the office is between the two."""
    asked = ask(3)
    gone, ended = asked.people[2], asked.wave.closes_at - clock.now() + timedelta(minutes=1)
    longer = asked.wave.last_day + timedelta(days=7)
    with clock.shifted(ended):
        if is_stopped:
            stopping.stop(by=cast.system, wave=asked.wave)
        forgetting.forget(by=cast.system, subject=Subject((gone.pk,)), fields=[FieldClass.CONFIDENTIAL])
        with writing(cast.tenant):
            Person.objects.filter(pk=gone.pk).update(erased_on=clock.today(ZONE))
        stopping.extend(by=cast.actor("ola"), wave=asked.wave, closes_on=longer)
        assert waves.close_due(cast.tenant) == 0
        if is_stopped:
            stopping.reopen(by=cast.actor("ola"), wave=asked.wave)
        asked.answer(0)
    with clock.shifted(ended + timedelta(days=6)):
        asked.answer(1)
        with pytest.raises(responses.LinkIsSpent):
            asked.answer(2)


def test_a_stop_after_the_end_keeps_nobody_out_when_it_opens_again(cast, ask):
    asked = ask(2)
    with clock.shifted(asked.wave.closes_at - clock.now() + timedelta(minutes=1)):
        stopping.stop(by=cast.system, wave=asked.wave)
        stopping.reopen(by=cast.system, wave=asked.wave, closes_on=asked.wave.last_day + timedelta(days=7))
        asked.answer(1)


def test_a_wave_that_got_more_time_is_not_closed_by_a_worker_that_had_seen_it_over(cast, ask):
    asked = ask(2)
    with clock.shifted(asked.wave.closes_at - clock.now() + timedelta(minutes=1)):
        with reading(cast.tenant):
            [seen] = to_close()
        stopping.extend(by=cast.system, wave=asked.wave, closes_on=asked.wave.last_day + timedelta(days=7))
        waves.close_over(by=cast.system, wave=seen)
        asked.answer(0)


def test_with_more_time_there_is_room_for_a_reminder_that_had_none(cast, plan_it):
    wave = plan_it(roles=("principal",), closes_in=11, remind=(5, 11))
    stopping.stop(by=cast.system, wave=wave)
    stopping.reopen(by=cast.system, wave=wave)
    by_the_worker(cast)
    with clock.shifted(day(5)):
        by_the_worker(cast)
        stopping.extend(by=cast.system, wave=wave, closes_on=wave.last_day + timedelta(days=9))
    with clock.shifted(day(11)):
        by_the_worker(cast)
    assert len(sent(cast)) == 2


def test_a_closed_wave_opens_again_with_a_new_day_and_the_old_links_work(cast, ask, browse):
    asked = ask(12)
    asked.answer(0)
    asked.close()
    with pytest.raises(responses.LinkIsSpent):
        asked.answer(1)
    office = browse("ola")
    assert office.post(asked.page + "reopen/", {"closes_on": str(clock.today(ZONE))}).status_code == 422
    tomorrow = clock.today(ZONE) + timedelta(days=1)
    assert office.post(asked.page + "reopen/", {"closes_on": str(tomorrow)}).status_code == 302
    asked.answer(1)


def test_opened_again_nobody_comes_back_who_was_withdrawn_by_name(cast, ask):
    asked = ask(12)
    gone = asked.people[3]
    forgetting.forget(by=cast.system, subject=Subject((gone.pk,)), fields=[FieldClass.CONFIDENTIAL])
    stopping.stop(by=cast.system, wave=asked.wave)
    stopping.reopen(by=cast.system, wave=asked.wave)
    with reading(cast.tenant):
        again = Invitation.objects.filter(wave=asked.wave, expires_at__gt=clock.now())
        assert again.count() == 11 and not again.filter(person=gone).exists()


def test_it_is_not_opened_again_where_the_difference_would_tell(cast, ask, browse):
    """Five of eight answered and are shown; what the other three say could be read by subtraction."""
    asked = ask(8)
    for number in range(5):
        asked.answer(number)
    asked.close()
    page = browse("ola").get(asked.page + "reopen/").content.decode()
    assert "opened again" in page and "5 or" in page
    with pytest.raises(Refused, match="Only 3 people"):
        stopping.reopen(by=cast.system, wave=asked.wave, closes_on=clock.today(ZONE) + timedelta(days=9))


@pytest.mark.parametrize(
    ("shown", "silent", "has_parts", "words"),
    [
        ([20, 18], 5, False, ""),
        ([20, 18], 4, False, "Only 4"),
        ([3, 4], 2, False, ""),  # nothing is shown yet
        ([3, 4], 2, True, ""),
        ([], 9, True, ""),
        ([20, 3], 2, False, ""),  # the second question is not shown: its rest may be
        ([20], 40, True, "by group"),
        ([20], 0, False, "Everybody"),
    ],
)
def test_why_a_closed_wave_stays_closed(shown, silent, has_parts, words):
    said = why_not(shown=shown, silent=silent, has_parts=has_parts, threshold=5)
    assert said.startswith(words) if words in ("", "Only 4", "Everybody") and words else words in said
    assert bool(said) == bool(words)
