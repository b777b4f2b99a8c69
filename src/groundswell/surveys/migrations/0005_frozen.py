import django.db.models.deletion
from django.db import migrations, models

import groundswell.kernel.clock
from groundswell.kernel.rls import ProtectRows, RefuseChanges


class Migration(migrations.Migration):

    dependencies = [("surveys", "0004_anonymous")]

    operations = [
        migrations.CreateModel(
            name='FrozenTable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('closing', models.PositiveSmallIntegerField(default=1)),
                ('margin', models.CharField(blank=True, max_length=12)),
                ('threshold', models.PositiveSmallIntegerField()),
                ('frozen_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('content', models.JSONField()),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.surveywave')),
            ],
            options={
                'db_table': 'surveys_frozen_table',
                'constraints': [models.UniqueConstraint(fields=('wave', 'closing', 'margin'), name='frozen_once_per_close')],
            },
        ),
        migrations.AddIndex(
            model_name='answer',
            index=models.Index(condition=models.Q(('is_released', True), models.Q(('text', ''), _negated=True)), fields=['wave', 'item', 'key'], name='answer_words'),
        ),
        # Columns that stand first in an index below need none of their own: an answer is written faster without.
        migrations.AlterField(
            model_name='response',
            name='tenant',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant'),
        ),
        migrations.AlterField(
            model_name='response',
            name='wave',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='surveys.surveywave'),
        ),
        migrations.AddIndex(
            model_name='response',
            index=models.Index(fields=['tenant', 'wave'], name='response_in_wave'),
        ),
        migrations.AlterField(
            model_name='answer',
            name='tenant',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant'),
        ),
        migrations.AlterField(
            model_name='answer',
            name='wave',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.surveywave'),
        ),
        migrations.AlterField(
            model_name='answer',
            name='response',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='surveys.response'),
        ),
        migrations.RemoveIndex(model_name='answer', name='answer_shown'),
        migrations.AddIndex(
            model_name='answer',
            index=models.Index(condition=models.Q(('is_released', True)), fields=['tenant', 'wave', 'item', 'choice'], name='answer_shown'),
        ),
        ProtectRows('surveys', ['FrozenTable']),
        RefuseChanges('surveys', 'FrozenTable'),
    ]
