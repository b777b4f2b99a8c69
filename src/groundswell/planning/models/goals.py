"""What the district aims at: the goals of its strategic plan, each wording a version that stays as it was."""

from django.db import models

from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.kernel.words import language_here, said_in


class PlanGoal(models.Model):
    """One wording of a goal. Never edited: to word it anew adds the next ``version`` under the same ``key``.

    ``title`` and ``text`` are in each language, ``{"en": …, "es": …}``. ``number`` is what the plan calls it (goal 2),
    ``from_year`` and ``to_year`` its first and last school year, each by the year in which it ends. ``is_current``
    marks the wording that holds; a goal without one was retired (``retired_at`` of its last version). What serves a
    goal (a claim, an initiative) points to the version that it was written for.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    key = models.SlugField(max_length=40)
    version = models.PositiveIntegerField(default=1)
    number = models.PositiveSmallIntegerField()
    title = models.JSONField()
    text = models.JSONField(default=dict)
    from_year = models.PositiveSmallIntegerField()
    to_year = models.PositiveSmallIntegerField()
    is_current = models.BooleanField(default=True)
    made_at = models.DateTimeField(default=clock.now)
    retired_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = dict.fromkeys(
        [
            "key", "version", "number", "title", "text", "from_year", "to_year", "is_current", "made_at", "retired_at",
        ],
        Privacy.PUBLIC,
    )  # fmt: skip

    objects = TenantManager()

    class Meta:
        db_table = "planning_plan_goal"
        ordering = ["number", "key", "version"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key", "version"], name="plan_goal_version"),
            models.UniqueConstraint(
                fields=["tenant", "key"], condition=models.Q(is_current=True), name="plan_goal_one_current"
            ),
            models.UniqueConstraint(
                fields=["tenant", "number"], condition=models.Q(is_current=True), name="plan_goal_number"
            ),
            models.CheckConstraint(
                condition=models.Q(to_year__gte=models.F("from_year")), name="plan_goal_years"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"

    @property
    def name(self) -> str:
        """Its title in the language of the page."""
        return said_in(self.title, language_here())

    @property
    def words(self) -> str:
        """Its text in the language of the page."""
        return said_in(self.text, language_here())

    @property
    def years(self) -> str:
        """“2025–26 – 2029–30”, or the one school year."""
        first, last = year_name(self.from_year), year_name(self.to_year)
        return first if first == last else f"{first} – {last}"


def year_name(ends_in: int) -> str:
    """A school year by the year in which it ends: 2026 is “2025–26”."""
    return f"{ends_in - 1}–{ends_in % 100:02}"
