"""What the facts say: the only place of this app that reads another's, and it reads what they publish."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from groundswell.cohorts import facts as cohorts
from groundswell.impact.models import MetricDefinition
from groundswell.planning import facts as plan
from groundswell.surveys import facts

Record = dict[str, Any]


def questions() -> list[Record]:
    """Every question that can be counted: of each questionnaire once for each wording and box (fingerprint)."""
    found: dict[tuple[str, str], Record] = {}
    for one in facts.SURVEY_QUESTIONS.records():
        read = {name: json.loads(one[name]) for name in ("words", "points")}
        found[one["instrument"], one["fingerprint"]] = one | read
    return list(found.values())


def question_of(instrument: str, fingerprint: str) -> Record | None:
    """One question of a questionnaire by its fingerprint."""
    wanted = (instrument, fingerprint)
    return next((one for one in questions() if (one["instrument"], one["fingerprint"]) == wanted), None)


def waves() -> list[Record]:
    """Every wave, the newest first."""
    found = list(facts.SURVEY_WAVES.records())
    return sorted(found, key=lambda one: (one["opened_on"], one["wave"]), reverse=True)


def matching(instrument: str, *, subject: str, wave: int | None, first: date, last: date) -> list[Record]:
    """The waves of a population, however few answered, oldest first."""
    found = [
        one
        for one in facts.SURVEY_WAVES.records()
        if one["instrument"] == instrument
        and one["subject_key"].startswith(subject)
        and wave in (None, one["wave"])
        and first <= one["opened_on"] <= last
    ]
    return sorted(found, key=lambda one: one["wave"])


def plan_goals() -> list[Record]:
    """The plan's goals in every wording (``wording`` is what a claim points to), those that hold first, by number."""
    return [
        one | {name: json.loads(one[name]) for name in ("title", "text")} for one in plan.PLAN_GOALS.records()
    ]


def selection_records() -> list[Record]:
    """The frozen records of selections of schools, the latest first."""
    return sorted(cohorts.SELECTION_RECORDS.records(), key=lambda one: -one["record"])


def threshold() -> int:
    """The smallest group that the open district shows."""
    return facts.smallest_group()


def rows_of(definition: MetricDefinition) -> list[Record]:
    """The counts that a definition's number is made of, in the order and the shape of ``rules.recompute``.

    A wave in which too few answered the question has one row without an option.
    """
    found = matching(
        definition.instrument, subject=definition.subject, wave=definition.wave, first=definition.from_on,
        last=definition.to_on,
    )  # fmt: skip
    answers = facts.SURVEY_ANSWERS.records(facts.answer_rows([one["wave"] for one in found]))
    counted: dict[int, list[Record]] = {}
    for one in answers:
        if (one["item"], one["fingerprint"]) == (definition.item, definition.fingerprint):
            counted.setdefault(one["wave"], []).append(one)
    asked_all = not definition.asked_after
    return [
        row for wave in found for row in counted_or_hidden(wave, counted.get(wave["wave"], ()), asked_all)
    ]


def counted_or_hidden(wave: Record, options: Iterable[Record], asked_all: bool) -> list[Record]:
    """A wave's rows. Of one that shows nothing it is told how many were asked, where everybody was."""
    plain = {
        "wave": wave["wave"], "opened_on": wave["opened_on"].isoformat(), "invited": wave["invited"],
        "is_final": wave["is_final"],
    }  # fmt: skip
    shown = [
        plain | {name: one[name] for name in ("option", "people", "answered", "asked", "silent")}
        for one in options
    ]
    nothing = {"option": "", "people": None, "answered": None, "silent": wave["invited"]}
    return shown or [plain | nothing | {"asked": wave["invited"] if asked_all else 0}]
