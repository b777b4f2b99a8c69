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
                ],
                options={
                    'db_table': 'surveys_instrument',
                    'constraints': [models.UniqueConstraint(fields=('tenant', 'key', 'version'), name='instrument_version')],
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
                    ('kind', models.CharField(choices=[('rating_1_10', 'A number from 1 to 10'), ('scale_5', 'Five named points'), ('text', 'Own words')], max_length=12)),
                    ('wording', models.JSONField()),
                    ('hint', models.JSONField(default=dict)),
                    ('scale', models.CharField(blank=True, max_length=40)),
                    ('points', models.JSONField(default=list)),
                    ('box', models.JSONField(default=list)),
                    ('box_name', models.JSONField(default=dict)),
                ],
                options={
                    'db_table': 'surveys_item',
                    'ordering': ['position'],
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
                    ('promise', models.CharField(choices=[('confidential', 'Confidential: shown only in groups')], default='confidential', max_length=16)),
                    ('state', models.CharField(choices=[('open', 'Open'), ('closed', 'Closed')], default='open', max_length=8)),
                    ('opens_at', models.DateTimeField()),
                    ('closes_at', models.DateTimeField()),
                    ('invited', models.PositiveIntegerField(default=0)),
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
                ],
                options={
                    'db_table': 'surveys_invitation',
                    'indexes': [models.Index(condition=models.Q(('done_at__isnull', True)), fields=['wave'], name='invitation_silent'), models.Index(condition=models.Q(('done_at__isnull', True), ('token_hash__isnull', True)), fields=['tenant'], name='invitation_to_ask'), models.Index(condition=models.Q(('done_at__isnull', True), ('reminded_at__isnull', True)), fields=['tenant', 'remind_at'], name='invitation_to_remind')],
                    'constraints': [models.UniqueConstraint(fields=('wave', 'person'), name='asked_once_per_wave')],
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
                    ('choice', models.CharField(blank=True, max_length=40)),
                    ('text', models.TextField(blank=True)),
                    ('is_released', models.BooleanField(default=False)),
                ],
                options={
                    'db_table': 'surveys_answer',
                    'indexes': [models.Index(condition=models.Q(('is_released', True)), fields=['wave', 'item', 'choice'], name='answer_shown'), models.Index(condition=models.Q(('is_released', False)), fields=['wave', 'item'], name='answer_waiting')],
                    'constraints': [models.UniqueConstraint(fields=('response', 'item'), name='one_answer_per_item')],
                },
            ),
        ]),
        ProtectRows('surveys', ['Instrument', 'Item', 'SurveyWave', 'Invitation', 'Response', 'Answer']),
    ]
