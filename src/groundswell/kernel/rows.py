"""Statements written once, for what a rush asks and writes by the thousand.

Putting a statement together costs Django more than running it costs the database, and planning it costs PostgreSQL
more than running it. Here a statement is put together once a process and planned once a connection; columns and
conversions stay the model's own. No manager adds the district: the statement names it. :func:`insert` and
statements that write are for verbs and what they call.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

Converter = Callable[[Any, Any, Any], Any]
Kind = tuple[type[models.Model], str]  # what a row is of, and the SQL after its ON CONFLICT
_later: ContextVar[list[tuple[models.Model, str]] | None] = ContextVar("later", default=None)


def columns(model: type[models.Model], table: str) -> str:
    """Every column of a model for a SELECT, from the table or alias ``table``, in the order that :func:`read` takes."""
    return ", ".join(f'{table}."{field.column}"' for field in model._meta.concrete_fields)


def read(statement: str, values: Sequence[Any], *kinds: type[models.Model]) -> list[tuple[Any, ...]]:
    """For each row one instance of each of ``kinds``, in the order of :func:`columns`; further columns as they are."""
    return [_instances(row, kinds) for row in run(statement, values)]


def run(statement: str, values: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows that the statement gives back, in the running transaction; a statement that writes needs RETURNING.

    ``values`` by place (``%s``) or by name (``%(name)s``).
    """
    with _cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def insert(row: models.Model, *, on_conflict: str = "") -> bool:
    """Write a new row and give it its id. False when ``on_conflict`` (SQL after ON CONFLICT) let nothing through.

    Joins the running transaction. Raises IntegrityError where a constraint refuses the row.
    """
    [made] = _write([(row, on_conflict)])
    return made


def add(row: models.Model, *, on_conflict: str = "") -> None:
    """:func:`insert` for whoever needs no answer: inside :func:`together` the row waits for the others."""
    waiting = _later.get()
    if waiting is None:
        insert(row, on_conflict=on_conflict)
    else:
        waiting.append((row, on_conflict))


@contextmanager
def together() -> Iterator[None]:
    """Rows that are added inside are written when the block ends, on PostgreSQL in one statement; then they have ids.

    For rows of which none needs the id of another.
    """
    waiting: list[tuple[models.Model, str]] = []
    token = _later.set(waiting)
    try:
        yield
    finally:
        _later.reset(token)
    # SQLite has no INSERT inside WITH.
    batches = [waiting] if connection.vendor == "postgresql" else [[one] for one in waiting]
    for batch in filter(None, batches):
        _write(batch)


def _write(rows: list[tuple[models.Model, str]]) -> list[bool]:
    """Which of the rows were let through. All in one statement."""
    database = _database()
    fields, statement = _statement(
        tuple((type(row), on_conflict) for row, on_conflict in rows), database.vendor
    )
    values = [
        field.get_db_prep_save(field.pre_save(row, True), database)
        for (row, _), its_fields in zip(rows, fields, strict=True)
        for field in its_fields
    ]
    made = run(statement, values)
    keys = made[0] if made else [None] * len(rows)
    for (row, _), key in zip(rows, keys, strict=True):
        if key is not None:
            row.pk = key
            row._state.adding, row._state.db = False, database.alias
    return [key is not None for key in keys]


def _cursor() -> Any:
    database = _database()
    if database.vendor != "postgresql":
        return database.cursor()
    from psycopg import Cursor  # inline: optional dependency

    database.ensure_connection()
    make = database.make_debug_cursor if database.queries_logged else database.make_cursor
    return make(Cursor(database.connection))


def _database() -> Any:
    """The connection itself: ``django.db.connection`` looks for it at every touch, a hundred times for one row."""
    return connections[DEFAULT_DB_ALIAS]


def _instances(row: tuple[Any, ...], kinds: tuple[type[models.Model], ...]) -> tuple[Any, ...]:
    database = _database()
    found: list[Any] = []
    at = 0
    for kind in kinds:
        names, converted = _shape(kind, database.vendor)
        values = list(row[at : at + len(names)])
        for place, expression, converters in converted:
            for convert in converters:
                values[place] = convert(values[place], expression, database)
        found.append(kind.from_db(database.alias, names, values))
        at += len(names)
    return (*found, *row[at:])


@cache
def _shape(
    model: type[models.Model], vendor: str
) -> tuple[list[str], list[tuple[int, Any, list[Converter]]]]:
    """Names of the fields, and what a database's value goes through where it is not taken as it is."""
    fields = model._meta.concrete_fields
    converted = []
    for place, field in enumerate(fields):
        column = field.get_col(model._meta.db_table)
        converters = connection.ops.get_db_converters(column) + column.get_db_converters(connection)
        if converters:
            converted.append((place, column, converters))
    return [field.attname for field in fields], converted


@cache
def _statement(kinds: tuple[Kind, ...], vendor: str) -> tuple[list[list[models.Field]], str]:
    """For each row its fields in the order of the values; one row's INSERT as it is, several in one WITH."""
    fields, inserts = zip(*(_insert(*kind) for kind in kinds), strict=True)
    if len(inserts) == 1:
        return list(fields), inserts[0]
    parts = ", ".join(f"part{at} AS ({statement})" for at, statement in enumerate(inserts))
    keys = ", ".join(f"(SELECT * FROM part{at})" for at in range(len(inserts)))
    return list(fields), f"WITH {parts} SELECT {keys}"


def _insert(model: type[models.Model], on_conflict: str) -> tuple[list[models.Field], str]:
    key = model._meta.pk
    assert key is not None
    fields = [field for field in model._meta.concrete_fields if field is not key and not field.generated]
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    conflict = f" ON CONFLICT {on_conflict}" if on_conflict else ""
    places = ", ".join(["%s"] * len(fields))
    table, pk = quote(model._meta.db_table), quote(str(key.column))
    return fields, f"INSERT INTO {table} ({names}) VALUES ({places}){conflict} RETURNING {pk}"
