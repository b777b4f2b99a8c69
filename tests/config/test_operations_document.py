"""docs/operations.md says what is so."""

import re
from pathlib import Path

from groundswell.config.cli import COMMANDS
from groundswell.config.environment import SETTINGS

DOCUMENT = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()


def rows() -> list[str]:
    """The settings table as it has to stand in the document."""
    return [
        f"| `{setting.variable}` | {_default(setting)} | {setting.meaning} |" for setting in SETTINGS.values()
    ]


def _default(setting) -> str:
    text = setting.default.replace(SETTINGS["HOME"].default, "~/.groundswell")
    return f"`{text}`" if text else ""


def test_the_settings_table_is_the_settings():
    shown = [line for line in DOCUMENT.splitlines() if line.startswith("| `GROUNDSWELL_")]
    assert shown == rows()


def test_every_command_that_it_shows_exists():
    shown = set(re.findall(r"`groundswell ([a-z_]+)", DOCUMENT)) | set(
        re.findall(r"^groundswell ([a-z]+)", DOCUMENT, re.M)
    )
    assert shown - set(COMMANDS) == set()


def test_every_variable_that_it_names_exists():
    named = set(re.findall(r"GROUNDSWELL_[A-Z_]+", DOCUMENT))
    assert named <= {setting.variable for setting in SETTINGS.values()}
