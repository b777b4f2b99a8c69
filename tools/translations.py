"""Compile every `django.po` under `src/groundswell` into the `django.mo` that Django reads.

Run as `python tools/translations.py`. Only what changed is compiled; the results are not committed.
A message whose placeholders differ from its translation's would break its page, so it stops the run.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parent.parent / "src/groundswell"


def main() -> int:
    catalogues = sorted(SOURCE.rglob("LC_MESSAGES/*.po"))
    problems = [problem for path in catalogues for problem in compile_catalogue(path)]
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def compile_catalogue(path: Path) -> list[str]:
    """Write the .mo beside `path` if it is older; return a line for each message that can't ship."""
    target = path.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
        return []
    with path.open("rb") as stream:
        catalogue = read_po(stream, locale=path.parent.parent.name)
    problems = [
        f"{path.relative_to(SOURCE)}:{message.lineno}: {error}. Give the translation the same placeholders."
        for message, errors in catalogue.check()
        for error in errors
    ]
    if not problems:
        with target.open("wb") as stream:
            write_mo(stream, catalogue)
    return problems


if __name__ == "__main__":
    sys.exit(main())
