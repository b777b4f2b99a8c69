"""The one place where seats are counted. Callers are verbs; these functions join their transaction.

One guarded statement decides between a seat and the line. Behind it stand three guards of the database: never more
taken than there are, nobody waits beside a free seat, one live registration per person and section.

Nobody gets two seats at the same time. Presses for two sections lock different rows, so on PostgreSQL whoever gives
a seat locks the person, too, after the sections' rows and until the verb ends, and then asks once more: for a press
the statement that writes the seat down does it. SQLite has one writer.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection

from groundswell.events.models import Registration, Section
from groundswell.kernel import rows
from groundswell.kernel.locking import lock

COUNTERS = ["seats", "seats_taken", "waiting", "last_line", "by_rules"]

# What ``rules.clashes.of_people`` says in words: another seat, an offer, a section that they lead, a busy time.
# Each of their sections is looked at by itself, so that a plan made for small tables holds when they have grown.
_IS_ELSEWHERE = """
    EXISTS (
        SELECT 1
        FROM (
            SELECT section_id FROM events_registration
            WHERE tenant_id = %(tenant)s AND person_id = %(person)s AND state IN ('booked', 'offered')
            UNION ALL
            SELECT section_id FROM events_facilitator WHERE tenant_id = %(tenant)s AND person_id = %(person)s
        ) AS taken
        WHERE taken.section_id <> %(section)s AND (
            SELECT count(*)
            FROM events_meeting AS theirs
            JOIN events_section AS other ON other.id = theirs.section_id AND other.state = 'published'
            JOIN events_meeting AS mine ON mine.section_id = %(section)s
                AND mine.begins_at < theirs.ends_at AND mine.ends_at > theirs.begins_at
            WHERE theirs.section_id = taken.section_id
        ) > 0
    ) OR EXISTS (
        SELECT 1 FROM notices_busy_time AS busy
        JOIN events_meeting AS mine ON mine.section_id = %(section)s
            AND mine.begins_at < busy.ends_at AND mine.ends_at > busy.begins_at
        WHERE busy.tenant_id = %(tenant)s AND busy.person_id = %(person)s
            AND busy.key NOT LIKE 'events.registration:%%'
    )
"""

# Whoever finds a free seat finds nobody waiting (a CHECK says so), so that ``waiting`` after the statement is zero
# exactly when this person got a seat, and otherwise is their place in the line. In line one may stand twice at a time.
_TAKE = """
    UPDATE events_section
    SET seats_taken = seats_taken + CASE WHEN seats_taken < seats THEN 1 ELSE 0 END,
        waiting = waiting + CASE WHEN seats_taken < seats THEN 0 ELSE 1 END,
        last_line = last_line + 1
    WHERE id = %(section)s AND tenant_id = %(tenant)s AND state = 'published' AND NOT by_rules
      AND registration_opens_at <= %(now)s AND registration_closes_at > %(now)s
      AND NOT EXISTS (
        SELECT 1 FROM events_registration
        WHERE tenant_id = %(tenant)s AND section_id = %(section)s AND person_id = %(person)s
          AND (state IN ('booked', 'waiting', 'offered', 'asked')
            OR (request_key = %(key)s AND request_key <> ''))
      )
      AND (seats_taken >= seats OR {free})
    RETURNING waiting, last_line, sequence{then}
"""

# Two presses of one person at the same moment pass the guard together; the row's lock lets them in here one by one.
_ONE_LIVE = "(section_id, person_id) WHERE state IN ('booked', 'waiting', 'offered', 'asked') DO NOTHING"
_COUNT_BACK = """
    UPDATE events_section
    SET seats_taken = seats_taken - %s, waiting = waiting - %s, last_line = last_line - 1
    WHERE id = %s AND tenant_id = %s
    RETURNING id
"""

# A person's lock is this number plus their id; nothing else in this database locks a number that large.
_SEATS_OF = 0x5EA7 << 48
_HOLD = "SELECT pg_advisory_xact_lock(one) FROM (SELECT unnest(%s::bigint[]) AS one ORDER BY 1) AS in_order"
_TRY = "SELECT one, pg_try_advisory_xact_lock(one) FROM unnest(%s::bigint[]) AS one"


@dataclass(frozen=True, slots=True)
class Taken:
    """What the statement gave: ``in_line`` is 0 for a seat, else the place in the waiting list."""

    in_line: int
    line: int
    sequence: int


def take(
    *, section: Section, person_id: int, key: str, now: datetime, despite_clash: bool = False
) -> Taken | None:
    """Take a seat or the next place in line for a person; None when the guard lets nobody through."""
    values = _about(section.pk, section.tenant_id, person_id) | {
        "key": key,
        "now": connection.ops.adapt_datetimefield_value(now),
    }
    given = rows.run(_take(connection.vendor, despite_clash), values)
    return Taken(*given[0][:3]) if given else None


def write_down(registration: Registration, *, despite_clash: bool = False) -> bool:
    """Write the row for what :func:`take` gave, in the same transaction: one statement, no savepoint.

    False when the person's other press was quicker, for this section or for another one at that time; then this one's
    is counted back.
    """
    if registration.is_waiting or despite_clash:
        made = rows.insert(registration, on_conflict=_ONE_LIVE)
    else:
        made = _insert_a_seat(registration)
    if made:
        return True
    waits = int(registration.is_waiting)
    rows.run(_COUNT_BACK, [1 - waits, waits, registration.section_id, registration.tenant_id])
    return False


def one_by_one(people: Collection[int]) -> None:
    """Wait until nobody else decides about a seat of these people, and be the only one until the verb ends.

    Called with the sections' rows in hand and never before: whoever locks a row while holding a person could wait
    for somebody who waits for that person.
    """
    if people and connection.vendor == "postgresql":
        rows.run(_HOLD, [[_SEATS_OF + pk for pk in people]])


def at_rest(people: Collection[int]) -> set[int]:
    """Which of these people nobody else decides about just now; they stay the caller's. Never waits."""
    if not people or connection.vendor != "postgresql":
        return set(people)
    return {
        key - _SEATS_OF for key, is_mine in rows.run(_TRY, [[_SEATS_OF + pk for pk in people]]) if is_mine
    }


@contextmanager
def held(section: Section) -> Iterator[Section]:
    """The section as it is now, locked; its counters are written once, when the block ends well.

    ``places`` counts on the instance that this gives. Blocks may stand inside each other: the same section of one
    verb is one instance.
    """
    if section.is_held:
        yield section
        return
    mine = locked(section)
    before = _counters(mine)
    mine.is_held = True
    yield mine
    mine.is_held = False
    if _counters(mine) != before:
        mine.save(update_fields=COUNTERS)


def _counters(section: Section) -> list[int]:
    return [getattr(section, name) for name in COUNTERS]


def hold_all(ids: Iterable[int]) -> None:
    """Lock sections in order of their ids, before a verb serves the line of the first of several.

    As ``kernel.locking.lock``: who only points at one of them with a new row does not wait.
    """
    some = Section.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=sorted(ids))
    list(some.order_by("pk").values_list("pk", flat=True))


def locked(section: Section) -> Section:
    """The section as it is now, held until the verb ends, with its event."""
    held = lock(section)
    held.event = section.event
    return held


def _about(section: int, tenant: int, person: int) -> dict[str, Any]:
    return {"section": section, "tenant": tenant, "person": person, "lock": _SEATS_OF + person}


@cache
def _take(vendor: str, despite_clash: bool) -> str:
    """The statement that decides; on PostgreSQL it locks the person as well, once it has the section's row."""
    then = ", pg_advisory_xact_lock(%(lock)s)" if vendor == "postgresql" else ""
    return _TAKE.format(free="TRUE" if despite_clash else f"NOT ({_IS_ELSEWHERE})", then=then)


def _insert_a_seat(registration: Registration) -> bool:
    """Write the seat down unless the person has another one at that time by now."""
    fields, statement = _insert()
    values = {
        f"value_{field.attname}": field.get_db_prep_save(field.pre_save(registration, True), connection)
        for field in fields
    }
    about = _about(registration.section_id, registration.tenant_id, registration.person_id)
    made = rows.run(statement, values | about)
    if made:
        [[registration.pk]] = made
        registration._state.adding, registration._state.db = False, connection.alias
    return bool(made)


@cache
def _insert() -> tuple[list[Any], str]:
    """Every column but the key, and the statement that writes them."""
    fields = [field for field in Registration._meta.concrete_fields if not field.primary_key]
    names = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(f"%(value_{field.attname})s" for field in fields)
    return fields, (
        f"INSERT INTO events_registration ({names}) SELECT {values} WHERE NOT ({_IS_ELSEWHERE}) "
        f"ON CONFLICT {_ONE_LIVE} RETURNING id"
    )
