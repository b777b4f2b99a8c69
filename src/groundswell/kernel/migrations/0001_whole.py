import django.db.models.deletion
import groundswell.kernel.clock
from django.db import migrations, models

from groundswell.kernel.rls import ProtectRows, RefuseChanges
from groundswell.kernel.tables import CreateTables


class Migration(migrations.Migration):

    # What an empty database takes in one step. Who came the longer way keeps it; see CONTRIBUTING, "A migration".
    replaces = [
        ('kernel', '0001_initial'),
        ('kernel', '0002_protect'),
        ('kernel', '0003_policies'),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='Tenant',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('slug', models.SlugField(max_length=60, unique=True)),
                    ('name', models.CharField(max_length=200)),
                    ('time_zone', models.CharField(default='America/New_York', max_length=60)),
                    ('language', models.CharField(default='en', max_length=12)),
                ],
                options={
                    'db_table': 'kernel_tenant',
                },
            ),
            migrations.CreateModel(
                name='JournalEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                    ('kind', models.CharField(max_length=80)),
                    ('subject_kind', models.CharField(max_length=60)),
                    ('subject_id', models.BigIntegerField()),
                    ('data', models.JSONField(default=dict)),
                    ('actor_user', models.BigIntegerField(null=True)),
                    ('actor_person', models.BigIntegerField(null=True)),
                    ('origin', models.CharField(max_length=12)),
                ],
                options={
                    'db_table': 'kernel_journal_entry',
                    'indexes': [models.Index(fields=['tenant', 'subject_kind', 'subject_id'], name='journal_subject')],
                },
            ),
            migrations.CreateModel(
                name='JournalPersonal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='personal', to='kernel.journalentry')),
                    ('data', models.JSONField(default=dict)),
                ],
                options={
                    'db_table': 'kernel_journal_personal',
                },
            ),
            migrations.CreateModel(
                name='JournalSeal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='seal', to='kernel.journalentry')),
                    ('number', models.BigIntegerField()),
                    ('digest', models.CharField(max_length=64)),
                ],
                options={
                    'db_table': 'kernel_journal_seal',
                    'constraints': [models.UniqueConstraint(fields=('tenant', 'number'), name='journal_seal_number')],
                },
            ),
            migrations.CreateModel(
                name='Delivery',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='kernel.journalentry')),
                    ('handler', models.CharField(max_length=80)),
                    ('state', models.CharField(choices=[('waiting', 'Waiting'), ('done', 'Done'), ('given_up', 'Given Up')], default='waiting', max_length=10)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('not_before', models.DateTimeField(default=groundswell.kernel.clock.now)),
                    ('error', models.TextField(blank=True)),
                ],
                options={
                    'db_table': 'kernel_delivery',
                    'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['tenant', 'not_before'], name='delivery_due')],
                    'constraints': [models.UniqueConstraint(fields=('entry', 'handler'), name='delivery_once')],
                },
            ),
        ]),
        ProtectRows('kernel', ['JournalEntry', 'JournalPersonal', 'JournalSeal', 'Delivery']),
        RefuseChanges('kernel', 'JournalEntry'),
        RefuseChanges('kernel', 'JournalSeal'),
    ]
