"""The proof pack: everything that it takes to compute a claim's numbers again, in one file, without Groundswell."""

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import ModuleType
from typing import Any

from groundswell.impact.models import Claim, ClaimFigure
from groundswell.impact.rules import recompute
from groundswell.impact.rules.sentences import fill
from groundswell.kernel import numbers
from groundswell.kernel.exports import neutral

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same bytes each time: a file in a zip has no other date
READABLE = 0o644 << 16
COMMAND = "python recompute.py"

README = """PROOF PACK
==========

{sentence}

Claim {pk} of {district}, {state}. Published at {url}

Compute every number again with Python 3.11 or newer, without installing anything:

    python recompute.py

It reads definitions.json and data.csv, computes, and compares with claim.json, bit for bit. It ends with 0 where every
number is the same; otherwise it says which is not.

claim.json        the sentence, its numbers as they were published, the SHA-256 of what they were computed from
definitions.json  what each number counts: question, scale, box, population, period, weighting, base
data.csv          the counts: one row for each answer option of each survey. Of a survey in which fewer answered than
                  the district's threshold one row says how many were asked, and nothing else.
recompute.py, groundswell/
                  the program; the very files that computed the numbers in Groundswell {code}

No row is about one person.
"""


def pack_of(claim: Claim, figures: Sequence[ClaimFigure], *, district: str, url: str) -> bytes:
    """The zip. The same claim gives the same bytes."""
    sentence = fill(claim.sentence["en"], figures)
    said = {
        "claim": claim.pk,
        "district": district,
        "sentence": sentence,
        "published_at": claim.published_at.isoformat() if claim.published_at else None,
        "design": claim.design,
        "code_version": code_version(),
        "figures": [_figure(one) for one in figures],
    }
    readme = README.format(
        sentence=sentence, pk=claim.pk, district=district, state=claim.state, url=url, code=code_version()
    )
    files = {
        "README.txt": readme,
        "claim.json": _json(said),
        "definitions.json": _json({str(one.number): _definition(one) for one in figures}),
        "data.csv": _csv(figures),
        "recompute.py": _source(recompute),
        # A package of its own, so that an installed Groundswell is never asked instead.
        "groundswell/__init__.py": "",
        "groundswell/kernel/__init__.py": "",
        "groundswell/kernel/numbers.py": _source(numbers),
    }
    return _zip(files)


def code_version() -> str:
    """The version of Groundswell that computes."""
    try:
        return version("groundswell")
    except PackageNotFoundError:
        return "0"


def _figure(figure: ClaimFigure) -> dict[str, Any]:
    found = recompute.compute(figure.definition.content, figure.inputs, figure.threshold)
    kept = {name: getattr(figure, name) for name in recompute.EXACT if name != "shown"}
    return {"figure": figure.number, "threshold": figure.threshold, "shown": found["shown"]} | kept


def _definition(figure: ClaimFigure) -> dict[str, Any]:
    one = figure.definition
    return {
        "metric": one.key, "version": one.version, "question": one.wording, "revision": one.revision,
        "scale": one.points, "population": one.population, "content": one.content,
    }  # fmt: skip


def _csv(figures: Sequence[ClaimFigure]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(recompute.COLUMNS)
    for figure in figures:
        for row in figure.inputs:
            told = {"figure": figure.number} | row | {"is_final": "yes" if row["is_final"] else "no"}
            cells = ["" if told[name] is None else told[name] for name in recompute.COLUMNS]
            writer.writerow([neutral(cell) for cell in cells])
    return stream.getvalue()


def _json(data: Any) -> str:
    return json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _source(module: ModuleType) -> str:
    return Path(str(module.__file__)).read_text(encoding="utf-8")


def _zip(files: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as packed:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, LONG_AGO)
            info.create_system, info.external_attr = 3, READABLE
            packed.writestr(info, files[name].encode())
    return stream.getvalue()
