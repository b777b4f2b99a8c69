"""What every benchmark needs: turns in the order A B B A, processes measured from outside, targets, results.

The machine is noisy, so only ratios of runs that alternate in one job count. CPU seconds decide, wall time is
shown beside them.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Options:
    """What to run: how large, how many pairs, on which databases."""

    size: str
    pairs: int
    engines: tuple[str, ...]


@dataclass(frozen=True)
class Sample:
    """One process from outside: seconds on the wall, CPU seconds (children included), peak memory in MB.

    ``said`` is the JSON that it printed as its last line.
    """

    wall: float
    cpu: float
    rss: float
    said: dict[str, Any] = field(default_factory=dict)


def child(*arguments: str, environment: dict[str, str] | None = None) -> Sample:
    """Run ``python -m …`` and measure it. Raises RuntimeError with its output when it fails."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", *arguments],
        cwd=HERE.parent,
        env=os.environ | (environment or {}),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process.stdout as stream:
        said = stream.read()
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    if process.returncode:
        raise RuntimeError(f"{' '.join(arguments)} ended with {process.returncode}:\n{said}")
    lines = said.strip().splitlines()
    told = json.loads(lines[-1]) if lines and lines[-1].startswith("{") else {}
    return Sample(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, told)


def alternate(
    ours: Callable[[], Sample], bare: Callable[[], Sample], pairs: int
) -> tuple[list[Sample], list[Sample]]:
    """``pairs`` runs of each in the order A B B A A B …, so that a drift of the machine hits both alike."""
    samples: tuple[list[Sample], list[Sample]] = ([], [])
    for pair in range(pairs):
        for which in (0, 1) if pair % 2 == 0 else (1, 0):
            samples[which].append((ours, bare)[which]())
    return samples


def median(samples: list[Sample], what: str) -> float:
    """Median of wall, cpu or rss over several runs; of a key of what they said otherwise."""
    return statistics.median(s.said[what] if what in s.said else getattr(s, what) for s in samples)


@dataclass(frozen=True)
class Target:
    """One thing that must hold: ``value`` at most (or at least) ``limit``."""

    name: str
    value: float
    limit: float
    unit: str = ""
    at_least: bool = False

    @property
    def met(self) -> bool:
        return self.value >= self.limit if self.at_least else self.value <= self.limit


class Report:
    """Collects what a benchmark finds, prints it as it comes, and keeps it as JSON in ``bench/results``."""

    def __init__(self, name: str, options: Options) -> None:
        self.name, self.options = name, options
        self.targets: list[Target] = []
        self.facts: dict[str, Any] = {}
        print(f"\n{name} ({options.size}, {options.pairs} pairs)", flush=True)

    def fact(self, name: str, value: Any) -> None:
        """Something to know that is no target: an absolute rate, a count."""
        self.facts[name] = value
        print(f"        {name}: {value}", flush=True)

    def target(
        self, name: str, value: float, limit: float, unit: str = "", *, at_least: bool = False
    ) -> None:
        """Compare with a target and say PASS or FAIL."""
        target = Target(name, round(value, 3), limit, unit, at_least)
        self.targets.append(target)
        sign = "≥" if at_least else "≤"
        word = "PASS" if target.met else "FAIL"
        print(f"  {word}  {name}: {value:,.2f}{unit} (target {sign} {limit:,g}{unit})", flush=True)

    def finish(self) -> bool:
        """Write the results. True when every target was met."""
        folder = HERE / "results"
        folder.mkdir(exist_ok=True)
        result = {
            "benchmark": self.name,
            "options": asdict(self.options),
            "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
            "facts": self.facts,
            "targets": [asdict(target) | {"met": target.met} for target in self.targets],
        }
        (folder / f"{self.name}-{self.options.size}.json").write_text(json.dumps(result, indent=2) + "\n")
        return all(target.met for target in self.targets)
