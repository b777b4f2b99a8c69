"""kill -9 in the middle of an import: the roster is as it was before or as it is after, and the import goes on."""

import json
import os
import signal
import subprocess
import sys

import pytest

from bench.databases import Databases

DISTRICT = (
    "from groundswell.roster.actions import districts; districts.found(slug='riverbend', name='Riverbend')"
)
RECEIVE = """
from pathlib import Path
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.roster.actions import roster_files
by = Actor.system(Tenant.objects.get(slug="riverbend"))
roster_files.receive(by=by, path=Path({path!r}))
"""
WORK = """
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading
from groundswell.roster.actions import roster_files
from groundswell.roster.models import RosterImport
tenant = Tenant.objects.get(slug="riverbend")
roster_files.work_off(tenant)
with reading(tenant):
    one = RosterImport.objects.get()
if one.state == "ready":
    roster_files.ask_to_apply(by=Actor.system(tenant), roster_import=one, accept_guard=True)
    roster_files.work_off(tenant)
"""
STATE = """
import json
from groundswell.kernel.models import Tenant
from groundswell.kernel.tenancy import reading
from groundswell.roster.models import Enrolment, Organisation, Person, Position, RosterImport
with reading(Tenant.objects.get(slug="riverbend")):
    counts = [m.objects.filter(source_id__isnull=False).count() for m in (Organisation, Person, Position, Enrolment)]
    print(json.dumps([RosterImport.objects.get().state, counts]))
"""
KILL = """
import os, signal
from groundswell.roster.imports import differing, loading
from groundswell.roster.actions import roster_files, roster_rows
def deadly(module, name, when):
    ours = getattr(module, name)
    def run(*args, **kwargs):
        done = ours(*args, **kwargs)
        if when(*args):
            os.kill(os.getpid(), signal.SIGKILL)
        return done
    setattr(module, name, run)
"""
POINTS = {
    "while the files are compared": "deadly(differing, 'difference', lambda kind, *a: kind.name == 'people')",
    "after people were written": "deadly(loading, 'insert', lambda c, kind, *a: kind.name == 'people')",
    "before the transaction ends": "deadly(roster_rows, 'write', lambda *a: True)",
}
pytestmark = [pytest.mark.slow, pytest.mark.proof]


def python(code: str, environment: dict[str, str]) -> subprocess.CompletedProcess:
    setup = "import django; django.setup()\n"
    everything = os.environ | {"DJANGO_SETTINGS_MODULE": "groundswell.config.settings"} | environment
    return subprocess.run(
        [sys.executable, "-c", setup + code], env=everything, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def databases(engine, tmp_path_factory):
    made = Databases(engine, tmp_path_factory.mktemp("killed"))
    made.prepare()
    yield made
    made.drop("empty")


@pytest.mark.parametrize("point", POINTS)
def test_a_killed_import_is_before_or_after_and_goes_on(point, databases, bundles):
    environment = databases.fresh()
    for code in (DISTRICT, RECEIVE.format(path=str(bundles / "all.zip"))):
        assert python(code, environment).returncode == 0
    killed = python(KILL + POINTS[point] + WORK, environment)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    state, counts = json.loads(python(STATE, environment).stdout)
    assert state in ("reading", "applying") and counts == [0, 0, 0, 0]
    assert python(WORK, environment).returncode == 0
    state, counts = json.loads(python(STATE, environment).stdout)
    assert state == "applied" and counts[1] == 72 and all(counts)
    databases.drop(f"run{databases.made}")
