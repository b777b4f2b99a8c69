"""Credit: a programme's rule for it, and certificates that others can check, with the keys that signed them."""

from django.db import models

from groundswell.events.choices import CreditStep, HoursRounding
from groundswell.events.models.programmes import Programme
from groundswell.events.models.registration import Registration
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.roster.models import Person


class CreditTerms(models.Model):
    """One version of a programme's rule for credit (``rules.credit_rules``). A version is never edited.

    It holds for sections that begin on or after ``applies_from``, until a later version does; what was certified by
    an older one stays as it was certified. ``unit`` is what papers call the credit ("CEU"), empty for contact hours
    alone; ``hours_per_unit`` contact hours are one of it. ``minimum_share`` is in per cent.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="credit_terms")
    version = models.PositiveSmallIntegerField()
    applies_from = models.DateField()
    unit = models.CharField(max_length=30, blank=True)
    hours_per_unit = models.DecimalField(max_digits=6, decimal_places=2, default=1)
    minimum_share = models.PositiveSmallIntegerField(default=80)
    step = models.CharField(max_length=4, choices=CreditStep, default=CreditStep.QUARTER)
    rounding = models.CharField(max_length=8, choices=HoursRounding, default=HoursRounding.DOWN)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    PRIVACY = dict.fromkeys(
        [
            "programme", "version", "applies_from", "unit", "hours_per_unit", "minimum_share", "step", "rounding",
            "made_at", "made_by",
        ],
        Privacy.DIRECTORY,
    )  # fmt: skip
    DONE_BY = ("made_by",)

    objects = TenantManager()

    class Meta:
        db_table = "events_credit_terms"
        constraints = [
            models.UniqueConstraint(fields=["programme", "version"], name="credit_terms_version"),
            models.CheckConstraint(condition=models.Q(hours_per_unit__gt=0), name="credit_terms_per_unit"),
            models.CheckConstraint(condition=models.Q(minimum_share__lte=100), name="credit_terms_share"),
        ]

    def __str__(self) -> str:
        return f"Version {self.version}"


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

    ``hours``, ``credit`` and ``unit`` are what was certified, by ``terms`` where the programme had a rule.

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
    credit = models.DecimalField(max_digits=9, decimal_places=4, default=0)
    unit = models.CharField(max_length=30, blank=True)
    terms = models.ForeignKey(CreditTerms, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    document = models.JSONField()
    issued_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = dict.fromkeys(
        [
            "registration", "number", "serial", "list_number", "list_index", "hours", "credit", "unit",
            "terms", "document", "issued_at", "revoked_at",
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
