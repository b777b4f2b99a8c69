"""An initiative: a named change that serves a goal of the plan, with its why, its needs assessment and its plans."""

from django.db import models

from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.kernel.words import language_here, said_in
from groundswell.planning.choices import Autonomy, Function, InquiryKind, Participation, TextKind
from groundswell.planning.models.goals import PlanGoal, year_name
from groundswell.roster.models import Person


class Initiative(models.Model):
    """A named change. ``goal`` is the wording of the goal that it was written for.

    ``name`` is in each language, ``{"en": …, "es": …}``. ``from_year`` is its first school year, by the year in which
    it ends. ``is_public`` says that everybody may see how far it has come (the adoption curve), without sign-in.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    key = models.SlugField(max_length=40)
    name = models.JSONField()
    goal = models.ForeignKey(PlanGoal, on_delete=models.PROTECT, related_name="+")
    participation = models.CharField(max_length=10, choices=Participation, default=Participation.INVITED)
    from_year = models.PositiveSmallIntegerField()
    is_public = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = dict.fromkeys(
        ["key", "name", "goal", "participation", "from_year", "is_public", "made_at", "ended_at"],
        Privacy.PUBLIC,
    )

    objects = TenantManager()

    class Meta:
        db_table = "planning_initiative"
        ordering = ["from_year", "key"]
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="initiative_key")]

    def __str__(self) -> str:
        return self.key

    @property
    def title(self) -> str:
        """Its name in the language of the page."""
        return said_in(self.name, language_here())

    @property
    def first_year(self) -> str:
        """Its first school year, as one reads it."""
        return year_name(self.from_year)


class InitiativeText(models.Model):
    """The why of an initiative or one of its three plans, in one wording. Never edited: a change adds a version."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="texts")
    kind = models.CharField(max_length=16, choices=TextKind)
    version = models.PositiveIntegerField(default=1)
    text = models.JSONField()
    is_current = models.BooleanField(default=True)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    PRIVACY = dict.fromkeys(
        ["initiative", "kind", "version", "text", "is_current", "made_at"], Privacy.DIRECTORY
    ) | {"made_by": Privacy.CONFIDENTIAL}
    DONE_BY = ("made_by",)

    objects = TenantManager()

    class Meta:
        db_table = "planning_initiative_text"
        constraints = [
            models.UniqueConstraint(fields=["initiative", "kind", "version"], name="initiative_text_version"),
            models.UniqueConstraint(
                fields=["initiative", "kind"],
                condition=models.Q(is_current=True),
                name="initiative_text_one_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} v{self.version}"

    @property
    def words(self) -> str:
        """The text in the language of the page."""
        return said_in(self.text, language_here())


class InitiativePart(models.Model):
    """One part of an initiative: the same at every school, or each school's own."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    meaning = models.CharField(max_length=400, blank=True)
    autonomy = models.CharField(max_length=8, choices=Autonomy)

    PRIVACY = dict.fromkeys(["initiative", "position", "name", "meaning", "autonomy"], Privacy.PUBLIC)

    objects = TenantManager()

    class Meta:
        db_table = "planning_initiative_part"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "position"], name="initiative_part_place")
        ]

    def __str__(self) -> str:
        return self.name


class NeedsInquiry(models.Model):
    """One piece of the needs assessment: with whom, when, and what it taught. Names of who was heard stay out."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="inquiries")
    kind = models.CharField(max_length=12, choices=InquiryKind)
    held_on = models.DateField()
    with_whom = models.CharField(max_length=200)
    learnt = models.TextField(max_length=2000)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    PRIVACY = dict.fromkeys(
        ["initiative", "kind", "held_on", "with_whom", "learnt", "made_at"], Privacy.DIRECTORY
    ) | {"made_by": Privacy.CONFIDENTIAL}
    DONE_BY = ("made_by",)

    objects = TenantManager()

    class Meta:
        db_table = "planning_needs_inquiry"
        ordering = ["held_on", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.held_on}"


class InitiativeMember(models.Model):
    """Somebody who works on an initiative for the district: in its design team, or for a function in its steering
    committee (``function`` set). ``ended_on`` is the first day on which they do so no more."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    function = models.CharField(max_length=24, choices=Function, blank=True)
    begun_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    PRIVACY = dict.fromkeys(["initiative", "person", "function", "begun_on", "ended_on"], Privacy.DIRECTORY)

    objects = TenantManager()

    class Meta:
        db_table = "planning_initiative_member"
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "person", "function"],
                condition=models.Q(ended_on__isnull=True),
                name="initiative_member_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.function or 'design'} {self.person_id}"
