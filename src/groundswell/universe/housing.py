"""Where a demonstration lives: a data folder that is built aside and moved in when it is whole."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings

PACKAGE = Path(__file__).resolve().parent.parent
MARKER = "universe.json"
DATABASE = "groundswell.sqlite3"
MOVED = (
    "days",
    "files",
    "stage.json",
    DATABASE,
    MARKER,
)  # the marker last: with it the universe counts as there


class BuildFailed(RuntimeError):
    """The universe could not be built; what went wrong was printed. What was there before is as it was."""


def fingerprint() -> str:
    """Changes whenever this version would build another universe: its story, its data or the tables."""
    digest = hashlib.sha256()
    for path in sorted(_ingredients()):
        digest.update(str(path.relative_to(PACKAGE)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _ingredients() -> Iterator[Path]:
    universe = PACKAGE / "universe"
    yield from (path for path in universe.rglob("*") if path.suffix in (".py", ".csv", ".txt"))
    yield from PACKAGE.glob("*/migrations/*.py")


def stands(size: str, seed: int) -> bool:
    """True when the data folder holds this very universe, whole."""
    return _marker(Path(settings.GROUNDSWELL_HOME)) == _wanted(size, seed)


def mark(size: str, seed: int) -> None:
    """Write down that the data folder holds this universe."""
    path = Path(settings.GROUNDSWELL_HOME) / MARKER
    path.write_text(json.dumps(_wanted(size, seed)))


def build_aside(size: str, seed: int, say: Callable[[str], None]) -> None:
    """Build the universe in a folder of its own and move it in when it is whole. Raises BuildFailed.

    Nothing may be serving from the data folder meanwhile. A build that is interrupted leaves what was there before.
    """
    home = Path(settings.GROUNDSWELL_HOME)
    aside = home / "building"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True, mode=0o700)
    # The subprocess has settings of its own, and with them a data folder of its own.
    command = [sys.executable, "-m", "groundswell", "universe", "build", "--size", size, "--seed", str(seed)]
    own = {
        "HOME": str(aside),
        "DATABASE_URL": "",
        "SMTP_URL": "",
        "DEMO": "1",
        "SECRET_KEY": settings.SECRET_KEY,
    }
    environment = os.environ | {f"GROUNDSWELL_{name}": value for name, value in own.items()}
    if subprocess.run([*command, "--throwaway"], env=environment, check=False).returncode:
        shutil.rmtree(aside, ignore_errors=True)
        raise BuildFailed("The universe could not be built. What went wrong stands above.")
    say("Moving in.")
    _move_in(aside, home)


def _move_in(aside: Path, home: Path) -> None:
    (home / MARKER).unlink(missing_ok=True)
    for stale in (*MOVED, *(f"{DATABASE}{end}" for end in ("-wal", "-shm", ".writers"))):
        path = home / stale
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for name in MOVED:
        if (aside / name).exists():
            (aside / name).rename(home / name)
    shutil.rmtree(aside)


def _wanted(size: str, seed: int) -> dict:
    return {"size": size, "seed": seed, "fingerprint": fingerprint()}


def _marker(home: Path) -> dict:
    try:
        return json.loads((home / MARKER).read_text())
    except (FileNotFoundError, ValueError):
        return {}
