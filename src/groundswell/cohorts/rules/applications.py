"""How an application is written: how many words it has, until when, what it still lacks, and what a receipt says."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from groundswell.cohorts.choices import CallState, CandidacyState, PartKind, PhaseKind
from groundswell.cohorts.models import (
    Application,
    ApplicationPart,
    Call,
    Candidacy,
    PartWording,
    SelectionPhase,
)
from groundswell.cohorts.queries.applications import as_handed_in, files_of, parts_of, wordings_that_hold
from groundswell.cohorts.queries.calls import phases_of
from groundswell.cohorts.rules import phases as windows
from groundswell.kernel import clock

LONGEST = 60_000  # characters of one wording, far above every limit in words
SITTING = timedelta(minutes=10)
_BETWEEN = re.compile(r"\s+|—|--+")


def words_in(text: str) -> int:
    """How many words a text has, as people count them: what stands between spaces or long dashes and holds a letter or
    a digit. “Co-teaching” and “it’s” are one each; a dash or a bullet alone is none."""
    return sum(any(map(str.isalnum, one)) for one in _BETWEEN.split(text))


@dataclass(frozen=True, slots=True)
class Deadline:
    """When applications are due: from ``opens_at`` on, before ``closes_at`` (to the second; both UTC), and marked late
    for ``grace_minutes`` more."""

    opens_at: datetime
    closes_at: datetime
    grace_minutes: int = 0


def application_deadline(phases: Sequence[SelectionPhase]) -> Deadline | None:
    """When the applications of a call with these phases (in order) are due; None where nobody reads any.

    A school may write from the day on which the call begins, as soon as it takes part. Its application is due when
    the phase before the reading ends, with the grace of that phase; where the reading comes first, when that begins.
    """
    at = next((at for at, phase in enumerate(phases) if phase.kind == PhaseKind.READING), None)
    if at is None:
        return None
    if at == 0:
        return Deadline(phases[0].opens_at, phases[0].opens_at)
    before = phases[at - 1]
    return Deadline(phases[0].opens_at, before.closes_at, before.grace_minutes)


def takes(deadline: Deadline | None, now: datetime) -> bool:
    """True while something is taken, the grace included."""
    return deadline is not None and windows.is_open(deadline, now)


@dataclass(frozen=True, slots=True)
class PartState:
    """One part of the form and what stands there: ``text`` is the wording that holds, ``files`` how many there are."""

    part: ApplicationPart
    text: str = ""
    files: int = 0

    @property
    def words(self) -> int:
        return words_in(self.text)

    @property
    def over(self) -> int:
        """By how many words it is too long; 0 within the limit, and where there is none."""
        return max(0, self.words - self.part.words) if self.part.words else 0

    @property
    def is_empty(self) -> bool:
        return self.files == 0 if self.part.kind == PartKind.FILES else self.words == 0

    @property
    def is_missing(self) -> bool:
        return self.part.required and self.is_empty

    @property
    def is_ready(self) -> bool:
        return not self.is_missing and not self.over


def not_ready(one: PartState) -> str:
    """Why a part can't be handed in, in words; nothing where it can."""
    if one.is_missing:
        return _("“%(part)s” is still empty.") % {"part": one.part.title}
    if one.over:
        words = _("“%(part)s” is too long by %(over)s: %(n)s words of at most %(most)s.")
        said = {"part": one.part.title, "over": one.over, "n": one.words, "most": one.part.words}
        return words % said
    return ""


def digest_of(held: dict[str, Any]) -> str:
    """The SHA-256 of what was handed in, as canonical JSON (sorted keys, no spaces, UTF-8)."""
    text = json.dumps(held, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def receipt_of(
    *,
    application: int,
    at: datetime,
    by: int | None,
    texts: Iterable[tuple[ApplicationPart, str]],
    files: Iterable[tuple[int, str, int, str]],
) -> str:
    """The receipt: a digest over every part with its words, each file (part, name, size, SHA-256), when, and who."""
    return digest_of(
        {
            "application": application,
            "at": at.isoformat(),
            "by": by,
            "parts": [[one.position, one.title, text] for one, text in texts],
            "files": [list(one) for one in files],
        }
    )


def deadline_of(call: Call) -> Deadline | None:
    """When the applications of a call are due; None where nobody reads any. One statement."""
    return application_deadline(phases_of(call))


def states_of(application: Application) -> list[PartState]:
    """Every part of the form and what stands there now. Three statements."""
    texts = wordings_that_hold([application.pk])
    files: dict[int, int] = {}
    for one in files_of(application):
        files[one.part_id] = files.get(one.part_id, 0) + 1
    return [
        PartState(
            part,
            texts[application.pk, part.pk].text if (application.pk, part.pk) in texts else "",
            files.get(part.pk, 0),
        )
        for part in parts_of(application.candidacy.call_id)
    ]


def handed_in_states(application: Application) -> list[PartState]:
    """Every part as it was handed in; nothing where nothing was."""
    found = as_handed_in(application)
    return [PartState(one.part, one.text, len(one.files)) for one in found.parts] if found else []


def receipt_now(application: Application) -> str:
    """The receipt of what was handed in, made anew from what is stored. Empty where nothing was."""
    found = as_handed_in(application)
    if found is None:
        return ""
    return receipt_of(
        application=application.pk, at=found.submitted_at, by=application.submitted_by_id,
        texts=[(one.part, one.text) for one in found.parts],
        files=[(one.part.position, file.name, file.size, file.digest) for one in found.parts for file in one.files],
    )  # fmt: skip


def may_be_written(candidacy: Candidacy, deadline: Deadline | None, now: datetime) -> bool:
    """True while the school takes part in a call that is under way, and applications are taken."""
    is_in = candidacy.state == CandidacyState.INTERESTED and candidacy.call.state == CallState.OPEN
    return is_in and takes(deadline, now)


def worth_showing(wordings: Iterable[PartWording]) -> list[PartWording]:
    """Of the wordings of a part, the latest first, the last of each sitting: what one opened page saved with no more
    than ten minutes between is one sitting. What does not hold is always shown."""
    shown: list[PartWording] = []
    for one in wordings:
        later = shown[-1] if shown else None
        is_same = later is not None and (one.page, one.made_by_id, one.holds) == (
            later.page, later.made_by_id, later.holds,
        )  # fmt: skip
        if later is not None and is_same and one.holds and later.made_at - one.made_at < SITTING:
            continue
        shown.append(one)
    return shown


class Standing(TextChoices):
    """How far the application of a school is."""

    NOT_BEGUN = "not_begun", _lazy("Not begun")
    WRITING = "writing", _lazy("Being written")
    LEFT = "left", _lazy("Saved, not handed in")
    HANDED_IN = "handed_in", _lazy("Handed in")


@dataclass(frozen=True, slots=True)
class SchoolStanding:
    """One school in the list of applications: ``written`` of ``of`` parts have something in them."""

    candidacy: Candidacy
    application: Application | None
    standing: Standing
    written: int
    of: int


def standings(
    candidacies: QuerySet[Candidacy], deadline: Deadline | None, now: datetime, wanted: str
) -> list[SchoolStanding]:
    """How far each of these schools (``queries.applications.applying``) is; those in state ``wanted`` where it is
    given. Two statements."""
    is_over = deadline is not None and not takes(deadline, now) and now >= deadline.closes_at
    rows, of = list(candidacies), 0
    if rows:
        of = len(parts_of(rows[0].call_id))
    found = [_standing(one, is_over, of) for one in rows]
    return [one for one in found if not wanted or one.standing == wanted]


def _standing(candidacy: Candidacy, is_over: bool, of: int) -> SchoolStanding:
    there = getattr(candidacy, "application", None)
    written = getattr(candidacy, "written", 0) + getattr(candidacy, "attached", 0)
    if there is None:
        standing = Standing.NOT_BEGUN
    elif there.submitted_at is not None:
        standing = Standing.HANDED_IN
    else:
        standing = Standing.LEFT if is_over else Standing.WRITING
    return SchoolStanding(candidacy, there, standing, written, of)


def counted(rows: Iterable[SchoolStanding]) -> list[tuple[Standing, int]]:
    """How many schools are how far, in the order of the states."""
    found = Counter(one.standing for one in rows)
    return [(standing, found[standing]) for standing in Standing]


def csv_header() -> list[str]:
    """What :func:`csv_rows` gives, by column."""
    return [
        *(_("School"), _("Learning community"), _("State"), _("Parts written"), _("Parts of the form")),
        *(_("Handed in"), _("Minutes late"), _("Handed in by"), _("Receipt")),
    ]


def csv_rows(rows: Iterable[SchoolStanding], zone: str) -> Iterator[list[Any]]:
    """A row for each school; times on the district's clock."""
    for one in rows:
        school, there = one.candidacy.school, one.application
        said: list[Any] = ["", "", "", ""]
        if there is not None and there.submitted_at is not None:
            who = there.submitted_by.name if there.submitted_by else ""
            said = [
                clock.local(there.submitted_at, zone).isoformat(" ", "seconds"),
                there.late_minutes,
                who,
                there.receipt,
            ]
        community = school.parent.name if school.parent else ""
        yield [school.name, community, str(one.standing.label), one.written, one.of, *said]
