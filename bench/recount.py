"""Counting a wave of two million answers anew, against DuckDB on the same rows."""

import importlib.util
import tempfile
from pathlib import Path

from bench.databases import Databases
from bench.harness import Options, Report, alternate, child, median

WORK = "bench.recount_work"
SIZES = {"district": 200_000, "tenth": 20_000, "tiny": 2_000}  # who answered, ten questions each


def run(options: Options) -> Report:
    """Fill one wave below the verbs, once for each engine, then count it by turns."""
    report = Report("recount", options)
    if importlib.util.find_spec("duckdb") is None:
        report.fact("not run", "DuckDB is not installed here; `pip install duckdb`, then again")
        return report
    people = SIZES[options.size]
    report.fact("answers (synthetic)", f"{10 * people:,}")
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        for engine in options.engines:
            databases = Databases(engine, Path(scratch))
            try:
                databases.prepare()
                _one_engine(report, databases, options, people)
            finally:
                databases.drop("empty")
    return report


def _one_engine(report: Report, databases: Databases, options: Options, people: int) -> None:
    name, environment = databases.engine, databases.environment("empty")
    child(WORK, "fill", str(people), environment=environment)
    child("bench.registration_work", "settle", environment=databases.as_owner("empty"))
    parquet = str(databases.folder / f"{name}.parquet")
    child(WORK, "write", parquet, environment=environment)
    ours, bare = alternate(
        lambda: child(WORK, "ours", environment=environment),
        lambda: child(WORK, "bare", environment=environment),
        options.pairs,
    )
    files = [child(WORK, "file", parquet, environment=environment) for _ in range(options.pairs)]
    told = {str(sample.said["counts"]) for sample in (*ours, *bare, *files)}
    report.target(f"{name}: different results", len(told) - 1, 0)
    for who, samples in (
        ("our recount", ours),
        ("DuckDB on rows read from the database", bare),
        ("DuckDB on a Parquet file of them", files),
    ):
        report.fact(f"{name}: {who}", f"{median(samples, 'counting'):.3f} CPU seconds")
    times = median(ours, "counting") / median(bare, "counting")
    report.target(f"{name}: ours / DuckDB on rows read from the database", times, 2, " times")
