"""Verbs that stop a wave, open it again, or give people more time."""

from datetime import date, datetime, timedelta

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from groundswell.kernel import clock, journal
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.notices.actions import mail
from groundswell.notices.choices import MailState
from groundswell.notices.models import OutgoingMail
from groundswell.surveys.actions.letters import ASK, REMIND, about, kind_of
from groundswell.surveys.choices import WaveState
from groundswell.surveys.models import Invitation, SurveyWave
from groundswell.surveys.queries.frozen import WHOLE, tables_in
from groundswell.surveys.queries.waves import is_called_off, silent_in, threshold
from groundswell.surveys.rules.asking import closing
from groundswell.surveys.rules.published import published_of
from groundswell.surveys.rules.refusals import Refused
from groundswell.surveys.rules.reminders import TIME_TO_ANSWER
from groundswell.surveys.rules.reopening import why_not


@verb
def stop(*, by: Actor, wave: SurveyWave) -> SurveyWave:
    """For now nobody can answer and no mail goes out. Stopping a stopped wave does nothing; Refused where none is open.

    Answers that came in stay. Mail that has not left is taken back, and written anew when the wave opens again.
    """
    wave = lock(wave)
    if not wave.is_open:
        raise Refused(_("Only a survey that is open can be stopped."))
    if wave.stopped_at is None:
        wave.stopped_at = clock.now()
        wave.save(update_fields=["stopped_at"])
        silent_in(wave).filter(expires_at__gt=wave.stopped_at).update(expires_at=wave.stopped_at)
        taken = _take_mail_back(by, wave)
        journal.record("surveys.wave.stopped", by=by, subject=wave, data={"mails_taken_back": taken})
    return wave


@verb
def reopen(*, by: Actor, wave: SurveyWave, closes_on: date | None = None) -> SurveyWave:
    """People can answer again: of a wave that was stopped, or of a closed one with a new last day.

    Who was withdrawn by name (erased, joined with another record) stays so. The tables of a closed wave no longer
    hold; they stay as what readers have seen, and the journal says how many they are. Raises Refused where a further
    answer could be told from what was shown at the close (``rules.reopening``), and without a day to come.
    """
    wave = lock(wave)
    if wave.is_open and wave.stopped_at is None:
        return wave
    if reason := reason_against(wave):
        raise Refused(reason)
    closes_at = wave.closes_at if closes_on is None else closing(closes_on, by.tenant.time_zone)
    if closes_at <= clock.now() or (closes_on and closes_on <= clock.today(by.tenant.time_zone)):
        raise Refused(_("People need at least a day to answer: choose a last day from tomorrow on."))
    ended, dropped = wave.ends_at, len(tables_in([wave], WHOLE, *wave.margins))
    wave.state, wave.stopped_at, wave.closes_at = WaveState.OPEN, None, closes_at
    wave.save(update_fields=["state", "stopped_at", "closes_at"])
    again = _move_end(wave, ended)
    journal.record(
        "surveys.wave.reopened", by=by, subject=wave, data={"people": again, "tables_dropped": dropped}
    )
    return wave


@verb
def extend(*, by: Actor, wave: SurveyWave, closes_on: date) -> SurveyWave:
    """More time for who has not answered, also where the end has come and the wave is not closed yet.

    Who waits for a stopped wave has it from the reopening on. Raises Refused where it is not open, and for a day that
    gives none.
    """
    wave, now = lock(wave), clock.now()
    if not wave.is_open:
        raise Refused(_("Only a survey that is open gets more time. A closed one can be opened again."))
    closes_at = closing(closes_on, by.tenant.time_zone)
    if closes_at <= max(wave.closes_at, now):
        raise Refused(_("Choose a day after its last day. To end it sooner, close it."))
    ended, wave.closes_at = wave.ends_at, closes_at
    wave.save(update_fields=["closes_at"])
    people = _move_end(wave, ended)
    journal.record("surveys.wave.extended", by=by, subject=wave, data={"people": people})
    return wave


def reason_against(wave: SurveyWave) -> str:
    """Why a wave can't be opened again, in words; empty where it can. A few statements."""
    if wave.is_open:
        return ""
    if wave.state == WaveState.PLANNED or is_called_off(wave):
        return _("It never opened. Ask anew instead.")
    if wave.is_anonymous:
        return _(
            "It was anonymous: the key that lets answers in was destroyed at the close. Ask again as a new survey."
        )
    tallies = published_of(wave).tallies
    return why_not(
        shown=[one.answered for one in tallies],
        silent=silent_in(wave).filter(expires_at__gte=wave.ends_at).count(),
        has_parts=bool(wave.margins) or any(any(one.lines.values()) for one in tallies),
        threshold=threshold(),
    )


def _take_mail_back(by: Actor, wave: SurveyWave) -> int:
    """Whose question or reminder had not left is as if it had not been written. Returns how many mails."""
    waiting = OutgoingMail.objects.filter(
        about=about(wave), state__in=[MailState.WAITING, MailState.GATHERED]
    )
    whom = {
        kind: list(waiting.filter(kind=kind_of(wave, kind)).values_list("to_person", flat=True))
        for kind in (ASK, REMIND)
    }
    _of(wave, whom[ASK]).update(token_hash=None, sent_at=None, remind_at=None)
    _of(wave, whom[REMIND]).update(reminders=F("reminders") - 1, reminded_at=None, remind_at=wave.stopped_at)
    return mail.withdraw(by=by, about=about(wave))


def _of(wave: SurveyWave, people: list[int]) -> QuerySet[Invitation]:
    return silent_in(wave).filter(person__in=people)


def _move_end(wave: SurveyWave, ended: datetime) -> int:
    """Who had time until ``ended``, when the wave's was over, has it until its end as it is now. Returns how many.

    Who was withdrawn by name stays so.
    """
    there = {f"person__{name}__isnull": True for name in ("erased_on", "merged_into")}
    people = silent_in(wave).filter(expires_at__gte=ended, **there).update(expires_at=wave.ends_at)
    _remind_again(wave)
    return people


def _remind_again(wave: SurveyWave) -> None:
    """With more time there is room for reminders that had none. One statement for each that the wave has."""
    now: datetime = clock.now()
    for index in reversed(range(len(wave.remind_after_days))):
        after = timedelta(days=wave.remind_after_days[index])
        latest = wave.closes_at - TIME_TO_ANSWER - after
        fits = silent_in(wave).filter(
            reminders__lte=index, sent_at__gt=now - after, sent_at__lte=latest, expires_at__gt=now
        )
        fits.update(remind_at=F("sent_at") + after, reminded_at=None)
