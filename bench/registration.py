"""Registration through HTTP with everything that belongs to it, against a minimal view with one guarded insert."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.databases import Databases
from bench.harness import HERE, Options, Report, Sample, alternate, child, median
from bench.servers import Server, machine_busy, serving

WORK = "bench.registration_work"
SIZES = {"district": (1_000, 120), "tenth": (1_000, 120), "tiny": (200, 24)}  # attempts, seats
AT_A_TIME = 16
SLOWEST_BARE = 100  # attempts for a CPU second that the bare view must reach, or the comparison says nothing
STARVED = 1.0  # seconds


def run(options: Options) -> Report:
    """Ours and the bare view take turns, each on a fresh copy of the same database with the same people."""
    report = Report("registration", options)
    attempts, seats = SIZES[options.size]
    report.fact("attempts, seats, at a time", f"{attempts}, {seats}, {AT_A_TIME}")
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        for engine in options.engines:
            databases = Databases(engine, Path(scratch))
            try:
                one_engine(report, databases, options.pairs, attempts, seats)
            finally:
                for name in ("run", "empty"):
                    databases.drop(name)
    return report


def one_engine(report: Report, databases: Databases, pairs: int, attempts: int, seats: int) -> list[Sample]:
    """Compare on one engine; answers the samples of ours."""
    made = prepare(databases, attempts, seats)
    paths = [f"/d/bench/events/{made[which]}/register/" for which in ("event", "other")]

    def ours() -> Sample:
        return one_rush(databases, paths, ("look", str(made["event"])))

    def bare() -> Sample:
        return one_rush(databases, ["/bare/register/1/", "/bare/register/2/"], ("look_bare",))

    our_samples, bare_samples = alternate(ours, bare, pairs)
    _compare(report, databases.engine, our_samples, bare_samples, attempts)
    _nothing_lost(report, databases.engine, our_samples, attempts, seats)
    wrong = sum(abs(sample.said["seats"] - seats) for sample in bare_samples)
    report.target(f"{databases.engine}: bare view, seats sold wrongly", wrong, 0)
    return our_samples


def prepare(databases: Databases, attempts: int, seats: int) -> dict[str, Any]:
    """An empty database with so many people who are signed in and two workshops; says which are the workshops."""
    databases.prepare()
    folder = databases.folder / databases.engine
    environment = databases.environment("empty")
    child(WORK, "tables", str(seats), environment=databases.as_owner("empty"))
    made = child(WORK, "prepare", str(folder), str(attempts), str(seats), environment=environment).said
    child(WORK, "settle", environment=databases.as_owner("empty"))
    return made


def one_rush(databases: Databases, paths: list[str], look: tuple[str, ...]) -> Sample:
    environment = databases.copy("empty", "run")
    folder = databases.folder / databases.engine
    with serving(environment, bare=look[0] == "look_bare") as server:
        press(server, paths[1], folder / "warm_up.json")
        before, busy = server.cpu(), machine_busy()
        said = press(server, paths[0], folder / "rush.json")
        cpu = server.cpu() - before
        said["others"] = (machine_busy() - busy - cpu - said["own"]) / said["seconds"]
    said |= child(WORK, *look, environment=environment).said
    return Sample(said["seconds"], cpu, 0.0, said)


def press(
    server: Server, path: str, keys: Path, *, at_a_time: int = AT_A_TIME, pause: float = 0.0
) -> dict[str, Any]:
    """Everybody whose keys are in the file presses the button at ``path``."""
    return walk(server, [f"POST {path}"], keys, at_a_time=at_a_time, pause=pause)


def walk(
    server: Server, steps: list[str], keys: Path, *, at_a_time: int = AT_A_TIME, pause: float = 0.0
) -> dict[str, Any]:
    """Everybody whose keys are in the file takes these steps; see ``bench.rush``."""
    command = [sys.executable, "-m", "bench.rush", str(server.port), str(at_a_time), str(pause), *steps]
    with keys.open() as source:
        done = subprocess.run(command, cwd=HERE.parent, stdin=source, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def _compare(report: Report, name: str, ours: list[Sample], bare: list[Sample], attempts: int) -> None:
    for who, samples in (("ours", ours), ("bare view", bare)):
        cpu, wall = median(samples, "cpu"), median(samples, "wall")
        report.fact(
            f"{name}: {who}",
            f"{attempts / cpu:.0f} attempts a CPU second ({1000 * cpu / attempts:.1f} ms each), "
            f"{attempts / wall:.0f} a second on the wall; p50 {_ms(samples, 0.5):.0f}, p95 {_ms(samples, 0.95):.0f}, "
            f"p99 {_ms(samples, 0.99):.0f}, slowest {_ms(samples, 1):.0f} ms",
        )
    others = median(ours, "others")
    report.fact(f"{name}: cores that other work on this machine took from ours", f"{others:.1f}")
    rate = attempts / median(bare, "cpu")
    report.target(f"{name}: bare view, attempts a CPU second", rate, SLOWEST_BARE, at_least=True)
    share = 100 * median(bare, "cpu") / median(ours, "cpu")
    report.target(f"{name}: rate of ours / of the bare view, by CPU", share, 40, " %", at_least=True)
    report.fact(f"{name}: the same on the wall", f"{100 * median(bare, 'wall') / median(ours, 'wall'):.0f} %")
    report.target(f"{name}: 99th percentile of an attempt", _ms(ours, 0.99), 250, " ms")


def _nothing_lost(report: Report, name: str, ours: list[Sample], attempts: int, seats: int) -> None:
    def most(what: Any) -> float:
        return max(what(sample.said) for sample in ours)

    report.target(f"{name}: oversold", most(lambda said: max(said["seats"], said["counted"]) - seats), 0)
    report.target(f"{name}: undersold", most(lambda said: seats - said["seats"]), 0)
    for what in ("entries", "mails", "lines"):
        missing = most(lambda said, what=what: abs(attempts - said[what]))
        report.target(f"{name}: {what} that are missing", missing, 0)
    refused = most(lambda said: attempts - said["answers"].get("302", 0))
    report.target(f"{name}: attempts without an answer that leads on", refused, 0)
    starved = most(lambda said: sum(seconds > STARVED for seconds in said["times"]))
    if name == "sqlite":
        report.target(f"{name}: starved, over one second", starved, 0)
    else:
        report.fact(f"{name}: over one second", starved)


def _ms(samples: list[Sample], share: float) -> float:
    """A percentile over all runs: the median of each run's, in milliseconds; of 1, the slowest of all."""
    values = sorted(
        s.said["times"][min(len(s.said["times"]) - 1, int(share * len(s.said["times"])))] for s in samples
    )
    return 1000 * (values[-1] if share == 1 else values[len(values) // 2])
