"""What the roster says of readers and of the schools of a phase."""

from collections.abc import Collection
from datetime import date

from groundswell.cohorts.models import ApplicationWriter, Candidacy, ConflictOfInterest, SelectionPhase
from groundswell.roster.choices import OrganisationKind, PositionRole
from groundswell.roster.models import Organisation, Position


def schools_in(phase: SelectionPhase) -> tuple[dict[int, int], dict[int, int]]:
    """School and learning community of each candidacy of the call; a school outside the communities has none."""
    rows = Candidacy.objects.filter(call=phase.call_id).values_list(
        "pk", "school", "school__parent", "school__parent__kind"
    )
    schools: dict[int, int] = {}
    communities: dict[int, int] = {}
    for pk, school, parent, kind in rows:
        schools[pk] = school
        if parent is not None and kind == OrganisationKind.LEARNING_COMMUNITY:
            communities[pk] = parent
    return schools, communities


def writers_in(phase: SelectionPhase, people: Collection[int]) -> list[tuple[int, int]]:
    """(person, candidacy) of those of these people who write or wrote an application of the call."""
    rows = ApplicationWriter.objects.filter(application__candidacy__call=phase.call_id, person__in=people)
    return list(rows.values_list("person", "application__candidacy"))


def positions_ever(people: Collection[int]) -> list[tuple[int, int, date | None]]:
    """(person, organisation, last day or None) of every position, also of those that are over."""
    rows = Position.objects.filter(person__in=people).exclude(role=PositionRole.STUDENT)
    return list(rows.values_list("person", "organisation", "ends_on"))


def parents() -> dict[int, int]:
    """What each organisation belongs to."""
    rows = Organisation.objects.exclude(parent=None).values_list("pk", "parent")
    return {pk: parent for pk, parent in rows if parent is not None}


def pairs_in(phase: SelectionPhase) -> dict[tuple[int, int], str]:
    """(reader, candidacy) of every conflict that is known, with the kind of the latest."""
    rows = ConflictOfInterest.objects.filter(reader__phase=phase).order_by("pk")
    return {
        (reader, candidacy): kind
        for reader, candidacy, kind in rows.values_list("reader", "candidacy", "kind")
    }
