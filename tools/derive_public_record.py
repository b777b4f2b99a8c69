"""Derive the compact public record from the raw public files.

    python tools/derive_public_record.py RAW_FOLDER [--out FOLDER]

RAW_FOLDER holds cms_schools_2008_2020, cms_pl_cohort1 and nc_report_cards as published. Writes schools.csv,
school_years.csv, measures.csv, cohort1.csv, the "computed" rows of district_figures.csv and the fictional
twin's shape.csv. Kept by hand and only read: sources, statements, name_links, successions and the "stated"
figures. A name that matches no state code is printed; one that matches several stops the tool.
"""

import argparse
import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from groundswell.roster.public_files import compact
from groundswell.roster.public_files.cells import Cell
from groundswell.roster.public_files.enrolment_list import GROUPS, EnrolmentRow, read_enrolment_list
from groundswell.roster.public_files.performance import (
    PerformanceRow,
    read_uniform_performance,
    read_yearly_performance,
)
from groundswell.roster.public_files.reference import (
    LocationRow,
    read_devices,
    read_locations,
    read_membership,
    read_poverty,
)
from groundswell.roster.public_files.table import Parsed, open_table
from groundswell.universe.public_record import DISTRICT_CODE, FOLDER

YEARS = range(2014, 2018)
SHAPE_YEAR = 2018
ALWAYS = {"performance_score", "performance_grade", "achievement_score", "growth_score", "growth_status"}
LEVELS = {"E": "elementary", "M": "middle", "H": "high", "I": "k8", "T": "secondary", "A": "k12"}
LISTED = {
    "Elementary": "elementary",
    "Middle": "middle",
    "High": "high",
    "Early College": "high",
    "k-8": "k8",
    "k-12": "k12",
}


def main() -> int:
    """Read, join, write; returns 1 when a raw file had rows that could not be read."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("raw", type=Path)
    parser.add_argument("--out", type=Path, default=FOLDER)
    options = parser.parse_args()
    cards = options.raw / "nc_report_cards"
    listed = read_enrolment_list(options.raw / "cms_schools_2008_2020/SchoolData_2008_2020.csv")
    uniform = read_uniform_performance(cards / "2018/rcd_acc_spg1.csv")
    yearly = {year: read_yearly_performance(cards / f"{year}/spg.csv", year) for year in YEARS}
    places = read_locations(cards / "2018/rcd_location.csv")
    faults = report("school list", listed) + report("performance", uniform) + report("locations", places)
    faults += sum(report(f"performance {year}", parsed) for year, parsed in yearly.items())
    here = {row.code: row for row in places.rows if row.district_code == DISTRICT_CODE}
    keys = join_names(listed.rows, state_names(yearly, here), read_links(FOLDER))
    write(options.out / "schools.csv", school_rows(listed.rows, keys, here))
    write(options.out / "school_years.csv", school_year_rows(listed.rows, keys))
    write(
        options.out / "measures.csv",
        measure_rows(cards, uniform, yearly, set(keys.values()) | {DISTRICT_CODE}),
    )
    write(options.out / "cohort1.csv", cohort_rows(options.raw / "cms_pl_cohort1/pl_cohort1_schools.csv"))
    refresh_figures(options.out)
    write(options.out.parent / "riverbend/shape.csv", shape_rows(options.out))
    return 1 if faults else 0


def report(name: str, parsed: Parsed) -> int:
    """Print what a raw file's reader noted; the number of its errors."""
    for problem in parsed.problems[:20]:
        print(f"{name}: {problem}")
    return len(parsed.errors)


def plain(name: str) -> str:
    """A school's name without case, signs and the ", Charlotte" by which the state tells namesakes apart."""
    name = name.casefold().removesuffix(", charlotte")
    return " ".join(re.sub(r"[^a-z0-9]+", " ", name.replace("'", "")).split())


def read_links(folder: Path) -> dict[str, str]:
    """Names that the list treats as schools of their own, and the name under which the school goes on."""
    return {cells["name"]: cells["same_as"] for _, cells in open_table(folder / "name_links.csv").rows}


def state_names(
    yearly: Mapping[int, Parsed[PerformanceRow]], here: Mapping[str, LocationRow]
) -> dict[str, set[str]]:
    """Every name that the state gives a school of the district, by code."""
    names = defaultdict(set)
    for parsed in yearly.values():
        for row in parsed.rows:
            if row.code.startswith("600"):
                names[row.code].add(plain(row.name))
    for code, place in here.items():
        names[code].add(plain(place.name))
    return names


def join_names(
    rows: Iterable[EnrolmentRow], names: Mapping[str, set[str]], links: Mapping[str, str]
) -> dict[str, str]:
    """The key of each name of the list: the one state code with a name in common, else one of our own."""
    spellings: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        spellings[links.get(row.steady_name, row.steady_name)] |= {plain(row.name), plain(row.steady_name)}
    keys = {}
    for name, spelled in spellings.items():
        codes = [code for code, known in names.items() if known & spelled]
        if len(codes) > 1:
            raise SystemExit(f"{name} matches {', '.join(codes)}; say in name_links.csv which it is")
        keys[name] = codes[0] if codes else "cms-" + plain(name).replace(" ", "-")
        if not codes:
            print(f"no state code: {name}")
    for code in sorted(set(names) - set(keys.values())):
        print(f"not in the list: {code} {sorted(names[code])}")
    repeated = {key for key in keys.values() if list(keys.values()).count(key) > 1}
    if repeated:
        raise SystemExit(
            f"two names of the list share {', '.join(sorted(repeated))}; link them in name_links.csv"
        )
    return keys | {name: keys[steady] for name, steady in links.items()}


def school_rows(
    rows: Iterable[EnrolmentRow], keys: Mapping[str, str], here: Mapping[str, LocationRow]
) -> list[dict[str, object]]:
    """One row for each school: identity, place and the years in which the list has it."""
    seen = defaultdict(list)
    for row in rows:
        seen[keys[row.steady_name]].append(row)
    made = []
    for key, years in sorted(seen.items()):
        years.sort(key=lambda row: row.year)
        last, place = years[-1], here.get(key)
        made.append(
            {
                "key": key,
                "code": "" if key.startswith("cms-") else key,
                "name": place.name.removesuffix(", Charlotte") if place else written_name(last.name),
                "level": LEVELS[place.category] if place else LISTED[last.kind],
                "list_kind": last.kind,
                "lon": last.lon,
                "lat": last.lat,
                "learning_community": last.learning_community,
                "first_year": years[0].year,
                "last_year": last.year,
                **state_facts(place),
            }
        )
    return made


def state_facts(place: LocationRow | None) -> dict[str, object]:
    """What only the state's location file says; empty for a school that it did not list."""
    if place is None:
        return dict.fromkeys(
            ("county", "city", "grade_span", "school_type", "calendar", "title_one", "state_year"), ""
        )
    return {
        "county": place.county,
        "city": place.city,
        "grade_span": place.grade_span,
        "school_type": place.school_type,
        "calendar": place.calendar,
        "title_one": "Y" if place.title_one else "N",
        "state_year": place.year,
    }


def written_name(name: str) -> str:
    """A name in capitals as one writes it; a name that has small letters stays."""
    if name != name.upper():
        return name
    return re.sub(
        r"[A-Z]+", lambda word: word[0] if word[0] in {"IB", "STEM"} else word[0].capitalize(), name
    )


def school_year_rows(rows: Iterable[EnrolmentRow], keys: Mapping[str, str]) -> list[dict[str, object]]:
    """One row for each school and year."""
    made: list[dict[str, object]] = [
        {
            "key": keys[row.steady_name],
            "year": row.year,
            "name": row.name,
            "learning_community": row.learning_community,
            "students": row.total,
            **{group: "" if row.groups[group] is None else row.groups[group] for group in GROUPS},
        }
        for row in rows
    ]
    return sorted(made, key=lambda row: (str(row["key"]), str(row["year"])))


def measure_rows(
    cards: Path,
    uniform: Parsed[PerformanceRow],
    yearly: Mapping[int, Parsed[PerformanceRow]],
    keys: set[str],
) -> list[dict[str, object]]:
    """Every published measure of the district's schools; a blank only where every school has the measure."""
    have = {(row.year, row.code) for row in uniform.rows}
    made = [line for row in uniform.rows if row.code in keys for line in performance_lines(row, "nc-spg")]
    for year, parsed in yearly.items():
        missing = [row for row in parsed.rows if row.code in keys and (year, row.code) not in have]
        for row in missing:
            print(f"only in the yearly file: {year} {row.code} {row.name}")
            made += performance_lines(row, f"nc-spg-{year}")
    made += other_lines(cards, keys)
    return sorted(made, key=lambda row: (row["key"], row["year"], row["subject"], row["measure"]))


def performance_lines(row: PerformanceRow, source: str) -> Iterable[dict[str, object]]:
    """The measures of one school and year."""
    if row.alternative:
        yield line(row.code, row.year, "ALL", "accountability", Cell(None, "alternative", "measured"), source)
    for (subject, measure), cell in row.measures.items():
        if cell.state != "no_data" or (subject == "ALL" and measure in ALWAYS):
            yield line(row.code, row.year, subject, measure, cell, source)


def other_lines(cards: Path, keys: set[str]) -> Iterable[dict[str, object]]:
    """Poverty, membership and devices of 2018, also of the district itself."""
    for poor in read_poverty(cards / "2018/rcd_acc_eds.csv").rows:
        if poor.code in keys:
            yield line(poor.code, poor.year, "", "economically_disadvantaged_percent", poor.percent, "nc-eds")
    for members in read_membership(cards / "2018/rcd_adm.csv").rows:
        if members.code in keys and not members.category:
            count = Cell(None, str(members.students), "measured")
            yield line(members.code, members.year, "", "average_daily_membership", count, "nc-adm")
    for devices in read_devices(cards / "2018/rcd_dlmi.csv").rows:
        if devices.code in keys:
            for measure, answer in (
                ("device_at_school", devices.at_school),
                ("device_to_take_home", devices.at_home),
            ):
                if answer is not None:
                    cell = Cell(None, "Yes" if answer else "No", "measured")
                    yield line(devices.code, devices.year, "", measure, cell, "nc-dlmi")


def line(code: str, year: int, subject: str, measure: str, cell: Cell, source: str) -> dict[str, object]:
    """One row of measures.csv; all are of all students and all grades."""
    identity = {"key": code, "year": year, "group": "ALL", "grade": "ALL", "subject": subject}
    return {**identity, "measure": measure, "text": cell.text, "state": cell.state, "source": source}


def cohort_rows(path: Path) -> list[dict[str, object]]:
    """The first cohort: key, name as published, month of the institute, first school year."""
    return [
        {
            "key": cells["agency_code"],
            "name": cells["school_name"],
            "institute": cells["institute_month"],
            "first_year": int(cells["first_treated_school_year"][:4]) + 1,
            "source": "observer-2014",
        }
        for _, cells in open_table(path).rows
    ]


def refresh_figures(out: Path) -> None:
    """Keep the stated figures; count the computed ones anew from the files just written."""
    path = out / "district_figures.csv"
    start = path if path.exists() else FOLDER / "district_figures.csv"
    stated = [cells for _, cells in open_table(start).rows if cells["kind"] == "stated"]
    years = compact.read_school_years(out)
    letters = compact.letters_by_year(compact.read_measures(out))
    counted = []
    for year in sorted({row.year for row in years}):
        rows = [row for row in years if row.year == year]
        counted.append(
            figure("enrolment", year, sum(row.students for row in rows), "students", "cms-list", "")
        )
        counted.append(figure("schools", year, len(rows), "schools", "cms-list", ""))
    for year, found in sorted(letters.items()):
        graded = sum(found.values()) - found["no_data"] - found["suppressed"]
        note = f"of {graded} schools with a letter; {sum(found.values())} listed"
        counted.append(figure("f_schools", year, found["F"], "schools", "nc-spg", note))
    for row in compact.read_measures(out):
        if row.key == DISTRICT_CODE and row.measure == "average_daily_membership" and row.value is not None:
            counted.append(
                figure(
                    "enrolment", row.year, int(row.value), "students", "nc-adm", "Average daily membership"
                )
            )
    write(path, [*stated, *counted])


def shape_rows(out: Path) -> list[dict[str, object]]:
    """Sizes and mixes of the schools of one year, without name or place, for the fictional twin."""
    schools = {school.key: school for school in compact.read_schools(out)}
    made: list[dict[str, object]] = []
    for row in compact.read_school_years(out):
        if row.year == SHAPE_YEAR:
            school = schools[row.key]
            shares = {group: round(100 * (count or 0) / row.students) for group, count in row.groups.items()}
            size = max(25, 25 * round(row.students / 25))
            made.append(
                {
                    "level": school.level,
                    "title_one": "Y" if school.title_one else "N",
                    "students": size,
                    **shares,
                }
            )
    return sorted(made, key=lambda row: tuple(map(str, row.values())))


def figure(name: str, year: int, value: int, unit: str, source: str, note: str) -> dict[str, object]:
    """One computed row of district_figures.csv."""
    row = {"figure": name, "dated": year, "value": value, "text": f"{value:,}", "unit": unit}
    return {**row, "kind": "computed", "source": source, "note": note}


def write(path: Path, rows: Iterable[Mapping[str, object]]) -> None:
    """Write rows as CSV with plain line ends, so that a change reads well in a diff."""
    rows = list(rows)
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{path.name}: {len(rows)} rows, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    sys.exit(main())
