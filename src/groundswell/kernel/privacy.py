"""How private a field is. Every field of every model says it; exports, facts and scrubbed copies read it.

A model declares ``PRIVACY = {"field": Privacy.…}``. Keys and the tenant need no line: they identify a row,
not a person. A guard test fails on a field without a class.

A copy of what is held about a person follows the foreign keys that lead to them, and three more declarations:
``DONE_BY = ("noted_by",)`` names keys to whoever did something to a row that is about somebody else,
``OWN_COPY_ONLY = True`` a model that nobody but the person themselves is ever handed (answers, under their promise),
and ``UNTOLD = ("purpose",)`` fields that would tell the person of others.
"""

import re
from collections.abc import Collection
from enum import StrEnum
from typing import Any

from django.db import models


class Privacy(StrEnum):
    """Who may see a value at most, from widest to narrowest."""

    PUBLIC = "public"  # anyone: a school's name, a published score
    DIRECTORY = "directory"  # people of the same district: a colleague's name and school
    CONFIDENTIAL = "confidential"  # those whose work needs it: an address, an answer, a home language
    STUDENT = "student"  # a student's record under FERPA: an enrolment, a grade


OWN = "own_"
"""What stands under a key that begins so is for its reader's eyes alone: whoever else looks sees that it is there."""

UNCLASSIFIED = frozenset({"id", "tenant"})


def class_of(model: type[models.Model], field_name: str) -> Privacy | None:
    """The privacy class that ``model`` declares for a field, or None where it declares none."""
    return getattr(model, "PRIVACY", {}).get(field_name)


def undeclared(model: type[models.Model]) -> list[str]:
    """Names of the model's own fields that have no privacy class."""
    return [
        field.name
        for field in model._meta.local_fields
        if field.name not in UNCLASSIFIED and class_of(model, field.name) is None
    ]


def done_by(model: type[models.Model]) -> tuple[str, ...]:
    """Names of the model's keys to people whom its rows are not about."""
    return getattr(model, "DONE_BY", ())


def untold(model: type[models.Model]) -> frozenset[str]:
    """Names of fields that a person's copy leaves out."""
    return frozenset(getattr(model, "UNTOLD", ()))


def own_copy_only(model: type[models.Model]) -> bool:
    """True where only the person themselves is handed the rows."""
    return getattr(model, "OWN_COPY_ONLY", False)


def unread(value: Any) -> Any:
    """Plain data with what stands under a key of ``OWN`` replaced by "…", for everybody but its reader."""
    if isinstance(value, dict):
        return {key: "…" if key.startswith(OWN) else unread(one) for key, one in value.items()}
    return [unread(one) for one in value] if isinstance(value, list) else value


def without(value: Any, words: Collection[str]) -> Any:
    """Plain data (text, list, dict, as JSON has it) with every one of ``words`` in its texts replaced by "…"."""
    wanted = sorted(filter(None, words), key=len, reverse=True)
    if not wanted:
        return value
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in wanted), re.IGNORECASE)
    return _replaced(value, pattern)


def _replaced(value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return pattern.sub("…", value)
    if isinstance(value, dict):
        return {key: _replaced(one, pattern) for key, one in value.items()}
    if isinstance(value, list):
        return [_replaced(one, pattern) for one in value]
    return value
