"""Where does a word still stand? Every table, every column, every file of the data folder."""

import json
from pathlib import Path

from django.conf import settings
from django.db import connection


def in_tables(words: list[str]) -> set[tuple[str, str]]:
    """(table, column) of every value that holds one of the words, in the scope that is open; past the ORM."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                found |= {
                    (table, column) for column, value in zip(columns, row, strict=True) if holds(value, words)
                }
    return found


def holds(value: object, words: list[str]) -> bool:
    """Whether a value holds one of the words, in whatever case and JSON spelling."""
    if value is None or isinstance(value, int | float):
        return False
    if isinstance(value, bytes | memoryview):
        text = bytes(value).decode(errors="replace")
    else:
        text = value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
    text = text.lower()
    return any(word.lower() in text or json.dumps(word)[1:-1].lower() in text for word in words)


def in_files(words: list[str], home: Path | None = None) -> set[str]:
    """Files of the data folder, by name, that hold one of the words; change logs are read as the tables they are."""
    import polars as pl

    found = set()
    for path in sorted((home or Path(settings.GROUNDSWELL_HOME)).rglob("*")):
        if not path.is_file():
            continue
        content = path.read_bytes()
        if any(word.encode().lower() in content.lower() for word in words):
            found.add(path.name)
        if path.suffix == ".parquet":
            rows = pl.read_parquet(path).rows()
            if any(holds(value, words) for row in rows for value in row):
                found.add(path.name)
    return found
