"""Closed lists of surveys."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ItemKind(models.TextChoices):
    """How a question is answered."""

    RATING_1_10 = "rating_1_10", _("A number from 1 to 10")
    SCALE_5 = "scale_5", _("Five named points")
    TEXT = "text", _("Own words")


CHOOSING = (ItemKind.RATING_1_10, ItemKind.SCALE_5)


class Promise(models.TextChoices):
    """What people are told about who can see their answers."""

    CONFIDENTIAL = "confidential", _("Confidential: shown only in groups")


class WaveState(models.TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


TEXT_LIMIT = 2_000
