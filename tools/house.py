"""What the house rules share: the product's Python files and how a complaint is printed."""

import ast
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "groundswell"

Complaints = Iterator[tuple[int, str]]
Rule = Callable[[Path, ast.Module, str], Complaints]


def python_files(root: Path = PACKAGE) -> Iterator[Path]:
    """Every module of the product; migrations are Django's own."""
    return (path for path in sorted(root.rglob("*.py")) if "migrations" not in path.parts)


def complaints(rule: Rule, root: Path = PACKAGE) -> list[str]:
    """``file:line: what is wrong`` for each place that breaks ``rule``."""
    found = []
    for path in python_files(root):
        text = path.read_text(encoding="utf-8")
        where = path.relative_to(root)
        found += [f"{where}:{line}: {what}" for line, what in rule(where, ast.parse(text), text)]
    return found


def main(rule: Rule) -> None:
    """Print the complaints and leave with 1 when there are any."""
    found = complaints(rule)
    print("\n".join(found), end="\n" if found else "")
    sys.exit(1 if found else 0)
