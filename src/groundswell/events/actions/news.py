"""News of a new event, for those who asked for it. It may wait until their collected mail."""

from groundswell.events.actions import notes
from groundswell.events.choices import EventState
from groundswell.events.models import LearningEvent, Section
from groundswell.events.queries.audience import tokens_of
from groundswell.kernel.links import absolute, link
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.permissions import Actor
from groundswell.notices.actions import mail
from groundswell.notices.queries.choosing import who_wants_new_events
from groundswell.roster.models import Person

PUBLISHED = "events.event.published"


def tell_who_wants(*, entry: JournalEntry, by: Actor) -> None:
    """Handler: an event was published; who asked for news and is meant by it gets mail. Twice is once."""
    event = LearningEvent.objects.get(pk=entry.subject_id)
    wanting = who_wants_new_events()
    if event.state != EventState.PUBLISHED or not wanting:
        return
    tokens = tokens_of(wanting)
    meant = [pk for pk in wanting if event.is_for(tokens[pk]) and pk != entry.actor_person]
    sections = Section.objects.filter(event=event, state=EventState.PUBLISHED).select_related("event")
    section = sections.order_by("number").first()
    context = notes.context_of(by.tenant, section) if section else {"title": event.title}
    context |= {"why_text": event.why, "action_url": absolute(link("events:event", event.pk))}
    mail.send_many(
        by=by,
        kind="events.new",
        mails=[
            mail.Addressed(person, f"events.new:{event.pk}:{person.pk}", context)
            for person in Person.objects.filter(pk__in=meant).order_by("pk")
        ],
        about=notes.about(section.pk) if section else "",
    )
