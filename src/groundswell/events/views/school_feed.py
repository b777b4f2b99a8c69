"""The calendar of a school's professional learning: its address for who keeps the school's calendar, and the feed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from groundswell.events.rules.school_feed import entries_of
from groundswell.kernel.doors import needs, open_to_all
from groundswell.kernel.htmx import back_to
from groundswell.kernel.links import absolute, link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.notices.actions import feeds
from groundswell.notices.queries.feeds import place_feed_of, place_of
from groundswell.notices.rules.letters import offered
from groundswell.notices.views.feeds import answer
from groundswell.roster.choices import OrganisationKind
from groundswell.roster.models import Organisation
from groundswell.roster.queries.doors import get_organisation_for


@needs(Permission.CALENDAR_MANAGE)
@require_safe
@never_cache
def page(request: DistrictRequest, place_pk: int) -> HttpResponse:
    """Whether the school's calendar has an address, what stands in it, and how to make a new one or end it."""
    return _page(request, _school(request, place_pk))


@needs(Permission.CALENDAR_MANAGE)
@require_POST
@never_cache
def renew(request: DistrictRequest, place_pk: int) -> HttpResponse:
    """Make a new address and show it, this once."""
    school = _school(request, place_pk)
    secret = feeds.renew_place(by=request.actor, place=school)
    return _page(request, school, absolute(link("events:school_calendar", secret)))


@needs(Permission.CALENDAR_MANAGE)
@require_POST
def revoke(request: DistrictRequest, place_pk: int) -> HttpResponse:
    """End the address."""
    school = _school(request, place_pk)
    feeds.revoke_place(by=request.actor, place=school)
    messages.success(
        request,
        _("The school's calendar has no address any more. Calendars that use the old one stop updating."),
    )
    return back_to(request, link("events:school_feed", school.pk))


@open_to_all("The secret in the address is the key, and the calendar can only be read; it names nobody.")
@require_safe
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar behind a secret; 404 for one that is unknown, replaced, ended, or of a school that closed."""
    school = place_of(secret)
    if school is None:
        raise Http404
    tenant = request.tenant  # type: ignore[attr-defined]
    with override(offered(tenant.language)):
        title = _("Professional learning, %(school)s") % {"school": school.name}
        return answer(request, entries_of(school), title=title)


def _school(request: DistrictRequest, pk: int) -> Organisation:
    return get_organisation_for(request.actor, pk, Permission.CALENDAR_MANAGE, kind=OrganisationKind.SCHOOL)


def _page(request: DistrictRequest, school: Organisation, address: str = "") -> HttpResponse:
    context = {
        "school": school,
        "token": place_feed_of(school.pk),
        "address": address,
        "trail": [(_("Learn"), link("events:list"))],
    }
    return render(request, "events/feeds/school.html", context)
