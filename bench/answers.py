"""Answers through HTTP as people send them from their links, against a minimal view with one insert; then the page
that says what they said, against a bare page."""

import json
import tempfile
from pathlib import Path

from bench.databases import Databases
from bench.harness import Options, Report, Sample, alternate, child, median
from bench.pages import BARE, ROUNDS, compare
from bench.registration import walk
from bench.servers import serving

WORK = "bench.answers_work"
SIZES = {"district": (18_000, 9_000), "tenth": (1_800, 900), "tiny": (200, 100)}  # invited, answering
SAID = "recommend=9 confident=very takeaway=One+question+at+the+door"
SLOWEST_BARE = 100  # answers for a CPU second that the bare view must reach, or the comparison says nothing


def run(options: Options) -> Report:
    """Ours and the bare view take turns, each on a fresh copy of the same database with the same people."""
    report = Report("answers", options)
    invited, answering = SIZES[options.size]
    report.fact("invited, answering", f"{invited:,}, {answering:,}")
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        for engine in options.engines:
            databases = Databases(engine, Path(scratch))
            try:
                _one_engine(report, databases, options, invited, answering)
            finally:
                for name in ("run", "empty"):
                    databases.drop(name)
    return report


def _one_engine(report: Report, databases: Databases, options: Options, invited: int, answering: int) -> None:
    databases.prepare()
    environment = databases.environment("empty")
    child(WORK, "table", environment=databases.as_owner("empty"))
    child(WORK, "prepare", str(_folder(databases)), str(invited), str(answering), environment=environment)
    child("bench.registration_work", "settle", environment=databases.as_owner("empty"))

    def ours() -> Sample:
        return _collected(databases, f"POST /d/bench/answer/{{}}/ {SAID}", bare=False)

    def bare() -> Sample:
        return _collected(databases, f"POST /bare/answer/{{}}/ {SAID}", bare=True)

    our_samples, bare_samples = alternate(ours, bare, options.pairs)
    name = databases.engine
    for who, samples in (("ours", our_samples), ("bare view", bare_samples)):
        cpu = median(samples, "cpu")
        each = f"{answering / cpu:.0f} answers a CPU second ({1000 * cpu / answering:.1f} ms each)"
        report.fact(f"{name}: {who}", f"{each}; p99 {_p99(samples):.0f} ms")
    rate = answering / median(bare_samples, "cpu")
    report.target(f"{name}: bare view, answers a CPU second", rate, SLOWEST_BARE, at_least=True)
    share = 100 * median(bare_samples, "cpu") / median(our_samples, "cpu")
    report.target(f"{name}: rate of ours / of the bare view, by CPU", share, 40, " %", at_least=True)
    wrong = max(abs(answering - sample.said["kept"]) for sample in our_samples + bare_samples)
    report.target(f"{name}: answers lost or doubled", wrong, 0)
    ours()  # leaves behind what the page is asked of
    told = child(WORK, "ask", ROUNDS[options.size], environment=databases.environment("run") | BARE).said
    compare(report, name, told["pages"])


def _collected(databases: Databases, step: str, *, bare: bool) -> Sample:
    environment = databases.copy("empty", "run")
    with serving(environment, bare=bare) as server:
        walk(server, [step], _folder(databases) / "warm_up.json")
        before = server.cpu()
        said = walk(server, [step], _folder(databases) / "rush.json")
        cpu = server.cpu() - before
    if set(said["answers"]) != {"302"}:
        raise SystemExit(f"Some answers were answered {json.dumps(said['answers'])}.")
    said |= child(WORK, "look_bare" if bare else "look", environment=environment).said
    return Sample(said["seconds"], cpu, 0.0, said)


def _p99(samples: list[Sample]) -> float:
    times = sorted(sample.said["times"][int(0.99 * len(sample.said["times"]))] for sample in samples)
    return 1000 * times[len(times) // 2]


def _folder(databases: Databases) -> Path:
    return databases.folder / databases.engine
