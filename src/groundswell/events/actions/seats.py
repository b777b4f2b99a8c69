"""The one place where seats are counted. Callers are verbs; these functions join their transaction.

One guarded statement decides between a seat and the line. Behind it stand three guards of the database: never more
taken than there are, nobody waits beside a free seat, one live registration per person and section.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from groundswell.events.models import Registration, Section
from groundswell.kernel import rows
from groundswell.kernel.locking import lock

COUNTERS = ["seats", "seats_taken", "waiting", "last_line"]

# Whoever finds a free seat finds nobody waiting (a CHECK says so), so that ``waiting`` after the statement is zero
# exactly when this person got a seat, and otherwise is their place in the line.
_TAKE = """
    UPDATE events_section
    SET seats_taken = seats_taken + CASE WHEN seats_taken < seats THEN 1 ELSE 0 END,
        waiting = waiting + CASE WHEN seats_taken < seats THEN 0 ELSE 1 END,
        last_line = last_line + 1
    WHERE id = %s AND tenant_id = %s AND state = 'published' AND NOT by_rules
      AND registration_opens_at <= %s AND registration_closes_at > %s
      AND NOT EXISTS (
        SELECT 1 FROM events_registration
        WHERE tenant_id = %s AND section_id = %s AND person_id = %s
          AND (state IN ('booked', 'waiting', 'offered', 'asked') OR (request_key = %s AND request_key <> ''))
      )
    RETURNING waiting, last_line, sequence
"""

# Two presses of one person at the same moment pass the guard together; the row's lock lets them in here one by one.
_ONE_LIVE = "(section_id, person_id) WHERE state IN ('booked', 'waiting', 'offered', 'asked') DO NOTHING"
_COUNT_BACK = """
    UPDATE events_section
    SET seats_taken = seats_taken - %s, waiting = waiting - %s, last_line = last_line - 1
    WHERE id = %s AND tenant_id = %s
    RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """What the statement gave: ``in_line`` is 0 for a seat, else the place in the waiting list."""

    in_line: int
    line: int
    sequence: int


def take(*, section: Section, person_id: int, key: str, now: datetime) -> Taken | None:
    """Take a seat or the next place in line for a person; None when the guard lets nobody through."""
    moment = connection.ops.adapt_datetimefield_value(now)
    values = [section.pk, section.tenant_id, moment, moment, section.tenant_id, section.pk, person_id, key]
    given = rows.run(_TAKE, values)
    return Taken(*given[0]) if given else None


def write_down(registration: Registration) -> bool:
    """Write the row for what :func:`take` gave, in the same transaction: one statement, no savepoint.

    False when the person's other press was quicker and has the place; then this one's is counted back.
    """
    if rows.insert(registration, on_conflict=_ONE_LIVE):
        return True
    waits = int(registration.is_waiting)
    rows.run(_COUNT_BACK, [1 - waits, waits, registration.section_id, registration.tenant_id])
    return False


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


def locked(section: Section) -> Section:
    """The section as it is now, held until the verb ends, with its event."""
    held = lock(section)
    held.event = section.event
    return held
