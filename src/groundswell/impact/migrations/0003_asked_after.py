from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('impact', '0002_goals'),
    ]

    operations = [
        migrations.AlterField(
            model_name='metricdefinition',
            name='asked_after',
            field=models.CharField(blank=True, max_length=130),
        ),
    ]
