"""Who took up a position lately: given by hand, or new in a roster file after the district's first."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from groundswell.kernel.models import JournalEntry
from groundswell.roster.choices import ImportState
from groundswell.roster.imports import differing
from groundswell.roster.imports.kinds import BY_NAME, SOURCE_ID
from groundswell.roster.models import Position, RosterImport

AT_ONCE = 500
GIVEN = "roster.position.given"


def newly_placed(since: datetime) -> list[Position]:
    """Positions that staff took up since a moment, with person and place; whoever was at that place before is no news.

    What the district's first roster file brought is how it always was. A position that a file gives a new number is
    the same work at the same place. Statements grow with the number of imports and of new positions alone.
    """
    given = JournalEntry.objects.filter(subject_kind="roster.position", kind=GIVEN, at__gt=since)
    found = {one.pk: one for one in _of("pk", list(given.values_list("subject_id", flat=True)))}
    found.update({one.pk: one for one in _of("source_id", list(_new_in_files(since)))})
    before = _places_before(found)
    return [one for one in found.values() if (one.person_id, one.organisation_id) not in before]


def _new_in_files(since: datetime) -> Iterator[str]:
    """Source ids of the positions that imports brought which stand; not those of the first."""
    applied = RosterImport.objects.filter(
        state=ImportState.APPLIED, applied_at__gt=since, based_on__gt=0, inverse_of__isnull=True
    )
    for one in applied.order_by("number"):
        if one.change_log:
            changes = Path(settings.GROUNDSWELL_HOME) / one.change_log / "changes"
            rows = differing.load(changes, BY_NAME["positions"], "new")
            yield from rows[SOURCE_ID].to_list() if rows.height else ()


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
