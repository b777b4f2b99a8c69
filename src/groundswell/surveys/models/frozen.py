"""What a wave showed when it closed."""

from django.db import models

from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.surveys.models.waves import SurveyWave


class FrozenTable(models.Model):
    """One table of a closed wave as it was shown from its close on. The database refuses to change or delete it.

    ``margin`` is the table's (``choices.Margin``), empty for everybody together. ``threshold`` was the smallest group
    then. ``content`` holds counts of what may be shown and nothing else, as ``rules.published`` and
    ``rules.frozen_groups`` write it; no own words. ``closing`` counts the closes of a wave from 1: opened again, its
    earlier tables no longer hold, and stay as what readers have seen.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    wave = models.ForeignKey(SurveyWave, on_delete=models.PROTECT, related_name="+")
    closing = models.PositiveSmallIntegerField(default=1)
    margin = models.CharField(max_length=12, blank=True)
    threshold = models.PositiveSmallIntegerField()
    frozen_at = models.DateTimeField(default=clock.now)
    content = models.JSONField()

    PRIVACY = dict.fromkeys(
        ["wave", "closing", "margin", "threshold", "frozen_at", "content"], Privacy.DIRECTORY
    )

    objects = TenantManager()

    class Meta:
        db_table = "surveys_frozen_table"
        constraints = [
            models.UniqueConstraint(fields=["wave", "closing", "margin"], name="frozen_once_per_close")
        ]

    def __str__(self) -> str:
        return f"FrozenTable {self.pk}"
