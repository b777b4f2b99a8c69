"""What would change: the rows that a bundle asks for against those that the roster has."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from groundswell.roster.imports.kinds import HASH, SOURCE_ID, Kind

Rows = list[tuple[Any, ...]]
HAVE = {SOURCE_ID: pl.String, "id": pl.Int64, "had": pl.Int64}


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

    def save(self, folder: Path) -> None:
        """Keep the difference as Parquet, one file for each sort of change."""
        folder.mkdir(parents=True, exist_ok=True)
        for sort in ("new", "changed", "ended"):
            getattr(self, sort).write_parquet(folder / f"{self.kind.name}.{sort}.parquet")


def frame_of_have(chunks: list[Rows]) -> pl.DataFrame:
    """Rows that the roster has, from (source_id, id, content_hash or None) tuples; None means ended before."""
    frames = [pl.DataFrame(chunk, schema=HAVE, orient="row") for chunk in chunks if chunk]
    return pl.concat(frames) if frames else pl.DataFrame(schema=HAVE)


def difference(kind: Kind, wanted: pl.DataFrame, have: pl.DataFrame, *, delta: bool) -> Difference:
    """Compare by source id and content hash. From a bulk bundle, what is not mentioned ends; from a delta, what
    is marked as gone ends and the rest of the roster is left alone."""
    staying = wanted.filter(pl.col("gone").not_()).drop("gone")
    known = staying.join(have, on=SOURCE_ID, how="inner")
    new = staying.join(have, on=SOURCE_ID, how="anti")
    changed = known.filter(pl.col(HASH).eq_missing(pl.col("had")).not_()).drop("had")
    active = have.filter(pl.col("had").is_not_null())
    if delta:
        gone = wanted.filter(pl.col("gone")).select(SOURCE_ID)
        ended = active.join(gone, on=SOURCE_ID, how="semi")
    else:
        ended = active.join(staying.select(SOURCE_ID), on=SOURCE_ID, how="anti")
    return Difference(
        kind=kind,
        new=new,
        changed=changed,
        ended=ended.select(SOURCE_ID, "id"),
        same=known.height - changed.height,
        active=active.height,
    )


def load(folder: Path, kind: Kind, sort: str) -> pl.DataFrame:
    """One sort of change of one kind, as :meth:`Difference.save` kept it; empty when nothing was kept."""
    path = folder / f"{kind.name}.{sort}.parquet"
    return pl.read_parquet(path) if path.exists() else pl.DataFrame()


def resolve(kind: Kind, rows: pl.DataFrame, ids: dict[str, pl.DataFrame]) -> tuple[pl.DataFrame, int]:
    """Replace references by ids. Returns the rows whose required references exist, and how many were left out."""
    for column, target in kind.references.items():
        numbers = ids[target].select(pl.col(SOURCE_ID).alias(column), pl.col("id").alias("_number"))
        rows = rows.join(numbers, on=column, how="left", maintain_order="left").drop(column)
        rows = rows.rename({"_number": column})
    kept = rows.filter(pl.all_horizontal(pl.col(c).is_not_null() for c in kind.required)) if kind.required else rows
    return kept, rows.height - kept.height


def tuples(rows: pl.DataFrame, columns: tuple[str, ...]) -> Rows:
    """The rows as tuples in the order of ``columns``, for the database."""
    return rows.select(columns).rows()


def frame_of_ids(rows: Rows) -> pl.DataFrame:
    """(source_id, id) tuples as a frame."""
    return pl.DataFrame(rows, schema={SOURCE_ID: pl.String, "id": pl.Int64}, orient="row")


def nothing(column: str) -> pl.Expr:
    """An empty reference."""
    return pl.lit(None, pl.Int64).alias(column)


def parents(rows: pl.DataFrame, numbers: pl.DataFrame, column: str) -> pl.DataFrame:
    """``id`` and parent's id of each row of a tree that names a parent."""
    own = rows.select(SOURCE_ID, column).join(numbers, on=SOURCE_ID)
    above = numbers.select(pl.col(SOURCE_ID).alias(column), pl.col("id").alias("_parent"))
    return own.join(above, on=column, how="left").select("id", pl.col("_parent").alias(column))


def save_before(folder: Path, kind: Kind, columns: tuple[str, ...], rows: Rows) -> None:
    """Keep the former values of rows that are about to change."""
    folder.mkdir(parents=True, exist_ok=True)
    pl.DataFrame(rows, schema=list(columns), orient="row", infer_schema_length=None).write_parquet(
        folder / f"{kind.name}.before.parquet"
    )
