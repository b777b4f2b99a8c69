"""Verbs for what is asked after events: rules are added, changed, paused, and events left out of them."""

import secrets
from typing import Any

from django.utils.translation import gettext as _

from groundswell.events.choices import USED, USUAL_RULES
from groundswell.events.models import FollowUpRule, LearningEvent, LeftOut
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.surveys.choices import Promise
from groundswell.surveys.rules.own_pages import own_page_of

SAYS = ("instrument_key", "days_after", "open_days", "promise", "kind", "programme", "event")
WHOM_AND_WHEN = ("instrument_key", "days_after", "kind", "programme", "event")
SUBJECT = "events.follow_up"
SIX_WEEKS = (35, 49)  # days that mail and page call about six weeks


@verb
def stored(*, by: Actor, rule: FollowUpRule) -> FollowUpRule:
    """The rule as a row: the usual ones are stored when the first of them is needed. Two at once store them once."""
    if not rule._state.adding:
        return rule
    for usual in USUAL_RULES:
        kept, is_new = FollowUpRule.objects.get_or_create(
            tenant=by.tenant, name=usual["name"], defaults=dict(usual)
        )
        if is_new:
            _note("stored", by, kept)
    return FollowUpRule.objects.get(name=rule.name)


@verb
def add(*, by: Actor, **values: Any) -> FollowUpRule:
    """A rule beside the others; ``values`` as in ``SAYS``. What was due before today is not asked."""
    _keep_the_usual(by)
    rule = FollowUpRule(tenant=by.tenant, name=f"r{secrets.token_hex(5)}", **values)
    _check(rule)
    rule.since = clock.today(by.tenant.time_zone)
    rule.save()
    _note("added", by, rule, **_said(rule))
    return rule


@verb
def change(*, by: Actor, rule: FollowUpRule, **values: Any) -> FollowUpRule:
    """What it says from now on. Waves that are open stay as they are. Asked at other times or of others, it does not
    reach back.
    """
    rule = stored(by=by, rule=rule)
    changed = {name: value for name, value in values.items() if getattr(rule, name) != value}
    if not changed:
        return rule
    for name, value in changed.items():
        setattr(rule, name, value)
    _check(rule)
    if changed.keys() & set(WHOM_AND_WHEN):
        rule.since = clock.today(by.tenant.time_zone)
    rule.save()
    _note("changed", by, rule, **_said(rule))
    return rule


@verb
def pause(*, by: Actor, rule: FollowUpRule) -> FollowUpRule:
    """Nobody is asked by it until it is resumed; waves that are open go on. Twice does no harm."""
    rule = stored(by=by, rule=rule)
    if rule.is_active:
        rule.is_active = False
        rule.save(update_fields=["is_active"])
        _note("paused", by, rule)
    return rule


@verb
def resume(*, by: Actor, rule: FollowUpRule) -> FollowUpRule:
    """It holds again from today; what was due meanwhile is not asked. Twice does no harm."""
    rule = stored(by=by, rule=rule)
    if not rule.is_active:
        rule.is_active, rule.since = True, clock.today(by.tenant.time_zone)
        rule.save(update_fields=["is_active", "since"])
        _note("resumed", by, rule)
    return rule


@verb
def leave_out(*, by: Actor, rule: FollowUpRule, event: LearningEvent) -> None:
    """The people of an event are not asked by a rule. Who was asked already can still answer."""
    rule = stored(by=by, rule=rule)
    _row, is_new = LeftOut.objects.get_or_create(tenant=by.tenant, rule=rule, event=event)
    if is_new:
        _note("left_out", by, rule, event=event.pk)


@verb
def take_in(*, by: Actor, rule: FollowUpRule, event: LearningEvent) -> None:
    """They are asked after all; what was due more than four weeks ago is not."""
    rule = stored(by=by, rule=rule)
    gone, _by_table = LeftOut.objects.filter(rule=rule, event=event).delete()
    if gone:
        _note("taken_in", by, rule, event=event.pk)


def _keep_the_usual(by: Actor) -> None:
    """A district with a rule of its own keeps the usual ones beside it."""
    if not FollowUpRule.objects.exists():
        stored(by=by, rule=FollowUpRule(tenant=by.tenant, **USUAL_RULES[0]))


def _check(rule: FollowUpRule) -> None:
    if rule.promise == Promise.NAMED and own_page_of(rule.instrument_key) is not None:
        raise Refused(
            _("These questions promise that nobody reads who said what: choose confidential or anonymous.")
        )
    if rule.instrument_key == USED and not SIX_WEEKS[0] <= rule.days_after <= SIX_WEEKS[1]:
        between = {"first": SIX_WEEKS[0], "last": SIX_WEEKS[1]}
        raise Refused(
            _("These questions say “about six weeks”: choose %(first)s to %(last)s days.") % between
        )
    same = {name: getattr(rule, name) for name in WHOM_AND_WHEN}
    if FollowUpRule.objects.filter(**same).exclude(pk=rule.pk).exists():
        raise Refused(
            _("This is asked already: the same questions, at the same time, after the same events.")
        )


def _said(rule: FollowUpRule) -> dict[str, Any]:
    said = {
        name: getattr(rule, name) for name in ("instrument_key", "days_after", "open_days", "promise", "kind")
    }
    return said | {"programme": rule.programme_id, "event": rule.event_id}


def _note(what: str, by: Actor, rule: FollowUpRule, **more: Any) -> None:
    journal.record(f"{SUBJECT}.{what}", by=by, subject=rule, subject_kind=SUBJECT, data=more)
