"""What is asked: an instrument is a versioned questionnaire, an item one question of it."""

from django.db import models

from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.surveys.choices import CHOOSING, ItemKind


class Instrument(models.Model):
    """One version of a questionnaire. A version is never edited: other words make the next version.

    ``title`` is in each language, ``{"en": …, "es": …}``.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    key = models.SlugField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    title = models.JSONField()

    PRIVACY = {"key": Privacy.PUBLIC, "version": Privacy.PUBLIC, "title": Privacy.PUBLIC}

    objects = TenantManager()

    class Meta:
        db_table = "surveys_instrument"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key", "version"], name="instrument_version")
        ]

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"


class Item(models.Model):
    """One question, in each language, with its scale as it was shown.

    ``scale`` names the scale; ``points`` are its answers in order, ``[{"key": "very", "en": "Very", …}]``, empty
    for own words. ``box`` lists the keys that count as agreement, ``box_name`` what they are called together: it
    completes "… of those who answered are …". A question without a box reports a mean and never a share.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="items")
    key = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=ItemKind)
    wording = models.JSONField()
    hint = models.JSONField(default=dict)
    scale = models.CharField(max_length=40, blank=True)
    points = models.JSONField(default=list)
    box = models.JSONField(default=list)
    box_name = models.JSONField(default=dict)

    PRIVACY = {
        "instrument": Privacy.PUBLIC,
        "key": Privacy.PUBLIC,
        "position": Privacy.PUBLIC,
        "kind": Privacy.PUBLIC,
        "wording": Privacy.PUBLIC,
        "hint": Privacy.PUBLIC,
        "scale": Privacy.PUBLIC,
        "points": Privacy.PUBLIC,
        "box": Privacy.PUBLIC,
        "box_name": Privacy.PUBLIC,
    }

    objects = TenantManager()

    class Meta:
        db_table = "surveys_item"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["instrument", "key"], name="item_key")]

    def __str__(self) -> str:
        return self.key

    @property
    def is_chosen(self) -> bool:
        """True when people pick an answer, false when they write one."""
        return self.kind in CHOOSING
