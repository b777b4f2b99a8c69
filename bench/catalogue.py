"""Lists of events at district size, against a bare Django page with the same number of rows."""

import tempfile
from pathlib import Path
from typing import Any

from bench.databases import Databases
from bench.harness import Options, Report, child
from bench.pages import BARE, ROUNDS, compare

WORK = "bench.catalogue_work"
# Sections, registrations, staff.
SIZES = {"district": (2_000, 60_000, 18_000), "tenth": (200, 6_000, 1_800), "tiny": (60, 600, 200)}


def run(options: Options) -> Report:
    """Fill a district below the verbs, once for each engine, then ask for each list and the bare page in turns."""
    report = Report("catalogue", options)
    sections, registrations, staff = SIZES[options.size]
    report.fact("sections, registrations, staff (synthetic)", f"{sections:,}, {registrations:,}, {staff:,}")
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        for engine in options.engines:
            databases = Databases(engine, Path(scratch))
            try:
                databases.prepare()
                environment = databases.environment("empty")
                sizes = [str(one) for one in SIZES[options.size]]
                child(WORK, "fill", *sizes, environment=environment)
                child("bench.registration_work", "settle", environment=databases.as_owner("empty"))
                told: dict[str, Any] = child(
                    WORK, "ask", ROUNDS[options.size], environment=environment | BARE
                ).said
                compare(report, engine, told["pages"])
            finally:
                databases.drop("empty")
    return report
