"""A message to a section's people: plain words that somebody wrote, one mail each, through the outbox."""

from typing import Any

from django.utils.translation import gettext as _

from groundswell.events.models import Section
from groundswell.events.queries import messages as found
from groundswell.events.rules import messages as rules
from groundswell.events.rules.addresses import page_of
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import journal
from groundswell.kernel.links import absolute
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb
from groundswell.notices.actions import mail
from groundswell.notices.actions.mail import Addressed
from groundswell.roster.models import Person


@verb
def send(*, by: Actor, section: Section, to: str, subject: str, text: str, attempt: str) -> int:
    """Write to a group (``queries.messages.To``) of a section's people; returns how many mails are queued.

    ``attempt`` names the press: the same one again sends nothing and returns 0. Who has no address gets a mail that
    fails with that reason, so that the office sees it. The words are kept beside the journal entry, where they can
    be emptied. Raises Refused for no words, for nobody to write to, and past the limits of a day (``rules.messages``).
    """
    held = lock(section)
    if found.was_sent(held, attempt):
        return 0
    rules.check_words(subject, text)
    rules.check_limit(
        to_section=found.sent_to_lately(held),
        from_person=0 if by.may(Permission.EVENT_MANAGE) else found.sent_by_lately(by.person_id or 0),
    )
    people = found.addressees(held, to).people
    if not people:
        raise Refused(_("Nobody is in this group now, so there is nobody to write to."))
    context = _context(by, section, subject, text)
    mails = [Addressed(one, f"events.message:{section.pk}:{attempt}:{one.pk}", context) for one in people]
    mail.send_many(by=by, kind="events.message", mails=mails)
    keep(by=by, section=section, to=to, subject=subject, text=text, people=len(people), attempt=attempt)
    return len(people)


def words_of(by: Actor, text: str) -> dict[str, Any]:
    """What a mail says in somebody's own words, who wrote it, and where an answer to it goes; nothing of no words."""
    if not text.strip():
        return {}
    sender = Person.objects.filter(pk=by.person_id).first() if by.person_id else None
    return {
        "message_text": rules.plain(text),
        "sender": sender.name if sender else by.name,
        "reply_to": sender.email if sender else "",
    }


def keep(
    *, by: Actor, section: Section, to: str, subject: str, text: str, people: int, attempt: str = ""
) -> None:
    """Write down what people of a section were told in somebody's own words. Called inside verbs."""
    journal.record(
        found.SENT,
        by=by,
        subject=section,
        subject_kind="events.section",
        data={"event": section.event_id, "to": to, "people": people, "attempt": attempt},
        personal={"subject": subject, "text": text},
    )


def _context(by: Actor, section: Section, subject: str, text: str) -> dict[str, Any]:
    return words_of(by, text) | {
        "subject": subject,
        "title": section.event.title,
        "begins_at": section.begins_at.isoformat(),
        "action_url": absolute(page_of(section)),
        "time_zone": by.tenant.time_zone,
    }
