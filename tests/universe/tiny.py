"""The tiny universe for tests: built once for a run, handed out as a copy of any of its days in well under a second.

A copy is a database of its own on the engine under test. Whoever gets it reads and writes as the application does,
with real commits, and leaves no trace: it is thrown away afterwards.
"""

import fcntl
import json
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from groundswell.universe.personas import BY_KEY, PERSONAS
from groundswell.universe.story import days
from tests.support import racing
from tests.support.engines import APPLICATION


@dataclass(frozen=True)
class Tiny:
    """The universe as it was on a day, while the clock stands there. ``truth`` is as in ``universe.build``."""

    day: days.Day
    truth: dict[str, dict]

    def tenant(self, slug: str = "riverbend"):
        from groundswell.kernel.models import Tenant

        return Tenant.objects.get(slug=slug)

    @property
    def tenants(self) -> dict:
        """Both districts by their slugs."""
        return {slug: self.tenant(slug) for slug in {one.district for one in PERSONAS}}

    def actor(self, persona: str):
        """Who the persona is on this day, with their rights."""
        from groundswell.kernel.tenancy import reading
        from groundswell.roster.models import Person
        from groundswell.roster.queries.grants import actor_of_person

        tenant = self.tenant(BY_KEY[persona].district)
        with reading(tenant):
            return actor_of_person(Person.objects.get(email=BY_KEY[persona].email), tenant)

    def browse(self, persona: str):
        """A browser in which the persona is signed in."""
        from django.test import Client

        from groundswell.accounts.models import User

        client = Client()
        user = User.objects.get(email=BY_KEY[persona].email)
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client


@contextmanager
def pictures(shared: Path) -> Iterator[str]:
    """Build the universe, or use what another process of this run has built; yields how its pictures are called.

    ``shared`` is a folder that all processes of the run see. The last of them takes the pictures away.
    """
    folder = shared / "tiny"
    folder.mkdir(exist_ok=True)
    users, name = folder / "users", folder / "name"
    with _alone(folder):
        count = int(users.read_text()) if users.exists() else 0
        if not count:
            name.write_text(f"tiny_{uuid.uuid4().hex[:10]}")
            _build(folder, name.read_text())
        users.write_text(str(count + 1))
    try:
        yield f"{folder}/{name.read_text()}"
    finally:
        with _alone(folder):
            count = int(users.read_text()) - 1
            users.write_text(str(count))
            if not count:
                _take_away(folder, name.read_text())


@contextmanager
def standing_on(where: str, key: str) -> Iterator[Tiny]:
    """Within the block this process works on a copy of that day's picture, and its clock stands there."""
    from django.db import connections

    from groundswell.kernel import clock

    day, before = days.BY_KEY[key], connections["default"]
    own = before.copy()
    own.settings_dict["OPTIONS"].pop("pool", None)
    own.settings_dict["NAME"] = copied = _copy(where, key)
    if own.vendor == "postgresql":
        own.settings_dict["USER"], own.settings_dict["PASSWORD"] = APPLICATION, "app"
    connections["default"] = own
    try:
        with clock.standing_at(day.moment):
            yield Tiny(day, json.loads((Path(where).parent / "truth.json").read_text()))
    finally:
        own.close()
        connections["default"] = before
        _throw_away(copied)


def make(name: str) -> None:
    """In a process of its own: build, and keep a picture of each day."""
    from django.conf import settings

    from groundswell.universe.build import build

    built = build("tiny", on_day=lambda day: _keep(name, day))
    Path(settings.GROUNDSWELL_HOME, "truth.json").write_text(json.dumps(built.truth))


def _build(folder: Path, name: str) -> None:
    with racing.separate_database(folder) as environment:
        racing.results([racing.start(environment, "tests.universe.tiny:make", name)])


def _keep(name: str, day: days.Day) -> None:
    from django.db import connection

    from groundswell.universe import snapshots

    if connection.vendor == "sqlite":
        snapshots.keep(day)
        return
    source = connection.settings_dict["NAME"]
    connection.close()
    connection.close_pool()
    _on_server(f'CREATE DATABASE "{name}_{day.key}" TEMPLATE "{source}"')


def _copy(where: str, key: str) -> str:
    folder, _, name = where.rpartition("/")
    mine = f"copy_{uuid.uuid4().hex[:10]}"
    if _is_sqlite():
        return str(shutil.copy(Path(folder) / "days" / f"{key}.sqlite3", Path(folder) / mine))
    _on_server(f'CREATE DATABASE "{mine}" TEMPLATE "{name}_{key}"')
    return mine


def _throw_away(copied: str) -> None:
    if not _is_sqlite():
        _on_server(f'DROP DATABASE "{copied}" WITH (FORCE)')
        return
    for end in ("", "-wal", "-shm", ".writers"):
        Path(copied + end).unlink(missing_ok=True)


def _take_away(folder: Path, name: str) -> None:
    if not _is_sqlite():
        _on_server(*(f'DROP DATABASE "{name}_{day.key}" WITH (FORCE)' for day in days.DAYS))
    shutil.rmtree(folder / "days", ignore_errors=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_sqlite() -> bool:
    return os.environ.get("GROUNDSWELL_TEST_DATABASE", "sqlite") == "sqlite"


def _on_server(*statements: str) -> None:
    racing._on_server(urlsplit(os.environ["GROUNDSWELL_TEST_POSTGRES_URL"]), *statements)
