"""Verbs for a wave: open it for these people, mail and remind them, close it.

What the office opens for an audience stands in ``actions.asking``; stopping and opening again in ``actions.stopping``.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from django.db.models import F, Q, QuerySet

from groundswell.kernel import clock, journal
from groundswell.kernel.locking import lock
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, verb
from groundswell.kernel.work import each
from groundswell.notices.actions import mail
from groundswell.roster.models import Person
from groundswell.surveys.actions import anonymous, freezing, instruments, releases
from groundswell.surveys.actions.letters import ASK, REMIND, SET_BY, about, kind_of, letters
from groundswell.surveys.choices import Promise, WaveState
from groundswell.surveys.models import Invitation, SurveyWave
from groundswell.surveys.queries.audiences import main_positions
from groundswell.surveys.queries.invitations import to_ask, to_remind
from groundswell.surveys.queries.waves import silent_in, to_close
from groundswell.surveys.rules.asking import closing

BATCH = 500


@verb
def open_for(
    *,
    by: Actor,
    instrument_key: str,
    subject_key: str,
    title: str,
    context_label: str,
    people: Iterable[Person],
    anchor: date,
    closes_after_days: int = 21,
    promise: str = Promise.CONFIDENTIAL,
) -> SurveyWave:
    """Ask these people. Opened again for the same ``subject_key``, only who is new is asked, while it is open.

    The wave closes at the end of the day that is ``closes_after_days`` after ``anchor`` (the district's calendar)
    or after today, whichever is later. Side effects: an invitation and a mail for each person; the mails of more
    than ``BATCH`` people follow by the worker, so that a large wave holds nobody up. Nobody is asked twice.
    Students are left out until the district has a rule for their consent; the journal counts them. Whoever has no
    address gets no mail and finds the questions on the own page. LookupError for an unknown ``instrument_key``.
    """
    wave, is_new = SurveyWave.objects.get_or_create(
        tenant=by.tenant,
        subject_key=subject_key,
        defaults={
            "instrument": instruments.ready(by=by, key=instrument_key),
            "title": title,
            "context_label": context_label,
            "opens_at": clock.now(),
            "closes_at": _end_of_day(by.tenant, anchor, closes_after_days),
            "promise": promise,
        },
    )
    wave = lock(wave)
    if is_new:
        anonymous.make_key(wave)
        journal.record("surveys.wave.opened", by=by, subject=wave, data={"instrument": wave.instrument_id})
    if wave.is_open:
        _invite(by, wave, people)
    return wave


def _end_of_day(tenant: Tenant, anchor: date, days: int) -> datetime:
    last_day = max(anchor, clock.today(tenant.time_zone)) + timedelta(days=days)
    return closing(last_day, tenant.time_zone)


def _invite(by: Actor, wave: SurveyWave, people: Iterable[Person]) -> None:
    """While the wave is stopped, who is new waits with the others until it is opened again."""
    asked = set(Invitation.objects.filter(wave=wave).values_list("person_id", flat=True))
    fresh = {person.pk: person for person in people if person.pk not in asked}
    if not fresh:
        return
    are = main_positions(fresh, clock.today(by.tenant.time_zone))
    invitations = []
    for person in fresh.values():
        if person.is_student:
            continue
        role, place = are.get(person.pk, ("", None))
        invitations.append(
            Invitation(
                tenant=by.tenant, wave=wave, person=person, expires_at=wave.ends_at, role=role, place_id=place
            )
        )
    first = [] if wave.stopped_at else [one for one in invitations if one.person.email][:BATCH]
    mails = letters(wave, first, ASK)
    Invitation.objects.bulk_create(invitations)
    SurveyWave.objects.filter(pk=wave.pk).update(invited=F("invited") + len(invitations))
    wave.invited += len(invitations)
    mail.send_many(by=by, kind=kind_of(wave, ASK), mails=mails, about=about(wave))
    counts = {"invited": len(invitations), "students_left_out": len(fresh) - len(invitations)}
    journal.record("surveys.wave.invited", by=by, subject=wave, data=counts)


def invitations_due(tenant: Tenant) -> int:
    """How many people of large waves have still to get their mail. Called in the district's scope."""
    return to_ask().count()


def invite_due(tenant: Tenant) -> int:
    """Mail some of those who wait for their first mail. Returns how many. Called by the worker; harmless twice."""
    return _mail_next(tenant, to_ask, ASK)


@verb
def remind_soon(*, by: Actor, wave: SurveyWave) -> int:
    """Who has not answered and has a reminder left is reminded at the worker's next turn. Returns how many.

    Each person gets as many reminders as the wave says at most, one where it says nothing, whoever asks for them.
    """
    wave, now = lock(wave), clock.now()
    waiting = silent_in(wave).filter(reminded_at__isnull=True, sent_at__isnull=False, expires_at__gt=now)
    count = waiting.update(remind_at=now)
    journal.record("surveys.wave.reminding", by=by, subject=wave, data={"people": count})
    return count


def reminders_due(tenant: Tenant) -> int:
    """How many people are to be reminded by now. Called in the district's scope."""
    return to_remind().count()


def remind_due(tenant: Tenant) -> int:
    """Remind some of those who are due. Returns how many. Called by the worker; harmless twice."""
    return _mail_next(tenant, to_remind, REMIND)


def _mail_next(tenant: Tenant, due: Callable[[], QuerySet[Invitation]], kind: str) -> int:
    with reading(tenant):
        ids = list(due().order_by("pk").values_list("pk", flat=True)[:BATCH])
    return _mail(by=Actor.system(tenant), due=due, ids=ids, kind=kind) if ids else 0


@verb
def _mail(*, by: Actor, due: Callable[[], QuerySet[Invitation]], ids: list[int], kind: str) -> int:
    """Mail these, unless they answered or were mailed meanwhile. A reminder's link is new; the first stays good.

    Their waves are held first, then they, as whoever stops or closes a wave does it.
    """
    of_these = Invitation.objects.filter(pk__in=ids).values("wave")
    held = SurveyWave.objects.filter(pk__in=of_these).select_for_update(of=("self",), no_key=True)
    list(held.order_by("pk").values_list("pk"))
    still = due().filter(pk__in=ids).select_for_update(of=("self",))
    invitations = list(still.select_related("person", "wave__tenant", "wave__instrument").order_by("pk"))
    written = {}
    for wave in {one.wave_id: one.wave for one in invitations}.values():
        asked = [one for one in invitations if one.wave_id == wave.pk]
        written[wave] = letters(wave, asked, kind)
    Invitation.objects.bulk_update(invitations, SET_BY[kind])
    for wave, mails in written.items():
        mail.send_many(by=by, kind=kind_of(wave, kind), mails=mails, about=about(wave))
    for wave_id, people in Counter(invitation.wave_id for invitation in invitations).items():
        what = "surveys.wave.mailed" if kind == ASK else "surveys.wave.reminded"
        journal.record(what, by=by, subject_id=wave_id, data={"people": people})
    return len(invitations)


@verb
def close(*, by: Actor, wave: SurveyWave) -> SurveyWave:
    """No more answers; all that may be shown is shown, and stays as it is. Closing a closed wave does nothing.

    Of an anonymous wave the key goes, and what is too little to show.
    """
    wave = lock(wave)
    if not wave.is_open:
        return wave
    now = clock.now()
    wave.state, wave.closes_at = WaveState.CLOSED, min(wave.closes_at, now)
    wave.save(update_fields=["state", "closes_at"])
    # Waits for answers that are being stored at this moment, so that they are released with the rest.
    silent_in(wave).filter(Q(expires_at__gt=now)).update(expires_at=now)
    released = releases.release(by=by, wave=wave)
    if wave.is_anonymous:
        anonymous.destroy_key(wave)
    journal.record("surveys.wave.closed", by=by, subject=wave, data={"released": released})
    freezing.freeze(by=by, wave=wave)
    return wave


def closings_due(tenant: Tenant) -> int:
    """How many waves are over and still open. Called in the district's scope."""
    return to_close().count()


def close_due(tenant: Tenant) -> int:
    """Close the waves whose time is over. Returns how many. Called by the worker; harmless twice."""
    with reading(tenant):
        waves = list(to_close().order_by("closes_at", "pk")[:BATCH])
    return each(waves, lambda wave: close_over(by=Actor.system(tenant), wave=wave))


@verb
def close_over(*, by: Actor, wave: SurveyWave) -> SurveyWave | None:
    """Close it, unless it was given more time since it was found."""
    wave = lock(wave)
    return close(by=by, wave=wave) if wave.closes_at <= clock.now() else None
