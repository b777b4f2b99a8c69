from django.db import migrations

from groundswell.kernel.rls import ProtectRows


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]

    # AccountMail and RelayPace belong to no district: see their docstrings.
    operations = [ProtectRows("notices", ["OutgoingMail", "DoNotMail", "BusyTime", "FeedToken"])]
