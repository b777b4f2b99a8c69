"""The demo's inbox: every mail that a real installation would have sent, with its links and calendar files."""

from email import message_from_bytes, policy

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import strip_tags
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from groundswell.kernel.doors import found_or_404, open_to_all
from groundswell.kernel.models import Tenant
from groundswell.kernel.tenancy import reading
from groundswell.notices.actions import outbox
from groundswell.notices.forms.mail import InboxFilter
from groundswell.notices.models import AccountMail, OutgoingMail
from groundswell.notices.queries import inbox

PER_PAGE = 50
LAST_PAGE = 200


@require_safe
@never_cache
@open_to_all("Demo only: there is no real mail in a demo, and outside of one the page does not exist.")
def mails(request: HttpRequest) -> HttpResponse:
    """Everybody's mail, newest first, filtered by address."""
    _demo_only()
    form = InboxFilter(request.GET)
    address = form.cleaned_data["to"].strip() if form.is_valid() else ""
    number = _page_number(request.GET.get("page", ""))
    entries = inbox.newest(address=address, limit=number * PER_PAGE + 1)
    start = (number - 1) * PER_PAGE
    context = {
        "form": form,
        "address": address,
        "entries": entries[start : start + PER_PAGE],
        "newer": number - 1,
        "older": number + 1 if len(entries) > number * PER_PAGE else 0,
    }
    return render(request, "notices/inbox/list.html", context)


@require_safe
@never_cache
@open_to_all("Demo only: there is no real mail in a demo, and outside of one the page does not exist.")
def mail(request: HttpRequest, box: str, pk: int) -> HttpResponse:
    """One mail in words, its links to follow, its calendar file to take along."""
    _demo_only()
    if box == inbox.SIGN_IN:
        sign_in = found_or_404(AccountMail.objects.all(), pk=pk)
        context = {"mail": sign_in, "text": _plain_text(sign_in), "box": box, "zone": "UTC"}
        return render(request, "notices/inbox/mail.html", context)
    tenant = found_or_404(Tenant.objects.all(), slug=box)
    with reading(tenant):
        one = found_or_404(OutgoingMail.objects.select_related("to_person"), pk=pk)
        letter = outbox.write(one, tenant)
    context = {
        "mail": one,
        "subject": letter.subject,
        "text": letter.text,
        "box": box,
        "zone": tenant.time_zone,
        "calendar": one.calendar,
    }
    return render(request, "notices/inbox/mail.html", context)


@require_safe
@never_cache
@open_to_all("Demo only: there is no real mail in a demo, and outside of one the page does not exist.")
def calendar(request: HttpRequest, box: str, pk: int) -> HttpResponse:
    """The calendar file of one mail."""
    _demo_only()
    tenant = found_or_404(Tenant.objects.all(), slug=box)
    with reading(tenant):
        mail = found_or_404(OutgoingMail.objects.select_related("to_person"), pk=pk)
        files = outbox.calendar_files(mail)
    if not files:
        raise Http404
    headers = {"Content-Disposition": 'attachment; filename="invite.ics"'}
    return HttpResponse(files[0], content_type="text/calendar; charset=utf-8", headers=headers)


def _demo_only() -> None:
    if not settings.GROUNDSWELL_DEMO:
        raise Http404


def _page_number(text: str) -> int:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 1
    return min(max(number, 1), LAST_PAGE)


def _plain_text(one: AccountMail) -> str:
    """What a sign-in mail says, as text: we show no foreign HTML."""
    message = message_from_bytes(bytes(one.raw), policy=policy.default)
    body = message.get_body(("plain", "html"))
    if body is None:
        return ""
    text = body.get_content()
    return text if body.get_content_subtype() == "plain" else strip_tags(text)
