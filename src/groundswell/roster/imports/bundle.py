"""The door: read and check a OneRoster bundle.

bundle = read_bundle(Path("roster.zip"))
bundle.valid, bundle.problems, bundle.frames["users"]
"""

from __future__ import annotations

import hashlib
import tempfile
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from groundswell.roster.imports.archive import Limits, Source, open_bundle
from groundswell.roster.imports.cells import check_cells
from groundswell.roster.imports.checking import Known, Whole, check_references, check_rows, check_together
from groundswell.roster.imports.codes import Code, Level
from groundswell.roster.imports.intake import PIECE, take_in
from groundswell.roster.imports.manifest import FILE as MANIFEST
from groundswell.roster.imports.manifest import Manifest, compare_with_files, read_manifest
from groundswell.roster.imports.problems import Problem, Problems
from groundswell.roster.imports.reading import Table, read_table
from groundswell.roster.imports.spec import ALL_FILES, LINE, READING_ORDER, SPECS

Print = tuple[int, str]
"""CRC-32 and SHA-256 of a file."""


@dataclass
class Bundle:
    """A bundle as read.

    version      "1.1" or "1.2" (guessed from the files when the manifest does not say)
    mode         "bulk" or "delta"; `modes` has it for each file that was read
    frames       file name without .csv → frame of text, blank as null: the specification's columns in order,
                 metadata.* columns, and `_line` (Int32), the physical line of each record
    problems     the first of each (file, field, code), errors up to 1,000, warnings up to 100;
                 `problem_counts` and `totals` are exact
    counts       file → rows read
    fingerprint  one text that is the same for the same files, see `joined`
    """

    version: str
    mode: str
    modes: dict[str, str]
    frames: dict[str, pl.DataFrame]
    problems: list[Problem]
    problem_counts: dict[tuple[str, str, Code], int]
    totals: dict[Level, int]
    counts: dict[str, int]
    fingerprint: str
    source_name: str = ""

    @property
    def valid(self) -> bool:
        """Whether there is no error; warnings do not count."""
        return self.totals.get(Level.ERROR, 0) == 0


def read_bundle(
    path: Path | str,
    *,
    known: Known | None = None,
    keep: Mapping[str, Collection[str]] | None = None,
    tolerate: Collection[Code] = (),
    limits: Limits | None = None,
) -> Bundle:
    """Read and check the folder or zip at `path`.

    known     file name → ids that the caller has from earlier bundles; references may point to them from a
              delta, or to a file that was not sent
    keep      file name → columns to keep in `frames` (others are checked and dropped; a file that is not named
              keeps all); saves memory
    tolerate  codes (of `codes.TOLERABLE`) that count as warnings here. With BOOLEAN_CASE tolerated, frames say
              true and false in small letters.

    Raises Unreadable when the bundle can't be opened or is refused as harmful. Uses a temporary folder for the
    size of the unpacked bundle; leaves nothing behind.
    """
    problems = Problems(tolerate=tolerate)
    with open_bundle(Path(path), limits) as source, tempfile.TemporaryDirectory(prefix="roster-") as scratch:
        folder = Path(scratch)
        manifest, prints = _open_manifest(source, folder, problems)
        to_read = compare_with_files(manifest, sorted(source.members), problems)
        size = _size_of(source)
        whole = Whole({}, to_read, manifest.mode, known)
        for name in _largest_first(source, to_read):
            prints[name], table = _read_file(source, folder, manifest, name, to_read[name], problems)
            if table is None:
                whole.unread.add(name)
            else:
                whole.tables[name] = table
    check_references(whole, problems)
    check_together(whole, problems)
    return Bundle(
        version=manifest.version,
        mode=manifest.mode,
        modes=to_read,
        frames={n: _kept(whole.tables[n], keep) for n in READING_ORDER if n in whole.tables},
        problems=problems.all(),
        problem_counts=dict(problems.counts),
        totals=dict(problems.totals),
        counts={n: whole.tables[n].frame.height for n in READING_ORDER if n in whole.tables},
        fingerprint=joined(prints, size),
        source_name=manifest.source_name,
    )


def _open_manifest(source: Source, folder: Path, problems: Problems) -> tuple[Manifest, dict[str, Print]]:
    """The manifest, and the fingerprints so far."""
    lowered = {name.lower() for name in source.members}
    guess = "1.2" if lowered & {"roles.csv", "userprofiles.csv"} else "1.1"
    name = next((n for n in source.members if n.lower() == MANIFEST), None)
    if name is None:
        return read_manifest(None, guess, problems), {}
    target = folder / MANIFEST
    with source.open(name) as stream:
        intake = take_in(stream, target, MANIFEST, problems, limit=source.limits.file)
    if name != MANIFEST:
        problems.add(Code.FILE_MISNAMED, name, expected=MANIFEST)
    readable = target if intake.readable else None
    return read_manifest(readable, guess, problems), {"manifest": (intake.crc32, intake.sha256)}


def _largest_first(source: Source, names: Collection[str]) -> list[str]:
    """The largest file needs the most room for a moment; it goes first, while there is nothing beside it."""
    sizes = {filename.lower(): size for filename, size in source.sizes.items()}
    return sorted(names, key=lambda name: (-sizes.get(f"{name}.csv".lower(), 0), name))


def _read_file(
    source: Source, folder: Path, manifest: Manifest, name: str, mode: str, problems: Problems
) -> tuple[Print, Table | None]:
    """Read and check one file by itself: its fingerprint, and its rows unless it can't be read."""
    filename = next(n for n in source.members if n.lower() == f"{name}.csv".lower())
    target = folder / filename
    delta = mode == "delta"
    with source.open(filename) as stream:
        intake = take_in(stream, target, filename, problems, limit=source.limits.file)
    table = None
    if intake.readable:
        table = read_table(target, intake, SPECS[manifest.version][name], problems, delta=delta)
    target.unlink()
    if table is not None:
        check_cells(table, problems, delta=delta, version=manifest.version)
        if Code.BOOLEAN_CASE in problems.tolerate:
            booleans = [c.name for c in table.spec.columns if c.kind == "bool"]
            table.frame = table.frame.with_columns(pl.col(booleans).str.to_lowercase())
        check_rows(table, problems)
    return (intake.crc32, intake.sha256), table


def _kept(table: Table, keep: Mapping[str, Collection[str]] | None) -> pl.DataFrame:
    if keep is None or table.spec.name not in keep:
        return table.frame
    wanted = keep[table.spec.name]
    return table.frame.select([c for c in table.frame.columns if c in wanted or c == LINE])


def _known(source: Source) -> dict[str, str]:
    """The files in the bundle that OneRoster knows → their names without .csv."""
    names = {f"{name.lower()}.csv": name for name in (*ALL_FILES, "manifest")}
    return {filename: names[filename.lower()] for filename in source.members if filename.lower() in names}


def _size_of(source: Source) -> int:
    return sum(source.sizes[filename] for filename in _known(source))


def same_files(path: Path | str, fingerprint: str, *, limits: Limits | None = None) -> bool:
    """Whether these are the files of that fingerprint. Nothing is read where sizes, or a zip's directory, tell that
    they are not.

    Raises Unreadable as ``read_bundle`` does.
    """
    prints: dict[str, Print] = {}
    with open_bundle(Path(path), limits) as source:
        size, known = _size_of(source), _known(source)
        told = {name: source.checksums.get(filename, 0) for filename, name in known.items()}
        if not fingerprint.startswith(_beginning(size, told if source.checksums else None)):
            return False
        for filename, name in known.items():
            checksum, digest = 0, hashlib.sha256()
            with source.open(filename) as stream:
                while piece := stream.read(PIECE):
                    checksum = zlib.crc32(piece, checksum)
                    digest.update(piece)
            prints[name] = checksum, digest.hexdigest()
    return fingerprint == joined(prints, size)


def joined(prints: Mapping[str, Print], size: int) -> str:
    """One text for a bundle: its bytes, a checksum of its checksums, and a digest of its digests."""
    beginning = _beginning(size, {name: checksum for name, (checksum, _digest) in prints.items()})
    text = "\n".join(f"{name} {digest}" for name, (_checksum, digest) in sorted(prints.items()))
    return f"{beginning}{hashlib.sha256(text.encode()).hexdigest()}"[:64]


def _beginning(size: int, checksums: Mapping[str, int] | None) -> str:
    """How the fingerprint of files of this size, with these checksums where they are known, begins."""
    if checksums is None:
        return f"{size:x}-"
    text = "\n".join(f"{name} {checksum:08x}" for name, checksum in sorted(checksums.items()))
    return f"{size:x}-{zlib.crc32(text.encode()):08x}-"
