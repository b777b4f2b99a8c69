"""Verbs of the survey office: ask an audience something, now or on a day; change what is planned, call it off."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from groundswell.kernel import clock, journal
from groundswell.kernel.locking import lock
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, verb
from groundswell.surveys.actions import anonymous, instruments
from groundswell.surveys.choices import Margin, Promise, WaveState
from groundswell.surveys.models import Invitation, SurveyWave
from groundswell.surveys.queries.audiences import Asked, Audience
from groundswell.surveys.queries.waves import to_open
from groundswell.surveys.rules.asking import closing, opening, problems, reach
from groundswell.surveys.rules.refusals import Refused

BATCH = 2_000  # invitations in one transaction: nobody else who writes waits longer than for these


@verb
def ask(*, by: Actor, attempt: str, **chosen: Any) -> SurveyWave:
    """Ask an audience something, at once or on a day to come. ``chosen`` as :func:`change` takes it.

    ``attempt`` names this asking, so that two presses ask once: the second one finds what the first one made. Asked
    at once, up to ``BATCH`` people have their invitations when it returns; the worker makes the others, and sends all
    mail. Students are never asked. Raises Refused for a window that makes no sense and for an audience of nobody,
    LookupError for a questionnaire that there is not.
    """
    values = _values(by, **chosen)
    people = _people(by, values)
    wave, is_new = SurveyWave.objects.get_or_create(
        tenant=by.tenant, subject_key=f"office:{attempt}", defaults=values | {"state": WaveState.PLANNED}
    )
    if is_new:
        journal.record("surveys.wave.planned", by=by, subject=wave, data={"instrument": wave.instrument_id})
        wave = _make(by, lock(wave), people)
    return wave


@verb
def change(*, by: Actor, wave: SurveyWave, **chosen: Any) -> SurveyWave:
    """Another plan for a wave that has not opened. Raises Refused once it has, and as :func:`ask` does.

    ``chosen``: ``instrument_key``, ``title``, ``about``, ``promise``, ``audience``, ``closes_on`` (its last day), and
    ``opens_on`` (now where it is None), ``remind_after_days``, ``margins``. Nothing of it changes after the opening.
    """
    wave = lock(wave)
    _still_planned(wave)
    values = _values(by, **chosen)
    people = _people(by, values, besides=wave.pk)
    for name, value in values.items():
        setattr(wave, name, value)
    wave.save(update_fields=list(values))
    journal.record("surveys.wave.changed", by=by, subject=wave, data={"instrument": wave.instrument_id})
    return _make(by, wave, people)


@verb
def call_off(*, by: Actor, wave: SurveyWave) -> SurveyWave:
    """Nobody is asked. Raises Refused once it has opened. What was planned stays on record."""
    wave = lock(wave)
    _still_planned(wave)
    return _call_off(by, wave)


@verb
def open_some(*, by: Actor, wave: SurveyWave) -> SurveyWave:
    """Where its time has come, make the invitations of up to ``BATCH`` people; with the last of them the wave is open.

    Who is meant, where they work and what they are is what holds on the day of opening. A wave that nobody fits on its
    day, or whose time ran out before anybody was asked, is called off.
    """
    wave = lock(wave)
    if wave.state != WaveState.PLANNED or wave.opens_at > clock.now():
        return wave
    day = clock.local(wave.opens_at, by.tenant.time_zone).date()
    return _make(by, wave, reach(Audience.of(wave.audience), day, besides=wave.pk).asked)


def openings_due(tenant: Tenant) -> int:
    """How many planned waves have come to their time. Called in the district's scope."""
    return to_open().count()


def open_due(tenant: Tenant) -> int:
    """Open the waves whose time has come, some people of each. Returns of how many. Called by the worker."""
    with reading(tenant):
        waves = list(to_open().order_by("opens_at", "pk"))
    for wave in waves:
        open_some(by=Actor.system(tenant), wave=wave)
    return len(waves)


def _values(
    by: Actor,
    *,
    instrument_key: str,
    title: str,
    about: str,
    promise: str,
    audience: Audience,
    closes_on: date,
    opens_on: date | None = None,
    remind_after_days: Sequence[int] = (),
    margins: Sequence[str] = (),
) -> dict[str, Any]:
    """The fields of a wave. Raises Refused where the window makes no sense, and where the promise can't be kept."""
    zone = by.tenant.time_zone
    days = sorted(set(remind_after_days))
    for _field, said in problems(opens_on, closes_on, days, clock.today(zone)):
        raise Refused(said)
    if promise == Promise.ANONYMOUS:
        anonymous.refuse(margins)
    return {
        "instrument": instruments.ready(by=by, key=instrument_key),
        "title": title,
        "context_label": about,
        "promise": Promise(promise),
        "audience": audience.stored,
        "opens_at": opening(opens_on, zone),
        "closes_at": closing(closes_on, zone),
        "remind_after_days": days,
        "margins": [str(Margin(one)) for one in margins],
    }


def _people(by: Actor, values: dict[str, Any], besides: int | None = None) -> tuple[Asked, ...]:
    day = clock.local(values["opens_at"], by.tenant.time_zone).date()
    found = reach(Audience.of(values["audience"]), day, besides=besides)
    if not found.meant:
        raise Refused(_("Nobody fits what you chose. Widen it, then look again."))
    if not found.asked:
        raise Refused(_("Everybody whom you chose would be asked too often: wait, or ask them all the same."))
    return found.asked


def _make(by: Actor, wave: SurveyWave, people: Sequence[Asked]) -> SurveyWave:
    """The next invitations of a wave whose time has come; nothing for one that is planned for later."""
    now = clock.now()
    if wave.opens_at > now:
        return wave
    there = set(Invitation.objects.filter(wave=wave).values_list("person_id", flat=True))
    waiting = [one for one in people if one.person not in there]
    if wave.closes_at <= now or not (waiting or there):
        return _call_off(by, wave)
    more = {"tenant": by.tenant, "wave": wave, "expires_at": wave.closes_at}
    made = [
        Invitation(person_id=one.person, role=one.role, place_id=one.place, **more) for one in waiting[:BATCH]
    ]
    Invitation.objects.bulk_create(made)
    wave.invited += len(made)
    wave.state = WaveState.OPEN if len(waiting) <= BATCH else WaveState.PLANNED
    wave.save(update_fields=["invited", "state"])
    if wave.is_open:
        anonymous.make_key(wave)
        data = {"instrument": wave.instrument_id, "invited": wave.invited}
        journal.record("surveys.wave.opened", by=by, subject=wave, data=data)
    return wave


def _still_planned(wave: SurveyWave) -> None:
    if wave.state != WaveState.PLANNED or wave.invited:
        raise Refused(_("It has opened: people are asked already. You can stop it."))


def _call_off(by: Actor, wave: SurveyWave) -> SurveyWave:
    """A wave that ended before it began: by that it is known (``queries.waves.is_called_off``)."""
    wave.state, wave.closes_at = WaveState.CLOSED, min(wave.opens_at, clock.now())
    wave.save(update_fields=["state", "closes_at"])
    journal.record("surveys.wave.called_off", by=by, subject=wave)
    return wave
