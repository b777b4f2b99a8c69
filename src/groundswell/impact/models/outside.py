"""What others claimed in public, as they published it."""

from django.db import models

from groundswell.impact.choices import Design, Relation
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager


class OutsideClaim(models.Model):
    """A partner's published sentence, word for word or nearly, and what it tells of its numbers.

    ``told`` is a list of ``rules.statements.Number`` as plain data: what the publication says, nothing that we
    know better. ``topic`` puts claims about the same thing side by side. Shown neutrally, never as ours.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    partner = models.CharField(max_length=160)
    sentence = models.TextField(max_length=600)
    topic = models.SlugField(max_length=40)
    published = models.CharField(max_length=60, blank=True)
    relation = models.CharField(max_length=8, choices=Relation, default=Relation.STATES)
    design = models.CharField(max_length=16, choices=Design, blank=True)
    told = models.JSONField(default=list)
    entered_at = models.DateTimeField(default=clock.now)

    PRIVACY = dict.fromkeys(
        ["partner", "sentence", "topic", "published", "relation", "design", "told", "entered_at"],
        Privacy.DIRECTORY,
    )

    objects = TenantManager()

    class Meta:
        db_table = "impact_outside_claim"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "partner", "sentence"], name="outside_claim_once")
        ]

    def __str__(self) -> str:
        return self.sentence[:60]
