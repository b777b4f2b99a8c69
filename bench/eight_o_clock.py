"""Every teacher of a large district presses at eight o'clock: does the last one wait longer than the first?"""

import statistics
import tempfile
from pathlib import Path

from bench.databases import Databases
from bench.harness import Options, Report, Sample
from bench.registration import one_engine

SIZES = {"district": (18_000, 120), "tenth": (1_800, 120), "tiny": (400, 24)}  # attempts, seats
SLOWER = 1.2


def run(options: Options) -> Report:
    """As ``registration``, once, with everybody; and how the time of an attempt grows with the length of the line."""
    report = Report("eight_o_clock", options)
    attempts, seats = SIZES[options.size]
    report.fact("attempts, seats", f"{attempts:,}, {seats}")
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        for engine in options.engines:
            databases = Databases(engine, Path(scratch))
            try:
                [ours] = one_engine(report, databases, 1, attempts, seats)
                _grows(report, engine, ours, attempts // 18)
            finally:
                for name in ("run", "empty"):
                    databases.drop(name)
    return report


def _grows(report: Report, name: str, ours: Sample, some: int) -> None:
    """The median attempt of the first and of the last of them; the very first, which meet free seats, don't count."""
    in_order = [seconds for _at, seconds in sorted(ours.said["attempts"])]
    first, last = (statistics.median(part) for part in (in_order[some : 2 * some], in_order[-some:]))
    report.fact(f"{name}: median attempt early and late", f"{1000 * first:.0f} and {1000 * last:.0f} ms")
    report.target(f"{name}: late / early", last / first, SLOWER, " times")
