"""What would change: the rows that a bundle asks for against those that the roster has."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from groundswell.roster.imports.kinds import HASH, SOURCE_ID, Kind

Rows = list[tuple[Any, ...]]
NUMBERS = {SOURCE_ID: pl.String, "id": pl.Int64}
ACTIVE = {HASH: pl.Int64}
HAVE = NUMBERS | {HASH: pl.Int64}


@dataclass(frozen=True)
class Difference:
    """One kind's rows that are new, changed or to be ended. ``same`` counts those that stay as they are.

    ``new`` and ``changed`` hold source_id, the content as text and content_hash (``changed`` also ``id``);
    ``ended`` holds source_id and id. ``active`` counts the rows that the last files held.
    """

    kind: Kind
    new: pl.DataFrame
    changed: pl.DataFrame
    ended: pl.DataFrame
    same: int
    active: int

    @property
    def counts(self) -> dict[str, int]:
        """How many rows are new, changed, ended and the same."""
        return {
            "new": self.new.height,
            "changed": self.changed.height,
            "ended": self.ended.height,
            "same": self.same,
        }

    @property
    def empty(self) -> bool:
        return not (self.new.height or self.changed.height or self.ended.height)

    def keep(self, folder: Path) -> None:
        """Keep the difference as Parquet, one file for each sort of change."""
        folder.mkdir(parents=True, exist_ok=True)
        for sort in ("new", "changed", "ended"):
            getattr(self, sort).write_parquet(
                folder / f"{self.kind.name}.{sort}.parquet", compression="lz4", statistics=False
            )


@dataclass(frozen=True)
class Roster:
    """How to ask for the rows that came from files.

    active(table)            a frame of content_hash of those that have not ended
    rows(table)              a frame of source_id, id and content_hash of all; null means ended before
    of(table, column, keys)  the same of those whose ``source_id`` or ``content_hash`` is among ``keys``, in lists of
                             tuples
    values(table, column)    (source_id, value) of all, in one list
    groups(table, column)    (id, value) of those that have not ended, in one list
    """

    active: Callable[[str], pl.DataFrame]
    rows: Callable[[str], pl.DataFrame]
    of: Callable[[str, str, list[Any]], Iterable[Rows]]
    values: Callable[[str, str], Rows]
    groups: Callable[[str, str], Rows]


FEW = 30_000
"""Up to so many rows are looked up one by one; for more, all are read."""


def difference(
    kind: Kind, wanted: pl.DataFrame, roster: Roster, *, delta: bool, claimed: tuple[str, int] | None = None
) -> Difference:
    """Compare by content hash, which covers the source id; only rows that differ are looked up by name.

    From a bulk bundle, what is not mentioned ends; from a delta, what is marked as gone ends and the rest of the
    roster is left alone. ``claimed`` is (source id, id) of a row that the file may take over as its own.
    """
    staying = wanted.filter(pl.col("gone").not_()).drop("gone")
    gone = wanted.filter(pl.col("gone")).select(SOURCE_ID)
    active = roster.active(kind.table)
    rest = staying.filter(~_among(HASH, active)) if active.height else staying
    left = active.clear() if delta else active.filter(~_among(HASH, staying))
    names = pl.concat([rest.select(SOURCE_ID), gone])[SOURCE_ID]
    have = _looked_up(kind, roster, names, left[HASH])
    if claimed and claimed[0] in names and claimed[0] not in have[SOURCE_ID]:
        have = pl.concat([have, pl.DataFrame([(*claimed, None)], schema=HAVE, orient="row")])
    changed = rest.join(have.select(SOURCE_ID, "id"), on=SOURCE_ID, how="inner", maintain_order="left")
    new = rest.join(have, on=SOURCE_ID, how="anti", maintain_order="left") if have.height else rest
    still = have.filter(pl.col(HASH).is_not_null())
    if delta:
        ended = still.join(gone, on=SOURCE_ID, how="semi")
    else:
        ended = still.join(left, on=HASH, how="semi").join(rest, on=SOURCE_ID, how="anti")
    return Difference(
        kind=kind,
        new=new,
        changed=changed,
        ended=ended.select(SOURCE_ID, "id"),
        same=staying.height - rest.height,
        active=active.height,
    )


def _among(column: str, others: pl.DataFrame) -> pl.Expr:
    return pl.col(column).is_in(others[column].implode())


def _looked_up(kind: Kind, roster: Roster, names: pl.Series, hashes: pl.Series) -> pl.DataFrame:
    """The roster's rows with these source ids or these hashes, each once.

    What changed has its old hash beside its name; only what is not mentioned any more is left to look for by hash.
    """
    if names.len() + hashes.len() > FEW:
        return roster.rows(kind.table)
    named = _frame(roster.of(kind.table, SOURCE_ID, names.to_list()))
    unnamed = hashes.filter(hashes.is_in(named[HASH].implode()).not_())
    others = _frame(roster.of(kind.table, HASH, unnamed.to_list()))
    return pl.concat([named, others]).unique("id", maintain_order=True)


def _frame(chunks: Iterable[Rows]) -> pl.DataFrame:
    return pl.DataFrame([row for chunk in chunks for row in chunk], schema=HAVE, orient="row")


def load(folder: Path, kind: Kind, sort: str) -> pl.DataFrame:
    """One sort of change of one kind, as :meth:`Difference.keep` kept it; empty when nothing was kept."""
    path = folder / f"{kind.name}.{sort}.parquet"
    return pl.read_parquet(path) if path.exists() else pl.DataFrame()


def names_of(kind: Kind, rows: pl.DataFrame) -> dict[str, list[str]]:
    """Kind → source ids of it that these rows name."""
    named: dict[str, set[str]] = {target: set() for target in kind.references.values()}
    for column, target in kind.references.items():
        named[target].update(rows[column].drop_nulls().unique())
    return {target: sorted(names) for target, names in named.items()}


def resolve(kind: Kind, rows: pl.DataFrame, ids: dict[str, pl.DataFrame]) -> tuple[pl.DataFrame, int]:
    """Replace references by ids. Returns the rows whose required references exist, and how many were left out."""
    for column, target in kind.references.items():
        numbers = ids[target].select(pl.col(SOURCE_ID).alias(column), pl.col("id").alias("_number"))
        rows = rows.join(numbers, on=column, how="left", maintain_order="left").drop(column)
        rows = rows.rename({"_number": column})
    kept = (
        rows.filter(pl.all_horizontal(pl.col(c).is_not_null() for c in kind.required))
        if kind.required
        else rows
    )
    return kept, rows.height - kept.height


def of_ids(rows: pl.DataFrame, ids: list[int]) -> pl.DataFrame:
    """Those of the rows whose ``id`` is among ``ids``."""
    return rows.filter(pl.col("id").is_in(pl.Series(ids, dtype=pl.Int64).implode()))


def tuples(rows: pl.DataFrame, columns: tuple[str, ...]) -> Rows:
    """The rows as tuples in the order of ``columns``, for the database."""
    return rows.select(columns).rows()


def frame_of_ids(rows: Rows) -> pl.DataFrame:
    """(source_id, id) tuples as a frame."""
    return pl.DataFrame(rows, schema=NUMBERS, orient="row")


def nothing(column: str) -> pl.Expr:
    """An empty reference."""
    return pl.lit(None, pl.Int64).alias(column)


def parents(rows: pl.DataFrame, numbers: pl.DataFrame, column: str) -> pl.DataFrame:
    """``id`` and parent's id of each row of a tree that names a parent."""
    own = rows.select(SOURCE_ID, column).join(numbers, on=SOURCE_ID)
    above = numbers.select(pl.col(SOURCE_ID).alias(column), pl.col("id").alias("_parent"))
    return own.join(above, on=column, how="left").select("id", pl.col("_parent").alias(column))


def save_before(folder: Path, kind: Kind, columns: tuple[str, ...], rows: Rows) -> pl.DataFrame:
    """Keep the former values of rows that are about to change, and answer them."""
    folder.mkdir(parents=True, exist_ok=True)
    frame = pl.DataFrame(rows, schema=list(columns), orient="row", infer_schema_length=None)
    frame.write_parquet(folder / f"{kind.name}.before.parquet")
    return frame


def columns_that_differ(
    columns: tuple[str, ...], before: pl.DataFrame, rows: pl.DataFrame
) -> tuple[str, ...]:
    """Those of ``columns`` in which one of the rows, by ``id``, is not as it was before."""
    was = before.select("id", *(_as_text(before, name).alias(f"was {name}") for name in columns))
    both = rows.select("id", *(_as_text(rows, name) for name in columns)).join(was, on="id", how="left")
    differs = both.select(pl.col(name).ne_missing(pl.col(f"was {name}")).any() for name in columns)
    return tuple(name for name in columns if differs[name].item())


def _as_text(rows: pl.DataFrame, name: str) -> pl.Expr:
    value = pl.col(name)
    return (value.cast(pl.Int8) if rows.schema[name] == pl.Boolean else value).cast(pl.String)


def names(before: pl.DataFrame, changed: pl.DataFrame) -> tuple[pl.DataFrame, Rows]:
    """People as they shall be, each with the preferred name that they had where the file brings none; and
    (id, given name, family name) as they were of those who get another name."""
    had = before.select(
        "id", _given="given_name", _family="family_name", _preferred=pl.col("preferred_name").fill_null("")
    )
    both = changed.join(had, on="id", how="left", maintain_order="left")
    renamed = both.filter(
        (pl.col("_given") != pl.col("given_name")) | (pl.col("_family") != pl.col("family_name"))
    ).select("id", "_given", "_family")
    preferred = pl.when(pl.col("preferred_name") == "").then(pl.col("_preferred")).otherwise("preferred_name")
    kept = both.with_columns(preferred_name=preferred.fill_null("")).drop("_given", "_family", "_preferred")
    return kept, renamed.rows()
