"""The database goes away in the middle, or somebody holds what one needs: our page or the place, never half of it."""

import os
import time

import pytest
from django.db import connection

from tests.support import racing

pytestmark = [pytest.mark.slow, pytest.mark.proof]
NOTHING, BOOKED = [0, 0, 0], [1, 0, 1]


def refused(seen) -> bool:
    return (
        seen["status"] == 503
        and "Something broke on our side" in seen["page"]
        and "Reference" in seen["page"]
    )


def test_a_connection_cut_in_the_middle_leaves_nothing_and_the_next_press_is_served(act):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no connection to lose")
    story = act("begin")
    owner = os.environ["GROUNDSWELL_TEST_POSTGRES_URL"]
    first, second = act("press_and_lose_the_connection", story | {"owner": owner})
    assert refused(first), first
    assert second["status"] == 302, "the pool gives no dead connection away"
    after = act("state", story)
    assert (after["counters"], after["registrations"], after["entries"], after["differences"]) == (
        BOOKED,
        1,
        1,
        [],
    )
    assert after["mails"] == ["waiting"]


@pytest.fixture
def press_while_held(apart, tmp_path):
    """Tess presses while somebody holds her section's row (PostgreSQL) or the writer's place.

    It is held for so many ``seconds`` after her press, or until she has an answer.
    """

    def both(story, more, **settings):
        flags = {name: str(tmp_path / name) for name in ("flag", "ready", "pressed", "answered")}
        story, ready = story | flags | more, tmp_path / "ready"
        tess = racing.start(apart | settings, "tests.faults.acts:press_impatiently", story)
        deadline = time.monotonic() + 60
        while not ready.exists() and not tess.ended() and time.monotonic() < deadline:
            time.sleep(0.02)
        holder = racing.start(apart, "tests.faults.acts:hold", story)
        return racing.results([tess, holder])[0]

    return both


def test_who_waits_a_little_is_served(act, press_while_held):
    story = act("begin")
    assert press_while_held(story, {"seconds": 1, "patience": 20})["status"] == 302
    after = act("state", story)
    assert (after["counters"], after["differences"]) == (BOOKED, [])


def test_who_waits_too_long_sees_our_page_and_is_served_afterwards(act, press_while_held):
    """SQLite's busy timeout; on PostgreSQL a lock timeout, as the server or the role sets it."""
    story = act("begin")
    seen = press_while_held(story, {"patience": 0.5}, PGOPTIONS="-c lock_timeout=500")
    assert refused(seen), seen
    after = act("state", story)
    assert (after["counters"], after["registrations"], after["mails"]) == (NOTHING, 0, [])
    assert act("press", story)["status"] == 302
    assert act("state", story)["counters"] == BOOKED


def test_the_lock_is_gone_before_the_page_is_drawn(act):
    """Somebody else takes the same row while Tess's page is being drawn, and does not wait."""
    story = act("begin")
    assert act("lock_while_drawn", story) == {"open": False, "wrote": True, "waited": False}


@pytest.mark.parametrize("guarded", [True, False], ids=["as it is", "without the read-only mode"])
def test_a_page_that_is_only_read_can_write_nothing(act, guarded):
    """On PostgreSQL a GET runs in a read-only transaction. Negative control: without that mode it would write."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite knows no read-only transaction")
    story = act("begin")
    told = act("write_in_a_page", story | {"guarded": guarded})
    assert "durable" in told["verb"], "a verb opens its own transaction and never joins a page's"
    if guarded:
        assert "read-only" in told["orm"] and "read-only" in told["sql"], told
        assert act("state", story)["hired"] == 0
    else:
        assert told["orm"] == told["sql"] == "written"
        assert act("state", story)["hired"] > 0


def test_writers_stand_in_line_and_none_waits_for_long(act):
    """Sixteen at once. Whoever waits longest waits about one round of the others, not for luck.

    Counted in writes, for how many seconds a round takes is the machine's; and looked at again, for a machine that
    does something else meanwhile makes one wait longer, and never shorter. On PostgreSQL there is no line of ours: who
    is late waits for a connection, and all are served.
    """
    found = []
    for _look in range(10):
        told = act("write_from_all_sides", act("begin") | {"threads": 16, "times": 60})
        assert told["writes"] == 960
        found.append(told["passed"])
        if connection.vendor == "postgresql" or found[-1] < 0.4 * told["writes"]:
            return
    raise AssertionError(found)


@pytest.mark.proof
def test_without_the_queue_the_unlucky_wait(act, record_property):
    """No verdict: how long the unlucky one waits without the queue depends on the machine. It is only told."""
    if connection.vendor != "sqlite":
        pytest.skip("on PostgreSQL there is no queue")
    story = act("begin")
    for no_queue in (False, True):
        told = act("write_from_all_sides", story | {"threads": 16, "times": 60, "no_queue": no_queue})
        record_property(f"no_queue={no_queue}", told)
        waited = f"{told['longest']:.2f} s, {told['passed']:.0f} writes of others"
        print(f"longest wait {'without' if no_queue else 'with'} the queue: {waited}")
