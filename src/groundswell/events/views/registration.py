"""Taking a place and giving it back: one press each, with script or without."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from groundswell.events.actions import registration as verbs
from groundswell.events.choices import LineOrder, RegistrationState
from groundswell.events.models import Registration
from groundswell.events.queries.events import get_section_at_for
from groundswell.events.rules.refusals import Refused
from groundswell.events.views.events import page_of
from groundswell.events.views.places import address, sections_in
from groundswell.kernel.doors import needs
from groundswell.kernel.htmx import back_to, page_or_fragment
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.roster.queries.doors import get_person_for


@needs(Permission.EVENT_REGISTER)
@require_POST
def register(request: DistrictRequest, pk: int | None = None, section_pk: int | None = None) -> HttpResponse:
    """Take a seat, or the next place in line; "instead" names sections whose seats go for this one.

    An event's address means its first section.
    """
    instead_of = sections_in(request.POST.getlist("instead"))
    if instead_of:
        return _answer(request, partial(verbs.swap, instead_of=instead_of), _after_swap, pk, section_pk)
    return _answer(request, verbs.register, _after_register, pk, section_pk)


@needs(Permission.EVENT_REGISTER)
@require_POST
def leave(request: DistrictRequest, pk: int | None = None, section_pk: int | None = None) -> HttpResponse:
    """Give one's own place back."""
    return _answer(request, verbs.leave, _after_leave, pk, section_pk)


def _answer(
    request: DistrictRequest,
    verb: Callable[..., Any],
    words: Callable[[Any], str],
    pk: int | None,
    section_pk: int | None,
) -> HttpResponse:
    """Do it for the person who asks; the part that moved comes back, or the page with a sentence on top."""
    section = get_section_at_for(request.actor, Permission.EVENT_REGISTER, pk=pk, section_pk=section_pk)
    person = get_person_for(request.actor, request.actor.person_id or 0, Permission.PEOPLE_VIEW)
    by_section = section_pk is not None
    page = address(section, "event", by_section=by_section)
    try:
        done = verb(by=request.actor, section=section, person=person)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return back_to(request, page)
    if not request.htmx:
        messages.success(request, words(done))
        return back_to(request, page)
    fresh = get_section_at_for(request.actor, Permission.EVENT_VIEW, pk=pk, section_pk=section_pk)
    context = page_of(request, fresh, by_section=by_section)
    return page_or_fragment(request, "events/event.html", "events/_place.html", context)


def _after_register(made: Registration) -> str:
    if made.repeated and made.has_seat:
        return _("You have a seat already. Nothing was changed.")
    if made.repeated and made.state == RegistrationState.OFFERED:
        return _("A seat is held for you already. Say whether you take it.")
    if made.repeated:
        return _("You are in line already. Nothing was changed.")
    if made.has_seat:
        return _("You have a seat. A mail with the calendar file is on its way.")
    if made.state == RegistrationState.ASKED:
        return _("You have asked for a place. Your principal or the office answers by mail.")
    if made.section.line_order == LineOrder.LOTTERY:
        return _("You are in the draw. A mail about it is on its way.")
    return _("All seats are taken, so you are in line now. A mail about it is on its way.")


def _after_swap(made: Registration) -> str:
    if made.repeated:
        return _after_register(made)
    return _("You have this seat now, and the other one was given back. Mail about both is on its way.")


def _after_leave(left: Registration | None) -> str:
    if left is None:
        return _("You had no place here. Nothing was changed.")
    return _("You have given your place back. Thank you for telling us.")
