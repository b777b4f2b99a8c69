"""Closed lists of selecting and carrying schools, and the moves that their states allow."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CallState(models.TextChoices):
    """Of a call. ``actions.calls`` makes the moves; the last two are ``actions.deciding``'s."""

    DRAFT = "draft", _("Being prepared")
    OPEN = "open", _("Under way")
    DECIDED = "decided", _("Decided, not yet told")
    PUBLISHED = "published", _("Told to all")
    CANCELLED = "cancelled", _("Called off")


CALL_MOVES: dict[str, frozenset[str]] = {
    CallState.DRAFT: frozenset({CallState.OPEN, CallState.CANCELLED}),
    CallState.OPEN: frozenset({CallState.DECIDED, CallState.CANCELLED}),
    CallState.DECIDED: frozenset({CallState.OPEN, CallState.PUBLISHED}),
    CallState.PUBLISHED: frozenset(),
    CallState.CANCELLED: frozenset(),
}


class PhaseKind(models.TextChoices):
    """What happens in a phase, and so who acts in it."""

    INTEREST = "interest", _("Expression of interest")
    SCREENING = "screening", _("Screening")
    READING = "reading", _("Reading of applications")
    APPROVAL = "approval", _("Approval by the area superintendent")
    VISIT = "visit", _("Visit and interviews")
    LOTTERY = "lottery", _("Lottery")


class CandidacyState(models.TextChoices):
    """Where a school stands in a call. ``actions.candidacies`` makes the moves."""

    INVITED = "invited", _("Invited")
    INTERESTED = "interested", _("Taking part")
    NOT_NOW = "not_now", _("Not this year")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    OUT = "out", _("Not gone on")
    CHOSEN = "chosen", _("Chosen")
    NOT_CHOSEN = "not_chosen", _("Not chosen")


CANDIDACY_MOVES: dict[str, frozenset[str]] = {
    CandidacyState.INVITED: frozenset({CandidacyState.INTERESTED, CandidacyState.NOT_NOW}),
    CandidacyState.NOT_NOW: frozenset({CandidacyState.INTERESTED}),
    CandidacyState.INTERESTED: frozenset(
        {CandidacyState.WITHDRAWN, CandidacyState.OUT, CandidacyState.CHOSEN, CandidacyState.NOT_CHOSEN}
    ),
    CandidacyState.WITHDRAWN: frozenset({CandidacyState.INTERESTED}),
    CandidacyState.OUT: frozenset({CandidacyState.INTERESTED}),
    CandidacyState.CHOSEN: frozenset({CandidacyState.INTERESTED, CandidacyState.WITHDRAWN}),
    CandidacyState.NOT_CHOSEN: frozenset({CandidacyState.INTERESTED}),
}


class Outcome(models.TextChoices):
    """What a phase said about a school."""

    PASSED = "passed", _("Goes on")
    NOT_PASSED = "not_passed", _("Does not go on")


class Side(models.TextChoices):
    """What a screening criterion speaks to. The two are shown apart and never added up."""

    WILLING = "willing", _("Willing")
    ABLE = "able", _("Able")


class Basis(models.TextChoices):
    """Where a screening criterion gets its value. Criteria of one basis count once in the triangulation."""

    MEASURE = "measure", _("Published school measures")
    DEVICES = "devices", _("Devices and connections")
    STAFFING = "staffing", _("Positions in the roster")
    SURVEY = "survey", _("Survey of the staff")
    JUDGED = "judged", _("Judged by the office")


class FindingState(models.TextChoices):
    """Whether there is a value. What is missing is missing, never zero."""

    KNOWN = "known", _("Known")
    MISSING = "missing", _("Missing")
    MASKED = "masked", _("Not shown, the group is too small")


class Comparison(models.TextChoices):
    AT_LEAST = "at_least", _("At least")
    AT_MOST = "at_most", _("At most")


class PartKind(models.TextChoices):
    """What a part of an application is answered with."""

    TEXT = "text", _("Words")
    FILES = "files", _("Files")


class RubricState(models.TextChoices):
    """Of a version of a rubric. ``actions.rubrics`` makes the moves."""

    DRAFT = "draft", _("Being written")
    VETTING = "vetting", _("Out for signing")
    VETTED = "vetted", _("Signed by all")
    RETIRED = "retired", _("Replaced")


RUBRIC_MOVES: dict[str, frozenset[str]] = {
    RubricState.DRAFT: frozenset({RubricState.VETTING}),
    RubricState.VETTING: frozenset({RubricState.DRAFT, RubricState.VETTED}),
    RubricState.VETTED: frozenset({RubricState.RETIRED}),
    RubricState.RETIRED: frozenset(),
}


class ConflictKind(models.TextChoices):
    OWN_SCHOOL = "own_school", _("Works at the school")
    OWN_COMMUNITY = "own_community", _("Works in the same learning community")
    PAST = "past", _("Worked at the school before")
    DECLARED = "declared", _("Declared by the reader")


class ReadingState(models.TextChoices):
    """Of one reading. ``actions.readings`` makes the moves."""

    ASSIGNED = "assigned", pgettext_lazy("reading", "To read")
    DRAFT = "draft", pgettext_lazy("reading", "Begun")
    DONE = "done", pgettext_lazy("reading", "Scored")
    RELEASED = "released", pgettext_lazy("reading", "Taken back")


READING_MOVES: dict[str, frozenset[str]] = {
    ReadingState.ASSIGNED: frozenset({ReadingState.DRAFT, ReadingState.DONE, ReadingState.RELEASED}),
    ReadingState.DRAFT: frozenset({ReadingState.DONE, ReadingState.RELEASED}),
    ReadingState.DONE: frozenset({ReadingState.DRAFT}),
    ReadingState.RELEASED: frozenset(),
}


class ReadingPurpose(models.TextChoices):
    """Why somebody reads: as one of the first readers, because two of them differ, on a visit, or to norm."""

    FIRST = "first", _("Reading")
    THIRD = "third", _("Additional reading")
    VISIT = "visit", _("Visit")
    NORMING = "norming", _("Norming")


class Place(models.TextChoices):
    """How a decision placed a school."""

    CHOSEN = "chosen", _("Chosen")
    NOT_CHOSEN = "not_chosen", _("Not chosen")


class PlacedBy(models.TextChoices):
    """What a place rests on."""

    SCORE = "score", _("Score")
    LOTTERY = "lottery", _("Lottery near the line")
    JUDGEMENT = "judgement", _("Judgement, with its reason")


class FieldKind(models.TextChoices):
    """What a field of an action plan holds."""

    TEXT = "text", _("Words")
    GOALS = "goals", _("Goals and steps")
    RISKS = "risks", _("Risks and responses")


class ProposalState(models.TextChoices):
    """Of proposed words for the definition of the change."""

    OPEN = "open", _("Proposed")
    ADOPTED = "adopted", _("Taken in")
    DECLINED = "declined", _("Not taken in")
