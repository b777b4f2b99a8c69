"""A closed wave's answers by role, level, learning community and school: what may be shown, group by group.

Only the margins that the wave declared before anybody was asked, only once it is closed (final), and only what
``rules.suppression`` leaves of all its tables together.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from groundswell.kernel import numbers
from groundswell.kernel.numbers import Interval, Sums
from groundswell.roster.choices import PositionRole, SchoolLevel
from groundswell.surveys.choices import ItemKind, Margin, WaveState
from groundswell.surveys.models import Item, SurveyWave
from groundswell.surveys.queries import groups as found
from groundswell.surveys.queries.groups import Cell, Place, Places, Post
from groundswell.surveys.queries.waves import threshold
from groundswell.surveys.rules import suppression, weighting
from groundswell.surveys.rules.ready_made import said_in
from groundswell.surveys.rules.suppression import TOTAL
from groundswell.surveys.rules.weighting import Stratum, Weighted

ROLES, LEVELS = dict(PositionRole.choices), dict(SchoolLevel.choices)
WITH_NUMBERS = (ItemKind.RATING_1_10, ItemKind.NPS_0_10, ItemKind.NUMBER)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group. Everything but its name and how many were invited is None where it is hidden.

    ``value`` is a share where the question has a box, else a mean; ``low`` and ``high`` are its 95 % interval.
    """

    label: str
    invited: int
    answered: int | None = None
    value: Fraction | None = None
    interval: Interval | None = None

    @property
    def response_rate(self) -> Fraction | None:
        return None if self.answered is None else numbers.response_rate(self.answered, self.invited)


@dataclass(frozen=True, slots=True)
class GroupItem:
    """One question by the groups of one margin, the whole first; ``weighted`` where weights may be shown."""

    item: Item
    question: str
    is_share: bool
    box_name: str
    whole: GroupRow
    rows: tuple[GroupRow, ...]
    weighted: Weighted | None = None


@dataclass(frozen=True, slots=True)
class GroupResult:
    """One margin of a wave: who answered, each question with a share or a mean, or why there is none."""

    wave: SurveyWave
    threshold: int
    margin: Margin | None = None
    rows: tuple[GroupRow, ...] = ()
    items: tuple[GroupItem, ...] = ()
    why_not: str = ""

    @property
    def hidden(self) -> int:
        """How many groups are not shown in the first table."""
        return sum(row.answered is None for row in self.rows)


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of a wave: which people each group holds, and which groups are hidden in which table."""

    cells: dict[tuple[str, str], set[Post]]
    invited: dict[Post, int]
    places: Places
    answered: dict[Post, int]
    hidden: frozenset[tuple[str, str]]


def groups_of(wave: SurveyWave, margin: Margin | None, language: str) -> GroupResult:
    """The tables of a wave by one margin, or by the first that it declared. About seven statements."""
    smallest = threshold()
    if why_not := refusal(wave):
        return GroupResult(wave, smallest, why_not=why_not)
    margins = declared(wave)
    margin = margin if margin in margins else margins[0]
    tables = tables_of(wave, smallest)
    if numbers.suppressed(sum(tables.answered.values()), smallest):
        return GroupResult(wave, smallest, margin, why_not=_("Too few people answered."))
    asked = [item for item in found.items_of(wave) if is_broken_down(item)]
    said = found.answers_by_post(wave, asked)
    made = [_item(item, said[item.pk], tables, wave, margin, smallest, language) for item in asked]
    items = tuple(item for item in made if item is not None)
    return GroupResult(wave, smallest, margin, _rows(tables, margin), items)


def declared(wave: SurveyWave) -> list[Margin]:
    """The margins that a wave declared, in the order of the closed list."""
    return [margin for margin in Margin if margin.value in wave.margins]


def refusal(wave: SurveyWave) -> str:
    """Why a wave is not broken down, in words; empty where it may be."""
    if not declared(wave):
        return _(
            "No groups were declared before people were asked, so the answers are shown for all together only."
        )
    if wave.state != WaveState.CLOSED:
        return _(
            "Groups are shown once the survey is closed: a number that still moves would tell who moved it."
        )
    if found.is_cut_off(wave):
        return _(
            "Somebody’s record was erased. Shown again without that person, the groups would tell what was erased, so "
            "they are not shown any more. The results of all together stay."
        )
    return ""


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


def label_of_group(margin: Margin, key: str, places: Places) -> str:
    """What a group is called."""
    if not key:
        return str(
            {Margin.ROLE: _("No role on record"), Margin.COMMUNITY: _("In no learning community")}.get(
                margin, _("Not at a school")
            )
        )
    names: Mapping[str, object] = {Margin.ROLE: ROLES, Margin.LEVEL: LEVELS}.get(margin, places.names)
    return str(names.get(key, key))


def _rows(tables: Tables, margin: Margin) -> tuple[GroupRow, ...]:
    rows = []
    for cell, posts in tables.cells.items():
        if cell[0] != margin.value:
            continue
        answered = None if cell in tables.hidden else sum(tables.answered[post] for post in posts)
        rows.append(GroupRow(_label(cell, tables), _sum(tables.invited, posts), answered))
    return tuple(sorted(rows, key=lambda row: row.label))


def _label(cell: tuple[str, str], tables: Tables) -> str:
    return label_of_group(Margin(cell[0]), cell[1], tables.places)


def _sum(counts: Mapping[Post, int], posts: Collection[Post]) -> int:
    return sum(counts.get(post, 0) for post in posts)


def _item(
    item: Item,
    said: Mapping[Post, Cell],
    tables: Tables,
    wave: SurveyWave,
    margin: Margin,
    smallest: int,
    language: str,
) -> GroupItem | None:
    """One question by group, None where too few answered it at all."""
    answered = {post: cell.answered for post, cell in said.items()}
    if numbers.suppressed(sum(answered.values()), smallest):
        return None
    hidden = suppression.hidden_cells(tables.cells, answered, threshold=smallest, already=tables.hidden)
    rows = [
        _row(item, _label(cell, tables), _sum(tables.invited, posts), said, posts, cell in hidden)
        for cell, posts in tables.cells.items()
        if cell[0] == margin.value
    ]
    everybody = tables.cells[TOTAL]
    return GroupItem(
        item,
        said_in(item.wording, language),
        bool(item.box),
        said_in(item.box_name, language) if item.box_name else "",
        _row(item, _("All together"), wave.invited, said, everybody, False),
        tuple(sorted(rows, key=lambda row: row.label)),
        _weighted(item, said, tables, hidden, smallest, wave),
    )


def _row(
    item: Item, label: str, invited: int, said: Mapping[Post, Cell], posts: Collection[Post], is_hidden: bool
) -> GroupRow:
    if is_hidden:
        return GroupRow(label, invited)
    cells = [said[post] for post in posts if post in said]
    n = sum(cell.answered for cell in cells)
    if item.box:
        in_box = sum(cell.in_box for cell in cells)
        return GroupRow(label, invited, n, Fraction(in_box, n), numbers.wilson(in_box, n))
    total = sum((Fraction(cell.total) for cell in cells), Fraction(0))
    squares = sum((Fraction(cell.squares) for cell in cells), Fraction(0))
    interval = numbers.mean_interval(Sums(n, total, squares))
    ends = ends_of(item)
    return GroupRow(label, invited, n, total / n, interval.within(*ends) if interval and ends else interval)


def ends_of(item: Item) -> tuple[int, int] | None:
    """Lowest and highest value of a question's mean; None where it has no ends."""
    if item.kind == ItemKind.NPS_0_10:
        return -100, 100
    if item.kind == ItemKind.RATING_1_10:
        return int(item.points[0]["key"]), int(item.points[-1]["key"])
    return None


def _weighted(
    item: Item,
    said: Mapping[Post, Cell],
    tables: Tables,
    hidden: Collection[tuple[str, str]],
    smallest: int,
    wave: SurveyWave,
) -> Weighted | None:
    """Weighted to the invited by role and level where both are declared, else by role, if that gives nobody away.

    Whoever knows a weighted and an unweighted number can solve for the groups behind them. So the weighted groups are
    held against the shown ones as if each were a row of its own.
    """
    is_conditional = item.shown_when or (item.page and item.page.shown_when)
    if is_conditional or not {Margin.ROLE, Margin.LEVEL} <= set(declared(wave)):
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
