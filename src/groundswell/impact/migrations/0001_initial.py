import django.db.models.deletion
import groundswell.kernel.clock
from django.db import migrations, models

from groundswell.kernel.rls import ProtectRows
from groundswell.kernel.tables import CreateTables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('kernel', '0002_protect'),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='MetricDefinition',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('key', models.CharField(max_length=130)),
                    ('version', models.PositiveIntegerField()),
                    ('digest', models.CharField(max_length=64)),
                    ('kind', models.CharField(choices=[('share', 'A share'), ('mean', 'A mean')], max_length=8)),
                    ('instrument', models.CharField(max_length=60)),
                    ('item', models.CharField(max_length=60)),
                    ('revision', models.PositiveIntegerField(default=1)),
                    ('fingerprint', models.CharField(max_length=64)),
                    ('wording', models.JSONField()),
                    ('points', models.JSONField()),
                    ('box', models.JSONField(default=list)),
                    ('asked_after', models.CharField(blank=True, max_length=60)),
                    ('population', models.CharField(max_length=300)),
                    ('subject', models.CharField(blank=True, max_length=120)),
                    ('wave', models.BigIntegerField(null=True)),
                    ('from_on', models.DateField()),
                    ('to_on', models.DateField()),
                    ('weighting', models.CharField(choices=[('none', 'Not weighted')], default='none', max_length=8)),
                    ('base', models.CharField(choices=[('answered', 'Of all who answered'), ('asked', 'Of all who were asked')], default='answered', max_length=8)),
                    ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ],
                options={
                    'db_table': 'impact_definition',
                    'constraints': [models.UniqueConstraint(fields=('tenant', 'key', 'version'), name='definition_version'), models.UniqueConstraint(fields=('tenant', 'digest'), name='definition_once')],
                },
            ),
            migrations.CreateModel(
                name='Claim',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('sentence', models.JSONField()),
                    ('goal', models.CharField(blank=True, max_length=200)),
                    ('relation', models.CharField(choices=[('states', 'It says how it is'), ('compares', 'It compares two numbers'), ('growth', 'It says that something brought about something')], default='states', max_length=8)),
                    ('design', models.CharField(blank=True, choices=[('no_comparison', 'No comparison'), ('before_after', 'Before and after'), ('matched', 'Matched with others'), ('staggered', 'Staggered: some began later'), ('discontinuity', 'Regression discontinuity'), ('randomised', 'Randomised')], max_length=16)),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('to_check', 'To check'), ('checked', 'Checked'), ('published', 'Published'), ('corrected', 'Corrected'), ('withdrawn', 'Withdrawn'), ('dropped', 'Dropped')], default='draft', max_length=10)),
                    ('follows', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='impact.claim')),
                    ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                    ('published_at', models.DateTimeField(blank=True, null=True)),
                    ('changed_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                    ('looked_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'db_table': 'impact_claim',
                    'indexes': [models.Index(fields=['tenant', 'state', '-changed_at'], name='claim_by_state')],
                },
            ),
            migrations.CreateModel(
                name='ClaimFigure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='impact.claim')),
                    ('number', models.PositiveSmallIntegerField()),
                    ('definition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='impact.metricdefinition')),
                    ('kind', models.CharField(choices=[('share', 'A share'), ('mean', 'A mean')], max_length=8)),
                    ('numerator', models.IntegerField(null=True)),
                    ('denominator', models.IntegerField(null=True)),
                    ('answered', models.IntegerField(null=True)),
                    ('asked', models.IntegerField()),
                    ('silent', models.IntegerField()),
                    ('invited', models.IntegerField()),
                    ('value', models.FloatField(null=True)),
                    ('response_rate', models.FloatField(null=True)),
                    ('interval_low', models.FloatField(null=True)),
                    ('interval_high', models.FloatField(null=True)),
                    ('bound_low', models.FloatField(null=True)),
                    ('bound_high', models.FloatField(null=True)),
                    ('waves', models.PositiveIntegerField()),
                    ('waves_hidden', models.PositiveIntegerField()),
                    ('is_suppressed', models.BooleanField()),
                    ('is_final', models.BooleanField()),
                    ('threshold', models.PositiveSmallIntegerField()),
                    ('computed_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                    ('inputs', models.JSONField()),
                    ('digest', models.CharField(max_length=64)),
                    ('digest_now', models.CharField(blank=True, max_length=64)),
                ],
                options={
                    'db_table': 'impact_claim_figure',
                    'ordering': ['number'],
                    'constraints': [models.UniqueConstraint(fields=('claim', 'number'), name='claim_figure_number')],
                },
            ),
            migrations.CreateModel(
                name='ClaimStep',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='impact.claim')),
                    ('at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                    ('move', models.CharField(choices=[('drafted', 'Drafted'), ('changed', 'Changed'), ('handed_in', 'Handed in to be checked'), ('sent_back', 'Sent back'), ('checked', 'Checked by a second person'), ('published', 'Published'), ('corrected', 'Corrected'), ('withdrawn', 'Withdrawn'), ('dropped', 'Dropped')], max_length=10)),
                    ('role', models.CharField(blank=True, max_length=24)),
                    ('reason', models.TextField(blank=True, max_length=500)),
                ],
                options={
                    'db_table': 'impact_claim_step',
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='OutsideClaim',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                    ('partner', models.CharField(max_length=160)),
                    ('sentence', models.TextField(max_length=600)),
                    ('topic', models.SlugField(max_length=40)),
                    ('published', models.CharField(blank=True, max_length=60)),
                    ('relation', models.CharField(choices=[('states', 'It says how it is'), ('compares', 'It compares two numbers'), ('growth', 'It says that something brought about something')], default='states', max_length=8)),
                    ('design', models.CharField(blank=True, choices=[('no_comparison', 'No comparison'), ('before_after', 'Before and after'), ('matched', 'Matched with others'), ('staggered', 'Staggered: some began later'), ('discontinuity', 'Regression discontinuity'), ('randomised', 'Randomised')], max_length=16)),
                    ('told', models.JSONField(default=list)),
                    ('entered_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ],
                options={
                    'db_table': 'impact_outside_claim',
                    'ordering': ['pk'],
                    'constraints': [models.UniqueConstraint(fields=('tenant', 'partner', 'sentence'), name='outside_claim_once')],
                },
            ),
        ]),
        ProtectRows('impact', ['MetricDefinition', 'Claim', 'ClaimFigure', 'ClaimStep', 'OutsideClaim']),
    ]
