"""Who takes `0001_whole` and who comes the longer way stand before the same tables; nobody is lost on the way."""

import pytest

from tests.config.installations import PREAMBLE
from tests.config.longer_way import LONGER_WAY
from tests.support.tables import made_of

pytestmark = [pytest.mark.slow, pytest.mark.proof]

HALFWAY = (
    LONGER_WAY
    + """
with migrating.as_owner():
    executor = longer_way()
    executor.migrate([("kernel", "0002_protect"), ("events", "0005_after"), ("notices", "0002_protect")])
    executor.recorder.record_applied("events", "0001_whole")  # it was that short once
    give_rights()
"""
)
FORGET_THE_WHOLE = (
    LONGER_WAY
    + """
with migrating.as_owner():
    for name in MigrationLoader(connection).replacements:
        MigrationExecutor(connection).recorder.record_unapplied(*name)
"""
)
CAN_SERVE = PREAMBLE + "from groundswell.exchange import queries; queries.pending_work()"
RECORDED = "SELECT app FROM django_migrations WHERE name = '0001_whole' ORDER BY app"
WHOLE = [("events",), ("kernel",), ("notices",), ("roster",), ("surveys",)]


@pytest.fixture
def fresh(empty):
    machine = empty()
    machine.did("upgrade")
    assert machine.ask(RECORDED) == WHOLE
    assert "No changes" in machine.did("django", "makemigrations", "--check", "--dry-run")
    return machine


def test_the_longer_way_leads_to_the_same_tables_also_from_a_backup(fresh, empty):
    longer = empty()
    longer.python(HALFWAY)
    assert any("events_attendance" in line for line in made_of(fresh) - made_of(longer))
    assert "migrations were run" in longer.did("upgrade")
    assert made_of(longer) ^ made_of(fresh) == set()
    assert longer.ask(RECORDED) == WHOLE

    (backup,) = (longer.home / "backups").iterdir()
    restored = empty()
    restored.did("restore", backup)
    assert restored.ask(RECORDED) == WHOLE
    assert restored.ask("SELECT count(*) FROM events_attendance") == [(0,)]


def test_who_came_the_longer_way_before_there_was_a_whole_has_nothing_to_do(fresh):
    fresh.python(FORGET_THE_WHOLE)
    assert fresh.ask(RECORDED) == []
    fresh.python(CAN_SERVE)
    assert "up to date already" in fresh.did("upgrade")
    assert fresh.ask(RECORDED) == WHOLE
