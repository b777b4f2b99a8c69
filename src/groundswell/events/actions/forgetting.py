"""What events forget of a person who is erased."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from groundswell.events.actions import registration, seats
from groundswell.events.choices import LIVE, EventState, OutsideState
from groundswell.events.models import (
    Credential,
    ImplementationPlan,
    Interest,
    LearningRequest,
    OutsideCredit,
    OutsideProof,
    PlanShare,
    Registration,
    SessionFacilitator,
)
from groundswell.kernel import clock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.roster.choices.lives import FieldClass
from groundswell.roster.queries.lives import Subject


@verb
def forget(*, by: Actor, subject: Subject, fields: Collection[FieldClass]) -> dict[str, int]:
    """Seats to come go to the next in line; places and attendance of the past stay as numbers. Returns counts.

    Only where the person goes altogether: what a person booked is no address.
    """
    if FieldClass.DIRECTORY not in fields:
        return {}
    now = clock.now()
    theirs = Registration.objects.filter(person_id__in=subject.person_ids)
    coming = theirs.filter(
        state__in=LIVE, section__begins_at__gt=now, section__state=EventState.PUBLISHED
    ).select_related("section__event", "person")
    places = list(coming.order_by("section_id", "pk"))
    seats.hold_all(one.section_id for one in places)
    for place in places:
        registration.leave(by=replace(by, all_powerful=True), section=place.section, person=place.person)
    theirs.exclude(request_key="").update(request_key="")
    leading = SessionFacilitator.objects.filter(person_id__in=subject.person_ids, section__begins_at__gt=now)
    _forget_wishes(subject, now)
    _forget_what_came_after(subject)
    return {"places_given_back": len(places), "leads_no_more": leading.delete()[0]}


def _forget_wishes(subject: Subject, now: datetime) -> None:
    """Interest ends; what they asked for stays as a number, without their words."""
    theirs = Interest.objects.filter(person_id__in=subject.person_ids, ended_at__isnull=True)
    theirs.update(ended_at=now)
    asked = LearningRequest.objects.filter(person_id__in=subject.person_ids)
    asked.update(what="…", why="", reason="")


def _forget_what_came_after(subject: Subject) -> None:
    """Plans go, with whoever could read them. Certificates are emptied; the copy that the person has stands on. Credit
    from elsewhere stays as hours, without its words and its proofs.
    """
    PlanShare.objects.filter(person_id__in=subject.person_ids).delete()
    ImplementationPlan.objects.filter(person_id__in=subject.person_ids).delete()
    Credential.objects.filter(registration__person_id__in=subject.person_ids).update(document={})
    OutsideProof.objects.filter(credit__person_id__in=subject.person_ids).delete()
    brought = OutsideCredit.objects.filter(person_id__in=subject.person_ids)
    brought.exclude(state=OutsideState.APPROVED).delete()
    brought.update(title="…", provider="…", reason="")
