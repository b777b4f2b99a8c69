"""Verb for an answer."""

from collections.abc import Mapping

from groundswell.kernel import clock, journal
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.surveys.actions import releases
from groundswell.surveys.choices import TEXT_LIMIT
from groundswell.surveys.models import Answer, Invitation, Item, Response
from groundswell.surveys.rules.ready_made import condition_of


class LinkIsSpent(Exception):
    """This invitation was answered already, or its time is over."""


@verb
def submit(*, by: Actor, invitation: Invitation, answers: Mapping[str, str]) -> Response:
    """Store one person's answers, once. ``answers`` maps item keys to a point's key or to own words.

    Raises LinkIsSpent for the second of two clicks and after the end; ValueError for no answer at all, for a
    question that was not asked and a point that the scale does not have. An answer to a question that the person's
    other answers leave out (``ready_made.condition_of``) is not stored. Side effects: the invitation is done;
    answers that are ripe are released. The journal says that the person answered and never which response.
    """
    now = clock.now()
    open_one = Invitation.objects.filter(pk=invitation.pk, done_at__isnull=True, expires_at__gt=now)
    if not open_one.update(done_at=now):
        raise LinkIsSpent
    wave = invitation.wave
    items = {item.key: item for item in Item.objects.filter(instrument_id=wave.instrument_id)}
    given = {key: value.strip() for key, value in answers.items() if value and value.strip()}
    given = {key: value for key, value in given.items() if _is_asked(wave.instrument.key, key, given)}
    if not given:
        raise ValueError("An answer to at least one question is needed.")
    response = Response.objects.create(
        tenant=by.tenant,
        wave=wave,
        invitation=invitation,
        submitted_on=clock.today(by.tenant.time_zone),
    )
    Answer.objects.bulk_create(_answer(response, items, key, value) for key, value in given.items())
    journal.record("surveys.invitation.answered", by=by, subject=invitation, data={"wave": wave.pk})
    if releases.is_ripe(wave):
        releases.release(by=by, wave=wave)
    return response


def _is_asked(instrument_key: str, key: str, given: Mapping[str, str]) -> bool:
    condition = condition_of(instrument_key, key)
    return condition is None or given.get(condition[0]) in condition[1]


def _answer(response: Response, items: Mapping[str, Item], key: str, value: str) -> Answer:
    item = items.get(key)
    if item is None:
        raise ValueError(f"There is no question called {key!r}.")
    answer = Answer(tenant_id=response.tenant_id, wave_id=response.wave_id, response=response, item=item)
    if not item.is_chosen:
        if len(value) > TEXT_LIMIT:
            raise ValueError(f"A text has at most {TEXT_LIMIT} characters.")
        answer.text = value
    elif value in {point["key"] for point in item.points}:
        answer.choice = value
    else:
        raise ValueError(f"{value!r} is not on the scale of {key!r}.")
    return answer
