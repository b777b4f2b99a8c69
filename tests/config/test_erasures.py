"""A backup from before an erasure, restored later, brings nobody back: here, and on an empty machine."""

import json
import sqlite3
from contextlib import closing

import pytest

from tests.config.installations import IS_POSTGRESQL
from tests.support import traces

pytestmark = [pytest.mark.slow, pytest.mark.proof]

WORDS = ["Zorabeth", "Quillfeather", "zora.q@"]
PREAMBLE = """
import django; django.setup()
from groundswell.kernel.models import Tenant; from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading
from groundswell.roster.models import Person
by = Actor.system(Tenant.objects.get())
"""
BEGIN = PREAMBLE + (
    "from groundswell.roster.actions import people, invitations\n"
    "person = people.add_person(by=by, given_name='Zorabeth', family_name='Quillfeather',"
    " email='zora.q@riverbend.example')\n"
    "invitations.invite(by=by, person=person)\n"
)
ERASE = PREAMBLE + (
    "from groundswell.roster.actions import erasure, erased_files\n"
    "with reading(by.tenant): person = Person.objects.get(given_name='Zorabeth')\n"
    "erasure.erase_person(by=by, person=person, ground='request')\n"
    "erased_files.clean(by.tenant)\n"
)
COUNT = "SELECT count(*) FROM roster_person WHERE given_name = 'Zorabeth'"


@pytest.fixture
def before(riverbend, tmp_path):
    """Riverbend with Zorabeth in it, and a backup of that moment."""
    riverbend.python(BEGIN)
    riverbend.did("backup", tmp_path / "before.zip")
    return tmp_path / "before.zip"


def test_an_older_backup_restored_here_erases_again(riverbend, before):
    riverbend.python(ERASE)
    assert "Erased again" in riverbend.did("restore", before, "--yes")
    assert riverbend.ask(COUNT) == [(0,)]
    assert riverbend.ask("SELECT count(*) FROM roster_tombstone") == [(1,)]


def test_on_an_empty_machine_the_list_that_is_given_erases_again(riverbend, empty, before):
    riverbend.python(ERASE)
    machine = empty()
    said = machine.did("restore", before, "--erasures", riverbend.home / "erasures.jsonl")
    assert "Erased again" in said
    assert machine.ask(COUNT) == [(0,)]
    assert (machine.home / "erasures.jsonl").exists()


def test_without_the_list_the_person_is_back_and_the_command_warns(riverbend, empty, before):
    """Negative control: it is the list that keeps the person away."""
    riverbend.python(ERASE)
    machine = empty()
    assert "--erasures" in machine.did("restore", before)
    assert machine.ask(COUNT) == [(1,)]


def test_a_list_that_lost_a_line_learns_it_from_the_database_before_that_is_replaced(riverbend, before):
    riverbend.python(ERASE)
    (riverbend.home / "erasures.jsonl").unlink()
    riverbend.did("restore", before, "--yes")
    assert riverbend.ask(COUNT) == [(0,)]


def test_another_district_of_that_name_is_not_touched(riverbend, empty, before, tmp_path):
    riverbend.python(ERASE)
    line = json.loads((riverbend.home / "erasures.jsonl").read_text())
    foreign = tmp_path / "foreign.jsonl"
    foreign.write_text(json.dumps({**line, "salt": "0" * 64}) + "\n")
    machine = empty()
    machine.did("restore", before, "--erasures", foreign)
    assert machine.ask(COUNT) == [(1,)]
    damaged = tmp_path / "damaged.jsonl"
    damaged.write_text("{}\n")
    assert "Line 1" in empty().refused("restore", before, "--erasures", damaged)


def test_a_number_that_is_somebody_else_there_is_left_alone(riverbend, empty, before, tmp_path):
    riverbend.python(ERASE)
    line = json.loads((riverbend.home / "erasures.jsonl").read_text())
    other = tmp_path / "other.jsonl"
    other.write_text(json.dumps({**line, "person": 1}) + "\n")
    machine = empty()
    machine.did("restore", before, "--erasures", other)
    assert machine.ask("SELECT count(*) FROM roster_person WHERE erased_on IS NOT NULL") == [(0,)]
    assert machine.ask("SELECT count(*) FROM roster_tombstone") == [(1,)]


@pytest.mark.skipif(IS_POSTGRESQL, reason="PostgreSQL keeps no file of ours in the data folder")
def test_no_file_of_the_data_folder_holds_the_person_any_more(riverbend):
    """Also not the pages that the database gave up, nor its write-ahead log."""
    riverbend.python(BEGIN)
    with closing(sqlite3.connect(riverbend.home / "groundswell.sqlite3")) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert traces.in_files(WORDS, riverbend.home) == {"groundswell.sqlite3"}
    riverbend.python(ERASE)
    assert traces.in_files(WORDS, riverbend.home) == set()
