import django.db.models.deletion
from django.db import migrations, models

import groundswell.kernel.clock
from groundswell.kernel.rls import ProtectRows


class Migration(migrations.Migration):
    """Caps of substitutes per school and day, and what the office asked the planner."""

    dependencies = [("events", "0006_day")]

    operations = [
        migrations.CreateModel(
            name="SubstituteCap",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("substitutes", models.PositiveSmallIntegerField()),
                ("begins_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("set_at", models.DateTimeField(default=groundswell.kernel.clock.now)),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                (
                    "school",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="roster.organisation",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.tenant"
                    ),
                ),
            ],
            options={
                "db_table": "events_substitute_cap",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__isnull", True))
                        | models.Q(("ends_on__gte", models.F("begins_on"))),
                        name="substitute_cap_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DatePlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Being worked out"),
                            ("found", "Dates are proposed"),
                            ("none", "No plan fits"),
                            ("unknown", "No answer in time"),
                            ("missing", "The planner is not installed"),
                            ("used", "Its sections are drafted"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("asked", models.JSONField()),
                ("answer", models.JSONField(default=dict)),
                ("asked_at", models.DateTimeField(default=groundswell.kernel.clock.now)),
                ("began_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="roster.person",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="events.programme",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.tenant"
                    ),
                ),
            ],
            options={
                "db_table": "events_date_plan",
                "indexes": [models.Index(fields=["tenant", "asked_at"], name="date_plan_by_time")],
            },
        ),
        ProtectRows("events", ["SubstituteCap", "DatePlan"]),
    ]
