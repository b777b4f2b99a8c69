import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("cohorts", "0001_initial"), ("events", "0010_promise")]

    operations = [
        migrations.AddField(
            model_name='partybooking',
            name='design_team',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cohorts.designteam'),
        ),
    ]
