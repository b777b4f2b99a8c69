"""Mail and calendar of a person: the page, the address to subscribe to, and what stands behind it."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from groundswell.kernel import clock
from groundswell.kernel.doors import found_or_404, needs, open_to_all
from groundswell.kernel.htmx import back_to
from groundswell.kernel.links import absolute, link
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import reading
from groundswell.notices.actions import feeds
from groundswell.notices.forms.choosing import ChoiceForm
from groundswell.notices.queries.choosing import choice_of
from groundswell.notices.queries.feeds import person_of, tenant_of, token_of
from groundswell.notices.queries.mail import astray
from groundswell.notices.rules import feeds as feeds_rules
from groundswell.notices.rules import letters
from groundswell.notices.rules.feeds import Entry
from groundswell.roster.models import Person

KEPT = timedelta(days=90)
HEADERS = {"Cache-Control": "private, max-age=300", "X-Robots-Tag": "noindex"}


@needs(Permission.TODAY_VIEW)
@require_safe
@never_cache
def feed(request: HttpRequest) -> HttpResponse:
    """One's mail and one's calendar: what comes when, and whether the calendar has an address."""
    return choices_page(request, _oneself(request))


@needs(Permission.TODAY_VIEW)
@require_POST
@never_cache
def renew(request: HttpRequest) -> HttpResponse:
    """Make a new address and show it, this once: afterwards nobody can read it any more, we neither."""
    person = _oneself(request)
    secret = feeds.renew(by=_actor(request), person=person)
    address = absolute(reverse("notices_open:calendar", args=[secret]))
    return choices_page(request, person, address=address)


@needs(Permission.TODAY_VIEW)
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """End the address."""
    feeds.revoke(by=_actor(request), person=_oneself(request))
    messages.success(
        request, _("Your calendar has no address any more. Calendars that use the old one stop updating.")
    )
    return back_to(request, link("notices:feed"))


@open_to_all("The secret in the address is the key, and the calendar can only be read.")
@require_safe
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar behind a secret; 404 for one that is unknown, replaced or ended."""
    tenant = tenant_of(secret)
    if tenant is None:
        raise Http404
    with reading(tenant):
        person = person_of(secret)
        if person is None:
            raise Http404
        with override(letters.offered(person.language or tenant.language)):
            title = _("%(name)s in %(district)s") % {"name": person.name, "district": tenant.name}
        return answer(request, feeds_rules.of_person(person, clock.now() - KEPT), title=title)


def answer(request: HttpRequest, entries: list[Entry], *, title: str) -> HttpResponse:
    """A feed as a file; 304 where the calendar that asks has it as it is."""
    etag = feeds_rules.tag(entries, title=title)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        host = urlsplit(settings.GROUNDSWELL_URL).hostname or "localhost"
        file = feeds_rules.written(entries, title=title, host=host, stamp=clock.now())
        response = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    for name, value in HEADERS.items():
        response.headers[name] = value
    response.headers["ETag"] = etag
    return response


def choices_page(
    request: HttpRequest,
    person: Person,
    *,
    address: str = "",
    form: ChoiceForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page "Mail and calendar" of a person; ``address`` is a new one, shown this once."""
    context = {
        "token": token_of(person.pk),
        "address": address,
        "form": form or ChoiceForm.of(choice_of(person.pk)),
        "email": person.email,
        "astray": astray([person]).get(person.pk),
    }
    return render(request, "notices/feeds/feed.html", context, status=status)


def _oneself(request: HttpRequest) -> Person:
    return found_or_404(Person.objects.all(), pk=_actor(request).person_id or 0)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]
