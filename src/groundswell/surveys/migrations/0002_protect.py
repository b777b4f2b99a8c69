from django.db import migrations

from groundswell.kernel.rls import ProtectRows


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial")]

    operations = [
        ProtectRows("surveys", ["Instrument", "Item", "SurveyWave", "Invitation", "Response", "Answer"])
    ]
