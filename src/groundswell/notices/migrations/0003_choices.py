import django.db.models.deletion
import groundswell.kernel.clock
from django.db import migrations, models

from groundswell.kernel.rls import ProtectRows


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0002_protect"),
        ("notices", "0002_protect"),
        ("roster", "0008_succession"),
    ]

    operations = [
        migrations.CreateModel(
            name='MailChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
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
            name='PlaceFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
            ],
            options={
                'db_table': 'notices_place_feed',
            },
        ),
        migrations.CreateModel(
            name='ReminderDays',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(blank=True, max_length=60)),
                ('days', models.JSONField(default=list)),
            ],
            options={
                'db_table': 'notices_reminder_days',
            },
        ),
        migrations.CreateModel(
            name='ReminderRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_until', models.DateTimeField()),
            ],
            options={
                'db_table': 'notices_reminder_round',
            },
        ),
        migrations.AddField(
            model_name='busytime',
            name='place',
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name='outgoingmail',
            name='about',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name='outgoingmail',
            name='went_with',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='notices.outgoingmail'),
        ),
        migrations.AlterField(
            model_name='accountmail',
            name='state',
            field=models.CharField(choices=[('waiting', 'Waiting'), ('sent', 'Sent'), ('failed', 'Could not be sent'), ('bounced', 'Came back'), ('refused', 'Held back: do not mail'), ('gathered', 'Waits for the collected mail'), ('bundled', 'Went with a collected mail'), ('withdrawn', 'Not needed any more')], default='waiting', max_length=10),
        ),
        migrations.AlterField(
            model_name='outgoingmail',
            name='state',
            field=models.CharField(choices=[('waiting', 'Waiting'), ('sent', 'Sent'), ('failed', 'Could not be sent'), ('bounced', 'Came back'), ('refused', 'Held back: do not mail'), ('gathered', 'Waits for the collected mail'), ('bundled', 'Went with a collected mail'), ('withdrawn', 'Not needed any more')], default='waiting', max_length=10),
        ),
        migrations.AddIndex(
            model_name='outgoingmail',
            index=models.Index(condition=models.Q(('state', 'gathered')), fields=['tenant', 'not_before'], name='mail_gathered'),
        ),
        migrations.AddIndex(
            model_name='outgoingmail',
            index=models.Index(condition=models.Q(('state__in', ['waiting', 'gathered']), models.Q(('about', ''), _negated=True)), fields=['tenant', 'about'], name='mail_about'),
        ),
        migrations.AddField(
            model_name='mailchoice',
            name='person',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='roster.person'),
        ),
        migrations.AddField(
            model_name='mailchoice',
            name='tenant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant'),
        ),
        migrations.AddField(
            model_name='placefeed',
            name='place',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='roster.organisation'),
        ),
        migrations.AddField(
            model_name='placefeed',
            name='tenant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant'),
        ),
        migrations.AddField(
            model_name='reminderdays',
            name='tenant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant'),
        ),
        migrations.AddField(
            model_name='reminderround',
            name='tenant',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant'),
        ),
        migrations.AddConstraint(
            model_name='reminderdays',
            constraint=models.UniqueConstraint(fields=('tenant', 'key'), name='reminder_days_once'),
        ),
        ProtectRows("notices", ["PlaceFeed", "MailChoice", "ReminderDays", "ReminderRound"]),
    ]
