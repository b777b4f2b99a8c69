"""Somebody takes all shown numbers together, with any factors, and looks for what a few people said."""

import random
from fractions import Fraction
from itertools import combinations

import pytest

from groundswell.surveys.rules import suppression
from groundswell.surveys.rules.suppression import TOTAL, few_left, hidden_cells
from tests.support.counts import count

FEW = 5


def shape(seed: int):
    """A very small district of many margins, so that every set of few people can be tried."""
    rng = random.Random(seed)
    level, community = ([rng.randint(0, 2) for _ in range(4)] for _ in range(2))
    posts = [(role, school) for role in range(3) for school in range(4)]
    answered = {post: rng.choice([1, 1, 2, 3, 12, 20]) for post in rng.sample(posts, rng.randint(5, 8))}
    cells: dict = {TOTAL: set(answered)}
    for role, school in answered:
        keys = {"role": role, "school": school, "level": level[school], "community": community[school]}
        for margin, key in keys.items():
            cells.setdefault((margin, str(key)), set()).add((role, school))
    return cells, answered


def rank(rows) -> int:
    """By elimination over the fractions."""
    left, found = [[Fraction(value) for value in row] for row in rows], 0
    for at in range(len(left[0]) if left else 0):
        pivot = next((row for row in left if row[at]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        left = [
            [value - row[at] / pivot[at] * own for value, own in zip(row, pivot, strict=True)] for row in left
        ]
        found += 1
    return found


def told_of_few(cells, answered, hidden) -> tuple:
    """The posts of fewer than five people of whom alone some combination of shown numbers speaks; empty where none is.

    There is one where the numbers have less freedom among all others than among all.
    """
    shown = [[post in cells[cell] for post in answered] for cell in cells if cell not in hidden]
    everybody = rank(shown)
    for size in range(1, FEW):
        for posts in combinations(answered, size):
            if sum(answered[post] for post in posts) < FEW:
                others = [at for at, post in enumerate(answered) if post not in posts]
                if rank([[row[at] for at in others] for row in shown]) < everybody:
                    return posts
    return ()


@pytest.mark.counted
def test_no_few_people_are_told_of_by_all_that_is_shown_together(monkeypatch):
    shapes = [shape(seed) for seed in range(count(40, 1_500))]
    for cells, answered in shapes:
        assert not told_of_few(cells, answered, hidden_cells(cells, answered, threshold=FEW))
    # The control: short differences alone leave somebody to be read.
    monkeypatch.setattr(suppression, "few_left", lambda *_how: frozenset())
    assert any(
        told_of_few(cells, answered, hidden_cells(cells, answered, threshold=FEW))
        for cells, answered in shapes
    )


def test_factors_are_no_shelter():
    """Twice one person and a pair: two numbers of all together say what these three said, not each for itself."""
    shown = {("a", "1"): {"one", "rest"}, ("b", "1"): {"pair", "rest"}}
    assert few_left(shown, {"one": 1, "pair": 2, "rest": 30}, FEW) == set(shown)
    assert few_left(shown, {"one": 3, "pair": 2, "rest": 30}, FEW) == frozenset()
