"""Whoever takes up a position at a school for which there is an institute is offered the next one, once."""

from groundswell.events.actions import notes
from groundswell.events.queries.meetings import dates_of
from groundswell.events.queries.onboarding import to_offer
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.notices.actions import mail

KIND = "events.onboarding"


@verb
def offer(*, by: Actor) -> int:
    """One mail to each who is new and meant by an institute that is open, with the link to take a place. Nothing is
    kept for them. Returns to how many; a second time for the same institute queues nothing.
    """
    found = to_offer()
    about = {one.pk: notes.context_of(by.tenant, one, dates_of(one)) for one in {one for _who, one in found}}
    return sum(
        mail.send_many(
            by=by,
            kind=KIND,
            mails=[
                mail.Addressed(
                    person,
                    f"{KIND}:{section.event_id}:{person.pk}",
                    about[section.pk]
                    | {
                        "why_text": section.event.why,
                        "action_url": notes.take_link(by.tenant, section, person),
                        "also_url": about[section.pk]["action_url"],
                    },
                )
                for person, section in found
                if section.pk == pk
            ],
            about=notes.about(pk),
        )
        for pk in about
    )
