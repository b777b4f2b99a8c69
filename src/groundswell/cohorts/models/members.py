"""Cohorts: the schools that were admitted together, their time in it, and their design teams."""

from django.db import models

from groundswell.cohorts.models.calls import AdoptionWave
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.planning.models import Initiative
from groundswell.roster.models import Organisation, Person


class Cohort(models.Model):
    """The schools of one wave."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    wave = models.OneToOneField(AdoptionWave, on_delete=models.PROTECT, related_name="cohort")
    name = models.CharField(max_length=120)
    begins_on = models.DateField()

    PRIVACY = dict.fromkeys(["wave", "name", "begins_on"], Privacy.PUBLIC)

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_cohort"
        ordering = ["begins_on", "pk"]

    def __str__(self) -> str:
        return self.name


class CohortMember(models.Model):
    """A school in a cohort, for a time. ``left_on`` is the first day on which it is in no more, with its reason."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="members")
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    left_why = models.CharField(max_length=400, blank=True)

    PRIVACY = dict.fromkeys(["cohort", "initiative", "school", "joined_on", "left_on"], Privacy.PUBLIC) | {
        "left_why": Privacy.DIRECTORY
    }

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_cohort_member"
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "school"],
                condition=models.Q(left_on__isnull=True),
                name="cohort_member_in_one",
            ),
            models.CheckConstraint(
                condition=models.Q(left_on__isnull=True) | models.Q(left_on__gte=models.F("joined_on")),
                name="cohort_member_leaves_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} in {self.cohort_id}"


class MembershipPause(models.Model):
    """A time in which a school's part in its cohort rests. ``ended_on`` is the first day on which it goes on."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(CohortMember, on_delete=models.CASCADE, related_name="pauses")
    begun_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=400)

    PRIVACY = dict.fromkeys(["member", "begun_on", "ended_on"], Privacy.PUBLIC) | {
        "reason": Privacy.DIRECTORY
    }

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_membership_pause"
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=models.Q(ended_on__isnull=True), name="one_pause_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"pause of {self.member_id}"


class DesignTeam(models.Model):
    """The ten educators and the principal who carry the change at a school."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    member = models.OneToOneField(CohortMember, on_delete=models.CASCADE, related_name="team")
    made_at = models.DateTimeField(default=clock.now)

    PRIVACY = {"member": Privacy.PUBLIC, "made_at": Privacy.PUBLIC}

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_design_team"

    def __str__(self) -> str:
        return f"team of {self.member_id}"


class DesignTeamSeat(models.Model):
    """One person in a design team, for a time. ``brings`` says what for: a grade, a subject, a view."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(DesignTeam, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    brings = models.CharField(max_length=120, blank=True)
    begun_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    PRIVACY = dict.fromkeys(["team", "person", "brings", "begun_on", "ended_on"], Privacy.DIRECTORY)

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_design_team_seat"
        constraints = [
            models.UniqueConstraint(
                fields=["team", "person"], condition=models.Q(ended_on__isnull=True), name="team_seat_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in team {self.team_id}"
