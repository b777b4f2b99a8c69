"""The list of erasures beside the database, ``HOME/erasures.jsonl``: what makes a restored backup forget again.

One line of JSON for each erasure, with hashed identifiers only. It is no part of a backup, because an older backup
must not bring an older list; keep a copy of it where the backups are. The tombstones in the database say the same:
whatever one of the two does not know yet it learns from the other (``settle``).
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from groundswell.kernel.models import Tenant
from groundswell.kernel.tenancy import reading
from groundswell.roster.models import Tombstone
from groundswell.roster.queries import lives

Line = dict[str, Any]
NEEDED = {"key", "district", "salt", "person", "ground", "reference", "at", "by_user", "by_person", "digests"}


class Unreadable(ValueError):
    """The list is damaged; the text says where and what to do."""


def place() -> Path:
    """Where the list lies."""
    return Path(settings.GROUNDSWELL_HOME) / "erasures.jsonl"


def line_of(tombstone: Tombstone, salt: str, slug: str) -> Line:
    """What the list says of one erasure."""
    return {
        "key": str(tombstone.key),
        "district": slug,
        "salt": salt,
        "person": tombstone.person_id,
        "ground": str(tombstone.ground),
        "reference": tombstone.reference,
        "at": tombstone.at.isoformat(),
        "by_user": tombstone.by_user,
        "by_person": tombstone.by_person,
        "digests": tombstone.digests,
    }


def lines(path: Path | None = None) -> list[Line]:
    """Every erasure that the list holds. Raises Unreadable for a damaged one: guessing would bring people back."""
    path = path or place()
    if not path.exists():
        return []
    return list(_read(path))


def _read(path: Path) -> Iterator[Line]:
    try:
        text = path.read_bytes().decode()
    except UnicodeDecodeError as problem:
        raise Unreadable(f"{path} is not text ({problem}). Take another copy of the list.") from problem
    for number, row in enumerate(text.splitlines(), 1):
        try:
            line = json.loads(row)
            if not isinstance(line, dict) or not line.keys() >= NEEDED:
                raise ValueError("something is missing")
        except ValueError as problem:
            if number == text.count("\n") + 1 and not text.endswith("\n"):
                return  # the machine died while this line was written; the tombstone in the database writes it again
            raise Unreadable(
                f"Line {number} of {path} is not an erasure ({problem}). Take another copy of the list."
            ) from problem
        yield line


def add(new: Iterable[Line]) -> int:
    """Write erasures that the list does not hold yet, safely on the disk when this returns. Returns how many."""
    path = place()
    with open(path, "a+", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        known = {line["key"] for line in lines(path)}
        missing = {line["key"]: line for line in new if line["key"] not in known}
        if missing:
            _mend(path)
            file.write("".join(json.dumps(line, sort_keys=True) + "\n" for line in missing.values()))
            file.flush()
            os.fsync(file.fileno())
    return len(missing)


def _mend(path: Path) -> None:
    """Take away the beginning of a line at which the machine died."""
    whole = path.read_bytes()
    os.truncate(path, whole.rfind(b"\n") + 1)


def remember(tenant: Tenant) -> int:
    """Write the tombstones of the database that the list does not hold. Returns how many."""
    with reading(tenant):
        salt = lives.salt_of(tenant)
        found = [line_of(one, salt, tenant.slug) for one in Tombstone.objects.order_by("pk")]
    return add(found) if found else 0


def to_do_again(tenant: Tenant) -> list[Line]:
    """Erasures of this district that the list holds and the database does not: a backup was restored."""
    own = [line for line in lines() if line["district"] == tenant.slug]
    if not own:
        return []
    with reading(tenant):
        salt = lives.salt_of(tenant)
        known = {str(key) for key in Tombstone.objects.values_list("key", flat=True)}
    return [line for line in own if line["salt"] == salt and line["key"] not in known]
