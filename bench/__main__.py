"""``python -m bench [NAME …] [--size district|tenth|tiny] [--pairs 3] [--engine sqlite|postgresql]``."""

import argparse
import importlib
import importlib.util
import os
import sys

from bench.harness import Options

BENCHMARKS = {
    "roster_import": "roster files of a whole district against the database's own bulk loader",
    "registration": "registrations over HTTP against a minimal view with one guarded insert",
    "eight_o_clock": "18,000 teachers at once, and whether the last waits longer than the first",
    "flow": "page, press, page over HTTP against three bare pages",
    "line": "seats and pages with 10,000 people waiting against 100",
    "registration_during_import": "registrations over HTTP while 0.5 %% of the roster changes",
    "answers": "answers over HTTP against a view with one insert, and the page of their results",
    "recount": "counting a wave of two million answers against DuckDB on the same rows",
    "board": "choosing schools: the office's pages at 500 applications, and a scored reading saved over HTTP",
    "pages": "the ten busiest pages against a bare Django page",
    "catalogue": "lists of 2,000 sections with 60,000 registrations against a bare Django page",
}


def main() -> int:
    """Run the named benchmarks, all where none is named. Answers 1 where a target was missed."""
    known = [name for name in BENCHMARKS if importlib.util.find_spec(f"bench.{name}")]
    parser = argparse.ArgumentParser(prog="python -m bench", description="Ours against the bare engine.")
    listed = "; ".join(f"{name}: {BENCHMARKS[name]}" for name in known)
    parser.add_argument("names", nargs="*", metavar="NAME", help=listed)
    parser.add_argument("--size", choices=("district", "tenth", "tiny"), default="district")
    parser.add_argument("--pairs", type=int, default=3, help="how often ours and the bare engine take turns")
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), action="append", dest="engines")
    given = parser.parse_args()
    unknown = set(given.names) - set(known)
    if unknown:
        parser.error(f"There is no benchmark {', '.join(sorted(unknown))}. Known: {', '.join(known)}.")
    engines = tuple(given.engines or ("sqlite", "postgresql"))
    if "postgresql" in engines and "GROUNDSWELL_TEST_POSTGRES_URL" not in os.environ:
        parser.error(
            "PostgreSQL needs GROUNDSWELL_TEST_POSTGRES_URL; `make bench` sets it. Or say --engine sqlite."
        )
    options = Options(given.size, given.pairs, engines)
    passed = [importlib.import_module(f"bench.{name}").run(options).finish() for name in given.names or known]
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
