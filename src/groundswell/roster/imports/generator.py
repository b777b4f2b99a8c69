"""Makes OneRoster bundles: a whole invented district of any size, the same bytes for the same arguments.

It serves the demo, the tests and the benchmarks. Chance comes from `random.Random(seed)` alone, whose sequences
do not change between Python versions; the rest is columns. Nobody in a bundle is real.
"""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from groundswell.roster.imports import generator_defects, generator_people
from groundswell.roster.imports.generator_names import RIVERBEND, Names
from groundswell.roster.imports.spec import SPECS

ZIP_DATE = (2026, 1, 1, 0, 0, 0)

Frames = dict[str, pl.DataFrame]


@dataclass(frozen=True)
class Made:
    """What was written: rows per file, and the seeded defects as (file, field, code) → lines."""

    counts: dict[str, int]
    truth: dict[tuple[str, str, str], list[int]]


def generate(
    out: Path,
    *,
    students: int,
    staff: int,
    schools: int,
    seed: int,
    version: str = "1.2",
    names: Names | None = None,
    school_year: int = 2026,
    defects: int = 0,
) -> Made:
    """Write a bulk bundle to `out`: a zip when its name ends in .zip, else a folder (made if missing).

    A district with six learning communities, `schools` schools, courses, about 0.4 classes and 6.8 enrolments
    per student. `school_year` is the year in which it ends. `defects` plants that many faults of each of the
    kinds of `generator_defects`, whose places the answer tells. ValueError for sizes that make no district.
    """
    if students < 1 or schools < 1 or staff < 2 * schools:
        raise ValueError("A district needs a school, a student, and two staff members for each school.")
    rng = random.Random(f"{seed}-{students}-{staff}-{schools}")
    shape = generator_people.Shape(students, staff, schools, version, school_year, names or RIVERBEND)
    frames = generator_people.district(shape, rng)
    truth: dict[tuple[str, str, str], list[int]] = {}
    if defects:
        frames, truth = generator_defects.plant(frames, defects, rng)
    write_bundle(out, frames, version=version)
    return Made({name: frame.height for name, frame in frames.items()}, truth)


def mutate(source: Path, out: Path, *, share: float, seed: int) -> dict[str, int]:
    """Write a copy of a generated bundle in which `share` of the rows of users, classes and enrollments differ.

    Answers how many rows differ per file. Nobody appears or vanishes; only plain values that a roster keeps change.
    """
    rng = random.Random(seed)
    frames, version = _load(source)
    changed: dict[str, int] = {}
    for name, column in (("users", "familyName"), ("classes", "title"), ("enrollments", "endDate")):
        if name not in frames:
            continue
        height = frames[name].height
        rows = sorted(rng.sample(range(height), round(height * share)))
        value = "2026-05-29" if column == "endDate" else f"Changed {seed}"
        chosen = pl.int_range(pl.len()).is_in(pl.Series(rows, dtype=pl.Int64).implode())
        frames[name] = frames[name].with_columns(
            pl.when(chosen).then(pl.lit(value)).otherwise(pl.col(column)).alias(column)
        )
        changed[name] = len(rows)
    write_bundle(out, frames, version=version)
    return changed


def manifest(
    frames: Mapping[str, object], *, version: str, mode: str = "bulk", source: str = "Groundswell"
) -> str:
    """The text of manifest.csv for a bundle that holds these files."""
    lines = ["propertyName,value", "manifest.version,1.0", f"oneroster.version,{version}"]
    lines += [f"file.{name},{mode if name in frames else 'absent'}" for name in sorted(SPECS[version])]
    lines += [f"source.systemName,{source}", f"source.systemCode,{source.lower()}"]
    return "\n".join(lines) + "\n"


def write_bundle(out: Path, frames: Mapping[str, pl.DataFrame], *, version: str, mode: str = "bulk") -> None:
    """Write frames of text as a bundle, zip or folder by the name of `out`; the same frames give the same bytes."""
    texts = {"manifest.csv": manifest(frames, version=version, mode=mode).encode()}
    if out.suffix == ".zip":
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for name, text in texts.items():
                archive.writestr(_entry(name), text)
            for name in sorted(frames):
                archive.writestr(_entry(f"{name}.csv"), _csv(frames[name]))
        return
    out.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (out / name).write_bytes(text)
    for name in sorted(frames):
        (out / f"{name}.csv").write_bytes(_csv(frames[name]))


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, ZIP_DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _csv(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_csv(buffer)
    return buffer.getvalue()


def _load(source: Path) -> tuple[Frames, str]:
    """The files of a bundle that this module wrote, and its version."""
    if source.is_dir():
        texts = {path.stem: path.read_bytes() for path in sorted(source.glob("*.csv"))}
    else:
        with zipfile.ZipFile(source) as archive:
            texts = {name[:-4]: archive.read(name) for name in archive.namelist()}
    head = texts.pop("manifest").decode()
    version = "1.1" if "oneroster.version,1.1" in head else "1.2"
    return {name: pl.read_csv(io.BytesIO(text), infer_schema=False) for name, text in texts.items()}, version
