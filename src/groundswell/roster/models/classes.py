"""Courses, classes and who is in them."""

from django.db import models

from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.roster.choices import EnrolmentRole
from groundswell.roster.models.organisations import Organisation
from groundswell.roster.models.people import Person
from groundswell.roster.models.years import SchoolYear, Term


class Course(models.Model):
    """What is taught, wherever it is taught: "Grade 8 mathematics"."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", db_index=False)
    source_id = models.CharField(max_length=255, null=True)
    title = models.CharField(max_length=255)
    code = models.CharField(max_length=60, blank=True)
    grades = models.CharField(max_length=120, blank=True)
    subjects = models.CharField(max_length=255, blank=True)
    school_year = models.ForeignKey(SchoolYear, null=True, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)
    content_hash = models.BigIntegerField(null=True)

    PRIVACY = {
        "source_id": Privacy.PUBLIC,
        "title": Privacy.PUBLIC,
        "code": Privacy.PUBLIC,
        "grades": Privacy.PUBLIC,
        "subjects": Privacy.PUBLIC,
        "school_year": Privacy.PUBLIC,
        "ended_on": Privacy.PUBLIC,
        "content_hash": Privacy.PUBLIC,
    }

    objects = TenantManager()

    class Meta:
        db_table = "roster_course"
        constraints = [models.UniqueConstraint(fields=["tenant", "source_id"], name="course_source_id")]

    def __str__(self) -> str:
        return self.title


class SchoolClass(models.Model):
    """A course taught to a group of students at a school in a term."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", db_index=False)
    source_id = models.CharField(max_length=255, null=True)
    title = models.CharField(max_length=255)
    code = models.CharField(max_length=60, blank=True)
    grades = models.CharField(max_length=120, blank=True)
    subjects = models.CharField(max_length=255, blank=True)
    course = models.ForeignKey(Course, null=True, on_delete=models.PROTECT, related_name="classes")
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="classes")
    term = models.ForeignKey(Term, null=True, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)
    content_hash = models.BigIntegerField(null=True)

    PRIVACY = {
        "source_id": Privacy.DIRECTORY,
        "title": Privacy.DIRECTORY,
        "code": Privacy.DIRECTORY,
        "grades": Privacy.DIRECTORY,
        "subjects": Privacy.DIRECTORY,
        "course": Privacy.DIRECTORY,
        "school": Privacy.DIRECTORY,
        "term": Privacy.DIRECTORY,
        "ended_on": Privacy.DIRECTORY,
        "content_hash": Privacy.DIRECTORY,
    }

    objects = TenantManager()

    class Meta:
        db_table = "roster_class"
        constraints = [models.UniqueConstraint(fields=["tenant", "source_id"], name="class_source_id")]

    def __str__(self) -> str:
        return self.title


class Enrolment(models.Model):
    """A person in a class: a student who learns there, a teacher who teaches it."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", db_index=False)
    source_id = models.CharField(max_length=255, null=True)
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments")
    role = models.CharField(max_length=10, choices=EnrolmentRole)
    begins_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    content_hash = models.BigIntegerField(null=True)

    PRIVACY = {
        "source_id": Privacy.STUDENT,
        "school_class": Privacy.STUDENT,
        "person": Privacy.STUDENT,
        "role": Privacy.STUDENT,
        "begins_on": Privacy.STUDENT,
        "ends_on": Privacy.STUDENT,
        "content_hash": Privacy.STUDENT,
    }

    objects = TenantManager()

    class Meta:
        db_table = "roster_enrolment"
        constraints = [models.UniqueConstraint(fields=["tenant", "source_id"], name="enrolment_source_id")]

    def __str__(self) -> str:
        return f"{self.role} {self.person_id} in {self.school_class_id}"
