"""Does anything that one person does take longer when 10,000 wait than when 100 do?"""

import tempfile
from pathlib import Path

from bench.databases import Databases
from bench.harness import Options, Report, child
from bench.registration import prepare

WORK = "bench.line_work"
SIZES = {
    "district": 10_000,
    "tenth": 1_000,
    "tiny": 300,
}  # who waits in the long line; in the short one 100 do
ROUNDS = {"district": 60, "tenth": 60, "tiny": 20}
SEATS, SLOWER = 120, 1.2


def run(options: Options) -> Report:
    """Acts and pages of a section with a short line and of one with a long line, by turns, in one process."""
    report = Report("line", options)
    waiting, rounds = SIZES[options.size], ROUNDS[options.size]
    report.fact("people who wait", f"{waiting:,} and 100")
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        for engine in options.engines:
            databases = Databases(engine, Path(scratch))
            try:
                people = waiting + SEATS + 4 * rounds
                made = prepare(databases, people, SEATS)
                sections = [str(made["event"]), str(made["other"])]
                environment = databases.environment("empty")
                said = child(WORK, str(rounds), str(waiting), *sections, environment=environment).said
                for act, (short, long) in said.items():
                    report.fact(f"{engine}: {act}", f"{short:.1f} and {long:.1f} ms CPU")
                    report.target(f"{engine}: {act}, long / short", long / short, SLOWER, " times")
            finally:
                databases.drop("empty")
    return report
