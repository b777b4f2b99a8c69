"""The ten busiest pages, in the demonstration's district, against a bare Django page with the same number of rows."""

import tempfile
from pathlib import Path
from typing import Any

from bench.databases import Databases
from bench.harness import Options, Report, child

WORK = "bench.pages_work"
SIZES = {"district": "district", "tenth": "school", "tiny": "tiny"}  # of the universe
TIMES = {"an event": 2.5, "today": 4.0}  # the bare page; the others 5
ROUNDS = {"district": "60", "tenth": "60", "tiny": "30"}
BARE = {"DJANGO_SETTINGS_MODULE": "bench.baselines.settings"}
SLOWEST_BARE, SLOWEST_ROW = (
    25.0,
    0.05,
)  # milliseconds for the bare page and each of its rows, or nothing is said


def run(options: Options) -> Report:
    """Build the demonstration once for each engine, then ask for each page and the bare one in turns."""
    report = Report("pages", options)
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        for engine in options.engines:
            databases = Databases(engine, Path(scratch))
            try:
                databases.prepare()
                environment = databases.environment("empty")
                build = ("universe", "build", "--size", SIZES[options.size], "--throwaway")
                built = child("groundswell", *build, environment=environment)
                report.fact(f"{engine}: seconds to build the district", round(built.wall))
                child("bench.registration_work", "settle", environment=databases.as_owner("empty"))
                told = child(WORK, ROUNDS[options.size], environment=environment | BARE).said
                report.fact(f"{engine}: students, staff", f"{told['students']:,}, {told['staff']:,}")
                compare(report, engine, told["pages"])
            finally:
                databases.drop("empty")
    return report


def compare(report: Report, engine: str, pages: list[dict[str, Any]]) -> None:
    """Hold each page that ``bench.pages_work`` measured against its targets."""
    for page in pages:
        name, ours, bare = f"{engine}: {page['name']}", page["ours"], page["bare"]
        report.fact(
            name,
            f"{page['rows']} rows, {page['statements']} statements and {page['frame']} of the frame; "
            f"95th percentile {ours['cpu']:.1f} ms CPU ({ours['wall']:.1f} wall), "
            f"bare page {bare['cpu']:.1f} ({bare['wall']:.1f})",
        )
        report.target(f"{name}, statements", page["statements"], 15)
        slowest = SLOWEST_BARE + SLOWEST_ROW * page["rows"]
        report.target(f"{name}, time of the bare page", bare["cpu"], slowest, " ms")
        report.target(
            f"{name}, ours / bare, 95th percentile",
            ours["cpu"] / bare["cpu"],
            TIMES.get(page["name"], 5),
            " times",
        )
