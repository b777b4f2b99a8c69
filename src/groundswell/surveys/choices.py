"""Closed lists of surveys."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class InstrumentState(models.TextChoices):
    """A draft is edited; a ready version is asked and never edited again: other words make the next version."""

    DRAFT = "draft", _("Draft")
    READY = "ready", _("Ready")


class ItemKind(models.TextChoices):
    """How a question is answered. Recommending from 1 to 10 and NPS from 0 to 10 are two different things."""

    RATING_1_10 = "rating_1_10", _("A number from 1 to 10")
    NPS_0_10 = "nps_0_10", _("A number from 0 to 10 (Net Promoter Score)")
    SCALE_5 = "scale_5", _("Named points of a scale")
    USE = "use", _("Used, planned or neither")
    ONE = "one", _("One of several")
    SEVERAL = "several", _("Any of several")
    MATRIX = "matrix", _("Several lines on one scale")
    NUMBER = "number", _("A number")
    LINE = "line", _("A few words")
    TEXT = "text", _("Own words")


class UseState(models.TextChoices):
    """The three states that are never merged: each point of a ``USE`` question belongs to one."""

    IMPLEMENTED = "implemented", _("Used it")
    PLANNING = "planning", _("Plans to use it")
    NOT = "not", _("Neither used it nor plans to")


# One point of a scale or list is picked.
CHOOSING = (ItemKind.RATING_1_10, ItemKind.NPS_0_10, ItemKind.SCALE_5, ItemKind.USE, ItemKind.ONE)
WRITING = (ItemKind.LINE, ItemKind.TEXT)
# Grades have numbers for points; a mean is made of whatever is counted in numbers.
GRADED = (ItemKind.RATING_1_10, ItemKind.NPS_0_10)
COUNTED = (*GRADED, ItemKind.NUMBER)
# One person gives several answers: one for each line, or any of the options.
IN_PARTS = (ItemKind.SEVERAL, ItemKind.MATRIX)


class Promise(models.TextChoices):
    """What people are told about who can see their answers."""

    NAMED = "named", _("With your name: the survey office can read who said what")
    CONFIDENTIAL = "confidential", _("Confidential: shown only in groups")
    ANONYMOUS = "anonymous", _("Anonymous: nobody can find out which answers are yours")


class WaveState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class Channel(models.TextChoices):
    """How an answer came in."""

    LINK = "link", _("A mailed link")
    PAGE = "page", _("Signed in")
    KIOSK = "kiosk", _("A shared device")
    PAPER = "paper", _("Paper, typed in")


class Margin(models.TextChoices):
    """By what results of a wave are broken down. A wave declares its margins; no other table is ever shown."""

    ROLE = "role", _("Role")
    LEVEL = "level", _("School level")
    COMMUNITY = "community", _("Learning community")
    SCHOOL = "school", _("School")


TEXT_LIMIT = 2_000
LINE_LIMIT = 200
