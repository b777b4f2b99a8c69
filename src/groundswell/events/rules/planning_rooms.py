"""Rooms, facilitators and teams in the planner's model.

Rooms and facilitators of a kind are counted as well. A facilitator in a room leads ``ratio`` people, the last one what
is left of its seats, so a room of 50 at 1:20 gives 20 + 20 + 10.
"""

from datetime import date
from itertools import groupby
from typing import Any

from groundswell.events.rules.planning_answers import Limit, Rule
from groundswell.events.rules.planning_model import InRooms, Kind, Model


def kinds(things: list[tuple[int, frozenset[date] | None]], *, apart: bool = False) -> list[Kind]:
    """Things that are alike, counted together; each by itself where they have to be told ``apart``."""

    def key(place: int) -> tuple[int, list[date], int]:
        most, days = things[place]
        return most, sorted(days or ()), place if apart else -1 if days is None else 0

    order = sorted(range(len(things)), key=key)
    return [Kind(*things[places[0]], places) for _, same in groupby(order, key) for places in [tuple(same)]]


def add_seats(model: Model) -> None:
    """Seats and facilitators for each session on each date; without the rule for rooms, in a hall without walls."""
    problem, cp = model.problem, model.cp
    given = problem.programme
    most = -(-problem.people() // given.ratio)
    for session in range(given.sessions):
        for place in range(len(problem.dates)):
            seats: Any = cp.new_constant(0)
            leading: Any = cp.new_constant(0)
            if Rule(Limit.ROOMS) in model.rules:
                for number, kind in enumerate(model.rooms):
                    one = model.in_rooms[session, place, number] = _in_rooms(model, kind, place)
                    seats, leading = seats + one.seats, leading + one.full + one.part
            if Rule(Limit.ROOMS) not in model.rules or model.switches is not None:
                hall = cp.new_int_var(0, most, "hall")
                seats, leading = seats + given.ratio * hall, leading + hall
                model.under(Limit.ROOMS, None, hall == 0)
            cp.add(model.all_came(session, place) <= seats)
            model.seats[session, place], model.leading[session, place] = seats, leading
    for place in range(len(problem.dates)):
        for number, kind in enumerate(model.rooms):
            used = [
                one.used for (_, at, which), one in model.in_rooms.items() if (at, which) == (place, number)
            ]
            cp.add(sum(used) <= kind.free(problem.days[place]))


def _in_rooms(model: Model, kind: Kind, place: int) -> InRooms:
    cp, ratio = model.cp, model.problem.programme.ratio
    free = kind.free(model.problem.days[place])
    in_full, rest = divmod(min(kind.most, model.problem.people()), ratio)
    used = cp.new_int_var(0, free, "rooms")
    full = cp.new_int_var(0, free * in_full, "full")
    part = cp.new_int_var(0, free if rest else 0, "part")
    cp.add(full <= in_full * used)
    cp.add(part <= used)
    return InRooms(used, full, part, ratio * full + rest * part)


def add_leaders(model: Model) -> None:
    """Facilitators of a kind are sent to dates, each at most once a date and as often as they can in all."""
    problem, cp = model.problem, model.cp
    given = problem.programme
    for number, kind in enumerate(model.leaders):
        for place, day in enumerate(problem.days):
            model.sent[number, place] = cp.new_int_var(0, kind.free(day), "sent")
        sent = [model.sent[number, place] for place in range(len(problem.dates))]
        cp.add(sum(sent) <= kind.most * len(kind.places))
    for place in range(len(problem.dates)):
        led = sum(model.leading[session, place] for session in range(given.sessions))
        there = sum(model.sent[number, place] for number in range(len(model.leaders)))
        model.under(Limit.FACILITATORS, None, led <= there)
    for session in range(given.sessions):
        # Follows from the rest, but the solver's relaxation does not see it: nobody leads more than the ratio.
        led = sum(model.leading[session, place] for place in range(len(problem.dates)))
        cp.add(led >= -(-problem.people() // given.ratio))


def add_teams(model: Model) -> None:
    """Each team that stays together sits in one room, or does not come on a date."""
    together = [team for team in model.problem.by_team if Rule(Limit.TOGETHER, team) in model.rules]
    if together:
        for session in range(model.problem.programme.sessions):
            for place in range(len(model.problem.dates)):
                _seat(model, together, session, place)


def _seat(model: Model, teams: list[str], session: int, place: int) -> None:
    problem, cp = model.problem, model.cp
    halls = {
        number: one.seats
        for (at, when, number), one in model.in_rooms.items()
        if (at, when) == (session, place)
    }
    if Rule(Limit.ROOMS) not in model.rules or model.switches is not None:
        halls[-1] = None
    for number, seats in halls.items():
        for team in teams:
            model.sits[team, session, place, number] = cp.new_bool_var("sits")
        seated = sum(
            problem.people(problem.by_team[team]) * model.sits[team, session, place, number] for team in teams
        )
        if seats is not None:
            cp.add(seated <= seats)
        else:
            model.under(Limit.ROOMS, None, seated == 0)
    for team in teams:
        here = sum(model.sits[team, session, place, number] for number in halls)
        for group in problem.by_team[team]:
            size = problem.groups[group].size
            model.under(Limit.TOGETHER, team, model.came(group, session, place) == size * here)
