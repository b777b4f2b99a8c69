"""House rule: files stop at 400 lines, functions at 50, a class has at most two bases."""

import ast
from pathlib import Path

from house import Complaints, main

LONGEST_FILE, LONGEST_FUNCTION, MOST_BASES = 400, 50, 2


def rule(where: Path, tree: ast.Module, text: str) -> Complaints:
    """Files and functions that are too long, classes with too many bases."""
    lines = text.count("\n")
    if lines > LONGEST_FILE:
        yield 1, f"{lines} lines; a file stops at {LONGEST_FILE}: part it by concept"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield node.lineno, f"{node.name}() has {length} lines; a function stops at {LONGEST_FUNCTION}"
        if isinstance(node, ast.ClassDef) and len(node.bases) > MOST_BASES:
            yield node.lineno, f"{node.name} has {len(node.bases)} bases; at most {MOST_BASES}"


if __name__ == "__main__":
    main(rule)
