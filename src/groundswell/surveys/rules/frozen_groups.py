"""Tables by group as they are kept from a wave's close on, and as they are read from there."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from fractions import Fraction
from typing import Any

from groundswell.kernel.numbers import Sums
from groundswell.surveys.choices import Margin
from groundswell.surveys.rules.groups import Group, ItemTable, MarginTable
from groundswell.surveys.rules.published import sums_read, sums_written
from groundswell.surveys.rules.weighting import Weighted

Content = dict[str, Any]
FRACTIONS = ("unweighted", "weighted", "largest", "effective")


def content_of(table: MarginTable) -> Content:
    """What is frozen of one margin. A hidden group is there with how many were invited, and nothing else."""
    return {
        "groups": _written(table.groups),
        "items": {
            key: {
                "asked": one.asked,
                "whole": sums_written(one.whole),
                "groups": _written(one.groups),
                "weighted": _weighted_written(one.weighted),
            }
            for key, one in table.items.items()
        },
        "quotable": {key: list(groups) for key, groups in table.quotable.items()},
    }


def read(content: Mapping[str, Any]) -> MarginTable:
    """The table that :func:`content_of` wrote."""
    return MarginTable(
        _read(content["groups"]),
        {
            key: ItemTable(
                one["asked"], sums_read(one["whole"]), _read(one["groups"]), _weighted_read(one["weighted"])
            )
            for key, one in content["items"].items()
        },
        {key: tuple(groups) for key, groups in content["quotable"].items()},
    )


def _written(groups: Iterable[Group]) -> list[Content]:
    return [asdict(replace(one, said=None)) | {"said": one.said and sums_written(one.said)} for one in groups]


def _read(groups: Iterable[Content]) -> tuple[Group, ...]:
    return tuple(Group(**one | {"said": _sums(one["said"])}) for one in groups)


def _sums(kept: list[Any] | None) -> Sums | None:
    return sums_read(kept) if kept else None


def _weighted_written(weighted: Weighted | None) -> Content | None:
    if weighted is None:
        return None
    return asdict(weighted) | {name: str(getattr(weighted, name)) for name in FRACTIONS}


def _weighted_read(kept: Content | None) -> Weighted | None:
    if kept is None:
        return None
    exact = {name: Fraction(kept[name]) for name in FRACTIONS}
    return Weighted(**kept | exact | {"by": tuple(Margin(one) for one in kept["by"])})
