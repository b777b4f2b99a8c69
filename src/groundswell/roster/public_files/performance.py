"""North Carolina's school performance files: the uniform one of four years and the yearly ones.

The yearly files name their columns differently each year, and one of them has its score and letter columns
mislabelled. That is found by looking at the values (letters where scores should be), so the same fault in
another year's file is found too. Both readers give the same rows.
"""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from groundswell.roster.public_files import cells as published
from groundswell.roster.public_files.cells import NO_DATA, Cell
from groundswell.roster.public_files.table import (
    Parsed,
    Table,
    UnreadableFile,
    agency_code,
    open_table,
    school_year,
    without_repeats,
)

Key = tuple[str, str]
"""(subject, measure), for example ("MA", "performance_score")."""

UNIFORM: dict[Key, str] = {
    ("ALL", "performance_score"): "spg_score",
    ("ALL", "performance_grade"): "spg_grade",
    ("ALL", "achievement_score"): "ach_score",
    ("ALL", "growth_score"): "eg_score",
    ("ALL", "growth_status"): "eg_status",
    ("RD", "performance_score"): "rd_spg_score",
    ("RD", "performance_grade"): "rd_grade",
    ("RD", "achievement_score"): "rd_score",
    ("RD", "growth_score"): "rd_eg_score",
    ("RD", "growth_status"): "rd_eg_status",
    ("MA", "performance_score"): "ma_spg_score",
    ("MA", "performance_grade"): "ma_grade",
    ("MA", "achievement_score"): "ma_score",
    ("MA", "growth_score"): "ma_eg_score",
    ("MA", "growth_status"): "ma_eg_status",
    ("SC", "achievement_score"): "sc_score",
    ("M1", "achievement_score"): "m1_score",
    ("E2", "achievement_score"): "e2_score",
    ("BI", "achievement_score"): "bi_score",
    ("ACT", "achievement_score"): "act_score",
    ("WORKKEYS", "achievement_score"): "wk_score",
    ("MATH_RIGOR", "achievement_score"): "mcr_score",
    ("GRADUATION", "achievement_score"): "cgrs_score",
}

YEARLY: dict[Key, tuple[str, ...]] = {
    ("ALL", "performance_score"): ("SPG Score",),
    ("ALL", "performance_grade"): ("SPG Grade",),
    ("ALL", "achievement_score"): ("Overall Achievement Score",),
    ("ALL", "growth_score"): ("EVAAS Growth Score",),
    ("ALL", "growth_status"): ("EVAAS Growth Status",),
    ("RD", "performance_score"): ("Reading SPG Score",),
    ("RD", "performance_grade"): ("Reading SPG Grade",),
    ("RD", "achievement_score"): ("Reading Score", "Read Score"),
    ("MA", "performance_score"): ("Math SPG Score",),
    ("MA", "performance_grade"): ("Math SPG Grade",),
    ("MA", "achievement_score"): ("Math Score",),
    ("SC", "achievement_score"): ("Science Score",),
    ("M1", "achievement_score"): ("Math I Score", "NC Math 1 Score"),
    ("E2", "achievement_score"): ("English II Score",),
    ("BI", "achievement_score"): ("Biology Score",),
    ("ACT", "achievement_score"): ("The ACT Score", "ACT Score"),
    ("WORKKEYS", "achievement_score"): ("ACT WorkKeys Score",),
    ("MATH_RIGOR", "achievement_score"): (
        "Math Course Rigor Score",
        "Passing Math III",
        "Passing NC Math 3",
    ),
    ("GRADUATION", "achievement_score"): (
        "Cohort Graduation Rate Standard Score",
        "4-Year Cohort Graduation Rate Score",
    ),
}

_MOSTLY = 0.9


@dataclass(frozen=True, slots=True)
class PerformanceRow:
    """One agency, year and group of students. `year` is the year in which the school year ends.

    `name` and `district` are empty in the uniform file. `alternative` says that the school uses the state's
    other way of accountability, so it has no letter. A key is missing from `measures` where the file has no
    such column.
    """

    year: int
    code: str
    name: str
    district: str
    group: str
    alternative: bool
    measures: dict[Key, Cell]


def read_uniform_performance(path: Path) -> Parsed[PerformanceRow]:
    """Read the file of one schema for several years. Raises UnreadableFile when a column is missing."""
    table = open_table(path)
    headers = {key: table.column(name) for key, name in UNIFORM.items()}
    for name in ("year", "agency_code", "subgroup", "asm_option"):
        table.column(name)
    rows = []
    for line, cells in table.rows:
        identity = _identity(table, line, cells["year"], cells["agency_code"], "agency_code")
        if identity:
            measures = {key: _cell(table, line, cells, key, header) for key, header in headers.items()}
            alternative = cells["asm_option"].upper() == "Y"
            rows.append((line, PerformanceRow(*identity, "", "", cells["subgroup"], alternative, measures)))
    _check_letters(table, rows)
    kept = without_repeats(table, "agency_code", rows, lambda row: (row.year, row.code, row.group))
    return Parsed(kept, tuple(table.problems))


def read_yearly_performance(path: Path, year: int) -> Parsed[PerformanceRow]:
    """Read one year's file as published; the file does not say its year, so the caller does.

    Score and letter columns with each other's labels are put right, with a note. Raises UnreadableFile.
    """
    table = open_table(path)
    code, name = table.column("unit_code"), table.column("School Name")
    district = table.column("LEA Name", "District Name")
    headers = _yearly_headers(table)
    rows = []
    for line, cells in table.rows:
        identity = _identity(table, line, str(year), cells[code], code)
        if identity:
            measures = {key: _cell(table, line, cells, key, header) for key, header in headers.items()}
            rows.append(
                (line, PerformanceRow(*identity, cells[name], cells[district], "ALL", False, measures))
            )
    _check_letters(table, rows)
    kept = without_repeats(table, code, rows, lambda row: row.code)
    return Parsed(kept, tuple(table.problems))


def _yearly_headers(table: Table) -> dict[Key, str]:
    headers = {key: found[0] for key, names in YEARLY.items() if (found := table.columns(*names))}
    for key in (("ALL", "performance_score"), ("ALL", "performance_grade")):
        if key not in headers:
            raise UnreadableFile(f"{table.name}:1:{YEARLY[key][0]}: is missing; is it a performance file?")
    for subject in ("ALL", "RD", "MA"):
        number, grade = (subject, "performance_score"), (subject, "performance_grade")
        if number in headers and grade in headers and _swapped(table, headers[number], headers[grade]):
            message = f"holds letters, and “{headers[grade]}” holds scores; read the other way round"
            table.complain(1, headers[number], message, "note")
            headers[number], headers[grade] = headers[grade], headers[number]
    return headers


def _swapped(table: Table, number: str, grade: str) -> bool:
    """Whether the column labelled score holds letters and the one labelled grade holds numbers."""
    scores = [cells[number] for _, cells in table.rows if cells[number]]
    grades = [cells[grade] for _, cells in table.rows if cells[grade]]
    letters = sum(map(published.is_letter, scores))
    numbers = sum(published.plain_number(text) is not None for text in grades)
    return bool(scores and grades) and letters > _MOSTLY * len(scores) and numbers > _MOSTLY * len(grades)


def _identity(table: Table, line: int, year: str, code: str, header: str) -> tuple[int, str] | None:
    """(year, agency code), or None with the problem noted: without both a row belongs to nobody."""
    found_year = table.attempt(line, "year", partial(school_year, year), 0)
    found_code = table.attempt(line, header, partial(agency_code, code), "")
    return (found_year, found_code) if found_year and found_code else None


def _cell(table: Table, line: int, cells: dict[str, str], key: Key, header: str) -> Cell:
    text = cells[header]
    if key[1] == "performance_grade":
        return table.attempt(line, header, partial(published.letter, text), NO_DATA)
    if key[1] == "growth_status":
        return table.attempt(line, header, partial(published.growth, text), NO_DATA)
    mask = cells.get(f"{header}_masking", "")
    return table.attempt(line, header, partial(published.score, text, mask), NO_DATA)


def _check_letters(table: Table, rows: list[tuple[int, PerformanceRow]]) -> None:
    """Note each letter that its own score contradicts: a sign of shifted columns that types can't show."""
    for line, row in rows:
        for subject in ("ALL", "RD", "MA"):
            performance = row.measures.get((subject, "performance_score"), NO_DATA)
            grade = row.measures.get((subject, "performance_grade"), NO_DATA)
            if not published.letter_fits(performance, grade):
                message = f"{subject}: letter {grade.text} does not go with score {performance.text}"
                table.complain(line, "performance_grade", message, "note")
