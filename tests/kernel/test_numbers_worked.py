"""docs/numbers.md works every number by hand; here its lines are held against the code, and the code against others."""

import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.kernel import charts, numbers
from groundswell.kernel.numbers import Sums
from groundswell.surveys.rules import suppression, weighting
from groundswell.surveys.rules.results_parts import mean_bounds

PAGE = Path(__file__).parents[2] / "docs" / "numbers.md"
LINES = [line[2:].split(": ", 1) for line in PAGE.read_text().splitlines() if line.startswith("→ ")]


def sums(text: str) -> Sums:
    return Sums.of([(Fraction(word), 1) for word in text.split()])


def ints(text: str) -> list[int]:
    return [int(word) for word in re.findall(r"-?\d+", text)]


def ends(interval) -> list[float]:
    return [interval.low, interval.high]


def nps(text: str) -> Sums:
    promoters, passives, detractors = ints(text)
    return Sums.of([(100, promoters), (0, passives), (-100, detractors)])


def weights(text: str) -> list:
    strata = [ints(part) for part in text.split(",")]
    found = weighting.weighted(
        weighting.Stratum(((str(at),),), invited, answered, Fraction(yes))
        for at, (invited, answered, yes) in enumerate(strata)
    )
    return [found.weighted, found.largest, found.effective, found.design_effect]


def hidden(text: str) -> list[int]:
    *groups, threshold = ints(text)
    cells = {suppression.TOTAL: set(range(len(groups)))} | {("role", str(n)): {n} for n in range(len(groups))}
    found = suppression.hidden_cells(cells, dict(enumerate(groups)), threshold=threshold)
    return [groups[int(name)] for _role, name in sorted(found)]


def sure_bounds(text: str) -> tuple:
    total, answered, invited, lowest, highest = ints(text)
    # Any answers of this sum have these bounds.
    pairs = [(8, answered - 1), (total - 8 * (answered - 1), 1)]
    return mean_bounds(pairs, invited, lowest=lowest, highest=highest)


WORKED = {
    "share": lambda text: [Fraction(*ints(text))],
    "response rate": lambda text: [numbers.response_rate(*ints(text))],
    "bounds": lambda text: numbers.bounds(*ints(text)),
    "mean bounds": sure_bounds,
    "wilson": lambda text: ends(numbers.wilson(*ints(text))),
    "mean of": lambda text: [sums(text).mean],
    "t interval of": lambda text: ends(numbers.mean_interval(sums(text))),
    "nps": lambda text: [nps(text).mean],
    "nps interval": lambda text: ends(numbers.mean_interval(nps(text))),
    "quartiles of": lambda text: [
        numbers.quantile([(int(word), 1) for word in text.split()], Fraction(part, 4)) for part in (1, 2, 3)
    ],
    "newcombe": lambda text: ends(numbers.shares_apart(*(tuple(ints(part)) for part in text.split(",")))),
    "welch": lambda text: ends(numbers.means_apart(*map(sums, text.split(",")))),
    "weights": weights,
    "hidden": hidden,
}


@pytest.mark.parametrize(("what", "said"), LINES, ids=[what for what, _ in LINES])
def test_the_page_and_the_code_agree(what, said):
    name = max((name for name in WORKED if what.startswith(name)), key=len)
    found = WORKED[name](what.removeprefix(name))
    shown = re.findall(r"-?\d+(?:\.\d+)?", said)
    assert len(shown) == len(found)
    for digits, value in zip(shown, found, strict=True):
        decimals = len(digits.partition(".")[2])
        assert abs(Fraction(digits) - Fraction(value)) <= Fraction(1, 2 * 10**decimals)


def test_every_way_to_work_a_number_stands_on_the_page():
    assert {max((n for n in WORKED if what.startswith(n)), key=len) for what, _ in LINES} == set(WORKED)


def test_what_is_shown_is_rounded_once_and_exactly():
    assert charts.percent(Fraction(1, 8)) == "13\u202f%"
    assert charts.percent(Fraction(57, 200)) == "29\u202f%"
    assert charts.percent(Fraction(-1, 200)) == "-1\u202f%"
    assert charts.in_points(Fraction(7, 80)) == "8.8"


def test_nothing_can_be_told_where_all_said_the_same():
    assert numbers.mean_interval(Sums.of([(9, 12)])) is None
    assert numbers.mean_interval(Sums.of([(9, 1)])) is None
    assert numbers.means_apart(Sums.of([(9, 5)]), Sums.of([(9, 5)])) is None
    assert (numbers.wilson(0, 7).low, numbers.wilson(7, 7).high) == (0, 1)


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_lies_in_its_interval(pair):
    interval = numbers.wilson(*pair)
    assert 0 <= interval.low <= pair[0] / pair[1] <= interval.high <= 1


@pytest.mark.proof
def test_intervals_are_those_of_scipy_and_statsmodels():
    from scipy import stats
    from statsmodels.stats import proportion

    for freedom in (*range(1, 60), 7.5, 99.3, 500, 8_999, 1e5):
        assert numbers.t_quantile(0.975, freedom) == pytest.approx(stats.t.ppf(0.975, freedom), rel=1e-9)
    for answered in (5, 8, 20, 218, 9_000):
        for in_box in {0, 1, answered // 3, answered - 1, answered}:
            other = proportion.proportion_confint(in_box, answered, method="wilson")
            assert ends(numbers.wilson(in_box, answered)) == pytest.approx(list(other), abs=1e-12)
            low, high = proportion.confint_proportions_2indep(
                14, 20, in_box, answered, method="newcomb", compare="diff"
            )
            assert ends(numbers.shares_apart((in_box, answered), (14, 20))) == pytest.approx(
                [low, high], abs=1e-9
            )
    one, two = [6] * 4 + [8] * 6 + [1], [7] * 3 + [9] * 5
    mine = ends(numbers.mean_interval(Sums.of([(value, 1) for value in one])))
    assert mine == pytest.approx(stats.ttest_1samp(one, 0).confidence_interval(), abs=1e-9)
    apart = numbers.means_apart(*(Sums.of([(value, 1) for value in side]) for side in (one, two)))
    assert ends(apart) == pytest.approx(
        stats.ttest_ind(two, one, equal_var=False).confidence_interval(), abs=1e-9
    )
