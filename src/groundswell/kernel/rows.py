"""Statements written once, for what a rush asks and writes by the thousand.

Putting a statement together costs Django more than running it costs the database, and planning it costs PostgreSQL
more than running it. Here a statement is put together once a process and planned once a connection; columns and
conversions stay the model's own. No manager adds the district: the statement names it. :func:`insert` and
statements that write are for verbs and what they call.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.db import connection, models

Converter = Callable[[Any, Any, Any], Any]


def columns(model: type[models.Model], table: str) -> str:
    """Every column of a model for a SELECT, from the table or alias ``table``, in the order that :func:`read` takes."""
    return ", ".join(f'{table}."{field.column}"' for field in model._meta.concrete_fields)


def read(statement: str, values: Sequence[Any], *kinds: type[models.Model]) -> list[tuple[Any, ...]]:
    """For each row one instance of each of ``kinds``, in the order of :func:`columns`; further columns as they are."""
    return [_instances(row, kinds) for row in run(statement, values)]


def run(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """What the statement gives back, in the running transaction."""
    with _cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def insert(row: models.Model, *, on_conflict: str = "") -> bool:
    """Write a new row and give it its id. False when ``on_conflict`` (SQL after ON CONFLICT) let nothing through.

    Joins the running transaction. Raises IntegrityError where a constraint refuses the row.
    """
    fields, statement = _statement(type(row), connection.vendor, on_conflict)
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
    made = run(statement, values)
    if made:
        [(row.pk,)] = made
        row._state.adding, row._state.db = False, connection.alias
    return bool(made)


def _cursor() -> Any:
    if connection.vendor != "postgresql":
        return connection.cursor()
    from psycopg import Cursor  # inline: optional dependency

    connection.ensure_connection()
    make = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    return make(Cursor(connection.connection))  # type: ignore[arg-type]


def _instances(row: tuple[Any, ...], kinds: tuple[type[models.Model], ...]) -> tuple[Any, ...]:
    found: list[Any] = []
    at = 0
    for kind in kinds:
        names, converted = _shape(kind, connection.vendor)
        values = list(row[at : at + len(names)])
        for place, expression, converters in converted:
            for convert in converters:
                values[place] = convert(values[place], expression, connection)
        found.append(kind.from_db(connection.alias, names, values))
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
def _statement(model: type[models.Model], vendor: str, on_conflict: str) -> tuple[list[models.Field], str]:
    key = model._meta.pk
    assert key is not None
    fields = [field for field in model._meta.concrete_fields if field is not key and not field.generated]
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    conflict = f" ON CONFLICT {on_conflict}" if on_conflict else ""
    places = ", ".join(["%s"] * len(fields))
    table, pk = quote(model._meta.db_table), quote(str(key.column))
    return fields, f"INSERT INTO {table} ({names}) VALUES ({places}){conflict} RETURNING {pk}"
