import django.db.models.deletion
from django.db import migrations, models

import groundswell.kernel.clock
from groundswell.kernel.rls import ProtectRows, RefuseChanges


class Migration(migrations.Migration):

    dependencies = [
        ('impact', '0003_asked_after'),
    ]

    operations = [
        migrations.CreateModel(
            name='StudyDesign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('record', models.BigIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('design', models.CharField(choices=[('no_comparison', 'No comparison'), ('before_after', 'Before and after'), ('matched', 'Matched with others'), ('staggered', 'Staggered: some began later'), ('discontinuity', 'Regression discontinuity'), ('randomised', 'Randomised')], max_length=16)),
                ('outcome', models.CharField(max_length=400)),
                ('measure', models.SlugField(max_length=40)),
                ('from_year', models.PositiveSmallIntegerField()),
                ('to_year', models.PositiveSmallIntegerField()),
                ('treated', models.PositiveIntegerField()),
                ('compared', models.PositiveIntegerField()),
                ('pupils', models.PositiveIntegerField()),
                ('icc', models.FloatField()),
                ('alpha', models.FloatField(default=0.05)),
                ('power', models.FloatField(default=0.8)),
                ('detectable', models.FloatField(null=True)),
                ('locked_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('role', models.CharField(blank=True, max_length=24)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'impact_study_design',
                'ordering': ['-locked_at', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'digest'), name='study_design_once')],
            },
        ),
        ProtectRows('impact', ['StudyDesign']),
        RefuseChanges('impact', 'StudyDesign'),
    ]
