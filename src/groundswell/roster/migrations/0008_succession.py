import django.db.models.deletion
from django.db import migrations, models

from groundswell.kernel.rls import FillRows, ProtectRows

STEPS = """
INSERT INTO roster_succession (tenant_id, before_id, after_id, closed)
SELECT tenant_id, organisation_id, succeeded_by_id, TRUE FROM roster_school WHERE succeeded_by_id IS NOT NULL
"""


class Migration(migrations.Migration):
    """A school may go on in several; a calendar file remembers what it replaced."""

    dependencies = [("kernel", "0002_protect"), ("roster", "0007_fill_again")]

    operations = [
        migrations.CreateModel(
            name="Succession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("last_day", models.DateField(null=True)),
                ("closed", models.BooleanField(default=False)),
                (
                    "after",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roster.school"
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roster.school"
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
                "db_table": "roster_succession",
                "constraints": [
                    models.UniqueConstraint(fields=("before", "after"), name="succession_once"),
                    models.CheckConstraint(
                        condition=models.Q(("before", models.F("after")), _negated=True),
                        name="succession_in_another_school",
                    ),
                ],
            },
        ),
        FillRows("roster", "School", STEPS),
        migrations.RemoveField(model_name="school", name="succeeded_by"),
        ProtectRows("roster", ["Succession"]),
        migrations.AddField(model_name="calendarfile", name="before", field=models.JSONField(default=list)),
        migrations.AlterField(
            model_name="calendarfile",
            name="state",
            field=models.CharField(
                choices=[
                    ("refused", "Refused"),
                    ("ready", "Ready to apply"),
                    ("applied", "Applied"),
                    ("unchanged", "Nothing to change"),
                    ("taken_back", "Taken back"),
                    ("discarded", "Discarded"),
                ],
                max_length=12,
            ),
        ),
    ]
