from django.db import migrations

from groundswell.kernel.rls import RenewPolicies


class Migration(migrations.Migration):

    dependencies = [
        ("kernel", "0002_protect"),
    ]

    operations = [RenewPolicies()]
