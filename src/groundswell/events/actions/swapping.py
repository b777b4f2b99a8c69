"""One seat for another at the same time: what stands in the way is given back and the other taken, both or neither."""

from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.utils.translation import gettext as _

from groundswell.events.actions import filling, places, seats
from groundswell.events.choices import WhyEnded
from groundswell.events.models import Section
from groundswell.events.queries import registration as found
from groundswell.events.rules import clashes
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.permissions import Actor
from groundswell.roster.models import Person


@contextmanager
def giving_back(
    *, by: Actor, person: Person, sections: Collection[int], section: Section, **data: int
) -> Iterator[None]:
    """Within it a person has given back their seats in ``sections`` (ids); the lines get them when it ends.

    Only seats that stand in the way of ``section`` are given back. ``data`` goes into their entries. Joins the caller's
    verb, which holds all of these sections (``seats.hold_all``) and then the person. Raises Refused for a seat that
    can't be given back any more.
    """
    there = clashes.of_people(section, [person.pk]).get(person.pk, ()) if sections else ()
    ids = [
        one.section for one in there if one.is_seat and one.section is not None and one.section in sections
    ]
    others = Section.objects.select_related("event").filter(pk__in=ids).order_by("pk") if ids else []
    with ExitStack() as stack:
        held = [stack.enter_context(seats.held(one)) for one in others]
        for one in held:
            _give_back(by, one, person, data)
        yield
        for one in held:
            filling.serve_line(by=by, section=one, freed=True)


def _give_back(by: Actor, section: Section, person: Person, data: dict[str, Any]) -> None:
    mine = found.live_of(section, person.pk)
    if mine is None or not mine.has_seat:
        return
    if section.begins_at <= clock.now():
        raise Refused(
            _("“%(event)s” has begun, so that seat can't be given back any more.")
            % {"event": section.event.title}
        )
    mine.person, mine.section = person, section
    places.end(by=by, section=section, registration=mine, why=WhyEnded.LEFT, **data)
