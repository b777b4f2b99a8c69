"""Who took up a position lately: given by hand, or new or moved in a roster file after the district's first."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import current_tenant
from groundswell.roster.choices import ImportState
from groundswell.roster.imports import differing
from groundswell.roster.imports.kinds import BY_NAME, SOURCE_ID
from groundswell.roster.models import Organisation, Position, RosterImport

AT_ONCE = 500
GIVEN = "roster.position.given"
PLACE = "organisation_id"


def newly_placed(since: datetime) -> list[Position]:
    """Positions of today that staff took up since a moment, with person and place.

    Whoever was at that place before is no news. What the district's first roster file brought is how it always was,
    and so is what a later one brought along with a new organisation. A position that a file gives a new number is the
    same work at the same place. Statements grow with the number of imports and of new positions alone.
    """
    given = JournalEntry.objects.filter(subject_kind="roster.position", kind=GIVEN, at__gt=since)
    new, left = _in_files(since)
    found = {one.pk: one for one in _of("pk", list(given.values_list("subject_id", flat=True)))}
    found.update({one.pk: one for one in _of("source_id", new)})
    found.update({one.pk: one for one in _of("pk", list(left))})
    before = _places_before(found)
    before |= {(one.person_id, place) for pk, one in found.items() for place in left.get(pk, ())}
    today = clock.today(current_tenant().time_zone)
    return [
        one
        for one in found.values()
        if (one.person_id, one.organisation_id) not in before and _is_held(one, today)
    ]


def _is_held(one: Position, day: date) -> bool:
    return (one.begins_on is None or one.begins_on <= day) and (one.ends_on is None or one.ends_on >= day)


def _in_files(since: datetime) -> tuple[list[str], dict[int, set[int]]]:
    """What imports brought which stand, not the first: source ids of new positions, and which places were left by
    those that a file moved elsewhere."""
    applied = RosterImport.objects.filter(
        state=ImportState.APPLIED, applied_at__gt=since, based_on__gt=0, inverse_of__isnull=True
    )
    new: list[str] = []
    left: dict[int, set[int]] = defaultdict(set)
    for one in applied.order_by("number"):
        if one.change_log:
            folder = Path(settings.GROUNDSWELL_HOME) / one.change_log / "changes"
            places = differing.load(folder, BY_NAME["organisations"], "new")
            founded = set(places[SOURCE_ID].to_list() if places.height else ())
            new += [name for name, place in _rows(folder, "new", SOURCE_ID) if place not in founded]
            for position, place in _moved(folder, founded):
                left[position].add(place)
    return new, left


def _rows(folder: Path, sort: str, column: str) -> Iterator[tuple[Any, Any]]:
    """(column, place) of one sort of change of positions."""
    rows = differing.load(folder, BY_NAME["positions"], sort)
    return rows.select(column, PLACE).iter_rows() if rows.height else iter(())


def _moved(folder: Path, founded: set[str]) -> Iterator[tuple[int, int]]:
    """(position, place that it was at) of positions that a file put elsewhere, at an organisation that was there."""
    was = dict(_rows(folder, "before", "id"))
    places = dict(Organisation.objects.exclude(source_id=None).values_list("source_id", "pk")) if was else {}
    for position, name in _rows(folder, "changed", "id"):
        before = was.get(position)
        if before is not None and name not in founded and places.get(name, before) != before:
            yield position, before


def _of(column: str, values: list) -> Iterator[Position]:
    for start in range(0, len(values), AT_ONCE):
        some = {f"{column}__in": values[start : start + AT_ONCE]}
        rows = Position.objects.filter(
            **some, person__ended_on__isnull=True, person__is_student=False, person__guest_kind=""
        )
        yield from rows.select_related("person", "organisation").order_by("pk")


def _places_before(found: dict[int, Position]) -> set[tuple[int, int]]:
    """(person, place) of positions that were there before those that were found."""
    people, before = sorted({one.person_id for one in found.values()}), set()
    for start in range(0, len(people), AT_ONCE):
        rows = Position.objects.filter(person__in=people[start : start + AT_ONCE])
        held = rows.values_list("pk", "person_id", "organisation_id")
        before |= {(person, place) for pk, person, place in held if pk not in found}
    return before
