"""What the roster publishes for analysis."""

from groundswell.kernel.facts import Column, FactTable, NotPublished
from groundswell.kernel.privacy import Privacy

TABLES = (
    FactTable(
        "schools",
        "One row per school.",
        (
            Column("school_id", "integer", Privacy.PUBLIC, "Our number of the school."),
            Column("name", "text", Privacy.PUBLIC, "Name today."),
            Column("state_code", "text", Privacy.PUBLIC, "The state's code, leading zeros kept."),
            Column("level", "text", Privacy.PUBLIC, "Elementary, middle, high, combined or other."),
            Column("title_one", "boolean", Privacy.PUBLIC, "Receives Title I funds; empty where not known."),
            Column("learning_community", "text", Privacy.PUBLIC, "The learning community it belongs to."),
            Column("opened_on", "date", Privacy.PUBLIC, "First day, where known."),
            Column("closed_on", "date", Privacy.PUBLIC, "Last day, for a school that closed."),
        ),
        ("roster.School", "roster.Organisation"),
    ),
    FactTable(
        "school_successions",
        "One row per school and school in which it goes on.",
        (
            Column("before_id", "integer", Privacy.PUBLIC, "The school that went on."),
            Column("after_id", "integer", Privacy.PUBLIC, "The school in which it goes on."),
            Column("last_day", "date", Privacy.PUBLIC, "Last day of the former, where known."),
        ),
        ("roster.Succession",),
    ),
    FactTable(
        "measures",
        "One row per organisation, school year, kind, group, grade, subject and source.",
        (
            Column("organisation_id", "integer", Privacy.PUBLIC, "School or district."),
            Column("year", "integer", Privacy.PUBLIC, "Calendar year in which the school year ends."),
            Column("kind", "text", Privacy.PUBLIC, "What was measured."),
            Column("group", "text", Privacy.PUBLIC, "Of whom."),
            Column("grade", "text", Privacy.PUBLIC, "In which grade."),
            Column("subject", "text", Privacy.PUBLIC, "In which subject."),
            Column("state", "text", Privacy.PUBLIC, "Measured, suppressed, below, above or no data."),
            Column("value", "number", Privacy.PUBLIC, "The number, where one was measured."),
            Column("text", "text", Privacy.PUBLIC, "The letter or the mask, as the source has it."),
            Column("source", "text", Privacy.PUBLIC, "Key of the source."),
        ),
        ("roster.Measure", "roster.Source"),
    ),
    FactTable(
        "positions",
        "One row per position that somebody holds or held.",
        (
            Column("person_id", "integer", Privacy.CONFIDENTIAL, "Our number of the person."),
            Column("organisation_id", "integer", Privacy.DIRECTORY, "Where."),
            Column("role", "text", Privacy.DIRECTORY, "As what."),
            Column("begins_on", "date", Privacy.DIRECTORY, "First day, where known."),
            Column("ends_on", "date", Privacy.DIRECTORY, "Last day, where it ended."),
        ),
        ("roster.Position",),
    ),
    FactTable(
        "district_figures",
        "One row per figure, date and source.",
        (
            Column("kind", "text", Privacy.PUBLIC, "Enrolment, teachers, schools, budget and so on."),
            Column("value", "number", Privacy.PUBLIC, "The figure."),
            Column("as_of", "text", Privacy.PUBLIC, "Its date as the source has it."),
            Column("source", "text", Privacy.PUBLIC, "Key of the source."),
        ),
        ("roster.Figure",),
    ),
)

NOT_PUBLISHED = (
    NotPublished("roster.District", "Settings of the district, no fact about its work."),
    NotPublished("roster.Person", "Names and addresses stay in the roster; facts carry numbers."),
    NotPublished("roster.FormerName", "A former name is nobody's statistic."),
    NotPublished("roster.PersonMerge", "Which two records were one human is the roster's business."),
    NotPublished(
        "roster.Tombstone", "It is kept so that an erased person stays erased, and for nothing else."
    ),
    NotPublished("roster.RetentionRule", "Settings of the district, no fact about its work."),
    NotPublished("roster.Emptied", "That something was emptied is nobody's statistic."),
    NotPublished("roster.SchoolYear", "Facts carry the year in which a school year ends."),
    NotPublished("roster.Term", "No analysis is by term yet."),
    NotPublished("roster.CalendarDay", "The calendar plans days; it tells nothing about learning."),
    NotPublished("roster.BellPeriod", "Bell hours plan the day; they tell nothing about learning."),
    NotPublished("roster.CalendarFile", "How the calendar came in concerns those who keep it."),
    NotPublished("roster.Course", "Student records are published by the app for mastery alone."),
    NotPublished("roster.SchoolClass", "Student records are published by the app for mastery alone."),
    NotPublished("roster.Enrolment", "Student records are published by the app for mastery alone."),
    NotPublished("roster.Statement", "Wordings are read, not counted."),
    NotPublished(
        "roster.RosterImport", "How the roster came in concerns District IT, who has a page for it."
    ),
)
