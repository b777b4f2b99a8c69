"""What an applied calendar file replaced, and what would come back if it were taken back.

A *slot* is what a calendar says once: one day of one place, or one weekday's bell hours of one place. Rows are those of
``rules.calendar_rows``. A file keeps ``before``: of each slot that it changed ``{"had": rows, "left": rows}``, and
``"stayed": true`` where somebody had changed it again when the file was taken back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format

from groundswell.roster.choices import CalendarFileState, CalendarSubject
from groundswell.roster.models import BellPeriod, CalendarDay, CalendarFile, Organisation
from groundswell.roster.queries import calendar

Row = dict[str, Any]
Slot = tuple[int | None, str | int]


@dataclass(frozen=True, slots=True)
class Back:
    """One slot of a file: what stands there now, what would stand, and the file that changed it since, if one did."""

    slot: Slot
    now: list[Row]
    then: list[Row]
    stays: bool
    since: CalendarFile | None = None


def day_row(day: CalendarDay) -> Row:
    """A day in the words of a file."""
    return {
        "school": day.school_id, "day": day.day.isoformat(), "kind": str(day.kind), "title": day.title,
    }  # fmt: skip


def bell_row(period: BellPeriod) -> Row:
    """A bell period in the words of a file."""
    return {
        "school": period.school_id, "weekday": period.weekday, "name": period.name,
        "begins": f"{period.begins_at:%H:%M}", "ends": f"{period.ends_at:%H:%M}",
    }  # fmt: skip


def slot_of(row: Row) -> Slot:
    """Which slot a row belongs to."""
    return row["school"], row["day"] if "day" in row else row["weekday"]


def kept_slot(kept: dict[str, Any]) -> Slot:
    """Which slot something of ``before`` is about."""
    return slot_of((kept["had"] or kept["left"])[0])


def slots(rows: Iterable[Row]) -> dict[Slot, list[Row]]:
    """Rows by slot, a weekday's periods by the clock."""
    found: dict[Slot, list[Row]] = {}
    for row in rows:
        found.setdefault(slot_of(row), []).append(row)
    return {slot: sorted(own, key=lambda row: row.get("begins", "")) for slot, own in found.items()}


def standing(subject: str, rows: Sequence[Row]) -> dict[Slot, list[Row]]:
    """What the calendar says now at the places of these rows: between their first and last day, or of all weekdays."""
    places = {row["school"] for row in rows}
    if subject == CalendarSubject.BELLS:
        return slots(bell_row(one) for one in calendar.periods_at(places))
    days = sorted(date.fromisoformat(row["day"]) for row in rows)
    return slots(day_row(one) for one in calendar.days_at(places, days[0], days[-1])) if days else {}


def changed(before: dict[Slot, list[Row]], after: dict[Slot, list[Row]]) -> list[dict[str, Any]]:
    """The slots that differ, as a file keeps them."""
    differing = sorted(
        (slot for slot in before.keys() | after.keys() if before.get(slot) != after.get(slot)), key=str
    )
    return [{"had": before.get(slot, []), "left": after.get(slot, [])} for slot in differing]


def way_back(file: CalendarFile) -> list[Back]:
    """Each slot that an applied file changed, with what stands there now. At most three statements.

    A slot ``stays`` where it is not any more what the file left: somebody changed it since.
    """
    kept = [(one["had"], one["left"]) for one in file.before]
    now = standing(file.subject, [row for had, left in kept for row in (*had, *left)])
    later = [(one, {kept_slot(kept) for kept in one.before}) for one in later_files(file)]
    found = []
    for had, left in kept:
        slot = slot_of((had or left)[0])
        stays = now.get(slot, []) != left
        since = next((one for one, its in later if stays and slot in its), None)
        found.append(Back(slot, now.get(slot, []), had, stays, since))
    return found


def later_files(file: CalendarFile) -> list[CalendarFile]:
    """Files on the same subject that were applied after this one and still hold, the latest first."""
    after = Q(applied_at__gt=file.applied_at) | Q(applied_at=file.applied_at, pk__gt=file.pk)
    rows = CalendarFile.objects.filter(after, subject=file.subject, state=CalendarFileState.APPLIED)
    return list(rows.select_related("brought_by").order_by("-applied_at", "-pk"))


def in_words(found: Sequence[Back]) -> list[dict[str, Any]]:
    """For a table: when, what stands there now, what stood before, where, and the file that changed it since.

    Empty words mean an ordinary day, or no bell hours; an empty place is the district. One statement.
    """
    places = {one.slot[0] for one in found if one.slot[0] is not None}
    names = dict(Organisation.objects.filter(pk__in=places).values_list("pk", "name"))
    return [
        {
            "when": _when(one.slot[1]),
            "now": calendar.slot_in_words(one.now),
            "then": calendar.slot_in_words(one.then),
            "where": names.get(one.slot[0] or 0, ""),
            "since": one.since,
        }
        for one in found
    ]


def _when(day: str | int) -> str:
    if isinstance(day, int):
        return str(WEEKDAYS[day])
    return date_format(date.fromisoformat(day), "DATE_FORMAT")
