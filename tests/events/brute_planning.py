"""The planner's task by trying everything: no model, no solver, no cleverness. Only for a handful of people and dates.

It reads the same programmes and shares no code with the planner, so that each can be wrong alone.
"""

from collections import Counter
from itertools import combinations, combinations_with_replacement, groupby, pairwise, product

from groundswell.events.rules.planning_answers import Limit, Rule
from groundswell.events.rules.planning_terms import Placing


class Everything:
    """All ways to place everybody. ``rules``: those that hold; None for all that the programme has."""

    def __init__(self, programme, rules=None):
        self.programme, self.rules = programme, rules
        self.dates = sorted(programme.dates, key=lambda one: one.day)
        self.kept = {}
        sizes = Counter(one.team for one in programme.participants if one.team in programme.teams)
        self.teams = {
            team: programme.teams[team]
            for team, size in sizes.items()
            if size > 1 and self.holds(Limit(programme.teams[team]), team)
        }

    def holds(self, limit, subject=None):
        return self.rules is None or Rule(limit, subject) in self.rules

    def best(self):
        """(worst day, half days, facilitator-days) of the best way; None where there is no way."""
        return min(filter(None, map(self.judged, self.ways())), default=None)

    def ways(self):
        """Every way, as a list of (participant, places of their dates)."""
        alike = [
            list(group)
            for _, group in groupby(
                sorted(self.programme.participants, key=lambda one: (one.school, one.weight, one.team)),
                lambda one: (one.school, one.weight, one.team),
            )
        ]
        choices = [
            combinations_with_replacement(self.rows_of(group[0].school), len(group)) for group in alike
        ]
        for chosen in product(*map(list, choices)):
            yield [
                pair
                for group, rows in zip(alike, chosen, strict=True)
                for pair in zip(group, rows, strict=True)
            ]

    def rows_of(self, school):
        """The rows of dates that one person from a school could follow."""
        given = self.programme
        open_to = [
            place
            for place, one in enumerate(self.dates)
            if not (school in one.testing and self.holds(Limit.TESTING, school))
            and not (school in one.holiday and self.holds(Limit.HOLIDAYS, school))
            and not (one.day.weekday() not in given.weekdays and self.holds(Limit.WEEKDAYS))
        ]
        shortest = given.shortest_gap if self.holds(Limit.SHORTEST_GAP) else 1
        longest = given.longest_gap if self.holds(Limit.LONGEST_GAP) else None
        rows = []
        for row in combinations(open_to, given.sessions):
            gaps = [(self.dates[b].day - self.dates[a].day).days for a, b in pairwise(row)]
            if all(gap >= shortest and (longest is None or gap <= longest) for gap in gaps):
                rows.append(row)
        return rows

    def judged(self, way):
        """The three figures of a way; None for one that breaks a rule."""
        away = Counter()
        for who, row in way:
            for place in row:
                if self.dates[place].cost_for(who.school):
                    away[who.school, place] += who.weight
        for (school, place), count in away.items():
            limit = self.programme.most_away(school, self.dates[place].day)
            if limit is not None and count > limit and self.holds(Limit.SUBSTITUTES, school):
                return None
        if not self.teams_are_placed(way):
            return None
        needs = tuple(self.leaders_needed(way, place) for place in range(len(self.dates)))
        if None in needs or not self.led(needs):
            return None
        halves = sum(
            count * int(self.dates[place].cost_for(school)) for (school, place), count in away.items()
        )
        worst = max([self.programme.comfortable, *away.values()])
        return worst, halves, sum(needs)

    def teams_are_placed(self, way):
        for team, placing in self.teams.items():
            rows = [row for who, row in way if who.team == team]
            if placing == Placing.TOGETHER and len(set(rows)) > 1:
                return False
            if placing == Placing.APART and max(Counter(place for row in rows for place in row).values()) > 1:
                return False
        return True

    def leaders_needed(self, way, place):
        """The fewest facilitators for one date, over all ways to give out rooms; None where the rooms don't do."""
        free, parties = Counter(), {}
        for who, row in way:
            if place in row:
                session = row.index(place)
                if self.teams.get(who.team) == Placing.TOGETHER:
                    parties.setdefault(session, Counter())[who.team] += 1
                else:
                    free[session] += 1
        wanted = tuple(
            (free[session], tuple(sorted(parties.get(session, {}).values())))
            for session in range(self.programme.sessions)
            if free[session] or session in parties
        )
        day = self.dates[place].day
        if (wanted, day) not in self.kept:
            self.kept[wanted, day] = self._leaders_needed(wanted, day)
        return self.kept[wanted, day]

    def _leaders_needed(self, wanted, day):
        ratio = self.programme.ratio
        if not self.holds(Limit.ROOMS):
            return sum(-(-(free + sum(parties)) // ratio) for free, parties in wanted)
        rooms = [one.seats for one in self.programme.rooms if one.days is None or day in one.days]
        found = []
        for given_to in product(range(-1, len(wanted)), repeat=len(rooms)):
            for leaders in product(*[range(-(-seats // ratio) + 1) for seats in rooms]):
                holding = [min(seats, n * ratio) for seats, n in zip(rooms, leaders, strict=True)]
                if all(
                    _fits(free, parties, [h for h, to in zip(holding, given_to, strict=True) if to == number])
                    for number, (free, parties) in enumerate(wanted)
                ):
                    found.append(sum(leaders))
        return min(found, default=None)

    def led(self, needs):
        """True when there are facilitators for so many sections on each date."""
        if not self.holds(Limit.FACILITATORS):
            return True
        people = self.programme.facilitators
        if ("led", needs) not in self.kept:
            self.kept["led", needs] = self._led(needs, 0, tuple(one.most for one in people))
        return self.kept["led", needs]

    def _led(self, needs, place, left):
        if place == len(needs):
            return True
        day, people = self.dates[place].day, self.programme.facilitators
        able = [
            number
            for number, one in enumerate(people)
            if left[number] and (one.days is None or day in one.days)
        ]
        return any(
            self._led(needs, place + 1, tuple(n - (number in chosen) for number, n in enumerate(left)))
            for chosen in combinations(able, needs[place])
        )


def _fits(free, parties, rooms):
    """True when every party finds a room for itself and the free fill what is left."""
    if free + sum(parties) > sum(rooms):
        return False
    for seats in product(range(len(rooms)), repeat=len(parties)):
        taken = Counter()
        for size, room in zip(parties, seats, strict=True):
            taken[room] += size
        if all(taken[room] <= rooms[room] for room in taken):
            return True
    return not parties


def broken(programme, plan):
    """What a plan breaks, in words; empty when it keeps everything that the programme asks."""
    dates = {one.day: one for one in programme.dates}
    people = {one.id: one for one in programme.participants}
    rooms = {one.id: one for one in programme.rooms}
    leaders = {one.id: one for one in programme.facilitators}
    found, attends, away, led, at_room = [], {}, Counter(), Counter(), Counter()
    for section in plan.sections:
        room = rooms[section.room]
        at_room[section.room, section.day] += 1
        if room.days is not None and section.day not in room.days:
            found.append(f"room {room.id} is not free on {section.day}")
        if not 1 <= len(section.people) <= min(room.seats, len(section.facilitators) * programme.ratio):
            found.append(f"{len(section.people)} people in {section}")
        if Counter(people[who].school for who in section.people) != Counter(section.by_school):
            found.append(f"by school: {section}")
        for who in section.facilitators:
            led[who, section.day] += 1
            if leaders[who].days is not None and section.day not in leaders[who].days:
                found.append(f"facilitator {who} can't on {section.day}")
        for who in section.people:
            one, day = people[who], dates[section.day]
            attends.setdefault(who, []).append((section.session, section.day, section.room))
            if one.school in day.testing | day.holiday or section.day.weekday() not in programme.weekdays:
                found.append(f"{who} can't come on {section.day}")
            if day.cost_for(one.school):
                away[one.school, section.day] += one.weight
    found += [f"twice on one day: {key}" for one in (led, at_room) for key, count in one.items() if count > 1]
    found += [
        f"{who} leads too often"
        for who in leaders
        if sum(led[key] for key in led if key[0] == who) > leaders[who].most
    ]
    for (school, day), count in away.items():
        limit = programme.most_away(school, day)
        if limit is not None and count > limit:
            found.append(f"{count} away at {school} on {day}")
    for who in people:
        row = sorted(attends.get(who, []))
        if [session for session, _, _ in row] != list(range(1, programme.sessions + 1)):
            found.append(f"{who} attends {row}")
        for (_, before, _), (_, after, _) in pairwise(row):
            gap = (after - before).days
            if gap < max(programme.shortest_gap, 1) or gap > (programme.longest_gap or gap):
                found.append(f"{who} waits {gap} days")
    for team, placing in programme.teams.items():
        rows = [sorted(attends.get(one.id, [])) for one in people.values() if one.team == team]
        days = [day for row in rows for _, day, _ in row]
        if placing == Placing.TOGETHER and any(row != rows[0] for row in rows):
            found.append(f"team {team} is torn apart")
        if placing == Placing.APART and len(set(days)) < len(days):
            found.append(f"two of team {team} are away at once")
    shown = {(one.school, one.day): one.substitutes for one in plan.school_dates if one.substitutes}
    if shown != {key: count for key, count in away.items() if count}:
        found.append(f"the days shown differ: {shown}, {away}")
    return found
