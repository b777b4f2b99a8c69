from django.db import migrations

from groundswell.kernel.rls import ProtectRows, RefuseChanges


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [
        ProtectRows("kernel", ["JournalEntry", "JournalPersonal", "JournalSeal", "Delivery"]),
        RefuseChanges("kernel", "JournalEntry"),
        RefuseChanges("kernel", "JournalSeal"),
    ]
