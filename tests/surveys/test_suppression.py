"""Somebody subtracts every two and three shown numbers from each other, and solves for the rest."""

import random
from fractions import Fraction
from itertools import combinations, product

import pytest

from groundswell.kernel.tenancy import reading
from groundswell.surveys.choices import Margin
from groundswell.surveys.rules.groups import tables_of
from groundswell.surveys.rules.results_groups import groups_of
from groundswell.surveys.rules.suppression import TOTAL, hidden_cells, masks
from tests.support.counts import count
from tests.surveys.crowd import add_schools, again, crowd, post_event

THRESHOLD = 10


def district(seed: int):
    """A small district: cells with the posts (role, school) of their people, and who answered of them."""
    rng = random.Random(seed)
    schools = {f"s{n}": (rng.choice("emh"), rng.choice("abc")) for n in range(rng.randint(3, 6))}
    roles = [f"r{n}" for n in range(rng.randint(2, 4))]
    cells, answered = {TOTAL: set()}, {}
    for _ in range(rng.randint(50, 180)):
        school = rng.choice(list(schools))
        role = rng.choices(roles, [1 / (n + 1) ** 2 for n in range(len(roles))])[0]
        level, community = schools[school]
        groups = ("role", role), ("school", school), ("level", level), ("community", community)
        for cell in (TOTAL, *groups):
            cells.setdefault(cell, set()).add((role, school))
        if rng.random() < 0.6:
            answered[role, school] = answered.get((role, school), 0) + 1
    return cells, answered


def primary(cells, answered) -> set:
    return {cell for cell, mask in masks(cells, answered).items() if mask.bit_count() < THRESHOLD} - {TOTAL}


def subtracted(cells, answered, hidden, terms: int) -> list:
    """Every sum and difference of up to ``terms`` shown groups that is a set of one to nine people who answered."""
    posts = list(answered)
    shown = {cell: [post in cells[cell] for post in posts] for cell in cells if cell not in hidden}
    found = []
    for length in range(2, terms + 1):
        for group in combinations(shown, length):
            for signs in product((1, -1), repeat=length - 1):
                factors = (1, *signs)
                sums = [
                    sum(sign * shown[cell][at] for sign, cell in zip(factors, group, strict=True))
                    for at in range(len(posts))
                ]
                for side in (sums, [-one for one in sums]):
                    people = sum(answered[post] for post, one in zip(posts, side, strict=True) if one)
                    if set(side) <= {0, 1} and 0 < people < THRESHOLD:
                        found.append((group, signs, people))
    return found


def solved(cells, hidden) -> set:
    """Hidden groups that follow from the shown ones with any factors, by elimination over the fractions."""
    posts = sorted(cells[TOTAL])
    rows = [[Fraction(post in cells[cell]) for post in posts] for cell in cells if cell not in hidden]
    basis: list[list[Fraction]] = []

    def left_of(row):
        for known in basis:
            at = next(place for place, value in enumerate(known) if value)
            if row[at]:
                factor = row[at] / known[at]
                row = [value - factor * other for value, other in zip(row, known, strict=True)]
        return row

    for row in rows:
        if any(rest := left_of(row)):
            basis.append(rest)
    return {cell for cell in hidden if not any(left_of([Fraction(post in cells[cell]) for post in posts]))}


@pytest.mark.counted
def test_no_sum_or_difference_of_shown_groups_is_a_small_one():
    broken_without = 0
    for seed in range(count(7, 150)):
        cells, answered = district(seed)
        hidden = hidden_cells(cells, answered, threshold=THRESHOLD)
        first = primary(cells, answered)
        assert first <= hidden | {cell for cell in first if cells[cell] == cells[TOTAL]}
        assert not subtracted(cells, answered, hidden, count(3, 4)), seed
        assert not solved(cells, hidden), seed
        # Negative control: with the small groups alone hidden, the same attacker reads them.
        broken_without += bool(subtracted(cells, answered, first, 2) or solved(cells, first))
    assert broken_without >= count(2, 40)


def test_a_group_without_a_name_is_hidden_too():
    """57 specialists sit at the central office, and three coaches beside them: the office less the specialists."""
    cells = {
        TOTAL: {("spec", "office"), ("coach", "office"), ("coach", "school")},
        ("role", "spec"): {("spec", "office")},
        ("role", "coach"): {("coach", "office"), ("coach", "school")},
        ("school", ""): {("spec", "office"), ("coach", "office")},
        ("school", "s"): {("coach", "school")},
    }
    answered = {("spec", "office"): 57, ("coach", "office"): 3, ("coach", "school"): 40}
    assert not primary(cells, answered)
    assert subtracted(cells, answered, set(), 2)
    hidden = hidden_cells(cells, answered, threshold=THRESHOLD)
    assert hidden and not subtracted(cells, answered, hidden, 4)


def test_nothing_is_hidden_where_nothing_is_small():
    cells = {TOTAL: {1, 2}, ("role", "a"): {1}, ("role", "b"): {2}}
    assert hidden_cells(cells, {1: 10, 2: 10}, threshold=THRESHOLD) == frozenset()


@pytest.mark.slow
def test_the_pages_of_a_wave_give_no_group_away(cast):
    """All margins of page and file, of who answered and of each question: the attacker has them all at once."""
    schools, rng = add_schools(cast, 5, seed=3), random.Random(5)
    posts = [
        (rng.choices(["teacher", "principal", "school_coach"], [8, 2, 1])[0], rng.choice(schools))
        for _ in range(70)
    ]
    rows = [
        (
            post,
            {"confident": rng.choice(["very", "slightly"]), "recommend": "7"} if rng.random() < 0.5 else None,
        )
        for post in posts
    ]
    asked = crowd(cast, post_event(cast), rows)
    with reading(cast.tenant):
        wave = again(asked)
        tables = tables_of(wave, 5)
        shown = {}
        for margin in Margin:
            found = groups_of(wave, margin, "en")
            shown |= {(margin.value, row.label): row.answered for row in found.rows}
            for item in found.items:
                values = {row.label: row.answered for row in item.rows}
                # A group that is hidden in who answered is hidden in every question.
                assert all(values[row.label] is None for row in found.rows if row.answered is None)
    hidden = {cell for cell in tables.cells if cell in tables.hidden}
    assert hidden and sum(value is None for value in shown.values()) == len(hidden)
    answered = {post: done for post, done in tables.answered.items() if done}
    assert (
        not subtracted(tables.cells, answered, hidden, 3)
        or min(people for *_how, people in subtracted(tables.cells, answered, hidden, 3)) >= 5
    )
    assert not solved(tables.cells, hidden)
