from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("events", "0009_asking")]

    operations = [
        migrations.AlterField(
            model_name='followuprule',
            name='promise',
            field=models.CharField(choices=[('named', 'With your name: the survey office can read who said what'), ('confidential', 'Confidential: shown only in groups'), ('anonymous', 'Anonymous: nobody can find out which answers are yours')], default='confidential', max_length=16),
        ),
    ]
