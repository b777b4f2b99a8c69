"""The office's pages of a selection at three sizes and in a nation; and a scored reading saved over HTTP."""

import json
import tempfile
from pathlib import Path
from typing import Any

from bench.databases import Databases
from bench.harness import Options, Report, Sample, alternate, child, median
from bench.pages import BARE, ROUNDS, SLOWEST_BARE, SLOWEST_ROW
from bench.registration import walk
from bench.servers import serving

WORK = "bench.board_work"
# Applications in the calls of a district, schools of a nation, readings that are saved.
SIZES = {
    "district": ([10, 500, 1_500], 13_000, 1_500),
    "tenth": ([10, 50, 150], 1_300, 600),
    "tiny": ([3, 10, 30], 130, 120),
}
BIG = 1  # the size that has a limit in milliseconds
AT_A_TIME = 8
SAID = "do=finish&revision=0&comment=" + "What+changes+for+whom+is+clear." * 10
STATEMENTS, SLOWEST_PAGE, NATION_TIMES = 15, 250.0, 2.0
SAVING_CPU, SAVING_P95, SAVING_TIMES, SAVING_RATE = 30.0, 200.0, 12.0, 60.0


def run(options: Options) -> Report:
    """Fill a district and a nation below the verbs, once for each engine; ask for the pages; then save readings."""
    report = Report("board", options)
    sizes, nation, _saved = SIZES[options.size]
    listed = ", ".join(f"{one:,}" for one in sizes)
    report.fact(
        "applications x 3 readings x 4 scores (synthetic)", f"{listed}; a nation of {nation:,} schools"
    )
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        for engine in options.engines:
            databases = Databases(engine, Path(scratch))
            try:
                _one_engine(report, databases, options)
            finally:
                for name in ("run", "empty"):
                    databases.drop(name)
    return report


def _one_engine(report: Report, databases: Databases, options: Options) -> None:
    sizes, nation, saved = SIZES[options.size]
    databases.prepare()
    environment = databases.environment("empty")
    child(WORK, "tables", environment=databases.as_owner("empty"))
    arguments = [str(_folder(databases)), json.dumps(sizes), str(nation), str(saved)]
    said = child(WORK, "fill", *arguments, environment=environment).said
    child("bench.registration_work", "settle", environment=databases.as_owner("empty"))
    told = child(WORK, "ask", ROUNDS[options.size], environment=environment | BARE).said
    for name, pages in told["pages"].items():
        _page(report, f"{databases.engine}: {name}", pages, sizes)
    _savings(report, databases, options.pairs, saved, said["levels"])


def _page(report: Report, name: str, pages: list[dict[str, Any]], sizes: list[int]) -> None:
    """One page at each size, the last of which is the nation's."""
    for page, size in zip(pages, [*(f"{one:,}" for one in sizes), "a nation"], strict=True):
        ours, bare = page["ours"], page["bare"]
        report.fact(
            f"{name}, {size}",
            f"{page['rows']} rows, {page['statements']} statements and {page['frame']} of the frame; 95th percentile "
            f"{ours['cpu']:.1f} ms CPU ({ours['wall']:.1f} wall), bare page {bare['cpu']:.1f} ({bare['wall']:.1f})",
        )
        slowest = SLOWEST_BARE + SLOWEST_ROW * page["rows"]
        report.target(f"{name}, {size}, time of the bare page", bare["cpu"], slowest, " ms")
    counts = [page["statements"] for page in pages]
    report.target(f"{name}, statements", max(counts), STATEMENTS)
    report.target(f"{name}, statements that rows add", max(counts) - min(counts), 0)
    big, nation = pages[BIG], pages[-1]
    report.target(f"{name}, {sizes[BIG]:,}", big["ours"]["cpu"], SLOWEST_PAGE, " ms")
    report.fact(
        f"{name}, {sizes[BIG]:,}, ours / bare", f"{big['ours']['cpu'] / big['bare']['cpu']:.1f} times"
    )
    report.target(
        f"{name}, the nation / the district",
        nation["ours"]["cpu"] / big["ours"]["cpu"],
        NATION_TIMES,
        " times",
    )


def _savings(report: Report, databases: Databases, pairs: int, saved: int, levels: str) -> None:
    """Ours and the bare view take turns, each on a fresh copy."""

    def one(path: str, look: str) -> Sample:
        environment, step = databases.copy("empty", "run"), f"POST {path} {levels}&{SAID}"
        with serving(environment, bare=look == "look_bare") as server:
            walk(server, [step], _folder(databases) / "warm_up.json", at_a_time=AT_A_TIME)
            before = server.cpu()
            said = walk(server, [step], _folder(databases) / "rush.json", at_a_time=AT_A_TIME)
            cpu = server.cpu() - before
        if set(said["answers"]) != {"302"}:
            raise SystemExit(f"Some readings were answered {json.dumps(said['answers'])}.")
        return Sample(said["seconds"], cpu, 0.0, said | child(WORK, look, environment=environment).said)

    ours, bare = alternate(
        lambda: one("/d/bench/readings/{}/", "look"), lambda: one("/bare/readings/{}/", "look_bare"), pairs
    )
    name, each = f"{databases.engine}: a reading saved", 1000 / saved
    for who, samples in (("ours", ours), ("bare view", bare)):
        rate = saved / median(samples, "wall")
        each_cpu = each * median(samples, "cpu")
        report.fact(
            f"{name}, {who}", f"{each_cpu:.1f} ms CPU, {rate:.0f} a second, p95 {_p95(samples):.0f} ms"
        )
    report.target(f"{name}, CPU", each * median(ours, "cpu"), SAVING_CPU, " ms")
    report.target(f"{name}, 95th percentile, {AT_A_TIME} at once", _p95(ours), SAVING_P95, " ms")
    report.target(f"{name}, a second", saved / median(ours, "wall"), SAVING_RATE, at_least=True)
    report.target(f"{name}, ours / bare", median(ours, "cpu") / median(bare, "cpu"), SAVING_TIMES, " times")
    wrong = max(abs(saved - sample.said["kept"]) for sample in ours + bare)
    report.target(f"{name}, lost or doubled", wrong, 0)


def _p95(samples: list[Sample]) -> float:
    times = sorted(sample.said["times"][int(0.95 * len(sample.said["times"]))] for sample in samples)
    return 1000 * times[len(times) // 2]


def _folder(databases: Databases) -> Path:
    return databases.folder / databases.engine
