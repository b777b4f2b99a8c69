"""One registration as a person makes it: the event's page, the press, the page again; against three bare pages."""

import tempfile
from pathlib import Path

from bench.databases import Databases
from bench.harness import Options, Report, Sample, alternate, child, median
from bench.registration import WORK, prepare, walk
from bench.servers import serving

PEOPLE, SEATS = {"district": 200, "tenth": 200, "tiny": 60}, 120
ROWS = 3  # of the bare page: an event's page has its section, its dates and its place
TIMES, SLOWEST, DEAREST = (
    4,
    400,
    100,
)  # the bare pages; milliseconds of a step; CPU milliseconds of a registration


def run(options: Options) -> Report:
    """Ours and the bare pages take turns, over HTTP, 16 people at a time."""
    report = Report("flow", options)
    people = PEOPLE[options.size]
    report.fact("people, seats", f"{people}, {SEATS}")
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        for engine in options.engines:
            databases = Databases(engine, Path(scratch))
            try:
                _one_engine(report, databases, options, people)
            finally:
                for name in ("run", "empty"):
                    databases.drop(name)
    return report


def _one_engine(report: Report, databases: Databases, options: Options, people: int) -> None:
    made = prepare(databases, people, SEATS)
    event, other = (f"/d/bench/events/{made[which]}/" for which in ("event", "other"))
    bare_page = f"GET /d/bench/bare/{ROWS}/"

    def ours() -> Sample:
        return _walked(databases, _steps(event), _steps(other), made["event"])

    def bare() -> Sample:
        return _walked(databases, [bare_page] * 3, [bare_page] * 3, None)

    our_samples, bare_samples = alternate(ours, bare, options.pairs)
    name = databases.engine
    cpu, of_bare = (1000 * median(samples, "cpu") / people for samples in (our_samples, bare_samples))
    report.fact(f"{name}: CPU of a registration and of three bare pages", f"{cpu:.0f} and {of_bare:.0f} ms")
    report.target(f"{name}: a registration / three bare pages, by CPU", cpu / of_bare, TIMES, " times")
    report.target(f"{name}: CPU of a registration", cpu, DEAREST, " ms")
    steps = sorted(seconds for sample in our_samples for seconds in sample.said["slowest"])
    report.target(
        f"{name}: 95th percentile of the slowest step", 1000 * steps[int(0.95 * len(steps))], SLOWEST, " ms"
    )
    wrong = sum(abs(sample.said["seats"] - min(SEATS, people)) for sample in our_samples)
    report.target(f"{name}: seats sold wrongly", wrong, 0)


def _steps(page: str) -> list[str]:
    return [f"GET {page}", f"POST {page}register/", f"GET {page}"]


def _walked(databases: Databases, steps: list[str], warm_up: list[str], event: int | None) -> Sample:
    environment = databases.copy("empty", "run")
    folder = databases.folder / databases.engine
    with serving(environment, bare=event is None) as server:
        walk(server, warm_up, folder / "warm_up.json")
        before = server.cpu()
        said = walk(server, steps, folder / "rush.json")
        cpu = server.cpu() - before
    answers = {code: number for code, number in said["answers"].items() if code not in ("200", "302")}
    if answers:
        raise SystemExit(f"Some steps were answered {answers}.")
    if event is not None:
        said |= child(WORK, "look", str(event), environment=environment).said
    return Sample(said["seconds"], cpu, 0.0, said)
