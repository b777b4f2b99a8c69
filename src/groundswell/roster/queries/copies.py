"""Everything that is held about a person, found by the models' own words: their keys to people and their PRIVACY.

No list of tables: a table that an app adds tomorrow is in the copy tomorrow. Left out are secrets (hashes of links and
of passwords), rows that are about somebody else (``DONE_BY``), and what only the person themselves is handed
(``OWN_COPY_ONLY``), unless it is they who ask.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from groundswell.accounts.models import User
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.privacy import class_of, done_by, own_copy_only, unread, untold
from groundswell.roster.models import Person, Tombstone

SECRETS = frozenset(
    {
        "tenant", "password", "token_hash", "reminder_hash", "digest", "digests", "content_hash", "request_key", "raw",
        "family_key", "shown_key", "secret_hash",
    }
)  # fmt: skip
JOURNAL_MOST = 5_000


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a copy. ``fields`` are (name, privacy class); ``rows`` hold plain values in that order.

    ``files`` are (path, content) of what its rows hold as bytes; the rows name the path. The content is read when
    it is called, so that of many large files one is in memory; None where the row is gone by then.
    """

    name: str
    title: str
    fields: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Any, ...], ...]
    files: tuple[tuple[str, Callable[[], bytes | None]], ...] = ()

    @property
    def pairs(self) -> list[list[tuple[str, Any]]]:
        """Each row as (field, value), those with a value: for the page to read."""
        names = [name for name, _class in self.fields]
        return [
            [(name, value) for name, value in zip(names, row, strict=True) if value not in (None, "", [], {})]
            for row in self.rows
        ]


def everything_about(rows: list[Person], *, for_oneself: bool) -> list[Table]:
    """Tables of everything that is held about these rows of one person, those with rows only."""
    found: dict[type[models.Model], set[Any]] = {Person: {row.pk for row in rows}}
    waiting: list[type[models.Model]] = [Person]
    while waiting:
        about = waiting.pop()
        for model, field in _pointing_to(about, for_oneself):
            more = set(
                model.objects.filter(**{f"{field}__in": list(found[about])}).values_list("pk", flat=True)  # type: ignore[attr-defined]
            )
            if more - found.get(model, set()):
                found[model] = found.get(model, set()) | more
                waiting.append(model)
    tables = [_table(model, ids, for_oneself) for model, ids in found.items()]
    users = {row.user_id for row in rows if row.user_id is not None}
    if users:
        tables.append(_table(User, users, for_oneself))
    tables.append(_journal({row.pk for row in rows}))
    return [table for table in tables if table.rows]


def _pointing_to(about: type[models.Model], for_oneself: bool) -> Iterator[tuple[type[models.Model], str]]:
    """(model, key) of every table of a district whose rows belong to rows of ``about``."""
    for model in apps.get_models():
        if (
            not hasattr(model, "PRIVACY")
            or model in (about, Tombstone)
            or model.__module__.startswith("groundswell.kernel")
        ):
            continue
        if own_copy_only(model) and not for_oneself:
            continue
        for field in model._meta.local_fields:
            if field.is_relation and field.related_model is about and field.name not in done_by(model):
                yield model, field.name


def _table(model: type[models.Model], ids: set[Any], for_oneself: bool) -> Table:
    fields = [field for field in model._meta.concrete_fields if field.name not in SECRETS | untold(model)]
    manager = model.objects  # type: ignore[attr-defined]
    named = [field.name for field in fields if field.is_relation and field.related_model is not Person]
    large = [field.name for field in model._meta.concrete_fields if isinstance(field, models.BinaryField)]
    rows = list(manager.filter(pk__in=list(ids)).select_related(*named).defer(*large).order_by("pk"))
    table = model._meta.label_lower.replace(".", "_")
    files = [field.name for field in fields if field.name in large]
    return Table(
        name=table,
        title=str(model._meta.verbose_name).capitalize(),
        fields=tuple((field.name, str(class_of(model, field.name) or "")) for field in fields),
        rows=tuple(tuple(_value(row, field, for_oneself) for field in fields) for row in rows),
        files=tuple(
            (_file_of(row, table), partial(_content, model, row.pk, one)) for one in files for row in rows
        ),
    )


def _content(model: type[models.Model], pk: Any, field: str) -> bytes | None:
    held = model.objects.filter(pk=pk).values_list(field, flat=True).first()  # type: ignore[attr-defined]
    return None if held is None else bytes(held)


def _file_of(row: models.Model, table: str) -> str:
    """Where a file that a row holds lies in the copy."""
    return f"files/{table}/{getattr(row, 'file_name', row.pk)}"


def _value(row: models.Model, field: models.Field, for_oneself: bool) -> Any:
    if isinstance(field, models.BinaryField):
        return _file_of(row, row._meta.label_lower.replace(".", "_"))
    if not field.is_relation:
        value = getattr(row, field.name)
        return value if for_oneself else unread(value)
    number = getattr(row, field.attname)
    if number is None or field.related_model in (Person, User):
        return number
    return f"{getattr(row, field.name)} ({number})"


def _journal(ids: set[int]) -> Table:
    """What was done with the person's record, and what they did: kind and moment, nothing about anybody else."""
    about = Q(subject_kind="roster.person", subject_id__in=ids) | Q(actor_person__in=ids)
    entries = JournalEntry.objects.filter(about).order_by("pk")[:JOURNAL_MOST]
    return Table(
        "journal",
        "Journal",
        tuple((name, "confidential") for name in ("at", "kind", "by_this_person")),
        tuple((entry.at, entry.kind, entry.actor_person in ids) for entry in entries),
    )


def copies_since(person: Person, moment: Any) -> int:
    """How many copies of this person's data were handed out since."""
    entries = JournalEntry.objects.filter(subject_kind="roster.person", subject_id=person.pk)
    return entries.filter(kind="roster.person.copied", at__gte=moment).count()
