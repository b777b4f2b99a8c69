"""The catalogue: which sections somebody could come to, as they narrowed it down."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast

from groundswell.events.choices import LIVE, EventState, ProgrammeState
from groundswell.events.models import Meeting, Programme, Registration, Section, SessionFacilitator
from groundswell.events.queries.audience import meant_for
from groundswell.events.queries.diary import Taken, taken_by
from groundswell.events.queries.events import narrowed, sections_for
from groundswell.events.queries.programmes import programmes_for
from groundswell.kernel.permissions import Actor, Permission
from groundswell.roster.choices import OrganisationKind
from groundswell.roster.models import Organisation

AHEAD = timedelta(days=800)
PROGRAMME, COMMUNITY = "programme", "community"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for; an empty value leaves it open. ``begins`` and ``ends`` are aware moments.

    ``for_me`` leaves what one can take a place in now, ``free`` what has free seats, ``fits`` what clashes with
    nothing that one has.
    """

    tab: str = "upcoming"
    text: str = ""
    kind: str = ""
    mode: str = ""
    programme: int | None = None
    community: int | None = None
    for_me: bool = False
    free: bool = False
    fits: bool = False
    begins: datetime | None = None
    ends: datetime | None = None
    order: str = ""


def catalogue(actor: Actor, wanted: Wanted, tokens: Collection[str], now: datetime) -> QuerySet[Section]:
    """One row per section with ``my_state`` (of one's own place, or None) and ``seats_free``; no query per row.

    Two statements more where only what fits is wanted.
    """
    mine = Registration.objects.filter(section=OuterRef("pk"), person_id=actor.person_id or 0, state__in=LIVE)
    rows: QuerySet[Any] = sections_for(actor, tokens=tokens).annotate(
        my_state=Subquery(mine.values("state")[:1]), seats_free=F("seats") - F("seats_taken")
    )
    rows = _in_tab(rows, actor, wanted.tab, now)
    if wanted.kind:
        rows = rows.filter(event__kind=wanted.kind)
    if wanted.programme:
        rows = rows.filter(event__programme=wanted.programme)
    if wanted.community:
        rows = _with_audience(rows).filter(_of_community(wanted.community))
    if wanted.for_me:
        rows = _with_audience(rows).filter(_open(now), meant_for(tokens), my_state__isnull=True)
    if wanted.free:
        rows = rows.filter(seats_free__gt=0)
    if wanted.fits:
        rows = rows.exclude(_meets_one_of(taken_by([actor.person_id or 0], now, now + AHEAD)))
    order = wanted.order or ("-when" if wanted.tab == "past" else "when")
    return narrowed(
        rows, text=wanted.text, mode=wanted.mode, begins=wanted.begins, ends=wanted.ends, order=order
    )


def choices(actor: Actor, tokens: Collection[str]) -> dict[str, list[tuple[int, str]]]:
    """Programmes that are offered to the actor, and learning communities, to choose from by name. One statement."""
    offered = programmes_for(actor, tokens).filter(state=ProgrammeState.PUBLISHED).order_by()
    programmes = Programme.objects.filter(pk__in=offered.values("pk")).annotate(what=_said(PROGRAMME))
    communities = Organisation.objects.filter(kind=OrganisationKind.LEARNING_COMMUNITY)
    communities = communities.annotate(what=_said(COMMUNITY))
    rows = programmes.values_list("what", "pk", "title").union(
        communities.values_list("what", "pk", "name"), all=True
    )
    found: dict[str, list[tuple[int, str]]] = {PROGRAMME: [], COMMUNITY: []}
    for what, pk, name in sorted(rows, key=lambda row: (row[2], row[1])):
        found[what].append((pk, name))
    return found


def leads_something(actor: Actor) -> bool:
    """Whether the actor leads any section, or did."""
    return SessionFacilitator.objects.filter(person_id=actor.person_id or 0).exists()


def _said(what: str) -> Value:
    return Value(what, output_field=CharField())


def _in_tab(rows: QuerySet[Any], actor: Actor, tab: str, now: datetime) -> QuerySet[Any]:
    if tab == "mine":
        leads = Exists(
            SessionFacilitator.objects.filter(section=OuterRef("pk"), person_id=actor.person_id or 0)
        )
        return rows.filter(Q(my_state__isnull=False) | Q(leads))
    if tab == "past":
        return rows.filter(ends_at__lte=now).exclude(state=EventState.DRAFT)
    if tab == "drafts":
        return rows.filter(state=EventState.DRAFT) if actor.may(Permission.EVENT_MANAGE) else rows.none()
    return rows.filter(ends_at__gt=now, state=EventState.PUBLISHED)


def _open(now: datetime) -> Q:
    return Q(state=EventState.PUBLISHED, registration_opens_at__lte=now, registration_closes_at__gt=now)


def _with_audience(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.annotate(audience_text=Cast("event__audience", TextField()))


def _of_community(community: int) -> Q:
    """Meant for the learning community or one of its schools, or held in one of its houses."""
    schools = Organisation.objects.filter(parent=community, kind=OrganisationKind.SCHOOL)
    tokens = [f"community:{community}", *(f"school:{pk}" for pk in schools.values_list("pk", flat=True))]
    houses = Q(room__organisation=community) | Q(room__organisation__parent=community)
    found = Q(Exists(Meeting.objects.filter(houses, section=OuterRef("pk"))))
    for token in tokens:
        found |= Q(audience_text__contains=f'"{token}"')
    return found


def _meets_one_of(taken: Mapping[int, Iterable[Taken]]) -> Q:
    """It meets while somebody is elsewhere; the section's own times do not count against itself."""
    found = Q(pk__in=[])
    for one in (each for some in taken.values() for each in some):
        there = Meeting.objects.filter(
            section=OuterRef("pk"), begins_at__lt=one.ends_at, ends_at__gt=one.begins_at
        )
        found |= Q(Exists(there)) & ~Q(pk=one.section or 0)
    return found
