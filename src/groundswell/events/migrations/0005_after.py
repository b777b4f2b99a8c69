import django.db.models.deletion
import groundswell.kernel.clock
from django.db import migrations, models

from groundswell.kernel.rls import ProtectRows


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0004_seating'),
        ('kernel', '0002_protect'),
        ('roster', '0008_succession'),
    ]

    operations = [
        migrations.CreateModel(
            name='BadgeBook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seed', models.CharField(max_length=64)),
                ('next_serial', models.PositiveIntegerField(default=0)),
                ('tenant', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'events_badge_book',
            },
        ),
        migrations.CreateModel(
            name='ImplementationPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.TextField(max_length=2000)),
                ('by_when', models.DateField()),
                ('with_whom', models.CharField(blank=True, max_length=200)),
                ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('changed_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                ('section', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.section')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'events_plan',
            },
        ),
        migrations.CreateModel(
            name='PlanShare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shares', to='events.implementationplan')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'events_plan_share',
            },
        ),
        migrations.CreateModel(
            name='BadgeKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('issuer', models.CharField(max_length=300)),
                ('public', models.CharField(max_length=100)),
                ('sealed', models.TextField()),
                ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'events_badge_key',
                'constraints': [models.UniqueConstraint(fields=('tenant', 'public'), name='badge_key_once')],
            },
        ),
        migrations.CreateModel(
            name='Credential',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=24)),
                ('serial', models.PositiveIntegerField()),
                ('list_number', models.PositiveIntegerField()),
                ('list_index', models.PositiveIntegerField()),
                ('hours', models.DecimalField(decimal_places=2, max_digits=7)),
                ('document', models.JSONField()),
                ('issued_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credentials', to='events.registration')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'events_credential',
                'constraints': [models.UniqueConstraint(fields=('tenant', 'serial'), name='credential_serial_once'), models.UniqueConstraint(fields=('tenant', 'number'), name='credential_number_once'), models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('registration',), name='credential_one_stands')],
            },
        ),
        ProtectRows("events", ["BadgeBook", "BadgeKey", "Credential", "ImplementationPlan", "PlanShare"]),
    ]
