"""Every file that leaves is safe to open in a spreadsheet, whatever people typed. Found from the URL table."""

import csv
import io
import re

import pytest
from django.test import Client
from django.urls import reverse

from groundswell.kernel import exports
from groundswell.kernel.exports import FORMULA_STARTS
from tests.guards.marked import mark, marker
from tests.support.house import addresses

EVILS = ["=cmd|' /C calc'!A0 ", "+1+1 ", "-2-3 ", "@SUM(A1) ", "\t=1 ", "\r=1 "]
NAMES = ["equals", "plus", "minus", "at", "tab", "return"]
# Who sees most of a district, together: the office and district IT.
READERS = ("ola", "ida")
# Only ids and words of ours, or empty until an event is over: tests/events/test_learning.py plants its formula.
# Substitutes of a month without any: tests/events/test_school_day_pages.py has some. A school that no survey has a
# table of: tests/surveys/test_school_results.py has one.
HARMLESS = {"roster:import_changes", "events:learning", "events:export_template"}
HARMLESS |= {"events:substitutes", "surveys:school_said"}
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?").fullmatch  # a longitude west of Greenwich
# What answers with a file.
FILES = {
    "portal:school_list", "portal:people", "events:list", "events:people", "notices:mails",
    "surveys:wave", "surveys:waves", "surveys:wave_groups", "surveys:school_said",
    "surveys:instrument_file",
    "roster:import_changes", "roster:import_problems", "portal:calendar", "portal:school_calendar",
    "portal:school_class", "events:learning", "events:learning_of", "events:section_people",
    "events:board", "events:export", "events:export_template",
    "events:substitutes",
    "cohorts:call_schools", "cohorts:screening", "cohorts:applications", "cohorts:readers", "cohorts:board",
    "cohorts:cohort",
}  # fmt: skip
PLANTED = ("Place", "Colleague", "Student", "Event", "Import", "Mail", "Wave")


def files_of(cast, marked, names: set[str]) -> dict[str, list[list[str]]]:
    """Every file that these addresses of a district give, as rows, by the address's name."""
    found: dict[str, list[list[str]]] = {}
    for name in READERS:
        browser = Client()
        browser.force_login(cast.user(name), backend="allauth.account.auth_backends.AuthenticationBackend")
        for address in [address for address in addresses() if address.name in names]:
            for values in marked.values_for(address):
                path = reverse(address.name, kwargs={"district": "riverbend", **values})
                for question in ("?format=csv", "?format=csv&who=students"):
                    answer = browser.get(path + question)
                    if answer.headers.get("Content-Type", "").startswith("text/csv"):
                        body = b"".join(answer).decode("utf-8-sig") if answer.streaming else answer.text
                        found.setdefault(address.name, []).extend(csv.reader(io.StringIO(body, newline="")))
    return found


def running(files: dict[str, list[list[str]]]) -> set[str]:
    """The addresses whose file has a cell that a spreadsheet would run."""
    return {
        name
        for name, rows in files.items()
        if any(
            cell.lstrip(" ").startswith(FORMULA_STARTS) and not NUMBER(cell) for row in rows for cell in row
        )
    }


@pytest.mark.proof
def test_every_address_that_gives_a_file_is_known(cast):
    """Every address of a district is asked for one. A new export is added to the list, and so to the test below."""
    everywhere = {address.name for address in addresses() if address.in_a_district}
    assert set(files_of(cast, mark(cast), everywhere)) == FILES


@pytest.mark.slow
@pytest.mark.parametrize(
    "evil",
    [
        pytest.param(evil, id=name, marks=[pytest.mark.proof] * (name != "equals"))
        for evil, name in zip(EVILS, NAMES, strict=True)
    ],
)
def test_no_cell_of_any_file_is_run(cast, evil):
    """Names, titles and file names that begin like formulas, planted through the verbs."""
    files = files_of(cast, mark(cast, evil), FILES)
    assert running(files) == set()
    planted = " ".join(cell for rows in files.values() for row in rows for cell in row)
    assert [kind for kind in PLANTED if marker(kind) not in planted] == [], (
        "what was planted must be in the files"
    )


@pytest.mark.proof
def test_without_the_apostrophe_the_cells_would_be_run(cast, monkeypatch):
    """Negative control."""
    monkeypatch.setattr(exports, "neutral", lambda value: value)
    assert running(files_of(cast, mark(cast, EVILS[0]), FILES)) == FILES - HARMLESS
