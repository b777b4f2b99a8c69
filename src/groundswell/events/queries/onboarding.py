"""Institutes that bring whoever is new at certain schools along: which, for whom, and who has not been.

An institute whose audience names schools is such a one; nothing else marks it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from groundswell.events.choices import LIVE, THERE, EventKind, EventState
from groundswell.events.models import LearningEvent, Registration, Section
from groundswell.events.models.audience import DESIGN_TEAMS, ROLE, values_of
from groundswell.events.queries.audience import (
    UP,
    WHERE,
    asks_of_cohorts,
    tokens_of,
    tokens_of_cohorts,
    tokens_of_place,
    tokens_of_position,
)
from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.rows import Given, written_once
from groundswell.kernel.tenancy import current_tenant
from groundswell.roster.models import Organisation, Person, Position
from groundswell.roster.queries.grants import held_on
from groundswell.roster.queries.newcomers import newly_placed

A_YEAR = timedelta(days=365)
OF_PEOPLE = ("subject", "grade", DESIGN_TEAMS)
OFFERED = "events.onboarding.offered"


def open_sections() -> list[Section]:
    """Sections of such institutes in which places can be taken now, the next first, with their event. One statement."""
    now = clock.now()
    rows = _published().filter(registration_opens_at__lte=now, registration_closes_at__gt=now)
    return [one for one in rows.order_by("begins_at", "pk") if names_places(one.event)]


def names_places(event: LearningEvent) -> bool:
    """True where the audience asks for schools, and not for everybody in the district."""
    return any(_is_place(token) for token in event.audience)


def was_offered(since: datetime) -> bool:
    """True when whoever was new was written to since a moment. One statement."""
    entries = JournalEntry.objects.filter(subject_kind="events.onboarding", subject_id=0)
    return entries.filter(kind=OFFERED, at__gte=since).exists()


def to_offer() -> list[tuple[Person, Section]]:
    """Who took up a position within a year and is meant by the next such institute: they have neither been nor a place.

    It is their new place that is meant; what else an audience asks may come from older work. One statement while no
    such institute is open. Reads a year of roster files: for background work, before it writes.
    """
    sections = open_sections()
    positions = newly_placed(clock.now() - A_YEAR) if sections else []
    people = {one.person_id: one.person for one in positions}
    if not people:
        return []
    held = {
        pk: {token for token in tokens if not _is_place(token)} for pk, tokens in tokens_of(people).items()
    }
    cohorts = _cohorts_for(one.event for one in sections)
    for one in positions:
        held[one.person_id].update(tokens_of_position(one), _of_cohorts(cohorts, one.organisation))
    settled = _been_or_coming(people)
    found = []
    for pk, person in sorted(people.items()):
        section = next((one for one in sections if one.event.is_for(held[pk])), None)
        if section is not None and pk not in settled:
            found.append((person, section))
    return found


def not_been(school: Organisation) -> list[Person] | None:
    """Who works at a school today and has not been at an institute that is for them; None where there is none.

    Of the last year and still to come. Four statements, one more where an audience asks for a cohort, three more where
    it asks what somebody teaches or for design teams, one where there is no such institute.
    """
    lately = _institutes().filter(ends_at__gt=clock.now() - A_YEAR).select_related("event")
    events = {one.event_id: one.event for one in lately if names_places(one.event)}
    if not events:
        return None
    people: dict[int, Person] = {}
    held: dict[int, set[str]] = defaultdict(set)
    cohorts = _cohorts_for(events.values())
    places = {
        one.pk: frozenset((*tokens_of_place(one), *_of_cohorts(cohorts, one)))
        for one in _places(school=school.pk)
    }
    for one in _staff(today=clock.today(current_tenant().time_zone), school=school.pk):
        people[one.person_id] = one.person
        held[one.person_id] |= {f"{ROLE}:{one.role}", *places[one.organisation_id]}
    if any(values_of(event.audience, name) for event in events.values() for name in OF_PEOPLE):
        held.update({pk: set(tokens) for pk, tokens in tokens_of(people).items()})
    meant = {pk for pk in people if any(event.is_for(held[pk]) for event in events.values())}
    if not meant:
        return None
    been = set(_been(meant))
    left = [people[pk] for pk in meant - been]
    return sorted(left, key=lambda one: (one.family_name, one.given_name, one.pk))


def _cohorts_for(events: Iterable[LearningEvent]) -> dict[int, frozenset[str]]:
    """What working at a school of a cohort makes somebody, by school; read only where an event asks for it."""
    return tokens_of_cohorts() if any(asks_of_cohorts(event.audience) for event in events) else {}


def _of_cohorts(cohorts: dict[int, frozenset[str]], place: Organisation) -> frozenset[str]:
    return cohorts.get(place.pk, frozenset()) | cohorts.get(place.parent_id or 0, frozenset())


@written_once
def _places() -> QuerySet[Organisation]:
    """A school and its teams, with what lies above them."""
    at = Given("school")
    above = [one.removeprefix("organisation__") for one in UP]
    return Organisation.objects.filter(Q(pk=at) | Q(parent_id=at)).select_related(*above)


@written_once
def _staff() -> QuerySet[Position]:
    """Who has a position today at a school or in a team of it."""
    at = Given("school")
    held = Position.objects.filter(
        held_on(Given("today")), person__is_student=False, person__ended_on__isnull=True
    )
    here = Organisation.objects.filter(Q(pk=at) | Q(parent_id=at)).values("pk")
    return held.filter(organisation__in=here).select_related("person")


def _is_place(token: str) -> bool:
    return token.partition(":")[0] in (*WHERE, "team")


def _been_or_coming(people: Collection[int]) -> set[int]:
    coming = Registration.objects.filter(
        section__in=_published().filter(begins_at__gt=clock.now()).values("pk"), state__in=LIVE
    )
    return {*_been(people), *_people_in(coming, people)}


def _been(people: Collection[int]) -> Iterable[int]:
    """Those of them who were at an institute, whenever."""
    there = Registration.objects.filter(section__event__kind=EventKind.INSTITUTE, attendance__state__in=THERE)
    return _people_in(there, people)


def _people_in(rows: QuerySet[Registration], people: Collection[int]) -> Iterable[int]:
    return set(rows.values_list("person_id", flat=True)) & set(people)


def _published() -> QuerySet[Section]:
    return _institutes().filter(event__state=EventState.PUBLISHED).select_related("event")


def _institutes() -> QuerySet[Section]:
    return Section.objects.filter(state=EventState.PUBLISHED, event__kind=EventKind.INSTITUTE)
