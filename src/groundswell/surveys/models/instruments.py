"""What is asked: an instrument is a versioned questionnaire, an item one question of it.

The item bank has no table of its own: it is every question that a ready version asks. A question's ``key`` is its
lineage, ``revision`` counts its wordings in the district, and ``fingerprint`` says that two of them are one: answers
to items of one fingerprint may be put together or compared, others never silently.
"""

from django.db import models

from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.surveys.choices import CHOOSING, IN_PARTS, WRITING, InstrumentState, ItemKind


class Instrument(models.Model):
    """One version of a questionnaire. A ready version is never edited: other words make the next version.

    ``title`` and ``introduction`` are in each language, ``{"en": …, "es": …}``. ``based_on`` is the version that this
    one was made from, of the same key or, for a copy, of another.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    key = models.SlugField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    title = models.JSONField()
    introduction = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=8, choices=InstrumentState, default=InstrumentState.READY)
    based_on = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    PRIVACY = dict.fromkeys(["key", "version", "title", "introduction", "state", "based_on"], Privacy.PUBLIC)

    objects = TenantManager()

    class Meta:
        db_table = "surveys_instrument"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key", "version"], name="instrument_version")
        ]

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"

    @property
    def is_draft(self) -> bool:
        return self.state == InstrumentState.DRAFT


class QuestionPage(models.Model):
    """Questions that stand together on a phone. A questionnaire without one is a single page.

    ``shown_when`` as on ``Item``: the whole page is asked only of who answered so.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="pages")
    position = models.PositiveSmallIntegerField()
    title = models.JSONField(default=dict, blank=True)
    shown_when = models.JSONField(default=dict, blank=True)

    PRIVACY = dict.fromkeys(["instrument", "position", "title", "shown_when"], Privacy.PUBLIC)

    objects = TenantManager()

    class Meta:
        db_table = "surveys_question_page"
        ordering = ["position"]

    def __str__(self) -> str:
        return f"Page {self.position}"


class Item(models.Model):
    """One question, in each language, with its scale as it was shown.

    ``scale`` names the scale; ``points`` are its answers in order, ``[{"key": "very", "en": "Very", …}]``, empty
    for own words. ``box`` lists the keys that count as agreement, ``box_name`` what they are called together: it
    completes "… of those who answered are …". A question without a box reports a mean and never a share. Each point
    of a ``USE`` question has a ``state`` (``UseState``), and its box is what is implemented.

    ``rows`` are the lines of a matrix, in the shape of ``points``. ``lowest`` and ``highest`` bound a number, ``unit``
    is its word. ``shown_when`` is ``{}`` or ``{"item": key, "points": [keys]}``: asked only of who chose one of these
    points of an earlier question. ``fingerprint`` (SHA-256, ``rules.fingerprints``) covers what a number depends on, so
    that a translation changes nothing and another box is another question.
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
    page = models.ForeignKey(
        QuestionPage, null=True, blank=True, on_delete=models.PROTECT, related_name="items"
    )
    rows = models.JSONField(default=list, blank=True)
    lowest = models.IntegerField(null=True, blank=True)
    highest = models.IntegerField(null=True, blank=True)
    unit = models.JSONField(default=dict, blank=True)
    is_required = models.BooleanField(default=False)
    shown_when = models.JSONField(default=dict, blank=True)
    is_protected_topic = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    fingerprint = models.CharField(max_length=64, blank=True)

    PRIVACY = dict.fromkeys(
        [
            *("instrument", "page", "key", "position", "kind", "wording", "hint"),
            *("scale", "points", "rows", "box", "box_name", "lowest", "highest", "unit"),
            *("is_required", "shown_when", "is_protected_topic", "revision", "fingerprint"),
        ],
        Privacy.PUBLIC,
    )

    objects = TenantManager()

    class Meta:
        db_table = "surveys_item"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["instrument", "key"], name="item_key")]
        indexes = [models.Index(fields=["tenant", "key"], name="item_lineage")]

    def __str__(self) -> str:
        return self.key

    @property
    def conditions(self) -> list[dict]:
        """Its own and its page's: asked only of who meets them all."""
        return [one for one in (self.shown_when, self.page.shown_when if self.page else {}) if one]

    @property
    def is_chosen(self) -> bool:
        """True when people pick one point."""
        return self.kind in CHOOSING

    @property
    def is_written(self) -> bool:
        """True when people answer in their own words."""
        return self.kind in WRITING

    @property
    def is_in_parts(self) -> bool:
        """True when one person gives several answers: to the lines of a matrix, or any of several options."""
        return self.kind in IN_PARTS

    @property
    def has_share(self) -> bool:
        """True when its number is a share of people: in its box, or who chose an option of several."""
        return bool(self.box) or self.kind == ItemKind.SEVERAL
