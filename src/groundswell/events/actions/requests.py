"""A need that somebody raises, and what comes of it: an event, or a reason why not."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from groundswell.events.actions import notes
from groundswell.events.choices import REQUEST_MOVES, RequestState
from groundswell.events.models import LearningEvent, LearningRequest, Section
from groundswell.events.queries import requests as needs
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.links import absolute, link
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb
from groundswell.notices.actions import mail
from groundswell.roster.models import Organisation


@verb
def raise_need(
    *,
    by: Actor,
    what: str,
    why: str = "",
    how_many: int | None = None,
    by_when: date | None = None,
    school: Organisation | None = None,
) -> LearningRequest:
    """Somebody asks for learning, for themselves or for their school. The office sees it.

    Raises Refused for no words and a day that is over, PermissionDenied for somebody who isn't a person of the
    district or asks for a school that isn't theirs.
    """
    if by.person_id is None or not by.may(Permission.EVENT_REGISTER, place=school.pk if school else None):
        raise PermissionDenied
    if not what.strip():
        raise Refused(_("Say in a few words what you or your colleagues want to learn."))
    if by_when is not None and by_when < clock.today(by.tenant.time_zone):
        raise Refused(_("That day is over. Choose one that is still to come, or leave it empty."))
    made = LearningRequest.objects.create(
        tenant=by.tenant,
        person_id=by.person_id,
        school=school,
        what=what.strip(),
        why=why.strip(),
        how_many=how_many,
        by_when=by_when,
    )
    _record(by, made, "raised", {"school": school.pk if school else None, "how_many": how_many})
    return made


@verb
def answer(*, by: Actor, request: LearningRequest, event: LearningEvent) -> LearningRequest:
    """This event answers the need. Whoever raised it gets mail as soon as a place can be taken in one of its sections.

    Raises Refused when the request was settled already.
    """
    held = _settle(by, request, RequestState.ANSWERED)
    held.event = event
    held.save()
    _record(by, held, "answered", {"event": event.pk})
    section = needs.first_open(event)
    if section is not None:
        _open(by, held, section, max(section.registration_opens_at, held.at))
    return held


@verb
def decline(*, by: Actor, request: LearningRequest, reason: str) -> LearningRequest:
    """It won't happen, and why; whoever raised it gets mail with the reason. Raises Refused without one."""
    if not reason.strip():
        raise Refused(_("Say why, in words for the person who asked."))
    held = _settle(by, request, RequestState.DECLINED)
    held.reason = reason.strip()
    held.save()
    _record(by, held, "declined", {})
    _tell(by, held, "request_declined", reason=held.reason, action_url=absolute(link("events:list")))
    return held


@verb
def opened(*, by: Actor, section: Section) -> int:
    """A section was published: the needs that its event answers have an open section now. Returns how many."""
    waiting = list(needs.to_open(section.event))
    for one in waiting:
        _open(by, one, section, max(clock.now(), section.registration_opens_at))
    return len(waiting)


def _settle(by: Actor, request: LearningRequest, state: RequestState) -> LearningRequest:
    held = lock(request)
    if state not in REQUEST_MOVES[RequestState(held.state)]:
        raise Refused(
            _("This request was settled already: %(state)s.") % {"state": RequestState(held.state).label}
        )
    held.state, held.settled_by_id, held.settled_at = state, by.person_id, clock.now()
    return held


def _open(by: Actor, request: LearningRequest, section: Section, at: datetime) -> None:
    request.opened_at = at
    request.save(update_fields=["opened_at"])
    _record(by, request, "opened", {"event": request.event_id})
    take = notes.take_link(by.tenant, section, request.person)
    page = absolute(link("events:event", request.event_id))
    _tell(by, request, "request_answered", **notes.times_of(section), action_url=take, also_url=page)


def _tell(by: Actor, request: LearningRequest, what: str, **context: str) -> None:
    title = request.event.title if request.event is not None else ""
    mail.send(
        by=by,
        to=request.person,
        kind=f"events.{what}",
        context={"what": request.what, "title": title, "time_zone": by.tenant.time_zone, **context},
        key=f"events.{what}:{request.pk}",
    )


def _record(by: Actor, request: LearningRequest, what: str, data: dict[str, int | None]) -> None:
    journal.record(f"events.request.{what}", by=by, subject=request, data=data)
