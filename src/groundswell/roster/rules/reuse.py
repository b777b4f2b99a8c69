"""An identifier in the files that named one person and now names clearly somebody else."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_noop as _

from groundswell.roster.imports.problems import shown
from groundswell.roster.queries.folding import fold

REUSED = "people:reused"
"""Where the guard keeps how many identifiers name somebody else, and of how many that change."""

MESSAGE = _(
    "The identifier {value} names somebody else now: first name, family name and e-mail address are other ones."
)
REMEDY = _(
    "Give the new person an identifier of their own in your student information system. Agree only if it is the same "
    "person under a new name."
)


def is_somebody_else(was: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """True when family name, first name and e-mail address are all other ones.

    The roster keeps no birth date and no other identifier, so the first name speaks in their place: who marries keeps
    it. A part that both names share (a hyphen, an exchanged order) speaks for one person, and so does the same
    address. An address that one of the two lacks speaks for neither; without a name nothing can be said.
    """
    before, after = _parts(was), _parts(now)
    if not all(before) or not all(after):
        return False
    if (before[0] | before[1]) & (after[0] | after[1]):
        return False
    return not was["email"] or (was["email"] or "").lower() != (now["email"] or "").lower()


def reused(changed: Iterable[Mapping[str, Any]], before: Mapping[int, Mapping[str, Any]]) -> list[str]:
    """Identifiers of those changed rows that are clearly somebody else than the roster's row was."""
    return [
        row["source_id"]
        for row in changed
        if row["id"] in before and is_somebody_else(before[row["id"]], row)
    ]


def problems_of(source_ids: Sequence[str]) -> list[dict[str, Any]]:
    """A warning for each, in the form of the report; it names the identifier and nobody."""
    return [
        {
            "file": "users.csv",
            "line": 0,
            "field": "sourcedId",
            "code": "id-reused",
            "level": "warning",
            "message": MESSAGE.format(value=shown(source_id)),
            "remedy": REMEDY,
            "texts": (MESSAGE, REMEDY),
            "words": {"value": shown(source_id)},
        }
        for source_id in source_ids
    ]


def _parts(person: Mapping[str, Any]) -> tuple[set[str], set[str]]:
    """The words of the first names and of the family name, in small letters without accents."""
    first = f"{person['given_name'] or ''} {person['preferred_name'] or ''}"
    return _words(first), _words(person["family_name"] or "")


def _words(name: str) -> set[str]:
    return set("".join(one if one.isalnum() else " " for one in fold(name)).split())
