"""What gets installed is fixed by version and hash, works behind any mirror, and has a reason."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = re.compile(r"https?://|--(extra-)?index-url|--find-links|--trusted-host")


def pins(text: str) -> dict[str, str]:
    """Name to version of every requirement in a lock."""
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", text, flags=re.MULTILINE))


def unhashed(text: str) -> list[str]:
    """The requirements of a lock that no hash stands behind."""
    entries = re.split(r"\n(?=\S)", text.strip())
    return [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.fixture(params=["run", "dev", "node"])
def lock(request) -> str:
    return (ROOT / f"requirements/{request.param}.txt").read_text()


def test_every_python_requirement_has_a_hash_and_no_address(lock):
    assert pins(lock)
    assert unhashed(lock) == []
    assert not ADDRESS.search(lock)


def test_the_hash_check_notices_a_requirement_without_one():
    assert unhashed("good==1 \\\n    --hash=sha256:00\nbad==2\n") == ["bad==2"]


def test_the_tests_run_on_the_versions_that_are_shipped():
    run, dev = (pins((ROOT / f"requirements/{kind}.txt").read_text()) for kind in ("run", "dev"))
    assert run.items() <= dev.items()


def test_the_locks_know_every_dependency_of_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    dev = pins((ROOT / "requirements/dev.txt").read_text())
    groups = project["dependency-groups"]
    wanted = [*project["project"]["dependencies"], *groups["build"], *groups["dev"]]
    missing = [line for line in wanted if normal(re.match(r"[\w.-]+", line)[0]) not in dev]
    assert missing == [], "run `make lock`"


def test_every_dependency_says_what_it_is_for():
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    requirements = [line for line in lines if re.match(r'    "[A-Za-z0-9_.\[\],-]+[<>=~]=?', line)]
    assert len(requirements) > 20
    assert [line for line in requirements if not re.search(r"# \S+", line)] == []


def test_every_front_end_package_has_a_hash_and_no_address():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    installed = {name: entry for name, entry in packages.items() if name}
    assert installed
    assert [
        name for name, entry in installed.items() if not entry.get("integrity", "").startswith("sha512-")
    ] == []
    assert [name for name, entry in installed.items() if "resolved" in entry] == []
