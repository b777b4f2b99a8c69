"""The shape of a generated district: organisations, sessions, courses, people, classes, enrolments, as columns.

Sizes follow a real large district: half of the schools are elementary, high schools are the largest, a class has
sixteen to seventeen pupils, two thirds of the staff teach, and one in thirty teachers works at a second school.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import polars as pl

from groundswell.roster.imports.generator_names import Names
from groundswell.roster.imports.spec import SPECS

Frames = dict[str, pl.DataFrame]

DISTRICT = "org-district"
COMMUNITIES = ("North", "Northeast", "Central", "East", "South", "West")
CLASS_SIZE = 15.7

GRADES = ("KG", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12")
# level: (word in the name, first grade, last grade, share of schools, relative size, subjects)
LEVELS = {
    "elementary": ("Elementary", 0, 5, 0.53, 1.0, ("Reading", "Writing", "Mathematics", "Science", "Arts", "Movement")),
    "middle": (
        "Middle", 6, 8, 0.25, 1.4,
        ("Language Arts", "Mathematics", "Science", "Social Studies", "World Language", "Arts", "Health"),
    ),
    "high": (
        "High", 9, 12, 0.22, 2.4,
        ("English", "Mathematics", "Science", "History", "World Language", "Elective", "Career Studies"),
    ),
}  # fmt: skip

# (share, 1.2 role, 1.1 role, title) of those who are not the first two of their school
JOBS = (
    (0.655, "teacher", "teacher", "Teacher"),
    (0.03, "teacher", "teacher", "Teacher leader"),
    (0.03, "teacher", "teacher", "Instructional coach"),
    (0.015, "teacher", "teacher", "Media coordinator"),
    (0.17, "aide", "aide", "Teaching assistant"),
    (0.04, "counselor", "aide", "Counselor"),
    (0.03, "siteAdministrator", "administrator", "Assistant principal"),
    (0.03, "districtAdministrator", "administrator", "District specialist"),
)


@dataclass(frozen=True)
class Shape:
    """What is asked for."""

    students: int
    staff: int
    schools: int
    version: str
    school_year: int
    names: Names

    @property
    def first_day(self) -> str:
        """First day of school, ISO."""
        return f"{self.school_year - 1}-08-25"

    @property
    def last_day(self) -> str:
        """Last day of school, ISO."""
        return f"{self.school_year}-06-10"


def district(shape: Shape, rng: random.Random) -> Frames:
    """All files of the bundle, each with the columns of its version in order."""
    schools = _schools(shape, rng)
    students, staff = _students(shape, schools, rng), _staff(shape, schools, rng)
    taken = _taken(students)
    classes = _classes(shape, taken)
    made: dict[str, pl.DataFrame] = {
        "orgs": _orgs(shape, schools),
        "academicSessions": _sessions(shape),
        "courses": _courses(shape),
        "classes": classes,
        "enrollments": _enrollments(shape, taken, classes, staff),
        **_people(shape, students, staff, schools, rng),
    }
    return {name: _in_order(frame, name, shape.version) for name, frame in made.items()}


def _in_order(frame: pl.DataFrame, name: str, version: str) -> pl.DataFrame:
    """The specification's columns in order, blank where nothing was made, metadata at the end."""
    wanted = [
        pl.col(c).cast(pl.String) if c in frame.columns else pl.lit(None, pl.String).alias(c)
        for c in SPECS[version][name].header
    ]
    return frame.select(*wanted, *(c for c in frame.columns if c.startswith("metadata.")))


def _schools(shape: Shape, rng: random.Random) -> pl.DataFrame:
    """One row per school: id, name, level, community, weight (relative size)."""
    levels: list[str] = []
    for level, (_, _, _, share, _, _) in LEVELS.items():
        levels += [level] * round(share * shape.schools)
    levels = (levels + ["elementary"] * shape.schools)[: shape.schools]
    pairs = [f"{place} {feature}" for place in shape.names.places for feature in shape.names.features]
    rng.shuffle(pairs)
    if len(pairs) < shape.schools:
        pairs += [f"{pair} {n}" for n in range(2, 2 + shape.schools // len(pairs)) for pair in pairs]
    rng.shuffle(levels)
    number = pl.int_range(pl.len())
    return pl.DataFrame({"level": levels, "pair": pairs[: shape.schools]}).with_columns(
        school=pl.format("org-sch-{}", (number + 1).cast(pl.String).str.zfill(4)),
        code=pl.format("{}", (number + 300).cast(pl.String).str.zfill(3)),
        name=pl.col("pair") + " " + pl.col("level").replace({k: v[0] for k, v in LEVELS.items()}),
        community=number % len(COMMUNITIES) + 1,
        weight=pl.Series([LEVELS[level][4] * rng.uniform(0.55, 1.6) for level in levels]),
    )


def _orgs(shape: Shape, schools: pl.DataFrame) -> pl.DataFrame:
    top = pl.DataFrame(
        {
            "sourcedId": [DISTRICT, *(f"org-lc-{n}" for n in range(1, len(COMMUNITIES) + 1))],
            "name": [shape.names.district, *(f"{name} Learning Community" for name in COMMUNITIES)],
            "type": ["district", *["department"] * len(COMMUNITIES)],
            "identifier": ["9900000", *[None] * len(COMMUNITIES)],
            "parentSourcedId": [None, *[DISTRICT] * len(COMMUNITIES)],
        }
    )
    return pl.concat(
        [
            top,
            schools.select(
                sourcedId="school",
                name="name",
                type=pl.lit("school"),
                identifier=pl.lit("9900000") + pl.col("code"),
                parentSourcedId=pl.format("org-lc-{}", "community"),
            ),
        ]
    )


def _sessions(shape: Shape) -> pl.DataFrame:
    begin, end = shape.school_year - 1, shape.school_year
    rows = [
        ("year", f"School year {begin}-{end % 100:02d}", "schoolYear", shape.first_day, shape.last_day, None),
        ("s1", "First semester", "semester", shape.first_day, f"{end}-01-16", "year"),
        ("s2", "Second semester", "semester", f"{end}-01-20", shape.last_day, "year"),
        ("q1", "First quarter", "gradingPeriod", shape.first_day, f"{begin}-10-28", "s1"),
        ("q2", "Second quarter", "gradingPeriod", f"{begin}-10-30", f"{end}-01-16", "s1"),
        ("q3", "Third quarter", "gradingPeriod", f"{end}-01-20", f"{end}-03-27", "s2"),
        ("q4", "Fourth quarter", "gradingPeriod", f"{end}-03-30", shape.last_day, "s2"),
    ]
    frame = pl.DataFrame(
        rows,
        schema=["key", "title", "type", "startDate", "endDate", "parent"],
        orient="row",
        infer_schema_length=None,
    )
    return frame.with_columns(
        sourcedId=pl.format("ses-{}-{}", pl.lit(end), "key"),
        parentSourcedId=pl.format("ses-{}-{}", pl.lit(end), "parent"),
        schoolYear=pl.lit(str(end)),
    )


def _subjects() -> pl.DataFrame:
    """One row per level, grade and subject: `place` is the subject's number within its level."""
    rows = [
        (level, GRADES[g], subject, place)
        for level, (_, first, last, _, _, subjects) in LEVELS.items()
        for g in range(first, last + 1)
        for place, subject in enumerate(subjects)
    ]
    return pl.DataFrame(rows, schema=["level", "grade", "subject", "place"], orient="row")


def _courses(shape: Shape) -> pl.DataFrame:
    return _subjects().select(
        sourcedId=_course_id(),
        schoolYearSourcedId=pl.lit(f"ses-{shape.school_year}-year"),
        title=pl.format("{}, grade {}", "subject", "grade"),
        courseCode=pl.col("subject").str.slice(0, 3).str.to_uppercase() + pl.col("grade"),
        grades="grade",
        orgSourcedId=pl.lit(DISTRICT),
        subjects="subject",
    )


def _course_id() -> pl.Expr:
    return pl.format("crs-{}-{}", "grade", pl.col("place") + 1)


def _students(shape: Shape, schools: pl.DataFrame, rng: random.Random) -> pl.DataFrame:
    """One row per student: number, school, level, grade, and `seat`, the number within school and grade."""
    at = rng.choices(range(schools.height), weights=schools["weight"].to_list(), k=shape.students)
    draw = pl.Series([rng.random() for _ in range(shape.students)])
    first = pl.col("level").replace_strict({k: v[1] for k, v in LEVELS.items()}, return_dtype=pl.Int32)
    span = pl.col("level").replace_strict(
        {k: v[2] - v[1] + 1 for k, v in LEVELS.items()}, return_dtype=pl.Int32
    )
    frame = schools.select("school", "level")[at].with_columns(
        draw=draw, number=pl.int_range(1, pl.len() + 1)
    )
    grade = pl.Series("grade", GRADES)
    frame = frame.with_columns(grade_no=first + (pl.col("draw") * span).floor().cast(pl.Int32))
    frame = frame.with_columns(
        grade=pl.col("grade_no").replace_strict(dict(enumerate(grade)), return_dtype=pl.String)
    )
    seat = pl.int_range(pl.len()).over("school", "grade")
    size = pl.len().over("school", "grade")
    return frame.with_columns(
        seat=seat,
        sections=(size / CLASS_SIZE).round().clip(1).cast(pl.Int64),
        sourcedId=pl.format("stu-{}", pl.col("number").cast(pl.String).str.zfill(7)),
    )


def _staff(shape: Shape, schools: pl.DataFrame, rng: random.Random) -> pl.DataFrame:
    """One row per staff member: id, school or district as `org`, role in either version, title."""
    count, rest = schools.height, shape.staff - 2 * schools.height
    at = [
        *range(count),
        *range(count),
        *rng.choices(range(count), weights=schools["weight"].to_list(), k=rest),
    ]
    picks = rng.choices(range(len(JOBS)), weights=[job[0] for job in JOBS], k=rest)
    jobs = [("principal", "administrator", "Principal")] * count + [("teacher", "teacher", "Teacher")] * count
    jobs += [JOBS[pick][1:] for pick in picks]
    frame = pl.DataFrame(jobs, schema=["role12", "role11", "title"], orient="row")
    central = pl.col("role12") == "districtAdministrator"
    return frame.with_columns(
        schools["school"][at].alias("org"),
        sourcedId=pl.format("stf-{}", pl.int_range(1, pl.len() + 1).cast(pl.String).str.zfill(6)),
    ).with_columns(org=pl.when(central).then(pl.lit(DISTRICT)).otherwise("org"))


def _taken(students: pl.DataFrame) -> pl.DataFrame:
    """One row per student and subject: which class of the school's grade and subject the student sits in."""
    frame = students.select("sourcedId", "school", "level", "grade", "seat", "sections")
    frame = frame.join(_subjects(), on=["level", "grade"], maintain_order="left_right")
    mixed = pl.col("seat") + pl.col("place") * (pl.col("seat") // pl.col("sections"))
    together = pl.col("level") == "elementary"
    section = pl.when(together).then(pl.col("seat")).otherwise(mixed) % pl.col("sections") + 1
    return frame.with_columns(section=section).with_columns(
        klass=pl.format(
            "cls-{}-{}-{}-{}", pl.col("school").str.slice(8), "grade", pl.col("place") + 1, "section"
        )
    )


def _classes(shape: Shape, taken: pl.DataFrame) -> pl.DataFrame:
    one = taken.unique("klass", keep="first").sort("school", "grade", "place", "section")
    halves = pl.lit(f"ses-{shape.school_year}-s1,ses-{shape.school_year}-s2")
    return one.select(
        sourcedId="klass",
        title=pl.format("{} {}, section {}", "subject", "grade", "section"),
        grades="grade",
        courseSourcedId=_course_id(),
        classCode=pl.format("{}-{}", pl.col("subject").str.slice(0, 3).str.to_uppercase(), "section"),
        classType=pl.when((pl.col("level") == "elementary") & (pl.col("place") == 0))
        .then(pl.lit("homeroom"))
        .otherwise(pl.lit("scheduled")),
        location=pl.format("Room {}", 100 + pl.int_range(pl.len()).over("school") % 90),
        schoolSourcedId="school",
        termSourcedIds=halves,
        subjects="subject",
        periods=(pl.col("place") + 1).cast(pl.String),
    )


def _enrollments(
    shape: Shape, taken: pl.DataFrame, classes: pl.DataFrame, staff: pl.DataFrame
) -> pl.DataFrame:
    """Students in their classes, then one primary teacher per class, in turn among the school's teachers."""
    teachers = staff.filter(pl.col("title").is_in(["Teacher", "Teacher leader"])).select(
        "org", teacher="sourcedId", turn=pl.int_range(pl.len()).over("org"), of=pl.len().over("org")
    )
    wanted = classes.select(
        klass="sourcedId", school="schoolSourcedId", at=pl.int_range(pl.len()).over("schoolSourcedId")
    )
    sizes = teachers.unique("org", keep="first").select("org", "of")
    wanted = wanted.join(sizes, left_on="school", right_on="org", maintain_order="left")
    wanted = wanted.with_columns(turn=pl.col("at") % pl.col("of"))
    taught = wanted.join(
        teachers.select("org", "turn", "teacher"),
        left_on=["school", "turn"],
        right_on=["org", "turn"],
        maintain_order="left",
    )
    student = {"role": pl.lit("student"), "primary": pl.lit("false")}
    teacher = {"role": pl.lit("teacher"), "primary": pl.lit("true")}
    learning = taken.select("klass", "school", user="sourcedId", **student)
    teaching = taught.select("klass", "school", user="teacher", **teacher)
    return pl.concat([learning, teaching]).select(
        sourcedId=pl.format("enr-{}", pl.int_range(1, pl.len() + 1).cast(pl.String).str.zfill(8)),
        classSourcedId="klass",
        schoolSourcedId="school",
        userSourcedId="user",
        role="role",
        primary="primary",
        beginDate=pl.lit(shape.first_day),
        endDate=pl.lit(shape.last_day),
    )


def _people(
    shape: Shape, students: pl.DataFrame, staff: pl.DataFrame, schools: pl.DataFrame, rng: random.Random
) -> Frames:
    """users.csv, and roles.csv where the version has it."""
    everyone = _everyone(students, staff)
    given = pl.Series(rng.choices(shape.names.given, k=everyone.height))
    family = pl.Series(rng.choices(shape.names.family, k=everyone.height))
    users = everyone.with_columns(givenName=given, familyName=family, enabledUser=pl.lit("true"))
    # A number keeps namesakes apart; the first of a name has none.
    again = pl.int_range(pl.len()).over("givenName", "familyName")
    tail = pl.when(again == 0).then(pl.lit("")).otherwise((again + 1).cast(pl.String))
    users = users.with_columns(
        username=pl.format("{}.{}{}", "givenName", "familyName", tail).str.to_lowercase()
    ).with_columns(
        email=pl.when(pl.col("adult")).then(pl.format("{}@{}", "username", pl.lit(shape.names.domain))),
        identifier=pl.col("sourcedId").str.slice(4),
    )
    second = _second_schools(users, schools, rng)
    if shape.version == "1.1":
        orgs = second.group_by("sourcedId", maintain_order=True).agg(pl.col("org").first().alias("more"))
        users = users.join(orgs, on="sourcedId", how="left", maintain_order="left").with_columns(
            orgSourcedIds=pl.concat_str("org", "more", separator=",", ignore_nulls=True), role="role11"
        )
        return {"users": users.rename({"title": "metadata.jobTitle"})}
    held = pl.concat(
        [
            users.select("sourcedId", "org", "role12", "title", kind=pl.lit("primary")),
            second.select("sourcedId", "org", "role12", "title", kind=pl.lit("secondary")),
        ]
    )
    roles = held.select(
        sourcedId=pl.format("rol-{}", pl.int_range(1, pl.len() + 1).cast(pl.String).str.zfill(7)),
        userSourcedId="sourcedId",
        roleType="kind",
        role="role12",
        beginDate=pl.lit(shape.first_day),
        orgSourcedId="org",
        **{"metadata.jobTitle": pl.col("title")},
    )
    return {"users": users.with_columns(primaryOrgSourcedId="org"), "roles": roles}


def _everyone(students: pl.DataFrame, staff: pl.DataFrame) -> pl.DataFrame:
    """Staff, then students, in one shape."""
    return pl.concat(
        [
            staff.with_columns(grades=pl.lit(None, pl.String), adult=pl.lit(True)),
            students.select(
                pl.lit("student").alias("role12"),
                pl.lit("student").alias("role11"),
                pl.lit(None, pl.String).alias("title"),
                pl.col("school").alias("org"),
                "sourcedId",
                pl.col("grade").alias("grades"),
                adult=pl.lit(False),
            ),
        ]
    )


def _second_schools(users: pl.DataFrame, schools: pl.DataFrame, rng: random.Random) -> pl.DataFrame:
    """One in thirty teachers, with the second school at which they work."""
    teachers = users.filter(pl.col("role12") == "teacher")
    if schools.height < 2 or teachers.height < 30:
        return teachers.head(0)
    rows = sorted(rng.sample(range(teachers.height), teachers.height // 30))
    at = rng.choices(range(schools.height), k=len(rows))
    moved = teachers[rows].with_columns(schools["school"][at].alias("second"))
    return moved.filter(pl.col("second") != pl.col("org")).with_columns(org="second")
