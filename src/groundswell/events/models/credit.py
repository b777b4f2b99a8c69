"""Certificates that others can check: the district's signing keys, and the credentials that they signed."""

from django.db import models

from groundswell.events.models.registration import Registration
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager


class BadgeBook(models.Model):
    """One for each district, made with its first badge. ``seed`` is random and stays: places on lists hang on it.

    ``next_serial`` is the number of the district's next credential, from 0.
    """

    tenant = models.OneToOneField(Tenant, on_delete=models.PROTECT, related_name="+")
    seed = models.CharField(max_length=64)
    next_serial = models.PositiveIntegerField(default=0)

    PRIVACY = {"seed": Privacy.CONFIDENTIAL, "next_serial": Privacy.CONFIDENTIAL}

    objects = TenantManager()

    class Meta:
        db_table = "events_badge_book"

    def __str__(self) -> str:
        return f"Badge book {self.pk}"


class BadgeKey(models.Model):
    """A signing key (``rules.badges.Key``). Never deleted: its public half stays published.

    ``sealed`` is the private half, encrypted under the installation's secret for this issuer.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    issuer = models.CharField(max_length=300)
    public = models.CharField(max_length=100)
    sealed = models.TextField()
    made_at = models.DateTimeField(default=clock.now)
    retired_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = {
        "issuer": Privacy.PUBLIC,
        "public": Privacy.PUBLIC,
        "sealed": Privacy.CONFIDENTIAL,
        "made_at": Privacy.PUBLIC,
        "retired_at": Privacy.PUBLIC,
        "revoked_at": Privacy.PUBLIC,
    }

    objects = TenantManager()

    class Meta:
        db_table = "events_badge_key"
        constraints = [models.UniqueConstraint(fields=["tenant", "public"], name="badge_key_once")]

    def __str__(self) -> str:
        return f"Key {self.pk}"


class Credential(models.Model):
    """A certificate of one seat, signed. ``number`` is read out on the phone and the address of its pages.

    ``document`` is the signed credential as it was handed out; it is emptied when the person is erased. The place on
    the status list (``list_number``, ``list_index``) is its own for ever. One stands for a seat at a time.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="credentials")
    number = models.CharField(max_length=24)
    serial = models.PositiveIntegerField()
    list_number = models.PositiveIntegerField()
    list_index = models.PositiveIntegerField()
    hours = models.DecimalField(max_digits=7, decimal_places=2)
    document = models.JSONField()
    issued_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = dict.fromkeys(
        [
            "registration", "number", "serial", "list_number", "list_index", "hours", "document", "issued_at",
            "revoked_at",
        ],
        Privacy.CONFIDENTIAL,
    )  # fmt: skip

    objects = TenantManager()

    class Meta:
        db_table = "events_credential"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "serial"], name="credential_serial_once"),
            models.UniqueConstraint(fields=["tenant", "number"], name="credential_number_once"),
            models.UniqueConstraint(
                fields=["registration"],
                condition=models.Q(revoked_at__isnull=True),
                name="credential_one_stands",
            ),
        ]

    def __str__(self) -> str:
        return self.number
