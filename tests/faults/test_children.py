"""The child processes of all these stories (``tests.support.racing``): what they find and what goes wrong is told."""

import pytest

from tests.support import racing

pytestmark = pytest.mark.slow


def test_a_child_tells_what_it_found_how_it_failed_and_nothing_once_it_was_killed(apart):
    well, broken = racing.start(apart, "operator:neg", 3), racing.start(apart, "json:loads", "no JSON")
    asleep = racing.start(apart, "time:sleep", 60)
    assert racing.results([well]) == [-3]
    with pytest.raises(AssertionError, match="JSONDecodeError"):
        racing.results([broken])
    assert not asleep.ended()
    asleep.kill()
    with pytest.raises(AssertionError, match="ended without a word"):
        racing.results([asleep])
