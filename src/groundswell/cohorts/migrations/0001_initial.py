import django.db.models.deletion
import groundswell.kernel.clock
from django.db import migrations, models

from groundswell.kernel.rls import ProtectRows, RefuseChanges


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('kernel', '0001_whole'),
        ('planning', '0002_initiatives'),
        ('roster', '0001_whole'),
    ]

    operations = [
        migrations.CreateModel(
            name='ActionGoal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=300)),
                ('measure', models.CharField(blank=True, max_length=300)),
                ('dropped_at', models.DateTimeField(blank=True, null=True)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'cohorts_action_goal',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='AdoptionWave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('year', models.PositiveSmallIntegerField()),
                ('planned', models.PositiveIntegerField()),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waves', to='planning.initiative')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'cohorts_adoption_wave',
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='AnchorApplication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=160)),
                ('parts', models.JSONField(default=list)),
                ('levels', models.JSONField(default=dict)),
                ('why', models.TextField(blank=True, max_length=2000)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'cohorts_anchor_application',
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('receipt', models.CharField(blank=True, max_length=64)),
                ('late_minutes', models.PositiveSmallIntegerField(default=0)),
                ('submitted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'cohorts_application',
            },
        ),
        migrations.CreateModel(
            name='ApplicationPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('text', 'Words'), ('files', 'Files')], default='text', max_length=6)),
                ('title', models.CharField(max_length=160)),
                ('prompt', models.CharField(blank=True, max_length=800)),
                ('words', models.PositiveSmallIntegerField(default=0)),
                ('required', models.BooleanField(default=True)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'cohorts_application_part',
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='ApplicationWriter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('added_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='writers', to='cohorts.application')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'cohorts_application_writer',
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=8)),
                ('size', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('content', models.BinaryField()),
                ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='cohorts.application')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                ('part', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cohorts.applicationpart')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'cohorts_attachment',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.JSONField()),
                ('text', models.JSONField(default=dict)),
                ('commitments', models.JSONField(default=list)),
                ('places', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('draft', 'Being prepared'), ('open', 'Under way'), ('decided', 'Decided, not yet told'), ('published', 'Told to all'), ('cancelled', 'Called off')], default='draft', max_length=10)),
                ('version', models.PositiveIntegerField(default=1)),
                ('called_off', models.CharField(blank=True, max_length=400)),
                ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                ('wave', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='call', to='cohorts.adoptionwave')),
            ],
            options={
                'db_table': 'cohorts_call',
            },
        ),
        migrations.AddField(
            model_name='applicationpart',
            name='call',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='cohorts.call'),
        ),
        migrations.CreateModel(
            name='Candidacy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('invited', 'Invited'), ('interested', 'Taking part'), ('not_now', 'Not this year'), ('withdrawn', 'Withdrawn'), ('out', 'Not gone on'), ('chosen', 'Chosen'), ('not_chosen', 'Not chosen')], default='invited', max_length=12)),
                ('why', models.TextField(blank=True, max_length=2000)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='candidacies', to='cohorts.call')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.organisation')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'cohorts_candidacy',
            },
        ),
        migrations.AddField(
            model_name='application',
            name='candidacy',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='application', to='cohorts.candidacy'),
        ),
        migrations.CreateModel(
            name='Cohort',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('begins_on', models.DateField()),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                ('wave', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='cohort', to='cohorts.adoptionwave')),
            ],
            options={
                'db_table': 'cohorts_cohort',
                'ordering': ['begins_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='CohortMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('joined_on', models.DateField()),
                ('left_on', models.DateField(blank=True, null=True)),
                ('left_why', models.CharField(blank=True, max_length=400)),
                ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='cohorts.cohort')),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='planning.initiative')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.organisation')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'cohorts_cohort_member',
            },
        ),
        migrations.CreateModel(
            name='DefinitionVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('text', models.TextField(max_length=4000)),
                ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='definitions', to='planning.initiative')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'cohorts_definition_version',
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='DefinitionProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=600)),
                ('state', models.CharField(choices=[('open', 'Proposed'), ('adopted', 'Taken in'), ('declined', 'Not taken in')], default='open', max_length=8)),
                ('answer', models.CharField(blank=True, max_length=400)),
                ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='planning.initiative')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                ('school', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.organisation')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                ('version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='cohorts.definitionversion')),
            ],
            options={
                'db_table': 'cohorts_definition_proposal',
                'ordering': ['made_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='DesignTeam',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='team', to='cohorts.cohortmember')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'cohorts_design_team',
            },
        ),
        migrations.CreateModel(
            name='DesignTeamSeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('brings', models.CharField(blank=True, max_length=120)),
                ('begun_on', models.DateField()),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='cohorts.designteam')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'cohorts_design_team_seat',
            },
        ),
        migrations.CreateModel(
            name='MembershipPause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('begun_on', models.DateField()),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('reason', models.CharField(max_length=400)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pauses', to='cohorts.cohortmember')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'cohorts_membership_pause',
            },
        ),
        migrations.CreateModel(
            name='PartWording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('text', models.TextField()),
                ('holds', models.BooleanField(default=True)),
                ('page', models.CharField(blank=True, max_length=16)),
                ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wordings', to='cohorts.application')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                ('part', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cohorts.applicationpart')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'cohorts_part_wording',
            },
        ),
        migrations.CreateModel(
            name='PlanField',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('text', 'Words'), ('goals', 'Goals and steps'), ('risks', 'Risks and responses')], default='text', max_length=6)),
                ('autonomy', models.CharField(choices=[('fixed', 'The same at every school'), ('local', 'Each school’s own')], default='fixed', max_length=8)),
                ('title', models.CharField(max_length=160)),
                ('prompt', models.CharField(blank=True, max_length=600)),
                ('required', models.BooleanField(default=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='planning.initiative')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'cohorts_plan_field',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PlanStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=300)),
                ('by_when', models.DateField()),
                ('done_on', models.DateField(blank=True, null=True)),
                ('dropped_at', models.DateTimeField(blank=True, null=True)),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='cohorts.actiongoal')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'cohorts_plan_step',
                'ordering': ['by_when', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ProgressCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('held_on', models.DateField()),
                ('stands', models.TextField(max_length=2000)),
                ('in_the_way', models.TextField(blank=True, max_length=2000)),
                ('next', models.TextField(blank=True, max_length=2000)),
                ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='cohorts.cohortmember')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'cohorts_progress_check',
                'ordering': ['held_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Reader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('load_cap', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('added_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('dropped_at', models.DateTimeField(blank=True, null=True)),
                ('drop_reason', models.CharField(blank=True, max_length=300)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'cohorts_reader',
            },
        ),
        migrations.CreateModel(
            name='ConflictOfInterest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('own_school', 'Works at the school'), ('own_community', 'Works in the same learning community'), ('past', 'Worked at the school before'), ('declared', 'Declared by the reader')], max_length=14)),
                ('said', models.CharField(blank=True, max_length=300)),
                ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('candidacy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cohorts.candidacy')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                ('reader', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conflicts', to='cohorts.reader')),
            ],
            options={
                'db_table': 'cohorts_conflict_of_interest',
            },
        ),
        migrations.CreateModel(
            name='ReadinessStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=400)),
                ('by_when', models.DateField(blank=True, null=True)),
                ('done_on', models.DateField(blank=True, null=True)),
                ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('candidacy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readiness_steps', to='cohorts.candidacy')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'cohorts_readiness_step',
                'ordering': ['by_when', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Rubric',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160)),
                ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rubrics', to='planning.initiative')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'cohorts_rubric',
            },
        ),
        migrations.CreateModel(
            name='RubricCriterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=160)),
                ('meaning', models.CharField(blank=True, max_length=600)),
                ('weight', models.DecimalField(decimal_places=2, default=1, max_digits=6)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'cohorts_rubric_criterion',
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='LevelDescriptor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField()),
                ('text', models.CharField(max_length=600)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='levels', to='cohorts.rubriccriterion')),
            ],
            options={
                'db_table': 'cohorts_level_descriptor',
                'ordering': ['level'],
            },
        ),
        migrations.CreateModel(
            name='RubricVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(default=1)),
                ('state', models.CharField(choices=[('draft', 'Being written'), ('vetting', 'Out for signing'), ('vetted', 'Signed by all'), ('retired', 'Replaced')], default='draft', max_length=8)),
                ('lowest', models.PositiveSmallIntegerField(default=1)),
                ('highest', models.PositiveSmallIntegerField(default=4)),
                ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('vetted_at', models.DateTimeField(blank=True, null=True)),
                ('rubric', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='cohorts.rubric')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'cohorts_rubric_version',
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='RubricSignoff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('function', models.CharField(choices=[('academics', 'Academics'), ('technology', 'Technology'), ('accountability', 'Accountability'), ('exceptional_children', 'Exceptional children'), ('learning_communities', 'Learning communities')], max_length=24)),
                ('signed', models.BooleanField()),
                ('note', models.CharField(blank=True, max_length=600)),
                ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signoffs', to='cohorts.rubricversion')),
            ],
            options={
                'db_table': 'cohorts_rubric_signoff',
                'ordering': ['made_at', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='rubriccriterion',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='criteria', to='cohorts.rubricversion'),
        ),
        migrations.CreateModel(
            name='SchoolActionPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('agreed_at', models.DateTimeField(blank=True, null=True)),
                ('agreed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='plans', to='cohorts.cohortmember')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'cohorts_school_action_plan',
                'ordering': ['year'],
            },
        ),
        migrations.CreateModel(
            name='PlanWording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('text', models.TextField()),
                ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('field', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cohorts.planfield')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wordings', to='cohorts.schoolactionplan')),
            ],
            options={
                'db_table': 'cohorts_plan_wording',
            },
        ),
        migrations.CreateModel(
            name='PlanRisk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=300)),
                ('likelihood', models.PositiveSmallIntegerField()),
                ('impact', models.PositiveSmallIntegerField()),
                ('response', models.CharField(max_length=400)),
                ('dropped_at', models.DateTimeField(blank=True, null=True)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='risks', to='cohorts.schoolactionplan')),
            ],
            options={
                'db_table': 'cohorts_plan_risk',
            },
        ),
        migrations.AddField(
            model_name='planfield',
            name='plan',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='own_fields', to='cohorts.schoolactionplan'),
        ),
        migrations.AddField(
            model_name='actiongoal',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goals', to='cohorts.schoolactionplan'),
        ),
        migrations.CreateModel(
            name='SchoolVisit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('begins_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('drive_minutes', models.PositiveSmallIntegerField(default=0)),
                ('sequence', models.PositiveSmallIntegerField(default=0)),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('candidacy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='cohorts.candidacy')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'cohorts_school_visit',
                'ordering': ['begins_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('first', 'Reading'), ('third', 'Additional reading'), ('visit', 'Visit'), ('norming', 'Norming')], default='first', max_length=8)),
                ('state', models.CharField(choices=[('assigned', 'To read'), ('draft', 'Begun'), ('done', 'Scored'), ('released', 'Taken back')], default='assigned', max_length=8)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('total', models.DecimalField(blank=True, decimal_places=3, max_digits=6, null=True)),
                ('comment', models.TextField(blank=True, max_length=4000)),
                ('for_school', models.TextField(blank=True, max_length=2000)),
                ('assigned_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('saved_at', models.DateTimeField(blank=True, null=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('nudged_at', models.DateTimeField(blank=True, null=True)),
                ('anchor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='cohorts.anchorapplication')),
                ('candidacy', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='cohorts.candidacy')),
                ('reader', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='cohorts.reader')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                ('visit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='cohorts.schoolvisit')),
            ],
            options={
                'db_table': 'cohorts_reading',
            },
        ),
        migrations.CreateModel(
            name='Score',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField()),
                ('note', models.CharField(blank=True, max_length=600)),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cohorts.rubriccriterion')),
                ('reading', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scores', to='cohorts.reading')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'cohorts_score',
            },
        ),
        migrations.CreateModel(
            name='ScreeningCriterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=160)),
                ('meaning', models.CharField(blank=True, max_length=400)),
                ('side', models.CharField(choices=[('willing', 'Willing'), ('able', 'Able')], max_length=8)),
                ('basis', models.CharField(choices=[('measure', 'Published school measures'), ('devices', 'Devices and connections'), ('staffing', 'Positions in the roster'), ('survey', 'Survey of the staff'), ('judged', 'Judged by the office')], max_length=10)),
                ('measure', models.CharField(blank=True, max_length=80)),
                ('comparison', models.CharField(choices=[('at_least', 'At least'), ('at_most', 'At most')], default='at_least', max_length=10)),
                ('threshold', models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'cohorts_screening_criterion',
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='ScreeningFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('known', 'Known'), ('missing', 'Missing'), ('masked', 'Not shown, the group is too small')], max_length=8)),
                ('value', models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True)),
                ('met', models.BooleanField(null=True)),
                ('source', models.CharField(blank=True, max_length=300)),
                ('is_current', models.BooleanField(default=True)),
                ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('candidacy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='cohorts.candidacy')),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='cohorts.screeningcriterion')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'cohorts_screening_finding',
            },
        ),
        migrations.CreateModel(
            name='FindingCorrection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('said', models.TextField(max_length=1000)),
                ('value', models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True)),
                ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('accepted', models.BooleanField(null=True)),
                ('answer', models.CharField(blank=True, max_length=600)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                ('finding', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='cohorts.screeningfinding')),
            ],
            options={
                'db_table': 'cohorts_finding_correction',
            },
        ),
        migrations.CreateModel(
            name='SelectionDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cut', models.DecimalField(blank=True, decimal_places=3, max_digits=6, null=True)),
                ('band', models.DecimalField(blank=True, decimal_places=3, max_digits=6, null=True)),
                ('seed_hash', models.CharField(blank=True, max_length=64)),
                ('seed', models.CharField(blank=True, max_length=64)),
                ('tickets', models.JSONField(default=list)),
                ('list_hash', models.CharField(blank=True, max_length=64)),
                ('public_source', models.CharField(blank=True, max_length=300)),
                ('public_number', models.CharField(blank=True, max_length=80)),
                ('committed_at', models.DateTimeField(blank=True, null=True)),
                ('drawn_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.TextField(blank=True, max_length=4000)),
                ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('call', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='decision', to='cohorts.call')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'cohorts_selection_decision',
            },
        ),
        migrations.CreateModel(
            name='DecisionEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('score', models.DecimalField(blank=True, decimal_places=3, max_digits=6, null=True)),
                ('place', models.CharField(choices=[('chosen', 'Chosen'), ('not_chosen', 'Not chosen')], max_length=12)),
                ('placed_by', models.CharField(choices=[('score', 'Score'), ('lottery', 'Lottery near the line'), ('judgement', 'Judgement, with its reason')], default='score', max_length=10)),
                ('reason', models.TextField(blank=True, max_length=2000)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('candidacy', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='decision_entry', to='cohorts.candidacy')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='cohorts.selectiondecision')),
            ],
            options={
                'db_table': 'cohorts_decision_entry',
            },
        ),
        migrations.CreateModel(
            name='SelectionPhase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('interest', 'Expression of interest'), ('screening', 'Screening'), ('reading', 'Reading of applications'), ('approval', 'Approval by the area superintendent'), ('visit', 'Visit and interviews'), ('lottery', 'Lottery')], max_length=10)),
                ('opens_at', models.DateTimeField()),
                ('closes_at', models.DateTimeField()),
                ('grace_minutes', models.PositiveSmallIntegerField(default=0)),
                ('gates', models.BooleanField(default=True)),
                ('readings', models.PositiveSmallIntegerField(default=3)),
                ('load_cap', models.PositiveSmallIntegerField(default=12)),
                ('gap', models.DecimalField(decimal_places=2, default=1, max_digits=5)),
                ('norming_closed_at', models.DateTimeField(blank=True, null=True)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='phases', to='cohorts.call')),
                ('rubric', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='phases', to='cohorts.rubricversion')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'cohorts_selection_phase',
                'ordering': ['position'],
            },
        ),
        migrations.AddField(
            model_name='screeningcriterion',
            name='phase',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='criteria', to='cohorts.selectionphase'),
        ),
        migrations.CreateModel(
            name='ScoreReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stamp', models.CharField(max_length=64)),
                ('data', models.JSONField()),
                ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                ('phase', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='report', to='cohorts.selectionphase')),
            ],
            options={
                'db_table': 'cohorts_score_report',
            },
        ),
        migrations.AddField(
            model_name='schoolvisit',
            name='phase',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='cohorts.selectionphase'),
        ),
        migrations.AddField(
            model_name='reading',
            name='phase',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cohorts.selectionphase'),
        ),
        migrations.AddField(
            model_name='reader',
            name='phase',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readers', to='cohorts.selectionphase'),
        ),
        migrations.CreateModel(
            name='PhaseOutcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('passed', 'Goes on'), ('not_passed', 'Does not go on')], max_length=12)),
                ('reason', models.TextField(blank=True, max_length=2000)),
                ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('candidacy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outcomes', to='cohorts.candidacy')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                ('phase', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outcomes', to='cohorts.selectionphase')),
            ],
            options={
                'db_table': 'cohorts_phase_outcome',
            },
        ),
        migrations.CreateModel(
            name='PhaseExtension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before', models.DateTimeField()),
                ('after', models.DateTimeField()),
                ('reason', models.CharField(max_length=400)),
                ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                ('phase', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='extensions', to='cohorts.selectionphase')),
            ],
            options={
                'db_table': 'cohorts_phase_extension',
                'ordering': ['made_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='AssignmentDesign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seed', models.PositiveIntegerField()),
                ('status', models.CharField(max_length=16)),
                ('said', models.JSONField(default=dict)),
                ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                ('phase', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='designs', to='cohorts.selectionphase')),
            ],
            options={
                'db_table': 'cohorts_assignment_design',
                'ordering': ['made_at', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='anchorapplication',
            name='phase',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='anchors', to='cohorts.selectionphase'),
        ),
        migrations.CreateModel(
            name='SelectionRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(default=1)),
                ('data', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('frozen_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='cohorts.selectiondecision')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'cohorts_selection_record',
                'ordering': ['number'],
            },
        ),
        migrations.AddConstraint(
            model_name='adoptionwave',
            constraint=models.UniqueConstraint(fields=('initiative', 'number'), name='adoption_wave_number'),
        ),
        migrations.AddConstraint(
            model_name='applicationwriter',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('application', 'person'), name='application_writer_once'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.CheckConstraint(condition=models.Q(('places__gt', 0)), name='call_has_places'),
        ),
        migrations.AddConstraint(
            model_name='applicationpart',
            constraint=models.UniqueConstraint(fields=('call', 'position'), name='application_part_place'),
        ),
        migrations.AddIndex(
            model_name='candidacy',
            index=models.Index(fields=['call', 'state'], name='candidacy_by_state'),
        ),
        migrations.AddConstraint(
            model_name='candidacy',
            constraint=models.UniqueConstraint(fields=('call', 'school'), name='candidacy_once'),
        ),
        migrations.AddConstraint(
            model_name='cohortmember',
            constraint=models.UniqueConstraint(condition=models.Q(('left_on__isnull', True)), fields=('initiative', 'school'), name='cohort_member_in_one'),
        ),
        migrations.AddConstraint(
            model_name='cohortmember',
            constraint=models.CheckConstraint(condition=models.Q(('left_on__isnull', True), ('left_on__gte', models.F('joined_on')), _connector='OR'), name='cohort_member_leaves_later'),
        ),
        migrations.AddConstraint(
            model_name='definitionversion',
            constraint=models.UniqueConstraint(fields=('initiative', 'number'), name='definition_number'),
        ),
        migrations.AddConstraint(
            model_name='designteamseat',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('team', 'person'), name='team_seat_once'),
        ),
        migrations.AddConstraint(
            model_name='membershippause',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('member',), name='one_pause_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='partwording',
            constraint=models.UniqueConstraint(fields=('application', 'part', 'number'), name='part_wording_number'),
        ),
        migrations.AddConstraint(
            model_name='conflictofinterest',
            constraint=models.UniqueConstraint(fields=('reader', 'candidacy', 'kind'), name='conflict_once'),
        ),
        migrations.AddConstraint(
            model_name='leveldescriptor',
            constraint=models.UniqueConstraint(fields=('criterion', 'level'), name='level_descriptor_once'),
        ),
        migrations.AddConstraint(
            model_name='rubricversion',
            constraint=models.UniqueConstraint(fields=('rubric', 'number'), name='rubric_version_number'),
        ),
        migrations.AddConstraint(
            model_name='rubricversion',
            constraint=models.CheckConstraint(condition=models.Q(('highest__gt', models.F('lowest'))), name='rubric_version_has_levels'),
        ),
        migrations.AddConstraint(
            model_name='rubricsignoff',
            constraint=models.UniqueConstraint(condition=models.Q(('signed', True)), fields=('version', 'function'), name='rubric_signed_once'),
        ),
        migrations.AddConstraint(
            model_name='rubriccriterion',
            constraint=models.UniqueConstraint(fields=('version', 'position'), name='rubric_criterion_place'),
        ),
        migrations.AddConstraint(
            model_name='rubriccriterion',
            constraint=models.CheckConstraint(condition=models.Q(('weight__gt', 0)), name='rubric_criterion_counts'),
        ),
        migrations.AddConstraint(
            model_name='schoolactionplan',
            constraint=models.UniqueConstraint(fields=('member', 'year'), name='school_plan_of_a_year'),
        ),
        migrations.AddConstraint(
            model_name='planwording',
            constraint=models.UniqueConstraint(fields=('plan', 'field', 'number'), name='plan_wording_number'),
        ),
        migrations.AddConstraint(
            model_name='planrisk',
            constraint=models.CheckConstraint(condition=models.Q(('impact__range', (1, 5)), ('likelihood__range', (1, 5))), name='plan_risk_one_to_five'),
        ),
        migrations.AddConstraint(
            model_name='score',
            constraint=models.UniqueConstraint(fields=('reading', 'criterion'), name='score_once'),
        ),
        migrations.AddConstraint(
            model_name='screeningfinding',
            constraint=models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('candidacy', 'criterion'), name='screening_finding_one_current'),
        ),
        migrations.AddConstraint(
            model_name='screeningfinding',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'known'), models.Q(('met__isnull', True), ('value__isnull', True)), _connector='OR'), name='screening_missing_is_no_value'),
        ),
        migrations.AddConstraint(
            model_name='findingcorrection',
            constraint=models.UniqueConstraint(condition=models.Q(('accepted__isnull', True)), fields=('finding',), name='correction_one_open'),
        ),
        migrations.AddConstraint(
            model_name='selectionphase',
            constraint=models.UniqueConstraint(fields=('call', 'position'), name='selection_phase_place'),
        ),
        migrations.AddConstraint(
            model_name='selectionphase',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='selection_phase_ends_later'),
        ),
        migrations.AddConstraint(
            model_name='screeningcriterion',
            constraint=models.UniqueConstraint(fields=('phase', 'position'), name='screening_criterion_place'),
        ),
        migrations.AddConstraint(
            model_name='schoolvisit',
            constraint=models.UniqueConstraint(condition=models.Q(('cancelled_at__isnull', True)), fields=('phase', 'candidacy'), name='school_visit_once'),
        ),
        migrations.AddIndex(
            model_name='reading',
            index=models.Index(fields=['phase', 'state'], name='reading_by_state'),
        ),
        migrations.AddConstraint(
            model_name='reading',
            constraint=models.CheckConstraint(condition=models.Q(('candidacy__isnull', True), ('anchor__isnull', True), _connector='XOR'), name='reading_of_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='reading',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'released'), _negated=True), fields=('reader', 'candidacy'), name='reading_once'),
        ),
        migrations.AddConstraint(
            model_name='reading',
            constraint=models.UniqueConstraint(fields=('reader', 'anchor'), name='reading_anchor_once'),
        ),
        migrations.AddConstraint(
            model_name='reading',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), ('total__isnull', False), _connector='OR'), name='reading_done_has_total'),
        ),
        migrations.AddConstraint(
            model_name='reader',
            constraint=models.UniqueConstraint(fields=('phase', 'person'), name='reader_once'),
        ),
        migrations.AddConstraint(
            model_name='phaseoutcome',
            constraint=models.UniqueConstraint(fields=('phase', 'candidacy'), name='phase_outcome_once'),
        ),
        migrations.AddConstraint(
            model_name='anchorapplication',
            constraint=models.UniqueConstraint(fields=('phase', 'position'), name='anchor_place'),
        ),
        migrations.AddConstraint(
            model_name='selectionrecord',
            constraint=models.UniqueConstraint(fields=('decision', 'number'), name='selection_record_number'),
        ),
        ProtectRows('cohorts', ['ActionGoal', 'AdoptionWave', 'AnchorApplication', 'Application', 'ApplicationPart', 'ApplicationWriter', 'Attachment', 'Call', 'Candidacy', 'Cohort', 'CohortMember', 'DefinitionVersion', 'DefinitionProposal', 'DesignTeam', 'DesignTeamSeat', 'MembershipPause', 'PartWording', 'PlanField', 'PlanStep', 'ProgressCheck', 'Reader', 'ConflictOfInterest', 'ReadinessStep', 'Rubric', 'RubricCriterion', 'LevelDescriptor', 'RubricVersion', 'RubricSignoff', 'SchoolActionPlan', 'PlanWording', 'PlanRisk', 'SchoolVisit', 'Reading', 'Score', 'ScreeningCriterion', 'ScreeningFinding', 'FindingCorrection', 'SelectionDecision', 'DecisionEntry', 'SelectionPhase', 'ScoreReport', 'PhaseOutcome', 'PhaseExtension', 'AssignmentDesign', 'SelectionRecord']),
        RefuseChanges('cohorts', 'SelectionRecord'),
    ]
