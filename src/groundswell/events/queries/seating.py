"""What ``rules.seating`` decides about: the room of a section and its line, as plain values."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, QuerySet

from groundswell.events.choices import HOLDS_A_SEAT, LineOrder, OfferState, RegistrationState
from groundswell.events.models import (
    OrderChange,
    Registration,
    SeatKeep,
    SeatLottery,
    SeatOffer,
    Section,
)
from groundswell.events.models.audience import is_for
from groundswell.events.queries import audience as who
from groundswell.kernel import clock
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission
from groundswell.roster.choices import OrganisationKind
from groundswell.roster.models import Person, Position
from groundswell.roster.queries.grants import held_today

SchoolDay = tuple[int, date]  # a school (its organisation's id) and a day


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody in line. ``keeps`` are the ids of kept seats that are meant for them as well.

    ``needs`` are the days on which a school would need one more substitute for them (``rules.substitutes``).
    """

    registration: int
    school: int | None = None
    party: int | None = None
    keeps: tuple[int, ...] = ()
    needs: tuple[SchoolDay, ...] = ()
    person: int = 0


@dataclass(slots=True)
class Room:
    """What can be given: seats that nobody holds, kept seats that are left, and what each school has.

    ``substitutes`` are those that are left on the days that somebody in line needs; below zero where a cap was lowered.
    """

    free: int
    keeps: dict[int, int] = field(default_factory=dict)
    school_cap: int | None = None
    by_school: dict[int, int] = field(default_factory=dict)
    substitutes: dict[SchoolDay, int] = field(default_factory=dict)

    @property
    def for_all(self) -> int:
        """Free seats that are kept for nobody."""
        return self.free - sum(self.keeps.values())


def room_of(section: Section) -> Room:
    """What a held section can give now. One statement for each rule that it has."""
    room = Room(free=max(0, section.seats - section.seats_taken), school_cap=section.school_cap)
    if not section.by_rules:
        return room
    holding = Registration.objects.filter(section=section, state__in=HOLDS_A_SEAT)
    used = Counter(holding.filter(keep__isnull=False).values_list("keep_id", flat=True))
    for keep in open_keeps(section):
        room.keeps[keep.pk] = max(0, keep.seats - used[keep.pk])
    if section.school_cap is not None:
        counted = holding.filter(school__isnull=False).values_list("school_id").annotate(Count("pk"))
        room.by_school = dict(counted)
    return room


def line_of(section: Section, free: int) -> Iterator[Place]:
    """Who waits, in the order of service, as far as it can matter."""
    waiting = Registration.objects.filter(section=section, state=RegistrationState.WAITING)
    rows = waiting.order_by("rank", "line").values_list("pk", "school_id", "party_id", "person_id")
    if not section.by_rules:
        for pk, school, party, _person in rows[:free]:
            yield Place(pk, school, party)
        return
    if waits_for_its_draw(section):
        return
    keeps = list(open_keeps(section))
    everyone = list(rows)
    tokens = who.tokens_of([row[3] for row in everyone]) if keeps else {}
    for pk, school, party, person in everyone:
        meant = tuple(keep.pk for keep in keeps if is_for(keep.group, tokens.get(person, frozenset())))
        yield Place(pk, school, party, meant, person=person)


def by_school(section: Section) -> Counter[int | str]:
    """How many seats of a section each school has now, also those that nobody counted by school. Three statements."""
    holding = Registration.objects.filter(section=section, state__in=HOLDS_A_SEAT)
    people = dict(holding.values_list("person_id", "school_id"))
    works_at = schools_of(list(people), section.tenant)
    return Counter(school for one, known in people.items() if (school := known or works_at.get(one)))


def open_keeps(section: Section) -> QuerySet[SeatKeep]:
    """Seats that are still kept."""
    return section.keeps.filter(released_at__isnull=True).order_by("pk")


def keeps_for(section: Section, person_id: int) -> tuple[int, ...]:
    """Which of the kept seats are meant for somebody. One statement where nothing is kept, else four."""
    keeps = list(open_keeps(section))
    tokens = who.tokens_of([person_id])[person_id] if keeps else frozenset()
    return tuple(keep.pk for keep in keeps if is_for(keep.group, tokens))


def keeps_of(section: Section) -> list[tuple[SeatKeep, int]]:
    """Everything that was kept in a section, each with how many of its seats somebody holds. Two statements."""
    holding = Registration.objects.filter(section=section, state__in=HOLDS_A_SEAT, keep__isnull=False)
    used = Counter(holding.values_list("keep_id", flat=True))
    return [(one, used[one.pk]) for one in section.keeps.order_by("released_at", "until", "pk")]


def get_keep_for(actor: Actor, section: Section, pk: int) -> SeatKeep:
    """Kept seats of a section that ``actor`` manages; Http404 otherwise."""
    keeps = section.keeps.all() if actor.may(Permission.EVENT_MANAGE) else SeatKeep.objects.none()
    return found_or_404(keeps.select_related("section__event"), pk=pk)


def keeps_to_release() -> QuerySet[SeatKeep]:
    """Kept seats whose time is over and that nobody opened to all yet."""
    over = SeatKeep.objects.filter(released_at__isnull=True, until__lte=clock.now())
    return over.select_related("section__event").order_by("until", "pk")


def is_drawn(section: Section) -> bool:
    """True once the lottery of a section was drawn."""
    return SeatLottery.objects.filter(section=section, drawn_at__isnull=False).exists()


def waits_for_its_draw(section: Section) -> bool:
    """True where nobody gets a seat before a lottery that is still to come."""
    return section.line_order == LineOrder.LOTTERY and not is_drawn(section)


def lottery_of(section: Section) -> SeatLottery | None:
    """The draw of a section, planned or done. No statement where its line has another order."""
    if section.line_order != LineOrder.LOTTERY:
        return None
    return SeatLottery.objects.filter(section=section).first()


def order_changes(section: Section) -> QuerySet[OrderChange]:
    """Why this line is not in the order of arrival, the latest change first, each with whose place it was."""
    changes = OrderChange.objects.filter(registration__section=section)
    return changes.select_related("registration__person").order_by("-at", "-pk")


def lotteries_to_draw() -> QuerySet[SeatLottery]:
    """Draws whose time has come."""
    due = SeatLottery.objects.filter(drawn_at__isnull=True, draws_at__lte=clock.now())
    return due.select_related("section__event").order_by("draws_at", "pk")


def offers_to_expire() -> QuerySet[SeatOffer]:
    """Offers that nobody answered in time, oldest first."""
    over = SeatOffer.objects.filter(state=OfferState.OPEN, ends_at__lte=clock.now())
    return over.select_related("registration__section__event", "registration__person").order_by(
        "ends_at", "pk"
    )


def places_of_the_gone() -> QuerySet[Registration]:
    """Live places at what is still to come, of people who have left the district."""
    live = Registration.objects.filter(
        Q(state__in=HOLDS_A_SEAT) | Q(state__in=[RegistrationState.WAITING, RegistrationState.ASKED]),
        person__ended_on__isnull=False,
        section__begins_at__gt=clock.now(),
    )
    return live.select_related("section__event", "person").order_by("section_id", "pk")


def members(registration: Registration) -> list[Registration]:
    """Who shares this place's fate: the live members of its party, or itself. In order of the line, with the person."""
    if registration.party_id is None:
        return [registration]
    live = Registration.objects.filter(party_id=registration.party_id, state=registration.state)
    return list(live.select_related("person").order_by("line"))


def rank_of(section: Section, person: Person) -> int:
    """Where the declared priority puts somebody: the number of the first group that they belong to, from 0."""
    if section.line_order != LineOrder.PRIORITY or not section.priority:
        return 0
    tokens = who.tokens_of([person.pk])[person.pk]
    groups = enumerate(section.priority)
    return next((at for at, one in groups if is_for(one["group"], tokens)), len(section.priority))


def school_of(person: Person) -> int | None:
    """The school (its organisation's id) where a person works today, the first one where there are several."""
    return schools_of([person.pk], person.tenant).get(person.pk)


def schools_of(people: list[int], tenant: object) -> dict[int, int]:
    """For each person who works at a school today: that school, also for who works in one of its teams."""
    held = Position.objects.filter(held_today(tenant), person_id__in=people).order_by("-pk")  # type: ignore[arg-type]
    rows = held.values_list(
        "person_id",
        "organisation_id",
        "organisation__kind",
        "organisation__parent_id",
        "organisation__parent__kind",
    )
    found: dict[int, int] = {}
    for person, place, kind, parent, parent_kind in rows:
        if kind == OrganisationKind.SCHOOL:
            found[person] = place
        elif parent is not None and parent_kind == OrganisationKind.SCHOOL:
            found[person] = parent
    return found
