"""What the ledger publishes for analysis: claims that are public, with their numbers."""

from collections.abc import Iterator
from typing import Any

from groundswell.impact.queries.claims import public_claims
from groundswell.impact.rules.sentences import fill
from groundswell.kernel.facts import Column, FactTable, NotPublished
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.words import said_in

P = Privacy.PUBLIC


def claim_rows() -> Iterator[tuple[Any, ...]]:
    """A row for each number of each public claim."""
    for claim in public_claims():
        figures = list(claim.figures.all())
        sentence = fill(said_in(claim.sentence, "en"), figures)
        for one in figures:
            yield (
                claim.pk, claim.state, claim.published_at, claim.goal.key if claim.goal else "", claim.goal_id,
                sentence, one.number, str(one.definition), one.numerator, one.denominator, one.answered, one.asked,
                one.value, one.interval_low, one.interval_high, one.bound_low, one.bound_high, one.digest,
            )  # fmt: skip


CLAIMS = FactTable(
    "claims",
    "One number of one claim that was published, corrected or withdrawn.",
    (
        Column("claim", "integer", P, "The claim."),
        Column("state", "text", P, "Published, corrected or withdrawn."),
        Column("published_at", "moment", P, "When it was published, UTC."),
        Column(
            "goal", "text", P, "The plan's goal that it speaks to, as plan_goals names it; empty for none."
        ),
        Column("goal_wording", "integer", P, "The wording of that goal that held when it was written."),
        Column("sentence", "text", P, "The sentence in English, with its numbers."),
        Column("number", "integer", P, "Which number of the sentence it is, from 1."),
        Column("definition", "text", P, "The metric and the version of its definition."),
        Column("numerator", "integer", P, "How many counted; for a mean the sum of the values."),
        Column("denominator", "integer", P, "Of how many."),
        Column("answered", "integer", P, "How many answered."),
        Column("asked", "integer", P, "How many were asked."),
        Column("value", "number", P, "The share or the mean."),
        Column("interval_low", "number", P, "Lower end of the 95 % interval."),
        Column("interval_high", "number", P, "Upper end of the 95 % interval."),
        Column("bound_low", "number", P, "If all who kept silent counted against it."),
        Column("bound_high", "number", P, "If all who kept silent counted for it."),
        Column("digest", "text", P, "SHA-256 of what it was computed from."),
    ),
    tells_about=("impact.Claim", "impact.ClaimFigure", "impact.MetricDefinition"),
    rows=claim_rows,
)

TABLES: tuple[FactTable, ...] = (CLAIMS,)
NOT_PUBLISHED: tuple[NotPublished, ...] = (
    NotPublished("impact.ClaimStep", "A claim's history stands on its public page, with roles and no names."),
    NotPublished(
        "impact.StudyDesign", "A locked plan stands on its page; no study rests on another study's plan."
    ),
    NotPublished(
        "impact.OutsideClaim", "What others published is theirs; the ledger shows it beside its questions."
    ),
)
