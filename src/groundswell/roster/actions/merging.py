"""Join two records that are one human, and split them again.

The roster's own rows move at once. What higher apps hold follows by the journal: ``roster.person.joined`` and
``roster.person.split`` are handed to them (``config.wiring``), each notes in the journal what it moved, and a split
moves exactly that back.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.utils.translation import gettext as _

from groundswell.kernel import clock, journal, locking
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.permissions import Actor, Permission, permissions_of
from groundswell.kernel.reactions import Handler
from groundswell.kernel.tenancy import verb
from groundswell.roster.actions import merged_rows, turns
from groundswell.roster.choices.roles import ROLES
from groundswell.roster.models import FormerName, Person, PersonMerge
from groundswell.roster.queries import grants, lives
from groundswell.roster.rules.lives import Refused, why_not_one

JOINED, SPLIT = "roster.person.joined", "roster.person.split"


@verb
def merge_persons(*, by: Actor, keep: Person, other: Person, reason: str = "") -> PersonMerge:
    """``other`` is the same human as ``keep``: one person from now on, known by the identifiers of both.

    Positions, classes, names and, where ``keep`` has none, the address and the sign-in account of ``other`` go to
    ``keep``; where both sign in, ``other``'s account opens nothing in this district any more. ``other``'s row stays,
    so that files which bring its identifier mean ``keep``. Seats, answers and mail follow by the worker. Twice is
    once. :func:`split` undoes it. Raises Refused with the reason (Busy while an import runs that takes longer than one
    waits), PermissionDenied without PEOPLE_MANAGE.
    """
    _may(by)
    if keep.tenant_id != by.tenant.pk or other.tenant_id != by.tenant.pk:
        raise Refused(_("The two belong to different districts, and districts don't see each other."))
    with turns.alone(by):
        return _merge(by, locking.lock(keep), locking.lock(other), reason)


def _merge(by: Actor, keep: Person, other: Person, reason: str) -> PersonMerge:
    if other.merged_into_id == keep.pk and (done := lives.live_merge_of(other)) is not None:
        return done
    refusal = why_not(by=by, keep=keep, other=other)
    if refusal:
        raise Refused(refusal)
    merge = PersonMerge.objects.create(
        tenant=by.tenant, keep=keep, other=other, reason=reason.strip()[:300], merged_by=by.person_id,
        before=_before(keep, other),
    )  # fmt: skip
    _join_rows(merge)
    data = {"merge": merge.pk, "keep": keep.pk, "other": other.pk}
    journal.record(JOINED, by=by, subject=keep, subject_kind="roster.person", data=data)
    return merge


def why_not(*, by: Actor, keep: Person, other: Person) -> str:
    """Why this actor can't join the two; empty when it can be done."""
    rights = [
        permissions_of(
            [ROLES[grant.role] for grant in grants.grants_of(one, by.tenant) if grant.role in ROLES]
        )
        for one in (keep, other)
    ]
    gained = (rights[1] - rights[0]) | (rights[0] - rights[1] if other.user_id else frozenset())
    has_more = Person.objects.filter(merged_into_id=other.pk).exists()
    return why_not_one(by=by, keep=keep, other=other, gained=gained, has_more=has_more)


@verb
def split(*, by: Actor, merge: PersonMerge) -> PersonMerge:
    """Undo a merge: two people again, each with what was theirs, also what files brought to ``other`` meanwhile.

    What ``keep`` did since stays with ``keep``. Twice is once. Raises Refused when one of the two was erased.
    """
    _may(by)
    with turns.alone(by):
        return _split(by, locking.lock(merge))


def _split(by: Actor, merge: PersonMerge) -> PersonMerge:
    if merge.undone_at is not None:
        return merge
    keep, other = locking.lock(merge.keep), locking.lock(merge.other)
    if keep.erased_on is not None or other.erased_on is not None:
        raise Refused(_("One of the two was erased since, so there is nothing to split."))
    _split_rows(merge, keep, other)
    merge.undone_at, merge.undone_by = clock.now(), by.person_id
    merge.save(update_fields=["undone_at", "undone_by"])
    data = {"merge": merge.pk, "keep": keep.pk, "other": other.pk}
    journal.record(SPLIT, by=by, subject=keep, subject_kind="roster.person", data=data)
    return merge


def _may(by: Actor) -> None:
    if not by.may(Permission.PEOPLE_MANAGE):
        raise PermissionDenied


def _before(keep: Person, other: Person) -> dict[str, Any]:
    """What the merge changes in the two rows, as it is now."""
    return {
        "keep": {"user": keep.user_id, "email": keep.email, "preferred_name": keep.preferred_name},
        "other": {
            "user": other.user_id,
            "ended_on": other.ended_on.isoformat() if other.ended_on else None,
        },
    }


def _join_rows(merge: PersonMerge) -> None:
    keep, other = merge.keep, merge.other
    moves_account = keep.user_id is None and other.user_id is not None
    account = other.user_id
    other.merged_into, other.user = keep, None
    other.ended_on = other.ended_on or clock.today(merge.tenant.time_zone)
    other.save(update_fields=["merged_into", "user", "ended_on"])
    if moves_account:
        keep.user_id = account
    keep.email = keep.email or other.email
    keep.preferred_name = keep.preferred_name or other.preferred_name
    keep.save(update_fields=["user", "email", "preferred_name"])
    merged_rows.take_over(merge)
    _take_names(merge, keep, other)


def _take_names(merge: PersonMerge, keep: Person, other: Person) -> None:
    """Names that only the other record had become earlier names of the one that is kept."""
    names = list(FormerName.objects.filter(person=other).values_list("pk", flat=True))
    FormerName.objects.filter(pk__in=names).update(person=keep)
    made = []
    if (other.given_name, other.family_name) != (keep.given_name, keep.family_name):
        name = FormerName.objects.create(
            tenant=merge.tenant, person=keep, given_name=other.given_name, family_name=other.family_name,
            until=clock.today(merge.tenant.time_zone),
        )  # fmt: skip
        made = [name.pk]
    merge.moved = {**merge.moved, "roster.FormerName": names, "made": made}
    merge.save(update_fields=["moved"])


def _split_rows(merge: PersonMerge, keep: Person, other: Person) -> None:
    for label, model in (*merged_rows.MOVING, ("roster.FormerName", FormerName)):
        ids = merge.moved.get(label, [])
        model.objects.filter(pk__in=ids, person_id=keep.pk).update(person_id=other.pk)
    FormerName.objects.filter(pk__in=merge.moved.get("made", [])).delete()
    was, had = merge.before["keep"], merge.before["other"]
    if had["user"] is not None and keep.user_id == had["user"]:
        keep.user_id = was["user"]
    for name in ("email", "preferred_name"):
        if not was[name] and getattr(keep, name) == getattr(other, name):
            setattr(keep, name, "")
    keep.save(update_fields=["user", "email", "preferred_name"])
    other.merged_into, other.ended_on = None, had["ended_on"]
    if had["user"] is not None and not Person.objects.filter(user_id=had["user"]).exists():
        other.user_id = had["user"]
    other.save(update_fields=["merged_into", "user", "ended_on"])


def handed_to(follow: Callable[..., None]) -> Handler:
    """A handler that calls ``follow(by=, merge=)`` of a higher app with the merge that the entry tells of.

    Nothing is called for a joining that was undone since.
    """

    def handler(*, entry: JournalEntry, by: Actor) -> None:
        merge = PersonMerge.objects.select_related("keep", "other", "tenant").get(pk=entry.data["merge"])
        if entry.kind == SPLIT or merge.undone_at is None:
            follow(by=by, merge=merge)

    return handler


def repoint(merge: PersonMerge, model: type[Model], column: str, ids: list[int] | None = None) -> list[int]:
    """For handlers: point a higher app's rows (these, or all) from ``other`` to ``keep``. Returns their ids."""
    rows = model.objects.filter(**{f"{column}_id": merge.other_id})  # type: ignore[attr-defined]
    found = list(
        (rows if ids is None else rows.filter(pk__in=ids)).order_by("pk").values_list("pk", flat=True)
    )
    model.objects.filter(pk__in=found).update(**{f"{column}_id": merge.keep_id})  # type: ignore[attr-defined]
    return found


def point_back(merge: PersonMerge, model: type[Model], column: str, ids: list[int]) -> int:
    """For handlers: what :func:`repoint` moved goes back to ``other``, as far as it is still with ``keep``."""
    rows = model.objects.filter(pk__in=ids, **{f"{column}_id": merge.keep_id})  # type: ignore[attr-defined]
    return rows.update(**{f"{column}_id": merge.other_id})


def note(*, by: Actor, merge: PersonMerge, app: str, moved: dict[str, Any]) -> None:
    """For handlers: write down what an app moved, so that a split finds it. Nothing moved writes nothing."""
    if any(moved.values()):
        journal.record(
            f"{app}.people.joined", by=by, subject_kind="roster.merge", subject_id=merge.pk, data=moved
        )


def noted(merge: PersonMerge, app: str) -> dict[str, list]:
    """For handlers: everything that :func:`note` wrote down of a merge, put together."""
    entries = JournalEntry.objects.filter(
        subject_kind="roster.merge", subject_id=merge.pk, kind=f"{app}.people.joined"
    )
    found: dict[str, list] = {}
    for data in entries.order_by("pk").values_list("data", flat=True):
        for name, ids in data.items():
            found[name] = [*found.get(name, []), *ids]
    return found
