"""From a checked bundle to the rows that the roster should have: one frame per kind, in the roster's own words.

A frame holds ``source_id``, the kind's columns as text (references as source ids), ``content_hash`` (Int64, equal
for equal content in every version of this program) and ``gone`` for rows that a delta takes away.
"""

import polars as pl
import xxhash

from groundswell.roster.imports.bundle import Bundle
from groundswell.roster.imports.kinds import BY_NAME, HASH, SOURCE_ID, Kind

Frames = dict[str, pl.DataFrame]

STAFF_ROLES = {
    "teacher": "teacher",
    "principal": "principal",
    "siteadministrator": "principal",
    "administrator": "principal",
    "districtadministrator": "department_staff",
    "systemadministrator": "district_it",
    "aide": "support_staff",
    "counselor": "support_staff",
    "proctor": "support_staff",
}
"""OneRoster's few roles, and what each is here when no job title says more."""

JOB_TITLES = {
    "teacher leader": "teacher_leader",
    "principal": "principal",
    "assistant principal": "support_staff",
    "school coach": "school_coach",
    "facilitator": "school_coach",
    "instructional coach": "instructional_coach",
    "media coordinator": "media_coordinator",
    "district specialist": "district_specialist",
    "area superintendent": "area_superintendent",
    "superintendent": "superintendent",
    "professional-learning office": "learning_office",
    "district it": "district_it",
}
"""Job titles (column metadata.jobTitle, small letters) that say more than the role."""

ENROLMENT_ROLES = {
    "student": "student",
    "teacher": "teacher",
    "administrator": "aide",
    "proctor": "aide",
    "aide": "aide",
}


def wanted_rows(bundle: Bundle) -> Frames:
    """The rows that this bundle asks for, kind by kind. Kinds whose file was not sent are left out."""
    frames = bundle.frames
    makers = {
        "organisations": (_organisations, "orgs"),
        "school_years": (_school_years, "academicSessions"),
        "terms": (_terms, "academicSessions"),
        "courses": (_courses, "courses"),
        "classes": (_classes, "classes"),
        "people": (_people, "users"),
        "positions": (_positions, "users" if bundle.version == "1.1" else "roles"),
        "enrolments": (_enrolments, "enrollments"),
    }
    wanted = {}
    for name, (make, file) in makers.items():
        if file in frames:
            wanted[name] = _finished(BY_NAME[name], make(frames), delta=bundle.modes.get(file) == "delta")
    return wanted


def _finished(kind: Kind, rows: pl.DataFrame, *, delta: bool) -> pl.DataFrame:
    """Content columns in order, with the hash over them and the mark of what a delta takes away."""
    for column in (*kind.content, "status"):
        if column not in rows.columns:
            rows = rows.with_columns(pl.lit(None, pl.String).alias(column))
    gone = (pl.col("status").str.to_lowercase() == "tobedeleted").fill_null(False) if delta else pl.lit(False)
    rows = rows.select(pl.col("sourcedId").alias(SOURCE_ID), *kind.content, gone.alias("gone"))
    text = rows.select(
        pl.concat_str([pl.col(c).fill_null("\x00") for c in (SOURCE_ID, *kind.content)], separator="\x1f").alias("all")
    )["all"]
    hashes = pl.Series(HASH, list(map(xxhash.xxh3_64_intdigest, text.cast(pl.Binary).to_list())), dtype=pl.UInt64)
    return rows.with_columns(hashes.reinterpret(signed=True))


def _col(rows: pl.DataFrame, name: str) -> pl.Expr:
    """A column, or nulls where the file has none of that name."""
    return pl.col(name) if name in rows.columns else pl.lit(None, pl.String)


def _day(rows: pl.DataFrame, name: str) -> pl.Expr:
    return _col(rows, name).str.slice(0, 10)


def _organisations(frames: Frames) -> pl.DataFrame:
    rows = frames["orgs"]
    schools = rows.filter(pl.col("type") == "school")
    above_schools = schools["parentSourcedId"].drop_nulls().unique()
    school_ids = schools["sourcedId"].unique()
    kind = (
        pl.when(pl.col("type").is_in(["district", "school"]))
        .then(pl.col("type"))
        .when(pl.col("sourcedId").is_in(above_schools.implode()))
        .then(pl.lit("learning_community"))
        .when(pl.col("parentSourcedId").is_in(school_ids.implode()))
        .then(pl.lit("team"))
        .otherwise(pl.lit("department"))
    )
    kept = rows.filter(pl.col("type").is_in(["state", "national"]).not_())
    parent = pl.when(pl.col("parentSourcedId").is_in(kept["sourcedId"].implode())).then(
        pl.col("parentSourcedId")
    )
    return kept.with_columns(kind=kind, parent_id=parent)


def _school_years(frames: Frames) -> pl.DataFrame:
    rows = frames["academicSessions"].filter(pl.col("type") == "schoolYear")
    return rows.with_columns(
        ends_in=pl.coalesce(_col(rows, "schoolYear"), pl.col("endDate").str.slice(0, 4)),
        begins_on=_day(rows, "startDate"),
        ends_on=_day(rows, "endDate"),
    )


def _terms(frames: Frames) -> pl.DataFrame:
    everything = frames["academicSessions"]
    years = everything.filter(pl.col("type") == "schoolYear").select(year="sourcedId")
    above = everything.select(parentSourcedId="sourcedId", grandparent="parentSourcedId")
    rows = everything.filter(pl.col("type") != "schoolYear").join(above, on="parentSourcedId", how="left")
    is_year = pl.col("parentSourcedId").is_in(years["year"].implode())
    year = pl.when(is_year).then(pl.col("parentSourcedId")).otherwise(pl.col("grandparent"))
    return rows.with_columns(
        school_year_id=pl.when(year.is_in(years["year"].implode())).then(year),
        begins_on=_day(rows, "startDate"),
        ends_on=_day(rows, "endDate"),
    )


def _courses(frames: Frames) -> pl.DataFrame:
    rows = frames["courses"]
    return rows.with_columns(
        code=_col(rows, "courseCode").fill_null(""),
        grades=_col(rows, "grades").fill_null(""),
        subjects=_col(rows, "subjects").fill_null(""),
        school_year_id=pl.coalesce(_col(rows, "schoolYearSourcedId"), _col(rows, "schoolYearId")),
    )


def _classes(frames: Frames) -> pl.DataFrame:
    rows = frames["classes"]
    return rows.with_columns(
        code=_col(rows, "classCode").fill_null(""),
        grades=_col(rows, "grades").fill_null(""),
        subjects=_col(rows, "subjects").fill_null(""),
        course_id=pl.col("courseSourcedId"),
        school_id=pl.col("schoolSourcedId"),
        term_id=pl.col("termSourcedIds").str.split(",").list.first().str.strip_chars(),
    )


def _people(frames: Frames) -> pl.DataFrame:
    rows = frames["users"]
    if "roles" in frames:
        students = frames["roles"].filter(pl.col("role") == "student")["userSourcedId"].unique()
        family = (
            frames["roles"]
            .filter(pl.col("role").is_in(["parent", "guardian", "relative"]))["userSourcedId"]
            .unique()
        )
        is_student = pl.col("sourcedId").is_in(students.implode())
        rows = rows.filter(pl.col("sourcedId").is_in(family.implode()).not_())
    else:
        is_student = _col(rows, "role") == "student"
        rows = rows.filter(
            _col(rows, "role").is_in(["parent", "guardian", "relative"]).not_().fill_null(True)
        )
    is_student = is_student.fill_null(False)
    return rows.with_columns(
        given_name=pl.col("givenName").fill_null(""),
        family_name=pl.col("familyName").fill_null(""),
        preferred_name=_col(rows, "preferredGivenName").fill_null(""),
        email=_col(rows, "email").fill_null("").str.to_lowercase(),
        is_student=pl.when(is_student).then(pl.lit("1")).otherwise(pl.lit("0")),
        grade=pl.when(is_student).then(_col(rows, "grades").str.split(",").list.first()).fill_null(""),
    )


def _positions(frames: Frames) -> pl.DataFrame:
    rows = frames["roles"] if "roles" in frames else _roles_of_11(frames["users"])
    title = _col(rows, "metadata.jobTitle").str.strip_chars().str.to_lowercase()
    role = pl.col("role").str.to_lowercase()
    named = title.replace_strict(list(JOB_TITLES), list(JOB_TITLES.values()), default=None)
    held = role.replace_strict(list(STAFF_ROLES), list(STAFF_ROLES.values()), default=None)
    rows = rows.with_columns(
        role=pl.when(held.is_not_null()).then(pl.coalesce(named, held)),
        begins_on=_day(rows, "beginDate"),
        ends_on=_day(rows, "endDate"),
        person_id=pl.col("userSourcedId"),
        organisation_id=pl.col("orgSourcedId"),
    )
    return rows.filter(pl.col("role").is_not_null())


def _roles_of_11(users: pl.DataFrame) -> pl.DataFrame:
    """Version 1.1 keeps a user's role and organisations in users.csv: one row for each organisation."""
    rows = users.with_columns(orgSourcedId=pl.col("orgSourcedIds").str.split(",")).explode("orgSourcedId")
    rows = rows.with_columns(pl.col("orgSourcedId").str.strip_chars()).filter(
        pl.col("orgSourcedId").is_not_null()
    )
    return rows.with_columns(
        userSourcedId="sourcedId", sourcedId=pl.format("{}@{}", "sourcedId", "orgSourcedId")
    )


def _enrolments(frames: Frames) -> pl.DataFrame:
    rows = frames["enrollments"]
    roles = pl.col("role").replace_strict(
        list(ENROLMENT_ROLES), list(ENROLMENT_ROLES.values()), default="student"
    )
    return rows.select(
        "sourcedId",
        _col(rows, "status").alias("status"),
        role=roles,
        begins_on=_day(rows, "beginDate"),
        ends_on=_day(rows, "endDate"),
        school_class_id=pl.col("classSourcedId"),
        person_id=pl.col("userSourcedId"),
    )
