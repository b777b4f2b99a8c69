"""Why somebody on call is passed over when one more section of these times needs a facilitator, in words."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from groundswell.events.choices import OnCallState
from groundswell.events.models import OnCall, Section
from groundswell.events.rules import clashes


def with_why_skipped(section: Section, called: Iterable[OnCall]) -> list[OnCall]:
    """The list, each with ``skipped``: why ``queries.surge.next_ready`` passes over who is ready, "" where it doesn't.

    They keep their turn for other times. Two statements more where anybody is ready.
    """
    every = list(called)
    ready = {one.person_id for one in every if one.state == OnCallState.READY}
    found = clashes.of_people(section, ready, also_here=True)
    for one in every:
        one.skipped = _why(one, found.get(one.person_id, ())) if one.person_id in ready else ""
    return every


def _why(one: OnCall, elsewhere: Sequence[clashes.Clash]) -> str:
    if one.person.ended_on is not None:
        return _("%(name)s has left the district.") % {"name": one.person.name}
    return elsewhere[0].of(one.person.name) if elsewhere else ""
