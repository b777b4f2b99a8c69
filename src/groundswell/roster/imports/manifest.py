"""manifest.csv: which version the bundle has, and which of its files are complete, changes, or not there."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path

from groundswell.roster.imports.codes import Code
from groundswell.roster.imports.problems import Problems, shown
from groundswell.roster.imports.spec import ALL_FILES, MODES, NEEDED_IN_BULK, SPECS, VERSIONS

FILE = "manifest.csv"
PLAIN_PROPERTIES = ("manifest.version", "oneroster.version", "source.systemName", "source.systemCode")
LONGEST = 64 * 1024


@dataclass
class Manifest:
    """`modes`: file name without .csv → bulk, delta or absent, for what the manifest says clearly."""

    version: str
    modes: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    source_name: str = ""

    @property
    def mode(self) -> str:
        """ "delta" as soon as one file is a delta, else "bulk"."""
        return "delta" if "delta" in self.modes.values() else "bulk"


def read_manifest(path: Path | None, guess: str, problems: Problems) -> Manifest:
    """Read a normalised manifest.csv; without one (None) the version is the `guess` and no mode is known."""
    if path is None:
        problems.add(Code.MANIFEST_MISSING, FILE)
        return Manifest(guess)
    properties = _properties(path.read_text(encoding="utf-8")[:LONGEST], problems)
    if properties.get("manifest.version", ("", 0))[0] != "1.0":
        value, line = properties.get("manifest.version", ("", 0))
        problems.add(Code.MANIFEST_VERSION, FILE, line, "manifest.version", value=value)
    version, line = properties.get("oneroster.version", ("", 0))
    if version not in VERSIONS:
        problems.add(Code.ONEROSTER_VERSION, FILE, line, "oneroster.version", value=version, expected=guess)
        version = guess
    manifest = Manifest(version, source_name=properties.get("source.systemName", ("", 0))[0])
    for name, (value, line) in properties.items():
        file = name.removeprefix("file.")
        if name in PLAIN_PROPERTIES:
            continue
        if name == file or file not in SPECS[version]:
            if not (file in ALL_FILES and value == "absent"):
                problems.add(Code.MANIFEST_UNKNOWN, FILE, line, name, expected=version)
        elif value not in MODES:
            problems.add(Code.MANIFEST_MODE, FILE, line, name, value=value)
        else:
            manifest.modes[file] = value
            manifest.lines[file] = line
    manifest.lines |= {n.removeprefix("file."): line for n, (_, line) in properties.items()}
    return manifest


def _properties(text: str, problems: Problems) -> dict[str, tuple[str, int]]:
    """Property → (value, line). Later lines of the same name are reported and not used."""
    found: dict[str, tuple[str, int]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            row = next(csv.reader([line]), [])
        except csv.Error:
            row = line.split(",")
        if number == 1:
            if row != ["propertyName", "value"]:
                problems.add(Code.MANIFEST_HEADER, FILE, 1, value=line)
            continue
        if not line.strip():
            continue
        if len(row) != 2:
            problems.add(Code.ROW_LENGTH, FILE, number, value=shown(len(row)), expected=2)
        name, value = (*row, "", "")[:2]
        if name in found:
            problems.add(Code.MANIFEST_TWICE, FILE, number, name, other=found[name][1])
        else:
            found[name] = (value, number)
    return found


def compare_with_files(manifest: Manifest, names: list[str], problems: Problems) -> dict[str, str]:
    """Hold the manifest against the files that are there; the files to read → bulk or delta.

    A file that is there is read and checked in any case, so that all of its problems show at once.
    """
    specs = SPECS[manifest.version]
    by_lower = {name.lower(): name for name in specs}
    to_read: dict[str, str] = {}
    for name in names:
        stem = name[:-4] if name.lower().endswith(".csv") else name
        meant = by_lower.get(stem.lower())
        if name.lower() == FILE:
            continue
        if meant is None or not name.lower().endswith(".csv"):
            problems.add(Code.FILE_UNKNOWN, name, expected=manifest.version)
            continue
        if name != f"{meant}.csv":
            problems.add(Code.FILE_MISNAMED, name, expected=f"{meant}.csv")
        mode = manifest.modes.get(meant, "")
        if mode in ("", "absent") and manifest.lines:
            said = "absent" if mode else "nothing of it"
            problems.add(Code.FILE_UNDECLARED, name, expected=said)
        to_read[meant] = mode if mode in ("bulk", "delta") else manifest.mode
    _report_missing(manifest, to_read, problems)
    return to_read


def _report_missing(manifest: Manifest, to_read: dict[str, str], problems: Problems) -> None:
    for name in SPECS[manifest.version]:
        if name in to_read:
            continue
        mode = manifest.modes.get(name, "")
        if mode in ("bulk", "delta"):
            problems.add(Code.FILE_MISSING, f"{name}.csv", expected=mode)
        elif manifest.mode == "bulk" and name in NEEDED_IN_BULK[manifest.version]:
            problems.add(Code.FILE_NEEDED, f"{name}.csv")
        elif manifest.lines and name not in manifest.lines:
            problems.add(Code.MANIFEST_SILENT, FILE, 0, f"file.{name}")
