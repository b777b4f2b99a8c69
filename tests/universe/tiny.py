"""The tiny universe for tests: built once for all runs that share a folder, handed out as a copy of any of its days in
well under a second.

A copy is a database of its own on the engine under test. Whoever gets it reads and writes as the application does,
with real commits, and leaves no trace: it is thrown away afterwards.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from groundswell.universe import housing, stage
from groundswell.universe.build import build
from groundswell.universe.personas import BY_KEY, PASSWORD, PERSONAS
from groundswell.universe.story import days
from tests.support import databases, engines, racing


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


def pictures() -> dict[str, str]:
    """Databases that hold the universe as it was on each day, by the day's key."""
    folder = _folder()
    told = folder / "days.json"
    folder.mkdir(exist_ok=True)
    with databases.alone(folder / "building"):
        if not told.exists():
            kept = _build(folder)
            told.write_text(json.dumps(kept))
    return json.loads(told.read_text())


@contextmanager
def standing_on(key: str) -> Iterator[Tiny]:
    """Within the block this process works in the universe as it was on that day, and its clock stands there."""
    from django.db import connections

    from groundswell.kernel import clock

    day, before = days.BY_KEY[key], connections["default"]
    with databases.copied(pictures()[key]) as copy:
        connections["default"] = mine = _connection(before, copy)
        try:
            with clock.standing_at(day.moment):
                yield Tiny(day, json.loads((_folder() / "truth.json").read_text()))
        finally:
            mine.close()
            connections["default"] = before


def furnish(home: Path) -> None:
    """Lay out a data folder as `groundswell demo` leaves it when it has built (SQLite)."""
    kept = pictures()
    (home / "days").mkdir()
    for key, picture in kept.items():
        shutil.copy(picture, home / "days" / f"{key}.sqlite3")
    shutil.copy(kept[days.DEFAULT], home / housing.DATABASE)
    for name in {"files", "stage.json", housing.MARKER} & {one.name for one in _folder().iterdir()}:
        copy = shutil.copytree if (_folder() / name).is_dir() else shutil.copy
        copy(_folder() / name, home / name)


def make(folder: str) -> dict[str, str]:
    """In a process of its own: build, and keep a picture of each day; their databases by the days' keys."""
    kept: dict[str, str] = {}

    def keep(day: days.Day) -> None:
        kept[day.key] = _keep(day, Path(folder))

    built = build("tiny", password=PASSWORD, on_day=keep)
    Path(folder, "truth.json").write_text(json.dumps(built.truth))
    stage.stand_on(days.DEFAULT, days.BY_KEY[days.DEFAULT].moment)
    housing.mark(built.size, built.seed)
    return kept


def _folder() -> Path:
    return (engines.kept() or engines.folder()) / f"tiny-{databases.kind()}-{housing.fingerprint()}"


def _build(folder: Path) -> dict[str, str]:
    with racing.separate_database(folder) as environment:
        return racing.results([racing.start(environment, "tests.universe.tiny:make", str(folder))])[0]


def _keep(day: days.Day, folder: Path) -> str:
    from django.db import connection

    picture = databases.new(day.key, folder)
    databases.close(connection)
    databases.copy(connection.settings_dict["NAME"], picture)
    return picture


def _connection(like, database: str):
    """A connection like this one to another database, as the application."""
    mine = like.copy()
    mine.settings_dict["OPTIONS"].pop("pool", None)
    mine.settings_dict["NAME"] = database
    if engines.IS_POSTGRESQL:
        mine.settings_dict["USER"], mine.settings_dict["PASSWORD"] = engines.APPLICATION, engines.PASSWORD
    return mine
