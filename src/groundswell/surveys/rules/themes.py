"""What texts are about, in numbers that give nobody away.

A text counts for a theme when at least one coder found it there. People write one text to a question, so that texts
are people. A theme is shown with its number under the rules of ``rules.suppression``, every theme a table of its own
beside "read by a coder" and the whole: none below the threshold, and none that, taken from another number of the page,
leaves fewer than the threshold over. Who reads the texts can count them; the rules are about numbers that travel.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from groundswell.kernel import numbers
from groundswell.surveys.models import Answer, Coding, Item, SurveyWave, Theme
from groundswell.surveys.queries import themes as found
from groundswell.surveys.queries.frozen import whole_of
from groundswell.surveys.queries.themes import Given
from groundswell.surveys.queries.waves import threshold
from groundswell.surveys.queries.words import texts_in
from groundswell.surveys.rules import suppression, themes_agreement
from groundswell.surveys.rules.suppression import TOTAL, Cell
from groundswell.surveys.rules.themes_agreement import Pair

# Open at a time; more is a list of subjects, no code book, and nobody finds a button among them.
MOST_THEMES = 24
MOST_PAIRS = 6
READ: Cell = ("read", "yes")

Coded = dict[UUID, dict[int | None, frozenset[int]]]


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """An open theme; ``texts`` is None where its number is not shown."""

    theme: Theme
    texts: int | None
    share: Fraction | None = None


@dataclass(frozen=True, slots=True)
class CodeBook:
    """The themes of one question of a wave. ``texts`` is None where they are too few to be read: then nothing counts.

    ``read`` is how many texts a coder has read, None where that is not shown. ``base`` is of how many a theme's number
    speaks: those that were read, and all where how many those are is not shown.
    """

    threshold: int
    texts: int | None
    read: int | None
    rows: tuple[ThemeRow, ...]
    ended: tuple[Theme, ...]
    pairs: tuple[Pair, ...] = ()

    @property
    def base(self) -> int | None:
        return self.texts if self.read is None else self.read

    @property
    def open(self) -> list[Theme]:
        return [row.theme for row in self.rows]

    @property
    def shown(self) -> list[ThemeRow]:
        """Those with a number, the most frequent first."""
        rows = [row for row in self.rows if row.texts is not None]
        return sorted(rows, key=lambda row: -(row.texts or 0))

    @property
    def unshown(self) -> list[Theme]:
        return [row.theme for row in self.rows if row.texts is None]


def smallest_of(wave: SurveyWave) -> int:
    """The smallest group that is shown of a wave's texts: the district's, and of a closed wave no smaller one than on
    its closing day. Texts are counted anew, so that what was promised since holds for them, too."""
    kept = whole_of(wave)
    return max(kept.threshold, threshold()) if kept else threshold()


def readable(wave: SurveyWave, item: Item) -> QuerySet[Answer]:
    """The texts of a question as they may be read: none where they are fewer than the threshold."""
    texts = texts_in(wave, item)
    return texts.none() if numbers.suppressed(texts.count(), smallest_of(wave)) else texts


def code_book(wave: SurveyWave, item: Item) -> CodeBook:
    """The open themes of a question with their numbers in this wave, and how well coders agree: a few statements."""
    smallest, texts, every = smallest_of(wave), texts_in(wave, item), found.themes_of(item)
    written = texts.count()
    ended = tuple(one for one in every if not one.is_open)
    opened = [one for one in every if one.is_open]
    if numbers.suppressed(written, smallest):
        return CodeBook(smallest, None, None, tuple(ThemeRow(one, None) for one in opened), ended)
    coded = coded_by(found.standing(texts), every)
    counts, read = shown_counts(coded, written, [one.pk for one in opened], threshold=smallest)
    base = written if read is None else read
    rows = tuple(_row(one, counts.get(one.pk), base) for one in opened)
    pairs = themes_agreement.pairs(coded, list(counts), at_least=smallest) if counts else []
    return CodeBook(smallest, written, read, rows, ended, tuple(pairs[:MOST_PAIRS]))


def _row(theme: Theme, texts: int | None, base: int) -> ThemeRow:
    return ThemeRow(theme, texts, None if texts is None else Fraction(texts, base))


def coded_by(given: Iterable[Given], themes: Collection[Theme]) -> Coded:
    """For each text that somebody read, the open themes that each coder found in it: joined ones where they count now.

    A coder who found none, or only themes that have ended, read it, too.
    """
    counts_as = resolved(themes)
    coded: Coded = {}
    for one in given:
        by = coded.setdefault(one.answer, {})
        theme = counts_as.get(one.theme) if one.theme is not None else None
        by[one.coder] = by.get(one.coder, frozenset()) | ({theme} if theme is not None else frozenset())
    return coded


def resolved(themes: Collection[Theme]) -> dict[int, int]:
    """As which open theme each theme counts; without those that count no more."""
    by_id = {one.pk: one for one in themes}
    counts_as = {}
    for one in themes:
        at = one
        while at.merged_into_id is not None and at.merged_into_id in by_id:
            at = by_id[at.merged_into_id]
        if at.is_open:
            counts_as[one.pk] = at.pk
    return counts_as


def shown_counts(
    coded: Mapping[Any, Mapping[int | None, frozenset[int]]],
    written: int,
    themes: Collection[int],
    *,
    threshold: int,
) -> tuple[dict[int, int], int | None]:
    """The numbers that may be shown: texts by theme, and how many were read (None where that is not shown).

    Texts with the same themes are one atom of ``rules.suppression``, those that nobody read yet another.
    """
    atoms: Counter[frozenset[int] | None] = Counter(frozenset().union(*by.values()) for by in coded.values())
    if unread := written - len(coded):
        atoms[None] = unread
    cells: dict[Cell, set[Any]] = {TOTAL: set(atoms)}
    if coded:
        cells[READ] = {atom for atom in atoms if atom is not None}
    for theme in themes:
        # A theme that nobody found is no set of people: it is left out here, and so it is never shown.
        if having := {atom for atom in atoms if atom is not None and theme in atom}:
            cells[str(theme), "yes"] = having
    hidden = suppression.hidden_cells(cells, atoms, threshold=threshold)
    size = {cell: sum(atoms[atom] for atom in cells[cell]) for cell in cells if cell not in hidden}
    return {theme: size[cell] for theme in themes if (cell := (str(theme), "yes")) in size}, size.get(READ)


def texts_having(wave: SurveyWave, item: Item, theme: Theme) -> QuerySet[Coding, Any]:
    """Keys of the texts in which at least one coder found the theme; none where the theme's number is not shown."""
    if theme.pk not in {row.theme.pk for row in code_book(wave, item).shown}:
        return found.texts_with([])
    return found.texts_with(counting_as(theme, found.themes_of(item)))


def counting_as(theme: Theme, themes: Collection[Theme]) -> list[int]:
    """The theme and those of the others that were joined to it."""
    return [one for one, counts_as in resolved(themes).items() if counts_as == theme.pk]
