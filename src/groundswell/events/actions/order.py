"""A named place in a line for somebody who waits, with a reason that everyone in it can read."""

from django.utils.translation import gettext as _

from groundswell.events.actions import places, seats
from groundswell.events.choices import RegistrationState
from groundswell.events.models import OrderChange, Registration, Section
from groundswell.events.rules.refusals import Refused
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb


@verb
def move_up(*, by: Actor, registration: Registration, position: int, reason: str) -> OrderChange:
    """Somebody who waits (a team together) stands ``position``-th in line from now on, 1 being the next to be served.

    Whoever they pass keeps their order. Those who stay before them get a smaller rank, too, and keep theirs; the
    journal names each with the change. Silent, but everyone in the line can read the reason. Raises Refused without a
    reason, for who does not wait, and for a place that is not before their own.
    """
    if not reason.strip():
        raise Refused(_("Say why: everyone in this line can read it."))
    with seats.held(registration.section) as held:
        line = _line(held)
        at = next((at for at, one in enumerate(line) if one.pk == registration.pk), None)
        if at is None:
            raise Refused(_("This person does not wait in line, so there is no order to change."))
        unit = _unit(line, line[at])
        first = line.index(unit[0]) + 1
        if not 1 <= position < first:
            raise Refused(
                _("They stand at place %(now)s of the line. Choose a smaller number, from 1 on.")
                % {"now": first}
            )
        cut = _between_units(line, position - 1)
        before, after = line[:cut], line[cut]
        rank = after.rank - 1
        change = OrderChange.objects.create(
            tenant=by.tenant, registration=unit[0], rank_before=unit[0].rank, rank=rank, reason=reason.strip()[:300],
            by_id=by.person_id,
        )  # fmt: skip
        for one in unit:
            _put(by, held, one, rank, change)
        # Two below where they were, all alike: before whoever came, in the order that they had.
        for one in before:
            _put(by, held, one, one.rank - 2, change)
    return change


def _line(section: Section) -> list[Registration]:
    waiting = Registration.objects.filter(section=section, state=RegistrationState.WAITING)
    return list(waiting.select_related("person", "party").order_by("rank", "line"))


def _unit(line: list[Registration], one: Registration) -> list[Registration]:
    """Who moves: the person, or everybody of the team."""
    return [two for two in line if two.party_id == one.party_id] if one.party_id is not None else [one]


def _between_units(line: list[Registration], cut: int) -> int:
    """Nobody comes to stand in the middle of a team: then before it."""
    while cut and line[cut].party_id is not None and line[cut - 1].party_id == line[cut].party_id:
        cut -= 1
    return cut


def _put(by: Actor, section: Section, one: Registration, rank: int, change: OrderChange) -> None:
    one.rank = rank
    one.save(update_fields=["rank"])
    places.record(by, section, one, "reordered", rank=rank, change=change.pk)
