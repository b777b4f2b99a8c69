"""What a load balancer is told: 200 when we can serve, 503 with the reason when not; broken for real."""

import json
import sqlite3
import time

import pytest

from groundswell.exchange import queries
from tests.config.installations import IS_POSTGRESQL, Installation
from tools.services import free_port

ASK = """
import json
import django; django.setup()
from django.test import Client
client = Client(SERVER_NAME="127.0.0.1")
answers = [client.get("/healthz")]
{between}
print(json.dumps([[answer.status_code, answer.json()] for answer in answers]))
"""


def ask(installation, between="") -> list:
    return json.loads(installation.python(ASK.format(between=between)).splitlines()[-1])


def test_who_can_serve_says_so(cast, client):
    answer = client.get("/healthz")
    told = answer.json()
    assert answer.status_code == 200
    assert told["pending_tasks"] == sum(told["pending"].values())
    assert told["database"] == ("postgresql" if IS_POSTGRESQL else "sqlite")
    assert answer["Cache-Control"] == "no-store"
    assert "riverbend" not in answer.content.decode().lower()


def test_a_full_disk_is_a_reason(tmp_path):
    with pytest.raises(queries.CannotServe, match="full"):
        queries._refuse_full_disk(tmp_path, least=10**18)
    queries._refuse_full_disk(tmp_path, least=0)


@pytest.mark.slow
@pytest.mark.proof
def test_an_empty_database_and_one_that_is_not_there(tmp_path):
    empty = Installation(tmp_path)
    ((status, told),) = ask(empty)
    assert (status, told["ok"]) == (503, False)
    assert "missing" in told["reason"]
    empty.settings["GROUNDSWELL_DATABASE_URL"] = f"postgresql://nobody:x@127.0.0.1:{free_port()}/nothing"
    begun = time.monotonic()
    ((status, told),) = ask(empty)
    assert (status, told["database"]) == (503, "postgresql")
    assert "does not answer" in told["reason"]
    assert time.monotonic() - begun < 60


@pytest.mark.slow
@pytest.mark.proof
@pytest.mark.skipif(IS_POSTGRESQL, reason="about SQLite's file")
def test_a_locked_file_is_told_soon_and_a_missing_one_too_although_it_is_open(tmp_path):
    place = Installation(tmp_path)
    place.did("django", "migrate_all", "-v0")
    file = tmp_path / "groundswell.sqlite3"
    holder = sqlite3.connect(file)
    holder.execute("PRAGMA journal_mode = DELETE")
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    ((status, told),) = ask(place)
    holder.close()
    assert (status, "does not answer" in told["reason"]) == (503, True)
    take_away = f"import os; os.rename({str(file)!r}, {str(file) + '.gone'!r}); answers.append(client.get('/healthz'))"
    (first, second) = ask(place, take_away)
    assert first[0] == 200
    assert second[0] == 503
    assert second[1]["reason"] == "The database file is missing."
