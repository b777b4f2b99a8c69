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


ASKED = (
    LONGER_WAY
    + """
from datetime import UTC, datetime, timedelta

BEGINS = datetime(2026, 3, 10, 13, tzinfo=UTC)
LATER = BEGINS + timedelta(days=60)
YES_NO = [{"key": "no", "en": "No"}, {"key": "yes", "en": "Yes"}]
SURE = {"key": "confident", "position": 1, "kind": "scale_5", "scale": "own", "points": YES_NO}
VERSIONS = (("How sure?", ["yes"]), ("How sure?", ["yes"]), ("So?", ["yes"]), ("So?", []))

def question(tenant, instrument, **more):
    model("surveys", "Item").objects.create(tenant=tenant, instrument=instrument, **more)

def version(tenant, key, number):
    return model("surveys", "Instrument").objects.create(tenant=tenant, key=key, version=number, title={"en": key})

with migrating.as_owner():
    model = longer_way().migrate([("surveys", "0002_protect"), ("events", "0008_learning")]).apps.get_model
    for district in (1, 2):
        with transaction.atomic():
            tenant = model("kernel", "Tenant").objects.create(id=district, slug=f"d{district}", name="A district")
            if connection.vendor == "postgresql":
                connection.cursor().execute("SELECT set_config('groundswell.tenant', %s, true)", [str(district)])
            for number, (wording, box) in enumerate(VERSIONS, start=1):
                words = {"en": wording, "es": str(number)}
                question(tenant, version(tenant, "post_event", number), wording=words, box=box, **SURE)
            weeks = version(tenant, "six_weeks", 1)
            question(tenant, weeks, key="well", position=2, kind="scale_5", wording={"en": "How well?"})
            event = model("events", "LearningEvent").objects.create(tenant=tenant, title="Small groups")
            waves = [
                model("surveys", "SurveyWave").objects.create(
                    tenant=tenant, instrument=weeks, subject_key=f"w:{n}", title="W", opens_at=BEGINS, closes_at=LATER
                )
                for n in (1, 2)
            ]
            section = model("events", "Section").objects.create(
                tenant=tenant, event=event, begins_at=BEGINS, ends_at=BEGINS + timedelta(hours=1),
                registration_opens_at=BEGINS - timedelta(days=1), registration_closes_at=BEGINS, cap=20, seats=20,
                wave=waves[0],
            )
            model("events", "UseQuestion").objects.create(tenant=tenant, section=section, wave=waves[1])
    give_rights()
"""
)


def test_questions_are_told_apart_and_what_was_asked_stays_asked(empty):
    """What was asked before there were rules, conditions and fingerprints, in two districts."""
    machine = empty()
    machine.python(ASKED)
    machine.did("upgrade")
    rows = machine.ask(
        "SELECT i.tenant_id, i.revision, i.fingerprint FROM surveys_item i"
        " JOIN surveys_instrument q ON q.id = i.instrument_id WHERE i.key = 'confident'"
        " ORDER BY i.tenant_id, q.version"
    )
    assert [(tenant, revision) for tenant, revision, _mark in rows] == [
        (district, revision) for district in (1, 2) for revision in (1, 1, 2, 3)
    ]
    first, second = ([mark for _tenant, _revision, mark in rows[at : at + 4]] for at in (0, 4))
    assert first == second and all(len(mark) == 64 for mark in first)
    assert first[0] == first[1] and len(set(first)) == 3  # a translation changes nothing
    led = machine.ask(
        "SELECT tenant_id, shown_when, fingerprint FROM surveys_item WHERE key = 'well' ORDER BY 1"
    )
    assert [tenant for tenant, _when, mark in led if mark] == [1, 2]
    when = {"item": "used", "points": ["all", "most", "some"]}
    assert [json.loads(one) if isinstance(one, str) else one for _tenant, one, _mark in led] == [when, when]
    asked = machine.ask(
        "SELECT a.tenant_id, r.name, w.subject_key FROM events_asked_section a"
        " JOIN events_follow_up_rule r ON r.id = a.rule_id AND r.tenant_id = a.tenant_id"
        " JOIN surveys_wave w ON w.id = a.wave_id AND w.tenant_id = a.tenant_id ORDER BY a.tenant_id, r.name"
    )
    assert asked == [
        (district, rule, wave) for district in (1, 2) for rule, wave in (("event", "w:1"), ("used", "w:2"))
    ]
