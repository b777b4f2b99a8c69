"""Whose place in a line changed hears of it once, in the morning, with every reason of the day before and no name."""

from datetime import datetime

from groundswell.events.actions import notes
from groundswell.events.models import Section
from groundswell.events.queries.meetings import dates_of
from groundswell.events.queries.order import Moved, moved_in
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.notices.actions import mail

KIND = "events.reordered"


@verb
def tell(*, by: Actor, section: Section, after: datetime, until: datetime) -> int:
    """One mail to each in this line who stands elsewhere because of a change between two moments. Returns how many.

    A change is a named place, a draw, or somebody of a group that is served first; of the last each hears once for
    all. Made twice for the same ``until`` it is one mail.
    """
    context = notes.context_of(by.tenant, section, dates_of(section))
    letters = [
        mail.Addressed(
            one.registration.person,
            _key(one, until),
            context
            | {
                "in_line": one.in_line,
                "reasons": one.reasons,
                "drawn": one.drawn,
                "by_priority": one.by_priority,
            },
        )
        for one in moved_in(section, after, until)
    ]
    return mail.send_many(by=by, kind=KIND, mails=letters, about=notes.about(section.pk))


def _key(one: Moved, until: datetime) -> str:
    when = until.isoformat() if one.reasons or one.drawn else "priority"
    return f"{KIND}:{one.registration.pk}:{when}"
