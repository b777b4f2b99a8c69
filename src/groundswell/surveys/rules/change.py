"""Change between two waves: only for one and the same question, for the same people, and beside it for all of each.

Two questions are the same when their fingerprints are (``rules.fingerprints``). The paired number follows people who
answered both times and says how they moved; the unpaired one compares whoever answered then with whoever answered now,
and a difference may come from who kept silent. Neither says why anything changed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from groundswell.kernel import numbers
from groundswell.kernel.numbers import Interval, Sums
from groundswell.kernel.words import said_in
from groundswell.surveys.choices import COUNTED, ItemKind, WaveState
from groundswell.surveys.models import Item, SurveyWave
from groundswell.surveys.queries.change import Moves, Said, moves_between, shown_twice
from groundswell.surveys.queries.groups import is_cut_off
from groundswell.surveys.queries.results import Tally
from groundswell.surveys.queries.waves import threshold
from groundswell.surveys.rules.published import published_of


@dataclass(frozen=True, slots=True)
class Paired:
    """How the people who answered both times moved: ``difference`` is the mean of each one's own, after less before."""

    people: int
    difference: Fraction
    interval: Interval | None
    up: int
    down: int

    @property
    def same(self) -> int:
        return self.people - self.up - self.down


@dataclass(frozen=True, slots=True)
class Side:
    """One wave's own number: a share in the box, or a mean."""

    answered: int
    invited: int
    value: Fraction

    @property
    def response_rate(self) -> Fraction:
        return numbers.response_rate(self.answered, self.invited)


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One question in two waves. ``why_not`` says in words why it is not compared, ``not_paired`` why not by person."""

    question: str
    item: Item
    is_share: bool = False
    is_steps: bool = False
    box_name: str = ""
    before: Side | None = None
    after: Side | None = None
    difference: Fraction | None = None
    interval: Interval | None = None
    paired: Paired | None = None
    not_paired: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Two waves, the earlier first. ``is_linked``: both anonymous, people are followed by the code that they keep."""

    first: SurveyWave
    second: SurveyWave
    threshold: int
    items: tuple[ItemChange, ...] = ()
    why_not: str = ""
    is_linked: bool = False


def change_between(one: SurveyWave, other: SurveyWave, language: str) -> Change:
    """What changed from the earlier wave to the later, question by question. About fifteen statements."""
    first, second = sorted((one, other), key=lambda wave: (wave.opens_at, wave.pk))
    smallest = threshold()
    if first.pk == second.pk or {first.state, second.state} != {WaveState.CLOSED}:
        return Change(first, second, smallest, why_not=_("Two surveys are compared once both are closed."))
    earlier, later = published_of(first), published_of(second)
    # People are followed anew at each look: by the largest of the limits that held and hold.
    smallest = max(smallest, earlier.threshold, later.threshold)
    before = {tally.item.key: tally for tally in earlier.tallies}
    not_paired = ""
    is_linked = first.is_anonymous and second.is_anonymous
    if first.is_anonymous != second.is_anonymous:
        not_paired = _("One of the two was anonymous, so nobody can be found again in the other.")
    elif not is_linked and (is_cut_off(first) or is_cut_off(second)):
        not_paired = _(
            "Somebody’s record was erased, so nobody is followed from one survey to the other any more."
        )
    elif shown_twice(first, second):
        not_paired = _(
            "One of the two was opened again after it was shown, so nobody is followed between them."
        )
    moves = {} if not_paired else moves_between(first, second)
    items = []
    for after in later.tallies:
        asked = first.invited, second.invited
        if after.item.is_written or after.item.is_in_parts:
            continue
        known, moved = before.get(after.item.key), moves.get(after.item.pk, {})
        items.append(_item(known, after, moved, asked, smallest, language, not_paired))
    return Change(first, second, smallest, tuple(items), is_linked=is_linked)


def _item(
    before: Tally | None,
    after: Tally,
    moves: Moves,
    invited: tuple[int, int],
    smallest: int,
    language: str,
    not_paired: str,
) -> ItemChange:
    item = after.item
    question = said_in(item.wording, language)
    if why_not := refusal(before, after):
        return ItemChange(question, item, why_not=why_not)
    assert before is not None
    sides = [_side(before, invited[0]), _side(after, invited[1])]
    is_share = bool(item.box)
    apart = (
        numbers.shares_apart(_boxed(before), _boxed(after))
        if is_share
        else numbers.means_apart(_sums(before), _sums(after))
    )
    paired = None if not_paired else _paired(item, moves)
    if not not_paired and not may_pair(moves, before.answered, after.answered, smallest):
        paired = None
        not_paired = _(
            "Too few people answered both times, or too few did not, to follow anybody without giving them away."
        )
    return ItemChange(
        question,
        item,
        is_share=is_share,
        is_steps=item.kind == ItemKind.SCALE_5,
        box_name=said_in(item.box_name, language) if item.box_name else "",
        before=sides[0],
        after=sides[1],
        difference=sides[1].value - sides[0].value,
        interval=apart,
        paired=paired,
        not_paired=not_paired,
    )


def refusal(before: Tally | None, after: Tally) -> str:
    """Why two questions are not compared, in words; empty where they may be."""
    if before is None:
        return _("The earlier survey did not ask this.")
    if before.item.fingerprint != after.item.fingerprint or not after.item.fingerprint:
        return _(
            "The earlier survey asked this differently (version %(before)s, now %(after)s): in other words, on another "
            "scale or with another box. A difference of the two numbers would say nothing."
        ) % {"before": before.item.revision, "after": after.item.revision}
    if before.item.conditions != after.item.conditions:
        return _("The two surveys asked this of different people: what leads to the question has changed.")
    if not after.item.box and after.item.kind not in COUNTED:
        return _("This question has neither a share nor a mean that could be compared.")
    if not before.answered or not after.answered:
        return _("Too few people answered this in one of the two surveys.")
    return ""


def may_pair(moves: Moves, before: int, after: int, smallest: int) -> bool:
    """True when neither those who answered both times nor those who answered once are few enough to be worked out."""
    people = sum(moves.values())
    once = (before - people, after - people)
    return not numbers.suppressed(people, smallest) and all(
        not count or not numbers.suppressed(count, smallest) for count in once
    )


def _paired(item: Item, moves: Mapping[tuple[Said, Said], int]) -> Paired | None:
    value = value_in(item)
    steps = [(value(*after) - value(*before), people) for (before, after), people in moves.items()]
    sums = Sums.of(steps)
    if sums.mean is None:
        return None
    return Paired(
        people=sums.n,
        difference=sums.mean,
        interval=numbers.mean_interval(sums),
        up=sum(people for step, people in steps if step > 0),
        down=sum(people for step, people in steps if step < 0),
    )


def value_in(item: Item) -> Callable[..., Fraction]:
    """What an answer counts: its number, its place on a scale of named points from 1, or 1 in the box and 0 outside."""
    places = {point["key"]: place for place, point in enumerate(item.points, start=1)}
    if item.kind == ItemKind.NUMBER:
        return lambda choice, number: Fraction(number)
    if item.kind in COUNTED:
        return lambda choice, number: Fraction(int(choice))
    if item.kind == ItemKind.SCALE_5:
        return lambda choice, number: Fraction(places[choice])
    return lambda choice, number: Fraction(choice in item.box)


def _boxed(tally: Tally) -> tuple[int, int]:
    return sum(tally.counts[key] for key in tally.item.box), tally.answered


def _sums(tally: Tally) -> Sums:
    if tally.item.kind == ItemKind.NUMBER:
        return tally.spread.sums if tally.spread else Sums.of(())
    return Sums.of((int(key), count) for key, count in tally.counts.items())


def _side(tally: Tally, invited: int) -> Side:
    asked = invited if tally.led_here is None else tally.led_here
    if tally.item.box:
        in_box, answered = _boxed(tally)
        return Side(answered, asked, Fraction(in_box, answered))
    sums = _sums(tally)
    return Side(sums.n, asked, sums.total / sums.n)
