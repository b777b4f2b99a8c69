"""Who exists: districts, schools, people, positions, classes, and what is measured about them."""

from groundswell.roster.models.calendar import BellPeriod, CalendarFile
from groundswell.roster.models.classes import Course, Enrolment, SchoolClass
from groundswell.roster.models.imports import RosterImport
from groundswell.roster.models.lives import Emptied, PersonMerge, RetentionRule, Tombstone
from groundswell.roster.models.measures import Figure, Measure, Source, Statement
from groundswell.roster.models.organisations import District, Organisation, School, Succession
from groundswell.roster.models.people import FormerName, Person, Position
from groundswell.roster.models.years import CalendarDay, SchoolYear, Term

__all__ = [
    "BellPeriod",
    "CalendarDay",
    "CalendarFile",
    "Course",
    "District",
    "Emptied",
    "Enrolment",
    "Figure",
    "FormerName",
    "Measure",
    "Organisation",
    "Person",
    "PersonMerge",
    "Position",
    "RetentionRule",
    "RosterImport",
    "School",
    "SchoolClass",
    "SchoolYear",
    "Source",
    "Statement",
    "Succession",
    "Term",
    "Tombstone",
]
