"""How far somebody is in a programme: attended, has a seat, still to do. "One required and two of seven"."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.events.models import Programme
from groundswell.events.queries import programmes as asked
from groundswell.events.queries.audience import tokens_of_actor
from groundswell.kernel.permissions import Actor


@dataclass(frozen=True, slots=True)
class Part:
    """One half of a rule, the required events or the electives, in numbers. ``events`` are those that count for it."""

    needed: int
    attended: int
    seats: int
    events: tuple[int, ...]

    @property
    def to_do(self) -> int:
        """How many somebody has still to take a seat for."""
        return max(0, self.needed - self.attended - self.seats)


@dataclass(frozen=True, slots=True)
class Progress:
    """What a rule asks of somebody, and how far they are. ``role`` is the rule's; empty for everyone."""

    role: str
    required: Part
    electives: Part

    @property
    def is_done(self) -> bool:
        """True when everything that the rule asks for was attended."""
        return all(part.attended >= part.needed for part in (self.required, self.electives))

    @property
    def to_do(self) -> int:
        return self.required.to_do + self.electives.to_do

    def in_words(self) -> str:
        """One or two sentences with every number that matters."""
        told = []
        if self.required.needed:
            told.append(_("Required: %(attended)s of %(needed)s attended%(more)s.") % _numbers(self.required))
        if self.electives.needed:
            told.append(
                _("Of your choice: %(attended)s of %(needed)s attended, from %(choice)s on offer%(more)s.")
                % _numbers(self.electives)
            )
        return " ".join(told) or _("Nothing is asked of you here; come to what helps you.")


def progress(
    *,
    role: str,
    required: Collection[int],
    electives: int,
    events: Sequence[int],
    attended: Collection[int],
    seats: Collection[int],
) -> Progress:
    """Work out how far somebody is. Pure; everything is ids of events.

    ``events`` are those of the programme that are open to them. A required event that isn't among them (it was
    cancelled) is asked of nobody. What was attended beyond the electives asked for doesn't count twice.
    """
    must = [pk for pk in events if pk in required]
    may = [pk for pk in events if pk not in required]
    wanted = min(electives, len(may))
    return Progress(role, _part(must, len(must), attended, seats), _part(may, wanted, attended, seats))


def my_progress(actor: Actor, programme: Programme) -> list[Progress]:
    """How far the actor is by each rule for one of their roles. Seven statements, however large the programme is."""
    tokens = tokens_of_actor(actor)
    events = [event.pk for event in asked.events_in(programme) if event.is_for(tokens)]
    done = asked.done_by(programme, [actor.person_id or 0])[actor.person_id or 0]
    return [
        progress(
            role=rule.role,
            required={one.event_id for one in rule.required.all()},
            electives=rule.electives,
            events=events,
            attended=done.attended,
            seats=done.seats,
        )
        for rule in asked.rules_of(programme)
        if not rule.role or rule.role in actor.roles
    ]


def _part(events: list[int], needed: int, attended: Collection[int], seats: Collection[int]) -> Part:
    there = [pk for pk in events if pk in attended]
    coming = [pk for pk in events if pk in seats and pk not in attended]
    return Part(needed, len(there), len(coming), tuple(events))


def _numbers(part: Part) -> dict[str, object]:
    more = ""
    if part.seats:
        more += ngettext(", a seat at %(seats)s more", ", seats at %(seats)s more", part.seats) % {
            "seats": part.seats
        }
    if part.to_do:
        more += _(", %(to_do)s still to do") % {"to_do": part.to_do}
    return {
        "attended": min(part.attended, part.needed),
        "needed": part.needed,
        "choice": len(part.events),
        "more": more,
    }
