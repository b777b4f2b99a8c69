import django.db.models.deletion
from django.db import migrations, models

from groundswell.kernel.rls import FillRows

AS_LOOKED_AT = "UPDATE impact_claim_figure SET value_now = value WHERE digest_now = digest"
SHOWN = "UPDATE impact_outside_claim SET shown_at = entered_at"


def goals_of_the_plan(apps, schema_editor):
    """What claims called their goal becomes a goal of the plan, once for each wording, in every district."""
    claims, goals = (apps.get_model(*name) for name in (("impact", "Claim"), ("planning", "PlanGoal")))
    for tenant in apps.get_model("kernel", "Tenant").objects.order_by("pk"):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute("SELECT set_config('groundswell.tenant', %s, true)", [str(tenant.pk)])
        named = claims.objects.filter(tenant=tenant).exclude(words_of_goal="")
        words = named.order_by("words_of_goal").values_list("words_of_goal", flat=True).distinct()
        for number, title in enumerate(list(words), start=1):
            first = named.filter(words_of_goal=title).order_by("made_at").first().made_at
            year = first.year + (first.month >= 7)
            goal = goals.objects.create(
                tenant=tenant, key=f"goal-{number}", number=number, title={"en": title}, from_year=year, to_year=year,
                made_at=first,
            )  # fmt: skip
            named.filter(words_of_goal=title).update(goal=goal)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")
        schema_editor.execute("SELECT set_config('groundswell.tenant', '', true)")


class Migration(migrations.Migration):

    dependencies = [
        ('impact', '0001_initial'),
        ('planning', '0001_initial'),
    ]

    operations = [
        migrations.RenameField(model_name='claim', old_name='goal', new_name='words_of_goal'),
        migrations.AddField(
            model_name='claim',
            name='goal',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='planning.plangoal'),
        ),
        migrations.RunPython(goals_of_the_plan, migrations.RunPython.noop),
        migrations.RemoveField(model_name='claim', name='words_of_goal'),
        migrations.AddField(
            model_name='claimfigure',
            name='value_now',
            field=models.FloatField(null=True),
        ),
        FillRows('impact', 'ClaimFigure', AS_LOOKED_AT),
        migrations.AlterField(
            model_name='claimstep',
            name='move',
            field=models.CharField(choices=[('drafted', 'Drafted'), ('changed', 'Changed'), ('handed_in', 'Handed in to be checked'), ('sent_back', 'Sent back'), ('checked', 'Checked by a second person'), ('published', 'Published'), ('corrected', 'Corrected'), ('withdrawn', 'Withdrawn'), ('dropped', 'Dropped'), ('needs_look', 'Needs another look: the answers behind it have changed'), ('as_before', 'Computed again: as it was published')], max_length=10),
        ),
        migrations.AddField(
            model_name='outsideclaim',
            name='link',
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name='outsideclaim',
            name='published_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='outsideclaim',
            name='reason',
            field=models.TextField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name='outsideclaim',
            name='shown_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='outsideclaim',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        # What stood in the ledger so far was shown as soon as it was entered.
        migrations.AddField(
            model_name='outsideclaim',
            name='state',
            field=models.CharField(choices=[('draft', 'Draft'), ('shown', 'Shown'), ('withdrawn', 'Withdrawn')], default='shown', max_length=10),
        ),
        migrations.AlterField(
            model_name='outsideclaim',
            name='state',
            field=models.CharField(choices=[('draft', 'Draft'), ('shown', 'Shown'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10),
        ),
        migrations.RemoveConstraint(model_name='outsideclaim', name='outside_claim_once'),
        migrations.AddConstraint(
            model_name='outsideclaim',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'withdrawn'), _negated=True), fields=('tenant', 'partner', 'sentence'), name='outside_claim_once'),
        ),
        FillRows('impact', 'OutsideClaim', SHOWN),
    ]
