"""The tiny universe for tests: built once for a run, handed out as a copy of any of its days in well under a second.

A copy is a database of its own on the engine under test. Whoever gets it reads and writes as the application does,
with real commits, and leaves no trace: it is thrown away afterwards.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from groundswell.universe.personas import BY_KEY, PERSONAS
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
    """Databases that hold the universe as it was on each day, by the day's key. Built once for all of a run."""
    folder = engines.folder() / "tiny"
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
                yield Tiny(day, json.loads((engines.folder() / "tiny" / "truth.json").read_text()))
        finally:
            mine.close()
            connections["default"] = before


def make(_nothing: None) -> dict[str, str]:
    """In a process of its own: build, and keep a picture of each day; their databases by the days' keys."""
    from django.conf import settings

    from groundswell.universe.build import build

    kept: dict[str, str] = {}
    built = build("tiny", on_day=lambda day: kept.update({day.key: _keep(day)}))
    Path(settings.GROUNDSWELL_HOME, "truth.json").write_text(json.dumps(built.truth))
    return kept


def _build(folder: Path) -> dict[str, str]:
    with racing.separate_database(folder) as environment:
        return racing.results([racing.start(environment, "tests.universe.tiny:make", None)])[0]


def _keep(day: days.Day) -> str:
    from django.db import connection

    picture = databases.new(day.key)
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
