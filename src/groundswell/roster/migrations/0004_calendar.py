from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("roster", "0003_lives")]

    operations = []
