"""Figures and statements of a district. Where sources differ, each stands: nothing here picks a winner."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.db.models import Exists, OuterRef

from groundswell.roster.models import Figure, Measure, Statement


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """All figures of one kind. ``latest`` is what each source says for the latest year that anybody names."""

    kind: str
    figures: tuple[Figure, ...]

    @property
    def stated(self) -> list[Figure]:
        """What others published."""
        return [figure for figure in self.figures if not figure.counted]  # type: ignore[attr-defined]

    @property
    def counted(self) -> list[Figure]:
        """What was counted from files that are here."""
        return [figure for figure in self.figures if figure.counted]  # type: ignore[attr-defined]

    @property
    def differ(self) -> bool:
        """True when two sources give different numbers for the same date."""
        by_date: dict[str, set[Decimal | None]] = {}
        for figure in self.figures:
            by_date.setdefault(figure.as_of, set()).add(figure.value)
        return any(len(values) > 1 for values in by_date.values())


@dataclass(frozen=True, slots=True)
class FigureShare:
    """One figure as a share of another, both named: a percentage never stands without them."""

    part: Figure
    whole: Figure

    @property
    def value(self) -> float:
        return float(self.part.value or 0) / float(self.whole.value or 1)


def figures_by_kind() -> dict[str, FigureGroup]:
    """All figures of the district by kind, each with its source and ``counted`` (from a file of measures here)."""
    has_measures = Exists(Measure.objects.filter(source=OuterRef("source")))
    rows = (
        Figure.objects.select_related("source").annotate(counted=has_measures).order_by("kind", "as_of", "pk")
    )
    return {kind: FigureGroup(kind, tuple(group)) for kind, group in groupby(rows, key=lambda row: row.kind)}


def shares(parts: Sequence[Figure], wholes: Sequence[Figure]) -> list[FigureShare]:
    """The latest of ``parts`` over each of ``wholes`` that is above zero: one share for each possible base."""
    dated = [figure for figure in parts if figure.value is not None]
    if not dated:
        return []
    latest = max(dated, key=lambda figure: (figure.as_of, figure.value))
    return [FigureShare(latest, whole) for whole in wholes if whole.value]


def statements_by_kind() -> list[tuple[str, list[Statement]]]:
    """Mission, vision, goals and so on, each kind with its wordings in the order in which they were said."""
    rows = Statement.objects.select_related("source").order_by("kind", "said", "version")
    return [(kind, list(group)) for kind, group in groupby(rows, key=lambda row: row.kind)]
