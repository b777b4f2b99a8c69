"""Which groups of a wave's tables are hidden, so that what is shown gives no small group away.

A wave publishes a total and one-way tables by its margins. People are the cells of the finest crossing (``Atom``:
a role at a place); every group that may be shown is a set of them, its number a sum over them. First every group of
fewer than ``threshold`` answers is hidden. That is not enough: the total less the shown groups is the hidden one. So
further groups follow, the cheapest first, until two things hold, and what turns out needless is shown again:

- no hidden group is a combination of shown ones, of any length and with any factors (linear algebra over the
  fractions, exact); attackers know who was invited, so this is asked of the cells that were invited;
- no combination of shown groups speaks of fewer than ``threshold`` answers. Those of whom it speaks need not have a
  name: the three coaches who sit among 57 specialists at the central office are such a set. What is left when shown
  groups are taken away from a shown group, from two of one table or from all but one, and when two such rests are
  taken from each other, is looked at first, because it is quick; then every combination of any length and with any
  factors, as far as ``STEPS`` go. A district's tables take a few hundred of them.

The problem is that of complementary cell suppression (Cox, 1980, Journal of the American Statistical Association
75:377-385; Willenborg and de Waal, 2001, Elements of Statistical Disclosure Control, Springer, chapters 5 to 7).
Finding the fewest cells is hard; "cheapest first" finds few, and that it is enough is checked, never assumed.
"""

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from functools import reduce
from itertools import combinations
from operator import or_
from typing import Any

from groundswell.kernel.numbers import suppressed

Atom = Any  # hashable
Cell = tuple[str, str]  # (margin, group)
Row = dict[Any, int | Fraction]
Combination = tuple[Row, Row]  # factors of the atoms that it speaks of, and of the groups that it is made of

TOTAL: Cell = ("", "")
PAIRS_UP_TO = 24  # groups of a table of which any two are taken together
STEPS = 5_000  # of the search for few answers in combinations of any length


def hidden_cells(
    cells: Mapping[Cell, Collection[Atom]],
    answered: Mapping[Atom, int],
    *,
    threshold: int,
    already: Collection[Cell] = (),
) -> frozenset[Cell]:
    """The groups to hide, those of ``already`` among them. ``cells`` holds ``TOTAL`` and every group with its people.

    ``answered`` counts the answers in each atom. The total is never hidden here: below the threshold nothing is shown.
    """
    sets = masks(cells, answered)
    size = {cell: mask.bit_count() for cell, mask in sets.items()}
    everybody = {cell for cell in cells if set(cells[cell]) == set(cells[TOTAL])}
    hidden = {cell for cell in cells if suppressed(size[cell], threshold)} | set(already)
    hidden -= everybody
    needed = set(hidden)
    while used := leak(cells, sets, answered, hidden, threshold) - everybody:
        hidden.add(min(used, key=lambda cell: (size[cell], cell)))
    for cell in sorted(hidden - needed, key=lambda cell: (-size[cell], cell)):
        # What was hidden early may have become needless by what was hidden later.
        if not leak(cells, sets, answered, hidden - {cell}, threshold):
            hidden.remove(cell)
    return frozenset(hidden)


def leak(
    cells: Mapping[Cell, Collection[Atom]],
    sets: Mapping[Cell, int],
    answered: Mapping[Atom, int],
    hidden: Collection[Cell],
    threshold: int,
) -> frozenset[Cell]:
    """Shown groups from which something hidden or too small follows; empty when nothing does."""
    shown = {cell: mask for cell, mask in sets.items() if cell not in hidden}
    return (
        small_rest(shown, threshold)
        or combined(cells, frozenset(shown), hidden)
        or few_left({cell: cells[cell] for cell in shown}, answered, threshold)
    )


def masks(cells: Mapping[Cell, Collection[Atom]], answered: Mapping[Atom, int]) -> dict[Cell, int]:
    """Each group as a set of answers: a number with one bit for every answer."""
    bits, start = {}, 0
    for atom, count in answered.items():
        bits[atom] = ((1 << count) - 1) << start
        start += count
    return {cell: reduce(or_, (bits.get(atom, 0) for atom in atoms), 0) for cell, atoms in cells.items()}


def small_rest(shown: Mapping[Cell, int], threshold: int) -> frozenset[Cell]:
    """The shown groups by whose difference fewer than ``threshold`` answers are left over; empty where none are."""
    tables: dict[str, list[Cell]] = {}
    for cell in shown:
        tables.setdefault(cell[0], []).append(cell)
    known = _known(shown, tables)
    rests: dict[int, frozenset[Cell]] = {}
    for whole, used in known.items():
        outside = ~whole
        for table in tables.values():
            inside = [cell for cell in table if shown[cell] and not shown[cell] & outside]
            rest = whole & ~reduce(or_, (shown[cell] for cell in inside), 0)
            if rest and rest != whole and rest not in rests:
                rests[rest] = used | frozenset(inside)
                if rest.bit_count() < threshold:
                    return rests[rest]
    return _apart(rests, known, threshold)


def _known(shown: Mapping[Cell, int], tables: Mapping[str, list[Cell]]) -> dict[int, frozenset[Cell]]:
    """Sets that anybody can put together: each group, two of one table, and all but one."""
    known = {mask: frozenset([cell]) for cell, mask in shown.items()}
    total = shown.get(TOTAL, 0)
    for table, groups in tables.items():
        if not table or len(groups) > PAIRS_UP_TO:
            continue
        for one in groups:
            if not shown[one] & ~total:
                known.setdefault(total & ~shown[one], frozenset([one, TOTAL]))
        for one, other in combinations(groups, 2):
            known.setdefault(shown[one] | shown[other], frozenset([one, other]))
    known.pop(0, None)
    return known


def _apart(
    rests: Mapping[int, frozenset[Cell]], known: Mapping[int, frozenset[Cell]], threshold: int
) -> frozenset[Cell]:
    """What is left when one set that can be computed is taken from another that holds it, where that is too little."""
    by_size = sorted((mask.bit_count(), mask) for mask in {*rests, *known})
    for at, (size, part) in enumerate(by_size):
        for more, whole in by_size[at + 1 :]:
            if more - size >= threshold:
                break
            if more > size and not part & ~whole and (part in rests or whole in rests):
                return (rests.get(part) or known[part]) | (rests.get(whole) or known[whole])
    return frozenset()


def combined(
    cells: Mapping[Cell, Collection[Atom]], shown: Iterable[Cell], hidden: Iterable[Cell]
) -> frozenset[Cell]:
    """The shown groups of which some hidden group is a linear combination; empty where none is. Exact."""
    steps: list[tuple[Atom, Row, Row]] = []
    for cell in sorted(shown, key=lambda one: (len(cells[one]), one)):
        row, made_of = _reduced(steps, dict.fromkeys(cells[cell], 1), {cell: 1})
        if row:
            pivot = next((atom for atom, factor in row.items() if factor in (1, -1)), next(iter(row)))
            steps.append((pivot, _times(row, pivot, row), _times(made_of, pivot, row)))
    for cell in sorted(hidden):
        row, made_of = _reduced(steps, dict.fromkeys(cells[cell], 1), {})
        if not row:
            return frozenset(made_of)
    return frozenset()


def _times(row: Row, pivot: Atom, of: Row) -> Row:
    """The row with its pivot made one. Whole numbers stay whole wherever that is possible: they are quicker."""
    factor = of[pivot]
    if factor in (1, -1):
        return {name: value * factor for name, value in row.items()}
    return {name: Fraction(value) / factor for name, value in row.items()}


def _reduced(steps: Iterable[tuple[Atom, Row, Row]], row: Row, made_of: Row) -> tuple[Row, Row]:
    """What is left of a row when all that is known is taken away, and of which groups that was made."""
    for pivot, known, parts in steps:
        if factor := row.get(pivot, 0):
            _less(row, known, factor)
            _less(made_of, parts, factor)
    return row, made_of


def _less(row: Row, other: Row, factor: int | Fraction) -> None:
    for name, value in other.items():
        left = row.get(name, 0) - factor * value
        if left:
            row[name] = left
        else:
            row.pop(name, None)


def few_left(
    shown: Mapping[Cell, Collection[Atom]], answered: Mapping[Atom, int], threshold: int
) -> frozenset[Cell]:
    """The shown groups of which a combination speaks of fewer than ``threshold`` answers; empty where none was found.

    Atom by atom, the largest first, a combination either leaves it out, which takes a dimension away, or may hold it,
    which takes room: so large atoms end the search early. Who was invited and kept silent takes none. Exact.
    """
    atoms = sorted(
        (atom for atom, count in answered.items() if count), key=lambda one: (-answered[one], repr(one))
    )
    known: list[Combination] = [
        ({atom: 1 for atom in shown[cell] if answered.get(atom)}, {cell: 1}) for cell in sorted(shown)
    ]
    steps = 0
    open_ends = [(0, threshold - 1, [one for one in known if one[0]])]
    while open_ends and steps < STEPS:
        at, room, left = open_ends.pop()
        steps += 1
        while at < len(atoms) and left and answered[atoms[at]] > room:
            left = _without(left, atoms[at])
            at += 1
        held = {atom for row, _made_of in left for atom in row}
        at = next((place for place in range(at, len(atoms)) if atoms[place] in held), len(atoms))
        if left and at == len(atoms):
            return frozenset(left[0][1])
        if left:
            open_ends.append((at + 1, room - answered[atoms[at]], left))
            open_ends.append((at + 1, room, _without(left, atoms[at])))
    return frozenset()


def _without(left: list[Combination], atom: Atom) -> list[Combination]:
    """The combinations that do not speak of an atom: one of those that do is taken from the others, and is gone."""
    speak = [one for one in left if atom in one[0]]
    if not speak:
        return left
    pivot, parts = min(speak, key=lambda one: len(one[0]))
    made = []
    for row, made_of in left:
        if row is pivot:
            continue
        if atom in row:
            factor = row[atom] * pivot[atom] if pivot[atom] in (1, -1) else Fraction(row[atom]) / pivot[atom]
            row, made_of = dict(row), dict(made_of)
            _less(row, pivot, factor)
            _less(made_of, parts, factor)
        if row:
            made.append((row, made_of))
    return made
