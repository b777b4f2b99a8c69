"""Erase a person: their values leave every table at once, the numbers stay, and a tombstone says that it was done.

What other apps hold is forgotten in the same transaction by the functions that ``config.wiring`` connects here, so
that an erasure is never half done. Change logs of earlier imports are cleaned by the worker (``erased_files``).
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from groundswell.accounts import actions as sign_in
from groundswell.accounts.models import User
from groundswell.kernel import journal, locking
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.privacy import without
from groundswell.kernel.tenancy import verb
from groundswell.roster.actions import emptying, erased_files, ledger, turns
from groundswell.roster.choices.lives import ErasureGround, FieldClass
from groundswell.roster.models import Person, PersonMerge, RosterImport, Tombstone
from groundswell.roster.queries import lives
from groundswell.roster.queries.lives import Subject
from groundswell.roster.rules.lives import Refused

Forget = Callable[..., dict[str, int]]
"""forget(*, by, subject, fields): take a person's values of these field classes out of an app; returns counts."""

EVERYTHING = frozenset(FieldClass)
_others: list[Forget] = []


def connect(others: Iterable[Forget]) -> None:
    """Take the wiring's list of what other apps forget, in the order in which it shall happen."""
    _others[:] = others


@verb
def erase_person(*, by: Actor, person: Person, ground: ErasureGround | str, reference: str = "") -> Tombstone:
    """Erase somebody for good, with every record that is joined to theirs. Can't be undone.

    Names, addresses, languages, mail, own words and the sign-in account (unless another district needs it) are gone;
    a seat in an event to come goes to the next in line; seats, answers and attendance of the past still count.
    Imports leave the person out from now on, and a restored backup erases them again. ``reference`` is a case
    number and names nobody. Twice is once. Raises Refused for oneself, for a record that is joined to another and
    for the last administrator, Busy while an import runs that takes longer than one waits; PermissionDenied without
    PEOPLE_ERASE.
    """
    if not by.may(Permission.PEOPLE_ERASE):
        raise PermissionDenied
    if person.tenant_id != by.tenant.pk:
        raise Refused(_("This person belongs to another district."))
    with turns.alone(by):
        return _erase_now(by, locking.lock(person), ground, reference)


def _erase_now(by: Actor, person: Person, ground: ErasureGround | str, reference: str) -> Tombstone:
    if (done := Tombstone.objects.filter(person=person).first()) is not None:
        return done
    _refuse(by, person)
    rows = lives.rows_of(person)
    tombstone = Tombstone(
        tenant=by.tenant,
        person=person,
        ground=ground,
        reference=reference.strip(),
        by_user=by.user_id,
        by_person=by.person_id,
        digests=lives.digests_of(rows, by.tenant),
    )
    return _erase(by, rows, tombstone)


@verb
def erase_again(*, by: Actor, line: dict[str, Any]) -> Tombstone:
    """Do an erasure again that a restored backup does not know. ``line`` is from the list beside the database.

    The person is found by number, and only when an identifier agrees: in another branch of the district's history the
    number may be somebody else's. Where nobody fits, the tombstone alone comes back and imports respect it.
    """
    known = Tombstone.objects.filter(key=line["key"]).first()
    if known is not None:
        return known
    person = Person.objects.filter(pk=line["person"], erased_on__isnull=True).first()
    rows = lives.rows_of(person) if person is not None else []
    fits = not line["digests"] or set(lives.digests_of(rows, by.tenant)) & set(line["digests"])
    tombstone = Tombstone(
        tenant=by.tenant,
        key=line["key"],
        person=person if fits else None,
        ground=line["ground"],
        reference=line["reference"],
        at=datetime.fromisoformat(line["at"]),
        by_user=line["by_user"],
        by_person=line["by_person"],
        digests=line["digests"],
    )
    return _erase(by, rows if fits else [], tombstone)


def _refuse(by: Actor, person: Person) -> None:
    if person.pk == by.person_id:
        raise Refused(_("You can't erase yourself. Ask a colleague who may do it."))
    if person.merged_into_id is not None:
        raise Refused(
            _(
                "This record is joined to another one. Erase that one, and this one goes with it; or split them first."
            )
        )
    administrators = lives.administrators(by.tenant)
    if administrators == {person.pk}:
        raise Refused(
            _(
                "%(name)s is the last one who can administer this district. "
                "Give somebody else the position “District IT” and let them sign in, then erase."
            )
            % {"name": person.name}
        )


def _erase(by: Actor, rows: list[Person], tombstone: Tombstone) -> Tombstone:
    subject = lives.subject_of(rows)
    counts: Counter[str] = Counter()
    if rows:
        counts.update(_problems_without(by, rows, subject))
        counts.update(forget_fields(by=by, rows=rows, subject=subject, fields=EVERYTHING))
    tombstone.counts = dict(counts)
    tombstone.save()
    about = {"tombstone": tombstone.pk, "ground": str(tombstone.ground), "counts": tombstone.counts}
    journal.record(
        "roster.person.erased",
        by=by,
        subject_kind="roster.person",
        subject_id=tombstone.person_id or 0,
        data=about,
    )
    journal.forget(subject_kind="roster.person", subject_ids=subject.person_ids, words=subject.words)
    line = ledger.line_of(tombstone, lives.salt_of(by.tenant), by.tenant.slug)
    # The person is erased by then. A list that can't be written is no reason to say otherwise: `groundswell check`
    # tells of it, and the worker writes down what it lacks.
    transaction.on_commit(lambda: ledger.add([line]), robust=True)
    return tombstone


def forget_fields(
    *, by: Actor, rows: list[Person], subject: Subject, fields: frozenset[FieldClass]
) -> dict[str, int]:
    """Empty these classes of fields of people, here and in every other app. Returns counts. Joins the caller's verb."""
    counts: Counter[str] = Counter()
    for forget in _others:
        counts.update(forget(by=by, subject=subject, fields=fields))
    if FieldClass.CONFIDENTIAL in fields:
        counts.update(_accounts(by, rows, subject))
    counts.update(emptying.empty(subject=subject, rows=rows, fields=fields))
    return dict(counts)


def _accounts(by: Actor, rows: list[Person], subject: Subject) -> dict[str, int]:
    """The sign-in accounts of these rows go, with one that was only invited; not where somebody else needs them."""
    users = {row.user_id for row in rows if row.user_id is not None}
    Person.objects.filter(pk__in=subject.person_ids).update(user=None)
    invited = User.objects.filter(email__in=subject.addresses)
    gone = 0
    for user in User.objects.filter(pk__in=users) | invited:
        if not Person.objects.filter(user_id=user.pk).exists() and not lives.linked_elsewhere(
            user.pk, by.tenant
        ):
            sign_in.erase_user(user=user)
            gone += 1
    return {"accounts": gone}


def _problems_without(by: Actor, rows: list[Person], subject: Subject) -> dict[str, int]:
    """What earlier imports complained about may quote the person: in the database and in the files beside it."""
    words = set(subject.words) | {row.source_id for row in rows if row.source_id}
    words |= {name for row in rows for name in (row.given_name, row.family_name, row.preferred_name) if name}
    cleaned = 0
    for one in RosterImport.objects.filter(problem_count__gt=0):
        if (problems := without(one.problems, words)) != one.problems:
            cleaned += RosterImport.objects.filter(pk=one.pk).update(problems=problems)
    erased_files.clean_problems(by.tenant, words)
    PersonMerge.objects.filter(keep_id__in=subject.person_ids).update(reason="", before={})
    PersonMerge.objects.filter(other_id__in=subject.person_ids).update(reason="", before={})
    return {"import_problems": cleaned}
