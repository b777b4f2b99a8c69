"""House rule: verbs write. No ORM write stands outside ``actions`` (and the kernel's three writers)."""

import ast
from pathlib import Path

from house import Complaints, main

WRITES = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "delete",
    "update",
    "create_user",
    "insert",
}
KERNEL_WRITERS = {"kernel/journal.py", "kernel/reactions.py", "kernel/rows.py", "accounts/models.py"}
PLAIN_OBJECTS = {
    "context",
    "data",
    "counts",
    "headers",
    "hash",
    "digest",
    "params",
    "result",
    "environ",
    "attrs",
    "kwargs",
}


def rule(where: Path, tree: ast.Module, text: str) -> Complaints:
    """Calls of writing methods on managers and querysets, and ``save``/``delete`` on anything."""
    if "actions" in where.parts or where.name == "actions.py" or where.as_posix() in KERNEL_WRITERS:
        return
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr in WRITES and _is_orm(node):
            yield node.lineno, f"{node.func.attr}() writes to the database outside actions/: make it a verb."


def _is_orm(call: ast.Call) -> bool:
    """A manager or queryset in the chain, or a bare ``row.save()`` / ``row.delete()``."""
    assert isinstance(call.func, ast.Attribute)
    chain = ast.unparse(call.func.value)
    if chain == "rows" and call.func.attr == "insert":  # kernel.rows
        return True
    if ".objects" in chain or ".all()" in chain or ".filter(" in chain:
        return True
    if call.func.attr in {"save", "delete"}:
        return chain.split(".")[-1].split("(")[0] not in PLAIN_OBJECTS and not chain.startswith("super()")
    return False


if __name__ == "__main__":
    main(rule)
