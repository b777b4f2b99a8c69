"""To whom somebody can write about a section, and who of them can't be reached."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from groundswell.events.choices import LIVE, RegistrationState
from groundswell.events.models import Registration, Section, SessionFacilitator
from groundswell.events.queries.asking import first_wave_of
from groundswell.events.queries.attendance import people_there
from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry
from groundswell.notices.queries.mail import held_back
from groundswell.roster.models import Person
from groundswell.surveys.queries.waves import silent_in

SENT = "events.message.sent"
A_DAY = timedelta(days=1)


class To(models.TextChoices):
    """Groups of a section's people."""

    BOOKED = "booked", _("Those with a seat")
    WAITING = "waiting", _("Those in line")
    OFFERED = "offered", _("Those who hold an offer")
    ALL = "all", _("Everyone with a seat, an offer or a place in line")
    ATTENDED = "attended", _("Those who were there")
    NOT_ANSWERED = "not_answered", _("Those who were asked how it went and have not answered")


@dataclass(frozen=True, slots=True)
class Addressees:
    """Who gets a message, and who of them can't be reached: without an address, or mail came back from it."""

    people: list[Person]
    without_address: list[Person]
    came_back: list[Person]

    @property
    def reached(self) -> int:
        return len(self.people) - len(self.without_address) - len(self.came_back)


def addressees(section: Section, to: str) -> Addressees:
    """The people of a group who are still in the district, each once. At most four statements."""
    people = {one.pk: one for one in _people(section, To(to)) if one.ended_on is None}
    known = [one.email.strip().lower() for one in people.values() if one.email]
    back = held_back(known) if known else {}
    return Addressees(
        list(people.values()),
        [one for one in people.values() if not one.email],
        [one for one in people.values() if one.email.strip().lower() in back],
    )


def sent_to_lately(section: Section) -> int:
    """How many messages went to a section's people within the last 24 hours, from whomever."""
    return _lately([section.pk]).count()


def sent_by_lately(person_id: int) -> int:
    """How many messages somebody wrote within the last 24 hours to the sections that they lead."""
    led = SessionFacilitator.objects.filter(person_id=person_id).values_list("section_id", flat=True)
    return _lately(list(led)).filter(actor_person=person_id).count()


def sent_to(section: Section, most: int = 5) -> list[JournalEntry]:
    """The latest messages to a section's people, each with its ``personal`` words as far as they are kept."""
    entries = JournalEntry.objects.filter(kind=SENT, subject_kind="events.section", subject_id=section.pk)
    return list(entries.select_related("personal").order_by("-pk")[:most])


def was_sent(section: Section, attempt: str) -> bool:
    """True when a press of this name has sent its message already."""
    entries = JournalEntry.objects.filter(kind=SENT, subject_kind="events.section", subject_id=section.pk)
    return entries.filter(data__attempt=attempt).exists()


def _people(section: Section, to: To) -> list[Person]:
    if to == To.ATTENDED:
        return people_there(section)
    if to == To.NOT_ANSWERED:
        wave = first_wave_of(section)
        return [one.person for one in silent_in(wave).select_related("person")] if wave else []
    states = LIVE if to == To.ALL else (RegistrationState(to),)
    rows = Registration.objects.filter(section=section, state__in=states).select_related("person")
    return [one.person for one in rows.order_by("line")]


def _lately(sections: list[int]) -> QuerySet[JournalEntry]:
    about = JournalEntry.objects.filter(subject_kind="events.section", subject_id__in=sections)
    return about.filter(kind=SENT, at__gt=clock.now() - A_DAY)
