"""The OneRoster CSV field specification: which files, columns, types, vocabularies and references there are.

The facts stand in `spec_v11` and `spec_v12` in a notation of ours, read once at import:

    file [>target]                    a file; `>target` says that its sourcedId is the id of a row over there
        name kind[!] [>target[:type]] | name kind ...

`!` means required. A kind is `id`, `ids` (comma list of ids), `text`, `list`, `grades`, `bool`, `date`,
`datetime`, `year`, `int`, `float`, or the name of a vocabulary (`Role`; `Role*` for a comma list of it).
`>orgs:school` says: the id of a row of orgs whose type is school. Every file starts with sourcedId, status
and dateLastModified, which the notation leaves out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import ModuleType

from groundswell.roster.imports import spec_v11, spec_v12

VERSIONS = ("1.1", "1.2")
MODES = ("bulk", "delta", "absent")
LINE = "_line"
GRADES = ("IT", "PR", "PK", "TK", "KG", *(f"{n:02d}" for n in range(1, 14)), "PS", "UG", "Other")
BOOLEANS = ("true", "false")
LIST_KINDS = frozenset({"ids", "list", "grades", "enums"})


@dataclass(frozen=True)
class Column:
    """One column: `kind` as in the module text (`enum`, `enums` for a vocabulary), `values` its vocabulary,
    `target` the file whose sourcedId it names, `target_type` the type that the row over there must have."""

    name: str
    kind: str
    required: bool = False
    values: tuple[str, ...] = ()
    target: str = ""
    target_type: str = ""

    @property
    def is_list(self) -> bool:
        """Whether one cell holds several values, separated by commas."""
        return self.kind in LIST_KINDS


@dataclass(frozen=True)
class FileSpec:
    """One file of the bundle; `name` without .csv, `columns` in the order that the header must have."""

    name: str
    columns: tuple[Column, ...]
    aliases: dict[str, str] = field(default_factory=dict, compare=False)

    @property
    def filename(self) -> str:
        """The exact name that the file must have."""
        return f"{self.name}.csv"

    @property
    def header(self) -> tuple[str, ...]:
        """The column names in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of that name; KeyError when the specification has none."""
        return {column.name: column for column in self.columns}[name]


def _column(text: str, vocabularies: dict[str, tuple[str, ...]]) -> Column:
    name, kind, *reference = text.split()
    target, _, target_type = reference[0][1:].partition(":") if reference else ("", "", "")
    required = kind.endswith("!")
    kind = kind.rstrip("!")
    values = vocabularies.get(kind.rstrip("*"), ())
    if values:
        kind = "enums" if kind.endswith("*") else "enum"
    return Column(name, kind, required, values, target, target_type)


def parse(module: ModuleType) -> dict[str, FileSpec]:
    """Read one version's table of facts into file name → FileSpec, in the order of the table."""
    vocabularies = {name: tuple(words.split()) for name, words in module.VOCABULARIES.items()}
    vocabularies |= module.PHRASES
    files: dict[str, FileSpec] = {}
    columns: list[Column] = []
    name = ""
    for line in module.FILES.strip("\n").splitlines():
        if line.startswith(" "):
            columns += [_column(cell, vocabularies) for cell in line.split("|")]
            files[name] = FileSpec(name, tuple(columns), module.ALIASES.get(name, {}))
            continue
        name, *reference = line.split()
        columns = [
            Column("sourcedId", "id", required=True, target=reference[0][1:] if reference else ""),
            Column("status", "enum", values=vocabularies["Status"]),
            Column("dateLastModified", "datetime"),
        ]
    return files


SPECS: dict[str, dict[str, FileSpec]] = {"1.1": parse(spec_v11), "1.2": parse(spec_v12)}
ALL_FILES = frozenset(name for files in SPECS.values() for name in files)

# Without these a complete bundle can't say who exists.
NEEDED_IN_BULK = {"1.1": ("orgs", "users"), "1.2": ("orgs", "users", "roles")}

# In this order each file comes after the files that it names, as far as that is possible.
READING_ORDER = tuple(SPECS["1.2"])
