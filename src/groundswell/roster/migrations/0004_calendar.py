import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import groundswell.kernel.clock
from groundswell.kernel.rls import ProtectRows


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0002_protect"),
        ("roster", "0003_lives"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="calendarday", name="calendar_day_once"),
        migrations.AddConstraint(
            model_name="calendarday",
            constraint=models.UniqueConstraint(
                fields=("tenant", "school", "day"), name="calendar_day_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="calendarday",
            constraint=models.UniqueConstraint(
                condition=models.Q(("school__isnull", True)),
                fields=("tenant", "day"),
                name="calendar_default_day_once",
            ),
        ),
        migrations.CreateModel(
            name="BellPeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("weekday", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=60)),
                ("begins_at", models.TimeField()),
                ("ends_at", models.TimeField()),
                (
                    "school",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
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
                "db_table": "roster_bell_period",
                "ordering": ["weekday", "begins_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("school__isnull", True)),
                        fields=("tenant", "weekday", "begins_at"),
                        name="bell_period_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("school__isnull", False)),
                        fields=("tenant", "school", "weekday", "begins_at"),
                        name="bell_period_once_at_a_school",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("begins_at"))), name="bell_period_ends_later"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weekday__lte", 6)), name="bell_period_on_a_weekday"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=255)),
                (
                    "subject",
                    models.CharField(choices=[("days", "Days"), ("bells", "Bell hours")], max_length=8),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("refused", "Refused"),
                            ("ready", "Ready to apply"),
                            ("applied", "Applied"),
                            ("unchanged", "Nothing to change"),
                            ("discarded", "Discarded"),
                        ],
                        max_length=12,
                    ),
                ),
                ("replaces", models.BooleanField(default=False)),
                ("rows", models.JSONField(default=list)),
                ("counts", models.JSONField(default=dict)),
                ("problems", models.JSONField(default=list)),
                ("brought_at", models.DateTimeField(default=groundswell.kernel.clock.now)),
                ("applied_at", models.DateTimeField(null=True)),
                (
                    "brought_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
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
            options={"db_table": "roster_calendar_file", "ordering": ["-pk"]},
        ),
        migrations.AddField(
            model_name="statement",
            name="title",
            field=models.CharField(blank=True, default="", max_length=120),
            preserve_default=False,
        ),
        ProtectRows("roster", ["BellPeriod", "CalendarFile"]),
    ]
