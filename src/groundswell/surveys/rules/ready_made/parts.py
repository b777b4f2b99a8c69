"""What a questionnaire is made of, outside the database: ready-made ones, files and comparisons speak of these."""

from dataclasses import dataclass, field

from groundswell.kernel.words import said_in
from groundswell.surveys.choices import ItemKind

Words = dict[str, str]
Point = dict[str, str]
Condition = tuple[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Question:
    """What an ``Item`` is made from; see there for the fields.

    ``only_if`` is asked only of who chose one of these points of that question (``Item.shown_when``). ``page`` is the
    number of the page on which it stands, from 1; 0 where the questionnaire has no pages.
    """

    key: str
    kind: ItemKind
    wording: Words
    hint: Words = field(default_factory=dict)
    scale: str = ""
    points: tuple[Point, ...] = ()
    box: tuple[str, ...] = ()
    box_name: Words = field(default_factory=dict)
    only_if: Condition | None = None
    rows: tuple[Point, ...] = ()
    lowest: int | None = None
    highest: int | None = None
    unit: Words = field(default_factory=dict)
    is_required: bool = False
    is_protected_topic: bool = False
    page: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """What a ``QuestionPage`` is made from."""

    title: Words = field(default_factory=dict)
    only_if: Condition | None = None


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """What an ``Instrument`` is made from."""

    key: str
    title: Words
    questions: tuple[Question, ...]
    introduction: Words = field(default_factory=dict)
    pages: tuple[Page, ...] = ()


def label_of(point: Point, language: str) -> str:
    """What a point of a scale is called; a number is its own name."""
    return said_in(words_of(point), language) or point["key"]


def words_of(point: Point) -> Words:
    """A point's words in each language, without its key and state."""
    return {name: text for name, text in point.items() if name not in ("key", "state")}
