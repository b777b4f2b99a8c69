"""Closed lists of the roster."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DistrictKind(models.TextChoices):
    """Real and invented never mix: what a district's rows are, said on every page of it."""

    OPERATING = "operating", _("A district")
    PUBLIC_RECORD = "public_record", _("Public record")
    FICTIONAL = "fictional", _("Fictional district")


class OrganisationKind(models.TextChoices):
    DISTRICT = "district", _("District")
    LEARNING_COMMUNITY = "learning_community", _("Learning community")
    SCHOOL = "school", _("School")
    DEPARTMENT = "department", _("Central department")
    TEAM = "team", _("Grade-level or department team")
    PARTNER = "partner", _("Partner organisation")


class SchoolLevel(models.TextChoices):
    ELEMENTARY = "elementary", _("Elementary")
    MIDDLE = "middle", _("Middle")
    HIGH = "high", _("High")
    K8 = "k8", _("Kindergarten to grade 8")
    SECONDARY = "secondary", _("Grades 6 to 12")
    K12 = "k12", _("Kindergarten to grade 12")
    OTHER = "other", _("Other")


class PositionRole(models.TextChoices):
    """What somebody is, somewhere, for a time. ``roster.choices.roles`` says what each may do."""

    TEACHER = "teacher", _("Teacher")
    TEACHER_LEADER = "teacher_leader", _("Teacher leader")
    PRINCIPAL = "principal", _("Principal")
    SCHOOL_COACH = "school_coach", _("School coach")
    INSTRUCTIONAL_COACH = "instructional_coach", _("Instructional coach")
    MEDIA_COORDINATOR = "media_coordinator", _("Media coordinator")
    SUPPORT_STAFF = "support_staff", _("Support staff")
    DISTRICT_SPECIALIST = "district_specialist", _("District specialist")
    LEARNING_OFFICE = "learning_office", _("Professional-learning office")
    AREA_SUPERINTENDENT = "area_superintendent", _("Area superintendent")
    SUPERINTENDENT = "superintendent", _("Superintendent")
    DISTRICT_IT = "district_it", _("District IT")
    DEPARTMENT_STAFF = "department_staff", _("Department staff")
    EXTERNAL_COACH = "external_coach", _("External coach")
    STUDENT = "student", _("Student")


class GuestKind(models.TextChoices):
    GUARDIAN = "guardian", _("Guardian")
    CITIZEN = "citizen", _("Citizen")
    CIVIC_LEADER = "civic_leader", _("Civic or business leader")
    OUTSIDE_EVALUATOR = "outside_evaluator", _("Outside evaluator")
    VISITOR = "visitor", _("Visitor from another district")


class EnrolmentRole(models.TextChoices):
    STUDENT = "student", _("Student")
    TEACHER = "teacher", _("Teacher")
    AIDE = "aide", _("Aide")


class MeasureState(models.TextChoices):
    """A measure without a number says why: suppressed and missing are values of their own, never zero."""

    MEASURED = "measured", _("Measured")
    SUPPRESSED = "suppressed", _("Suppressed at the source")
    BELOW = "below", _("Below the limit that the source shows")
    ABOVE = "above", _("Above the limit that the source shows")
    NO_DATA = "no_data", _("No data")


class DayKind(models.TextChoices):
    INSTRUCTIONAL = "instructional", _("Instructional day")
    WORKDAY = "workday", _("Teacher workday")
    HOLIDAY = "holiday", _("Holiday")
    TESTING = "testing", _("Testing window")


class CalendarSubject(models.TextChoices):
    """What a calendar file is about."""

    DAYS = "days", _("Days")
    BELLS = "bells", _("Bell hours")


class CalendarFileState(models.TextChoices):
    REFUSED = "refused", _("Refused")
    READY = "ready", _("Ready to apply")
    APPLIED = "applied", _("Applied")
    UNCHANGED = "unchanged", _("Nothing to change")
    TAKEN_BACK = "taken_back", _("Taken back")
    DISCARDED = "discarded", _("Discarded")


class ImportState(models.TextChoices):
    WAITING = "waiting", _("Waiting to be read")
    READING = "reading", _("Reading")
    REFUSED = "refused", _("Refused")
    READY = "ready", _("Ready to apply")
    APPLYING = "applying", _("Applying")
    APPLIED = "applied", _("Applied")
    UNCHANGED = "unchanged", _("Nothing to change")
    TAKEN_BACK = "taken_back", _("Taken back")
    DISCARDED = "discarded", _("Discarded")
    FAILED = "failed", _("Failed")
