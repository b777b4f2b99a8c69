"""An arrival is about one date. What was noted for a section holds for each of its dates, and for itself as before."""

import django.db.models.deletion
from django.db import migrations, models

from groundswell.kernel.rls import FillRows, ProtectRows

NO_DATES_YET = """
    INSERT INTO events_meeting (tenant_id, section_id, begins_at, ends_at, place, link)
    SELECT section.tenant_id, section.id, section.begins_at, section.ends_at, section.place, section.link
    FROM events_section section
    WHERE NOT EXISTS (SELECT 1 FROM events_meeting meeting WHERE meeting.section_id = section.id)
"""
OUTCOMES = """
    INSERT INTO events_attendance (tenant_id, registration_id, state)
    SELECT tenant_id, registration_id, state FROM events_arrival
"""
FIRST_DATES = """
    UPDATE events_arrival SET meeting_id = (
        SELECT meeting.id FROM events_meeting meeting
        JOIN events_registration registration ON registration.section_id = meeting.section_id
        WHERE registration.id = events_arrival.registration_id
        ORDER BY meeting.begins_at, meeting.id LIMIT 1
    )
"""
FURTHER_DATES = """
    INSERT INTO events_arrival
        (tenant_id, registration_id, meeting_id, state, how, spot_check, noted_by_id, noted_at)
    SELECT arrival.tenant_id, arrival.registration_id, meeting.id, arrival.state, arrival.how, '',
        arrival.noted_by_id, arrival.noted_at
    FROM events_arrival arrival
    JOIN events_registration registration ON registration.id = arrival.registration_id
    JOIN events_meeting meeting ON meeting.section_id = registration.section_id
    WHERE meeting.id <> arrival.meeting_id
"""
PROTECT = django.db.models.deletion.PROTECT
STATES = [("attended", "Attended"), ("partial", "Partly there"), ("no_show", "Not there")]
WAYS = [("list", "On the list"), ("code", "By code"), ("paper", "From paper"), ("walk_in", "At the door")]
CHECKS = [("", "Not looked for"), ("asked", "To look for"), ("seen", "Seen"), ("missing", "Not seen")]


def _key(to: str, **more: object) -> models.ForeignKey:
    return models.ForeignKey(on_delete=PROTECT, to=to, **{"related_name": "+", **more})


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0005_after"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attendance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("state", models.CharField(choices=STATES, max_length=10)),
                (
                    "registration",
                    models.OneToOneField(
                        on_delete=PROTECT, related_name="attendance", to="events.registration"
                    ),
                ),
                ("tenant", _key("kernel.tenant")),
            ],
            options={"db_table": "events_attendance"},
        ),
        ProtectRows("events", ["Attendance"]),
        migrations.AddField("arrival", "came_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("arrival", "left_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("arrival", "how", models.CharField(choices=WAYS, default="list", max_length=10)),
        migrations.AddField(
            "arrival", "spot_check", models.CharField(blank=True, choices=CHECKS, default="", max_length=8)
        ),
        migrations.AddField("arrival", "meeting", _key("events.meeting", related_name="arrivals", null=True)),
        migrations.AlterField(
            "arrival", "registration", _key("events.registration", related_name="arrivals", db_index=False)
        ),
        FillRows("events", "Section", NO_DATES_YET, beside=["Meeting"]),
        FillRows("events", "Arrival", OUTCOMES, beside=["Attendance"]),
        FillRows("events", "Arrival", FIRST_DATES, beside=["Meeting", "Registration"]),
        FillRows("events", "Arrival", FURTHER_DATES, beside=["Meeting", "Registration"]),
        migrations.AlterField("arrival", "meeting", _key("events.meeting", related_name="arrivals")),
        migrations.AddConstraint(
            "arrival", models.UniqueConstraint(fields=("registration", "meeting"), name="arrival_once")
        ),
    ]
