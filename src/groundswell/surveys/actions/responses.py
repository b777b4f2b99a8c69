"""Verb for an answer."""

from typing import Any

from django.db import connection

from groundswell.kernel import clock, journal, rows
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.surveys.actions import releases
from groundswell.surveys.actions.storing import checked, has_words, store
from groundswell.surveys.choices import Channel
from groundswell.surveys.models import Invitation, Response
from groundswell.surveys.rules.branching import Given
from groundswell.surveys.rules.standing import Standing, standing_of

_DONE = """
    UPDATE surveys_invitation SET done_at = %(now)s, blinded = %(blinded)s
    WHERE tenant_id = %(tenant)s AND id = %(invitation)s AND done_at IS NULL AND expires_at > %(now)s
      AND EXISTS (
        SELECT 1 FROM surveys_wave wave WHERE wave.tenant_id = %(tenant)s AND wave.id = surveys_invitation.wave_id
          AND wave.state = 'open' AND wave.stopped_at IS NULL)
    RETURNING id
"""


class LinkIsSpent(Exception):
    """This invitation was answered already, or its time is over."""


class WaveIsPaused(Exception):
    """The office has stopped the wave for now: the invitation stays good, and nothing was stored."""


@verb
def submit(
    *,
    by: Actor,
    invitation: Invitation,
    answers: Given,
    channel: Channel = Channel.LINK,
    may_quote: bool = False,
) -> Response:
    """Store one person's answers, once. ``answers`` in the shape of ``rules.branching.Given``.

    Raises LinkIsSpent for the second of two clicks and after the end, WaveIsPaused while the office holds the wave;
    ValueError for answers as ``storing.checked`` does, and for an anonymous wave (``actions.anonymous``). ``may_quote``
    counts where words are given.
    Side effects: the invitation is done; answers that are ripe are released. The journal says that the person
    answered, who acted and how it came in, and never which response.
    """
    wave = invitation.wave
    if wave.is_anonymous:
        raise ValueError("An anonymous wave takes deposits alone.")
    spend(invitation)
    parts = checked(wave, answers, channel)
    response = Response(
        tenant=by.tenant,
        wave=wave,
        invitation=invitation,
        submitted_on=clock.today(by.tenant.time_zone),
        channel=channel,
        may_quote=may_quote and has_words(parts),
    )
    data: dict[str, Any] = {"wave": wave.pk}
    if channel != Channel.LINK:
        data["channel"] = str(channel)
    with rows.together():
        store(response, parts)
        journal.record("surveys.invitation.answered", by=by, subject=invitation, data=data)
    if releases.is_ripe(wave):
        releases.release(by=by, wave=wave, waits=False)
    return response


def spend(invitation: Invitation, *, blinded: str = "") -> None:
    """Mark the invitation done, in one guarded statement: of two clicks at once the second finds it so. For verbs.

    ``blinded`` is the value that is signed for it in an anonymous wave. Raises LinkIsSpent and WaveIsPaused.
    """
    now = clock.now()
    values = {
        "tenant": invitation.tenant_id,
        "invitation": invitation.pk,
        "blinded": blinded,
        "now": connection.ops.adapt_datetimefield_value(now),
    }
    if rows.run(_DONE, values):
        return
    stands = standing_of(Invitation.objects.select_related("wave").get(pk=invitation.pk), now)
    raise WaveIsPaused if stands == Standing.PAUSED else LinkIsSpent
