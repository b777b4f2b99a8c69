"""What Today adds for who looks after a place: the place itself, what its people go to, what people said last."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import get_language

from groundswell.events.choices import EventState, RegistrationState
from groundswell.events.models import Registration, Section
from groundswell.events.queries.events import sections_for
from groundswell.events.rules import words
from groundswell.kernel import clock
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.rows import Given, written_once
from groundswell.roster.choices import OrganisationKind
from groundswell.roster.models import Position
from groundswell.roster.queries.grants import held_on, held_today
from groundswell.surveys.models import SurveyWave
from groundswell.surveys.queries.waves import threshold, waves_for
from groundswell.surveys.rules.published import answered_shown
from groundswell.surveys.rules.results import WaveResult, result_of

AHEAD = timedelta(days=21)
PAGES = {
    OrganisationKind.SCHOOL: "portal:school",
    OrganisationKind.LEARNING_COMMUNITY: "portal:community",
}


@dataclass(frozen=True, slots=True)
class Said:
    """The newest waves, and of the first that may be shown what it says (None where none may)."""

    waves: list[dict[str, Any]]
    finding: WaveResult | None = None


def my_places(actor: Actor) -> list[dict[str, str]]:
    """The schools and learning communities where the actor holds a position today. One statement."""
    if not actor.may(Permission.PEOPLE_VIEW) or not actor.person_id:
        return []
    held = _held(person=actor.person_id, today=clock.today(actor.tenant.time_zone))
    places = {one.organisation for one in held}
    shown = [place for place in places if place.kind in PAGES]
    return [
        {"name": place.name, "url": link(PAGES[OrganisationKind(place.kind)], place.pk)}
        for place in sorted(shown, key=lambda place: place.name)
    ]


@written_once
def _held() -> QuerySet[Position]:
    held = Position.objects.filter(held_on(Given("today")), person_id=Given("person"))
    return held.select_related("organisation").order_by("pk")


def learning_ahead(actor: Actor, meant: Collection[str], most: int = 4) -> list[dict[str, Any]]:
    """Which events the people of the actor's schools have a seat at in the next three weeks: counts, no names.

    For who leads schools, so that lessons can be covered in time. ``url`` is empty for an event that is not theirs to
    open; ``meant`` are the audiences that mean the actor. One statement, one more for the places.
    """
    if not actor.may(Permission.STUDENTS_VIEW) or not actor.may(Permission.RESULTS_VIEW):
        return []
    now, zone = clock.now(), actor.tenant.time_zone
    coming = Registration.objects.filter(
        state=RegistrationState.BOOKED,
        section__state=EventState.PUBLISHED,
        section__begins_at__gt=now,
        section__begins_at__lte=now + AHEAD,
    )
    places = actor.places_for(Permission.STUDENTS_VIEW)
    if places is not None:
        there = Position.objects.filter(
            held_today(actor.tenant), person=OuterRef("person"), organisation__in=list(places)
        )
        coming = coming.filter(Exists(there))
    may_open = Exists(sections_for(actor, meant=meant).filter(pk=OuterRef("pk")))
    counted = coming.filter(section=OuterRef("pk")).order_by().values("section")
    people = counted.annotate(people=Count("person", distinct=True)).values("people")
    there = Section.objects.filter(pk__in=coming.values("section"))
    sections = there.annotate(may_open=may_open, people=Subquery(people))
    return [
        {
            "title": section.event.title,
            "date": words.date_block(section, zone),
            "people": section.people,
            "url": link("events:event", section.event_id) if section.may_open else "",
        }
        for section in sections.select_related("event").order_by("begins_at", "pk")[:most]
    ]


def said_lately(actor: Actor, most: int = 3) -> Said:
    """The newest waves whose results the actor may read; a count of answers is shown only from the threshold on."""
    if not actor.may(Permission.RESULTS_VIEW):
        return Said([])
    waves = list(waves_for(actor, Permission.RESULTS_VIEW)[:most])
    smallest = threshold()
    shown = answered_shown(waves, smallest)
    known = [one for one in waves if shown[one.pk] is not None]
    language = get_language() or actor.tenant.language
    return Said(
        [_wave(one, shown[one.pk], smallest) for one in waves],
        result_of(known[0], language) if known else None,
    )


def _wave(wave: SurveyWave, answered: int | None, smallest: int) -> dict[str, Any]:
    return {
        "title": wave.title,
        "answered": answered,
        "smallest": smallest,
        "invited": wave.invited,
        "url": link("surveys:wave", wave.pk),
    }
