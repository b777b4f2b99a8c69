"""Bell hours, and the calendar files that somebody brought in."""

from django.conf import settings
from django.db import models

from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.roster.choices import CalendarFileState, CalendarSubject
from groundswell.roster.models.organisations import Organisation


class BellPeriod(models.Model):
    """A named part of a school day on one weekday (Monday is 0): the district's, or a school's own where set.

    Times are wall-clock times of the place. A school that has periods on a weekday follows them alone on that weekday.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    weekday = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    begins_at = models.TimeField()
    ends_at = models.TimeField()

    PRIVACY = {
        "school": Privacy.PUBLIC,
        "weekday": Privacy.PUBLIC,
        "name": Privacy.PUBLIC,
        "begins_at": Privacy.PUBLIC,
        "ends_at": Privacy.PUBLIC,
    }

    objects = TenantManager()

    class Meta:
        db_table = "roster_bell_period"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "weekday", "begins_at"],
                condition=models.Q(school__isnull=True),
                name="bell_period_once",
            ),
            models.UniqueConstraint(
                fields=["tenant", "school", "weekday", "begins_at"],
                condition=models.Q(school__isnull=False),
                name="bell_period_once_at_a_school",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("begins_at")), name="bell_period_ends_later"
            ),
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="bell_period_on_a_weekday"),
        ]
        ordering = ["weekday", "begins_at"]

    def __str__(self) -> str:
        return f"{self.name} {self.weekday} {self.begins_at}"


class CalendarFile(models.Model):
    """A file of days or bell hours on its way in: what it says, what it would change, what was wrong with it.

    ``school`` is whose calendar it was brought for, none for the district's. ``rows`` is what the file says in our
    words (see ``rules.calendar_files``); ``counts`` maps new, changed, removed and same to how many. ``before`` is what
    it replaced, for the way back (see ``queries.calendar_undo``).
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    subject = models.CharField(max_length=8, choices=CalendarSubject)
    state = models.CharField(max_length=12, choices=CalendarFileState)
    replaces = models.BooleanField(default=False)
    rows = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    before = models.JSONField(default=list)
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    brought_at = models.DateTimeField(default=clock.now)
    applied_at = models.DateTimeField(null=True)

    PRIVACY = dict.fromkeys(
        [
            "school", "name", "subject", "state", "replaces", "rows", "counts", "problems", "before",
            "brought_by", "brought_at", "applied_at",
        ],
        Privacy.CONFIDENTIAL,
    )  # fmt: skip

    objects = TenantManager()

    class Meta:
        db_table = "roster_calendar_file"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name
