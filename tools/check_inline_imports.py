"""House rule: an import inside a function states one of three reasons. "Circular" is none of them."""

import ast
from pathlib import Path

from house import Complaints, main

REASONS = ("slow import", "optional dependency", "app ready")


def rule(where: Path, tree: ast.Module, text: str) -> Complaints:
    """Imports below the top level without ``# inline: <reason>`` on their line."""
    lines = text.splitlines()
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                span = " ".join(lines[node.lineno - 1 : node.end_lineno])
                if not any(f"# inline: {reason}" in span for reason in REASONS):
                    yield node.lineno, f"import inside a function without a reason ({', '.join(REASONS)})"


if __name__ == "__main__":
    main(rule)
