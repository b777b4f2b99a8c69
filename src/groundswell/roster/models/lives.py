"""What happens to a person's record: two that were one are joined, one is erased, what is old is emptied."""

import uuid

from django.db import models

from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.roster.choices.lives import ErasureGround, FieldClass
from groundswell.roster.models.people import Person


class PersonMerge(models.Model):
    """Two records are one human: ``other`` stands for ``keep`` from now on, and can be split off again.

    ``moved`` holds the ids of the roster's rows that went from one to the other, by model; ``before`` what ``keep``
    and ``other`` were where the merge changed them. Higher apps keep theirs in the journal. At most one merge of an
    ``other`` is not undone.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    keep = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    moved = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    merged_at = models.DateTimeField(default=clock.now)
    merged_by = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.BigIntegerField(null=True)

    PRIVACY = dict.fromkeys(
        [
            "keep", "other", "reason", "moved", "before", "merged_at", "merged_by", "undone_at", "undone_by",
        ],
        Privacy.CONFIDENTIAL,
    )  # fmt: skip

    objects = TenantManager()

    class Meta:
        db_table = "roster_person_merge"
        constraints = [
            models.UniqueConstraint(
                fields=["other"], name="merged_once", condition=models.Q(undone_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=~models.Q(keep=models.F("other")), name="merged_with_somebody_else"
            ),
        ]

    def __str__(self) -> str:
        return f"Merge {self.pk}"


class Tombstone(models.Model):
    """That somebody was erased: when, by whom, on what ground. It names nobody.

    ``digests`` are keyed hashes of the identifiers that files and sign-in knew the person by (``rules.lives``): an
    import that brings one of them leaves it out. ``key`` is the same in the list beside the database, from which a
    restore does the erasure again; ``person`` is empty where a restored backup does not know the person.
    ``files_cleaned_at`` is set when the change logs of earlier imports were cleaned too.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField(Person, null=True, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=12, choices=ErasureGround)
    reference = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(default=clock.now)
    by_user = models.BigIntegerField(null=True)
    by_person = models.BigIntegerField(null=True)
    digests = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    files_cleaned_at = models.DateTimeField(null=True)

    PRIVACY = dict.fromkeys(
        [
            "key", "person", "ground", "reference", "at", "by_user", "by_person", "digests", "counts",
            "files_cleaned_at",
        ],
        Privacy.CONFIDENTIAL,
    )  # fmt: skip

    objects = TenantManager()

    class Meta:
        db_table = "roster_tombstone"
        indexes = [
            models.Index(
                fields=["tenant"],
                name="tombstone_to_clean",
                condition=models.Q(files_cleaned_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"Tombstone {self.pk}"


class RetentionRule(models.Model):
    """How many days after somebody left the district one class of their fields is kept; ``days`` empty: for good.

    ``checked_on`` is the last day on which everything that was due had been emptied.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    field_class = models.CharField(max_length=12, choices=FieldClass)
    days = models.PositiveIntegerField(null=True, blank=True)
    set_at = models.DateTimeField(default=clock.now)
    set_by = models.BigIntegerField(null=True)
    checked_on = models.DateField(null=True)

    PRIVACY = dict.fromkeys(["field_class", "days", "set_at", "set_by", "checked_on"], Privacy.DIRECTORY)

    objects = TenantManager()

    class Meta:
        db_table = "roster_retention_rule"
        constraints = [models.UniqueConstraint(fields=["tenant", "field_class"], name="one_rule_per_class")]

    def __str__(self) -> str:
        return f"{self.field_class}: {self.days} days"


class Emptied(models.Model):
    """That a person's fields of one class were emptied, and when. Who comes back and leaves again is due again."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    field_class = models.CharField(max_length=12, choices=FieldClass)
    on = models.DateField()

    PRIVACY = dict.fromkeys(["person", "field_class", "on"], Privacy.CONFIDENTIAL)

    objects = TenantManager()

    class Meta:
        db_table = "roster_emptied"
        constraints = [models.UniqueConstraint(fields=["person", "field_class"], name="emptied_once")]

    def __str__(self) -> str:
        return f"{self.field_class} of person {self.person_id}"
