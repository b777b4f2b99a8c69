"""What selecting and carrying schools publishes. Readers are numbers here; what they wrote stays with the readings."""

import json
from collections.abc import Iterator
from typing import Any

from groundswell.cohorts.queries.records import standing_records
from groundswell.kernel.facts import Column, FactTable, NotPublished
from groundswell.kernel.privacy import Privacy as P

WAVES = FactTable(
    "adoption_waves",
    "One row per wave of an initiative's plan for its schools.",
    (
        Column("wave", "integer", P.PUBLIC, "The wave."),
        Column("initiative", "integer", P.PUBLIC, "The initiative."),
        Column("number", "integer", P.PUBLIC, "Which wave it is, from 1."),
        Column("year", "integer", P.PUBLIC, "Its first school year, by the year in which it ends."),
        Column("planned", "integer", P.PUBLIC, "How many schools shall be in after it, all waves together."),
        Column("cohort", "integer", P.PUBLIC, "The cohort of its schools, once there is one."),
        Column("begins_on", "date", P.PUBLIC, "The cohort's first day."),
    ),
    tells_about=("cohorts.AdoptionWave", "cohorts.Cohort"),
)

PHASES = FactTable(
    "selection_phases",
    "One row per phase of a call.",
    (
        Column("call", "integer", P.DIRECTORY, "The call."),
        Column("wave", "integer", P.DIRECTORY, "The wave that it invites to."),
        Column("places", "integer", P.DIRECTORY, "How many schools it has places for."),
        Column("state", "text", P.DIRECTORY, "Where the call stands."),
        Column("phase", "integer", P.DIRECTORY, "The phase."),
        Column("position", "integer", P.DIRECTORY, "Its place in the order, from 1."),
        Column("kind", "text", P.DIRECTORY, "What happens in it."),
        Column("opens_at", "moment", P.DIRECTORY, "Its beginning, UTC."),
        Column("closes_at", "moment", P.DIRECTORY, "Its end as it was last set, UTC."),
        Column("extensions", "integer", P.DIRECTORY, "How often it was given more time."),
        Column("gates", "boolean", P.DIRECTORY, "Whether only schools that passed go on."),
        Column("rubric_version", "integer", P.DIRECTORY, "The version of the rubric that it scores by."),
    ),
    tells_about=("cohorts.Call", "cohorts.SelectionPhase", "cohorts.PhaseExtension", "cohorts.RubricVersion"),
)

CANDIDACIES = FactTable(
    "candidacies",
    "One row per school and call.",
    (
        Column("candidacy", "integer", P.CONFIDENTIAL, "The school in this call."),
        Column("call", "integer", P.CONFIDENTIAL, "The call."),
        Column("school", "integer", P.CONFIDENTIAL, "The school."),
        Column("state", "text", P.CONFIDENTIAL, "Where it stands."),
        Column("answered_at", "moment", P.CONFIDENTIAL, "When it last answered, UTC."),
        Column("submitted_at", "moment", P.CONFIDENTIAL, "When its application was handed in, UTC."),
        Column("late_minutes", "integer", P.CONFIDENTIAL, "How far into the grace that was."),
        Column("files", "integer", P.CONFIDENTIAL, "How many files came with it."),
    ),
    tells_about=("cohorts.Candidacy", "cohorts.Application", "cohorts.Attachment"),
)

FINDINGS = FactTable(
    "screening_findings",
    "One row per school, criterion and finding, corrected ones included.",
    (
        Column("candidacy", "integer", P.CONFIDENTIAL, "The school in this call."),
        Column("criterion", "integer", P.CONFIDENTIAL, "The criterion."),
        Column("name", "text", P.CONFIDENTIAL, "What the criterion is called."),
        Column("side", "text", P.CONFIDENTIAL, "Whether it speaks to willing or to able."),
        Column("basis", "text", P.CONFIDENTIAL, "Where its value comes from."),
        Column("state", "text", P.CONFIDENTIAL, "Known, missing or masked."),
        Column("value", "number", P.CONFIDENTIAL, "The value; empty where none is known."),
        Column(
            "met", "boolean", P.CONFIDENTIAL, "Whether the criterion is met; empty where nothing is known."
        ),
        Column(
            "is_current", "boolean", P.CONFIDENTIAL, "Whether it holds; a correction replaced it otherwise."
        ),
        Column("disputed", "boolean", P.CONFIDENTIAL, "Whether the school asked to correct it."),
    ),
    tells_about=("cohorts.ScreeningFinding", "cohorts.ScreeningCriterion", "cohorts.FindingCorrection"),
)

OUTCOMES = FactTable(
    "phase_outcomes",
    "One row per school and phase that said something about it.",
    (
        Column("phase", "integer", P.CONFIDENTIAL, "The phase."),
        Column("candidacy", "integer", P.CONFIDENTIAL, "The school in this call."),
        Column("outcome", "text", P.CONFIDENTIAL, "Whether it goes on."),
        Column("made_at", "moment", P.CONFIDENTIAL, "When, UTC."),
    ),
    tells_about=("cohorts.PhaseOutcome",),
)

SCORES = FactTable(
    "selection_scores",
    "One row per reading and criterion; norming and visits included.",
    (
        Column("reading", "integer", P.CONFIDENTIAL, "The reading."),
        Column("phase", "integer", P.CONFIDENTIAL, "The phase."),
        Column("reader", "integer", P.CONFIDENTIAL, "The reader, as a number of this phase."),
        Column("candidacy", "integer", P.CONFIDENTIAL, "The school; empty for an anchor."),
        Column("anchor", "integer", P.CONFIDENTIAL, "The anchor application; empty for a school."),
        Column("purpose", "text", P.CONFIDENTIAL, "First reading, additional reading, visit or norming."),
        Column("criterion", "integer", P.CONFIDENTIAL, "The criterion."),
        Column("weight", "number", P.CONFIDENTIAL, "Its weight."),
        Column("level", "integer", P.CONFIDENTIAL, "The level given."),
        Column("done_at", "moment", P.CONFIDENTIAL, "When the reading was finished, UTC."),
    ),
    tells_about=("cohorts.Reading", "cohorts.Score", "cohorts.Reader", "cohorts.RubricCriterion"),
)

DECISIONS = FactTable(
    "selection_decisions",
    "One row per school that a decision placed.",
    (
        Column("decision", "integer", P.CONFIDENTIAL, "The decision."),
        Column("call", "integer", P.CONFIDENTIAL, "The call."),
        Column("candidacy", "integer", P.CONFIDENTIAL, "The school in this call."),
        Column("score", "number", P.CONFIDENTIAL, "The raw mean that it was placed by."),
        Column("cut", "number", P.CONFIDENTIAL, "The raw mean at the line."),
        Column("place", "text", P.CONFIDENTIAL, "Chosen or not chosen."),
        Column("placed_by", "text", P.CONFIDENTIAL, "Score, lottery or judgement."),
        Column("told_at", "moment", P.CONFIDENTIAL, "When the school was told, UTC."),
    ),
    tells_about=("cohorts.SelectionDecision", "cohorts.DecisionEntry"),
)


def record_rows() -> Iterator[tuple[Any, ...]]:
    """Every record of a decision that stands, the latest of each: one statement."""
    for one in standing_records():
        data = one.data
        yield (
            one.pk, one.digest, data["call"], data["initiative"], data["wave"], data["year"], one.frozen_at,
            data["places"], len(data["chosen"]), len(data["pool"]), data["cut"], data["lots"] is not None,
            json.dumps(data, sort_keys=True),
        )  # fmt: skip


SELECTION_RECORDS = FactTable(
    "selection_records",
    "One row per decision on schools that stands: its record, frozen when it was decided.",
    (
        Column("record", "integer", P.CONFIDENTIAL, "The record."),
        Column("digest", "text", P.CONFIDENTIAL, "SHA-256 of the data as JSON with sorted keys."),
        Column("call", "integer", P.CONFIDENTIAL, "The call."),
        Column("initiative", "text", P.CONFIDENTIAL, "The initiative's key."),
        Column("wave", "integer", P.CONFIDENTIAL, "Which wave it is, from 1."),
        Column("year", "integer", P.CONFIDENTIAL, "Its first school year, by the year in which it ends."),
        Column("frozen_at", "moment", P.CONFIDENTIAL, "When it was decided, UTC."),
        Column("places", "integer", P.CONFIDENTIAL, "How many places there were."),
        Column("chosen", "integer", P.CONFIDENTIAL, "How many schools were chosen."),
        Column("pool", "integer", P.CONFIDENTIAL, "How many schools of the call were not."),
        Column("cut", "text", P.CONFIDENTIAL, "The lowest raw mean that is in, with its digits."),
        Column("has_lots", "boolean", P.CONFIDENTIAL, "Whether lots were drawn near the line."),
        Column("data", "text", P.CONFIDENTIAL, "Everything that was frozen, as JSON."),
    ),
    tells_about=("cohorts.SelectionRecord",),
    rows=record_rows,
)

MEMBERS = FactTable(
    "cohort_members",
    "One row per school and time in a cohort.",
    (
        Column("member", "integer", P.PUBLIC, "The membership."),
        Column("cohort", "integer", P.PUBLIC, "The cohort."),
        Column("initiative", "integer", P.PUBLIC, "The initiative."),
        Column("school", "integer", P.PUBLIC, "The school."),
        Column("joined_on", "date", P.PUBLIC, "Its first day."),
        Column("left_on", "date", P.PUBLIC, "The first day on which it was in no more; empty while it is."),
        Column("days_paused", "integer", P.PUBLIC, "How many days its part rested."),
    ),
    tells_about=("cohorts.CohortMember", "cohorts.MembershipPause"),
)

TEAMS = FactTable(
    "design_team_seats",
    "One row per person and time in a design team.",
    (
        Column("member", "integer", P.DIRECTORY, "The school's membership."),
        Column("person", "integer", P.CONFIDENTIAL, "Who."),
        Column("begun_on", "date", P.DIRECTORY, "The first day."),
        Column("ended_on", "date", P.DIRECTORY, "The first day on which they were in no more."),
    ),
    tells_about=("cohorts.DesignTeam", "cohorts.DesignTeamSeat"),
)

PLANS = FactTable(
    "school_action_plans",
    "One row per school and school year that has an action plan.",
    (
        Column("plan", "integer", P.DIRECTORY, "The plan."),
        Column("member", "integer", P.DIRECTORY, "The school's membership."),
        Column("year", "integer", P.DIRECTORY, "The school year, by the year in which it ends."),
        Column("agreed_at", "moment", P.DIRECTORY, "When its principal agreed to it, UTC."),
        Column("goals", "integer", P.DIRECTORY, "How many goals it has."),
        Column("steps", "integer", P.DIRECTORY, "How many steps they have."),
        Column("steps_done", "integer", P.DIRECTORY, "How many of them are done."),
        Column("risks", "integer", P.DIRECTORY, "How many risks were thought through."),
        Column("checks", "integer", P.DIRECTORY, "How many check-ins there were in that year."),
    ),
    tells_about=(
        "cohorts.SchoolActionPlan", "cohorts.ActionGoal", "cohorts.PlanStep", "cohorts.PlanRisk",
        "cohorts.ProgressCheck",
    ),
)  # fmt: skip

DEFINITIONS = FactTable(
    "definitions",
    "One row per version of what an initiative means.",
    (
        Column("initiative", "integer", P.PUBLIC, "The initiative."),
        Column("number", "integer", P.PUBLIC, "Which version it is, from 1."),
        Column("text", "text", P.PUBLIC, "What it says."),
        Column("made_at", "moment", P.PUBLIC, "Since when, UTC."),
        Column("proposals", "integer", P.PUBLIC, "How many proposals it took in."),
    ),
    tells_about=("cohorts.DefinitionVersion", "cohorts.DefinitionProposal"),
)

TABLES: tuple[FactTable, ...] = (
    WAVES, PHASES, CANDIDACIES, FINDINGS, OUTCOMES, SCORES, DECISIONS, SELECTION_RECORDS, MEMBERS, TEAMS, PLANS,
    DEFINITIONS,
)  # fmt: skip
NOT_PUBLISHED: tuple[NotPublished, ...] = (
    NotPublished("cohorts.ApplicationPart", "What was asked stands on the form."),
    NotPublished("cohorts.ApplicationWriter", "Who wrote for a school is the school's own matter."),
    NotPublished("cohorts.PartWording", "What a school wrote is read by its readers, not counted."),
    NotPublished("cohorts.Rubric", "Its versions are told with the phases that use them."),
    NotPublished("cohorts.LevelDescriptor", "The words of a rubric stand on its page."),
    NotPublished("cohorts.RubricSignoff", "Who signed a rubric stands on its page and in the journal."),
    NotPublished("cohorts.ConflictOfInterest", "Why somebody may not read a school is theirs."),
    NotPublished(
        "cohorts.AnchorApplication", "Invented, for norming; its scores are told with the readings."
    ),
    NotPublished("cohorts.AssignmentDesign", "How readers were found; the pairs are told with the scores."),
    NotPublished(
        "cohorts.SchoolVisit", "When a school was visited; what it came to is told with the scores."
    ),
    NotPublished("cohorts.ScoreReport", "Worked out from the scores, which are told; it can be again."),
    NotPublished(
        "cohorts.ReadinessStep", "What a school does until it is asked again is between it and the office."
    ),
    NotPublished("cohorts.PlanField", "What a template asks stands in the plans."),
    NotPublished("cohorts.PlanWording", "What a school plans is read on its page, not counted."),
)
