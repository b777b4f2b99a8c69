"""A closed wave's answers by role, level, learning community and school, in words."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from django.utils.translation import gettext as _

from groundswell.kernel import numbers
from groundswell.kernel.numbers import Interval, Sums
from groundswell.kernel.words import said_in
from groundswell.roster.choices import PositionRole, SchoolLevel
from groundswell.surveys.choices import ItemKind, Margin, WaveState
from groundswell.surveys.models import Item, SurveyWave
from groundswell.surveys.queries.frozen import WHOLE, tables_in
from groundswell.surveys.queries.groups import is_cut_off
from groundswell.surveys.queries.results import items_in
from groundswell.surveys.queries.waves import threshold
from groundswell.surveys.rules import frozen_groups
from groundswell.surveys.rules.groups import Group, ItemTable, MarginTable, counted_by, declared, parts_of
from groundswell.surveys.rules.published import counted
from groundswell.surveys.rules.ready_made import label_of
from groundswell.surveys.rules.results_parts import labels_of
from groundswell.surveys.rules.weighting import Weighted

ROLES, LEVELS = dict(PositionRole.choices), dict(SchoolLevel.choices)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group. Everything but its name and how many were invited is None where it is hidden.

    ``value`` is a share where the question has a box, else a mean, inside its 95 % ``interval``. ``key`` tells the
    groups of one margin apart (of a school its number); empty for all together and for who is in no group.
    """

    label: str
    invited: int
    answered: int | None = None
    value: Fraction | None = None
    interval: Interval | None = None
    key: str = ""

    @property
    def response_rate(self) -> Fraction | None:
        return None if self.answered is None else numbers.response_rate(self.answered, self.invited)


@dataclass(frozen=True, slots=True)
class GroupItem:
    """One question by the groups of one margin, the whole first; ``weighted`` where weights may be shown.

    ``part`` is the line or the option of it that is counted here, empty where the question has none.
    """

    item: Item
    question: str
    part: str
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
    frozen_at: datetime | None = None

    @property
    def hidden(self) -> int:
        """How many groups are not shown in the first table."""
        return sum(row.answered is None for row in self.rows)


def groups_of(wave: SurveyWave, margin: Margin | None, language: str) -> GroupResult:
    """The tables of a wave by one margin, or by the first that it declared. Two statements, more if not frozen yet."""
    if why_not := refusal(wave):
        return GroupResult(wave, threshold(), why_not=why_not)
    margins = declared(wave)
    margin = margin if margin in margins else margins[0]
    if found := kept_groups([wave], margin, language).get(wave.pk):
        return found
    if is_cut_off(wave):
        return GroupResult(wave, threshold(), why_not=_erased())
    whole, items = counted(wave), items_in([wave])[wave.instrument_id]
    table = counted_by(wave, [margin], whole)[margin]
    return _shown(wave, margin, table, whole.threshold, items, language, None)


def kept_groups(waves: Collection[SurveyWave], margin: Margin, language: str) -> dict[int, GroupResult]:
    """By wave (id) what was kept at the close of these waves, each of which declared the margin. Two statements.

    Nothing of a wave that is not closed, or whose tables are not kept yet.
    """
    kept, items = tables_in(waves, WHOLE, margin), items_in(waves)
    found = {}
    for wave in waves:
        if table := kept.get((wave.pk, margin)):
            counts, own = frozen_groups.read(table.content), items[wave.instrument_id]
            found[wave.pk] = _shown(wave, margin, counts, table.threshold, own, language, table.frozen_at)
        elif whole := kept.get((wave.pk, WHOLE)):
            found[wave.pk] = GroupResult(wave, whole.threshold, why_not=_erased())
    return found


def table_of(wave: SurveyWave, margin: Margin) -> MarginTable:
    """One margin of a wave in counts; empty where it may not be shown."""
    if margin not in declared(wave) or refusal(wave):
        return MarginTable()
    kept = tables_in([wave], WHOLE, margin)
    if table := kept.get((wave.pk, margin)):
        return frozen_groups.read(table.content)
    if kept or is_cut_off(wave):
        return MarginTable()
    return counted_by(wave, [margin], counted(wave))[margin]


def _shown(
    wave: SurveyWave,
    margin: Margin,
    table: MarginTable,
    smallest: int,
    items: Iterable[Item],
    language: str,
    at: datetime | None,
) -> GroupResult:
    """A margin's table in words; ``items`` are the wave's questions in order."""
    if not table.groups:
        return GroupResult(wave, smallest, margin, why_not=_("Too few people answered."), frozen_at=at)
    rows = _by_name(
        GroupRow(label_of_group(margin, one), one.invited, one.said.n if one.said else None, key=one.key)
        for one in table.groups
    )
    shown = tuple(
        _item(item, part, table.items[key], margin, language)
        for item in items
        for key, part in parts_of(item).items()
        if key in table.items
    )
    return GroupResult(wave, smallest, margin, rows, shown, frozen_at=at)


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
    return ""


def _erased() -> str:
    """Of a wave whose groups were not counted before somebody's record was erased."""
    return _(
        "Somebody’s record was erased. Shown again without that person, the groups would tell what was erased, so "
        "they are not shown any more. The results of all together stay."
    )


def label_of_group(margin: Margin, group: Group) -> str:
    """What a group is called."""
    if not group.key:
        return str(
            {Margin.ROLE: _("No role on record"), Margin.COMMUNITY: _("In no learning community")}.get(
                margin, _("Not at a school")
            )
        )
    names: Mapping[str, object] = {Margin.ROLE: ROLES, Margin.LEVEL: LEVELS}.get(margin, {})
    return str(names.get(group.key, group.name or group.key))


def _item(item: Item, part: str, table: ItemTable, margin: Margin, language: str) -> GroupItem:
    several = item.kind == ItemKind.SEVERAL
    return GroupItem(
        item,
        said_in(item.wording, language),
        _label_of_part(item, part, language),
        item.has_share,
        said_in(item.box_name, language) if item.box_name and not several else "",
        _row(item, _("All together"), table.asked, table.whole),
        _by_name(
            replace(_row(item, label_of_group(margin, one), one.invited, one.said), key=one.key)
            for one in table.groups
        ),
        table.weighted,
    )


def _label_of_part(item: Item, part: str, language: str) -> str:
    if item.kind == ItemKind.MATRIX:
        return next(label_of(row, language) for row in item.rows if row["key"] == part)
    return labels_of(item, language)[part] if part else ""


def _by_name(rows: Iterable[GroupRow]) -> tuple[GroupRow, ...]:
    return tuple(sorted(rows, key=lambda row: row.label))


def _row(item: Item, label: str, invited: int, said: Sums | None) -> GroupRow:
    if said is None or said.mean is None:
        return GroupRow(label, invited)
    if item.has_share:
        return GroupRow(label, invited, said.n, said.mean, numbers.wilson(int(said.total), said.n))
    interval, ends = numbers.mean_interval(said), ends_of(item)
    return GroupRow(
        label, invited, said.n, said.mean, interval.within(*ends) if interval and ends else interval
    )


def ends_of(item: Item) -> tuple[int, int] | None:
    """Lowest and highest value of a question's mean; None where it has no ends."""
    if item.kind == ItemKind.NPS_0_10:
        return -100, 100
    if item.kind == ItemKind.RATING_1_10:
        return int(item.points[0]["key"]), int(item.points[-1]["key"])
    return None
