"""House rule: imports point down, and so do names in strings: foreign keys and ``{% link %}`` / ``{% url %}``."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from house import PACKAGE, python_files

TOWER = [
    {"kernel"},
    {"accounts"},
    {"roster"},
    {"notices"},
    {"planning", "surveys"},
    {"cohorts"},
    {"events", "mastery", "devices"},
    {"library"},
    {"coaching", "improvement"},
    {"impact"},
    {"portal", "exchange"},
    {"universe"},
    {"config"},
]
LEVEL = {app: level for level, apps in enumerate(TOWER) for app in apps}
IN_CODE = re.compile(r"(?:ForeignKey|OneToOneField|ManyToManyField)\(\s*[\"'](\w+)\.\w+[\"']")
IN_LINKS = re.compile(r"(?:\{%\s*(?:link|url)\s+|\b(?:link|reverse|redirect)\()[\"'](\w+):")


def upward(root: Path = PACKAGE) -> Iterator[str]:
    """Places where an app names an app that is above it, or beside it on its line."""
    for path in python_files(root):
        app = path.relative_to(root).parts[0]
        yield from _check(path.relative_to(root), app, path.read_text(encoding="utf-8"), (IN_CODE, IN_LINKS))
    for path in sorted((root / "templates").rglob("*.*")):
        app = path.relative_to(root / "templates").parts[0]
        if path.is_file() and app in LEVEL:
            yield from _check(path.relative_to(root), app, path.read_text(encoding="utf-8"), (IN_LINKS,))


def _check(where: Path, app: str, text: str, patterns: tuple[re.Pattern[str], ...]) -> Iterator[str]:
    for pattern in patterns:
        for match in pattern.finditer(text):
            target = match[1]
            if app in LEVEL and target in LEVEL and target != app and LEVEL[target] >= LEVEL[app]:
                line = text.count("\n", 0, match.start()) + 1
                yield f"{where}:{line}: {app} names {target}, which stands above or beside it"


if __name__ == "__main__":
    found = list(upward())
    print("\n".join(found), end="\n" if found else "")
    sys.exit(1 if found else 0)
