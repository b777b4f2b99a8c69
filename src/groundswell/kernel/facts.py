"""What an app publishes for analysis: tables with a grain in one sentence and columns that say what they mean."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from groundswell.kernel.privacy import Privacy

Rows = Callable[[], Iterable[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Column:
    """One published column. ``type`` is one of integer, number, text, date, moment, boolean."""

    name: str
    type: str
    privacy: Privacy
    meaning: str


@dataclass(frozen=True, slots=True)
class FactTable:
    """One published table: its grain in one sentence, its columns, and the models that it tells about.

    ``rows`` reads it: called inside the district's scope, a row has a value for each column, in their order. None
    where nobody has asked for the table yet.
    """

    name: str
    grain: str
    columns: tuple[Column, ...]
    tells_about: tuple[str, ...] = field(default=())
    rows: Rows | None = None

    def records(self, rows: Iterable[tuple[Any, ...]] | None = None) -> Iterator[dict[str, Any]]:
        """The rows (all of them, or these) by the columns' names. TypeError for a table that nobody can read yet."""
        if rows is None:
            if self.rows is None:
                raise TypeError(f"The fact table {self.name} has no rows yet.")
            rows = self.rows()
        names = [column.name for column in self.columns]
        for row in rows:
            yield dict(zip(names, row, strict=True))


@dataclass(frozen=True, slots=True)
class NotPublished:
    """A model (``app.Model``) that no fact tells about, and why."""

    model: str
    reason: str
