#!/usr/bin/env python3
"""From counted answers to a number with its proof. Part of Groundswell, and of every proof pack, word for word.

It needs nothing but Python's standard library and ``groundswell/kernel/numbers.py``, which names its sources and is in
the pack, too. There ``python recompute.py`` reads ``definitions.json`` and ``data.csv``, computes
every number again and compares it, bit for bit, with ``claim.json``.
"""

import csv
import hashlib
import json
import sys
from pathlib import Path

from groundswell.kernel import numbers

COLUMNS = (
    "figure",
    "wave",
    "opened_on",
    "option",
    "people",
    "answered",
    "asked",
    "silent",
    "invited",
    "is_final",
)
EXACT = (
    "numerator", "denominator", "answered", "asked", "silent", "invited", "value", "response_rate", "interval_low",
    "interval_high", "bound_low", "bound_high", "waves", "waves_hidden", "is_suppressed", "is_final",
    "shown", "digest",
)  # fmt: skip


def compute(definition: dict, rows: list[dict], threshold: int) -> dict:
    """Every number of a figure. ``rows`` are counts of one option in one wave; a wave in which too few answered has
    one row without an option, which says how many were asked."""
    waves = {row["wave"]: row for row in rows}
    shown = [row for row in waves.values() if row["option"]]
    counts = dict.fromkeys(definition["scale"], 0)
    for row in rows:
        if row["option"]:
            counts[row["option"]] += row["people"]
    answered = sum(row["answered"] for row in shown)
    found = {
        "asked": sum(row["asked"] for row in waves.values()),
        "silent": sum(row["silent"] for row in waves.values()),
        "invited": sum(row["invited"] for row in waves.values()),
        "waves": len(waves),
        "waves_hidden": len(waves) - len(shown),
        "is_suppressed": answered < threshold,
        "is_final": all(row["is_final"] for row in waves.values()),
        "digest": digest(definition, rows, threshold),
    }
    empty = dict.fromkeys(EXACT)
    if found["is_suppressed"]:
        return empty | found
    found["answered"] = answered
    found["response_rate"] = _kept(answered / found["asked"])
    figure = _mean if definition["kind"] == "mean" else _share
    return empty | found | figure(definition, counts, found)


def _share(definition: dict, counts: dict, found: dict) -> dict:
    inside, answered = sum(counts[key] for key in definition["box"]), found["answered"]
    of = found["asked"] if definition["base"] == "asked" else answered
    interval = numbers.wilson(inside, of)
    low, high = numbers.bounds(inside, answered, answered + found["silent"])
    return {
        "numerator": inside,
        "denominator": of,
        "value": _kept(inside / of),
        "interval_low": _kept(interval.low),
        "interval_high": _kept(interval.high),
        "bound_low": _kept(float(low)),
        "bound_high": _kept(float(high)),
        "shown": str(round(inside / of * 100)),
    }


def _mean(definition: dict, counts: dict, found: dict) -> dict:
    values, answered, silent = definition["values"], found["answered"], found["silent"]
    lowest, highest = min(values.values()), max(values.values())
    total = sum(values[key] * counts[key] for key in counts)
    interval = numbers.mean_interval(numbers.Sums.of((values[key], counts[key]) for key in counts))
    interval = interval and interval.within(lowest, highest)
    return {
        "numerator": total,
        "denominator": answered,
        "value": _kept(total / answered),
        "interval_low": interval and _kept(interval.low),
        "interval_high": interval and _kept(interval.high),
        "bound_low": _kept((total + silent * lowest) / (answered + silent)),
        "bound_high": _kept((total + silent * highest) / (answered + silent)),
        "shown": str(round(total / answered, 1)),
    }


def _kept(value: float) -> float:
    """Twelve decimals: the last bit of a logarithm is another on another machine."""
    return round(float(value), 12)


def digest(definition: dict, rows: list[dict], threshold: int) -> str:
    """SHA-256 over what the number was computed from, in one way of writing it down."""
    said = {"definition": definition, "rows": rows, "threshold": threshold}
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def differences(folder: Path) -> list[str]:
    """What the pack's data give, against what the claim says: one line for each number that is another."""
    claim = json.loads((folder / "claim.json").read_text(encoding="utf-8"))
    definitions = json.loads((folder / "definitions.json").read_text(encoding="utf-8"))
    rows = _rows(folder / "data.csv")
    wrong = []
    for figure in claim["figures"]:
        number = figure["figure"]
        content = definitions[str(number)]["content"]
        found = compute(content, rows.get(number, []), figure["threshold"])
        wrong += [
            f"Figure {number}, {name}: the claim says {figure[name]!r}, the data give {found[name]!r}."
            for name in EXACT
            if found[name] != figure[name]
        ]
    return wrong


def _rows(path: Path) -> dict[int, list[dict]]:
    found: dict[int, list[dict]] = {}
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            whole = {name: int(row[name]) for name in ("wave", "asked", "silent", "invited")}
            told = {name: int(row[name]) if row[name] else None for name in ("people", "answered")}
            plain = {"opened_on": row["opened_on"], "option": row["option"]}
            final = {"is_final": row["is_final"] == "yes"}
            found.setdefault(int(row["figure"]), []).append(whole | told | plain | final)
    return found


def main() -> int:
    """0 where every number is the same, 1 where one is not."""
    wrong = differences(Path(__file__).resolve().parent)
    if wrong:
        sys.stderr.write("THIS CLAIM DOES NOT FOLLOW FROM ITS DATA.\n" + "\n".join(wrong) + "\n")
        return 1
    sys.stdout.write("Every number of the claim follows from its data, bit for bit.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
