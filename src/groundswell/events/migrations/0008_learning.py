import django.db.models.deletion
import groundswell.kernel.clock
from django.db import migrations, models

from groundswell.kernel.rls import ProtectRows


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0007_school_day'),
        ('kernel', '0002_protect'),
        ('roster', '0008_succession'),
        ('surveys', '0002_protect'),
    ]

    operations = [
        migrations.AddField(
            model_name='credential',
            name='credit',
            field=models.DecimalField(decimal_places=4, default=0, max_digits=9),
        ),
        migrations.AddField(
            model_name='credential',
            name='unit',
            field=models.CharField(blank=True, max_length=30),
        ),
        migrations.AddField(
            model_name='implementationplan',
            name='state',
            field=models.CharField(choices=[('planned', 'Planned'), ('under_way', 'Under way'), ('done', 'Done'), ('dropped', 'Dropped')], default='planned', max_length=10),
        ),
        migrations.AddField(
            model_name='implementationplan',
            name='why_dropped',
            field=models.CharField(blank=True, max_length=600),
        ),
        migrations.CreateModel(
            name='CreditTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField()),
                ('applies_from', models.DateField()),
                ('unit', models.CharField(blank=True, max_length=30)),
                ('hours_per_unit', models.DecimalField(decimal_places=2, default=1, max_digits=6)),
                ('minimum_share', models.PositiveSmallIntegerField(default=80)),
                ('step', models.CharField(choices=[('0.25', 'a quarter of an hour'), ('0.5', 'half an hour'), ('1', 'a whole hour')], default='0.25', max_length=4)),
                ('rounding', models.CharField(choices=[('down', 'Down'), ('nearest', 'To the nearest')], default='down', max_length=8)),
                ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credit_terms', to='events.programme')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'events_credit_terms',
            },
        ),
        migrations.AddField(
            model_name='credential',
            name='terms',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.creditterms'),
        ),
        migrations.CreateModel(
            name='OutsideCredit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160)),
                ('provider', models.CharField(max_length=160)),
                ('kind', models.CharField(choices=[('course', 'Course or workshop'), ('college', 'College course'), ('conference', 'Conference'), ('online', 'Online course'), ('study', 'Study group or book study'), ('other', 'Other')], max_length=12)),
                ('begins_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('hours', models.DecimalField(decimal_places=2, max_digits=6)),
                ('state', models.CharField(choices=[('draft', 'Not sent yet'), ('sent', 'Waits for approval'), ('approved', 'Approved'), ('returned', 'Sent back to you'), ('declined', 'Declined')], default='draft', max_length=10)),
                ('reason', models.CharField(blank=True, max_length=600)),
                ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'events_outside_credit',
            },
        ),
        migrations.CreateModel(
            name='OutsideProof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=4)),
                ('size', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('content', models.BinaryField()),
                ('at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('credit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proofs', to='events.outsidecredit')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'events_outside_proof',
            },
        ),
        migrations.CreateModel(
            name='UseQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('section', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='use_question', to='events.section')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                ('wave', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.surveywave')),
            ],
            options={
                'db_table': 'events_use_question',
            },
        ),
        migrations.AddConstraint(
            model_name='creditterms',
            constraint=models.UniqueConstraint(fields=('programme', 'version'), name='credit_terms_version'),
        ),
        migrations.AddConstraint(
            model_name='creditterms',
            constraint=models.CheckConstraint(condition=models.Q(('hours_per_unit__gt', 0)), name='credit_terms_per_unit'),
        ),
        migrations.AddConstraint(
            model_name='creditterms',
            constraint=models.CheckConstraint(condition=models.Q(('minimum_share__lte', 100)), name='credit_terms_share'),
        ),
        migrations.AddIndex(
            model_name='outsidecredit',
            index=models.Index(fields=['tenant', 'person'], name='outside_credit_of_person'),
        ),
        migrations.AddIndex(
            model_name='outsidecredit',
            index=models.Index(condition=models.Q(('state', 'sent')), fields=['tenant', 'sent_at'], name='outside_credit_waiting'),
        ),
        migrations.AddConstraint(
            model_name='outsidecredit',
            constraint=models.CheckConstraint(condition=models.Q(('hours__gt', 0)), name='outside_credit_has_hours'),
        ),
        migrations.AddConstraint(
            model_name='outsidecredit',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('begins_on'))), name='outside_credit_ends_later'),
        ),
        migrations.AddIndex(
            model_name='outsideproof',
            index=models.Index(fields=['tenant', 'digest'], name='outside_proof_same'),
        ),
        ProtectRows("events", ["CreditTerms", "OutsideCredit", "OutsideProof", "UseQuestion"]),
    ]
