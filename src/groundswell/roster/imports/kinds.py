"""What a bundle becomes: eight kinds of rows, each with its table, its plain columns and its references.

The order is that of writing: a kind comes after those that it refers to.
"""

from dataclasses import dataclass, field

SOURCE_ID, HASH = "source_id", "content_hash"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of row. ``references`` maps a column to the kind that it names; ``ends`` is the column with the
    last day, empty where rows of this kind do not end; ``constants`` fills columns that no file brings."""

    name: str
    table: str
    columns: tuple[str, ...]
    references: dict[str, str] = field(default_factory=dict)
    ends: str = ""
    constants: dict[str, object] = field(default_factory=dict)
    required: tuple[str, ...] = ()

    @property
    def content(self) -> tuple[str, ...]:
        """Columns whose values come from the file, references included."""
        return (*self.columns, *self.references)


KINDS: tuple[Kind, ...] = (
    Kind(
        "organisations",
        "roster_organisation",
        ("kind", "name", "closed_on"),
        {"parent_id": "organisations"},
        "closed_on",
    ),
    Kind("school_years", "roster_school_year", ("ends_in", "title", "begins_on", "ends_on")),
    Kind("terms", "roster_term", ("title", "begins_on", "ends_on"), {"school_year_id": "school_years"}),
    Kind(
        "courses",
        "roster_course",
        ("title", "code", "grades", "subjects", "ended_on"),
        {"school_year_id": "school_years"},
        "ended_on",
    ),
    Kind(
        "classes",
        "roster_class",
        ("title", "code", "grades", "subjects", "ended_on"),
        {"course_id": "courses", "school_id": "organisations", "term_id": "terms"},
        "ended_on",
        required=("school_id",),
    ),
    Kind(
        "people",
        "roster_person",
        ("given_name", "family_name", "preferred_name", "email", "is_student", "grade", "ended_on"),
        {},
        "ended_on",
        {"guest_kind": "", "language": "", "home_language": ""},
    ),
    Kind(
        "positions",
        "roster_position",
        ("role", "begins_on", "ends_on"),
        {"person_id": "people", "organisation_id": "organisations"},
        "ends_on",
        required=("person_id", "organisation_id"),
    ),
    Kind(
        "enrolments",
        "roster_enrolment",
        ("role", "begins_on", "ends_on"),
        {"school_class_id": "classes", "person_id": "people"},
        "ends_on",
        required=("school_class_id", "person_id"),
    ),
)
BY_NAME = {kind.name: kind for kind in KINDS}

LONGEST = {
    "orgs": {"name": 255},
    "academicSessions": {"title": 120},
    "courses": {"title": 255, "courseCode": 60, "grades": 120, "subjects": 255},
    "classes": {"title": 255, "classCode": 60, "grades": 120, "subjects": 255},
    "users": {"givenName": 120, "familyName": 120, "preferredGivenName": 120, "email": 254},
}
"""Characters that the roster keeps of a text; the specification sets no limit. What is longer is cut, and said."""

KEEP = {
    "orgs": ("sourcedId", "status", "name", "type", "parentSourcedId"),
    "academicSessions": (
        "sourcedId", "status", "title", "type", "startDate", "endDate", "parentSourcedId", "schoolYear",
    ),
    "courses": (
        "sourcedId", "status", "title", "courseCode", "grades", "subjects", "schoolYearSourcedId", "schoolYearId",
    ),
    "classes": (
        "sourcedId", "status", "title", "classCode", "grades", "subjects", "courseSourcedId", "schoolSourcedId",
        "termSourcedIds",
    ),
    "users": (
        "sourcedId", "status", "givenName", "familyName", "preferredGivenName", "email", "grades", "role",
        "orgSourcedIds", "enabledUser", "metadata.jobTitle",
    ),
    "roles": (
        "sourcedId", "status", "userSourcedId", "role", "beginDate", "endDate", "orgSourcedId", "metadata.jobTitle",
    ),
    "enrollments": (
        "sourcedId", "status", "classSourcedId", "userSourcedId", "role", "beginDate", "endDate",
    ),
}  # fmt: skip
"""Columns of the files that the roster has a use for. What it has no use for (birth dates, phone numbers) is
checked and not kept."""
