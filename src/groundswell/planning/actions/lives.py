"""What the plan does when somebody is erased, and when two records of one person are joined or split."""

from collections.abc import Collection

from groundswell.kernel import clock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.planning.models import InitiativeMember, InitiativeText, NeedsInquiry
from groundswell.roster.actions import merging
from groundswell.roster.choices.lives import FieldClass
from groundswell.roster.models import PersonMerge
from groundswell.roster.queries.lives import Subject

WROTE = {"texts": InitiativeText, "inquiries": NeedsInquiry}


@verb
def forget(*, by: Actor, subject: Subject, fields: Collection[FieldClass]) -> dict[str, int]:
    """Who wrote a plan is not told any more, the plan stays; a seat in a team or committee ends. Returns counts."""
    if FieldClass.DIRECTORY not in fields:
        return {}
    InitiativeText.objects.filter(made_by__in=subject.person_ids).update(made_by=None)
    NeedsInquiry.objects.filter(made_by__in=subject.person_ids).update(made_by=None)
    seats = InitiativeMember.objects.filter(person__in=subject.person_ids, ended_on__isnull=True)
    return {"plan_seats_ended": seats.update(ended_on=clock.today(by.tenant.time_zone))}


def join(*, by: Actor, merge: PersonMerge) -> None:
    """Texts, inquiries and seats go to the person who is kept; a seat that both hold stays with each."""
    moved = {name: merging.repoint(merge, model, "made_by") for name, model in WROTE.items()}
    held = InitiativeMember.objects.filter(person=merge.keep, ended_on__isnull=True)
    both = set(held.values_list("initiative", "function"))
    theirs = InitiativeMember.objects.filter(person=merge.other)
    free = [one.pk for one in theirs if one.ended_on or (one.initiative_id, one.function) not in both]
    moved["seats"] = merging.repoint(merge, InitiativeMember, "person", free)
    merging.note(by=by, merge=merge, app="planning", moved=moved)


def split(*, by: Actor, merge: PersonMerge) -> None:
    """They go back."""
    moved = merging.noted(merge, "planning")
    for name, model in WROTE.items():
        merging.point_back(merge, model, "made_by", moved.get(name, []))
    merging.point_back(merge, InitiativeMember, "person", moved.get("seats", []))
