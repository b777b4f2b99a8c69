"""Learning from elsewhere: what somebody brings to their transcript, and the proofs of it."""

from django.db import models

from groundswell.events.choices import OutsideKind, OutsideState
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.roster.models import Person


class OutsideCredit(models.Model):
    """Hours that somebody learned elsewhere. They count once they are approved.

    ``reason`` is why it was returned or declined; its owner reads it. ``sent_at`` is the moment of the last sending:
    who decides says which one they read.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    provider = models.CharField(max_length=160)
    kind = models.CharField(max_length=12, choices=OutsideKind)
    begins_on = models.DateField()
    ends_on = models.DateField()
    hours = models.DecimalField(max_digits=6, decimal_places=2)
    state = models.CharField(max_length=10, choices=OutsideState, default=OutsideState.DRAFT)
    reason = models.CharField(max_length=600, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    PRIVACY = dict.fromkeys(
        [
            "person", "title", "provider", "kind", "begins_on", "ends_on", "hours", "state", "reason", "made_at",
            "sent_at", "decided_at", "decided_by",
        ],
        Privacy.CONFIDENTIAL,
    )  # fmt: skip
    DONE_BY = ("decided_by",)

    objects = TenantManager()

    class Meta:
        db_table = "events_outside_credit"
        indexes = [
            models.Index(fields=["tenant", "person"], name="outside_credit_of_person"),
            models.Index(
                fields=["tenant", "sent_at"], name="outside_credit_waiting", condition=models.Q(state="sent")
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(hours__gt=0), name="outside_credit_has_hours"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("begins_on")), name="outside_credit_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class OutsideProof(models.Model):
    """A file that proves it: a scan, a photo, a certificate. ``content`` is read only to be handed out (ADR 0013).

    ``kind`` is what the content itself says that it is (``rules.proofs``), ``digest`` its SHA-256.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    credit = models.ForeignKey(OutsideCredit, on_delete=models.CASCADE, related_name="proofs")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=4)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    at = models.DateTimeField(default=clock.now)

    PRIVACY = dict.fromkeys(
        ["credit", "name", "kind", "size", "digest", "content", "at"], Privacy.CONFIDENTIAL
    )

    objects = TenantManager()

    class Meta:
        db_table = "events_outside_proof"
        indexes = [models.Index(fields=["tenant", "digest"], name="outside_proof_same")]

    def __str__(self) -> str:
        return self.name

    @property
    def file_name(self) -> str:
        """Its name in a person's own copy: the number keeps two files of one name apart."""
        return f"{self.pk}-{self.name}"
