"""Shared fixtures: one database for the run with the cast in it. ``tests.support.engines`` chose the engine."""

import os
from contextlib import ExitStack
from dataclasses import replace

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher


@pytest.fixture(scope="session", autouse=True)
def _quick_hashing():
    """Argon2 as it is, with little memory: a test that signs in does not have to be slow to guess."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Argon2PasswordHasher, "memory_cost", 1024)
        patch.setattr(Argon2PasswordHasher, "time_cost", 1)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_modify_db_settings, django_db_blocker):
    """One database for the run, migrated by its owner, with the cast in it; each test rolls back what it does."""
    from tests.support.engines import made_database

    with django_db_blocker.unblock(), made_database():
        yield


@pytest.fixture(scope="session")
def _cast(django_db_setup, django_db_blocker):
    from tests.cast import assemble

    with django_db_blocker.unblock():
        return assemble()


@pytest.fixture
def cast(_cast, db):
    """The people of Riverbend, and Noor from next door. Who is hired in a test is gone with it."""
    return replace(_cast, places=dict(_cast.places), people=dict(_cast.people), users=dict(_cast.users))


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
def _pictures(tmp_path_factory):
    from tests.universe.tiny import pictures

    base = tmp_path_factory.getbasetemp()
    with pictures(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) as where:
        yield where


@pytest.fixture
def universe(_pictures, django_db_blocker):
    """The tiny universe: ``universe("surge")`` is a copy of that day in a database of one's own, the clock there."""
    from tests.universe.tiny import standing_on

    with django_db_blocker.unblock(), ExitStack() as until_the_end:
        yield lambda day="surge": until_the_end.enter_context(standing_on(_pictures, day))
