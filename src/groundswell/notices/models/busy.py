"""When a person is busy, and the secrets under which calendars may ask: a person's own, and a school's."""

from django.db import models

from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.roster.models import Organisation, Person


class BusyTime(models.Model):
    """A stretch of time that a person has given away. The app that knows why keeps it up to date by ``key``."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=120)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    label = models.CharField(max_length=200)
    place = models.CharField(max_length=500, blank=True)
    changed_at = models.DateTimeField(default=clock.now)

    PRIVACY = {
        "person": Privacy.CONFIDENTIAL,
        "key": Privacy.CONFIDENTIAL,
        "begins_at": Privacy.CONFIDENTIAL,
        "ends_at": Privacy.CONFIDENTIAL,
        "label": Privacy.CONFIDENTIAL,
        "place": Privacy.CONFIDENTIAL,
        "changed_at": Privacy.CONFIDENTIAL,
    }

    objects = TenantManager()

    class Meta:
        db_table = "notices_busy_time"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "person", "key"], name="busy_once"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("begins_at")), name="busy_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"Busy {self.begins_at:%Y-%m-%d %H:%M}"


class FeedToken(models.Model):
    """The hash of the secret in a person's calendar address. A secret of its own, never an id, and replaceable."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=clock.now)

    PRIVACY = {
        "person": Privacy.CONFIDENTIAL,
        "digest": Privacy.CONFIDENTIAL,
        "made_at": Privacy.CONFIDENTIAL,
    }

    objects = TenantManager()

    class Meta:
        db_table = "notices_feed_token"

    def __str__(self) -> str:
        return f"Calendar address {self.pk}"


class PlaceFeed(models.Model):
    """The hash of the secret in a school's calendar address. It belongs to the school, whoever made it."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    place = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=clock.now)

    PRIVACY = {
        "place": Privacy.DIRECTORY,
        "digest": Privacy.CONFIDENTIAL,
        "made_at": Privacy.DIRECTORY,
    }

    objects = TenantManager()

    class Meta:
        db_table = "notices_place_feed"

    def __str__(self) -> str:
        return f"Calendar address of place {self.place_id}"
