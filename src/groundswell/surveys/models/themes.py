"""What own words are about: themes that people named, and which texts they gave them to.

The open themes of a question are its code book. It belongs to the question's lineage (``Item.key``), so that the next
wave which asks it is coded by the same book. Nothing here is deleted but by the erasure of who wrote a text: a theme
ends, is joined to another or taken up again, a coding ends.
"""

from django.db import models
from django.db.models import Q

from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.roster.models import Person
from groundswell.surveys.models.responses import Answer


class Theme(models.Model):
    """One theme of a code book. ``question`` is the key of the question's lineage, ``meaning`` says what belongs to it.

    ``ended_at`` is set while nobody gives it to a text; with ``merged_into``, what has it counts there.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    question = models.SlugField(max_length=60)
    name = models.CharField(max_length=80)
    meaning = models.TextField(blank=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    PRIVACY = dict.fromkeys(["question", "name", "meaning", "merged_into", "ended_at"], Privacy.DIRECTORY)

    objects = TenantManager()

    class Meta:
        db_table = "surveys_theme"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "question", "name"], name="theme_once", condition=Q(ended_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


class Coding(models.Model):
    """That one coder found a theme in one text, until ``ended_at``; without a theme, that they found none of them.

    ``coder`` is empty where the coder was erased: the theme stays, the hand is forgotten.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="codings")
    theme = models.ForeignKey(Theme, null=True, on_delete=models.PROTECT, related_name="codings")
    coder = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    PRIVACY = {
        "answer": Privacy.CONFIDENTIAL,
        "theme": Privacy.CONFIDENTIAL,
        "coder": Privacy.DIRECTORY,
        "given_at": Privacy.DIRECTORY,
        "ended_at": Privacy.DIRECTORY,
    }

    DONE_BY = ("coder",)
    OWN_COPY_ONLY = True

    objects = TenantManager()

    class Meta:
        db_table = "surveys_coding"
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "theme", "coder"],
                name="coded_once",
                condition=Q(ended_at__isnull=True, theme__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["answer", "coder"],
                name="coded_none_once",
                condition=Q(ended_at__isnull=True, theme__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"Coding {self.pk}"
