"""One change to many sections, each a step of its own: all of it or nothing, through the verb that one section has."""

from groundswell.events.actions import events, policy
from groundswell.events.models import Section
from groundswell.events.queries import bulk as found
from groundswell.events.rules import bulk as rules
from groundswell.events.rules.bulk import Change, Step, What
from groundswell.events.rules.bulk_steps import plan
from groundswell.events.rules.refusals import Refused
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb


@verb
def apply(*, by: Actor, section: Section, change: Change, seen: str) -> Step:
    """Do to one section what the preview said. ``seen`` is its ``rules.bulk.fingerprint`` there.

    Returns the step as it was done; one that ``is_same`` was so already and nothing happened, also at a second press.
    Raises Refused when the section was changed since, and for whatever stands against the change now.
    """
    lock(section)
    [now] = found.chosen(by, [section.pk])
    zone = by.tenant.time_zone
    facts = found.facts_of(
        [now],
        rules.spans(change, now, zone),
        rooms=rules.rooms(change, now),
        person=change.person.pk if change.person else None,
        moves=change.what == What.DATES,
    )
    step = plan(change, now, facts, zone)
    if step.is_same:
        return step
    if rules.fingerprint(now) != seen:
        raise rules.changed_since()
    if step.refusal:
        raise Refused(step.refusal)
    _do(by, now, change)
    return step


def _do(by: Actor, section: Section, change: Change) -> None:
    if change.what in (What.WINDOW, What.SHIFT):
        opens, closes = rules.window(change, section)
        events.change(by=by, section=section, registration_opens_at=opens, registration_closes_at=closes)
    elif change.what == What.CAP:
        policy.set_policy(by=by, section=section, cap=change.cap)
    elif change.what in (What.ROOM, What.DATES):
        dates = rules.new_dates(change, section, by.tenant.time_zone)
        # The preview has named who would be in two places at once, and their mail does.
        events.reschedule(by=by, section=section, meetings=dates, despite_clash=True)
    elif change.what == What.LEAD:
        leaders = [one.person for one in section.facilitators.all()]
        assert change.person is not None
        events.set_facilitators(by=by, section=section, people=[*leaders, change.person])
    elif change.what == What.PUBLISH:
        events.publish(by=by, section=section)
    else:
        events.cancel(by=by, section=section, message=change.message)
