"""Run the checks and the tests, and say at the end what failed.

    python tools/suite.py check    the fast half: lint, contract, house rules, quick tests on SQLite but those of pages
    python tools/suite.py test     all but the proofs on SQLite, all but the slow and the pages on PostgreSQL, a browser
    python tools/suite.py proof    the proofs and full counts on both databases, on PostgreSQL also the slow and the
                                   pages, every page's light

Every step runs, also after one has failed, so that one run shows all there is to mend. As many steps run at once as
the machine should give cores (`GROUNDSWELL_TEST_WORKERS`, 2 unless said); each is one process, and a step that ends
makes room for the next. `make` starts it and sees to what it needs.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
Command = list[str | Path]
WORKERS = int(os.environ.get("GROUNDSWELL_TEST_WORKERS", "2"))
# About half of the work on SQLite; the other half is whatever else stands in the tests' folder. The folders that read
# the public record, and those that build the universe, are in one half: it is done once for them all.
ONE_HALF = (
    "accounts",
    "guards",
    "impact",
    "kernel",
    "notices",
    "planning",
    "portal",
    "roster",
    "surveys",
    "universe",
)


def main(arguments: list[str]) -> int:
    suites = {"check": check, "test": test, "proof": proof}
    if len(arguments) != 1 or arguments[0] not in suites:
        print(__doc__, file=sys.stderr)
        return 2
    # Where it is set, hundreds of processes would each compile the house anew, and a run take twice as long.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    failed = suites[arguments[0]]()
    if failed:
        print(f"\nFailed: {', '.join(failed)}. What each found stands above.", file=sys.stderr)
    return 1 if failed else 0


def check() -> list[str]:
    return side_by_side(
        {**on_sqlite("not slow and not proof and not browser and not page"), **quick_checks()}
    )


def test() -> list[str]:
    """The longest first, so that no core waits at the end."""
    return side_by_side({
        "browser journeys": pytest("sqlite", "browser and not proof", "tests/browser"),
        **on_sqlite("not proof and not browser"),
        "tests on postgresql": pytest("postgresql", "not slow and not proof and not browser and not page"),
        **slow_checks(),
        **quick_checks(),
    })  # fmt: skip


def proof() -> list[str]:
    """One after the other: some of them measure, or take the whole machine."""
    failed = []
    for name, database, marks in (
        ("proofs on sqlite", "sqlite", "(proof or counted) and not browser"),
        (
            "pages and proofs on postgresql",
            "postgresql",
            "(slow or proof or counted or page) and not browser",
        ),
        ("every page in every light", "sqlite", "browser and (proof or counted)"),
    ):
        print(f"\n{name}", flush=True)
        # A file's tests stay together, in one worker.
        command = ["env", "GROUNDSWELL_TEST_COUNTS=full", *pytest(database, marks)]
        if subprocess.run([*command, f"-n{WORKERS}", "--dist=loadfile"], cwd=ROOT).returncode:
            failed.append(name)
    return failed


def pytest(database: str, marks: str, *where: str) -> Command:
    """Run the tests with these marks, in these places, on this database."""
    setting = f"GROUNDSWELL_TEST_DATABASE={database}"
    return ["env", setting, sys.executable, "-m", "pytest", "-q", "-m", marks, *where]


def on_sqlite(marks: str) -> dict[str, Command]:
    half = [f"tests/{folder}" for folder in ONE_HALF]
    return {
        "tests on sqlite": pytest("sqlite", marks, *half),
        "more tests on sqlite": pytest("sqlite", marks, *(f"--ignore={folder}" for folder in half)),
    }


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
    """Run the commands, some at a time; tell how each ended, and all that the failing ones said. Return their names."""
    failed = []
    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        running = {pool.submit(timed, command): name for name, command in steps.items()}
        for one in as_completed(running):
            name, (code, said, seconds) = running[one], one.result()
            if code:
                failed.append(name)
                print(said, flush=True)
            last = said.strip().rpartition("\n")[2]
            print(f"{'FAIL' if code else 'ok  '} {name} ({seconds:.0f} s) {last}".rstrip(), flush=True)
    return failed


def timed(command: Command) -> tuple[int, str, float]:
    """Exit code, what was said, and seconds."""
    started = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout, time.monotonic() - started


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
