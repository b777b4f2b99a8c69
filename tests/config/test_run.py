"""The first start of an own district."""

import re
import urllib.request

import pytest

from groundswell.config.operations import founding
from groundswell.config.operations.refusals import Refused
from tests.config.installations import PATIENCE, end, fetch, until
from tools.services import free_port

OPTIONS = [
    "--district-name",
    "Riverbend County Schools",
    "--given",
    "Ida",
    "--family",
    "Quill",
    "--email",
    "ida@r.example",
]


def beginning(**changes) -> founding.Beginning:
    given = {
        "district_name": "Riverbend",
        "slug": "riverbend",
        "time_zone": "America/New_York",
        "given_name": "Ida",
        "family_name": "Quill",
        "email": "ida@riverbend.example",
    }
    return founding.Beginning(**{**given, **changes})


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"slug": "River Bend"}, "--slug"),
        ({"slug": "a" * 61}, "--slug"),
        ({"email": "ida"}, "--email"),
        ({"time_zone": "Charlotte"}, "--time-zone"),
        ({"time_zone": "../etc/passwd"}, "--time-zone"),
        ({"given_name": " "}, "--given"),
        ({"district_name": ""}, "--district-name"),
    ],
)
def test_nonsense_is_refused_by_the_name_of_its_option(change, names):
    with pytest.raises(Refused, match=names):
        founding.refuse_nonsense(beginning(**change))


def test_a_slug_is_suggested():
    assert founding.suggest_slug("St. Mary’s County (South)") == "st-mary-s-county-south"
    assert len(founding.suggest_slug("long " * 40)) <= 60


@pytest.mark.slow
@pytest.mark.proof
def test_without_a_terminal_and_without_options_it_says_what_is_missing(empty):
    machine = empty()
    assert "--district-name is missing" in machine.refused("run", "--port", free_port())


@pytest.mark.slow
@pytest.mark.proof
def test_the_first_start_founds_the_district_and_the_second_just_serves(empty):
    machine = empty()
    port = free_port()
    first = machine.start("run", "--port", port, "--workers", 1, *OPTIONS)
    try:
        until(lambda: fetch(f"http://127.0.0.1:{port}/healthz")[0] == 200)
    finally:
        first.terminate()
    said = first.communicate(timeout=PATIENCE)[0]
    link = re.search(r"http://127.0.0.1:\d+(/\S+)", said).group(0)
    assert machine.ask("SELECT slug FROM kernel_tenant") == [("riverbend-county-schools",)]
    assert machine.ask("SELECT role FROM roster_position") == [("district_it",)]

    second = machine.start("run", "--port", port, "--workers", 1)
    try:
        until(lambda: fetch(f"http://127.0.0.1:{port}/healthz")[0] == 200)
        with urllib.request.urlopen(link) as page:
            assert page.status == 200
    finally:
        end(second)
    assert machine.ask("SELECT count(*) FROM kernel_tenant") == [(1,)]
