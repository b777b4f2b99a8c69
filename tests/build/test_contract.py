"""The import contract bites: each of its rules is broken once, on a skeleton of the tower, and reported."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT_IMPORTS = Path(sys.executable).parent / "lint-imports"
SOUND = {
    "kernel/models.py": "",
    "config/urls.py": "import groundswell.events.views",
    "events/views.py": "import groundswell.events.queries",
    "events/actions.py": "import groundswell.events.queries",
    "events/queries.py": "import groundswell.kernel.models",
    "exchange/views.py": "",
    "roster/models/a.py": "",
    "roster/models/b.py": "import groundswell.roster.models.a",
    "roster/imports/read.py": "import polars",
    "impact/claims.py": "import duckdb, groundswell.kernel.models",
    "coaching/models.py": "",
    "mastery/models.py": "",
}
BREACHES = [
    ("Who may import whom", "kernel/models.py", "import groundswell.roster"),
    ("Who may import whom", "portal/views.py", "import groundswell.exchange"),
    ("Who may import whom", "mystery/models.py", ""),
    ("Inside every app", "events/models.py", "import groundswell.events.views"),
    ("No cycles among the modules of one folder", "roster/models/a.py", "import groundswell.roster.models.b"),
    ("Impact reads facts, never models or queries", "impact/peek.py", "import groundswell.events.queries"),
    ("Coaching records are read by coaching alone", "impact/pry.py", "import groundswell.coaching.models"),
    ("Student records are read by mastery alone", "portal/pry.py", "import groundswell.mastery.models"),
    ("Only impact may import the analytics engines", "events/rules.py", "import duckdb"),
    ("Only impact may import the analytics engines", "roster/rules.py", "import polars"),
]


def lint(folder: Path, files: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Write a package with `files` and hold it to the project's contract."""
    package = folder / "groundswell"
    for name, text in files.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    for path in [package, *(path for path in package.rglob("*") if path.is_dir())]:
        (path / "__init__.py").touch()
    command = [LINT_IMPORTS, "--no-cache", "--config", ROOT / ".importlinter"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def test_a_sound_tower_keeps_every_rule(tmp_path):
    result = lint(tmp_path, SOUND)
    assert result.returncode == 0, result.stdout
    assert "0 broken" in result.stdout


@pytest.mark.parametrize(("rule", "file", "text"), BREACHES)
def test_a_breach_is_reported(tmp_path, rule, file, text):
    result = lint(tmp_path, {**SOUND, file: text})
    assert f"{rule} BROKEN" in result.stdout, result.stdout
