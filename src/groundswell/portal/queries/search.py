"""Search across people, schools, learning communities and events, as far as the reader may see them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from groundswell.events.models import Section
from groundswell.events.queries.events import sections_named
from groundswell.events.rules import words
from groundswell.kernel import clock
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Actor, Permission
from groundswell.roster.choices import OrganisationKind
from groundswell.roster.models import Organisation, Person
from groundswell.roster.queries.folding import words_of
from groundswell.roster.queries.people import people_named
from groundswell.roster.queries.positions import shown_once
from groundswell.roster.queries.schools import places_named

EACH = 8
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the results: where it leads, its symbol, its name, what helps to tell it apart, what it is."""

    url: str
    icon: str
    title: str
    meta: str
    kind: str


def search(actor: Actor, text: str) -> list[Found]:
    """What matches ``text``: places, people, events, at most eight of each; nothing for fewer than two letters.

    At most eight statements, whatever is found.
    """
    text = " ".join(text.split())[:80]
    if len(text) < SHORTEST:
        return []
    found = [_place(one) for one in places_named(text, EACH)] if actor.may(Permission.RECORD_VIEW) else []
    found += [_person(one) for one in people_named(actor, text, EACH)]
    events = sections_named(actor, words_of(text), EACH)
    return found + [_event(section, actor.tenant.time_zone) for section in events]


def _place(place: Organisation) -> Found:
    if place.kind == OrganisationKind.SCHOOL:
        meta = f"{place.school.get_level_display()} · {place.parent.name}" if place.parent else ""
        return Found(link("portal:school", place.pk), "school", place.name, meta, _("School"))
    url = link("portal:community", place.pk)
    return Found(url, "building-community", place.name, "", _("Learning community"))


def _person(person: Person) -> Found:
    kind = _("Student") if person.is_student else _("Person")
    return Found(link("portal:person", person.pk), "user", person.name, held_in_words(person), kind)


def _event(section: Section, zone: str) -> Found:
    when = words.shown(clock.local(section.begins_at, zone), "DATE_FORMAT")
    return Found(
        link("events:event", section.event_id), "calendar-event", section.event.title, when, _("Event")
    )


def held_in_words(person: Any) -> str:
    """What somebody is today: "Principal, Alder Elementary"; of a student the grade."""
    if person.is_student:
        return _("Grade %(grade)s") % {"grade": person.grade} if person.grade else ""
    return "; ".join(f"{one.get_role_display()}, {one.organisation.name}" for one in shown_once(person.held))
