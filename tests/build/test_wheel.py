"""The wheel is the whole product: pages, assets, translations, data; and it runs where nothing else is."""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tools import services

pytestmark = pytest.mark.proof

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src/groundswell"
READY_WITHIN = 300  # seconds, on a busy machine


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel, built from a copy so that the working tree stays as it is."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "LICENSE", "README.md", "MANIFEST.in"):
        shutil.copy(ROOT / name, folder / name)
    leave = shutil.ignore_patterns("__pycache__", "*.egg-info")
    shutil.copytree(ROOT / "src", folder / "src", ignore=leave)
    pip = [sys.executable, "-m", "pip", "--quiet", "wheel", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--wheel-dir", folder / "dist", folder], check=True)
    (built,) = (folder / "dist").glob("*.whl")
    return built


def test_the_wheel_holds_everything_that_is_not_python(wheel):
    inside = set(zipfile.ZipFile(wheel).namelist())
    suffixes = {".html", ".txt", ".css", ".js", ".svg", ".woff2", ".mo", ".csv", ".json", ".ics"}
    left_out = {PACKAGE / "static_src"}
    files = [
        path for path in PACKAGE.rglob("*") if path.suffix in suffixes and not left_out & set(path.parents)
    ]
    wanted = {f"groundswell/{path.relative_to(PACKAGE).as_posix()}" for path in files}
    assert "groundswell/static/vendor/bootstrap/bootstrap.min.css" in wanted
    assert wanted - inside == set()
    assert [name for name in inside if name.endswith((".pyc", ".po"))] == []


def test_the_demo_runs_from_the_wheel_in_a_clean_environment(wheel, tmp_path):
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GROUNDSWELL_")}
    environment |= {"GROUNDSWELL_HOME": str(tmp_path / "home")}
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    pip = [tmp_path / "venv/bin/python", "-m", "pip", "--quiet", "install"]
    subprocess.run([*pip, "--require-hashes", "-r", ROOT / "requirements/run.txt"], check=True)
    subprocess.run([*pip, "--no-deps", wheel], check=True)

    port = services.free_port()
    command = [tmp_path / "venv/bin/groundswell", "demo", "--size", "tiny", "--port", str(port)]
    with (tmp_path / "log").open("wb") as log:
        demo = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=log, stderr=log)
    try:
        health = wait_for(f"http://127.0.0.1:{port}/healthz", demo, tmp_path / "log")
    finally:
        demo.terminate()
        demo.wait(timeout=READY_WITHIN)
    assert health["version"]


def wait_for(address: str, process: subprocess.Popen, log: Path) -> dict:
    """The JSON at `address` once it answers; fails with the log when the process ends or takes too long."""
    deadline = time.monotonic() + READY_WITHIN
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=READY_WITHIN) as answer:
                return json.load(answer)
        except OSError:
            time.sleep(0.25)
    pytest.fail(f"The demo did not start:\n{log.read_text()}")
