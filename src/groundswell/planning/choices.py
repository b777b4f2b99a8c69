"""Closed lists of the plan."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Participation(models.TextChoices):
    """Whether a school chooses an initiative or it holds for all of them."""

    INVITED = "invited", _("Invited: a school chooses")
    REQUIRED = "required", _("Required: it holds for every school")


class Autonomy(models.TextChoices):
    """Of one part of an initiative: the same everywhere, or a school's own."""

    FIXED = "fixed", _("The same at every school")
    LOCAL = "local", _("Each school’s own")


class TextKind(models.TextChoices):
    """What has to be written before schools are asked: first why, then the three plans."""

    WHY = "why", _("Why")
    IMPLEMENTATION = "implementation", _("Implementation plan")
    CHANGE = "change", _("Change-management plan")
    RESOURCES = "resources", _("Resource plan")


class InquiryKind(models.TextChoices):
    """How the needs assessment heard or learned something."""

    FOCUS_GROUP = "focus_group", _("Focus group")
    INTERVIEW = "interview", _("Interview")
    VISIT = "visit", _("Visit to another district")
    READING = "reading", _("Reading")
    SURVEY = "survey", _("Survey")


class Function(models.TextChoices):
    """The five functions of a steering committee. Each signs a rubric before it is used."""

    ACADEMICS = "academics", _("Academics")
    TECHNOLOGY = "technology", _("Technology")
    ACCOUNTABILITY = "accountability", _("Accountability")
    EXCEPTIONAL_CHILDREN = "exceptional_children", _("Exceptional children")
    LEARNING_COMMUNITIES = "learning_communities", _("Learning communities")
