"""What every app stands on: the district as a tenant, the journal, and what is still to be handed on."""

from django.db import models

from groundswell.kernel import clock
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager


class Tenant(models.Model):
    """One district, as the key that every row carries. Names, schools and figures are the roster's."""

    slug = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=60, default="America/New_York")
    language = models.CharField(max_length=12, default="en")

    PRIVACY = {
        "slug": Privacy.PUBLIC,
        "name": Privacy.PUBLIC,
        "time_zone": Privacy.PUBLIC,
        "language": Privacy.PUBLIC,
    }

    class Meta:
        db_table = "kernel_tenant"

    def __str__(self) -> str:
        return self.name


class JournalEntry(models.Model):
    """One thing that a verb did. Append-only: triggers refuse UPDATE and DELETE.

    ``kind`` is our own stable word (``events.registration.booked``), ``subject_kind`` and ``subject_id`` name the
    row that it is about. ``data`` holds ids and numbers; personal values go to :class:`JournalPersonal`.
    Written by ``kernel.journal.record`` alone.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    kind = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    data = models.JSONField(default=dict)
    actor_user = models.BigIntegerField(null=True)
    actor_person = models.BigIntegerField(null=True)
    origin = models.CharField(max_length=12)

    PRIVACY = {
        "at": Privacy.CONFIDENTIAL,
        "kind": Privacy.CONFIDENTIAL,
        "subject_kind": Privacy.CONFIDENTIAL,
        "subject_id": Privacy.CONFIDENTIAL,
        "data": Privacy.CONFIDENTIAL,
        "actor_user": Privacy.CONFIDENTIAL,
        "actor_person": Privacy.CONFIDENTIAL,
        "origin": Privacy.CONFIDENTIAL,
    }

    objects = TenantManager()

    class Meta:
        db_table = "kernel_journal_entry"
        indexes = [
            models.Index(fields=["tenant", "subject_kind", "subject_id"], name="journal_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.subject_id}"


class JournalPersonal(models.Model):
    """Personal values of an entry, apart so that they can be emptied without breaking the chain."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    entry = models.OneToOneField(JournalEntry, on_delete=models.PROTECT, related_name="personal")
    data = models.JSONField(default=dict)

    PRIVACY = {"entry": Privacy.CONFIDENTIAL, "data": Privacy.CONFIDENTIAL}

    objects = TenantManager()

    class Meta:
        db_table = "kernel_journal_personal"

    def __str__(self) -> str:
        return f"Personal values of entry {self.entry_id}"


class JournalSeal(models.Model):
    """The hash of an entry together with the seal before it: whoever changes history breaks the chain."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    entry = models.OneToOneField(JournalEntry, on_delete=models.PROTECT, related_name="seal")
    number = models.BigIntegerField()
    digest = models.CharField(max_length=64)

    PRIVACY = {"entry": Privacy.CONFIDENTIAL, "number": Privacy.CONFIDENTIAL, "digest": Privacy.CONFIDENTIAL}

    objects = TenantManager()

    class Meta:
        db_table = "kernel_journal_seal"
        constraints = [models.UniqueConstraint(fields=["tenant", "number"], name="journal_seal_number")]

    def __str__(self) -> str:
        return f"Seal {self.number}"


class Delivery(models.Model):
    """An entry still to be handed to one handler: written with the entry, done or tried again by the worker."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        GIVEN_UP = "given_up"

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="deliveries")
    handler = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=clock.now)
    error = models.TextField(blank=True)

    PRIVACY = {
        "entry": Privacy.CONFIDENTIAL,
        "handler": Privacy.CONFIDENTIAL,
        "state": Privacy.CONFIDENTIAL,
        "attempts": Privacy.CONFIDENTIAL,
        "not_before": Privacy.CONFIDENTIAL,
        "error": Privacy.CONFIDENTIAL,
    }

    objects = TenantManager()

    class Meta:
        db_table = "kernel_delivery"
        constraints = [models.UniqueConstraint(fields=["entry", "handler"], name="delivery_once")]
        indexes = [
            models.Index(
                fields=["tenant", "not_before"], name="delivery_due", condition=models.Q(state="waiting")
            )
        ]

    def __str__(self) -> str:
        return f"{self.handler} for entry {self.entry_id}"
