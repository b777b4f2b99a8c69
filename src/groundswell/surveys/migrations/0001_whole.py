import django.db.models.deletion
import uuid
from django.db import migrations, models

from groundswell.kernel.rls import ProtectRows
from groundswell.kernel.tables import CreateTables


class Migration(migrations.Migration):

    # What an empty database takes in one step. Who came the longer way keeps it; see CONTRIBUTING, "A migration".
    replaces = [
        ('surveys', '0001_initial'),
        ('surveys', '0002_protect'),
        ('surveys', '0003_asking'),
    ]

    initial = True

    dependencies = [
        ('kernel', '0002_protect'),
        ('roster', '0002_protect'),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='Instrument',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('key', models.SlugField(max_length=60)),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('title', models.JSONField()),
                    ('introduction', models.JSONField(blank=True, default=dict)),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('ready', 'Ready')], default='ready', max_length=8)),
                    ('based_on', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.instrument')),
                ],
                options={
                    'db_table': 'surveys_instrument',
                    'constraints': [models.UniqueConstraint(fields=('tenant', 'key', 'version'), name='instrument_version')],
                },
            ),
            migrations.CreateModel(
                name='QuestionPage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('instrument', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pages', to='surveys.instrument')),
                    ('position', models.PositiveSmallIntegerField()),
                    ('title', models.JSONField(blank=True, default=dict)),
                    ('shown_when', models.JSONField(blank=True, default=dict)),
                ],
                options={
                    'db_table': 'surveys_question_page',
                    'ordering': ['position'],
                },
            ),
            migrations.CreateModel(
                name='Item',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('instrument', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='surveys.instrument')),
                    ('key', models.SlugField(max_length=60)),
                    ('position', models.PositiveSmallIntegerField()),
                    ('kind', models.CharField(choices=[('rating_1_10', 'A number from 1 to 10'), ('nps_0_10', 'A number from 0 to 10 (Net Promoter Score)'), ('scale_5', 'Named points of a scale'), ('use', 'Used, planned or neither'), ('one', 'One of several'), ('several', 'Any of several'), ('matrix', 'Several lines on one scale'), ('number', 'A number'), ('line', 'A few words'), ('text', 'Own words')], max_length=12)),
                    ('wording', models.JSONField()),
                    ('hint', models.JSONField(default=dict)),
                    ('scale', models.CharField(blank=True, max_length=40)),
                    ('points', models.JSONField(default=list)),
                    ('box', models.JSONField(default=list)),
                    ('box_name', models.JSONField(default=dict)),
                    ('page', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='surveys.questionpage')),
                    ('rows', models.JSONField(blank=True, default=list)),
                    ('lowest', models.IntegerField(blank=True, null=True)),
                    ('highest', models.IntegerField(blank=True, null=True)),
                    ('unit', models.JSONField(blank=True, default=dict)),
                    ('is_required', models.BooleanField(default=False)),
                    ('shown_when', models.JSONField(blank=True, default=dict)),
                    ('is_protected_topic', models.BooleanField(default=False)),
                    ('revision', models.PositiveIntegerField(default=1)),
                    ('fingerprint', models.CharField(blank=True, max_length=64)),
                ],
                options={
                    'db_table': 'surveys_item',
                    'ordering': ['position'],
                    'indexes': [models.Index(fields=['tenant', 'key'], name='item_lineage')],
                    'constraints': [models.UniqueConstraint(fields=('instrument', 'key'), name='item_key')],
                },
            ),
            migrations.CreateModel(
                name='SurveyWave',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('instrument', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waves', to='surveys.instrument')),
                    ('subject_key', models.CharField(max_length=120)),
                    ('title', models.CharField(max_length=200)),
                    ('context_label', models.CharField(blank=True, max_length=200)),
                    ('promise', models.CharField(choices=[('named', 'With your name: the survey office can read who said what'), ('confidential', 'Confidential: shown only in groups')], default='confidential', max_length=16)),
                    ('state', models.CharField(choices=[('planned', 'Planned'), ('open', 'Open'), ('closed', 'Closed')], default='open', max_length=8)),
                    ('opens_at', models.DateTimeField()),
                    ('closes_at', models.DateTimeField()),
                    ('invited', models.PositiveIntegerField(default=0)),
                    ('audience', models.JSONField(blank=True, default=dict)),
                    ('margins', models.JSONField(blank=True, default=list)),
                    ('remind_after_days', models.JSONField(blank=True, default=list)),
                    ('stopped_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'db_table': 'surveys_wave',
                    'indexes': [models.Index(fields=['tenant', '-opens_at'], name='wave_newest_first'), models.Index(condition=models.Q(('state', 'open')), fields=['tenant', 'closes_at'], name='wave_open')],
                    'constraints': [models.UniqueConstraint(fields=('tenant', 'subject_key'), name='wave_once_per_subject')],
                },
            ),
            migrations.CreateModel(
                name='Invitation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('wave', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='surveys.surveywave')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                    ('token_hash', models.CharField(max_length=64, null=True, unique=True)),
                    ('reminder_hash', models.CharField(max_length=64, null=True, unique=True)),
                    ('sent_at', models.DateTimeField(null=True)),
                    ('remind_at', models.DateTimeField(null=True)),
                    ('reminded_at', models.DateTimeField(null=True)),
                    ('done_at', models.DateTimeField(null=True)),
                    ('expires_at', models.DateTimeField()),
                    ('reminders', models.PositiveSmallIntegerField(default=0)),
                    ('role', models.CharField(blank=True, max_length=24)),
                    ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.organisation')),
                ],
                options={
                    'db_table': 'surveys_invitation',
                    'indexes': [models.Index(condition=models.Q(('done_at__isnull', True)), fields=['wave'], name='invitation_silent'), models.Index(fields=['person', 'sent_at'], name='invitation_how_often'), models.Index(condition=models.Q(('done_at__isnull', True), ('token_hash__isnull', True)), fields=['tenant'], name='invitation_to_ask'), models.Index(condition=models.Q(('done_at__isnull', True), ('reminded_at__isnull', True)), fields=['tenant', 'remind_at'], name='invitation_to_remind')],
                    'constraints': [models.UniqueConstraint(fields=('wave', 'person'), name='asked_once_per_wave')],
                },
            ),
            migrations.CreateModel(
                name='Kiosk',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('wave', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kiosks', to='surveys.surveywave')),
                    ('secret_hash', models.CharField(max_length=64, unique=True)),
                    ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                    ('opened_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField()),
                ],
                options={
                    'db_table': 'surveys_kiosk',
                },
            ),
            migrations.CreateModel(
                name='AskingPolicy',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('most', models.PositiveSmallIntegerField(default=3)),
                    ('days', models.PositiveSmallIntegerField(default=30)),
                ],
                options={
                    'db_table': 'surveys_asking_policy',
                },
            ),
            migrations.CreateModel(
                name='Response',
                fields=[
                    ('key', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('wave', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='surveys.surveywave')),
                    ('invitation', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.invitation')),
                    ('submitted_on', models.DateField()),
                    ('channel', models.CharField(choices=[('link', 'A mailed link'), ('page', 'Signed in'), ('kiosk', 'A shared device'), ('paper', 'Paper, typed in')], default='link', max_length=8)),
                    ('may_quote', models.BooleanField(default=False)),
                ],
                options={
                    'db_table': 'surveys_response',
                },
            ),
            migrations.CreateModel(
                name='Answer',
                fields=[
                    ('key', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('wave', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.surveywave')),
                    ('response', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='surveys.response')),
                    ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.item')),
                    ('part', models.CharField(blank=True, max_length=40)),
                    ('choice', models.CharField(blank=True, max_length=40)),
                    ('number', models.DecimalField(decimal_places=4, max_digits=16, null=True)),
                    ('text', models.TextField(blank=True)),
                    ('is_released', models.BooleanField(default=False)),
                ],
                options={
                    'db_table': 'surveys_answer',
                    'indexes': [models.Index(condition=models.Q(('is_released', True)), fields=['wave', 'item', 'choice'], name='answer_shown'), models.Index(condition=models.Q(('is_released', False)), fields=['wave', 'item'], name='answer_waiting')],
                    'constraints': [models.UniqueConstraint(fields=('response', 'item', 'part'), name='one_answer_per_part')],
                },
            ),
        ]),
        ProtectRows('surveys', ['Instrument', 'QuestionPage', 'Item', 'SurveyWave', 'Invitation', 'Kiosk', 'AskingPolicy', 'Response', 'Answer']),
    ]
