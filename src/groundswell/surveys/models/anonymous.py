"""What an anonymous wave keeps between a person's right to answer and their answer. Nothing here names anybody.

The right is a token that the installation signed unseen (``rules.blinding``). A deposit knows neither token nor time,
a token knows no deposit, and neither knows a person.
"""

import uuid

from django.db import models

from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.surveys.models.waves import SurveyWave


class WaveKey(models.Model):
    """The key under which one anonymous wave signs tokens.

    ``public`` is a JSON Web Key. ``sealed`` is the private half under the installation's secret (``kernel.sealing``);
    it is emptied when the wave closes, so that nobody can make a token afterwards. ``smallest`` is the smallest group
    that people were promised when the wave opened: a lower one, set afterwards, does not count here.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    wave = models.OneToOneField(SurveyWave, on_delete=models.PROTECT, related_name="+")
    public = models.JSONField()
    sealed = models.TextField(blank=True)
    smallest = models.PositiveSmallIntegerField()

    PRIVACY = {
        "wave": Privacy.DIRECTORY,
        "public": Privacy.PUBLIC,
        "sealed": Privacy.CONFIDENTIAL,
        "smallest": Privacy.PUBLIC,
    }

    objects = TenantManager()

    class Meta:
        db_table = "surveys_wave_key"

    def __str__(self) -> str:
        return f"Key of wave {self.wave_id}"


class SpentToken(models.Model):
    """That a token was shown with an answer: it counts once. ``digest`` is its SHA-256."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    wave = models.ForeignKey(SurveyWave, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)

    PRIVACY = {"wave": Privacy.DIRECTORY, "digest": Privacy.CONFIDENTIAL}

    objects = TenantManager()

    class Meta:
        db_table = "surveys_spent_token"
        constraints = [models.UniqueConstraint(fields=["wave", "digest"], name="token_counts_once")]

    def __str__(self) -> str:
        return f"Token {self.pk}"


class Deposit(models.Model):
    """Answers that wait for the wave's end (``actions.deposits``), sealed under the installation's secret.

    Every arrival gives others that wait a new place and a new key, so that their order says nothing. Where a wave ends
    with fewer than may be shown, they are emptied: only their number is left.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    wave = models.ForeignKey(SurveyWave, on_delete=models.PROTECT, related_name="+")
    sealed = models.TextField(blank=True)

    PRIVACY = {"key": Privacy.CONFIDENTIAL, "wave": Privacy.CONFIDENTIAL, "sealed": Privacy.CONFIDENTIAL}

    OWN_COPY_ONLY = True

    objects = TenantManager()

    class Meta:
        db_table = "surveys_deposit"

    def __str__(self) -> str:
        return f"Deposit {self.key}"
