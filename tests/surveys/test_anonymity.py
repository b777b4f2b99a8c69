"""Who has everything that is stored, copied again and again, can tell no answer's author better than by chance."""

import random

import pytest

from tests.support import counts, racing

SEEDS = (11, 23, 47)
LEAKS = ["nothing shuffled", "no crowd", "time on the response", "token on the response"]


def attack(environment, **plan):
    return racing.results([racing.start(environment, "tests.surveys.attacker:attacked", plan)])[0]


@pytest.mark.counted
@pytest.mark.parametrize("seed", counts.some(SEEDS, SEEDS[0]))
def test_the_attacker_does_no_better_than_chance(apart, seed):
    told = attack(apart, seed=seed, people=counts.count(30, 150), leak="")
    assert sum(told["arrivals"]) == told["people"]
    assert set(told["arrivals"]) == {5}  # from copy to copy five people took part and five answers came
    assert told["strategies"] > 100
    assert told["best"][1] <= told["chance"] < told["people"]
    assert told["by_value"] == 0
    assert told["in_the_log"] == []


@pytest.mark.counted
@pytest.mark.parametrize("leak", counts.some(LEAKS, LEAKS[0]))
def test_with_any_of_it_left_out_the_same_attacker_wins(apart, leak):
    """But for the last five without a crowd: they were opened before the next copy."""
    told = attack(apart, seed=SEEDS[0], people=counts.count(30, 150), leak=leak)
    assert told["best"][1] >= told["people"] - 5 > told["chance"]


def one_wave(people: int, portion: int | None, rng: random.Random) -> tuple[list[int], list[int]]:
    """When each took part and when each one's answer was opened, counted in openings. ``portion``: as soon as twice so
    many wait, so many of them are opened, drawn by lot; None: all at the end."""
    took_part, was_opened, waiting, openings = [0] * people, [0] * people, [], 0
    for person in rng.sample(range(people), people):
        took_part[person] = openings
        waiting.append(person)
        if portion and len(waiting) == 2 * portion:
            rng.shuffle(waiting)
            for one in waiting[:portion]:
                was_opened[one] = openings
            del waiting[:portion]
            openings += 1
    for one in waiting:
        was_opened[one] = openings
    return took_part, was_opened


def found(people: int, portion: int | None, waves: int, seed: int, tries: int = 60) -> float:
    """The share of people whom somebody finds who knows the openings of one pseudonym in each of some waves."""
    rng = random.Random(seed)
    lived = [one_wave(people, portion, rng) for _ in range(waves)]

    def likely(person: int, sought: int) -> float:
        probability = 1.0
        for took_part, was_opened in lived:
            opening, since = was_opened[sought], was_opened[sought] - took_part[person]
            if since < 0:
                return 0.0
            probability *= 2.0 ** -(since if opening == max(was_opened) else since + 1)
        return probability

    hits = 0.0
    for sought in rng.sample(range(people), tries):
        guesses = [likely(person, sought) for person in range(people)]
        best = max(guesses)
        hits += (guesses[sought] == best) / guesses.count(best)
    return hits / tries


@pytest.mark.counted
@pytest.mark.parametrize("seed", counts.some(SEEDS, SEEDS[0]))
def test_portions_on_the_way_would_give_away_who_is_followed_from_wave_to_wave(seed):
    """Why nothing is opened before the end: a pseudonym is in one portion of each wave, and few people were there both
    times. docs/anonymity.md says the numbers."""
    people = counts.count(200, 1_000)
    assert found(people, 10, 1, seed) < 0.15
    assert found(people, 10, 2, seed) > counts.count(0.2, 0.55)
    assert found(people, 10, 3, seed) > counts.count(0.5, 0.9)
    assert all(found(people, None, waves, seed) <= 0.02 for waves in (1, 2, 3))
