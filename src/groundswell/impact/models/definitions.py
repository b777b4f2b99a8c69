"""What a number counts, fixed: another definition is another version."""

from django.db import models

from groundswell.impact.choices import Base, FigureKind, Weighting
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.kernel.words import language_here, said_in


class MetricDefinition(models.Model):
    """One version of a metric. Never edited (``actions.definitions.define`` adds the next version).

    ``key`` names the metric (questionnaire and question), ``version`` counts its definitions in the district and
    ``digest`` is the SHA-256 of all that the number depends on. ``points`` is the scale in order, each ``{"key",
    "words", "value", "state"}``; ``wording`` and each point's ``words`` are in each language. ``box`` are the keys that
    count (empty for a mean). Which waves belong to it: of ``instrument``, whose ``subject_key`` begins with
    ``subject``, opened ``from_on`` to ``to_on``, or of these the one ``wave``. ``asked_after`` names the questions
    (a space between) whose answers lead to this one: it was asked of some only.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=130)
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=8, choices=FigureKind)
    instrument = models.CharField(max_length=60)
    item = models.CharField(max_length=60)
    revision = models.PositiveIntegerField(default=1)
    fingerprint = models.CharField(max_length=64)
    wording = models.JSONField()
    points = models.JSONField()
    box = models.JSONField(default=list)
    asked_after = models.CharField(max_length=130, blank=True)
    population = models.CharField(max_length=300)
    subject = models.CharField(max_length=120, blank=True)
    wave = models.BigIntegerField(null=True)
    from_on = models.DateField()
    to_on = models.DateField()
    weighting = models.CharField(max_length=8, choices=Weighting, default=Weighting.NONE)
    base = models.CharField(max_length=8, choices=Base, default=Base.ANSWERED)
    made_at = models.DateTimeField(default=clock.now)

    PRIVACY = dict.fromkeys(
        [
            "key", "version", "digest", "kind", "instrument", "item", "revision", "fingerprint", "wording",
            "points", "box", "asked_after", "population", "subject", "wave", "from_on", "to_on", "weighting", "base",
            "made_at",
        ],
        Privacy.PUBLIC,
    )  # fmt: skip

    objects = TenantManager()

    class Meta:
        db_table = "impact_definition"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key", "version"], name="definition_version"),
            models.UniqueConstraint(fields=["tenant", "digest"], name="definition_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"

    @property
    def labels(self) -> dict[str, str]:
        """What the points are called in the language of the page, by their keys, in order; a number is its own name."""
        return {one["key"]: said_in(one["words"], language_here()) or one["key"] for one in self.points}

    @property
    def question(self) -> str:
        """The question in the language of the page."""
        return said_in(self.wording, language_here())

    @property
    def name(self) -> str:
        """The question, and which answers count."""
        counts = " + ".join(label for key, label in self.labels.items() if key in self.box)
        return f"{self.question} ({counts})" if counts else self.question

    @property
    def content(self) -> dict:
        """All that the number depends on, as plain data (``rules.recompute``)."""
        values = {one["key"]: one["value"] for one in self.points if one.get("value") is not None}
        return {
            "kind": self.kind,
            "instrument": self.instrument,
            "item": self.item,
            "fingerprint": self.fingerprint,
            "scale": [one["key"] for one in self.points],
            "values": values,
            "box": sorted(self.box),
            "asked_after": self.asked_after,
            "base": self.base,
            "weighting": self.weighting,
            "subject": self.subject,
            "wave": self.wave,
            "from": self.from_on.isoformat(),
            "to": self.to_on.isoformat(),
        }
