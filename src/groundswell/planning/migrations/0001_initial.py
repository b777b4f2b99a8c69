import django.db.models.deletion
import groundswell.kernel.clock
from django.db import migrations, models

from groundswell.kernel.rls import ProtectRows


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('kernel', '0002_protect'),
    ]

    operations = [
        migrations.CreateModel(
            name='PlanGoal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=40)),
                ('version', models.PositiveIntegerField(default=1)),
                ('number', models.PositiveSmallIntegerField()),
                ('title', models.JSONField()),
                ('text', models.JSONField(default=dict)),
                ('from_year', models.PositiveSmallIntegerField()),
                ('to_year', models.PositiveSmallIntegerField()),
                ('is_current', models.BooleanField(default=True)),
                ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'planning_plan_goal',
                'ordering': ['number', 'key', 'version'],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'key', 'version'), name='plan_goal_version'), models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('tenant', 'key'), name='plan_goal_one_current'), models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('tenant', 'number'), name='plan_goal_number'), models.CheckConstraint(condition=models.Q(('to_year__gte', models.F('from_year'))), name='plan_goal_years')],
            },
        ),
        ProtectRows('planning', ['PlanGoal']),
    ]
