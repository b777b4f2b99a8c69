"""Whoever takes up a position at a school for which there is an institute is offered the next one, once."""

from groundswell.events.actions import notes
from groundswell.events.models import Section
from groundswell.events.queries import onboarding
from groundswell.events.queries.meetings import dates_of
from groundswell.events.rules.reminders import last_moment
from groundswell.kernel import clock, journal
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, verb
from groundswell.notices.actions import mail
from groundswell.roster.models import Person

KIND = "events.onboarding"


def due(tenant: Tenant) -> int:
    """How many institutes are open of which nobody was told since the last eight o'clock. Inside the district's scope.

    One statement while none is open, else two.
    """
    sections = onboarding.open_sections()
    told = sections and onboarding.was_offered(last_moment(clock.now(), tenant.time_zone))
    return 0 if told else len(sections)


def offer_due(tenant: Tenant) -> int:
    """Background work of a morning: who is new is looked for, then written to. Returns how many people."""
    with reading(tenant):
        if not due(tenant):
            return 0
        found = onboarding.to_offer()
    return offer(by=Actor.system(tenant), found=found)


@verb
def offer(*, by: Actor, found: list[tuple[Person, Section]]) -> int:
    """One mail to each of these people with the link to take a place in that section. Nothing is kept for them.

    Nobody for a section that closed or was called off meanwhile. Returns to how many; a second time for the same
    section queues nothing.
    """
    still = {one.pk: one for one in onboarding.open_sections()}
    people = sum(
        _offer_one(by, still[pk], [who for who, section in found if section.pk == pk])
        for pk in {section.pk for _who, section in found} & still.keys()
    )
    journal.record(onboarding.OFFERED, by=by, data={"people": people})
    return people


def _offer_one(by: Actor, section: Section, people: list[Person]) -> int:
    context = notes.context_of(by.tenant, section, dates_of(section))
    mails = [
        mail.Addressed(
            one,
            f"{KIND}:{section.pk}:{one.pk}",
            context
            | {
                "why_text": section.event.why,
                "action_url": notes.take_link(by.tenant, section, one),
                "also_url": context["action_url"],
            },
        )
        for one in people
    ]
    return mail.send_many(by=by, kind=KIND, mails=mails, about=notes.about(section.pk))
