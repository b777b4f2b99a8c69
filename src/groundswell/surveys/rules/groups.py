"""A closed wave's answers by role, level, learning community and school: who is in which group, and what is hidden.

Only the margins that the wave declared before anybody was asked, only once it is closed (final), and only what
``rules.suppression`` leaves of all its tables together. They are counted once, at the close: counted anew after a
school has moved or a record was erased, they could be held against what was shown before.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from groundswell.kernel import numbers
from groundswell.kernel.numbers import Sums
from groundswell.surveys.choices import ItemKind, Margin
from groundswell.surveys.models import Item, SurveyWave
from groundswell.surveys.queries import groups as found
from groundswell.surveys.queries.groups import Cell, Place, Places, Post
from groundswell.surveys.queries.results import items_of
from groundswell.surveys.rules import suppression, weighting
from groundswell.surveys.rules.published import Published
from groundswell.surveys.rules.suppression import TOTAL
from groundswell.surveys.rules.weighting import Stratum, Weighted

WITH_NUMBERS = (ItemKind.RATING_1_10, ItemKind.NPS_0_10, ItemKind.NUMBER)


@dataclass(frozen=True, slots=True)
class Group:
    """One group as it is counted: its key, the name of the place that it is, and what its people said.

    ``said`` is None where it is hidden. The sums are of ones for who is in the box, where the question has one.
    """

    key: str
    name: str
    invited: int
    said: Sums | None


@dataclass(frozen=True, slots=True)
class ItemTable:
    """One question by the groups of one margin; of ``asked`` people in all."""

    asked: int
    whole: Sums
    groups: tuple[Group, ...]
    weighted: Weighted | None = None


@dataclass(frozen=True, slots=True)
class MarginTable:
    """All that is shown of a wave by one margin, in counts. Without groups too few answered.

    ``items`` holds the questions by key. ``quotable`` names, by the key of a question for own words, the groups beside
    whose texts their name may stand.
    """

    groups: tuple[Group, ...] = ()
    items: Mapping[str, ItemTable] = field(default_factory=dict)
    quotable: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of a wave: which people each group holds, and which groups are hidden in which table."""

    cells: dict[tuple[str, str], set[Post]]
    invited: dict[Post, int]
    places: Places
    answered: dict[Post, int]
    hidden: frozenset[tuple[str, str]]


def counted_by(wave: SurveyWave, margins: Collection[Margin], whole: Published) -> dict[Margin, MarginTable]:
    """What may be shown by these margins, counted now. About five statements.

    ``whole`` is what may be told of everybody together. Which groups are hidden follows from all the margins that the
    wave declared, whichever are asked for.
    """
    smallest = whole.threshold
    asked = {one.item.key: wave.invited if one.led_here is None else one.led_here for one in whole.tallies}
    tables = tables_of(wave, smallest)
    if numbers.suppressed(sum(tables.answered.values()), smallest):
        return {margin: MarginTable() for margin in margins}
    items = [item for item in items_of(wave) if is_broken_down(item) or item.is_written]
    said = found.answers_by_post(wave, items)
    made = {
        item.key: _counted(item, asked[item.key], said[item.pk], tables, wave, margins, smallest)
        for item in items
    }
    return {
        margin: MarginTable(
            _groups(tables, margin, tables.answered, tables.hidden),
            {item.key: made[item.key][margin] for item in items if made[item.key] and not item.is_written},
            {
                item.key: tuple(
                    one.key for one in made[item.key][margin].groups if one.key and one.said is not None
                )
                for item in items
                if made[item.key] and item.is_written
            },
        )
        for margin in margins
    }


def declared(wave: SurveyWave) -> list[Margin]:
    """The margins that a wave declared, in the order of the closed list."""
    return [margin for margin in Margin if margin.value in wave.margins]


def is_broken_down(item: Item) -> bool:
    """True for questions that have a share or a mean, and one answer a person."""
    if item.kind in (ItemKind.SEVERAL, ItemKind.MATRIX):
        return False
    return bool(item.box) or item.kind in WITH_NUMBERS


def tables_of(wave: SurveyWave, smallest: int) -> Tables:
    """Who was asked and who answered, and which groups are hidden whatever is asked."""
    asked = found.asked_by_post(wave)
    places = found.places_of(place for _role, place in asked)
    cells = cells_of(asked, places, declared(wave))
    answered = {post: done for post, (_invited, done) in asked.items()}
    hidden = suppression.hidden_cells(cells, answered, threshold=smallest)
    invited = {post: count for post, (count, _done) in asked.items()}
    return Tables(cells, invited, places, answered, hidden)


def cells_of(
    posts: Collection[Post], places: Places, margins: Collection[Margin]
) -> dict[tuple[str, str], set[Post]]:
    """Every group that may be shown with its people, the whole among them."""
    cells: dict[tuple[str, str], set[Post]] = {TOTAL: set(posts)}
    for post in posts:
        for margin in margins:
            cells.setdefault((margin.value, group_of(post, places, margin)), set()).add(post)
    return cells


def group_of(post: Post, places: Places, margin: Margin) -> str:
    """The key of the group in which people of this role at this place are counted; empty for who is at no school."""
    role, place = post
    if margin == Margin.ROLE:
        return role
    there = places.by_id.get(place, Place()) if place is not None else Place()
    return str(getattr(there, margin.value))


def _groups(
    tables: Tables, margin: Margin, answered: Mapping[Post, int], hidden: Collection[tuple[str, str]]
) -> tuple[Group, ...]:
    """The groups of a margin, each with how many answered."""
    return tuple(
        _group(
            cell, tables, None if cell in hidden else Sums(_sum(answered, posts), Fraction(0), Fraction(0))
        )
        for cell, posts in tables.cells.items()
        if cell[0] == margin.value
    )


def _group(cell: tuple[str, str], tables: Tables, said: Sums | None) -> Group:
    return Group(
        cell[1], tables.places.names.get(cell[1], ""), _sum(tables.invited, tables.cells[cell]), said
    )


def _sum(counts: Mapping[Post, int], posts: Collection[Post]) -> int:
    return sum(counts.get(post, 0) for post in posts)


def _counted(
    item: Item,
    asked: int,
    said: Mapping[Post, Cell],
    tables: Tables,
    wave: SurveyWave,
    margins: Collection[Margin],
    smallest: int,
) -> dict[Margin, ItemTable]:
    """One question by each margin, empty where too few answered it at all."""
    answered = {post: cell.answered for post, cell in said.items()}
    if numbers.suppressed(sum(answered.values()), smallest):
        return {}
    hidden = suppression.hidden_cells(tables.cells, answered, threshold=smallest, already=tables.hidden)
    weighted = None if item.is_written else _weighted(item, said, tables, hidden, smallest, wave)
    whole = _said(item, said, tables.cells[TOTAL])
    return {
        margin: ItemTable(
            asked,
            whole,
            tuple(
                _group(cell, tables, None if cell in hidden else _said(item, said, posts))
                for cell, posts in tables.cells.items()
                if cell[0] == margin.value
            ),
            weighted,
        )
        for margin in margins
    }


def _said(item: Item, said: Mapping[Post, Cell], posts: Collection[Post]) -> Sums:
    cells = [said[post] for post in posts if post in said]
    n = sum(cell.answered for cell in cells)
    if item.box:
        in_box = Fraction(sum(cell.in_box for cell in cells))
        return Sums(n, in_box, in_box)
    total = sum((Fraction(cell.total) for cell in cells), Fraction(0))
    return Sums(n, total, sum((Fraction(cell.squares) for cell in cells), Fraction(0)))


def _weighted(
    item: Item,
    said: Mapping[Post, Cell],
    tables: Tables,
    hidden: Collection[tuple[str, str]],
    smallest: int,
    wave: SurveyWave,
) -> Weighted | None:
    """Weighted to the invited by role and level, or by role alone where both would give somebody away.

    None where that would, too, where a margin of the two is not declared, and where only some were asked.

    Whoever knows a weighted and an unweighted number can solve for the groups behind them. So the weighted groups are
    held against the shown ones as if each were a row of its own.
    """
    if item.conditions or not {Margin.ROLE, Margin.LEVEL} <= set(declared(wave)):
        return None
    answered = {post: cell.answered for post, cell in said.items()}
    for by in ((Margin.ROLE, Margin.LEVEL), (Margin.ROLE,)):
        strata, cells = _strata(item, by, said, tables, smallest)
        together = tables.cells | cells
        if not suppression.leak(together, suppression.masks(together, answered), hidden, smallest):
            return weighting.weighted(strata, by)
    return None


def _strata(
    item: Item, by: tuple[Margin, ...], said: Mapping[Post, Cell], tables: Tables, smallest: int
) -> tuple[list[Stratum], dict[tuple[str, str], set[Post]]]:
    """The groups that are weighted, and each as if it were a row of a table."""
    members: dict[tuple[str, ...], set[Post]] = {}
    for post in tables.cells[TOTAL]:
        members.setdefault(tuple(group_of(post, tables.places, one) for one in by), set()).add(post)
    strata = weighting.collapsed(
        [_stratum(item, key, posts, said, tables) for key, posts in members.items()], smallest
    )
    cells = {
        ("weights", str(at)): set().union(*(members[key] for key in stratum.keys))
        for at, stratum in enumerate(strata)
    }
    return strata, cells


def _stratum(
    item: Item, key: tuple[str, ...], posts: Collection[Post], said: Mapping[Post, Cell], tables: Tables
) -> Stratum:
    cells = [said[post] for post in posts if post in said]
    total = sum((Decimal(cell.in_box) if item.box else cell.total for cell in cells), Decimal(0))
    return Stratum((key,), _sum(tables.invited, posts), sum(cell.answered for cell in cells), Fraction(total))
