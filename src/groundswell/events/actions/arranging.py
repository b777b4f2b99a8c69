"""One form of the office says who leads a section, when people may register, and how its seats are given."""

from collections.abc import Sequence
from typing import Any

from groundswell.events.actions import events, policy
from groundswell.events.models import Section
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.roster.models import Person


@verb
def arrange(
    *,
    by: Actor,
    section: Section,
    facilitators: Sequence[Person],
    window: dict[str, Any],
    version: int | None = None,
    **values: Any,
) -> Section:
    """All of it or nothing: :func:`events.change` (``window`` are its fields), then :func:`policy.set_policy`.

    Who leads comes first, because the ratio counts them. Raises Refused as both.
    """
    held = events.change(by=by, section=section, facilitators=facilitators, version=version, **window)
    return policy.set_policy(by=by, section=held, **values)
