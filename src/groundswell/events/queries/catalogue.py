"""The catalogue: which sections somebody could come to, as they narrowed it down."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value

from groundswell.events.choices import LIVE, EventState, ProgrammeState
from groundswell.events.models import Meeting, Programme, Registration, Section, SessionFacilitator
from groundswell.events.queries.audience import as_text, meant_for, naming_one_of, of_event
from groundswell.events.queries.diary import taken_by
from groundswell.events.queries.events import narrowed, shown_to
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.rows import Among, Given, written_once
from groundswell.roster.choices import OrganisationKind
from groundswell.roster.models import Organisation
from groundswell.roster.queries.folding import Word

AHEAD = timedelta(days=800)
VALUES = ("kind", "mode", "programme", "community", "begins", "ends")  # of what is wanted
PROGRAMME, COMMUNITY = "programme", "community"
# Of wide rows only what a list shows and its file has: long texts and rules stay where they are.
SHOWN = (
    "event_id", "number", "state", "begins_at", "ends_at", "place", "registration_opens_at", "registration_closes_at",
    "seats", "seats_taken", "waiting", "line_order", "event__title", "event__kind", "event__mode", "event__state",
    "event__audience", "event__approval", "event__has_prerequisites",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for; an empty value leaves it open. ``begins`` and ``ends`` are aware moments.

    ``for_me`` leaves what one can take a place in now, ``free`` what has free seats, ``fits`` what clashes with
    nothing that one has.
    """

    tab: str = "upcoming"
    text: tuple[Word, ...] = ()
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


def catalogue(
    actor: Actor, wanted: Wanted, tokens: Collection[str], known: Collection[str], now: datetime
) -> list[int]:
    """The sections that somebody looks for, by number and in order. ``known`` are the district's audiences.

    Numbers alone, so that a page reads no more than it shows (:func:`read_sections`). One statement, one more for a
    learning community, one more for what fits.
    """
    office = actor.may(Permission.EVENT_MANAGE)
    if not office and (wanted.tab == "drafts" or not actor.may(Permission.EVENT_VIEW)):
        return []
    person = actor.person_id or 0
    asked = _values(wanted) | {"person": person, "now": now, "meant": meant_for(tokens, known)}
    if wanted.community:
        asked["of_community"] = naming_one_of(_tokens_of_community(wanted.community), known)
    taken = taken_by([person], now, now + AHEAD)[person] if wanted.fits else []
    for at, one in enumerate(taken):
        asked |= {f"begins{at}": one.begins_at, f"ends{at}": one.ends_at, f"but{at}": one.section or 0}
    return [pk for (pk,) in _numbers(office, _shape(wanted), len(taken), **asked)]


def read_sections(actor: Actor, numbers: Sequence[int]) -> list[Section]:
    """These sections in this order, with event and ``my_state`` (of one's own place, or None). One statement.

    Of both what a list shows (``SHOWN``).
    """
    found = {one.pk: one for one in _sections(numbers=numbers, person=actor.person_id or 0)}
    return [found[pk] for pk in numbers if pk in found]


@written_once
def _sections() -> QuerySet[Section]:
    rows = Section.objects.filter(Among("pk", Given("numbers"))).select_related("event").only(*SHOWN)
    return rows.annotate(my_state=Subquery(_mine().values("state")[:1]))


@written_once
def _numbers(office: bool, wanted: Wanted, taken: int) -> QuerySet[Any]:
    """``wanted`` with a ``Given`` wherever something is wanted; ``taken`` is how many times must be kept free."""
    now, meant = Given("now"), of_event(Given("meant"))
    rows = Section.objects.all() if office else shown_to(Given("person"), meant).select_related(None)
    rows = _in_tab(rows, wanted.tab, now)
    if wanted.kind:
        rows = rows.filter(event__kind=wanted.kind)
    if wanted.programme:
        rows = rows.filter(event__programme=wanted.programme)
    if wanted.community:
        rows = rows.filter(_of_community())
    if wanted.for_me:
        rows = rows.filter(_open(now), meant, ~Exists(_mine()))
    if wanted.free:
        rows = rows.filter(seats__gt=F("seats_taken"))
    for at in range(taken):
        rows = rows.exclude(_meets(at))
    order = wanted.order or ("-when" if wanted.tab == "past" else "when")
    rows = narrowed(
        rows, words=wanted.text, mode=wanted.mode, begins=wanted.begins, ends=wanted.ends, order=order
    )
    return rows.values_list("pk")


def choices(
    actor: Actor, tokens: Collection[str], known: Collection[str]
) -> dict[str, list[tuple[int, str]]]:
    """Programmes that are offered to the actor, and learning communities, to choose from by name. One statement."""
    office = actor.may(Permission.EVENT_MANAGE)
    rows = _choices(office, meant=meant_for(tokens, known))
    found: dict[str, list[tuple[int, str]]] = {PROGRAMME: [], COMMUNITY: []}
    for what, pk, name in sorted(rows, key=lambda row: (row[2], row[1])):
        found[what].append((pk, name))
    return found


@written_once
def _choices(office: bool) -> QuerySet[Any]:
    programmes = Programme.objects.filter(state=ProgrammeState.PUBLISHED).annotate(what=_said(PROGRAMME))
    if not office:
        programmes = programmes.annotate(audience_text=as_text())
        programmes = programmes.filter(Among("audience_text", Given("meant")))
    communities = Organisation.objects.filter(kind=OrganisationKind.LEARNING_COMMUNITY)
    communities = communities.annotate(what=_said(COMMUNITY))
    return programmes.values_list("what", "pk", "title").union(
        communities.values_list("what", "pk", "name"), all=True
    )


def leads_something(actor: Actor) -> bool:
    """Whether the actor leads any section, or did."""
    return bool(_first_led(person=actor.person_id or 0))


@written_once
def _first_led() -> QuerySet[Any]:
    return SessionFacilitator.objects.filter(person_id=Given("person")).values_list("pk")[:1]


def _said(what: str) -> Value:
    return Value(what, output_field=CharField())


def _values(wanted: Wanted) -> dict[str, Any]:
    found = {name: getattr(wanted, name) for name in VALUES}
    for at, word in enumerate(wanted.text):
        found |= word.values(f"word{at}")
    return found


def _shape(wanted: Wanted) -> Wanted:
    """The same with a ``Given`` for each value: what two people ask alike, whatever they look for."""
    given: dict[str, Any] = {name: Given(name) for name in VALUES if getattr(wanted, name)}
    return replace(wanted, text=tuple(Word.given(f"word{at}") for at in range(len(wanted.text))), **given)


def _mine() -> QuerySet[Registration]:
    """The place of whoever asks in a section."""
    return Registration.objects.filter(section=OuterRef("pk"), person_id=Given("person"), state__in=LIVE)


def _in_tab(rows: QuerySet[Section], tab: str, now: Any) -> QuerySet[Section]:
    if tab == "mine":
        leads = SessionFacilitator.objects.filter(section=OuterRef("pk"), person_id=Given("person"))
        return rows.filter(Exists(_mine()) | Exists(leads))
    if tab == "past":
        return rows.filter(ends_at__lte=now).exclude(state=EventState.DRAFT)
    if tab == "drafts":
        return rows.filter(state=EventState.DRAFT)
    return rows.filter(ends_at__gt=now, state=EventState.PUBLISHED)


def _open(now: Any) -> Q:
    return Q(state=EventState.PUBLISHED, registration_opens_at__lte=now, registration_closes_at__gt=now)


def _of_community() -> Q:
    """Meant for the learning community or one of its schools, or held in one of its houses."""
    community = Given("community")
    houses = Q(room__organisation=community) | Q(room__organisation__parent=community)
    held_there = Q(pk__in=Meeting.objects.filter(houses).values("section"))
    return held_there | of_event(Given("of_community"))


def _tokens_of_community(community: int) -> set[str]:
    schools = Organisation.objects.filter(parent=community, kind=OrganisationKind.SCHOOL)
    return {f"community:{community}", *(f"school:{pk}" for pk in schools.values_list("pk", flat=True))}


def _meets(at: int) -> Q:
    """It meets while somebody is elsewhere; the section's own times do not count against itself."""
    dates = Meeting.objects.filter(section=OuterRef("pk"))
    there = dates.filter(begins_at__lt=Given(f"ends{at}"), ends_at__gt=Given(f"begins{at}"))
    return Q(Exists(there)) & ~Q(pk=Given(f"but{at}"))
