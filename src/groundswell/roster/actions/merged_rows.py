"""After files were applied: records that are joined stay one person, whichever identifier the files bring."""

from datetime import date

from groundswell.kernel.models import Tenant
from groundswell.roster.models import Enrolment, Person, PersonMerge, Position

MOVING = (("roster.Position", Position), ("roster.Enrolment", Enrolment))
FROM_FILES = ("given_name", "family_name", "preferred_name", "email", "grade")


def keep_together(tenant: Tenant, *, today: date) -> None:
    """What files gave to a joined record belongs to the person who is kept; the joined record stays in the back.

    The kept identifier's row in the files says name and address. While only the joined identifier is in the files,
    its row does, and the person stays. Called by the import that wrote the rows, in its transaction.
    """
    merges = PersonMerge.objects.filter(undone_at__isnull=True)
    others = merges.values("other_id")
    given = {
        person_id
        for _label, model in MOVING
        for person_id in model.objects.filter(person_id__in=others).values_list("person_id", flat=True)
    }
    joined: dict[int, list[Person]] = {}
    for merge in merges.select_related("keep", "other").order_by("pk"):
        if merge.other_id in given:
            take_over(merge)
        joined.setdefault(merge.keep_id, []).append(merge.other)
        if merge.other.ended_on is None:
            Person.objects.filter(pk=merge.other_id).update(ended_on=today)
    for keep in Person.objects.filter(pk__in=joined, content_hash__isnull=True, source_id__isnull=False):
        named = [other for other in joined[keep.pk] if other.content_hash is not None]
        if named and keep.ended_on is not None:
            said = {name: value for name in FROM_FILES if (value := getattr(named[0], name))}
            Person.objects.filter(pk=keep.pk).update(ended_on=None, **said)
        elif not named and keep.ended_on is None:
            Person.objects.filter(pk=keep.pk).update(ended_on=today)


def take_over(merge: PersonMerge) -> int:
    """Point the roster's rows of the joined record to the person who is kept, and note which. Returns how many."""
    moved = 0
    for label, model in MOVING:
        ids = list(model.objects.filter(person_id=merge.other_id).order_by("pk").values_list("pk", flat=True))
        if ids:
            model.objects.filter(pk__in=ids).update(person_id=merge.keep_id)
            merge.moved = {**merge.moved, label: sorted({*merge.moved.get(label, []), *ids})}
            merge.save(update_fields=["moved"])
            moved += len(ids)
    return moved
