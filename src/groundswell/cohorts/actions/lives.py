"""What selections and cohorts do when somebody is erased, and when two records of one person are joined or split."""

from collections.abc import Collection
from typing import Any

from django.db.models import Model

from groundswell.cohorts.actions import readers
from groundswell.cohorts.models import (
    Application,
    ApplicationWriter,
    Attachment,
    Candidacy,
    ConflictOfInterest,
    DefinitionProposal,
    DesignTeamSeat,
    FindingCorrection,
    PartWording,
    PhaseOutcome,
    PlanStep,
    PlanWording,
    ProgressCheck,
    Reader,
    Reading,
    RubricSignoff,
    SchoolActionPlan,
    Score,
    ScreeningFinding,
    SelectionDecision,
)
from groundswell.kernel import clock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.roster.actions import merging
from groundswell.roster.choices.lives import FieldClass
from groundswell.roster.models import PersonMerge
from groundswell.roster.queries.lives import Subject

FORGOTTEN = "…"
# What somebody did, where the row is about something else: it stays, without them.
DID: tuple[tuple[type[Model], str], ...] = (
    (Candidacy, "answered_by"),
    (PhaseOutcome, "made_by"),
    (ScreeningFinding, "made_by"),
    (FindingCorrection, "answered_by"),
    (Application, "submitted_by"),
    (PartWording, "made_by"),
    (Attachment, "made_by"),
    (SelectionDecision, "decided_by"),
    (SchoolActionPlan, "agreed_by"),
    (PlanWording, "made_by"),
    (PlanStep, "person"),
    (ProgressCheck, "made_by"),
)
# What somebody is or said, where the row needs them. Of these a person has at most one of a kind at a time.
IS: tuple[tuple[type[Model], str], ...] = (
    (FindingCorrection, "made_by"),
    (RubricSignoff, "made_by"),
    (DefinitionProposal, "person"),
)
ONE_AT_A_TIME: tuple[tuple[type[Model], str, dict[str, Any]], ...] = (
    (ApplicationWriter, "application", {"ended_at__isnull": True}),
    (DesignTeamSeat, "team", {"ended_on__isnull": True}),
    (Reader, "phase", {}),
)


@verb
def forget(*, by: Actor, subject: Subject, fields: Collection[FieldClass]) -> dict[str, int]:
    """Comments of a reader and why they may not read a school go; their scores count on, without a name. What they
    were to do still is given back. What a school wrote stays the school's. Returns counts."""
    counts: dict[str, int] = {}
    theirs = Reader.objects.filter(person__in=subject.person_ids)
    if FieldClass.CONFIDENTIAL in fields:
        ConflictOfInterest.objects.filter(reader__in=theirs).exclude(said="").update(said=FORGOTTEN)
        said = Reading.objects.filter(reader__in=theirs)
        counts["comments_forgotten"] = said.exclude(comment="").update(comment=FORGOTTEN)
        said.exclude(for_school="").update(for_school=FORGOTTEN)
        Score.objects.filter(reading__in=said).exclude(note="").update(note=FORGOTTEN)
    if FieldClass.DIRECTORY in fields:
        for reader in theirs.filter(dropped_at__isnull=True).select_related("phase"):
            readers.drop(by=by, reader=reader, reason=FORGOTTEN)
        for model, column in DID:
            model._default_manager.filter(**{f"{column}__in": subject.person_ids}).update(**{column: None})
        today = clock.today(by.tenant.time_zone)
        writing = ApplicationWriter.objects.filter(person__in=subject.person_ids, ended_at__isnull=True)
        counts["applications_written_no_more"] = writing.update(ended_at=clock.now())
        seats = DesignTeamSeat.objects.filter(person__in=subject.person_ids, ended_on__isnull=True)
        counts["team_seats_ended"] = seats.update(ended_on=today)
    return counts


def join(*, by: Actor, merge: PersonMerge) -> None:
    """All goes to the person who is kept. Where both read in one phase or sit in one team, each keeps its own."""
    moved = {_name(model, column): merging.repoint(merge, model, column) for model, column in DID + IS}
    for model, where, now in ONE_AT_A_TIME:
        rows = model._default_manager.filter(**now)
        both = rows.filter(person=merge.keep).values(where)
        theirs = rows.filter(person=merge.other, **{f"{where}__in": both}).values("pk")
        free = model._default_manager.filter(person=merge.other).exclude(pk__in=theirs)
        moved[_name(model, "person")] = merging.repoint(
            merge, model, "person", list(free.values_list("pk", flat=True))
        )
    merging.note(by=by, merge=merge, app="cohorts", moved=moved)


def split(*, by: Actor, merge: PersonMerge) -> None:
    """It goes back."""
    moved = merging.noted(merge, "cohorts")
    columns = DID + IS + tuple((model, "person") for model, _where, _now in ONE_AT_A_TIME)
    for model, column in columns:
        merging.point_back(merge, model, column, moved.get(_name(model, column), []))


def _name(model: type[Model], column: str) -> str:
    return f"{model._meta.model_name}.{column}"
