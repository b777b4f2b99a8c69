"""Verbs for a person's busy times. The app that takes somebody's time says so here and takes it back by the same key.

They write no journal entry: the verb that calls them has recorded why.
"""

from datetime import datetime

from django.db.models import Q

from groundswell.kernel import clock, rows
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.notices.models import BusyTime
from groundswell.roster.models import Person

_SAME_KEY = """(tenant_id, person_id, key) DO UPDATE SET begins_at = EXCLUDED.begins_at,
    ends_at = EXCLUDED.ends_at, label = EXCLUDED.label,
    place = EXCLUDED.place, changed_at = EXCLUDED.changed_at"""


@verb
def put(
    *,
    by: Actor,
    person: Person,
    key: str,
    begins_at: datetime,
    ends_at: datetime,
    label: str,
    place: str = "",
) -> BusyTime:
    """The person is busy from, to (aware moments). The same key again moves it. One statement.

    ``label`` and ``place`` are what the person's own calendar shows, and nobody else's.
    """
    busy = BusyTime(
        tenant=by.tenant,
        person=person,
        key=key,
        begins_at=begins_at,
        ends_at=ends_at,
        label=label[:200],
        place=place[:500],
        changed_at=clock.now(),
    )
    rows.add(busy, on_conflict=_SAME_KEY)
    return busy


@verb
def clear_all(*, by: Actor, person: Person, stem: str) -> int:
    """The person has all time back whose key is ``stem``, or begins with it and a colon. Returns how many stretches."""
    theirs = BusyTime.objects.filter(person=person)
    return theirs.filter(Q(key=stem) | Q(key__startswith=f"{stem}:")).delete()[0]


@verb
def clear(*, by: Actor, person: Person, key: str) -> bool:
    """The person has that time back. False when there was none under this key."""
    return BusyTime.objects.filter(person=person, key=key).delete()[0] > 0
