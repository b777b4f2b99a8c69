"""What people chose to get, and how many days ahead a district reminds."""

from django.db import models

from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.notices.choices import Pace
from groundswell.roster.models import Person


class MailChoice(models.Model):
    """How somebody wants their mail. Whoever chose nothing has no row.

    ``pace`` is for kinds that may wait. ``reminder_days`` lists how many days ahead they want to be reminded: an
    empty list is never, none at all is as each event says. ``new_events`` asks for news of events for them.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    pace = models.CharField(max_length=8, choices=Pace, default=Pace.DAILY)
    reminder_days = models.JSONField(null=True)
    new_events = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=clock.now)

    PRIVACY = dict.fromkeys(
        ["person", "pace", "reminder_days", "new_events", "changed_at"], Privacy.CONFIDENTIAL
    )

    objects = TenantManager()

    class Meta:
        db_table = "notices_mail_choice"

    def __str__(self) -> str:
        return f"Mail choice {self.pk}"


class ReminderDays(models.Model):
    """How many days ahead people are reminded: the district's, or one thing's own (``key``, as mail is ``about``)."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=60, blank=True)
    days = models.JSONField(default=list)

    PRIVACY = {"key": Privacy.DIRECTORY, "days": Privacy.DIRECTORY}

    objects = TenantManager()

    class Meta:
        db_table = "notices_reminder_days"
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="reminder_days_once")]

    def __str__(self) -> str:
        return f"Reminder days of {self.key or 'the district'}"


class ReminderRound(models.Model):
    """Up to which moment a district's reminders were made: what was due before is never made again."""

    tenant = models.OneToOneField(Tenant, on_delete=models.PROTECT, related_name="+")
    made_until = models.DateTimeField()

    PRIVACY = {"made_until": Privacy.DIRECTORY}

    objects = TenantManager()

    class Meta:
        db_table = "notices_reminder_round"

    def __str__(self) -> str:
        return f"Reminders until {self.made_until:%Y-%m-%d %H:%M}"
