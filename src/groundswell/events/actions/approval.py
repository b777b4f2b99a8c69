"""Where an event asks for approval: yes puts somebody into the line at the place of their asking, no ends it."""

from django.utils.translation import gettext as _

from groundswell.events.actions import filling, places, seats
from groundswell.events.choices import RegistrationState, WhyEnded
from groundswell.events.models import Registration
from groundswell.events.rules.refusals import Refused
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb


@verb
def approve(*, by: Actor, registration: Registration) -> Registration:
    """Let somebody in: a seat where one is free and nobody stands before them, else the line. Mail either way."""
    with seats.held(registration.section) as held:
        now = _asked(registration)
        now.section = held
        places.approve(by=by, section=held, registration=now)
        filling.serve_line(by=by, section=held, fresh=now.pk)
        now.refresh_from_db(fields=["state"])
        if now.is_waiting:
            places.tell_place(by=by, section=held, registration=now)
    return now


@verb
def decline(*, by: Actor, registration: Registration) -> Registration:
    """Not this time: the person gets mail, and may ask again while registration is open."""
    with seats.held(registration.section) as held:
        now = _asked(registration)
        places.end(by=by, section=held, registration=now, why=WhyEnded.DECLINED)
    return now


def _asked(registration: Registration) -> Registration:
    now = Registration.objects.select_related("person").get(pk=registration.pk)
    if now.state != RegistrationState.ASKED:
        said = RegistrationState(now.state).label
        raise Refused(_("This was decided already: %(state)s.") % {"state": said})
    return now
