"""What a backup holds comes back, all of it, anywhere; and nothing else comes in with it."""

import json
import resource
import stat
import zipfile

import pytest

from tests.config.archives import rewritten
from tests.config.installations import ADD_PEOPLE, IS_POSTGRESQL, until

pytestmark = [pytest.mark.slow, pytest.mark.proof]


def test_everything_comes_back_on_an_empty_machine(backed_up, empty):
    machine = empty()
    assert "riverbend" in machine.did("restore", backed_up.file)
    assert machine.signature() == backed_up.signature
    assert backed_up.signature["roster_person"]["rows"] == 31
    assert any(name.startswith("files/photo") for name in backed_up.signature)
    assert not (machine.home / "restoring").exists()


def test_the_signature_notices_one_changed_letter(riverbend, backed_up):
    url = riverbend.settings.get("GROUNDSWELL_DATABASE_OWNER_URL")
    change = "UPDATE kernel_tenant SET name = 'Riverbend County School'"
    if url:
        import psycopg

        with psycopg.connect(url) as server:
            server.execute(change)
    else:
        import sqlite3

        with sqlite3.connect(riverbend.home / "groundswell.sqlite3") as file:
            file.execute(change)
        file.close()
    changed = riverbend.signature()
    assert [name for name in changed if changed[name] != backed_up.signature[name]] == ["kernel_tenant"]


def test_a_restored_installation_keeps_districts_apart_and_serves(riverbend):
    found = json.loads(riverbend.run("check", "--json").stdout)["findings"]
    assert [f["text"] for f in found if f["level"] == "problem" and f["subject"] != "mail"] == []


def test_data_that_is_here_is_not_replaced_without_a_yes(riverbend, backed_up):
    riverbend.add_people(1)
    assert "riverbend" in riverbend.refused("restore", backed_up.file)
    assert riverbend.ask("SELECT count(*) FROM roster_person") == [(32,)]
    riverbend.did("restore", backed_up.file, "--yes")
    assert riverbend.signature() == backed_up.signature


def test_files_that_came_after_the_backup_are_gone_after_the_restore(riverbend, backed_up):
    (riverbend.home / "files" / "later.txt").write_text("x")
    riverbend.did("restore", backed_up.file, "--yes")
    assert riverbend.signature() == backed_up.signature


def test_a_backup_taken_while_people_write_holds_whole_transactions_only(riverbend, empty, tmp_path):
    writer = riverbend.start(code=ADD_PEOPLE.format(most=100_000))
    try:
        until(lambda: writer.stdout.readline().strip() == "5")
        riverbend.did("backup", tmp_path / "busy.zip")
        assert writer.poll() is None, writer.stdout.read()
    finally:
        writer.kill()
        writer.communicate()
    machine = empty()
    machine.did("restore", tmp_path / "busy.zip")
    people = machine.ask("SELECT count(*) FROM roster_person")
    entries = machine.ask("SELECT count(*) FROM kernel_journal_entry WHERE kind = 'roster.person.added'")
    assert people == entries
    assert people[0][0] > 31


def test_a_restore_while_people_write_loses_the_database_nobody_s_connection(riverbend, backed_up):
    writer = riverbend.start(code=ADD_PEOPLE.format(most=100_000))
    try:
        until(lambda: writer.stdout.readline().strip() == "5")
        riverbend.did("restore", backed_up.file, "--yes")
        for _ in range(3):
            assert writer.stdout.readline().strip().isdecimal()
    finally:
        writer.kill()
        writer.communicate()
    people = riverbend.ask("SELECT count(*) FROM roster_person")
    assert people == riverbend.ask(
        "SELECT count(*) FROM kernel_journal_entry WHERE kind = 'roster.person.added'"
    )


def test_a_changed_member_is_refused_and_nothing_happens(backed_up, empty, tmp_path):
    tampered = rewritten(
        backed_up.file, tmp_path / "t.zip", lambda name, old: b"who,what\n" if name.endswith(".csv") else old
    )
    machine = empty()
    assert "changes.csv is not what its manifest says" in machine.refused("restore", tampered)
    assert not (machine.home / "restoring").exists()
    assert not (machine.home / "files").exists()


def test_a_newer_backup_and_one_of_another_engine_are_refused(backed_up, empty, tmp_path):
    def newer(name, old):
        if name != "manifest.json":
            return old
        manifest = json.loads(old)
        manifest["migrations"].append(["roster", "0999_from_the_future"])
        return json.dumps({**manifest, "groundswell": "9.0"})

    def foreign(name, old):
        return (
            old.replace(b'"sqlite"', b'"x"')
            .replace(b'"postgresql"', b'"sqlite"')
            .replace(b'"x"', b'"postgresql"')
        )

    machine = empty()
    assert "newer than this" in machine.refused(
        "restore", rewritten(backed_up.file, tmp_path / "n.zip", newer)
    )
    other = rewritten(
        backed_up.file,
        tmp_path / "o.zip",
        lambda name, old: foreign(name, old) if name == "manifest.json" else old,
    )
    assert "Nothing" in (said := machine.refused("restore", other)) or "no database" in said


def test_a_full_disk_leaves_no_half_file(riverbend, tmp_path):
    def small_files_only():
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    target = tmp_path / "backups"
    target.mkdir()
    done = riverbend.run("backup", target / "full.zip", preexec_fn=small_files_only)
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    assert list(target.iterdir()) == []


def test_a_backup_never_replaces_a_file_and_is_nobody_else_s_to_read(riverbend, tmp_path):
    (tmp_path / "b.zip").write_text("mine")
    assert "already" in riverbend.refused("backup", tmp_path / "b.zip")
    assert (tmp_path / "b.zip").read_text() == "mine"
    assert "no folder" in riverbend.refused("backup", tmp_path / "nowhere" / "b.zip")
    riverbend.did("backup", tmp_path / "c.zip")
    assert stat.S_IMODE((tmp_path / "c.zip").stat().st_mode) == 0o600


def test_a_backup_that_was_killed_leaves_no_file_and_does_not_stand_in_the_way(riverbend, tmp_path):
    leftover = tmp_path / ".b.zip.part"
    leftover.mkdir()
    (leftover / "backup").write_text("half")
    riverbend.did("backup", tmp_path / "b.zip")
    assert not leftover.exists()


def test_the_signing_key_comes_back_with_the_passphrase_alone(backed_up, empty):
    machine = empty()
    machine.settings["GROUNDSWELL_BACKUP_PASSPHRASE"] = "some other words"
    assert "does not open" in machine.refused("restore", backed_up.file, "--with-secrets")
    machine.settings["GROUNDSWELL_BACKUP_PASSPHRASE"] = "four words are enough"
    machine.did("restore", backed_up.file, "--with-secrets")
    assert (machine.home / "secret_key").read_text() == backed_up.key
    assert stat.S_IMODE((machine.home / "secret_key").stat().st_mode) == 0o600


def test_the_signing_key_is_nowhere_in_the_file_in_the_clear(backed_up):
    with zipfile.ZipFile(backed_up.file) as bundle:
        assert "secrets.json" in bundle.namelist()
        assert not any(backed_up.key.encode() in bundle.read(name) for name in bundle.namelist())


@pytest.mark.skipif(not IS_POSTGRESQL, reason="SQLite has no roles")
def test_a_role_that_row_level_security_binds_does_not_write_an_empty_backup(riverbend, tmp_path):
    riverbend.settings["GROUNDSWELL_DATABASE_BACKUP_URL"] = riverbend.settings["GROUNDSWELL_DATABASE_URL"]
    assert "BYPASSRLS" in riverbend.refused("backup", tmp_path / "b.zip")
    assert not (tmp_path / "b.zip").exists()
