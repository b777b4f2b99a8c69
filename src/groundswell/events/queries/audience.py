"""Which tokens somebody holds (``models.audience``), and which audiences mean them.

Roles come with the actor. Where somebody works, in which cohorts that school is, on which design teams they sit and
what they teach is read: two statements, and only where an audience asks for more than roles.
"""

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import F, Func, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast

from groundswell.cohorts.models import Cohort, CohortMember, DesignTeamSeat
from groundswell.cohorts.queries.members import is_in
from groundswell.events.models import LearningEvent, Programme
from groundswell.events.models.audience import (
    COHORT,
    DESIGN_TEAMS,
    ROLE,
    TITLE_ONE,
    decider,
    dimension_of,
    is_for,
)
from groundswell.kernel import clock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.rows import Among, Given, written_once
from groundswell.kernel.tenancy import current_tenant
from groundswell.roster.choices import EnrolmentRole, OrganisationKind
from groundswell.roster.choices.roles import GUEST, STUDENT
from groundswell.roster.models import Enrolment, Organisation, Person, Position
from groundswell.roster.queries import grants
from groundswell.roster.queries.folding import fold

PLACES = {
    OrganisationKind.SCHOOL: "school",
    OrganisationKind.LEARNING_COMMUNITY: "community",
    OrganisationKind.TEAM: "team",
}
WHERE = ("school", "community", "level", TITLE_ONE, COHORT)
UP = ("organisation__parent__parent__parent", "organisation__school", "organisation__parent__school")
_TAUGHT = (
    "school_class__subjects", "school_class__grades", "school_class__course__subjects",
    "school_class__course__grades",
)  # fmt: skip


def invited_schools(event: LearningEvent) -> list[tuple[int, str]]:
    """Number and name of each open school whose people an event may be for, by name. One statement, one more where
    the event is for cohorts."""
    asked = [token for token in event.audience if dimension_of(token) in (*WHERE, DESIGN_TEAMS)]
    together = tokens_of_cohorts() if asks_of_cohorts(asked) else {}
    today = clock.today(current_tenant().time_zone)
    schools = Organisation.objects.filter(kind=OrganisationKind.SCHOOL).exclude(closed_on__lt=today)
    found = []
    for school in schools.select_related("parent", "school").order_by("name", "pk"):
        tokens = [*_of_place(school), *(_of_place(school.parent) if school.parent else ())]
        tokens += [*together.get(school.pk, ()), *_as_teams(together.get(school.pk, ()))]
        if is_for(asked, tokens):
            found.append((school.pk, school.name))
    return found


def is_for_actor(event: LearningEvent, actor: Actor) -> bool:
    """True when the event is for the actor. No statement where roles alone decide."""
    return event.is_for(actor.roles if event.asks_only_roles else tokens_of_actor(actor))


def is_for_person(event: LearningEvent, person: Person) -> bool:
    """True when the event is for a person, whoever asks. No statement for an event for everyone, else up to three."""
    if event.is_for_everyone:
        return True
    if event.asks_only_roles:
        return event.is_for({grant.role for grant in grants.grants_of(person, current_tenant())})
    return event.is_for(tokens_of([person.pk])[person.pk])


def tokens_of_actor(actor: Actor) -> frozenset[str]:
    """Everything that an audience may ask of the actor: roles, places, what they teach. At most two statements."""
    found = {f"{ROLE}:{role}" for role in actor.roles}
    if actor.person_id is not None and actor.roles - {GUEST.key, STUDENT.key}:
        ids = [actor.person_id]
        found.update(token for _person, token in (*_of_places(ids), *_of_classes(ids)))
    return frozenset(found)


def tokens_of(person_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """The tokens of each of these people today. Three statements for any number."""
    ids = list(person_ids)
    found: dict[int, set[str]] = {pk: set() for pk in ids}
    for person, token in (*_of_places(ids), *_of_classes(ids)):
        found[person].add(token)
    for pk, student, guest in Person.objects.filter(pk__in=ids).values_list("pk", "is_student", "guest_kind"):
        if student:
            found[pk] = {f"{ROLE}:{STUDENT.key}"}
        elif guest and not found[pk]:
            found[pk] = {f"{ROLE}:{GUEST.key}"}
    return {pk: frozenset(tokens) for pk, tokens in found.items()}


def asks_of_cohorts(audience: Iterable[str]) -> bool:
    """True where an audience names a cohort, its schools or its design teams."""
    return any(dimension_of(token) in (COHORT, DESIGN_TEAMS) for token in audience)


def tokens_of_cohorts() -> dict[int, frozenset[str]]:
    """By the id of each school that is in a cohort today, what whoever works there is by that. One statement."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = CohortMember.objects.filter(is_in(clock.today(current_tenant().time_zone)))
    for school, cohort in rows.values_list("school_id", "cohort_id"):
        found[school].add(f"{COHORT}:{cohort}")
    return {school: frozenset(tokens) for school, tokens in found.items()}


def cohort_names(pks: Collection[int] | None = None) -> list[tuple[int, str]]:
    """Number and name of these cohorts, or of all, in the order in which they began. One statement."""
    rows = Cohort.objects.all() if pks is None else Cohort.objects.filter(pk__in=pks)
    return list(rows.values_list("pk", "name"))


def _as_teams(tokens: Iterable[str]) -> list[str]:
    return [f"{DESIGN_TEAMS}:{token.partition(':')[2]}" for token in tokens]


def audiences() -> list[str]:
    """The audiences that events and programmes of the district have, each once, as :func:`as_text` gives them.

    Many have the same few, so that a list asks for these first and decides each once, by the one rule. One statement.
    """
    return [text for (text,) in _audiences()]


def meant_for(tokens: Iterable[str], known: Iterable[str] | None = None) -> list[str]:
    """Those of the :func:`audiences` that mean somebody who holds these tokens. ``known`` spares reading them."""
    means = decider(tokens)
    return [text for text in (audiences() if known is None else known) if means(json.loads(text))]


def naming_one_of(tokens: Collection[str], known: Iterable[str]) -> list[str]:
    """Those of the :func:`audiences` that name one of these tokens."""
    return [text for text in known if not set(json.loads(text)).isdisjoint(tokens)]


def as_text() -> Cast:
    """An audience as the database keeps it, to compare with :func:`meant_for`."""
    return Cast("audience", TextField())


def of_event(wanted: Collection[str] | Given) -> Q:
    """Condition on sections: the audience of their event is one of these texts."""
    found = Q(Among("text", wanted)) if isinstance(wanted, Given) else Q(text__in=wanted)
    return Q(event__in=LearningEvent.objects.annotate(text=as_text()).filter(found).values("pk"))


@written_once
def _audiences() -> QuerySet[Any]:
    events, programmes = (
        model.objects.order_by().annotate(audience_text=as_text()).values_list("audience_text")
        for model in (LearningEvent, Programme)
    )
    return events.union(programmes)


def slug(text: str) -> str:
    """A subject or grade as a token has it: "World Language" is world-language, "08" is 8."""
    plain = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
    return plain.lstrip("0") or plain


@written_once
def _held() -> QuerySet[Position]:
    held = Position.objects.filter(grants.held_on(Given("today")), Among("person", Given("people")))
    at = Q(school=OuterRef("organisation")) | Q(school=OuterRef("organisation__parent"))
    members = CohortMember.objects.filter(at, is_in(Given("today")))
    seats = DesignTeamSeat.objects.filter(person=OuterRef("person"), ended_on__isnull=True)
    return held.select_related(*UP).annotate(
        cohorts=Subquery(_together(members, "cohort_id")),
        teams_of=Subquery(_together(seats, "team__member__cohort_id")),
    )


def _together(rows: QuerySet[Any], column: str) -> QuerySet[Any]:
    """The values of a column of all rows in one text, with commas between them: a row of one, for a subquery."""
    return rows.order_by().annotate(all_of=_Together(Cast(F(column), TextField()))).values("all_of")


class _Together(Func):
    output_field = TextField()
    function = "GROUP_CONCAT"
    template = "%(function)s(%(expressions)s, ',')"

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="STRING_AGG", **extra)


@written_once
def _taught() -> QuerySet[Any]:
    taught = Enrolment.objects.filter(
        grants.not_over(Given("today")),
        Among("person", Given("people")),
        role=EnrolmentRole.TEACHER,
        school_class__ended_on__isnull=True,
    )
    return taught.values_list("person", *_TAUGHT).distinct()


def _of_places(ids: Collection[int]) -> Iterator[tuple[int, str]]:
    """(person, token) of what people are today, where, and what lies above it: team, school, learning community."""
    for position in _held(today=clock.today(current_tenant().time_zone), people=ids):
        for token in tokens_of_position(position):
            yield position.person_id, token
        carried = getattr(position, "cohorts", ""), getattr(position, "teams_of", "")
        for name, text in zip((COHORT, DESIGN_TEAMS), carried, strict=True):
            for pk in filter(None, (text or "").split(",")):
                yield position.person_id, f"{name}:{pk}"


def tokens_of_position(position: Position) -> Iterator[str]:
    """What a position gives its holder, whenever it begins: the role, the place, and what lies above it."""
    yield f"{ROLE}:{position.role}"
    yield from tokens_of_place(position.organisation)


def tokens_of_place(place: Organisation | None) -> Iterator[str]:
    """What whoever holds a position at a place is by that: of the place, and of what lies above it."""
    while place is not None:
        yield from _of_place(place)
        place = place.parent


def _of_place(place: Organisation) -> Iterator[str]:
    if place.kind in PLACES:
        yield f"{PLACES[OrganisationKind(place.kind)]}:{place.pk}"
    if place.kind == OrganisationKind.SCHOOL and hasattr(place, "school"):
        yield f"level:{place.school.level}"
        if place.school.title_one:
            yield TITLE_ONE


def _of_classes(ids: Collection[int]) -> Iterator[tuple[int, str]]:
    """(person, token) of the subjects and grades of the classes that people teach today."""
    for person, *row in _taught(today=clock.today(current_tenant().time_zone), people=ids):
        for name, text in zip(("subject", "grade") * 2, row, strict=True):
            for one in (text or "").split(","):
                if slug(one):
                    yield person, f"{name}:{slug(one)}"
