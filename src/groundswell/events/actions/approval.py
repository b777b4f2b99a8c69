"""Where an event asks for approval: yes puts somebody into the line at the place of their asking, no ends it."""

from django.utils.translation import gettext as _

from groundswell.events.actions import filling, places, seats
from groundswell.events.choices import EventState, RegistrationState, WhyEnded
from groundswell.events.models import Registration, Section
from groundswell.events.queries.approval import may_decide
from groundswell.events.rules.messages import plain
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb

LONGEST = 1000  # characters of a reason


@verb
def approve(*, by: Actor, registration: Registration) -> Registration:
    """Let somebody in: a seat where one is free and nobody stands before them, else the line. Mail either way.

    Raises Refused for who may not decide about this person today, once it was decided or taken back, and once the
    section has begun or was called off.
    """
    with seats.held(registration.section) as held:
        now = _asked(by, held, registration)
        now.section = held
        places.approve(by=by, section=held, registration=now)
        filling.serve_line(by=by, section=held, fresh=now.pk)
        now.refresh_from_db(fields=["state"])
        if now.is_waiting:
            places.tell_place(by=by, section=held, registration=now)
    return now


@verb
def decline(*, by: Actor, registration: Registration, reason: str = "") -> Registration:
    """Not this time: the person reads the reason in their mail and on the page, and may ask again while it is open.

    Raises Refused as :func:`approve`, and for a reason that is too long.
    """
    if len(reason) > LONGEST:
        raise Refused(_("The reason may have %(most)s characters. Make it shorter.") % {"most": LONGEST})
    with seats.held(registration.section) as held:
        now = _asked(by, held, registration)
        places.end(by=by, section=held, registration=now, why=WhyEnded.DECLINED, reason=plain(reason.strip()))
    return now


def _asked(by: Actor, section: Section, registration: Registration) -> Registration:
    """The place as it is now, under the section's lock, for who may decide about it at this moment."""
    now = Registration.objects.select_related("person").get(pk=registration.pk)
    if not may_decide(by, now):
        raise Refused(
            _(
                "You can't decide about this any more. A principal of where this person works does, or the "
                "professional-learning office."
            )
        )
    if section.state != EventState.PUBLISHED:
        raise Refused(_("This event doesn't take place, so there is nothing to decide."))
    if section.begins_at <= clock.now():
        raise Refused(_("The event has begun, so there is nothing to decide any more."))
    if now.state != RegistrationState.ASKED:
        said = RegistrationState(now.state).label
        raise Refused(_("This was decided already: %(state)s.") % {"state": said})
    return now
