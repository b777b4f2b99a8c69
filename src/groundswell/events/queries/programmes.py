"""Programmes, who may see them, and what people have done of them."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import QuerySet

from groundswell.events.choices import HOLDS_A_SEAT, ArrivalState, EventState, ProgrammeState
from groundswell.events.models import LearningEvent, Programme, ProgrammeRule, Registration
from groundswell.events.queries.audience import as_text, meant_for, tokens_of_actor
from groundswell.kernel import clock
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission


@dataclass(frozen=True, slots=True)
class Done:
    """What one person did of a programme: ids of its events attended, and of those with a seat still to come."""

    attended: set[int] = field(default_factory=set)
    seats: set[int] = field(default_factory=set)


def programmes_for(actor: Actor, tokens: Collection[str] | None = None) -> QuerySet[Programme]:
    """Every programme for who manages events; for others those published or ended that are for them. By title.

    ``tokens`` are the actor's, where they are known already.
    """
    programmes = Programme.objects.select_related("provider", "school_year").order_by("title", "pk")
    if actor.may(Permission.EVENT_MANAGE):
        return programmes
    if not actor.may(Permission.EVENT_VIEW):
        return programmes.none()
    shown = programmes.exclude(state=ProgrammeState.DRAFT)
    meant = meant_for(tokens_of_actor(actor) if tokens is None else tokens)
    return shown.annotate(audience_text=as_text()).filter(audience_text__in=meant)


def get_programme_for(actor: Actor, pk: int, permission: Permission = Permission.EVENT_VIEW) -> Programme:
    """A programme; Http404 for who may not know of it, or may not do that."""
    rows = programmes_for(actor) if actor.may(permission) else Programme.objects.none()
    return found_or_404(rows, pk=pk)


def rules_of(programme: Programme) -> list[ProgrammeRule]:
    """The programme's rules with what they require (``required``). Two statements."""
    return list(ProgrammeRule.objects.filter(programme=programme).prefetch_related("required").order_by("pk"))


def events_in(programme: Programme) -> list[LearningEvent]:
    """The programme's published events, in the order in which they were made."""
    return list(LearningEvent.objects.filter(programme=programme, state=EventState.PUBLISHED).order_by("pk"))


def done_by(programme: Programme, person_ids: Collection[int]) -> dict[int, Done]:
    """What each of these people attended wholly of a programme, and has a seat for. Two statements for any number."""
    found = {pk: Done() for pk in person_ids}
    theirs = Registration.objects.filter(person__in=list(found), section__event__programme=programme)
    attended = theirs.filter(attendance__state=ArrivalState.ATTENDED)
    for person, event in attended.values_list("person_id", "section__event_id"):
        found[person].attended.add(event)
    coming = theirs.filter(
        state__in=HOLDS_A_SEAT, section__state=EventState.PUBLISHED, section__ends_at__gt=clock.now()
    )
    for person, event in coming.values_list("person_id", "section__event_id"):
        found[person].seats.add(event)
    return found
