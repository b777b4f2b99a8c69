"""Programmes, meetings, rooms, agendas and demand. Each section that is there gets its one meeting, and an audience of
role keys becomes one of tokens."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import groundswell.kernel.clock
from groundswell.kernel.rls import ProtectRows

KINDS = [
    ("workshop", "Workshop"),
    ("design_workshop", "Design workshop"),
    ("virtual_workshop", "Virtual workshop"),
    ("institute", "Institute"),
    ("leadership_training", "Leadership-team training"),
    ("convening", "Convening"),
    ("onsite_day", "Onsite day"),
    ("tour", "Tour"),
]
MEETINGS = """
    INSERT INTO events_meeting (tenant_id, section_id, begins_at, ends_at, place, link)
    SELECT tenant_id, id, begins_at, ends_at, place, link FROM events_section
"""


def fill(apps: Any, schema_editor: Any) -> None:
    """On PostgreSQL the policies bind the owner too, so that it works district by district."""
    connection = schema_editor.connection
    districts = [None]
    if connection.vendor == "postgresql":
        districts = list(apps.get_model("kernel", "Tenant").objects.values_list("pk", flat=True))
    for district in districts:
        if district is not None:
            _open(connection, str(district))
        with connection.cursor() as cursor:
            cursor.execute(MEETINGS)
        _say_dimensions(apps.get_model("events", "LearningEvent"))
    if connection.vendor == "postgresql":
        _open(connection, "")


def _open(connection: Any, district: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('groundswell.tenant', %s, true)", [district])


def _say_dimensions(events: Any) -> None:
    changed = list(events.objects.exclude(audience=[]).only("pk", "audience"))
    for event in changed:
        event.audience = [token if ":" in token else f"role:{token}" for token in event.audience]
    events.objects.bulk_update(changed, ["audience"], batch_size=500)


def _id() -> tuple[str, models.Field]:
    return ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


def _key(to: str, *, on_delete: Any = django.db.models.deletion.PROTECT, **more: Any) -> models.ForeignKey:
    return models.ForeignKey(on_delete=on_delete, to=to, **({"related_name": "+"} | more))


def _optional(to: str, **more: Any) -> models.ForeignKey:
    return _key(to, null=True, blank=True, **more)


def _part_of(to: str, related_name: str) -> models.ForeignKey:
    return _key(to, on_delete=django.db.models.deletion.CASCADE, related_name=related_name)


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0002_protect"),
        ("kernel", "0002_protect"),
        ("roster", "0006_counted"),
    ]

    operations = [
        migrations.CreateModel(
            name="Programme",
            fields=[
                _id(),
                ("title", models.CharField(max_length=160)),
                ("why", models.TextField(blank=True, max_length=4000)),
                ("goal", models.TextField(blank=True, max_length=4000)),
                ("audience", models.JSONField(blank=True, default=list)),
                ("funder", models.CharField(blank=True, max_length=160)),
                ("grant", models.CharField(blank=True, max_length=160)),
                ("sponsor", models.CharField(blank=True, max_length=160)),
                ("scope_of_work", models.CharField(blank=True, max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("published", "Published"), ("ended", "Ended")],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("copied_from", _optional("events.programme")),
                ("provider", _optional("roster.organisation")),
                ("school_year", _optional("roster.schoolyear")),
                ("tenant", _key("kernel.tenant")),
            ],
            options={
                "db_table": "events_programme",
                "indexes": [models.Index(fields=["tenant", "state"], name="programme_by_state")],
            },
        ),
        migrations.CreateModel(
            name="ProgrammeRule",
            fields=[
                _id(),
                ("role", models.CharField(blank=True, max_length=24)),
                ("electives", models.PositiveSmallIntegerField(default=0)),
                ("programme", _part_of("events.programme", "rules")),
                ("tenant", _key("kernel.tenant")),
            ],
            options={
                "db_table": "events_programme_rule",
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "role"), name="programme_rule_once")
                ],
            },
        ),
        migrations.AlterField("learningevent", "kind", models.CharField(choices=KINDS, default="workshop", max_length=24)),
        migrations.AddField("learningevent", "programme", _optional("events.programme", related_name="events")),
        migrations.AddField("learningevent", "provider", _optional("roster.organisation")),
        migrations.AddField("learningevent", "approval", models.BooleanField(default=False)),
        migrations.AddField("learningevent", "surge", models.BooleanField(default=False)),
        migrations.AddField("learningevent", "has_prerequisites", models.BooleanField(default=False)),
        migrations.AddField("learningevent", "version", models.PositiveIntegerField(default=1)),
        migrations.AddField("learningevent", "copied_from", _optional("events.learningevent")),
        migrations.CreateModel(
            name="RequiredEvent",
            fields=[
                _id(),
                ("event", _key("events.learningevent")),
                ("rule", _part_of("events.programmerule", "required")),
                ("tenant", _key("kernel.tenant")),
            ],
            options={
                "db_table": "events_required_event",
                "constraints": [models.UniqueConstraint(fields=("rule", "event"), name="required_event_once")],
            },
        ),
        migrations.CreateModel(
            name="Prerequisite",
            fields=[
                _id(),
                ("unless_role", models.CharField(blank=True, max_length=24)),
                ("attended", _key("events.learningevent")),
                ("event", _part_of("events.learningevent", "prerequisites")),
                ("tenant", _key("kernel.tenant")),
            ],
            options={
                "db_table": "events_prerequisite",
                "constraints": [
                    models.UniqueConstraint(fields=("event", "attended"), name="prerequisite_once"),
                    models.CheckConstraint(
                        condition=models.Q(("event", models.F("attended")), _negated=True),
                        name="prerequisite_is_another_event",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgendaSegment",
            fields=[
                _id(),
                ("order", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=160)),
                ("minutes", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("unpack_standard", "Unpack the standard"),
                            ("explore_strategies", "Explore strategies"),
                            ("write_plan", "Write a plan to try it"),
                            ("keynote", "Keynote"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=20,
                    ),
                ),
                ("is_active", models.BooleanField(default=False)),
                ("event", _part_of("events.learningevent", "segments")),
                ("led_by", _optional("roster.person")),
                ("made_by", _optional("roster.person")),
                ("provider", _optional("roster.organisation")),
                ("tenant", _key("kernel.tenant")),
            ],
            options={
                "db_table": "events_agenda_segment",
                "constraints": [
                    models.UniqueConstraint(fields=("event", "order"), name="segment_order_once"),
                    models.CheckConstraint(condition=models.Q(("minutes__gt", 0)), name="segment_takes_time"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Interest",
            fields=[
                _id(),
                ("at", models.DateTimeField(default=groundswell.kernel.clock.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("event", _key("events.learningevent", related_name="interests")),
                ("person", _key("roster.person")),
                ("tenant", _key("kernel.tenant")),
            ],
            options={
                "db_table": "events_interest",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("event", "person"),
                        name="interest_one_live",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LearningRequest",
            fields=[
                _id(),
                ("what", models.CharField(max_length=200)),
                ("why", models.TextField(blank=True, max_length=4000)),
                ("how_many", models.PositiveIntegerField(blank=True, null=True)),
                ("by_when", models.DateField(blank=True, null=True)),
                ("at", models.DateTimeField(default=groundswell.kernel.clock.now)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("answered", "Answered by an event"),
                            ("declined", "Declined"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=4000)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("event", _optional("events.learningevent", related_name="requests")),
                ("person", _key("roster.person")),
                ("school", _optional("roster.organisation")),
                ("settled_by", _optional("roster.person")),
                ("tenant", _key("kernel.tenant")),
            ],
            options={
                "db_table": "events_request",
                "indexes": [models.Index(fields=["tenant", "state"], name="request_by_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "answered"), _negated=True),
                            ("event__isnull", False),
                            _connector="OR",
                        ),
                        name="request_answered_by_an_event",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Room",
            fields=[
                _id(),
                ("name", models.CharField(max_length=120)),
                ("capacity", models.PositiveIntegerField()),
                ("organisation", _key("roster.organisation")),
                ("tenant", _key("kernel.tenant")),
            ],
            options={
                "db_table": "events_room",
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "organisation", "name"), name="room_once"),
                    models.CheckConstraint(condition=models.Q(("capacity__gt", 0)), name="room_for_somebody"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                _id(),
                ("begins_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("place", models.CharField(blank=True, max_length=200)),
                ("link", models.URLField(blank=True, max_length=500)),
                ("room", _optional("events.room", related_name="meetings", db_index=False)),
                ("section", _key("events.section", related_name="meetings", db_index=False)),
                ("tenant", _key("kernel.tenant")),
            ],
            options={
                "db_table": "events_meeting",
                "indexes": [
                    models.Index(fields=["section", "begins_at"], name="meeting_by_section"),
                    models.Index(
                        condition=models.Q(("room__isnull", False)),
                        fields=["room", "begins_at"],
                        name="meeting_by_room",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("begins_at"))),
                        name="meeting_ends_after_it_begins",
                    )
                ],
            },
        ),
        ProtectRows(
            "events",
            [
                "Programme", "ProgrammeRule", "RequiredEvent", "Prerequisite", "AgendaSegment", "Interest",
                "LearningRequest", "Room", "Meeting",
            ],
        ),
        # Last: a table can't be altered any more while rows that were just written wait for their checks.
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]  # fmt: skip
