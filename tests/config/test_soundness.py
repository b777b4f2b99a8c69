"""`groundswell check` finds what is wrong, and says what to do."""

import json
from urllib.parse import urlsplit

import pytest

from groundswell.config.operations import soundness
from groundswell.kernel import documents
from tests.config.installations import IS_POSTGRESQL, as_superuser

pytestmark = pytest.mark.slow


def findings(installation) -> list[dict[str, str]]:
    """All that is said."""
    done = installation.run("check", "--json")
    told = json.loads(done.stdout)
    assert done.returncode == (0 if told["sound"] else 1)
    return told["findings"]


def problems(installation, level: str = "problem") -> list[str]:
    """Texts of the problems; mail has none of its own here, since no relay is set."""
    found = [one for one in findings(installation) if one["level"] == level]
    assert all(one["remedy"] for one in found if one["subject"] != "mail")
    return [one["text"] for one in found if "No relay" not in one["text"]]


@pytest.mark.proof
def test_a_sound_installation_is_sound_and_what_is_wrong_with_it_is_told(begun):
    assert problems(begun) == []
    begun.home.chmod(0o755)
    (begun.home / "secret_key").chmod(0o644)
    (begun.home / "erasures.jsonl").write_bytes(b'{"key": "1"}\n{}\n')
    begun.settings |= {"GROUNDSWELL_URL": "http://learn.riverbend.example", "GROUNDSWELL_DEMO": "1"}
    said = " ".join(problems(begun))
    for words in ("Other users", "Others can read", "not https", "GROUNDSWELL_DEMO is on", "erasures.jsonl"):
        assert words in said


@pytest.mark.proof
def test_a_relay_that_is_missing_is_told(begun):
    assert "No relay is set" in begun.run("check", "mail").stdout


@pytest.mark.proof
@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(b'{"key": "1"}\n{}\n', id="half"),
        pytest.param(b"\0" * 512 + b"\n", id="zeros"),
        pytest.param(b"\xff\xfe{}\n", id="no text"),
    ],
)
def test_a_damaged_list_of_erasures_is_told_with_what_to_do(begun, damage):
    told = [one for one in findings(begun) if one["subject"] == "erasures"]
    assert [one["level"] for one in told] == ["well"]
    path = begun.home / "erasures.jsonl"
    path.write_bytes(damage)
    (told,) = [one for one in findings(begun) if one["subject"] == "erasures"]
    assert told["level"] == "problem" and str(path) in told["text"]
    assert "put the copy in its place that lies with your backups" in told["remedy"]


@pytest.mark.proof
def test_missing_migrations_are_told(empty):
    assert any("migrations are missing" in text for text in problems(empty()))


@pytest.mark.skipif(not IS_POSTGRESQL, reason="SQLite has no roles")
def test_an_application_that_owns_its_tables_and_one_that_no_policy_binds_are_told(begun):
    url = begun.settings["GROUNDSWELL_DATABASE_URL"]
    begun.settings["GROUNDSWELL_DATABASE_URL"] = begun.settings["GROUNDSWELL_DATABASE_OWNER_URL"]
    assert any("who owns" in text for text in problems(begun))
    begun.settings["GROUNDSWELL_DATABASE_URL"] = begun.settings["GROUNDSWELL_DATABASE_BACKUP_URL"]
    assert any("bypasses" in text for text in problems(begun))
    begun.settings["GROUNDSWELL_DATABASE_URL"] = url
    begun.settings["GROUNDSWELL_DATABASE_BACKUP_URL"] = url
    assert any("can't read every row" in text for text in problems(begun))


@pytest.mark.skipif(not IS_POSTGRESQL, reason="SQLite has no roles")
def test_an_application_that_is_a_superuser_is_told(begun):
    role = urlsplit(begun.settings["GROUNDSWELL_DATABASE_URL"]).username
    as_superuser(f'ALTER ROLE "{role}" SUPERUSER')
    assert any("a superuser, whom no policy binds" in text for text in problems(begun))


@pytest.mark.skipif(not IS_POSTGRESQL, reason="SQLite has no roles")
def test_an_application_that_waits_for_a_row_without_end_is_told(begun):
    role = urlsplit(begun.settings["GROUNDSWELL_DATABASE_URL"]).username
    assert any("without end" in text for text in problems(begun, "warning"))
    as_superuser(f"ALTER ROLE \"{role}\" SET lock_timeout = '90s'")
    assert any("90 seconds" in text for text in problems(begun, "warning"))
    as_superuser(f"ALTER ROLE \"{role}\" SET lock_timeout = '8s'")
    assert not any("locked row" in text for text in problems(begun, "warning"))


@pytest.mark.skipif(not IS_POSTGRESQL, reason="SQLite has no policies")
def test_a_table_that_lost_its_policy_is_told(begun):
    import psycopg

    with psycopg.connect(begun.settings["GROUNDSWELL_DATABASE_OWNER_URL"]) as server:
        server.execute("ALTER TABLE roster_person NO FORCE ROW LEVEL SECURITY")
    assert problems(begun) == ["Row-level security is not forced on roster_person."]


def test_libraries_that_pdf_files_need_are_named_when_they_are_missing(monkeypatch):
    monkeypatch.setattr(documents, "missing", lambda: ("libpango-1.0-0",))
    said = soundness._papers()
    assert (said.level, said.remedy) == ("warning", "apt-get install libpango-1.0-0")
