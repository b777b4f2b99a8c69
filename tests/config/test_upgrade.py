"""An upgrade backs up, migrates as a whole, and says the way back."""

import re
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.proof]

SETTINGS = "from groundswell.config.settings import *\nINSTALLED_APPS = ['tomorrow', *INSTALLED_APPS]\n"
FIRST = """
from django.db import migrations, models
class Migration(migrations.Migration):
    initial = True
    dependencies = [("roster", "0001_initial")]
    operations = [
        migrations.CreateModel("Novelty", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AlterField("Novelty", "id", models.BigAutoField(primary_key=True)),
    ]
"""
SECOND = """
from django.db import migrations
def fail(apps, schema_editor):
    apps.get_model("tomorrow", "Novelty").objects.create()
    raise RuntimeError("a row that nobody expected")
class Migration(migrations.Migration):
    dependencies = [("tomorrow", "0001_initial")]
    operations = [migrations.RunPython(fail)]
"""


@pytest.fixture
def tomorrow(riverbend, tmp_path):
    """Riverbend with the program of tomorrow installed: one more app, whose second migration fails."""
    folder = tmp_path / "path" / "tomorrow" / "migrations"
    folder.mkdir(parents=True)
    (tmp_path / "path" / "tomorrow_settings.py").write_text(SETTINGS)
    (folder.parent / "__init__.py").write_text("")
    (folder / "__init__.py").write_text("")
    (folder / "0001_initial.py").write_text(FIRST)
    (folder / "0002_fails.py").write_text(SECOND)
    riverbend.settings["PYTHONPATH"] = str(tmp_path / "path")
    riverbend.settings["DJANGO_SETTINGS_MODULE"] = "tomorrow_settings"
    return riverbend, folder


def test_a_failing_migration_leaves_everything_as_it_was_and_a_good_one_goes_through(tomorrow):
    riverbend, folder = tomorrow
    before = riverbend.signature()
    said = riverbend.refused("upgrade")
    assert "a row that nobody expected" in said
    assert "Nothing was lost" in said
    assert riverbend.signature() == before

    (folder / "0002_fails.py").unlink()
    told = riverbend.did("upgrade")
    assert "1 migrations were run" in told
    assert riverbend.ask("SELECT count(*) FROM tomorrow_novelty") == [(0,)]

    kept = Path(re.search(r"groundswell restore (\S+) --yes", told).group(1))
    riverbend.settings.pop("DJANGO_SETTINGS_MODULE")
    riverbend.did("restore", kept, "--yes")
    assert riverbend.signature() == before


def test_an_upgrade_of_what_is_new_already_backs_up_and_says_so(riverbend):
    assert "up to date already" in riverbend.did("upgrade")
    assert len(list((riverbend.home / "backups").iterdir())) == 1


def test_an_empty_database_is_made_ready(empty):
    machine = empty()
    assert "ready now" in machine.did("upgrade")
    assert "up to date" in machine.did("upgrade")
