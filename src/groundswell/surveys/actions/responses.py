"""Verb for an answer."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from groundswell.kernel import clock, journal, rows
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.surveys.actions import releases
from groundswell.surveys.choices import Channel
from groundswell.surveys.models import Answer, Invitation, Item, Response
from groundswell.surveys.queries.questions import questions_of
from groundswell.surveys.rules.answering import Part, is_complete, parts_of, tidy
from groundswell.surveys.rules.branching import Given, Said, asked_of
from groundswell.surveys.rules.standing import Standing, standing_of

_DONE = """
    UPDATE surveys_invitation SET done_at = %(now)s
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
    ValueError for no answer at all, for a question that was not asked, for what a question does not offer and where a
    required answer is missing (on paper nobody can be asked again: there it may be). An answer to a question that the
    person's other answers leave out (``rules.branching``) is not stored. ``may_quote`` counts where words are given.
    Side effects: the invitation is done; answers that are ripe are released. The journal says that the person
    answered, who acted and how it came in, and never which response.
    """
    _spend(invitation)
    wave = invitation.wave
    questions = questions_of(wave)
    given = tidy(answers)
    asked = asked_of(questions, given)
    _check(questions, asked, given, channel)
    parts = [(item, part) for item in asked if item.key in given for part in parts_of(item, given[item.key])]
    if not parts:
        raise ValueError("An answer to at least one question is needed.")
    response = Response(
        tenant=by.tenant,
        wave=wave,
        invitation=invitation,
        submitted_on=clock.today(by.tenant.time_zone),
        channel=channel,
        may_quote=may_quote and any(part.text for _, part in parts),
    )
    rows.insert(response)
    with rows.together():
        for item, part in parts:
            rows.add(_answer(response, item, part))
    data: dict[str, Any] = {"wave": wave.pk}
    if channel != Channel.LINK:
        data["channel"] = str(channel)
    journal.record("surveys.invitation.answered", by=by, subject=invitation, data=data)
    if releases.is_ripe(wave):
        releases.release(by=by, wave=wave)
    return response


def _spend(invitation: Invitation) -> None:
    """Mark the invitation done, in one guarded statement: of two clicks at once the second finds it so."""
    now = clock.now()
    values = {
        "tenant": invitation.tenant_id,
        "invitation": invitation.pk,
        "now": connection.ops.adapt_datetimefield_value(now),
    }
    if rows.run(_DONE, values):
        return
    stands = standing_of(Invitation.objects.select_related("wave").get(pk=invitation.pk), now)
    raise WaveIsPaused if stands == Standing.PAUSED else LinkIsSpent


def _check(
    questions: Sequence[Item], asked: Sequence[Item], given: Mapping[str, Said], channel: Channel
) -> None:
    if unknown := given.keys() - {item.key for item in questions}:
        raise ValueError(f"There is no question called {sorted(unknown)[0]!r}.")
    if channel == Channel.PAPER:
        return
    missing = [
        item.key for item in asked if item.is_required and not is_complete(item, given.get(item.key, ""))
    ]
    if missing:
        raise ValueError(f"{missing[0]!r} needs an answer.")


def _answer(response: Response, item: Item, part: Part) -> Answer:
    return Answer(
        tenant_id=response.tenant_id,
        wave_id=response.wave_id,
        response=response,
        item=item,
        part=part.part,
        choice=part.choice,
        number=part.number,
        text=part.text,
    )
