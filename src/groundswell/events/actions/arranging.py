"""One form of the office says who leads a section, when people may register, and how its seats are given."""

from collections.abc import Sequence
from datetime import datetime
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
    for_each_school: tuple[int, datetime] | None = None,
    despite_clash: bool | str = False,
    **values: Any,
) -> Section:
    """All of it or nothing: :func:`events.change` (``window`` are its fields), then :func:`policy.set_policy`.

    Who leads comes first, because the ratio counts them, and what is kept for schools last, because seats may have
    opened. Raises Refused as the three.
    """
    who: dict[str, Any] = {"facilitators": facilitators, "despite_clash": despite_clash}
    held = events.change(by=by, section=section, version=version, **who, **window)
    held = policy.set_policy(by=by, section=held, **values)
    if for_each_school is not None:
        number, until = for_each_school
        policy.keep_for_each_school(by=by, section=held, number=number, until=until)
    return held
