import django.db.models.deletion
import django.db.models.functions.text
import groundswell.kernel.clock
import uuid
from importlib import import_module

from django.conf import settings
from django.db import migrations, models

from groundswell.kernel.rls import ProtectRows
from groundswell.kernel.tables import CreateTables

filling = import_module('groundswell.roster.migrations.0007_fill_again')


class Migration(migrations.Migration):

    # What an empty database takes in one step. Who came the longer way keeps it; see CONTRIBUTING, "A migration".
    replaces = [
        ('roster', '0001_initial'),
        ('roster', '0002_protect'),
        ('roster', '0003_lives'),
        ('roster', '0004_calendar'),
        ('roster', '0005_fill'),
        ('roster', '0006_counted'),
        ('roster', '0007_fill_again'),
        ('roster', '0008_succession'),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('kernel', '0002_protect'),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='District',
                fields=[
                    ('tenant', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='district', serialize=False, to='kernel.tenant')),
                    ('kind', models.CharField(choices=[('operating', 'A district'), ('public_record', 'Public record'), ('fictional', 'Fictional district')], default='operating', max_length=16)),
                    ('suppression_threshold', models.PositiveSmallIntegerField(default=10)),
                    ('outline', models.JSONField(blank=True, default=list, help_text='Ring of [longitude, latitude] pairs')),
                ],
                options={
                    'db_table': 'roster_district',
                    'constraints': [models.CheckConstraint(condition=models.Q(('suppression_threshold__gte', 5)), name='threshold_not_below_five')],
                },
            ),
            migrations.CreateModel(
                name='Organisation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('source_id', models.CharField(max_length=255, null=True)),
                    ('kind', models.CharField(choices=[('district', 'District'), ('learning_community', 'Learning community'), ('school', 'School'), ('department', 'Central department'), ('team', 'Grade-level or department team'), ('partner', 'Partner organisation')], max_length=20)),
                    ('name', models.CharField(max_length=255)),
                    ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='roster.organisation')),
                    ('opened_on', models.DateField(blank=True, null=True)),
                    ('closed_on', models.DateField(blank=True, null=True)),
                    ('content_hash', models.BigIntegerField(null=True)),
                ],
                options={
                    'db_table': 'roster_organisation',
                    'indexes': [models.Index(fields=['tenant', 'kind', 'name'], name='organisation_by_name')],
                    'constraints': [models.UniqueConstraint(fields=('tenant', 'source_id'), name='organisation_source_id')],
                },
            ),
            migrations.CreateModel(
                name='School',
                fields=[
                    ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='school', serialize=False, to='roster.organisation')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('state_code', models.CharField(blank=True, max_length=20)),
                    ('federal_code', models.CharField(blank=True, max_length=20)),
                    ('level', models.CharField(choices=[('elementary', 'Elementary'), ('middle', 'Middle'), ('high', 'High'), ('k8', 'Kindergarten to grade 8'), ('secondary', 'Grades 6 to 12'), ('k12', 'Kindergarten to grade 12'), ('other', 'Other')], default='other', max_length=12)),
                    ('title_one', models.BooleanField(null=True)),
                    ('longitude', models.FloatField(null=True)),
                    ('latitude', models.FloatField(null=True)),
                    ('time_zone', models.CharField(blank=True, max_length=60)),
                ],
                options={
                    'db_table': 'roster_school',
                },
            ),
            migrations.CreateModel(
                name='Succession',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('before', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.school')),
                    ('after', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.school')),
                    ('last_day', models.DateField(null=True)),
                    ('closed', models.BooleanField(default=False)),
                ],
                options={
                    'db_table': 'roster_succession',
                    'constraints': [models.UniqueConstraint(fields=('before', 'after'), name='succession_once'), models.CheckConstraint(condition=models.Q(('before', models.F('after')), _negated=True), name='succession_in_another_school')],
                },
            ),
            migrations.CreateModel(
                name='BellPeriod',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('school', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='roster.organisation')),
                    ('weekday', models.PositiveSmallIntegerField()),
                    ('name', models.CharField(max_length=60)),
                    ('begins_at', models.TimeField()),
                    ('ends_at', models.TimeField()),
                ],
                options={
                    'db_table': 'roster_bell_period',
                    'ordering': ['weekday', 'begins_at'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('school__isnull', True)), fields=('tenant', 'weekday', 'begins_at'), name='bell_period_once'), models.UniqueConstraint(condition=models.Q(('school__isnull', False)), fields=('tenant', 'school', 'weekday', 'begins_at'), name='bell_period_once_at_a_school'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('begins_at'))), name='bell_period_ends_later'), models.CheckConstraint(condition=models.Q(('weekday__lte', 6)), name='bell_period_on_a_weekday')],
                },
            ),
            migrations.CreateModel(
                name='CalendarFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('school', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.organisation')),
                    ('name', models.CharField(max_length=255)),
                    ('subject', models.CharField(choices=[('days', 'Days'), ('bells', 'Bell hours')], max_length=8)),
                    ('state', models.CharField(choices=[('refused', 'Refused'), ('ready', 'Ready to apply'), ('applied', 'Applied'), ('unchanged', 'Nothing to change'), ('taken_back', 'Taken back'), ('discarded', 'Discarded')], max_length=12)),
                    ('replaces', models.BooleanField(default=False)),
                    ('rows', models.JSONField(default=list)),
                    ('counts', models.JSONField(default=dict)),
                    ('problems', models.JSONField(default=list)),
                    ('before', models.JSONField(default=list)),
                    ('brought_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('brought_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                    ('applied_at', models.DateTimeField(null=True)),
                ],
                options={
                    'db_table': 'roster_calendar_file',
                    'ordering': ['-pk'],
                },
            ),
            migrations.CreateModel(
                name='Person',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('source_id', models.CharField(max_length=255, null=True)),
                    ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('given_name', models.CharField(max_length=120)),
                    ('family_name', models.CharField(max_length=120)),
                    ('preferred_name', models.CharField(blank=True, max_length=120)),
                    ('email', models.CharField(blank=True, max_length=254)),
                    ('is_student', models.BooleanField(default=False)),
                    ('grade', models.CharField(blank=True, max_length=8)),
                    ('guest_kind', models.CharField(blank=True, choices=[('guardian', 'Guardian'), ('citizen', 'Citizen'), ('civic_leader', 'Civic or business leader'), ('outside_evaluator', 'Outside evaluator'), ('visitor', 'Visitor from another district')], max_length=20)),
                    ('language', models.CharField(blank=True, max_length=12)),
                    ('home_language', models.CharField(blank=True, max_length=12)),
                    ('ended_on', models.DateField(blank=True, null=True)),
                    ('merged_into', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                    ('erased_on', models.DateField(blank=True, null=True)),
                    ('content_hash', models.BigIntegerField(null=True)),
                    ('family_key', models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Lower('family_name'), output_field=models.CharField(max_length=120))),
                    ('shown_key', models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Lower(models.Case(models.When(preferred_name='', then=models.F('given_name')), default=models.F('preferred_name'))), output_field=models.CharField(max_length=120))),
                ],
                options={
                    'db_table': 'roster_person',
                    'indexes': [models.Index(fields=['tenant', 'is_student', 'family_key', 'shown_key'], name='person_by_name'), models.Index(fields=['tenant', 'is_student', 'shown_key'], name='person_by_shown_name'), models.Index(fields=['tenant', 'is_student', 'guest_kind', 'ended_on'], name='person_counted'), models.Index(condition=models.Q(('email', ''), _negated=True), fields=['tenant', 'email'], name='person_by_email'), models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='person_merged')],
                    'constraints': [models.UniqueConstraint(fields=('tenant', 'source_id'), name='person_source_id'), models.UniqueConstraint(condition=models.Q(('user__isnull', False)), fields=('tenant', 'user'), name='person_per_user')],
                },
            ),
            migrations.CreateModel(
                name='FormerName',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_names', to='roster.person')),
                    ('given_name', models.CharField(max_length=120)),
                    ('family_name', models.CharField(max_length=120)),
                    ('until', models.DateField()),
                ],
                options={
                    'db_table': 'roster_former_name',
                },
            ),
            migrations.CreateModel(
                name='Position',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('source_id', models.CharField(max_length=255, null=True)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='positions', to='roster.person')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='positions', to='roster.organisation')),
                    ('role', models.CharField(choices=[('teacher', 'Teacher'), ('teacher_leader', 'Teacher leader'), ('principal', 'Principal'), ('school_coach', 'School coach'), ('instructional_coach', 'Instructional coach'), ('media_coordinator', 'Media coordinator'), ('support_staff', 'Support staff'), ('district_specialist', 'District specialist'), ('learning_office', 'Professional-learning office'), ('area_superintendent', 'Area superintendent'), ('superintendent', 'Superintendent'), ('district_it', 'District IT'), ('department_staff', 'Department staff'), ('external_coach', 'External coach'), ('student', 'Student')], max_length=24)),
                    ('begins_on', models.DateField(blank=True, null=True)),
                    ('ends_on', models.DateField(blank=True, null=True)),
                    ('content_hash', models.BigIntegerField(null=True)),
                ],
                options={
                    'db_table': 'roster_position',
                    'indexes': [models.Index(fields=['tenant', 'role'], name='position_by_role')],
                    'constraints': [models.UniqueConstraint(fields=('tenant', 'source_id'), name='position_source_id'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('begins_on__isnull', True), ('ends_on__gte', models.F('begins_on')), _connector='OR'), name='position_ends_after_it_begins')],
                },
            ),
            migrations.CreateModel(
                name='SchoolYear',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('source_id', models.CharField(max_length=255, null=True)),
                    ('ends_in', models.PositiveSmallIntegerField()),
                    ('title', models.CharField(max_length=120)),
                    ('begins_on', models.DateField()),
                    ('ends_on', models.DateField()),
                    ('content_hash', models.BigIntegerField(null=True)),
                ],
                options={
                    'db_table': 'roster_school_year',
                    'ordering': ['-ends_in'],
                    'constraints': [models.UniqueConstraint(fields=('tenant', 'source_id'), name='school_year_source_id')],
                },
            ),
            migrations.CreateModel(
                name='Term',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('source_id', models.CharField(max_length=255, null=True)),
                    ('school_year', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='roster.schoolyear')),
                    ('title', models.CharField(max_length=120)),
                    ('begins_on', models.DateField()),
                    ('ends_on', models.DateField()),
                    ('content_hash', models.BigIntegerField(null=True)),
                ],
                options={
                    'db_table': 'roster_term',
                    'constraints': [models.UniqueConstraint(fields=('tenant', 'source_id'), name='term_source_id')],
                },
            ),
            migrations.CreateModel(
                name='CalendarDay',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('school', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='roster.organisation')),
                    ('day', models.DateField()),
                    ('kind', models.CharField(choices=[('instructional', 'Instructional day'), ('workday', 'Teacher workday'), ('holiday', 'Holiday'), ('testing', 'Testing window')], max_length=14)),
                    ('title', models.CharField(blank=True, max_length=120)),
                ],
                options={
                    'db_table': 'roster_calendar_day',
                    'constraints': [models.UniqueConstraint(fields=('tenant', 'school', 'day'), name='calendar_day_once'), models.UniqueConstraint(condition=models.Q(('school__isnull', True)), fields=('tenant', 'day'), name='calendar_default_day_once')],
                },
            ),
            migrations.CreateModel(
                name='Course',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('source_id', models.CharField(max_length=255, null=True)),
                    ('title', models.CharField(max_length=255)),
                    ('code', models.CharField(blank=True, max_length=60)),
                    ('grades', models.CharField(blank=True, max_length=120)),
                    ('subjects', models.CharField(blank=True, max_length=255)),
                    ('school_year', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.schoolyear')),
                    ('ended_on', models.DateField(blank=True, null=True)),
                    ('content_hash', models.BigIntegerField(null=True)),
                ],
                options={
                    'db_table': 'roster_course',
                    'constraints': [models.UniqueConstraint(fields=('tenant', 'source_id'), name='course_source_id')],
                },
            ),
            migrations.CreateModel(
                name='SchoolClass',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('source_id', models.CharField(max_length=255, null=True)),
                    ('title', models.CharField(max_length=255)),
                    ('code', models.CharField(blank=True, max_length=60)),
                    ('grades', models.CharField(blank=True, max_length=120)),
                    ('subjects', models.CharField(blank=True, max_length=255)),
                    ('course', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='classes', to='roster.course')),
                    ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='classes', to='roster.organisation')),
                    ('term', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.term')),
                    ('ended_on', models.DateField(blank=True, null=True)),
                    ('content_hash', models.BigIntegerField(null=True)),
                ],
                options={
                    'db_table': 'roster_class',
                    'constraints': [models.UniqueConstraint(fields=('tenant', 'source_id'), name='class_source_id')],
                },
            ),
            migrations.CreateModel(
                name='Enrolment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('source_id', models.CharField(max_length=255, null=True)),
                    ('school_class', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='roster.schoolclass')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='roster.person')),
                    ('role', models.CharField(choices=[('student', 'Student'), ('teacher', 'Teacher'), ('aide', 'Aide')], max_length=10)),
                    ('begins_on', models.DateField(blank=True, null=True)),
                    ('ends_on', models.DateField(blank=True, null=True)),
                    ('content_hash', models.BigIntegerField(null=True)),
                ],
                options={
                    'db_table': 'roster_enrolment',
                    'constraints': [models.UniqueConstraint(fields=('tenant', 'source_id'), name='enrolment_source_id')],
                },
            ),
            migrations.CreateModel(
                name='RosterImport',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('number', models.PositiveIntegerField()),
                    ('state', models.CharField(choices=[('waiting', 'Waiting to be read'), ('reading', 'Reading'), ('refused', 'Refused'), ('ready', 'Ready to apply'), ('applying', 'Applying'), ('applied', 'Applied'), ('unchanged', 'Nothing to change'), ('taken_back', 'Taken back'), ('discarded', 'Discarded'), ('failed', 'Failed')], default='waiting', max_length=12)),
                    ('file_name', models.CharField(max_length=255)),
                    ('bundle', models.CharField(blank=True, max_length=400)),
                    ('change_log', models.CharField(blank=True, max_length=400)),
                    ('fingerprint', models.CharField(blank=True, max_length=64)),
                    ('version', models.CharField(blank=True, max_length=8)),
                    ('mode', models.CharField(blank=True, max_length=8)),
                    ('based_on', models.PositiveIntegerField(default=0, help_text='Number of the newest applied import when this was read')),
                    ('counts', models.JSONField(default=dict)),
                    ('problems', models.JSONField(default=list)),
                    ('problem_count', models.PositiveIntegerField(default=0)),
                    ('guard', models.JSONField(default=dict, help_text='Kinds of which too much would end: {kind: [ending, active]}')),
                    ('tolerate', models.JSONField(default=list, help_text='Codes of faults that count as warnings here')),
                    ('progress', models.PositiveSmallIntegerField(default=0)),
                    ('note', models.TextField(blank=True)),
                    ('begun_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                    ('applied_at', models.DateTimeField(null=True)),
                    ('brought_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('inverse_of', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='taken_back_by', to='roster.rosterimport')),
                ],
                options={
                    'db_table': 'roster_import',
                    'ordering': ['-number'],
                    'constraints': [models.UniqueConstraint(fields=('tenant', 'number'), name='import_number')],
                },
            ),
            migrations.CreateModel(
                name='PersonMerge',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('keep', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                    ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                    ('reason', models.CharField(blank=True, max_length=300)),
                    ('moved', models.JSONField(default=dict)),
                    ('before', models.JSONField(default=dict)),
                    ('merged_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                    ('merged_by', models.BigIntegerField(null=True)),
                    ('undone_at', models.DateTimeField(null=True)),
                    ('undone_by', models.BigIntegerField(null=True)),
                ],
                options={
                    'db_table': 'roster_person_merge',
                    'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('other',), name='merged_once'), models.CheckConstraint(condition=models.Q(('keep', models.F('other')), _negated=True), name='merged_with_somebody_else')],
                },
            ),
            migrations.CreateModel(
                name='Tombstone',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('person', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                    ('ground', models.CharField(choices=[('request', 'The person, or a guardian, asked for it'), ('order', 'A court or an authority ordered it'), ('mistake', 'The person should never have been in the roster'), ('retention', 'The time for which the district keeps people is over')], max_length=12)),
                    ('reference', models.CharField(blank=True, max_length=60)),
                    ('at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                    ('by_user', models.BigIntegerField(null=True)),
                    ('by_person', models.BigIntegerField(null=True)),
                    ('digests', models.JSONField(default=list)),
                    ('counts', models.JSONField(default=dict)),
                    ('files_cleaned_at', models.DateTimeField(null=True)),
                ],
                options={
                    'db_table': 'roster_tombstone',
                    'indexes': [models.Index(condition=models.Q(('files_cleaned_at__isnull', True)), fields=['tenant'], name='tombstone_to_clean')],
                },
            ),
            migrations.CreateModel(
                name='RetentionRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('field_class', models.CharField(choices=[('confidential', 'Confidential: addresses, languages, mail, own words'), ('student', 'Student record: grade, classes and their dates'), ('directory', 'Directory: the name itself, and with it the person')], max_length=12)),
                    ('days', models.PositiveIntegerField(blank=True, null=True)),
                    ('set_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                    ('set_by', models.BigIntegerField(null=True)),
                    ('checked_on', models.DateField(null=True)),
                ],
                options={
                    'db_table': 'roster_retention_rule',
                    'constraints': [models.UniqueConstraint(fields=('tenant', 'field_class'), name='one_rule_per_class')],
                },
            ),
            migrations.CreateModel(
                name='Emptied',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='roster.person')),
                    ('field_class', models.CharField(choices=[('confidential', 'Confidential: addresses, languages, mail, own words'), ('student', 'Student record: grade, classes and their dates'), ('directory', 'Directory: the name itself, and with it the person')], max_length=12)),
                    ('on', models.DateField()),
                ],
                options={
                    'db_table': 'roster_emptied',
                    'constraints': [models.UniqueConstraint(fields=('person', 'field_class'), name='emptied_once')],
                },
            ),
            migrations.CreateModel(
                name='Source',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('key', models.SlugField(max_length=60)),
                    ('title', models.CharField(max_length=255)),
                    ('publisher', models.CharField(blank=True, max_length=255)),
                    ('published', models.CharField(blank=True, max_length=40)),
                    ('found_at', models.CharField(blank=True, max_length=500)),
                    ('note', models.TextField(blank=True)),
                ],
                options={
                    'db_table': 'roster_source',
                    'constraints': [models.UniqueConstraint(fields=('tenant', 'key'), name='source_key')],
                },
            ),
            migrations.CreateModel(
                name='Measure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='roster.organisation')),
                    ('year', models.PositiveSmallIntegerField(help_text='Calendar year in which the school year ends')),
                    ('kind', models.CharField(max_length=40)),
                    ('group', models.CharField(default='all', max_length=40)),
                    ('grade', models.CharField(default='all', max_length=12)),
                    ('subject', models.CharField(default='all', max_length=40)),
                    ('state', models.CharField(choices=[('measured', 'Measured'), ('suppressed', 'Suppressed at the source'), ('below', 'Below the limit that the source shows'), ('above', 'Above the limit that the source shows'), ('no_data', 'No data')], default='measured', max_length=12)),
                    ('value', models.DecimalField(decimal_places=4, max_digits=14, null=True)),
                    ('text', models.CharField(blank=True, max_length=40)),
                    ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.source')),
                ],
                options={
                    'db_table': 'roster_measure',
                    'constraints': [models.UniqueConstraint(fields=('tenant', 'organisation', 'kind', 'year', 'group', 'grade', 'subject', 'source'), name='measure_once')],
                },
            ),
            migrations.CreateModel(
                name='Statement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('kind', models.CharField(max_length=40)),
                    ('version', models.PositiveSmallIntegerField(default=1)),
                    ('title', models.CharField(blank=True, max_length=120)),
                    ('text', models.TextField()),
                    ('said', models.CharField(help_text='Year or date, as the source has it', max_length=40)),
                    ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.source')),
                ],
                options={
                    'db_table': 'roster_statement',
                    'constraints': [models.UniqueConstraint(fields=('tenant', 'kind', 'version'), name='statement_version')],
                },
            ),
            migrations.CreateModel(
                name='Figure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('kind', models.CharField(max_length=60)),
                    ('value', models.DecimalField(decimal_places=2, max_digits=16, null=True)),
                    ('text', models.CharField(blank=True, max_length=120)),
                    ('unit', models.CharField(blank=True, max_length=40)),
                    ('as_of', models.CharField(help_text='Year or date, as the source has it', max_length=40)),
                    ('note', models.TextField(blank=True)),
                    ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.source')),
                ],
                options={
                    'db_table': 'roster_figure',
                    'indexes': [models.Index(fields=['tenant', 'kind'], name='figure_by_kind')],
                },
            ),
        ]),
        ProtectRows('roster', ['District', 'Organisation', 'School', 'Succession', 'BellPeriod', 'CalendarFile', 'Person', 'FormerName', 'Position', 'SchoolYear', 'Term', 'CalendarDay', 'Course', 'SchoolClass', 'Enrolment', 'RosterImport', 'PersonMerge', 'Tombstone', 'RetentionRule', 'Emptied', 'Source', 'Measure', 'Statement', 'Figure']),
        migrations.RunPython(filling.make, filling.remove),
    ]
