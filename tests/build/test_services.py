"""The tests' own PostgreSQL: private, really there, and gone afterwards."""

import psycopg
import pytest

from tools import services

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def no_server_given(monkeypatch):
    monkeypatch.delenv(services.URL_VARIABLE, raising=False)


@pytest.mark.proof
def test_a_throw_away_server_answers_its_owner_and_then_is_gone():
    with services.postgres() as url:
        with psycopg.connect(url) as connection:
            is_superuser, folder = connection.execute(
                "select rolsuper, current_setting('data_directory') from pg_roles where rolname=current_user"
            ).fetchone()
        assert is_superuser
        assert "groundswell-pg-" in folder
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=2)


@pytest.mark.proof
def test_nobody_else_on_the_machine_gets_in():
    with services.postgres() as url:
        stranger = url.replace(url.split(":")[2].split("@")[0], "guess")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(stranger)


@pytest.mark.proof
def test_it_is_gone_also_when_the_tests_break():
    with pytest.raises(RuntimeError, match="broke"), services.postgres() as url:
        raise RuntimeError("broke")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=2)


def test_a_server_that_is_given_is_used(monkeypatch):
    monkeypatch.setenv(services.URL_VARIABLE, "postgresql://elsewhere/db")
    with services.postgres() as url:
        assert url == "postgresql://elsewhere/db"


def test_each_thing_that_is_missing_is_named_in_one_line_to_type(monkeypatch):
    for found in ("find_postgres", "find_chromium", "find_libatomic"):
        monkeypatch.setattr(services, found, lambda: None)
    monkeypatch.setattr(services.os, "geteuid", lambda: 1000)
    with pytest.raises(services.ServiceError, match=r"install .* postgresql chromium libatomic1"):
        services.install()
