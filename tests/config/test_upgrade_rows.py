"""An upgrade finds rows of two districts and takes all of them along, as the owner whom the policies bind too."""

import json

import pytest

from tests.config.longer_way import LONGER_WAY

pytestmark = [pytest.mark.slow, pytest.mark.proof]

BEFORE = (
    LONGER_WAY
    + """

DISTRICT = '''INSERT INTO kernel_tenant (id, slug, name, time_zone, language)
    VALUES (%s, %s, 'A district', 'America/New_York', 'en')'''
EVENT = '''INSERT INTO events_event (id, tenant_id, title, why, audience, kind, mode, state)
    VALUES (%s, %s, 'Small groups', '', %s, 'workshop', 'in_person', 'draft')'''
SECTION = '''INSERT INTO events_section (id, tenant_id, event_id, state, begins_at, ends_at, place, link,
        registration_opens_at, registration_closes_at, seats, seats_taken, waiting, last_line, sequence)
    VALUES (%s, %s, %s, 'draft', '2026-03-10T13:00:00Z', '2026-03-10T14:30:00Z', 'Alder', '',
        '2026-01-01T00:00:00Z', '2026-03-10T13:00:00Z', 20, 0, 0, 0, 0)'''

with migrating.as_owner():
    longer_way().migrate([("events", "0002_protect")])
    for district, audience in ((1, '["teacher"]'), (2, "[]")):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(DISTRICT, [district, f"d{district}"])
            if connection.vendor == "postgresql":
                cursor.execute("SELECT set_config('groundswell.tenant', %s, true)", [str(district)])
            cursor.execute(EVENT, [district, district, audience])
            cursor.execute(SECTION, [district] * 3)
    give_rights()
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


NOTED = (
    LONGER_WAY
    + """
from datetime import UTC, datetime, timedelta

DAY, BEGINS = timedelta(days=1), datetime(2026, 3, 10, 13, tzinfo=UTC)
LENGTH = timedelta(hours=1)

def note(model, tenant, event, person, number, dates, state):
    section = model("events", "Section").objects.create(
        tenant=tenant, event=event, number=number, begins_at=BEGINS, ends_at=BEGINS + dates * DAY + LENGTH,
        registration_opens_at=BEGINS - DAY, registration_closes_at=BEGINS, cap=20, seats=20,
    )
    for at in range(dates):
        model("events", "Meeting").objects.create(
            tenant=tenant, section=section, begins_at=BEGINS + at * DAY, ends_at=BEGINS + at * DAY + LENGTH
        )
    place = model("events", "Registration").objects.create(
        tenant=tenant, section=section, person=person, state="booked", line=1
    )
    model("events", "Arrival").objects.create(tenant=tenant, registration=place, state=state)

with migrating.as_owner():
    model = longer_way().migrate([("events", "0005_after")]).apps.get_model
    for district in (1, 2):
        with transaction.atomic():
            tenant = model("kernel", "Tenant").objects.create(id=district, slug=f"d{district}", name="A district")
            if connection.vendor == "postgresql":
                connection.cursor().execute("SELECT set_config('groundswell.tenant', %s, true)", [str(district)])
            person = model("roster", "Person").objects.create(tenant=tenant, given_name="P", family_name="Q")
            event = model("events", "LearningEvent").objects.create(tenant=tenant, title="Small groups")
            note(model, tenant, event, person, 1, 3, "attended")
            note(model, tenant, event, person, 2, 0, "partial")
    give_rights()
"""
)


def test_what_was_noted_for_a_section_is_noted_for_each_of_its_dates(empty):
    """Also for a section without a date, which gets its own; and nothing that was noted is lost."""
    machine = empty()
    machine.python(NOTED)
    machine.did("upgrade")
    arrivals = machine.ask(
        "SELECT a.tenant_id, s.number, a.state, count(DISTINCT a.meeting_id) FROM events_arrival a"
        " JOIN events_meeting m ON m.id = a.meeting_id JOIN events_section s ON s.id = m.section_id"
        " JOIN events_registration r ON r.id = a.registration_id AND r.section_id = s.id"
        " GROUP BY a.tenant_id, s.number, a.state ORDER BY a.tenant_id, s.number"
    )
    assert arrivals == [
        (1, 1, "attended", 3),
        (1, 2, "partial", 1),
        (2, 1, "attended", 3),
        (2, 2, "partial", 1),
    ]
    kept = machine.ask("SELECT tenant_id, state FROM events_attendance ORDER BY tenant_id, registration_id")
    assert kept == [(1, "attended"), (1, "partial"), (2, "attended"), (2, "partial")]
