"""Registration through HTTP while roster files that change 0.5 % of a district are read, compared and applied."""

import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bench import registration, roster_import
from bench.databases import Databases
from bench.harness import Options, Report, child
from bench.servers import serving

ROSTER = roster_import.WORK
PRESSES = {"district": 4_000, "tenth": 1_000, "tiny": 200}
AT_A_TIME, PAUSE = 16, 0.5  # seconds that each of them takes breath between two presses
SEATS = 120
SLOWEST, FEWEST = 1.0, 30  # seconds; presses during the import that a percentile needs


def run(options: Options) -> Report:
    """Load a district, then bring in the changed files while people register."""
    report = Report("registration_during_import", options)
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        folder = Path(scratch)
        child(ROSTER, "bundles", str(folder), *map(str, roster_import.SIZES[options.size]))
        for engine in options.engines:
            databases = Databases(engine, folder)
            try:
                _one_engine(report, databases, folder, PRESSES[options.size])
            finally:
                databases.drop("empty")
    return report


def _one_engine(report: Report, databases: Databases, folder: Path, presses: int) -> None:
    made = registration.prepare(databases, presses, SEATS)
    environment = databases.environment("empty")
    child(ROSTER, "import", str(folder / "full.zip"), environment=environment)
    keys = databases.folder / databases.engine
    path = f"/d/bench/events/{made['event']}/register/"
    with serving(environment, bare=False) as server, ThreadPoolExecutor() as aside:
        registration.press(server, f"/d/bench/events/{made['other']}/register/", keys / "warm_up.json")
        pressing = aside.submit(
            registration.press, server, path, keys / "rush.json", at_a_time=AT_A_TIME, pause=PAUSE
        )
        time.sleep(PAUSE)
        begin = time.time()
        imported = child(ROSTER, "import", str(folder / "changed.zip"), environment=environment)
        end = time.time()
        said = pressing.result()
    said |= child(registration.WORK, "look", str(made["event"]), environment=environment).said
    _tell(report, databases.engine, said, begin, end)
    report.fact(f"{databases.engine}: import, seconds of its own CPU", round(imported.cpu, 1))
    report.fact(
        f"{databases.engine}: of these it wrote rows for, seconds", round(imported.said["writing"], 2)
    )


def _tell(report: Report, name: str, said: dict[str, Any], begin: float, end: float) -> None:
    during = sorted(seconds for at, seconds in said["attempts"] if at + seconds > begin and at < end)
    presses = len(said["attempts"])
    report.fact(
        f"{name}: import took", f"{end - begin:.1f} s; {len(during)} of {presses} presses fell into it"
    )
    report.target(f"{name}: presses during the import", len(during), FEWEST, at_least=True)
    apart = sorted(seconds for at, seconds in said["attempts"] if at + seconds <= begin or at >= end)
    for when, times in (("during it", during), ("before and after it", apart)):
        shown = ", ".join(
            f"p{100 * share:g} {1000 * _of(times, share):.0f}" for share in (0.5, 0.95, 0.99, 1)
        )
        report.fact(f"{name}: presses {when}", f"{shown} ms")
    report.target(f"{name}: 99th percentile of a press during the import", _of(during, 0.99), SLOWEST, " s")
    report.target(f"{name}: presses that failed", presses - said["answers"].get("302", 0), 0)
    report.target(f"{name}: seats sold wrongly", abs(said["seats"] - min(SEATS, presses)), 0)
    for what in ("entries", "mails", "lines"):
        report.target(f"{name}: {what} that are missing", abs(presses - said[what]), 0)


def _of(times: list[float], share: float) -> float:
    """A percentile of sorted times; 0 where there are none."""
    return times[min(len(times) - 1, int(share * len(times)))] if times else 0.0
