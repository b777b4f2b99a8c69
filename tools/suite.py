"""Run the checks and the tests, and say at the end what failed.

    python tools/suite.py check    the fast half: lint, contract, house rules, quick tests on SQLite
    python tools/suite.py test     everything but the proofs on SQLite, all but the slow on PostgreSQL, then a browser
    python tools/suite.py proof    the long proofs on both databases, the slow tests on PostgreSQL, every page's light

Every step runs, also after one has failed, so that one run shows all there is to mend. What comes last is
pytest's own closing line, unless something failed. `make` starts it and sees to what it needs.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
Command = list[str | Path]
NOTHING_COLLECTED = 5  # pytest's exit code
WORKERS = os.environ.get("GROUNDSWELL_TEST_WORKERS", "2")


def main(arguments: list[str]) -> int:
    suites = {"check": check, "test": test, "proof": proof}
    if len(arguments) != 1 or arguments[0] not in suites:
        print(__doc__, file=sys.stderr)
        return 2
    failed = suites[arguments[0]]()
    if failed:
        print(f"\nFailed: {', '.join(failed)}. What each found stands above.", file=sys.stderr)
    return 1 if failed else 0


def check() -> list[str]:
    return side_by_side(quick_checks()) + pytest(
        "tests on SQLite, the quick ones", "sqlite", "not slow and not proof and not browser"
    )


def test() -> list[str]:
    failed = side_by_side({**slow_checks(), **quick_checks()})
    failed += pytest("tests on sqlite", "sqlite", "not proof and not browser")
    failed += pytest("tests on postgresql", "postgresql", "not slow and not proof and not browser")
    return failed + pytest("browser journeys", "sqlite", "browser and not proof")


def proof() -> list[str]:
    failed = pytest("proofs on sqlite", "sqlite", "proof and not browser")
    failed += pytest("slow tests and proofs on postgresql", "postgresql", "(slow or proof) and not browser")
    return failed + pytest("every page in every light", "sqlite", "browser and proof", may_be_empty=True)


def quick_checks() -> dict[str, Command]:
    """Name and command of every check that takes seconds. A house rule is any `tools/check_*.py`."""
    rules: dict[str, Command] = {
        path.stem: [sys.executable, path] for path in sorted((ROOT / "tools").glob("check_*.py"))
    }
    return {
        "ruff check": [BIN / "ruff", "check", "--output-format=concise"],
        "ruff format": [BIN / "ruff", "format", "--check", "--output-format=concise"],
        "import contract": [BIN / "lint-imports"],
        **rules,
    }


def slow_checks() -> dict[str, Command]:
    return {
        "mypy": [BIN / "mypy"],
        "templates": [BIN / "djlint", "--lint", "--quiet", "src/groundswell"],
    }


def side_by_side(steps: dict[str, Command]) -> list[str]:
    """Run the commands two at a time; print the output of those that fail. Return their names."""
    failed = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        for name, result, seconds in pool.map(timed, steps.items()):
            print(f"{'ok  ' if result.returncode == 0 else 'FAIL'} {name} ({seconds:.1f} s)", flush=True)
            if result.returncode:
                failed.append(name)
                print(result.stdout, flush=True)
    return failed


def timed(step: tuple[str, Command]) -> tuple[str, subprocess.CompletedProcess[str], float]:
    name, command = step
    started = time.monotonic()
    result = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return name, result, time.monotonic() - started


def pytest(name: str, database: str, marks: str, *, may_be_empty: bool = False) -> list[str]:
    """Run the tests that `marks` selects on `database`. Return the name if they failed.

    The chapters of a browser journey stay together, in one worker.
    """
    print(f"\n{name}", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", "-n", WORKERS, "-m", marks]
    command += ["--dist", "loadfile"] if "browser and" in marks else []
    environment = {**os.environ, "GROUNDSWELL_TEST_DATABASE": database}
    code = subprocess.run(command, cwd=ROOT, env=environment).returncode
    if code == NOTHING_COLLECTED:
        verdict = "nothing to do" if may_be_empty else "a suite without a test is a failure"
        print(f"No test is selected by '{marks}': {verdict}.", flush=True)
        return [] if may_be_empty else [name]
    return [name] if code else []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
