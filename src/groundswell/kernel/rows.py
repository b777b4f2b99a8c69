"""One row, one statement: the INSERT of a model, put together once. For the writes that a rush does by the thousand.

Django's own ``save`` builds its statement anew each time, which costs more than the database needs to run it. This
writes the same columns with the same conversions. Only verbs and what they call use it.
"""

from functools import cache

from django.db import connection, models


def insert(row: models.Model, *, on_conflict: str = "") -> bool:
    """Write a new row and give it its id. False when ``on_conflict`` (SQL after ON CONFLICT) let nothing through.

    Joins the running transaction. Raises IntegrityError where a constraint refuses the row.
    """
    fields, statement = _statement(type(row), connection.vendor, on_conflict)
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        made = cursor.fetchone()
    if made is None:
        return False
    row.pk, row._state.adding, row._state.db = made[0], False, connection.alias
    return True


@cache
def _statement(model: type[models.Model], vendor: str, on_conflict: str) -> tuple[list[models.Field], str]:
    key = model._meta.pk
    assert key is not None
    fields = [field for field in model._meta.concrete_fields if field is not key and not field.generated]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    conflict = f" ON CONFLICT {on_conflict}" if on_conflict else ""
    places = ", ".join(["%s"] * len(fields))
    table, pk = quote(model._meta.db_table), quote(str(key.column))
    return fields, f"INSERT INTO {table} ({columns}) VALUES ({places}){conflict} RETURNING {pk}"
