"""What a sentence says about its numbers, whoever said it: the shape that the rules of ``rules.holding`` read.

A claim of ours fills it from its figures, somebody else's from what their publication tells. What is not told is
None or empty, and that is often the finding.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

from groundswell.impact.choices import Base, Reason, Relation
from groundswell.impact.models import Claim, ClaimFigure, OutsideClaim
from groundswell.impact.rules.sentences import YEAR


@dataclass(frozen=True, slots=True)
class Number:
    """One number. ``shown`` is how the sentence writes it.

    ``kind``: "share", "mean", "count" (n of m), "growth", "total". ``question`` with ``box`` says what was measured:
    equal ones may be compared. ``states`` are the states of use in the box. ``base``: "answered", "asked" or "" for
    not told; ``population`` in words or as a filter. ``of_some`` marks a question that only some were asked.
    ``part`` of ``whole`` are named where ``exist`` are known; ``wholes`` are different totals told for one thing.
    ``years_said`` and ``years_measured`` are the years in the words and in the data. ``contradicted_by`` is what else
    the same source says. ``series`` are the values over time, oldest first;
    ``pairs`` the answers of a mean, (value, how many).
    """

    shown: str = ""
    kind: str = "share"
    question: str = ""
    box: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    base: str = ""
    population: str = ""
    of_some: bool = False
    in_box: int | None = None
    answered: int | None = None
    asked: int | None = None
    pairs: tuple[tuple[int, int], ...] = ()
    is_suppressed: bool = False
    is_final: bool = True
    is_absolute: bool = False
    part: int | None = None
    whole: int | None = None
    exist: int | None = None
    wholes: tuple[int, ...] = ()
    hidden: int = 0
    years_said: tuple[int, ...] = ()
    years_measured: tuple[int, ...] = ()
    from_on: date | None = None
    to_on: date | None = None
    series: tuple[float, ...] = ()
    contradicted_by: str = ""

    @property
    def measure(self) -> tuple[str, tuple[str, ...]]:
        """What makes two numbers one measure."""
        return self.question, tuple(sorted(self.box))


LISTS = {one.name for one in fields(Number) if str(one.type).startswith("tuple")}


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence with its numbers. ``beside`` are numbers of the same source on the same topic, in other sentences;
    ``goals`` are the wordings under which the same goal stands elsewhere. ``is_ours`` for a claim of this district."""

    words: str
    relation: str = Relation.STATES
    design: str = ""
    numbers: tuple[Number, ...] = ()
    beside: tuple[Number, ...] = ()
    goal: str = ""
    goals: tuple[str, ...] = ()
    is_ours: bool = True
    template: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Finding:
    """What does not hold. ``refuses``: it may not be published so; otherwise ``said`` becomes a footnote.
    ``needed`` is what it would take to check or to mend it."""

    reason: Reason
    refuses: bool
    said: str
    needed: str = ""


@dataclass(frozen=True, slots=True)
class Sorted:
    """Findings, those that refuse apart from the footnotes."""

    refuses: list[Finding] = field(default_factory=list)
    footnotes: list[Finding] = field(default_factory=list)


def of_claim(
    claim: Claim,
    figures: Sequence[ClaimFigure],
    goals: Iterable[str],
    words: str,
    template: str,
    language: str,
) -> Statement:
    """Our own claim. ``words`` is the sentence with its numbers, ``template`` with its gaps."""
    return Statement(
        words, claim.relation, claim.design, tuple(_number(one, words) for one in figures),
        goal=worded(claim.goal.key, claim.goal.title, claim.goal.text) if claim.goal else "", goals=tuple(goals),
        template=template, language=language,
    )  # fmt: skip


def worded(key: str, title: Mapping[str, str], text: Mapping[str, str]) -> str:
    """A goal as the rules compare it: what names it, a colon, its words in English."""
    return f"{key}: {title.get('en', '')} {text.get('en', '')}".strip()


def of_outside(claim: OutsideClaim, others: Iterable[OutsideClaim]) -> Statement:
    """Somebody else's, beside what they say elsewhere on the same topic."""
    same = [one for one in others if (one.partner, one.topic) == (claim.partner, claim.topic)]
    beside = tuple(told(one) for other in same if other.pk != claim.pk for one in other.told)
    numbers = tuple(told(one) for one in claim.told)
    return Statement(claim.sentence, claim.relation, claim.design, numbers, beside, is_ours=False)


def told(data: dict[str, Any]) -> Number:
    """A number from plain data. TypeError for a word that numbers do not have."""
    said: dict[str, Any] = {name: tuple(value) if name in LISTS else value for name, value in data.items()}
    return Number(**said)


def as_data(number: Number) -> dict[str, Any]:
    """What was said about a number and nothing else, as plain data."""
    empty = asdict(Number())
    said = {name: value for name, value in asdict(number).items() if value != empty[name]}
    return {name: list(value) if name in LISTS else value for name, value in said.items()}


def _number(figure: ClaimFigure, words: str) -> Number:
    definition = figure.definition
    states = {one["key"]: one.get("state", "") for one in definition.points}
    years = range(definition.from_on.year, definition.to_on.year + 1)
    return Number(
        kind=figure.kind,
        question=definition.fingerprint,
        box=tuple(definition.box),
        states=tuple(sorted({states[key] for key in definition.box if states.get(key)})),
        base=definition.base or Base.ANSWERED,
        population=definition.subject,
        of_some=bool(definition.asked_after),
        in_box=figure.numerator,
        answered=figure.answered,
        asked=None if figure.answered is None else figure.answered + figure.silent,
        pairs=_pairs(figure),
        is_suppressed=figure.is_suppressed,
        is_final=figure.is_final,
        is_absolute=figure.kind == "share" and figure.value in (0.0, 1.0),
        hidden=figure.waves_hidden,
        whole=figure.waves,
        years_said=tuple(int(one) for one in YEAR.findall(words)),
        years_measured=tuple(years),
        from_on=definition.from_on,
        to_on=definition.to_on,
    )


def _pairs(figure: ClaimFigure) -> tuple[tuple[int, int], ...]:
    values = figure.definition.content["values"]
    rows = [row for row in figure.inputs if row["option"] in values]
    return tuple((values[row["option"]], row["people"]) for row in rows)
