"""Closed lists of people's lives in the roster: why somebody was erased, and what is kept how long."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from groundswell.kernel.privacy import Privacy


class ErasureGround(models.TextChoices):
    """Why a person was erased. Stands in the tombstone, so it names nobody."""

    REQUEST = "request", _("The person, or a guardian, asked for it")
    ORDER = "order", _("A court or an authority ordered it")
    MISTAKE = "mistake", _("The person should never have been in the roster")
    RETENTION = "retention", _("The time for which the district keeps people is over")


class FieldClass(models.TextChoices):
    """What a retention rule is about: the privacy classes of fields that belong to a person."""

    CONFIDENTIAL = Privacy.CONFIDENTIAL, _("Confidential: addresses, languages, mail, own words")
    STUDENT = Privacy.STUDENT, _("Student record: grade, classes and their dates")
    DIRECTORY = Privacy.DIRECTORY, _("Directory: the name itself, and with it the person")


SUGGESTED_DAYS = {
    FieldClass.CONFIDENTIAL: 730,
    FieldClass.STUDENT: 1825,
    FieldClass.DIRECTORY: 2555,
}
"""Two, five and seven years: what the page suggests. Until a district sets a rule, everything is kept."""

SHORTEST_DAYS = 30
"""Nothing is emptied sooner after somebody left: a file that leaves people out by mistake has time to be mended."""
