"""An event that has no section yet: what it says, before it is announced or gets its first date."""

from typing import Any

from django.utils.translation import gettext as _

from groundswell.events.actions.events import EVENT_FIELDS
from groundswell.events.actions.fields import checked, put
from groundswell.events.choices import EventState
from groundswell.events.models import LearningEvent, Section
from groundswell.events.rules import versions
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import journal
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb


@verb
def change_event(
    *, by: Actor, event: LearningEvent, version: int | None = None, **values: Any
) -> LearningEvent:
    """Change what an event without a section says; ``values`` are fields of EVENT_FIELDS. Tells nobody.

    ``version`` is what was read before: Refused when somebody else changed it since, when it was called off, and when
    it has a section by now, whose own page knows more.
    """
    held = lock(event)
    versions.check(held, version)
    if held.state == EventState.CANCELLED:
        raise Refused(_("This event was cancelled and stays as it was. Make a new one instead."))
    if Section.objects.filter(event=held).exclude(state=EventState.CANCELLED).exists():
        raise Refused(_("This event has a date by now. Open it again and change it there."))
    unknown = set(values) - {*EVENT_FIELDS}
    if unknown:
        raise TypeError(f"change_event() knows no {', '.join(sorted(unknown))}.")
    changed = put(held, EVENT_FIELDS, checked(values))
    if changed:
        held.version += 1
        held.save()
        journal.record("events.event.changed", by=by, subject=held, data={"fields": changed})
    return held
