"""What the district sent to whom, and whether it arrived. Links that may open something are hidden here."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template import TemplateDoesNotExist
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from groundswell.kernel.doors import needs
from groundswell.kernel.exports import csv_response, wants_csv
from groundswell.kernel.htmx import back_to
from groundswell.kernel.links import link
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.privacy import unread
from groundswell.kernel.requests import DistrictRequest
from groundswell.notices.actions import outbox
from groundswell.notices.choices import MAIL_KINDS, MOVES, MailState
from groundswell.notices.forms.mail import MailFilter
from groundswell.notices.models import OutgoingMail
from groundswell.notices.queries.mail import get_mail_for, mails_for, matching
from groundswell.notices.rules import masks

PER_PAGE = 50


@needs(Permission.MAIL_VIEW)
@require_safe
def mails(request: DistrictRequest) -> HttpResponseBase:
    """The list, newest first, with its filter in the URL; ``?format=csv`` gives it as a file."""
    form = MailFilter(request.GET)
    found = matching(mails_for(_actor(request)), state=form.value("state"), text=form.value("q"))
    if wants_csv(request):
        header = ["queued_at", "to", "address", "kind", "subject", "state", "sent_at", "error"]
        return csv_response(_actor(request).tenant, "mail.csv", header, lambda: _rows(found))
    page = Paginator(found.defer("calendar"), PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query["format"] = "csv"
    context = {
        "form": form,
        "page": page,
        "rows": [(one, outbox.subject_of(one, request.tenant)) for one in page],
        "is_filtered": bool(form.value("state") or form.value("q")),
        "csv_url": f"?{query.urlencode()}",
        "may_remind": _actor(request).may(Permission.EVENT_MANAGE),
    }
    return render(request, "notices/mail/list.html", context)


@needs(Permission.MAIL_VIEW)
@require_safe
def mail(request: DistrictRequest, pk: int) -> HttpResponse:
    """One mail as it was or will be written, with what became of it."""
    one = get_mail_for(_actor(request), pk)
    context = {
        "mail": one,
        "subject": outbox.subject_of(one, _actor(request).tenant),
        "text": _text(one, _actor(request).tenant),
        "calendar": masks.masked(one.calendar),
        "facts": _facts(one),
        "may_try_again": MailState.WAITING in MOVES[one.state]
        and _actor(request).may(Permission.PEOPLE_MANAGE),
    }
    return render(request, "notices/mail/mail.html", context)


@needs(Permission.PEOPLE_MANAGE)
@require_POST
def try_again(request: DistrictRequest, pk: int) -> HttpResponse:
    """Send a mail that failed or was held back after all."""
    one = get_mail_for(_actor(request), pk)
    try:
        outbox.try_again(by=_actor(request), mail=one)
    except outbox.NotPossible:
        messages.error(request, _("This mail has moved on meanwhile and can't be sent again."))
    else:
        messages.success(request, _("The mail waits to be sent again."))
    return back_to(request, link("notices:mail", one.pk))


def _text(one: OutgoingMail, tenant: Tenant) -> str:
    """The mail's text without its keys and without what is for its reader alone; nothing where this release no longer
    writes such mail.
    """
    one.context = unread(one.context)
    try:
        return masks.masked(outbox.write(one, tenant).text)
    except (TemplateDoesNotExist, ValueError):
        return ""


def _facts(one: OutgoingMail) -> list[tuple[str, Any]]:
    return [
        (pgettext("a mail", "To"), f"{one.to_name} <{one.to_address}>" if one.to_address else one.to_name),
        (_("Kind"), MAIL_KINDS.get(one.kind, one.kind)),
        (_("Language"), dict(settings.LANGUAGES).get(one.language, one.language)),
        (_("Message-ID"), one.message_id),
        (_("Attempts"), one.attempts),
    ]


def _rows(found: QuerySet[OutgoingMail]) -> Iterator[list[Any]]:
    for one in found.defer("context", "calendar").iterator(chunk_size=2000):
        sent = one.sent_at.isoformat() if one.sent_at else ""
        yield [
            one.queued_at.isoformat(),
            one.to_name,
            one.to_address,
            one.kind,
            one.subject,
            one.state,
            sent,
            one.error,
        ]


def _actor(request: DistrictRequest) -> Actor:
    return request.actor
