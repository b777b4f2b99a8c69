"""Plants known faults in a generated bundle and tells where, so that a test can count what the checks find."""

from __future__ import annotations

import random

import polars as pl

from groundswell.roster.imports.codes import Code

Frames = dict[str, pl.DataFrame]
Truth = dict[tuple[str, str, str], list[int]]

# (file, column, what to write instead, what the checks must then say); the rows of one file never overlap.
OVERWRITES = (
    ("users", "familyName", None, Code.REQUIRED),
    ("users", "enabledUser", "perhaps", Code.NOT_BOOLEAN),
    ("users", "grades", "14", Code.GRADE_UNKNOWN),
    ("classes", "classType", "Scheduled", Code.VOCABULARY_CASE),
    ("classes", "courseSourcedId", "crs-nowhere", Code.DANGLING_REFERENCE),
    ("classes", "termSourcedIds", "term-nowhere", Code.DANGLING_REFERENCE),
    ("enrollments", "userSourcedId", "nobody", Code.DANGLING_REFERENCE),
    ("enrollments", "role", "wizard", Code.NOT_IN_VOCABULARY),
    ("enrollments", "endDate", "2020-01-01", Code.BEGIN_AFTER_END),
    ("enrollments", "beginDate", "2026-02-30", Code.NOT_DATE),
)


def plant(frames: Frames, each: int, rng: random.Random) -> tuple[Frames, Truth]:
    """Frames with `each` faults of every kind, and (file, field, code) → the lines on which they stand.

    ValueError when a file is too small to hold them apart.
    """
    frames, truth = dict(frames), {}
    # The last rows stay as they are; they are sent twice below.
    free = {
        name: _draw(frame.height - each, each * sum(o[0] == name for o in OVERWRITES), rng)
        for name, frame in frames.items()
        if name in {overwrite[0] for overwrite in OVERWRITES}
    }
    for file, column, value, code in OVERWRITES:
        rows = sorted(free[file].pop() for _ in range(each))
        chosen = pl.int_range(pl.len()).is_in(pl.Series(rows, dtype=pl.Int64).implode())
        new = pl.when(chosen).then(pl.lit(value, pl.String)).otherwise(pl.col(column))
        frames[file] = frames[file].with_columns(new.alias(column))
        field = "beginDate" if code is Code.BEGIN_AFTER_END else column
        truth[(f"{file}.csv", field, str(code))] = [row + 2 for row in rows]
    for file, code in (("users", Code.TWO_PEOPLE_ONE_ID), ("enrollments", Code.DUPLICATE_ID)):
        frames[file], lines = _repeat(frames[file], each, person=file == "users")
        truth[(f"{file}.csv", "sourcedId", str(code))] = lines
    orgs = frames["orgs"]
    circle = (
        pl.when(pl.int_range(pl.len()) == 0).then(pl.lit(orgs["sourcedId"][1])).otherwise("parentSourcedId")
    )
    frames["orgs"] = orgs.with_columns(circle.alias("parentSourcedId"))
    truth[("orgs.csv", "parentSourcedId", str(Code.CYCLE))] = [2]
    return frames, truth


def _draw(height: int, count: int, rng: random.Random) -> list[int]:
    if count > height // 2:
        raise ValueError(f"{count} faults do not fit into {height} rows.")
    return rng.sample(range(height), count)


def _repeat(frame: pl.DataFrame, each: int, *, person: bool) -> tuple[pl.DataFrame, list[int]]:
    """The frame with its last rows once more at the end, as other people where `person` is set."""
    again = frame.tail(each)
    if person:
        again = again.with_columns(
            familyName=pl.lit("Otherwise"), username=pl.col("username") + ".again", email=None
        )
    start = frame.height + 2
    return pl.concat([frame, again.cast(frame.schema)]), list(range(start, start + each))
