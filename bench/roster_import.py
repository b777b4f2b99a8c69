"""Roster files of a whole district against the database's own bulk loader with the same files into plain tables."""

import tempfile
from pathlib import Path

from bench.databases import Databases
from bench.harness import Options, Report, Sample, alternate, child, median

SIZES = {"district": (147_910, 18_000, 176), "tenth": (14_791, 1_800, 18), "tiny": (1_479, 180, 6)}
SLOWEST_BARE = 50_000
"""Rows a CPU second; a loader that is slower is no measure for ours."""
WORK = "bench.roster_import_work"


def run(options: Options) -> Report:
    """First import, the same files again, 0.5 % changed, a tenth of the size; peak memory of each."""
    report = Report("roster_import", options)
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        folder = Path(scratch)
        sizes = dict(zip(("students", "staff", "schools"), map(str, SIZES[options.size]), strict=True))
        made = child(WORK, "bundles", str(folder), *sizes.values())
        report.fact("rows in the files", made.said["rows"])
        for engine in options.engines:
            databases = Databases(engine, folder)
            try:
                _one_engine(report, databases, folder, options)
            finally:
                for name in ("run1", "empty"):
                    databases.drop(name)
    return report


def _one_engine(report: Report, databases: Databases, folder: Path, options: Options) -> None:
    databases.prepare()
    loaded = databases.fresh()
    first = child(WORK, "import", str(folder / "full.zip"), environment=loaded)

    def ours() -> Sample:
        return _in_fresh(databases, "import", str(folder / "full.zip"))

    def bare() -> Sample:
        return _in_fresh(databases, "bare", str(folder / "full"))

    firsts, bares = alternate(ours, bare, options.pairs)
    name = databases.engine
    rows, loader = bares[0].said["rows"], bares[0].said["loader"]
    report.target(
        f"{name}: {loader}, rows a CPU second", rows / median(bares, "work"), SLOWEST_BARE, at_least=True
    )
    report.fact(f"{name}: first import, seconds (CPU / wall)", _shown(firsts))
    report.fact(f"{name}: bare loader, seconds (CPU / wall)", _shown(bares))
    ratio = median(firsts, "work") / median(bares, "work")
    report.target(f"{name}: first import / bare loader, CPU of both sides", ratio, 4)
    report.target(f"{name}: first import, peak memory", max(s.rss for s in [first, *firsts]), 1024, " MB")
    _again(report, name, folder, loaded, firsts)
    if options.size == "district":
        tenth = [_in_fresh(databases, "import", str(folder / "tenth.zip")) for _ in range(options.pairs)]
        growth = median(firsts, "work") / (median(tenth, "work") * made_ratio(firsts, tenth))
        report.target(f"{name}: first import / (a tenth × rows)", growth, 1.2)


def _again(report: Report, name: str, folder: Path, loaded: dict[str, str], firsts: list[Sample]) -> None:
    same = child(WORK, "import", str(folder / "full.zip"), environment=loaded)
    report.target(f"{name}: the same files again", same.said["seconds"], 2, " s")
    changed = [
        child(WORK, "import", str(folder / file), environment=loaded)
        for file in ("changed.zip", "changed2.zip")
    ]
    share = median(changed, "work") / median(firsts, "work")
    report.fact(f"{name}: 0.5 % changed, seconds (CPU / wall)", _shown(changed))
    report.target(f"{name}: 0.5 % changed / first import", 100 * share, 30, " %")
    report.target(f"{name}: 0.5 % changed, peak memory", max(s.rss for s in changed), 1024, " MB")


def made_ratio(large: list[Sample], small: list[Sample]) -> float:
    """How many times as many rows the large import has."""
    return large[0].said["rows"] / small[0].said["rows"]


def _in_fresh(databases: Databases, *work: str) -> Sample:
    environment = databases.fresh()
    sample = child(WORK, *work, environment=environment)
    databases.drop(f"run{databases.made}")
    return sample


def _shown(samples: list[Sample]) -> str:
    return f"{median(samples, 'work'):.1f} / {median(samples, 'seconds'):.1f}"
