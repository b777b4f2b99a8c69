"""What others claimed in public, as they published it."""

from django.db import models

from groundswell.impact.choices import Design, OutsideState, Relation
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager


class OutsideClaim(models.Model):
    """A partner's published sentence, word for word or nearly, and what it tells of its numbers.

    ``told`` is a list of ``rules.statements.Number`` as plain data: what the publication says, nothing that we
    know better. ``topic`` puts claims about the same thing side by side. ``published`` says where it stands in words,
    ``link`` where it can be read, ``published_on`` since when. Shown neutrally, never as ours; once it was shown
    (``shown_at``) it is never changed, only withdrawn, with its ``reason``.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    partner = models.CharField(max_length=160)
    sentence = models.TextField(max_length=600)
    topic = models.SlugField(max_length=40)
    published = models.CharField(max_length=60, blank=True)
    relation = models.CharField(max_length=8, choices=Relation, default=Relation.STATES)
    design = models.CharField(max_length=16, choices=Design, blank=True)
    told = models.JSONField(default=list)
    link = models.CharField(max_length=500, blank=True)
    published_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=OutsideState, default=OutsideState.DRAFT)
    reason = models.TextField(max_length=500, blank=True)
    entered_at = models.DateTimeField(default=clock.now)
    shown_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = dict.fromkeys(
        [
            "partner", "sentence", "topic", "published", "relation", "design", "told", "link", "published_on", "state",
            "reason", "entered_at", "shown_at", "withdrawn_at",
        ],
        Privacy.DIRECTORY,
    )  # fmt: skip

    objects = TenantManager()

    class Meta:
        db_table = "impact_outside_claim"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "partner", "sentence"],
                condition=~models.Q(state="withdrawn"),
                name="outside_claim_once",
            )
        ]

    def __str__(self) -> str:
        return self.sentence[:60]
