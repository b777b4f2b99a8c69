"""An upgrade finds rows of two districts and takes all of them along, as the owner whom the policies bind too."""

import json

import pytest

from tests.config.installations import PREAMBLE

pytestmark = [pytest.mark.slow, pytest.mark.proof]

BEFORE = (
    PREAMBLE
    + """
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from groundswell.config.operations import migrating

DISTRICT = '''INSERT INTO kernel_tenant (id, slug, name, time_zone, language)
    VALUES (%s, %s, 'A district', 'America/New_York', 'en')'''
EVENT = '''INSERT INTO events_event (id, tenant_id, title, why, audience, kind, mode, state)
    VALUES (%s, %s, 'Small groups', '', %s, 'workshop', 'in_person', 'draft')'''
SECTION = '''INSERT INTO events_section (id, tenant_id, event_id, state, begins_at, ends_at, place, link,
        registration_opens_at, registration_closes_at, seats, seats_taken, waiting, last_line, sequence)
    VALUES (%s, %s, %s, 'draft', '2026-03-10T13:00:00Z', '2026-03-10T14:30:00Z', 'Alder', '',
        '2026-01-01T00:00:00Z', '2026-03-10T13:00:00Z', 20, 0, 0, 0, 0)'''

with migrating.as_owner():
    executor = MigrationExecutor(connection)
    executor.loader = MigrationLoader(connection, replace_migrations=False)
    executor.migrate([("events", "0002_protect")])
    for district, audience in ((1, '["teacher"]'), (2, "[]")):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(DISTRICT, [district, f"d{district}"])
            if connection.vendor == "postgresql":
                cursor.execute("SELECT set_config('groundswell.tenant', %s, true)", [str(district)])
            cursor.execute(EVENT, [district, district, audience])
            cursor.execute(SECTION, [district] * 3)
    for statement in migrating.grants():
        connection.cursor().execute(statement)
"""
)


def test_each_section_gets_its_meeting_and_each_audience_its_dimension(empty):
    machine = empty()
    machine.python(BEFORE)
    machine.did("upgrade")
    meetings = machine.ask("SELECT tenant_id, section_id, place FROM events_meeting ORDER BY id")
    assert meetings == [(1, 1, "Alder"), (2, 2, "Alder")]
    in_step = machine.ask(
        "SELECT count(*) FROM events_meeting m JOIN events_section s ON s.id = m.section_id"
        " WHERE m.begins_at = s.begins_at AND m.ends_at = s.ends_at"
    )
    assert in_step == [(2,)]
    told = machine.ask("SELECT audience FROM events_event ORDER BY id")
    assert [json.loads(one) if isinstance(one, str) else one for (one,) in told] == [["role:teacher"], []]
