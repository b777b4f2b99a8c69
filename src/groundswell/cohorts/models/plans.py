"""A school's action plan on the district's template, its checks, and the definition that all schools write together."""

from django.db import models

from groundswell.cohorts.choices import FieldKind, ProposalState
from groundswell.cohorts.models.members import CohortMember
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.planning.choices import Autonomy
from groundswell.planning.models import Initiative
from groundswell.roster.models import Organisation, Person


class PlanField(models.Model):
    """One field of the template: common to all schools (``fixed``) or added by one school (``local``, with ``plan``).

    A field of the template that is used no more has ``ended_at``; plans that answered it keep the answer.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(
        "SchoolActionPlan", null=True, blank=True, on_delete=models.CASCADE, related_name="own_fields"
    )
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=6, choices=FieldKind, default=FieldKind.TEXT)
    autonomy = models.CharField(max_length=8, choices=Autonomy, default=Autonomy.FIXED)
    title = models.CharField(max_length=160)
    prompt = models.CharField(max_length=600, blank=True)
    required = models.BooleanField(default=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = dict.fromkeys(
        [
            "initiative", "plan", "position", "kind", "autonomy", "title", "prompt", "required", "ended_at",
        ],
        Privacy.DIRECTORY,
    )  # fmt: skip

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_plan_field"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class SchoolActionPlan(models.Model):
    """A school's plan for a school year. ``agreed_at`` is when its principal said that it holds."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(CohortMember, on_delete=models.CASCADE, related_name="plans")
    year = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField(default=clock.now)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    PRIVACY = dict.fromkeys(["member", "year", "made_at", "agreed_at", "agreed_by"], Privacy.DIRECTORY)
    DONE_BY = ("agreed_by",)

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_school_action_plan"
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["member", "year"], name="school_plan_of_a_year")]

    def __str__(self) -> str:
        return f"plan of {self.member_id} {self.year}"


class PlanWording(models.Model):
    """One saved wording of one text field of a plan; the newest holds, none is overwritten."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(SchoolActionPlan, on_delete=models.CASCADE, related_name="wordings")
    field = models.ForeignKey(PlanField, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    text = models.TextField()
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    PRIVACY = dict.fromkeys(["plan", "field", "number", "text", "made_at", "made_by"], Privacy.DIRECTORY)
    DONE_BY = ("made_by",)

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_plan_wording"
        constraints = [
            models.UniqueConstraint(fields=["plan", "field", "number"], name="plan_wording_number")
        ]

    def __str__(self) -> str:
        return f"{self.field_id} wording {self.number}"


class ActionGoal(models.Model):
    """One goal of a school's plan. ``measure`` says by what one will see it."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(SchoolActionPlan, on_delete=models.CASCADE, related_name="goals")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    measure = models.CharField(max_length=300, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = dict.fromkeys(["plan", "position", "title", "measure", "dropped_at"], Privacy.DIRECTORY)

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_action_goal"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class PlanStep(models.Model):
    """One step towards a goal of a school's plan: what, by when, who looks after it."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    goal = models.ForeignKey(ActionGoal, on_delete=models.CASCADE, related_name="steps")
    what = models.CharField(max_length=300)
    by_when = models.DateField()
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    done_on = models.DateField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = dict.fromkeys(["goal", "what", "by_when", "person", "done_on", "dropped_at"], Privacy.DIRECTORY)

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_plan_step"
        ordering = ["by_when", "pk"]

    def __str__(self) -> str:
        return self.what


class PlanRisk(models.Model):
    """A risk that the team thought through: how likely and how grave (1 to 5 each), and what it will do."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(SchoolActionPlan, on_delete=models.CASCADE, related_name="risks")
    what = models.CharField(max_length=300)
    likelihood = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    response = models.CharField(max_length=400)
    dropped_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = dict.fromkeys(
        ["plan", "what", "likelihood", "impact", "response", "dropped_at"], Privacy.DIRECTORY
    )

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_plan_risk"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(likelihood__range=(1, 5), impact__range=(1, 5)),
                name="plan_risk_one_to_five",
            )
        ]

    def __str__(self) -> str:
        return self.what


class ProgressCheck(models.Model):
    """A check-in on a school's plan: what stands, what is in the way, what is next."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(CohortMember, on_delete=models.CASCADE, related_name="checks")
    held_on = models.DateField()
    stands = models.TextField(max_length=2000)
    in_the_way = models.TextField(max_length=2000, blank=True)
    next = models.TextField(max_length=2000, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    PRIVACY = dict.fromkeys(
        ["member", "held_on", "stands", "in_the_way", "next", "made_at", "made_by"], Privacy.DIRECTORY
    )
    DONE_BY = ("made_by",)

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_progress_check"
        ordering = ["held_on", "pk"]

    def __str__(self) -> str:
        return f"check of {self.member_id}"


class DefinitionVersion(models.Model):
    """What the change means here, in the words of the schools that go first. Each version stays."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="definitions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=4000)
    made_at = models.DateTimeField(default=clock.now)

    PRIVACY = dict.fromkeys(["initiative", "number", "text", "made_at"], Privacy.PUBLIC)

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_definition_version"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["initiative", "number"], name="definition_number")]

    def __str__(self) -> str:
        return f"definition v{self.number}"


class DefinitionProposal(models.Model):
    """Words that somebody proposes for the definition, with the school for which they speak."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="proposals")
    words = models.CharField(max_length=600)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=8, choices=ProposalState, default=ProposalState.OPEN)
    version = models.ForeignKey(
        DefinitionVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals"
    )
    answer = models.CharField(max_length=400, blank=True)
    made_at = models.DateTimeField(default=clock.now)

    PRIVACY = dict.fromkeys(
        ["initiative", "words", "person", "school", "state", "version", "answer", "made_at"],
        Privacy.DIRECTORY,
    )

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_definition_proposal"
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return self.words[:40]
