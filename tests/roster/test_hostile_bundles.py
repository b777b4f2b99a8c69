"""Hostile and broken bundles, end to end: by the command and by the page. A plain reason, and nothing is written.

What the reader finds in each is tested in ``imports/``; here each kind goes the whole way that a person would take.
"""

import json
import resource
import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from groundswell.kernel.tenancy import reading
from groundswell.roster.actions import roster_files
from groundswell.roster.models import (
    Course,
    Enrolment,
    Organisation,
    Person,
    Position,
    RosterImport,
    SchoolClass,
)
from tests.roster.imports import hostile
from tests.roster.imports.bundles import (
    USERS_12,
    Files,
    add,
    as_delta,
    change,
    folder,
    packed,
    valid,
    with_manifest,
)
from tests.roster.test_import_pages import HERE, upload
from tests.roster.test_roster_command import roster
from tests.support.counts import some

QUICK = 2.0
ROOM = 200  # MB that one refusal may add to the process
USER = "u3,,,true,cy.cruz,,Cy,Cruz,,,,,,,,,,,,,s1,"
LINK = stat.S_IFLNK | 0o777

ARCHIVES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "flat bomb": (
        lambda path: hostile.with_entry(path, "demographics.csv", bytes(50_000_000)),
        "200 times its size",
    ),
    "nested bomb": (
        lambda path: hostile.with_entry(
            path, "inner/users.zip", packed(path.with_suffix(".in"), valid()).read_bytes()
        ),
        "archive inside the archive",
    ),
    "overlapping bomb": (hostile.sharing, "shares its bytes"),
    "very many files": (lambda path: hostile.many_entries(path, 100_000), "more than 200 files"),
    "path traversal": (lambda path: hostile.with_entry(path, "../../users.csv"), "points outside"),
    "absolute path": (lambda path: hostile.with_entry(path, "/etc/cron.d/users.csv"), "points outside"),
    "symbolic link": (
        lambda path: hostile.with_entry(path, "results.csv", b"/etc/passwd", LINK),
        "link to another",
    ),
    "encrypted": (hostile.encrypted, "encrypted"),
    "cut off": (hostile.cut_off, "cut off"),
    "wrong magic": (lambda path: _bytes(path, b"Rar!\x1a\x07\x00" + bytes(500)), "not a zip"),
    "text": (lambda path: _bytes(path, USERS_12.encode()), "not a zip"),
    "empty": (lambda path: _bytes(path, b""), "is empty"),
    "no CSV in it": (lambda path: packed(path, {"readme.txt": "hello"}), "no CSV file"),
}

CONTENTS: dict[str, tuple[Files, tuple[str, int, str, str]]] = {
    "a field of 60 MB": (
        change(valid(), "users.csv", "Baird", "B" * 60_000_000),
        ("users.csv", 3, "", "line-too-long"),
    ),
    "no manifest": (
        {name: text for name, text in valid().items() if name != "manifest.csv"},
        ("manifest.csv", 0, "", "manifest-missing"),
    ),
    "a promised file is missing": (
        {name: text for name, text in valid().items() if name != "enrollments.csv"},
        ("enrollments.csv", 0, "", "file-missing"),
    ),
    "nobody in it": (
        with_manifest({name: text for name, text in valid().items() if name != "users.csv"}),
        ("users.csv", 0, "", "file-needed"),
    ),
    "parents in a circle": (
        change(valid(), "orgs.csv", "district,,", "district,,s1"),
        ("orgs.csv", 2, "parentSourcedId", "cycle"),
    ),
    "UTF-16": ({**valid(), "users.csv": USERS_12.encode("utf-16")}, ("users.csv", 1, "", "utf-16")),
    "Latin-1": (
        {**valid(), "users.csv": USERS_12.replace("Baird", "Bärd").encode("latin-1")},
        ("users.csv", 3, "", "not-utf-8"),
    ),
    "a NUL": (
        change(valid(), "users.csv", "Baird", "Ba\0ird"),
        ("users.csv", 3, "familyName", "control-character"),
    ),
    "carriage returns only": (
        {**valid(), "users.csv": USERS_12.replace("\n", "\r")},
        ("users.csv", 1, "", "line-ends"),
    ),
    "a short row": (add(valid(), "users.csv", "u9,,"), ("users.csv", 4, "", "row-length")),
    "a long row": (add(valid(), "users.csv", USER + ",,"), ("users.csv", 4, "", "row-length")),
    "a column twice": (
        change(valid(), "orgs.csv", "type,identifier", "type,type"),
        ("orgs.csv", 1, "type", "column-twice"),
    ),
    "capital headers": (
        change(valid(), "orgs.csv", "name,type", "NAME,type"),
        ("orgs.csv", 1, "name", "column-misspelt"),
    ),
    "columns in another order": (
        {
            **valid(),
            "orgs.csv": "sourcedId,status,dateLastModified,type,name,identifier,parentSourcedId\n"
            "d1,,,district,R,,\ns1,,,school,A,,d1\n",
        },
        ("orgs.csv", 1, "type", "column-order"),
    ),
    "two people with one id": (
        add(valid(), "users.csv", USER.replace("u3", "u2")),
        ("users.csv", 4, "sourcedId", "two-people-one-id"),
    ),
    "one row twice": (
        add(valid(), "enrollments.csv", "e2,,,k1,s1,u2,student,false,,"),
        ("enrollments.csv", 4, "sourcedId", "duplicate-id"),
    ),
    "an unknown role": (
        change(valid(), "roles.csv", "primary,teacher", "primary,wizard"),
        ("roles.csv", 2, "role", "not-in-vocabulary"),
    ),
    "a date of another country": (
        change(valid(), "enrollments.csv", "2025-08-25", "25.08.2025"),
        ("enrollments.csv", 2, "beginDate", "not-date"),
    ),
    "a day that is none": (
        change(valid(), "enrollments.csv", "2026-06-10", "2026-02-30"),
        ("enrollments.csv", 2, "endDate", "not-date"),
    ),
    "an enrolment of nobody": (
        change(valid(), "enrollments.csv", "k1,s1,u2", "k1,s1,nobody"),
        ("enrollments.csv", 3, "userSourcedId", "dangling-reference"),
    ),
    "an empty file": ({**valid(), "courses.csv": b""}, ("courses.csv", 0, "", "file-empty")),
    "a header without rows": (
        {**valid(), "courses.csv": str(valid()["courses.csv"]).splitlines()[0] + "\n"},
        ("courses.csv", 1, "", "file-without-rows"),
    ),
    "a quote that never closes": (
        add(valid(), "users.csv", USER.replace("Cy,", '"Cy,')),
        ("users.csv", 4, "", "quote-unclosed"),
    ),
    "a line break in a value": (
        change(valid(), "users.csv", "Baird", '"Ba\nird"'),
        ("users.csv", 3, "", "line-break"),
    ),
}

# A few of each kind every time; what the reader says of all of them stands in ``imports/``.
FEW_ARCHIVES = ("overlapping bomb", "path traversal", "encrypted", "wrong magic", "empty")
FEW_CONTENTS = ("a promised file is missing", "parents in a circle", "Latin-1", "two people with one id")
FEW_FINE = ("Windows line ends", "a formula", "demographics")
FINE: dict[str, Files] = {
    "a byte-order mark": {**valid(), "users.csv": b"\xef\xbb\xbf" + USERS_12.encode()},
    "Windows line ends": {name: str(text).replace("\n", "\r\n") for name, text in valid().items()},
    "OneRoster 1.1": valid("1.1"),
    "extension columns": {
        **valid(),
        "orgs.csv": "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId,metadata.region\n"
        "d1,,,Riverbend,district,,,\ns1,,,Alder Creek,school,,d1,East\n",
    },
    "commas and quotes in a value": change(valid(), "orgs.csv", "Alder Creek", '"Alder ""Old"" Creek, East"'),
    "a formula": change(valid(), "users.csv", "Ben,Baird", "=cmd|' /C calc'!A0,Baird"),
    "a file that nobody knows": {**valid(), "notes.csv": "anything\n1\n"},
    "demographics": with_manifest(
        {
            **valid(),
            "demographics.csv": "sourcedId,status,dateLastModified,birthDate,sex,americanIndianOrAlaskaNative,asian,"
            "blackOrAfricanAmerican,nativeHawaiianOrOtherPacificIslander,white,demographicRaceTwoOrMoreRaces,"
            "hispanicOrLatinoEthnicity,countryOfBirthCode,stateOfBirthAbbreviation,cityOfBirth,"
            "publicSchoolResidenceStatus\nu2,,,2012-01-05,female,false,false,false,false,true,false,false,US,NC,,\n",
        }
    ),
}


def _bytes(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.fixture
def untouched(cast):
    """Whatever happens, the roster afterwards has the rows that it had before."""
    models = (Organisation, Person, Position, Course, SchoolClass, Enrolment)

    def rows() -> list[list[tuple]]:
        with reading(cast.tenant):
            return [list(model.objects.order_by("pk").values_list()) for model in models]

    before = rows()
    yield
    assert rows() == before


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@pytest.mark.parametrize("kind", some(ARCHIVES, *FEW_ARCHIVES))
def test_a_hostile_archive_at_the_command(cast, tmp_path, untouched, kind):
    make, reason = ARCHIVES[kind]
    path = make(tmp_path / "roster.zip")
    start, memory = time.process_time(), _peak()
    code, text = roster("check", path, "--json")
    report = json.loads(text)
    assert code == 2
    assert (report["valid"], report["version"], report["mode"], report["counts"]) == (False, None, None, {})
    (problem,) = report["problems"]
    assert (problem["code"], problem["level"], problem["line"]) == ("unreadable", "error", 0)
    assert reason in problem["message"] and problem["remedy"]
    code, text = roster("import", path, "--district", "riverbend", "--yes", "--json")
    assert code == 2 and json.loads(text)["state"] == "refused"
    assert reason in roster("import", path, "--district", "riverbend", "--yes")[1]
    assert time.process_time() - start < QUICK
    assert _peak() - memory < ROOM
    assert not (tmp_path.parent / "users.csv").exists()


@pytest.mark.slow
@pytest.mark.parametrize("kind", some(ARCHIVES, "flat bomb", "path traversal", "empty"))
def test_a_hostile_archive_on_the_page(cast, browse, tmp_path, untouched, kind):
    make, reason = ARCHIVES[kind]
    client = browse("ida")
    answer = upload(client, make(tmp_path / "roster.zip"))
    if answer.status_code == 400:
        shown = answer.content.decode()
        assert "empty" in shown
        return
    start = time.process_time()
    roster_files.work_off(cast.tenant)
    assert time.process_time() - start < QUICK
    shown = client.get(f"{HERE}1/").content.decode()
    assert reason in shown and "Nothing of the roster was touched" in shown
    assert client.post(f"{HERE}1/apply/", {"sure": "on"}).status_code == 302
    with reading(cast.tenant):
        assert RosterImport.objects.get().state == "refused"


@pytest.mark.slow
@pytest.mark.parametrize("kind", some(CONTENTS, *FEW_CONTENTS))
def test_a_broken_bundle_at_the_command(cast, tmp_path, untouched, kind):
    files, expected = CONTENTS[kind]
    path = folder(tmp_path / "roster", files)
    memory = _peak()
    code, text = roster("check", path, "--json")
    report = json.loads(text)
    assert (code, report["valid"]) == (1, False)
    found = {
        (p["file"], p["line"], p["field"], p["code"]): p for p in report["problems"] if p["level"] == "error"
    }
    assert expected in found
    assert found[expected]["message"] and found[expected]["remedy"]
    assert all(
        p.keys() == {"file", "line", "field", "code", "message", "remedy", "level"}
        for p in report["problems"]
    )
    code, text = roster("import", path, "--district", "riverbend", "--yes", "--json")
    assert code == 1 and json.loads(text)["state"] == "refused"
    assert _peak() - memory < ROOM


@pytest.mark.parametrize(
    "kind", some(["UTF-16", "parents in a circle", "two people with one id", "no manifest"], "UTF-16")
)
def test_a_broken_bundle_on_the_page(cast, browse, tmp_path, untouched, kind):
    files, (file, line, field, _code) = CONTENTS[kind]
    client = browse("ida")
    upload(client, packed(tmp_path / "roster.zip", files))
    roster_files.work_off(cast.tenant)
    place = ":".join(str(part) for part in (file, line, field) if part)
    assert place in client.get(f"{HERE}1/").content.decode()


@pytest.mark.slow
@pytest.mark.parametrize("kind", some(FINE, *FEW_FINE))
def test_what_only_looks_odd_comes_in(cast, tmp_path, kind):
    path = packed(tmp_path / "roster.zip", FINE[kind], inside="export 2026/")
    code, text = roster("check", path, "--json")
    assert code == 0, json.loads(text)["problems"]
    code, text = roster("import", path, "--district", "riverbend", "--yes", "--json")
    assert code == 0, text
    with reading(cast.tenant):
        assert Person.objects.filter(source_id__in=["u1", "u2"]).count() == 2
        if kind == "a formula":
            assert Person.objects.get(source_id="u2").given_name.startswith("=cmd|")


def test_a_delta_after_a_bulk_bundle(cast, tmp_path):
    assert roster("import", folder(tmp_path / "all", valid()), "--district", "riverbend", "--yes")[0] == 0
    moved = as_delta({"users.csv": change(valid(), "users.csv", "Baird", "Brook")["users.csv"]})
    code, text = roster("check", folder(tmp_path / "delta", moved), "--json")
    assert (code, json.loads(text)["mode"]) == (0, "delta")
    code, text = roster("import", tmp_path / "delta", "--district", "riverbend", "--json")
    assert code == 0 and json.loads(text)["counts"]["people"] == {
        "new": 0,
        "changed": 1,
        "ended": 0,
        "same": 1,
    }
    with reading(cast.tenant):
        assert Enrolment.objects.filter(ends_on=None, person__source_id="u2").exists()


@pytest.mark.slow
def test_bulk_and_delta_file_by_file(cast, tmp_path):
    assert roster("import", folder(tmp_path / "all", valid()), "--district", "riverbend", "--yes")[0] == 0
    delta = as_delta({"enrollments.csv": valid()["enrollments.csv"]})
    text = str(delta["enrollments.csv"]).replace("e2,active", "e2,tobedeleted")
    mixed = {**valid(), "enrollments.csv": text}
    mixed = change(mixed, "manifest.csv", "file.enrollments,bulk", "file.enrollments,delta")
    code, text = roster(
        "import", folder(tmp_path / "mixed", mixed), "--district", "riverbend", "--yes", "--json"
    )
    assert code == 0, text
    counts = json.loads(text)["counts"]
    assert (counts["enrolments"]["ended"], counts["people"]["ended"]) == (1, 0)


@pytest.mark.slow
@pytest.mark.usefixtures("school_year")
@pytest.mark.parametrize(
    ("file", "gone"),
    some([("users", 0.5), ("classes", 0.5), ("enrollments", 0.5), ("teachers", 1.0)], ("users", 0.5)),
)
def test_half_a_bundle_stops_and_asks(cast, loaded, bundles, tmp_path, untouched, file, gone):
    path = tmp_path / "half"
    path.mkdir()
    name = {"teachers": "roles"}.get(file, file)
    for source in (bundles / "all").iterdir():
        lines = source.read_text().splitlines(keepends=True)
        if source.name == f"{name}.csv":
            rows = lines[1:]
            doomed = [row for row in rows if file != "teachers" or ",teacher," in row]
            doomed = set(doomed[: int(len(doomed) * gone)])
            lines = [lines[0], *(row for row in rows if row not in doomed)]
        (path / source.name).write_text("".join(lines))
    if file in ("users", "classes"):  # what named them goes with them
        _drop_dangling(path)
    code, text = roster("import", path, "--district", "riverbend", "--json")
    answer = json.loads(text)
    assert (code, answer["state"]) == (1, "ready"), answer["problems"][:3]
    assert answer["guard"]


def _drop_dangling(path: Path) -> None:
    users = {line.split(",")[0] for line in (path / "users.csv").read_text().splitlines()}
    classes = {line.split(",")[0] for line in (path / "classes.csv").read_text().splitlines()}
    for name, keep in (
        ("roles", lambda cells: cells[3] in users),
        ("enrollments", lambda cells: cells[3] in classes and cells[5] in users),
    ):
        first, *rows = (path / f"{name}.csv").read_text().splitlines(keepends=True)
        (path / f"{name}.csv").write_text("".join([first, *(row for row in rows if keep(row.split(",")))]))


@pytest.mark.slow
def test_two_schools_become_one(cast, tmp_path):
    two = add(valid(), "orgs.csv", "s2,,,Birch Hill,school,,d1")
    two = add(two, "users.csv", USER.replace("s1", "s2"))
    two = add(two, "roles.csv", "r3,,,u3,primary,teacher,,,s2,")
    assert roster("import", folder(tmp_path / "two", two), "--district", "riverbend", "--yes")[0] == 0
    one = add(add(valid(), "users.csv", USER), "roles.csv", "r3,,,u3,primary,teacher,,,s1,")
    code, text = roster("import", folder(tmp_path / "one", one), "--district", "riverbend", "--json")
    assert code == 1 and "organisations" in json.loads(text)["guard"]
    assert roster("import", tmp_path / "one", "--district", "riverbend", "--yes")[0] == 0
    with reading(cast.tenant):
        assert Organisation.objects.get(source_id="s2").closed_on is not None
        assert Position.objects.get(source_id="r3").organisation.source_id == "s1"


def test_an_id_that_now_means_somebody_else_keeps_the_old_name_in_the_history(cast, tmp_path):
    assert roster("import", folder(tmp_path / "all", valid()), "--district", "riverbend", "--yes")[0] == 0
    reused = change(valid(), "users.csv", "Ben,Baird", "Zoe,Zander")
    code, _text = roster("import", folder(tmp_path / "reused", reused), "--district", "riverbend", "--yes")
    assert code == 0
    with reading(cast.tenant):
        person = Person.objects.get(source_id="u2")
        assert person.name == "Zoe Zander"
        assert person.former_names.get().family_name == "Baird"
