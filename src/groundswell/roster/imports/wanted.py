"""From a checked bundle to the rows that the roster should have: one frame per kind, in the roster's own words.

A frame holds ``source_id``, the kind's columns as text (references as source ids), ``content_hash`` (Int64 over
all of these, equal for equal content in every version of this program) and ``gone`` for rows that a delta takes away.

A bulk bundle says everything. A delta says only what moved, so what a row means may stand in the roster: whether
somebody is a student, what kind of place an organisation is. ``had`` looks that up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl
import polars_hash

from groundswell.roster.imports.bundle import Bundle
from groundswell.roster.imports.kinds import BY_NAME, HASH, LONGEST, SOURCE_ID, Kind

Frames = dict[str, pl.DataFrame]
Had = Callable[[str, str], list[tuple[Any, ...]]]
"""had(table, column): (source_id, value) of every row of the roster that came from files."""

SLICE = 100_000
FAMILY = ("parent", "guardian", "relative")

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


def wanted_rows(bundle: Bundle, had: Had = lambda table, column: []) -> Frames:
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
            delta = bundle.modes.get(file) == "delta"
            rows = make(_Asked(frames, bundle.version, delta, had))
            wanted[name] = _finished(BY_NAME[name], rows, delta=delta)
    return wanted


@dataclass(frozen=True)
class _Asked:
    """What a maker of rows works from: the files, whether its own is a delta, and what the roster had."""

    frames: Frames
    version: str
    delta: bool
    had: Had

    def known(self, table: str, column: str) -> pl.DataFrame:
        """sourcedId and ``value`` as text of the rows that the roster has; none for a bulk file, which says all."""
        rows = self.had(table, column) if self.delta else []
        schema = {"sourcedId": pl.String, "value": pl.String}
        return pl.DataFrame([(a, str(b)) for a, b in rows], schema=schema, orient="row")


def _finished(kind: Kind, rows: pl.DataFrame, *, delta: bool) -> pl.DataFrame:
    """Content columns in order, with the hash over them and the mark of what a delta takes away."""
    for column in (*kind.content, "status"):
        if column not in rows.columns:
            rows = rows.with_columns(pl.lit(None, pl.String).alias(column))
    gone = (pl.col("status").str.to_lowercase() == "tobedeleted").fill_null(False) if delta else pl.lit(False)
    rows = rows.select(pl.col("sourcedId").alias(SOURCE_ID), *kind.content, gone.alias("gone"))
    return rows.with_columns(_hashes(rows.select(SOURCE_ID, *kind.content)))


def _hashes(rows: pl.DataFrame) -> pl.Series:
    """A hash of each row, slice by slice: a million texts at once would need new memory for each step."""
    cells = [pl.col(c).fill_null("\x00") if rows[c].null_count() else pl.col(c) for c in rows.columns]
    hashed = polars_hash.concat_str(cells, separator="\x1f").nchash.xxh3_64().alias(HASH)
    parts = [part.select(hashed)[HASH] for part in rows.iter_slices(SLICE)]
    hashes = pl.concat(parts) if parts else pl.Series(HASH, [], pl.UInt64)
    return hashes.reinterpret(signed=True)


def _col(rows: pl.DataFrame, name: str) -> pl.Expr:
    """A column, or nulls where the file has none of that name."""
    return pl.col(name) if name in rows.columns else pl.lit(None, pl.String)


def _day(rows: pl.DataFrame, name: str) -> pl.Expr:
    return _col(rows, name).str.slice(0, 10)


def _cut(rows: pl.DataFrame, file: str) -> pl.DataFrame:
    """Texts no longer than the roster keeps them; the reader has warned of it."""
    longest = {name: most for name, most in LONGEST[file].items() if name in rows.columns}
    return rows.with_columns(pl.col(name).str.slice(0, most) for name, most in longest.items())


def _organisations(asked: _Asked) -> pl.DataFrame:
    rows = _cut(asked.frames["orgs"], "orgs")
    known = asked.known("roster_organisation", "kind")
    is_school = pl.col("type") == "school"
    above_schools = rows.filter(is_school)["parentSourcedId"].drop_nulls().unique()
    schools = pl.concat(
        [rows.filter(is_school)["sourcedId"], known.filter(pl.col("value") == "school")["sourcedId"]]
    )
    rows = rows.join(known.rename({"value": "_kind"}), on="sourcedId", how="left", maintain_order="left")
    kind = (
        pl.when(pl.col("type").is_in(["district", "school"]))
        .then(pl.col("type"))
        .when(pl.col("sourcedId").is_in(above_schools.implode()))
        .then(pl.lit("learning_community"))
        .when(pl.col("parentSourcedId").is_in(schools.implode()))
        .then(pl.lit("team"))
        .otherwise(pl.col("_kind").fill_null("department"))
    )
    kept = rows.filter(pl.col("type").is_in(["state", "national"]).fill_null(False).not_())
    places = pl.concat([kept["sourcedId"], known["sourcedId"]])
    parent = pl.when(pl.col("parentSourcedId").is_in(places.implode())).then(pl.col("parentSourcedId"))
    return kept.with_columns(kind=kind, parent_id=parent)


def _school_years(asked: _Asked) -> pl.DataFrame:
    rows = _cut(asked.frames["academicSessions"], "academicSessions")
    rows = rows.filter(pl.col("type") == "schoolYear")
    return rows.with_columns(
        ends_in=pl.coalesce(_col(rows, "schoolYear"), pl.col("endDate").str.slice(0, 4)),
        begins_on=_day(rows, "startDate"),
        ends_on=_day(rows, "endDate"),
    )


def _terms(asked: _Asked) -> pl.DataFrame:
    everything = _cut(asked.frames["academicSessions"], "academicSessions")
    years = pl.concat(
        [
            everything.filter(pl.col("type") == "schoolYear")["sourcedId"],
            asked.known("roster_school_year", "ends_in")["sourcedId"],
        ]
    )
    above = everything.select(parentSourcedId="sourcedId", grandparent="parentSourcedId")
    rows = everything.filter(pl.col("type") != "schoolYear").join(above, on="parentSourcedId", how="left")
    is_year = pl.col("parentSourcedId").is_in(years.implode())
    year = pl.when(is_year).then(pl.col("parentSourcedId")).otherwise(pl.col("grandparent"))
    return rows.with_columns(
        school_year_id=pl.when(year.is_in(years.implode())).then(year),
        begins_on=_day(rows, "startDate"),
        ends_on=_day(rows, "endDate"),
    )


def _courses(asked: _Asked) -> pl.DataFrame:
    rows = _cut(asked.frames["courses"], "courses")
    return rows.with_columns(
        code=_col(rows, "courseCode").fill_null(""),
        grades=_col(rows, "grades").fill_null(""),
        subjects=_col(rows, "subjects").fill_null(""),
        school_year_id=pl.coalesce(_col(rows, "schoolYearSourcedId"), _col(rows, "schoolYearId")),
    )


def _classes(asked: _Asked) -> pl.DataFrame:
    rows = _cut(asked.frames["classes"], "classes")
    return rows.with_columns(
        code=_col(rows, "classCode").fill_null(""),
        grades=_col(rows, "grades").fill_null(""),
        subjects=_col(rows, "subjects").fill_null(""),
        course_id=pl.col("courseSourcedId"),
        school_id=pl.col("schoolSourcedId"),
        term_id=pl.col("termSourcedIds").str.split(",").list.first().str.strip_chars(),
    )


def _people(asked: _Asked) -> pl.DataFrame:
    rows = _cut(asked.frames["users"], "users")
    role = _role_of_each(asked, rows)
    rows = rows.join(role, on="sourcedId", how="left", maintain_order="left")
    rows = rows.filter(pl.col("_role").eq_missing(pl.lit("family")).not_())
    is_student = pl.col("_role").eq_missing(pl.lit("student"))
    return rows.with_columns(
        given_name=pl.col("givenName").fill_null(""),
        family_name=pl.col("familyName").fill_null(""),
        preferred_name=_col(rows, "preferredGivenName").fill_null(""),
        email=_col(rows, "email").fill_null("").str.to_lowercase(),
        is_student=pl.when(is_student).then(pl.lit("1")).otherwise(pl.lit("0")),
        grade=pl.when(is_student)
        .then(_col(rows, "grades").str.split(",").list.first().str.slice(0, 8))
        .fill_null(""),
    )


def _role_of_each(asked: _Asked, users: pl.DataFrame) -> pl.DataFrame:
    """sourcedId and ``_role`` (student, family, staff) of the users of whom something is known.

    From the user's own row in 1.1, from roles.csv in 1.2. Where neither says (a 1.2 bundle without roles.csv, a
    delta that only renames somebody), the roster's word stands.
    """
    if asked.version == "1.1":
        held = users.select("sourcedId", role=_col(users, "role"))
    elif "roles" in asked.frames:
        roles = asked.frames["roles"]
        gone = _col(roles, "status").str.to_lowercase().eq_missing(pl.lit("tobedeleted"))
        held = roles.filter(gone.not_()).select(sourcedId="userSourcedId", role="role")
    else:
        held = pl.DataFrame(schema={"sourcedId": pl.String, "role": pl.String})
    role = pl.col("role").str.to_lowercase()
    kind = pl.when(role == "student").then(0).when(role.is_in(FAMILY)).then(1).otherwise(2)
    named = held.drop_nulls().with_columns(_order=kind).group_by("sourcedId").agg(pl.col("_order").min())
    names = pl.col("_order").replace_strict([0, 1, 2], ["student", "family", "staff"], return_dtype=pl.String)
    said = named.select("sourcedId", names.alias("_role"))
    if asked.delta or (asked.version != "1.1" and "roles" not in asked.frames):
        rows = [(a, "student" if b else "staff") for a, b in asked.had("roster_person", "is_student")]
        known = pl.DataFrame(rows, schema={"sourcedId": pl.String, "_role": pl.String}, orient="row")
        said = pl.concat([said, known.join(said, on="sourcedId", how="anti")])
    return said


def _positions(asked: _Asked) -> pl.DataFrame:
    rows = _roles_of_11(asked) if asked.version == "1.1" else asked.frames["roles"]
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
        status=pl.when(held.is_null()).then(pl.lit("tobedeleted")).otherwise(_col(rows, "status")),
    )
    # In a delta a row without a staff role takes a position away that the same row may have given before.
    return rows if asked.delta else rows.filter(pl.col("role").is_not_null())


def _roles_of_11(asked: _Asked) -> pl.DataFrame:
    """Version 1.1 keeps a user's role and organisations in users.csv: one row for each organisation.

    A delta that names somebody says all of their organisations; the positions that it leaves out are gone.
    """
    users = asked.frames["users"]
    rows = users.with_columns(orgSourcedId=pl.col("orgSourcedIds").str.split(",")).explode("orgSourcedId")
    rows = rows.with_columns(pl.col("orgSourcedId").str.strip_chars()).filter(
        pl.col("orgSourcedId").fill_null("") != ""
    )
    rows = rows.with_columns(
        userSourcedId="sourcedId", sourcedId=pl.format("{}@{}", "sourcedId", "orgSourcedId")
    ).unique("sourcedId", keep="first", maintain_order=True)
    held = asked.known("roster_position", "role").with_columns(
        userSourcedId=pl.col("sourcedId").str.replace(r"@[^@]*$", "")
    )
    left = held.join(users.select(userSourcedId="sourcedId"), on="userSourcedId", how="semi")
    left = left.join(rows, on="sourcedId", how="anti").select("sourcedId", status=pl.lit("tobedeleted"))
    return pl.concat([rows, left], how="diagonal")


def _enrolments(asked: _Asked) -> pl.DataFrame:
    rows = asked.frames["enrollments"]
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
