"""Shared fixtures: one database for the run with the cast in it. ``tests.support.run`` chose the engine."""

from contextlib import ExitStack
from copy import copy
from dataclasses import replace

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as examples
from whitenoise.base import WhiteNoise

from tests.support import counts, databases
from tests.support.engines import IS_POSTGRESQL

# How long a machine took says nothing of a property.
examples.register_profile(
    "few or all",
    max_examples=counts.count(25, 100),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
examples.load_profile("few or all")


@pytest.fixture(scope="session", autouse=True)
def _quick_hashing():
    """Argon2 as it is, with little memory: a test that signs in does not have to be slow to guess."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Argon2PasswordHasher, "memory_cost", 1024)
        patch.setattr(Argon2PasswordHasher, "time_cost", 1)
        yield


@pytest.fixture(scope="session", autouse=True)
def _static_files_once():
    """The static files are looked through once a run, and not again for every browser that a test opens."""
    look, found = WhiteNoise.update_files_dictionary, {}

    def looked(self, root, prefix):
        if (root, prefix) not in found:
            before = set(self.files)
            look(self, root, prefix)
            found[root, prefix] = {url: file for url, file in self.files.items() if url not in before}
        self.files.update(found[root, prefix])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoise, "update_files_dictionary", looked)
        yield


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Mark the tests of pages and of properties. What reaches no database says the same on every engine: it runs once,
    on SQLite.
    """
    for item in items:
        if {"browse", "client"} & set(item.fixturenames):
            item.add_marker("page")
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker("counted")
    if not IS_POSTGRESQL:
        return
    reaching = [one for one in items if _reaches_a_database(one)]
    config.hook.pytest_deselected(items=[one for one in items if one not in set(reaching)])
    items[:] = reaching


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    databases.asked_for = _reaches_a_database(item)


def _reaches_a_database(item) -> bool:
    return "engine" in item.fixturenames or item.get_closest_marker("django_db") is not None


@pytest.fixture(autouse=True)
def _english_again():
    """A page leaves its reader's language behind in the thread; the next test begins in English."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def engine(django_db_blocker):
    """The engine under test. Whatever reaches a database asks for it, mostly through ``db`` or ``apart``."""
    with django_db_blocker.unblock():
        databases.migrated()
    return "postgresql" if IS_POSTGRESQL else "sqlite"


@pytest.fixture(scope="session")
def django_db_setup(engine, django_test_environment, django_db_modify_db_settings, django_db_blocker):
    """One database for the run, migrated by its owner, with the cast in it; each test rolls back what it does."""
    with django_db_blocker.unblock(), databases.own():
        yield


@pytest.fixture(scope="session")
def _cast(django_db_setup, django_db_blocker):
    from tests.cast import assemble

    with django_db_blocker.unblock():
        return assemble()


@pytest.fixture
def cast(_cast, db):
    """The people of Riverbend, and Noor from next door. Who is hired or changed in a test is gone with it."""
    people = {name: copy(person) for name, person in _cast.people.items()}
    return replace(_cast, places=dict(_cast.places), people=people, users=dict(_cast.users))


@pytest.fixture(scope="session")
def _record(_cast, django_db_blocker):
    from groundswell.kernel.permissions import Actor
    from groundswell.roster.actions import districts, public_record
    from groundswell.roster.choices import DistrictKind
    from groundswell.universe.public_record import DISTRICT_CODE, FOLDER

    with django_db_blocker.unblock():
        tenant = districts.found(
            slug="cms", name="Charlotte-Mecklenburg Schools", kind=DistrictKind.PUBLIC_RECORD
        )
        counts = public_record.load(by=Actor.system(tenant), folder=FOLDER, district_code=DISTRICT_CODE)
    return tenant, counts


@pytest.fixture
def record(_record, cast):
    """The public record of Charlotte-Mecklenburg beside Riverbend; loaded when a test first asks for it."""
    tenant, _counts = _record
    return tenant


@pytest.fixture
def inside(cast):
    """Read as inside Riverbend: models answer within the test."""
    from groundswell.kernel.tenancy import reading

    with reading(cast.tenant):
        yield cast


@pytest.fixture
def browse(cast, client):
    """A test client that signs in as one of the cast: ``browse("ana").get("/d/riverbend/")``."""

    def sign_in(name: str):
        client.force_login(cast.user(name), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture(scope="session")
def apart(engine, tmp_path_factory):
    """A database for child processes: the environment in which they see it (``tests.support.racing``).

    What they do stays done: each story makes a district of its own there.
    """
    from tests.support.racing import separate_database

    with separate_database(tmp_path_factory.mktemp("apart")) as environment:
        yield environment


@pytest.fixture
def universe(django_db_setup, django_db_blocker):
    """The tiny universe: ``universe("surge")`` is a copy of that day in a database of one's own, the clock there."""
    from tests.universe.tiny import standing_on

    with django_db_blocker.unblock(), ExitStack() as until_the_end:
        yield lambda day="surge": until_the_end.enter_context(standing_on(day))
