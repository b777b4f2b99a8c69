"""A closed wave's answers by role, level, learning community and school: who is in which group, and what is hidden.

Only the margins that the wave declared before anybody was asked, only once it is closed (final), and only what
``rules.suppression`` leaves of all its tables together. They are counted once, at the close: counted anew after a
school has moved or a record was erased, they could be held against what was shown before.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, partial

from groundswell.kernel import numbers
from groundswell.kernel.numbers import Sums
from groundswell.surveys.choices import COUNTED, ItemKind, Margin
from groundswell.surveys.models import Item, SurveyWave
from groundswell.surveys.queries import groups as found
from groundswell.surveys.queries.groups import Cell, Place, Places, Post
from groundswell.surveys.queries.questions import questions_of
from groundswell.surveys.rules import suppression, weighting
from groundswell.surveys.rules.published import Published
from groundswell.surveys.rules.suppression import TOTAL
from groundswell.surveys.rules.weighting import Stratum, Weighted


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
    """One question, or one part of it (:func:`parts_of`), by the groups of one margin; of ``asked`` people in all."""

    asked: int
    whole: Sums
    groups: tuple[Group, ...]
    weighted: Weighted | None = None


@dataclass(frozen=True, slots=True)
class MarginTable:
    """All that is shown of a wave by one margin, in counts. Without groups too few answered.

    ``items`` holds the questions by the keys of their parts (:func:`parts_of`). ``quotable`` names, by the key of a
    question for own words, the groups beside whose texts their name may stand.
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


Answered = tuple[tuple[Post, int], ...]  # how many of each role at each place answered a question


@dataclass(frozen=True, slots=True)
class Frame:
    """What follows from who answered a question, whatever they said.

    Which groups are hidden, and the people who are weighted together by which margins: by role and level, by role alone
    where both would give somebody away, by none where that would, too.
    """

    hidden: frozenset[tuple[str, str]]
    by: tuple[Margin, ...] = ()
    strata: tuple[set[Post], ...] = ()


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
    items = [item for item in questions_of(wave) if is_broken_down(item) or item.is_written]
    said = found.answers_by_post(wave, items)
    frame_of = cache(partial(_frame, tables, _is_weighed(wave), smallest))
    made = {
        key: (item, table)
        for item in items
        for key, part in parts_of(item).items()
        if (table := _counted(item, asked[item.key], said[item.pk, part], tables, margins, frame_of))
    }
    return {
        margin: MarginTable(
            _groups(tables, margin, tables.answered, tables.hidden),
            {key: table[margin] for key, (item, table) in made.items() if not item.is_written},
            {
                key: tuple(one.key for one in table[margin].groups if one.key and one.said is not None)
                for key, (item, table) in made.items()
                if item.is_written
            },
        )
        for margin in margins
    }


def declared(wave: SurveyWave) -> list[Margin]:
    """The margins that a wave declared, in the order of the closed list."""
    return [margin for margin in Margin if margin.value in wave.margins]


def is_broken_down(item: Item) -> bool:
    """True for questions that have a share or a mean."""
    return item.has_share or item.kind in COUNTED


def parts_of(item: Item) -> dict[str, str]:
    """The parts of a question that have a table of their own, by its key: lines, options, or else the question itself.

    No key of a question has a point in it.
    """
    if not item.is_in_parts:
        return {item.key: ""}
    parts = item.rows if item.kind == ItemKind.MATRIX else item.points
    return {f"{item.key}.{part['key']}": part["key"] for part in parts}


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
    margins: Collection[Margin],
    frame_of: Callable[[Answered], Frame | None],
) -> dict[Margin, ItemTable]:
    """One question, or a part of it, by each margin; empty where too few answered it at all."""
    frame = frame_of(tuple((post, said[post].answered) for post in tables.answered if post in said))
    if frame is None:
        return {}
    weighted = None if item.is_written else _weighted(item, said, tables, frame)
    whole = _said(item, said, tables.cells[TOTAL])
    return {
        margin: ItemTable(
            asked,
            whole,
            tuple(
                _group(cell, tables, None if cell in frame.hidden else _said(item, said, posts))
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
    if item.has_share:
        in_box = Fraction(sum(cell.in_box for cell in cells))
        return Sums(n, in_box, in_box)
    total = sum((Fraction(cell.total) for cell in cells), Fraction(0))
    return Sums(n, total, sum((Fraction(cell.squares) for cell in cells), Fraction(0)))


def _frame(tables: Tables, is_weighed: bool, smallest: int, answered: Answered) -> Frame | None:
    """What follows from who answered; None where they are too few.

    Whoever knows a weighted and an unweighted number can solve for the groups behind them. So the weighted groups are
    held against the shown ones as if each were a row of its own.
    """
    counts = dict(answered)
    if numbers.suppressed(sum(counts.values()), smallest):
        return None
    hidden = suppression.hidden_cells(tables.cells, counts, threshold=smallest, already=tables.hidden)
    for by in ((Margin.ROLE, Margin.LEVEL), (Margin.ROLE,)) if is_weighed else ():
        strata = _strata(tables, by, counts, smallest)
        together = tables.cells | {("weights", str(at)): posts for at, posts in enumerate(strata)}
        if not suppression.leak(together, suppression.masks(together, counts), counts, hidden, smallest):
            return Frame(hidden, by, tuple(strata))
    return Frame(hidden)


def _is_weighed(wave: SurveyWave) -> bool:
    """True where both margins by which answers are weighted were declared."""
    return {Margin.ROLE, Margin.LEVEL} <= set(declared(wave))


def _strata(
    tables: Tables, by: tuple[Margin, ...], answered: Mapping[Post, int], smallest: int
) -> list[set[Post]]:
    """The people who are weighted together."""
    members: dict[tuple[str, ...], set[Post]] = {}
    for post in tables.cells[TOTAL]:
        members.setdefault(tuple(group_of(post, tables.places, one) for one in by), set()).add(post)
    single = [
        Stratum((key,), _sum(tables.invited, posts), _sum(answered, posts), Fraction(0))
        for key, posts in members.items()
    ]
    return [
        set[Post]().union(*(members[key] for key in one.keys))
        for one in weighting.collapsed(single, smallest)
    ]


def _weighted(item: Item, said: Mapping[Post, Cell], tables: Tables, frame: Frame) -> Weighted | None:
    """Weighted to the invited; None where only some were asked, and where it would give somebody away."""
    if item.conditions:
        return None
    strata = []
    for posts in frame.strata:
        sums = _said(item, said, posts)
        strata.append(Stratum((), _sum(tables.invited, posts), sums.n, sums.total))
    return weighting.weighted(strata, frame.by)
