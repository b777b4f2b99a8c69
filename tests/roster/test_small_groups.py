"""What is withheld about small groups can't be computed from what is shown."""

from itertools import product

import pytest

from groundswell.roster.rules.groups import shown_groups


def test_large_groups_are_all_shown():
    assert shown_groups({"asian": 40, "black": 51}, 10) == {"asian": 40, "black": 51}


def test_a_single_small_group_takes_the_next_smallest_with_it():
    assert shown_groups({"asian": 4, "black": 51, "white": 30}, 10) == {
        "asian": None,
        "black": 51,
        "white": None,
    }


def test_two_groups_that_must_both_be_just_below_the_threshold_take_a_third_with_them():
    assert shown_groups({"asian": 9, "black": 9, "white": 30, "hispanic": 70}, 10) == {
        "asian": None,
        "black": None,
        "white": None,
        "hispanic": 70,
    }


def test_an_unknown_group_stays_unknown_and_hides_nobody():
    assert shown_groups({"asian": 40, "two": None}, 10) == {"asian": 40, "two": None}


def test_a_threshold_below_five_counts_as_five():
    assert shown_groups({"asian": 4, "black": 51, "white": 30}, 1)["asian"] is None


def _fits(shown, total, groups, threshold):
    """Every assignment of the withheld groups that the reader can't rule out: they add up, one at least is small."""
    hidden = [group for group in groups if shown[group] is None]
    rest = total - sum(count for count in shown.values() if count is not None)
    for values in product(range(rest + 1), repeat=len(hidden) - 1):
        last = rest - sum(values)
        if last >= 0 and min(*values, last) < threshold:
            yield (*values, last)


@pytest.mark.parametrize("counts", list(product((0, 1, 4, 5, 12), repeat=3)))
def test_no_reader_can_compute_a_withheld_group_from_the_total(counts):
    groups = dict(zip("abc", counts, strict=True))
    shown = shown_groups(groups, 5)
    if None not in shown.values() or sum(counts) == 0:
        return
    if all(value is None for value in shown.values()) and sum(counts) < 5:
        return  # the whole school is too small: nothing but its total is known
    possible = [set(column) for column in zip(*_fits(shown, sum(counts), "abc", 5), strict=True)]
    assert all(len(values) > 1 for values in possible), (counts, shown, possible)
