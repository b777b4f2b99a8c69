from django.db import migrations

from groundswell.kernel.rls import ProtectRows


class Migration(migrations.Migration):
    dependencies = [("roster", "0001_initial")]

    operations = [
        ProtectRows(
            "roster",
            [
                "District",
                "Organisation",
                "School",
                "Person",
                "FormerName",
                "Position",
                "SchoolYear",
                "Term",
                "CalendarDay",
                "Course",
                "SchoolClass",
                "Enrolment",
                "Source",
                "Measure",
                "Statement",
                "Figure",
                "RosterImport",
            ],
        )
    ]
