import django.db.models.deletion
import groundswell.kernel.clock
from django.db import migrations, models

from groundswell.kernel.rls import ProtectRows


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0001_whole'),
        ('planning', '0001_initial'),
        ('roster', '0001_whole'),
    ]

    operations = [
        migrations.CreateModel(
            name='Initiative',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=40)),
                ('name', models.JSONField()),
                ('participation', models.CharField(choices=[('invited', 'Invited: a school chooses'), ('required', 'Required: it holds for every school')], default='invited', max_length=10)),
                ('from_year', models.PositiveSmallIntegerField()),
                ('is_public', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='planning.plangoal')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'planning_initiative',
                'ordering': ['from_year', 'key'],
            },
        ),
        migrations.CreateModel(
            name='InitiativeMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('function', models.CharField(blank=True, choices=[('academics', 'Academics'), ('technology', 'Technology'), ('accountability', 'Accountability'), ('exceptional_children', 'Exceptional children'), ('learning_communities', 'Learning communities')], max_length=24)),
                ('begun_on', models.DateField()),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='planning.initiative')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'planning_initiative_member',
            },
        ),
        migrations.CreateModel(
            name='InitiativePart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=120)),
                ('meaning', models.CharField(blank=True, max_length=400)),
                ('autonomy', models.CharField(choices=[('fixed', 'The same at every school'), ('local', 'Each school’s own')], max_length=8)),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='planning.initiative')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'planning_initiative_part',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='InitiativeText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('why', 'Why'), ('implementation', 'Implementation plan'), ('change', 'Change-management plan'), ('resources', 'Resource plan')], max_length=16)),
                ('version', models.PositiveIntegerField(default=1)),
                ('text', models.JSONField()),
                ('is_current', models.BooleanField(default=True)),
                ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='planning.initiative')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'planning_initiative_text',
            },
        ),
        migrations.CreateModel(
            name='NeedsInquiry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('focus_group', 'Focus group'), ('interview', 'Interview'), ('visit', 'Visit to another district'), ('reading', 'Reading'), ('survey', 'Survey')], max_length=12)),
                ('held_on', models.DateField()),
                ('with_whom', models.CharField(max_length=200)),
                ('learnt', models.TextField(max_length=2000)),
                ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inquiries', to='planning.initiative')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'planning_needs_inquiry',
                'ordering': ['held_on', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='initiative',
            constraint=models.UniqueConstraint(fields=('tenant', 'key'), name='initiative_key'),
        ),
        migrations.AddConstraint(
            model_name='initiativemember',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('initiative', 'person', 'function'), name='initiative_member_once'),
        ),
        migrations.AddConstraint(
            model_name='initiativepart',
            constraint=models.UniqueConstraint(fields=('initiative', 'position'), name='initiative_part_place'),
        ),
        migrations.AddConstraint(
            model_name='initiativetext',
            constraint=models.UniqueConstraint(fields=('initiative', 'kind', 'version'), name='initiative_text_version'),
        ),
        migrations.AddConstraint(
            model_name='initiativetext',
            constraint=models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('initiative', 'kind'), name='initiative_text_one_current'),
        ),
        ProtectRows('planning', ['Initiative', 'InitiativeMember', 'InitiativePart', 'InitiativeText', 'NeedsInquiry']),
    ]
