"""Who brought in which roster files when, what would change, and the way back."""

from django.conf import settings
from django.db import models

from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.roster.choices import ImportState


class RosterImport(models.Model):
    """One bundle of roster files on its way in. ``number`` counts per district; ``roster revert N`` names it.

    ``counts`` maps a kind to {"new", "changed", "ended", "same"}. ``bundle`` and ``change_log`` are paths relative
    to the data folder. ``inverse_of`` marks an import that took another one back.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=ImportState, default=ImportState.WAITING)
    file_name = models.CharField(max_length=255)
    bundle = models.CharField(max_length=400, blank=True)
    change_log = models.CharField(max_length=400, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    version = models.CharField(max_length=8, blank=True)
    mode = models.CharField(max_length=8, blank=True)
    based_on = models.PositiveIntegerField(
        default=0, help_text="Number of the newest applied import when this was read"
    )
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    problem_count = models.PositiveIntegerField(default=0)
    guard = models.JSONField(
        default=dict, help_text="Kinds of which too much would end: {kind: [ending, active]}"
    )
    tolerate = models.JSONField(default=list, help_text="Codes of faults that count as warnings here")
    progress = models.PositiveSmallIntegerField(default=0)
    note = models.TextField(blank=True)
    begun_at = models.DateTimeField(default=clock.now)
    applied_at = models.DateTimeField(null=True)
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    inverse_of = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="taken_back_by"
    )

    PRIVACY = dict.fromkeys(
        [
            "number", "state", "file_name", "bundle", "change_log", "fingerprint", "version", "mode",
            "based_on", "counts", "problems", "problem_count", "guard", "tolerate", "progress", "note",
            "begun_at", "applied_at", "brought_by", "inverse_of",
        ],
        Privacy.CONFIDENTIAL,
    )  # fmt: skip

    objects = TenantManager()

    class Meta:
        db_table = "roster_import"
        constraints = [models.UniqueConstraint(fields=["tenant", "number"], name="import_number")]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"Import {self.number}"
