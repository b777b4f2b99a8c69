from django.db import migrations

from groundswell.kernel.rls import ProtectRows


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]

    operations = [
        ProtectRows("events", ["LearningEvent", "Section", "SessionFacilitator", "Registration", "Arrival"])
    ]
