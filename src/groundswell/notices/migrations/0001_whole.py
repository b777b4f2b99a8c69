import django.core.serializers.json
import django.db.models.deletion
import groundswell.kernel.clock
from django.db import migrations, models

from groundswell.kernel.rls import ProtectRows
from groundswell.kernel.tables import CreateTables


class Migration(migrations.Migration):

    # What an empty database takes in one step. Who came the longer way keeps it; see CONTRIBUTING, "A migration".
    replaces = [
        ('notices', '0001_initial'),
        ('notices', '0002_protect'),
        ('notices', '0003_choices'),
    ]

    initial = True

    dependencies = [
        ('kernel', '0002_protect'),
        ('roster', '0008_succession'),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='BusyTime',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='roster.person')),
                    ('key', models.CharField(max_length=120)),
                    ('begins_at', models.DateTimeField()),
                    ('ends_at', models.DateTimeField()),
                    ('label', models.CharField(max_length=200)),
                    ('place', models.CharField(blank=True, max_length=500)),
                    ('changed_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ],
                options={
                    'db_table': 'notices_busy_time',
                    'constraints': [models.UniqueConstraint(fields=('tenant', 'person', 'key'), name='busy_once'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('begins_at'))), name='busy_ends_after_it_begins')],
                },
            ),
            migrations.CreateModel(
                name='FeedToken',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='roster.person')),
                    ('digest', models.CharField(max_length=64, unique=True)),
                    ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ],
                options={
                    'db_table': 'notices_feed_token',
                },
            ),
            migrations.CreateModel(
                name='PlaceFeed',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('place', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='roster.organisation')),
                    ('digest', models.CharField(max_length=64, unique=True)),
                    ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ],
                options={
                    'db_table': 'notices_place_feed',
                },
            ),
            migrations.CreateModel(
                name='MailChoice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='roster.person')),
                    ('pace', models.CharField(choices=[('at_once', 'Each one at once'), ('daily', 'Together, once a day'), ('weekly', 'Together, once a week'), ('never', 'Not by mail')], default='daily', max_length=8)),
                    ('reminder_days', models.JSONField(null=True)),
                    ('new_events', models.BooleanField(default=False)),
                    ('changed_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ],
                options={
                    'db_table': 'notices_mail_choice',
                },
            ),
            migrations.CreateModel(
                name='ReminderDays',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('key', models.CharField(blank=True, max_length=60)),
                    ('days', models.JSONField(default=list)),
                ],
                options={
                    'db_table': 'notices_reminder_days',
                    'constraints': [models.UniqueConstraint(fields=('tenant', 'key'), name='reminder_days_once')],
                },
            ),
            migrations.CreateModel(
                name='ReminderRound',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('made_until', models.DateTimeField()),
                ],
                options={
                    'db_table': 'notices_reminder_round',
                },
            ),
            migrations.CreateModel(
                name='OutgoingMail',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('to_address', models.CharField(max_length=254)),
                    ('subject', models.CharField(blank=True, max_length=400)),
                    ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sent', 'Sent'), ('failed', 'Could not be sent'), ('bounced', 'Came back'), ('refused', 'Held back: do not mail'), ('gathered', 'Waits for the collected mail'), ('bundled', 'Went with a collected mail'), ('withdrawn', 'Not needed any more')], default='waiting', max_length=10)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('not_before', models.DateTimeField(null=True)),
                    ('queued_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                    ('sent_at', models.DateTimeField(null=True)),
                    ('error', models.TextField(blank=True)),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('kind', models.CharField(max_length=80)),
                    ('key', models.CharField(max_length=200)),
                    ('to_person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                    ('to_name', models.CharField(blank=True, max_length=250)),
                    ('language', models.CharField(max_length=12)),
                    ('context', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                    ('calendar', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True)),
                    ('priority', models.PositiveSmallIntegerField(choices=[(1, 'Somebody waits for it'), (5, 'Normal'), (9, 'One of many')], default=5)),
                    ('relay', models.CharField(blank=True, max_length=10)),
                    ('about', models.CharField(blank=True, max_length=60)),
                    ('went_with', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='notices.outgoingmail')),
                ],
                options={
                    'db_table': 'notices_outgoing_mail',
                    'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['tenant', 'priority', 'id'], name='mail_due'), models.Index(condition=models.Q(('state__in', ['failed', 'bounced', 'refused'])), fields=['tenant', 'state', 'id'], name='mail_astray'), models.Index(condition=models.Q(('state', 'gathered')), fields=['tenant', 'not_before'], name='mail_gathered'), models.Index(condition=models.Q(('state__in', ['waiting', 'gathered']), models.Q(('about', ''), _negated=True)), fields=['tenant', 'about'], name='mail_about')],
                    'constraints': [models.UniqueConstraint(fields=('tenant', 'key'), name='mail_once')],
                },
            ),
            migrations.CreateModel(
                name='AccountMail',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('to_address', models.CharField(max_length=254)),
                    ('subject', models.CharField(blank=True, max_length=400)),
                    ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sent', 'Sent'), ('failed', 'Could not be sent'), ('bounced', 'Came back'), ('refused', 'Held back: do not mail'), ('gathered', 'Waits for the collected mail'), ('bundled', 'Went with a collected mail'), ('withdrawn', 'Not needed any more')], default='waiting', max_length=10)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('not_before', models.DateTimeField(null=True)),
                    ('queued_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                    ('sent_at', models.DateTimeField(null=True)),
                    ('error', models.TextField(blank=True)),
                    ('raw', models.BinaryField()),
                    ('message_id', models.CharField(max_length=250)),
                ],
                options={
                    'db_table': 'notices_account_mail',
                    'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['id'], name='account_mail_due')],
                },
            ),
            migrations.CreateModel(
                name='DoNotMail',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('address', models.CharField(max_length=254)),
                    ('reason', models.CharField(choices=[('bounced', 'Mail to this address came back'), ('asked', 'The person asked for no mail')], max_length=10)),
                    ('detail', models.TextField(blank=True)),
                    ('since', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ],
                options={
                    'db_table': 'notices_do_not_mail',
                    'constraints': [models.UniqueConstraint(fields=('tenant', 'address'), name='do_not_mail_once')],
                },
            ),
            migrations.CreateModel(
                name='RelayPace',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('relay', models.CharField(max_length=10, unique=True)),
                    ('minute', models.DateTimeField()),
                    ('taken', models.PositiveIntegerField(default=0)),
                ],
                options={
                    'db_table': 'notices_relay_pace',
                },
            ),
        ]),
        ProtectRows('notices', ['BusyTime', 'FeedToken', 'PlaceFeed', 'MailChoice', 'ReminderDays', 'ReminderRound', 'OutgoingMail', 'DoNotMail']),
    ]
