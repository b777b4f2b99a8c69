import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import groundswell.kernel.clock
from groundswell.kernel.rls import ProtectRows


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0002_protect"),
        ("roster", "0002_protect"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Emptied",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "field_class",
                    models.CharField(
                        choices=[
                            ("confidential", "Confidential: addresses, languages, mail, own words"),
                            ("student", "Student record: grade, classes and their dates"),
                            ("directory", "Directory: the name itself, and with it the person"),
                        ],
                        max_length=12,
                    ),
                ),
                ("on", models.DateField()),
            ],
            options={
                "db_table": "roster_emptied",
            },
        ),
        migrations.CreateModel(
            name="PersonMerge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("moved", models.JSONField(default=dict)),
                ("before", models.JSONField(default=dict)),
                ("merged_at", models.DateTimeField(default=groundswell.kernel.clock.now)),
                ("merged_by", models.BigIntegerField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_by", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "roster_person_merge",
            },
        ),
        migrations.CreateModel(
            name="RetentionRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "field_class",
                    models.CharField(
                        choices=[
                            ("confidential", "Confidential: addresses, languages, mail, own words"),
                            ("student", "Student record: grade, classes and their dates"),
                            ("directory", "Directory: the name itself, and with it the person"),
                        ],
                        max_length=12,
                    ),
                ),
                ("days", models.PositiveIntegerField(blank=True, null=True)),
                ("set_at", models.DateTimeField(default=groundswell.kernel.clock.now)),
                ("set_by", models.BigIntegerField(null=True)),
                ("checked_on", models.DateField(null=True)),
            ],
            options={
                "db_table": "roster_retention_rule",
            },
        ),
        migrations.CreateModel(
            name="Tombstone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("request", "The person, or a guardian, asked for it"),
                            ("order", "A court or an authority ordered it"),
                            ("mistake", "The person should never have been in the roster"),
                            ("retention", "The time for which the district keeps people is over"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=60)),
                ("at", models.DateTimeField(default=groundswell.kernel.clock.now)),
                ("by_user", models.BigIntegerField(null=True)),
                ("by_person", models.BigIntegerField(null=True)),
                ("digests", models.JSONField(default=list)),
                ("counts", models.JSONField(default=dict)),
                ("files_cleaned_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "roster_tombstone",
            },
        ),
        migrations.AddField(
            model_name="person",
            name="erased_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="roster.person",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)),
                fields=["merged_into"],
                name="person_merged",
            ),
        ),
        migrations.AddField(
            model_name="emptied",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="roster.person"
            ),
        ),
        migrations.AddField(
            model_name="emptied",
            name="tenant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.tenant"
            ),
        ),
        migrations.AddField(
            model_name="personmerge",
            name="keep",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roster.person"
            ),
        ),
        migrations.AddField(
            model_name="personmerge",
            name="other",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roster.person"
            ),
        ),
        migrations.AddField(
            model_name="personmerge",
            name="tenant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.tenant"
            ),
        ),
        migrations.AddField(
            model_name="retentionrule",
            name="tenant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.tenant"
            ),
        ),
        migrations.AddField(
            model_name="tombstone",
            name="person",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roster.person"
            ),
        ),
        migrations.AddField(
            model_name="tombstone",
            name="tenant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="emptied",
            constraint=models.UniqueConstraint(fields=("person", "field_class"), name="emptied_once"),
        ),
        migrations.AddConstraint(
            model_name="personmerge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at__isnull", True)), fields=("other",), name="merged_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="personmerge",
            constraint=models.CheckConstraint(
                condition=models.Q(("keep", models.F("other")), _negated=True),
                name="merged_with_somebody_else",
            ),
        ),
        migrations.AddConstraint(
            model_name="retentionrule",
            constraint=models.UniqueConstraint(fields=("tenant", "field_class"), name="one_rule_per_class"),
        ),
        migrations.AddIndex(
            model_name="tombstone",
            index=models.Index(
                condition=models.Q(("files_cleaned_at__isnull", True)),
                fields=["tenant"],
                name="tombstone_to_clean",
            ),
        ),
        ProtectRows("roster", ["PersonMerge", "Tombstone", "RetentionRule", "Emptied"]),
    ]
