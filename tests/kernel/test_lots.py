"""A draw that anyone can check: done again by hand, whatever the order of the list, and fair."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from groundswell.kernel import lots


def by_hand(text):
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_draw_can_be_done_again_by_anyone():
    seed = "5eed" * 16
    assert lots.commitment(seed) == by_hand(seed)
    order = lots.draw(seed, [1, 2, 3, 4])
    assert order == sorted([1, 2, 3, 4], key=lambda ticket: by_hand(f"{seed}:{ticket}"))
    assert lots.draw("another", [1, 2, 3, 4]) != order


def test_a_public_number_that_came_later_gives_another_order():
    seed, tickets = "5eed" * 16, ["alder", "birch", "cedar", "elm"]
    order = lots.draw(seed, tickets, public="17-4-9")
    assert order == sorted(tickets, key=lambda ticket: by_hand(f"{seed}:17-4-9:{ticket}"))
    assert order != lots.draw(seed, tickets)


@given(st.sets(st.integers(1, 10**6), max_size=20), st.integers())
def test_the_order_does_not_hang_on_the_order_of_the_list(tickets, shuffled):
    seed = lots.new_seed()
    other = sorted(tickets, key=lambda ticket: by_hand(f"{shuffled}{ticket}"))
    assert lots.draw(seed, tickets) == lots.draw(seed, other)


def test_each_ticket_is_first_about_equally_often():
    firsts = [lots.draw(lots.new_seed(), range(1, 6))[0] for _ in range(2000)]
    for ticket in range(1, 6):
        assert 300 < firsts.count(ticket) < 500  # 400 expected; six standard deviations either way
