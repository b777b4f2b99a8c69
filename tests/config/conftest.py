"""Installations: one that the whole run reads, others that a test may break."""

import shutil

import pytest

from tests.config.installations import IS_POSTGRESQL, Installation, new_postgres_place
from tests.support import databases

FOUND = """
import django; django.setup()
from groundswell.config.operations import founding
founding.begin(founding.Beginning("Riverbend County Schools", "riverbend", "America/New_York", "Ida", "Quill",
                                  "ida@riverbend.example"))
"""


@pytest.fixture
def empty(engine, tmp_path):
    """Makes installations without a table: ``empty()``."""
    places = []

    def make() -> Installation:
        home = tmp_path / f"home-{len(list(tmp_path.iterdir()))}"
        home.mkdir(mode=0o700)
        settings = {}
        if IS_POSTGRESQL:
            places.append(new_postgres_place())
            places[-1].make()
            settings = places[-1].settings
        return Installation(home, settings)

    yield make
    for place in places:
        place.drop()


@pytest.fixture(scope="session")
def backed_up(django_db_setup, tmp_path_factory):
    """A backup of Riverbend with its people and two files, and the signature of what it holds."""
    folder = tmp_path_factory.mktemp("riverbend")
    place = new_postgres_place() if IS_POSTGRESQL else None
    if place:
        place.make()
    riverbend = Installation(folder / "home", place.settings if place else {})
    riverbend.home.mkdir(mode=0o700)
    try:
        _begin(riverbend)
        riverbend.add_people(30)
        (riverbend.home / "files" / "imports").mkdir(parents=True)
        (riverbend.home / "files" / "imports" / "changes.csv").write_text("who,what\nAda,added\n")
        (riverbend.home / "files" / "photo of a café.png").write_bytes(bytes(range(256)) * 400)
        riverbend.settings["GROUNDSWELL_BACKUP_PASSPHRASE"] = "four words are enough"
        riverbend.did("backup", folder / "riverbend.zip", "--with-secrets")
        key = (riverbend.home / "secret_key").read_text()
        yield BackedUp(folder / "riverbend.zip", riverbend.signature(), key)
    finally:
        if place:
            place.drop()
        shutil.rmtree(folder)


class BackedUp:
    """A backup file, the signature of the installation it was taken from, and its signing key."""

    def __init__(self, file, signature, key):
        self.file, self.signature, self.key = file, signature, key


def _begin(riverbend: Installation) -> None:
    if IS_POSTGRESQL:
        riverbend.did("django", "migrate_all", "-v0")
    else:
        databases.copy(databases.migrated(), str(riverbend.home / "groundswell.sqlite3"))
    riverbend.python(FOUND)


@pytest.fixture
def begun(empty):
    """Riverbend on its first day, on a machine of its own."""
    installation = empty()
    _begin(installation)
    return installation


@pytest.fixture
def riverbend(empty, backed_up):
    """Riverbend on a machine of its own, brought there by a restore."""
    installation = empty()
    installation.did("restore", backed_up.file)
    return installation
