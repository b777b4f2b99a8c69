from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A link is looked up in an index of the links that there are; who is silent, in one of the district's wave."""

    dependencies = [("surveys", "0007_fingerprints")]

    operations = [
        migrations.RemoveIndex("invitation", "invitation_silent"),
        migrations.AddIndex(
            "invitation",
            models.Index(
                fields=["tenant", "wave"], name="invitation_silent", condition=Q(done_at__isnull=True)
            ),
        ),
        migrations.AlterField("invitation", "token_hash", models.CharField(max_length=64, null=True)),
        migrations.AlterField("invitation", "reminder_hash", models.CharField(max_length=64, null=True)),
        migrations.AddConstraint(
            "invitation",
            models.UniqueConstraint(
                fields=["token_hash"], condition=Q(token_hash__isnull=False), name="invitation_by_link"
            ),
        ),
        migrations.AddConstraint(
            "invitation",
            models.UniqueConstraint(
                fields=["reminder_hash"],
                condition=Q(reminder_hash__isnull=False),
                name="invitation_by_reminder",
            ),
        ),
    ]
