"""A claim as its pages show it: the sentence with its numbers, each number with its proof, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from groundswell.impact.choices import ClaimState, FigureKind, Move
from groundswell.impact.models import Claim, ClaimFigure, ClaimStep, MetricDefinition
from groundswell.impact.rules import sentences
from groundswell.impact.rules.statements import Finding
from groundswell.kernel import charts
from groundswell.kernel.charts import Bar
from groundswell.kernel.words import said_in
from groundswell.roster.choices.roles import ROLES

REASONED = (Move.CORRECTED, Move.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A number with its proof in words. ``bars`` are the counts of each answer, all surveys together; ``value_now``
    is the number as it was last computed again."""

    figure: ClaimFigure
    value: str
    value_now: str
    base: str
    interval: str
    bounds: str
    scale: str
    counts: str
    bars: tuple[Bar, ...]
    picture: SafeString | str

    @property
    def definition(self) -> MetricDefinition:
        return self.figure.definition

    @property
    def uid(self) -> str:
        return f"figure-{self.figure.number}"


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """A claim in one language. ``checked`` is when a second person stood for it last, and in which role; ``successor``
    the published claim that corrects it, where there is one."""

    claim: Claim
    sentence: str
    figures: tuple[ShownFigure, ...]
    steps: tuple[tuple[ClaimStep, str], ...]
    checked: tuple[ClaimStep, str] | None
    ended: ClaimStep | None
    successor: Claim | None
    has_changed: bool
    footnotes: tuple[Finding, ...] = ()

    @property
    def stands(self) -> bool:
        return self.claim.state == ClaimState.PUBLISHED


def shown(claim: Claim, language: str, footnotes: Sequence[Finding] = ()) -> ShownClaim:
    """Everything that a page of it says; reads what came with the claim and nothing else."""
    figures, steps = list(claim.figures.all()), list(claim.steps.all())
    told = tuple((one, str(ROLES[one.role].name) if one.role in ROLES else "") for one in steps)
    return ShownClaim(
        claim=claim,
        sentence=sentences.fill(said_in(claim.sentence, language), figures),
        figures=tuple(_figure(one) for one in figures),
        steps=told,
        checked=next((one for one in reversed(told) if one[0].move == Move.CHECKED), None),
        ended=next((one for one in reversed(steps) if one.move in REASONED), None),
        successor=next((one for one in claim.followed_by.all() if one.is_public), None),
        has_changed=any(one.has_changed for one in figures),
        footnotes=tuple(footnotes),
    )


def _figure(figure: ClaimFigure) -> ShownFigure:
    definition = figure.definition
    labels = definition.labels
    people: dict[str, int] = dict.fromkeys(labels, 0)
    for row in figure.inputs:
        if row["option"]:
            people[row["option"]] += row["people"]
    write = charts.percent if figure.kind == "share" else charts.number
    has_value = not figure.is_suppressed
    low, high = write(figure.bound_low), write(figure.bound_high)
    return ShownFigure(
        figure=figure,
        value=sentences.value_of(figure),
        value_now=write(figure.value_now),
        base=_base(figure),
        interval=_("from %(low)s to %(high)s")
        % {"low": write(figure.interval_low), "high": write(figure.interval_high)},
        bounds=_("between %(low)s and %(high)s") % {"low": low, "high": high},
        scale=" · ".join(labels.values()),
        counts=", ".join(labels[key] for key in labels if key in definition.box),
        bars=tuple(Bar(labels[key], people[key], in_box=key in definition.box) for key in labels)
        if has_value
        else (),
        picture=_picture(figure),
    )


def _picture(figure: ClaimFigure) -> SafeString | str:
    """A share inside the range that the silent leave open."""
    if figure.kind != FigureKind.SHARE or figure.value is None:
        return ""
    return charts.span(figure.bound_low or 0.0, figure.bound_high or 0.0, figure.value)


def _base(figure: ClaimFigure) -> str:
    if figure.is_suppressed:
        return _("fewer than %(smallest)s of %(asked)s asked answered") % {
            "smallest": figure.threshold, "asked": charts.number(figure.asked),
        }  # fmt: skip
    return _("%(n)s of %(asked)s asked answered (%(rate)s)") % {
        "n": charts.number(figure.answered), "asked": charts.number(figure.asked),
        "rate": charts.percent(figure.response_rate),
    }  # fmt: skip
