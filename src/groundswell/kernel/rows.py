"""Statements written once, for what a rush asks and writes by the thousand.

Putting a statement together costs Django more than running it costs the database, and planning it costs PostgreSQL
more than running it. Here a statement is put together once a process and planned once a connection; columns and
conversions stay the model's own. Two ways lead here:

- a query of Django's, with :class:`Given` where a value comes later, under :func:`written_once`: its managers add the
  district, as everywhere;
- SQL, for :func:`read` and :func:`run`: no manager adds the district, the statement names it. :func:`insert` and
  statements that write are for verbs and what they call.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache, partial, wraps
from typing import Any, TypeVar, cast

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.sqlite3.base import SQLiteCursorWrapper
from django.db.models.base import ModelState
from django.db.models.expressions import Col
from django.db.models.query import ModelIterable
from django_scopes import scope

from groundswell.kernel.tenancy import current_tenant

SHAPES = 200  # of one query, before the one that was asked longest ago is put together again
STATEMENTS = 1000  # the same of statements with SQLite's marks for their gaps

M = TypeVar("M", bound=models.Model)
Converter = Callable[[Any, Any, Any], Any]
Kind = tuple[type[models.Model], str]  # what a row is of, and the SQL after its ON CONFLICT
Column = tuple[models.Field, str, type | None]  # with its attribute, and the type of what it takes as it is
_DECODE = json.JSONDecoder().decode
_later: ContextVar[list[tuple[models.Model, str]] | None] = ContextVar("later", default=None)


class Given(models.Expression):
    """A value that comes later, by name, in a query that is written once. Equal to another one of that name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Given) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return "%s", [self]


class Among(models.Func):
    """A condition: the field holds one of the given values, however many they are. ``values`` is a :class:`Given`."""

    output_field = models.BooleanField()

    def __init__(self, field: str, values: Given) -> None:
        super().__init__(field, values)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="%(expressions)s)", arg_joiner=" = ANY(")

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        joiner = " IN (SELECT value FROM json_each("
        return self.as_sql(compiler, connection, template="%(expressions)s))", arg_joiner=joiner)


def written_once(build: Callable[..., models.QuerySet]) -> Callable[..., list[Any]]:
    """Put a query together once a process and ask it by what is given: ``found = my_query(person=7)``.

    ``build`` returns the query (of rows, or of ``values_list``), with a :class:`Given` for each value. Its places are
    what changes the query itself, say whether something is asked at all: each set of them is put together once, so
    that it may depend on nothing else, not on the time, the language or who asks. The district is the open one.
    """

    @lru_cache(maxsize=SHAPES)
    def written(vendor: str, *shape: Any) -> "_Written":
        with scope(tenant=Given("tenant")):
            return _Written(build(*shape), _database())

    @wraps(build)
    def ask(*shape: Any, **values: Any) -> list[Any]:
        database = _database()
        return written(database.vendor, *shape).rows(values | {"tenant": current_tenant().pk}, database)

    return ask


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


def lock_if_free(row: M) -> M | None:
    """As ``locking.lock``, but None at once where somebody else holds it: for who holds what they may want next."""
    return next(iter(_if_free(type(row), pk=row.pk)), None)


@written_once
def _if_free(kind: type[models.Model]) -> models.QuerySet:
    free = kind._default_manager.select_for_update(of=("self",), no_key=True, skip_locked=True)
    return free.filter(pk=Given("pk"))


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

    For rows of which none needs an id that the database gives another. Inside another such block it is part of it.
    """
    if _later.get() is not None:
        yield
        return
    waiting: list[tuple[models.Model, str]] = []
    token = _later.set(waiting)
    try:
        yield
    finally:
        _later.reset(token)
    for batch in _batches(waiting):
        _write(batch)


def _batches(waiting: list[tuple[models.Model, str]]) -> list[list[tuple[models.Model, str]]]:
    """What goes into one statement. SQLite has no INSERT inside WITH, and tells the keys of several in any order:
    there it is neighbours of one table that bring their keys."""
    if _database().vendor == "postgresql":
        return [waiting] if waiting else []
    batches: list[list[tuple[models.Model, str]]] = []
    before: Kind | None = None
    for row, on_conflict in waiting:
        kind = (type(row), on_conflict)
        if kind == before and row._meta.pk.has_default() and not on_conflict:
            batches[-1].append((row, on_conflict))
        else:
            batches.append([(row, on_conflict)])
        before = kind
    return batches


def _write(rows: list[tuple[models.Model, str]]) -> list[bool]:
    """Which of the rows were let through. All in one statement."""
    database = _database()
    fields, statement = _statement(
        tuple((type(row), on_conflict) for row, on_conflict in rows), database.vendor
    )
    values = [
        value
        if type(value := row.__dict__.get(name)) is as_it_is
        else field.get_db_prep_save(field.pre_save(row, True), database)
        for (row, _), its_fields in zip(rows, fields, strict=True)
        for field, name, as_it_is in its_fields
    ]
    made = run(statement, values)
    # Several keys below one another are those that the rows brought.
    keys = [row.pk for row, _ in rows] if len(made) > 1 else made[0] if made else [None] * len(rows)
    for (row, _), key in zip(rows, keys, strict=True):
        if key is not None:
            # The one that is stored, whatever the row brought; SQLite tells a UUID as text.
            row.pk = row._meta.pk.to_python(key)
            row._state.adding, row._state.db = False, database.alias
    return [key is not None for key in keys]


class _Written:
    """The SQL of a query with its gaps, and how its rows become what the query gives."""

    def __init__(self, query: Any, database: Any) -> None:
        compiler = query.query.get_compiler(connection=database)
        self.sql = ""
        self.gaps: Sequence[Any] = ()
        try:
            self.sql, self.gaps = compiler.as_sql()
        except EmptyResultSet:
            return
        shown = [one for one, *_ in compiler.select[: compiler.col_count]]
        self.converted = [
            (place, (_quickened(converters, expression), expression))
            for place, (converters, expression) in compiler.get_converters(shown).items()
        ]
        self.part: _Part | None = None
        if query._iterable_class is ModelIterable:
            self.part = _Part(compiler.klass_info, shown)
            self.more = list(compiler.annotation_col_map.items())

    def rows(self, values: Mapping[str, Any], database: Any) -> list[Any]:
        if not self.sql:
            return []
        filled = [_bound(values[one.name], database) if type(one) is Given else one for one in self.gaps]
        found = run(self.sql, filled)
        if self.converted:
            found = [self._convert(row, database) for row in found]
        if self.part is None:
            return found
        return [self._instance(self.part, row, database.alias) for row in found]

    def _convert(self, row: tuple[Any, ...], database: Any) -> tuple[Any, ...]:
        values = list(row)
        for place, (converters, expression) in self.converted:
            for convert in converters:
                values[place] = convert(values[place], expression, database)
        return tuple(values)

    def _instance(self, part: "_Part", row: tuple[Any, ...], alias: str) -> Any:
        made = part.instance(row, alias)
        for name, place in self.more:
            setattr(made, name, row[place])
        return made


class _Part:
    """The part of a row that becomes an instance, and the parts that are set on it: ``select_related``."""

    def __init__(self, info: Mapping[str, Any], shown: Sequence[Any]) -> None:
        places = info["select_fields"]
        self.kind, self.own = info["model"], slice(places[0], places[-1] + 1)
        self.names = [one.target.attname for one in shown[self.own]]
        self.key = places[0] + self.names.index(self.kind._meta.pk.attname)
        self.related = [
            (_Part(one, shown), one["local_setter"], one["remote_setter"])
            for one in info.get("related_klass_infos", ())
        ]

    def instance(self, row: tuple[Any, ...], alias: str) -> Any:
        """None where an outer join found nothing."""
        if row[self.key] is None:
            return None
        made = _made(self.kind, alias, self.names, row[self.own])
        for part, set_here, set_there in self.related:
            other = part.instance(row, alias)
            set_here(made, other)
            if other is not None:
                set_there(other, made)
        return made


def _made(kind: type[models.Model], alias: str, names: Sequence[str], values: Sequence[Any]) -> Any:
    """What ``Model.from_db`` gives, in a tenth of its time: it asks every field of the model, also those left out."""
    made = kind.__new__(kind)
    made.__dict__.update(zip(names, values, strict=True))
    made._state = ModelState()
    made._state.adding, made._state.db = False, alias
    return made


def _quickened(converters: Sequence[Converter], expression: Any) -> Sequence[Converter]:
    """The same, but for a column of JSON: Django asks of each value what the column says once for all."""
    field = expression.output_field
    is_plain = isinstance(expression, Col) and type(field) is models.JSONField and field.decoder is None
    return [_from_json] if is_plain else converters


def _from_json(value: Any, expression: Any, database: Any) -> Any:
    return {} if value == "{}" else [] if value == "[]" else None if value is None else _DECODE(value)


def _bound(value: Any, database: Any) -> Any:
    """The value as this database takes it; several in one for :class:`Among`."""
    if isinstance(value, Collection) and not isinstance(value, str):
        return list(value) if database.vendor == "postgresql" else json.dumps(list(value))
    return database.ops.adapt_unknown_value(value)


def _cursor() -> Any:
    database = _database()
    database.ensure_connection()
    make = database.make_debug_cursor if database.queries_logged else database.make_cursor
    if database.vendor != "postgresql":
        return make(database.connection.cursor(factory=_SQLiteCursor))
    from psycopg import Cursor  # inline: optional dependency

    return make(Cursor(database.connection))


class _SQLiteCursor(SQLiteCursorWrapper):
    """Django's, which would look for the gaps of a statement at each ask."""

    def convert_query(self, query: str, *, param_names: Sequence[str] | None = None) -> str:
        return _in_its_marks(query, param_names=param_names and tuple(param_names))


_in_its_marks = lru_cache(maxsize=STATEMENTS)(partial(cast(Any, SQLiteCursorWrapper.convert_query), None))


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
        found.append(_made(kind, database.alias, names, values))
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
def _statement(kinds: tuple[Kind, ...], vendor: str) -> tuple[list[list[Column]], str]:
    """For each row its fields in the order of the values; one table's rows in one INSERT or, on PostgreSQL, several
    of any in one WITH."""
    if vendor != "postgresql":
        its_fields, insert = _insert(*kinds[0], rows=len(kinds))
        return [its_fields] * len(kinds), insert
    fields, inserts = zip(*(_insert(*kind) for kind in kinds), strict=True)
    if len(inserts) == 1:
        return list(fields), inserts[0]
    parts = ", ".join(f"part{at} AS ({statement})" for at, statement in enumerate(inserts))
    keys = ", ".join(f"(SELECT * FROM part{at})" for at in range(len(inserts)))
    return list(fields), f"WITH {parts} SELECT {keys}"


def _insert(model: type[models.Model], on_conflict: str, rows: int = 1) -> tuple[list[Column], str]:
    key = model._meta.pk
    assert key is not None
    by_itself = not key.has_default()  # a number that the database counts, and not one that the row brings
    fields = [
        field
        for field in model._meta.concrete_fields
        if not field.generated and not (field is key and by_itself)
    ]
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    conflict = f" ON CONFLICT {on_conflict}" if on_conflict else ""
    places = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * rows)
    table, pk = quote(model._meta.db_table), quote(str(key.column))
    taken = [(field, field.attname, _as_it_is(field)) for field in fields]
    return taken, f"INSERT INTO {table} ({names}) VALUES {places}{conflict} RETURNING {pk}"


def _as_it_is(field: Any) -> type | None:
    """The type whose values go to the column unchanged. PostgreSQL is told of a number how wide its column is."""
    while field.remote_field:
        field = field.target_field
    if type(field) in (models.CharField, models.SlugField, models.TextField):
        return str
    is_number = isinstance(field, models.IntegerField) and connection.vendor == "sqlite"
    return int if is_number else bool if type(field) is models.BooleanField else None
