"""The mails of a wave: the question, and the reminders. Each carries a link whose secret is in the mail alone."""

import secrets
from typing import Any

from groundswell.kernel import clock
from groundswell.kernel.links import absolute, link
from groundswell.notices.actions import mail
from groundswell.surveys.models import Invitation, SurveyWave
from groundswell.surveys.queries.invitations import hash_of
from groundswell.surveys.rules.own_pages import asked_elsewhere, own_page_of
from groundswell.surveys.rules.reminders import next_reminder

ASK, REMIND = "surveys.invitation", "surveys.reminder"
OFFICE = {ASK: "surveys.asked", REMIND: "surveys.asked_reminder"}
SET_BY = {
    ASK: ["token_hash", "sent_at", "remind_at"],
    REMIND: ["reminder_hash", "reminded_at", "remind_at", "reminders"],
}


def kind_of(wave: SurveyWave, what: str) -> str:
    """The kind of mail: of the page that stands elsewhere, of what the office asks, or of an event's questions."""
    own = own_page_of(wave.instrument.key)
    if own is not None:
        return own.ask if what == ASK else own.remind
    return OFFICE[what] if wave.audience else what


def about(wave: SurveyWave) -> str:
    """By what the mails of a wave that have not left are taken back."""
    return f"surveys.wave:{wave.pk}"


def letters(wave: SurveyWave, invitations: list[Invitation], what: str) -> list[mail.Addressed]:
    """A mail for each, with a secret whose hash is put on the invitation (saved by the caller: ``SET_BY``).

    ``reminded_at`` is set with the last reminder that there will be, so that who waits for one is found by an index.
    """
    own = asked_elsewhere(wave)
    stem = absolute(link(own.by_token if own else "surveys:answer", "-")).removesuffix("-/")
    more = own.words(wave, [one.person_id for one in invitations]) if own else {}
    made, now = [], clock.now()
    for invitation in invitations:
        secret = secrets.token_urlsafe(32)
        if what == ASK:
            invitation.token_hash, invitation.sent_at = hash_of(secret), now
        else:
            invitation.reminder_hash = hash_of(secret)
            invitation.reminders += 1
        invitation.remind_at = _next(wave, invitation)
        if what == REMIND and invitation.remind_at is None:
            invitation.reminded_at = now
        made.append(_letter(invitation, f"{stem}{secret}/", what, more.get(invitation.person_id, {})))
    return made


def _next(wave: SurveyWave, invitation: Invitation) -> Any:
    return next_reminder(
        invitation.sent_at or clock.now(),
        invitation.expires_at,
        after_days=wave.remind_after_days,
        sent=invitation.reminders,
        zone=wave.tenant.time_zone,
    )


def _letter(invitation: Invitation, url: str, what: str, more: dict[str, Any]) -> mail.Addressed:
    """Its key holds the beginning of the secret's hash: the row that keeps the hash lets nobody be mailed twice."""
    wave, person = invitation.wave, invitation.person
    mark = (invitation.token_hash if what == ASK else invitation.reminder_hash) or ""
    context = {
        "first_name": person.preferred_name or person.given_name,
        "title": wave.title,
        "context_label": wave.context_label,
        "promise": wave.promise,
        "is_last": invitation.remind_at is None,
        "action_url": url,
        "closes_on": wave.last_day,
        **more,
    }
    return mail.Addressed(to=person, key=f"{what}:{wave.pk}:{person.pk}:{mark[:12]}", context=context)
