import django.db.models.deletion
from django.db import connection, migrations, models

from groundswell.kernel.rls import ProtectRows


def keep_condition(apps, schema_editor):
    """Of whom "how well did it go" is asked stood in the code; now it stands with the question."""
    for tenant in list(apps.get_model("kernel", "Tenant")._base_manager.values_list("pk", flat=True)):
        if connection.vendor == "postgresql":
            schema_editor.execute("SELECT set_config('groundswell.tenant', %s, true)", [str(tenant)])
        items = apps.get_model("surveys", "Item")._base_manager.filter(tenant_id=tenant, key="well")
        asked = items.filter(instrument__key="six_weeks")
        asked.update(shown_when={"item": "used", "points": ["all", "most", "some"]})


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0002_protect'),
        ('roster', '0008_succession'),
        ('surveys', '0002_protect'),
    ]

    operations = [
        migrations.CreateModel(
            name='AskingPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('most', models.PositiveSmallIntegerField(default=3)),
                ('days', models.PositiveSmallIntegerField(default=30)),
            ],
            options={
                'db_table': 'surveys_asking_policy',
            },
        ),
        migrations.CreateModel(
            name='Kiosk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('secret_hash', models.CharField(max_length=64, unique=True)),
                ('opened_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'surveys_kiosk',
            },
        ),
        migrations.CreateModel(
            name='QuestionPage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('title', models.JSONField(blank=True, default=dict)),
                ('shown_when', models.JSONField(blank=True, default=dict)),
            ],
            options={
                'db_table': 'surveys_question_page',
                'ordering': ['position'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='answer',
            name='one_answer_per_item',
        ),
        migrations.AddField(
            model_name='answer',
            name='number',
            field=models.DecimalField(decimal_places=4, max_digits=16, null=True),
        ),
        migrations.AddField(
            model_name='answer',
            name='part',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='instrument',
            name='based_on',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.instrument'),
        ),
        migrations.AddField(
            model_name='instrument',
            name='introduction',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='instrument',
            name='state',
            field=models.CharField(choices=[('draft', 'Draft'), ('ready', 'Ready')], default='ready', max_length=8),
        ),
        migrations.AddField(
            model_name='invitation',
            name='place',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.organisation'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='reminders',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='invitation',
            name='role',
            field=models.CharField(blank=True, max_length=24),
        ),
        migrations.AddField(
            model_name='item',
            name='fingerprint',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='item',
            name='highest',
            field=models.IntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='item',
            name='is_protected_topic',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='item',
            name='is_required',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='item',
            name='lowest',
            field=models.IntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='item',
            name='revision',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='item',
            name='rows',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='item',
            name='shown_when',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='item',
            name='unit',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='response',
            name='channel',
            field=models.CharField(choices=[('link', 'A mailed link'), ('page', 'Signed in'), ('kiosk', 'A shared device'), ('paper', 'Paper, typed in')], default='link', max_length=8),
        ),
        migrations.AddField(
            model_name='response',
            name='may_quote',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='surveywave',
            name='audience',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='surveywave',
            name='margins',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='surveywave',
            name='remind_after_days',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='surveywave',
            name='stopped_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='item',
            name='kind',
            field=models.CharField(choices=[('rating_1_10', 'A number from 1 to 10'), ('nps_0_10', 'A number from 0 to 10 (Net Promoter Score)'), ('scale_5', 'Named points of a scale'), ('use', 'Used, planned or neither'), ('one', 'One of several'), ('several', 'Any of several'), ('matrix', 'Several lines on one scale'), ('number', 'A number'), ('line', 'A few words'), ('text', 'Own words')], max_length=12),
        ),
        migrations.AlterField(
            model_name='surveywave',
            name='promise',
            field=models.CharField(choices=[('named', 'With your name: the survey office can read who said what'), ('confidential', 'Confidential: shown only in groups')], default='confidential', max_length=16),
        ),
        migrations.AlterField(
            model_name='surveywave',
            name='state',
            field=models.CharField(choices=[('planned', 'Planned'), ('open', 'Open'), ('closed', 'Closed')], default='open', max_length=8),
        ),
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(fields=['person', 'sent_at'], name='invitation_how_often'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.UniqueConstraint(fields=('response', 'item', 'part'), name='one_answer_per_part'),
        ),
        migrations.AddField(
            model_name='askingpolicy',
            name='tenant',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant'),
        ),
        migrations.AddField(
            model_name='kiosk',
            name='opened_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person'),
        ),
        migrations.AddField(
            model_name='kiosk',
            name='tenant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant'),
        ),
        migrations.AddField(
            model_name='kiosk',
            name='wave',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kiosks', to='surveys.surveywave'),
        ),
        migrations.AddField(
            model_name='questionpage',
            name='instrument',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pages', to='surveys.instrument'),
        ),
        migrations.AddField(
            model_name='questionpage',
            name='tenant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant'),
        ),
        migrations.AddField(
            model_name='item',
            name='page',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='surveys.questionpage'),
        ),
        migrations.AddIndex(
            model_name='item',
            index=models.Index(fields=['tenant', 'key'], name='item_lineage'),
        ),
        ProtectRows('surveys', ['QuestionPage', 'Kiosk', 'AskingPolicy']),
        migrations.RunPython(keep_condition, migrations.RunPython.noop),
    ]
