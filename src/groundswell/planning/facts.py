"""What the plan publishes: its goals, in every wording that ever held, and the initiatives that serve them."""

import json
from collections.abc import Iterator
from typing import Any

from groundswell.kernel.facts import Column, FactTable, NotPublished
from groundswell.kernel.privacy import Privacy
from groundswell.planning.queries.goals import every_wording

P = Privacy.PUBLIC


def goal_rows() -> Iterator[tuple[Any, ...]]:
    """Every wording of every goal, those that hold first, by number: one statement."""
    for one in every_wording():
        yield (
            one.pk, one.key, one.version, one.number, json.dumps(one.title), json.dumps(one.text), one.from_year,
            one.to_year, one.years, one.is_current, one.made_at, one.retired_at,
        )  # fmt: skip


PLAN_GOALS = FactTable(
    "plan_goals",
    "One wording of one goal of the district's strategic plan.",
    (
        Column("wording", "integer", P, "This wording of the goal."),
        Column("goal", "text", P, "The goal, the same in all its wordings."),
        Column("version", "integer", P, "Which wording it is, from 1."),
        Column("number", "integer", P, "What the plan calls it: goal 2."),
        Column("title", "text", P, "The goal in a line, in each language, as JSON."),
        Column("text", "text", P, "What it means, in each language, as JSON."),
        Column("from_year", "integer", P, "Its first school year, by the year in which it ends."),
        Column("to_year", "integer", P, "Its last school year, by the year in which it ends."),
        Column("years", "text", P, "The two as one reads them: 2025–26 – 2029–30."),
        Column("is_current", "boolean", P, "Whether this wording holds."),
        Column("made_at", "moment", P, "Since when, UTC."),
        Column("retired_at", "moment", P, "When the plan gave the goal up, UTC; empty otherwise."),
    ),
    tells_about=("planning.PlanGoal",),
    rows=goal_rows,
)

INITIATIVES = FactTable(
    "initiatives",
    "One row per initiative of the plan.",
    (
        Column("initiative", "integer", P, "The initiative."),
        Column("name", "text", P, "What it is called, in each language, as JSON."),
        Column("goal", "integer", P, "The wording of the goal that it was written for."),
        Column("participation", "text", P, "Whether schools choose it or it holds for all."),
        Column("from_year", "integer", P, "Its first school year, by the year in which it ends."),
        Column("parts_fixed", "integer", P, "How many of its parts are the same at every school."),
        Column("parts_local", "integer", P, "How many of its parts are each school's own."),
        Column("ended_at", "moment", P, "When it ended, UTC; empty while it goes on."),
    ),
    tells_about=("planning.Initiative", "planning.InitiativePart"),
)

TABLES: tuple[FactTable, ...] = (PLAN_GOALS, INITIATIVES)
NOT_PUBLISHED: tuple[NotPublished, ...] = (
    NotPublished(
        "planning.InitiativeText", "What the plans say is read on their page; nothing is counted from it."
    ),
    NotPublished(
        "planning.NeedsInquiry", "What people said when they were asked what they need stays in words."
    ),
    NotPublished("planning.InitiativeMember", "Who sits on a committee is no measure of anything."),
)
