"""Locked plans of studies, and the records of selections that they stand on."""

from django.db.models import QuerySet

from groundswell.impact.models import StudyDesign
from groundswell.impact.queries.evidence import Record, selection_records
from groundswell.kernel.permissions import Actor, Permission


def designs_for(actor: Actor) -> QuerySet[StudyDesign]:
    """Every locked plan, for who reads the ledger; nothing for others."""
    rows = StudyDesign.objects.all()
    return rows if actor.may(Permission.CLAIM_CHECK) else rows.none()


def design_on(digest: str) -> StudyDesign | None:
    """The plan that is locked on a record, None where none is."""
    return StudyDesign.objects.filter(digest=digest).first()


def record_for(actor: Actor, pk: int) -> Record | None:
    """A record of a selection that was published by its app, for who reads the ledger; None otherwise."""
    if not actor.may(Permission.CLAIM_CHECK):
        return None
    return next((one for one in selection_records() if one["record"] == pk), None)
