"""Who has a copy of everything from time to time and the installation's secret, and wants to know who said what.

The child process (:func:`attacked`) lives the story with real commits and plays every strategy. The answers' own words
say whose they are, so that its guesses can be counted; of a guess they are no part, but for one thing: whoever has the
secret opens what waits, and so knows a waiting answer again when it is opened.

What an answer is known by (a row of any table and its place in the file, as SQLite's rowid or PostgreSQL's ctid and
xmin say it) and what a person is known by are put in order and laid side by side; and every value that an answer's rows
share with a person's rows alone gives them away.
"""

import json
import logging
import random
import re
import time
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from io import StringIO
from typing import Any
from unittest.mock import patch

from django.db import connection

from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, writing
from groundswell.roster.actions import districts
from groundswell.roster.models import Person
from groundswell.surveys.actions import anonymous, deposits, waves
from groundswell.surveys.rules.tokens import digest_of
from tests.surveys.browsers import Browser, shuffled

THRESHOLD = COPIED = 5
SHARED = 6  # letters that two values have in common by no chance
Row = dict[str, Any]
Copy = dict[str, list[Row]]  # table → rows
Groups = list[tuple[list[str], list[str]]]  # answers that belong to these people


class SameOrder:
    """What would be if nothing were shuffled."""

    @staticmethod
    def shuffle(_rows: list) -> None:
        pass


def with_the_time(put, wave, parts, *, pseudonym, may_quote):
    put(wave, parts, pseudonym=re.sub(r"\D", "", clock.now().isoformat()), may_quote=may_quote)


def with_the_token(put, wave, token, answers, pseudonym, may_quote):
    put(wave, token, answers, digest_of(token)[:43], may_quote)


LEAKS = {
    "": [],
    "no crowd": [patch.object(deposits, "CROWD", 0)],
    "nothing shuffled": [patch.object(deposits, "CROWD", 0), patch.object(deposits, "chance", SameOrder)],
    "time on the response": [patch.object(deposits, "put", partial(with_the_time, deposits.put))],
    "token on the response": [patch.object(anonymous, "_put", partial(with_the_token, anonymous._put))],
}


def attacked(plan: dict[str, Any]) -> dict[str, Any]:
    """``seed``, ``people``, ``leak``; gives back the best of the guesses and what chance allows."""
    with ExitStack() as leaks:
        for leak in LEAKS[plan["leak"]]:
            leaks.enter_context(leak)
        story = lived(plan["seed"], plan["people"])
    known = Known.of(story)
    hits = dict(known.strategies(random.Random(plan["seed"])))
    best = max(hits, key=hits.__getitem__)
    return {
        "people": plan["people"],
        "arrivals": [len(answers) for answers, _ in known.by_arrival()],
        "strategies": len(hits),
        "best": [best, hits[best]],
        "by_value": hits["shared values"],
        "chance": allowed([len(answers) for answers, _ in known.by_arrival()], len(hits)),
        "in_the_log": story.in_the_log,
    }


@dataclass
class Story:
    copies: list[Copy]
    wave: int
    people: list[int]
    words: dict[int, str]
    in_the_log: list[str] = field(default_factory=list)


def lived(seed: int, count: int) -> Story:
    """A district, its people, and a copy of all tables after every five answers and at the end."""
    log = StringIO()
    handler = logging.StreamHandler(log)
    logging.getLogger().addHandler(handler)
    tenant = districts.found(slug=f"attack-{time.time_ns()}", name="Attacked", threshold=THRESHOLD)
    with writing(tenant):
        people = Person.objects.bulk_create(
            Person(tenant=tenant, given_name=f"Given{n}", family_name=f"Family{n}") for n in range(count)
        )
    wave = waves.open_for(
        by=Actor.system(tenant), instrument_key="post_event", subject_key="attack", title="Attack",
        context_label="", people=people, anchor=clock.today("America/New_York"), promise="anonymous",
    )  # fmt: skip
    browsers = shuffled([Browser(tenant, wave, person) for person in people], seed)
    words = {one.person.pk: f"«{one.person.pk}» is me." for one in browsers}
    grades = random.Random(seed + 1)
    copies = []
    for nth, one in enumerate(browsers, start=1):
        said = {"recommend": str(grades.randint(1, 10)), "takeaway": words[one.person.pk]}
        one.answer(said, pseudonym=one.pseudonym)
        if nth % COPIED == 0:
            copies.append(copied(tenant))
    waves.close(by=Actor.system(tenant), wave=wave)
    copies.append(copied(tenant))
    logging.getLogger().removeHandler(handler)
    secrets = {part for one in browsers for part in (one.pseudonym, one.secret, words[one.person.pk])}
    told = sorted(one for one in secrets if one in log.getvalue())
    return Story(copies, wave.pk, [one.person.pk for one in browsers], words, told)


def copied(tenant: Tenant) -> Copy:
    """Every table of the district with what the engine says of each row, and what waits, opened."""
    places = (
        "rowid AS place_"
        if connection.vendor == "sqlite"
        else ("(ctid::text::point)[0]*1000 + (ctid::text::point)[1] AS place_, xmin::text::bigint AS xmin_")
    )
    found: Copy = {}
    with reading(tenant), connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT {places}, own.* FROM {connection.ops.quote_name(table)} own")
            names = [column[0] for column in cursor.description]
            rows = [dict(zip(names, map(_plain, row), strict=True)) for row in cursor.fetchall()]
            found[table] = [row for row in rows if row.get("tenant_id", tenant.pk) == tenant.pk]
        for row in found["surveys_deposit"]:
            opened = deposits.opened(
                row["sealed"], secret=deposits.settings.SECRET_KEY, purpose=deposits.PURPOSE
            )
            row["words"] = next(text for *_, text in json.loads(opened)["answers"] if text)
    return found


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | float | None) else str(value)


@dataclass
class Known:
    """What can be put side by side: of each answer and each person the values of their rows, and when they appeared."""

    answers: dict[str, dict[str, Any]]  # key of the answer → where → value
    persons: dict[str, dict[str, Any]]
    owner: dict[str, str]
    arrived: dict[str, int]  # in which copy an answer is seen first, waiting or opened
    opened: dict[str, int]
    took_part: dict[str, int]

    @classmethod
    def of(cls, story: Story) -> "Known":
        said = {words: str(person) for person, words in story.words.items()}
        last = story.copies[-1]
        owner = {row["response_id"]: said[row["text"]] for row in last["surveys_answer"] if row["text"]}
        known = cls(
            defaultdict(dict), defaultdict(dict), owner,
            _first(story, "surveys_response", lambda row: row["key"]),
            _first(story, "surveys_response", lambda row: row["key"]),
            _first(story, "surveys_invitation", lambda row: row["done_at"] and str(row["person_id"])),
        )  # fmt: skip
        for row in last["surveys_response"]:
            _take(known.answers[row["key"]], "response", row)
        for row in last["surveys_answer"]:
            _take(known.answers[row["response_id"]], f"answer {row['item_id']}", row)
        key_of = {person: key for key, person in owner.items()}
        for nth, copy in enumerate(story.copies):
            for row in copy["surveys_deposit"]:
                key = key_of[said[row["words"]]]
                known.arrived[key] = min(known.arrived[key], nth)
                _take(known.answers[key], f"deposit {nth}", row)
        for table in _follow(last, known.answers):
            for key, row in table:
                _take(known.answers[key], "reached", row)
        _persons(last, known)
        return known

    def by_arrival(self) -> Groups:
        """The answers that came between two copies, and those who took part between the same two."""
        return self._groups(self.arrived)

    def by_opening(self) -> Groups:
        """The answers that were opened between two copies, and those who took part between the same two."""
        return self._groups(self.opened)

    def _groups(self, when: dict[str, int]) -> Groups:
        return [
            (
                [key for key in self.answers if when[key] == nth],
                [person for person in self.persons if self.took_part[person] == nth],
            )
            for nth in sorted(set(when.values()))
        ]

    def strategies(self, rng: random.Random):
        """(name, right guesses) of each."""
        scopes = {"whole wave": [(list(self.answers), list(self.persons))]}
        scopes |= {"by arrival": self.by_arrival(), "by opening": self.by_opening()}
        of_answers, of_persons = _differing(self.answers), _differing(self.persons)
        for scope, groups in scopes.items():
            for answers_by in of_answers:
                for persons_by in of_persons:
                    for turned in (False, True):
                        name = f"{scope}: {answers_by} / {persons_by}{' turned' * turned}"
                        yield (
                            name,
                            sum(self._ranked(*one, answers_by, persons_by, turned, rng) for one in groups),
                        )
        yield "shared values", self._shared()

    def _ranked(self, answers, persons, answers_by, persons_by, turned, rng) -> int:
        """Both in order of one of their values, side by side from the top or from the bottom: the better of the two."""
        first = self._ordered(answers, self.answers, answers_by, rng)
        second = self._ordered(persons, self.persons, persons_by, rng)
        if turned:
            first.reverse()
        shorter = min(len(first), len(second))
        tops = (
            (first[:shorter], second[:shorter]),
            (first[len(first) - shorter :], second[len(second) - shorter :]),
        )
        return max(sum(self.owner[key] == person for key, person in zip(*one, strict=True)) for one in tops)

    @staticmethod
    def _ordered(keys, values, where, rng) -> list[str]:
        """Those that have the value, in its order; what is equal lies in any order."""
        having = [key for key in keys if values[key].get(where) is not None]
        rng.shuffle(having)
        return sorted(having, key=lambda key: _sortable(values[key][where]))

    def _shared(self) -> int:
        """How many answers share a value, or its beginning, with one person alone."""
        of_persons: dict[str, set[str]] = defaultdict(set)
        for person, values in self.persons.items():
            for text in _telling(values):
                of_persons[text].add(person)
        hits = 0
        for key, values in self.answers.items():
            alone = {next(iter(of_persons[text])) for text in _telling(values) if len(of_persons[text]) == 1}
            hits += alone == {self.owner[key]}
        return hits


def _first(story: Story, table: str, name) -> dict[str, int]:
    found: dict[str, int] = {}
    for nth, copy in enumerate(story.copies):
        for row in copy[table]:
            if name(row):
                found.setdefault(name(row), nth)
    return found


def _take(values: dict[str, Any], where: str, row: Row) -> None:
    for column, value in row.items():
        if column not in ("text", "words"):
            values[f"{where}.{column}"] = value


def _follow(copy: Copy, answers: dict[str, dict[str, Any]]):
    """Rows of other tables that have a value, or the beginning of one, in common with one answer alone."""
    own = {"surveys_response", "surveys_answer", "surveys_deposit"}
    begins: dict[str, set[str]] = defaultdict(set)
    for key, values in answers.items():
        for text in _telling(values):
            begins[text].add(key)
    for table, rows in copy.items():
        if table in own:
            continue
        met = [
            (next(iter(begins[text])), {f"{table}.{name}": value for name, value in row.items()})
            for row in rows
            for text in _telling(row)
            if len(begins.get(text, ())) == 1
        ]
        if met:
            yield met


def _persons(copy: Copy, known: Known) -> None:
    """Every row that names a person or their invitation belongs to them."""
    invitations = {row["id"]: str(row["person_id"]) for row in copy["surveys_invitation"]}
    people = set(invitations.values())
    for table, rows in copy.items():
        for row in rows:
            person = str(row.get("person_id") or row.get("actor_person") or row.get("to_person_id") or "")
            if person in people and table != "roster_person":
                _take(known.persons[person], f"{table} {row.get('kind', '')}", row)


def _differing(values: dict[str, dict[str, Any]]) -> list[str]:
    """Where not everybody has the same."""
    found: dict[str, set[Any]] = defaultdict(set)
    for own in values.values():
        for where, value in own.items():
            found[where].add(value)
    return sorted(where for where, different in found.items() if len(different) > 1)


def _telling(values: dict[str, Any]) -> set[str]:
    """Texts long enough to be no coincidence, and their beginnings."""
    texts = {str(value) for value in values.values() if isinstance(value, str)}
    return {text[:size] for text in texts for size in (SHARED + 8, 43, 200) if len(text) >= size}


def _sortable(value: Any) -> tuple[bool, float, str]:
    return (True, value, "") if isinstance(value, int | float) else (False, 0.0, value)


def allowed(sizes: list[int], strategies: int) -> int:
    """More right guesses than this are no chance: exceeded once in ten thousand attacks of so many strategies.

    Laid side by side at random, a group of n has as many right pairs as a permutation has fixed points.
    """
    spread = [1.0]
    for size in sizes:
        spread = _added(spread, _fixed_points(size))
    tail, most = 0.0, len(spread)
    while most and tail + spread[most - 1] < 1e-4 / strategies:
        most -= 1
        tail += spread[most]
    return most


def _fixed_points(size: int) -> list[float]:
    """How probable each number of fixed points is in a permutation of so many."""
    arrangements = [1, 0]
    for n in range(2, size + 1):
        arrangements.append((n - 1) * (arrangements[n - 1] + arrangements[n - 2]))
    factorial = [1]
    for n in range(1, size + 1):
        factorial.append(factorial[-1] * n)
    return [arrangements[size - k] / (factorial[k] * factorial[size - k]) for k in range(size + 1)]


def _added(one: list[float], other: list[float]) -> list[float]:
    total = [0.0] * (len(one) + len(other) - 1)
    for at, p in enumerate(one):
        for more, q in enumerate(other):
            total[at + more] += p * q
    return total
