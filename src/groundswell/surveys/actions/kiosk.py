"""Verbs for a shared device on which the people of a wave answer one after the other."""

from datetime import timedelta

from django.utils.translation import gettext as _

from groundswell.kernel import clock, journal
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.notices.actions import mail
from groundswell.surveys.actions import responses
from groundswell.surveys.choices import Channel
from groundswell.surveys.models import Invitation, Kiosk, Response, SurveyWave
from groundswell.surveys.queries.invitations import hash_of
from groundswell.surveys.queries.kiosk import MISSED, misses_at, waiting_in
from groundswell.surveys.rules.branching import Given
from groundswell.surveys.rules.codes import device_code, plain
from groundswell.surveys.rules.refusals import Refused

MISSES, MISSES_IN = 20, timedelta(minutes=10)
RECEIPT = "surveys.receipt"


class KioskRests(Exception):
    """Too many addresses were typed that nobody has who may answer: the device takes none for a while."""


class KioskIsClosed(Exception):
    """The device's time is over, or somebody closed it."""


@verb
def open_kiosk(*, by: Actor, wave: SurveyWave, hours: int) -> tuple[Kiosk, str]:
    """Let people answer a wave on a shared device for so many hours, and never longer than the wave.

    Returns the device and the code of its address, which is stored nowhere. Raises LinkIsSpent for a wave that is over,
    Refused for an anonymous one.
    """
    now = clock.now()
    if wave.is_anonymous:
        raise Refused(_("A shared device asks who somebody is: an anonymous survey has none."))
    if not wave.is_open or wave.closes_at <= now:
        raise responses.LinkIsSpent
    code = device_code()
    kiosk = Kiosk.objects.create(
        tenant=by.tenant,
        wave=wave,
        secret_hash=hash_of(plain(code)),
        opened_by_id=by.person_id,
        opened_at=now,
        expires_at=min(now + timedelta(hours=hours), wave.closes_at),
    )
    journal.record("surveys.kiosk.opened", by=by, subject=kiosk, data={"wave": wave.pk, "hours": hours})
    return kiosk, code


@verb
def close_kiosk(*, by: Actor, kiosk: Kiosk) -> Kiosk:
    """No more answers on this device; what was sent stays. Closing a closed one does nothing."""
    kiosk, now = lock(kiosk), clock.now()
    if kiosk.expires_at > now:
        kiosk.expires_at = now
        kiosk.save(update_fields=["expires_at"])
        journal.record("surveys.kiosk.closed", by=by, subject=kiosk, data={"wave": kiosk.wave_id})
    return kiosk


@verb
def look_for(*, by: Actor, kiosk: Kiosk, email: str) -> Invitation | None:
    """The invitation of whoever has this address, while they can answer; None for everybody else, and that is counted.

    Raises KioskRests once ``MISSES`` addresses within ``MISSES_IN`` found nobody, also for a right one.
    """
    kiosk = lock(kiosk)  # one guess after the other
    if misses_at(kiosk, clock.now() - MISSES_IN) >= MISSES:
        raise KioskRests
    found = waiting_in(kiosk.wave, email.strip())
    if found is None:
        journal.record(MISSED, by=by, subject=kiosk)
    return found


@verb
def answer_at(
    *, by: Actor, kiosk: Kiosk, invitation: Invitation, answers: Given, may_quote: bool
) -> Response:
    """One person's answers on a shared device, as ``responses.submit`` takes them.

    Side effect: a receipt by mail to the person, so that they notice when somebody answered in their name.
    Raises KioskIsClosed beside what ``submit`` raises.
    """
    kiosk = lock(kiosk)
    if kiosk.expires_at <= clock.now() or kiosk.wave_id != invitation.wave_id:
        raise KioskIsClosed
    response = responses.submit(
        by=by, invitation=invitation, answers=answers, channel=Channel.KIOSK, may_quote=may_quote
    )
    person = invitation.person
    context = {
        "first_name": person.preferred_name or person.given_name,
        "title": invitation.wave.title,
        "context_label": invitation.wave.context_label,
    }
    mail.send(by=by, to=person, kind=RECEIPT, key=f"{RECEIPT}:{invitation.pk}", context=context)
    return response
