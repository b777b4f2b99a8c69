"""Small bundles of roster files, made once for the run, and a district into which one was brought."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from groundswell.events.actions import events
from groundswell.events.models import Section
from groundswell.kernel import clock
from groundswell.roster.actions import roster_files
from groundswell.roster.choices import ImportState
from groundswell.roster.imports.generator import generate, mutate


@pytest.fixture
def school_year():
    """The generated files are of 2025-26; classes of a year that is over end by nature."""
    with clock.standing_at(datetime(2025, 10, 1, 15, 0, tzinfo=UTC)):
        yield


@pytest.fixture(scope="session")
def bundles(tmp_path_factory) -> Path:
    """A small district's files, as folder and as zip, and the same with some rows changed."""
    folder = tmp_path_factory.mktemp("bundles")
    for name in ("all", "all.zip"):
        generate(folder / name, students=60, staff=12, schools=3, seed=4)
    mutate(folder / "all", folder / "changed", share=0.05, seed=9)
    mutate(folder / "all", folder / "changed.zip", share=0.05, seed=9)
    return folder


@pytest.fixture
def loaded(cast, bundles, school_year):
    """The small district with its roster files applied."""
    brought = roster_files.bring_in(by=cast.system, path=bundles / "all", accept_guard=True)
    assert brought.state == ImportState.APPLIED, brought.problems
    return brought


@pytest.fixture
def workshop(cast):
    """``workshop(seats=1)``: a published workshop of next week."""

    def make(seats: int = 5, in_days: int = 7) -> Section:
        begins_at = clock.now() + timedelta(days=in_days)
        section = events.draft(
            by=cast.actor("ola"), title="Small groups", begins_at=begins_at, seats=seats,
            ends_at=begins_at + timedelta(hours=1), facilitators=[cast.people["dev"]],
            freed_seat="seat",
        )  # fmt: skip
        return events.publish(by=cast.actor("ola"), section=section)

    return make
