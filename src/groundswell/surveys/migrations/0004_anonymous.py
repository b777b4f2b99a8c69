import uuid

import django.db.models.deletion
from django.db import migrations, models

from groundswell.kernel.rls import ProtectRows


class Migration(migrations.Migration):

    dependencies = [("surveys", "0003_asking")]

    operations = [
        migrations.CreateModel(
            name='Deposit',
            fields=[
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sealed', models.TextField(blank=True)),
            ],
            options={
                'db_table': 'surveys_deposit',
            },
        ),
        migrations.CreateModel(
            name='SpentToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
            ],
            options={
                'db_table': 'surveys_spent_token',
            },
        ),
        migrations.CreateModel(
            name='WaveKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public', models.JSONField()),
                ('sealed', models.TextField(blank=True)),
                ('smallest', models.PositiveSmallIntegerField()),
            ],
            options={
                'db_table': 'surveys_wave_key',
            },
        ),
        migrations.AddField(
            model_name='invitation',
            name='blinded',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='response',
            name='pseudonym',
            field=models.CharField(blank=True, max_length=43),
        ),
        migrations.AlterField(
            model_name='surveywave',
            name='promise',
            field=models.CharField(choices=[('named', 'With your name: the survey office can read who said what'), ('confidential', 'Confidential: shown only in groups'), ('anonymous', 'Anonymous: nobody can find out which answers are yours')], default='confidential', max_length=16),
        ),
        migrations.AddConstraint(
            model_name='response',
            constraint=models.UniqueConstraint(condition=models.Q(('pseudonym', ''), _negated=True), fields=('wave', 'pseudonym'), name='response_once_per_pseudonym'),
        ),
        migrations.AddField(
            model_name='deposit',
            name='tenant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant'),
        ),
        migrations.AddField(
            model_name='deposit',
            name='wave',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.surveywave'),
        ),
        migrations.AddField(
            model_name='spenttoken',
            name='tenant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant'),
        ),
        migrations.AddField(
            model_name='spenttoken',
            name='wave',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.surveywave'),
        ),
        migrations.AddField(
            model_name='wavekey',
            name='tenant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant'),
        ),
        migrations.AddField(
            model_name='wavekey',
            name='wave',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.surveywave'),
        ),
        migrations.AddConstraint(
            model_name='spenttoken',
            constraint=models.UniqueConstraint(fields=('wave', 'digest'), name='token_counts_once'),
        ),
        ProtectRows('surveys', ['WaveKey', 'SpentToken', 'Deposit']),
    ]
