import django.db.models.deletion
import groundswell.kernel.clock
from django.db import migrations, models

from groundswell.kernel.rls import FillRows, ProtectRows

USUAL = """
    INSERT INTO events_follow_up_rule
        (tenant_id, name, instrument_key, days_after, open_days, promise, kind, is_active)
    SELECT DISTINCT tenant_id, {values}, 21, 'confidential', '', TRUE FROM events_section
"""
HOW_IT_WENT = USUAL.format(values="'event', 'post_event', 0")
WHAT_WAS_USED = USUAL.format(values="'used', 'six_weeks', 42")
ASKED_AT_ONCE = """
    INSERT INTO events_asked_section (tenant_id, rule_id, section_id, wave_id, asked_at)
    SELECT section.tenant_id, rule.id, section.id, section.wave_id,
           COALESCE(section.attendance_taken_at, section.ends_at)
    FROM events_section section
    JOIN events_follow_up_rule rule ON rule.tenant_id = section.tenant_id AND rule.name = 'event'
    WHERE section.wave_id IS NOT NULL
"""
ASKED_AGAIN = """
    INSERT INTO events_asked_section (tenant_id, rule_id, section_id, wave_id, asked_at)
    SELECT question.tenant_id, rule.id, question.section_id, question.wave_id, question.asked_at
    FROM events_use_question question
    JOIN events_follow_up_rule rule ON rule.tenant_id = question.tenant_id AND rule.name = 'used'
"""


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0008_learning'),
        ('kernel', '0002_protect'),
        ('surveys', '0002_protect'),
    ]

    operations = [
        migrations.CreateModel(
            name='FollowUpRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.SlugField(max_length=20)),
                ('instrument_key', models.SlugField(max_length=60)),
                ('days_after', models.PositiveSmallIntegerField(default=0)),
                ('open_days', models.PositiveSmallIntegerField(default=21)),
                ('promise', models.CharField(choices=[('named', 'With your name: the survey office can read who said what'), ('confidential', 'Confidential: shown only in groups')], default='confidential', max_length=16)),
                ('kind', models.CharField(blank=True, choices=[('workshop', 'Workshop'), ('design_workshop', 'Design workshop'), ('virtual_workshop', 'Virtual workshop'), ('institute', 'Institute'), ('leadership_training', 'Leadership-team training'), ('convening', 'Convening'), ('onsite_day', 'Onsite day'), ('tour', 'Tour')], max_length=24)),
                ('is_active', models.BooleanField(default=True)),
                ('since', models.DateField(blank=True, null=True)),
                ('event', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.learningevent')),
                ('programme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.programme')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'events_follow_up_rule',
                'constraints': [models.UniqueConstraint(fields=('tenant', 'name'), name='follow_up_name_once'), models.CheckConstraint(condition=models.Q(models.Q(('event', None), ('programme', None)), models.Q(('event', None), ('kind', '')), models.Q(('kind', ''), ('programme', None)), _connector='OR'), name='follow_up_one_scope')],
            },
        ),
        migrations.CreateModel(
            name='AskedSection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.followuprule')),
                ('section', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='askings', to='events.section')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                ('wave', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.surveywave')),
            ],
            options={
                'db_table': 'events_asked_section',
                'constraints': [models.UniqueConstraint(fields=('rule', 'section'), name='asked_once_by_rule')],
            },
        ),
        migrations.CreateModel(
            name='LeftOut',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.learningevent')),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.followuprule')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'events_left_out',
                'constraints': [models.UniqueConstraint(fields=('rule', 'event'), name='left_out_once')],
            },
        ),
        # The new tables are protected last: until then the statements below may write to them in every district.
        FillRows("events", "Section", HOW_IT_WENT),
        FillRows("events", "Section", WHAT_WAS_USED),
        FillRows("events", "Section", ASKED_AT_ONCE),
        FillRows("events", "UseQuestion", ASKED_AGAIN),
        migrations.RemoveField(model_name='section', name='wave'),
        migrations.DeleteModel(name='UseQuestion'),
        ProtectRows("events", ["FollowUpRule", "AskedSection", "LeftOut"]),
    ]
