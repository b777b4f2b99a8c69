"""The certificate of a section that one attended: asked for, shown, printed, and taken back by the office."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundswell.events.actions import credentials as verbs
from groundswell.events.forms.certificates import ReasonForm
from groundswell.events.models import Credential
from groundswell.events.queries.attendance import facilitators_of
from groundswell.events.queries.credentials import get_credential_for
from groundswell.events.queries.learning import get_attended_for
from groundswell.events.rules import certificates
from groundswell.events.rules.refusals import Refused
from groundswell.events.views.transcript import pdf_response
from groundswell.kernel.doors import needs
from groundswell.kernel.htmx import back_to
from groundswell.kernel.links import absolute, link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest

PAPER = "events/papers/certificate.html"


@needs(Permission.EVENT_REGISTER)
@require_POST
def issue(request: DistrictRequest, registration_pk: int) -> HttpResponse:
    """Make the certificate of a seat, or find the one that stands."""
    seat = get_attended_for(request.actor, registration_pk)
    try:
        made = verbs.issue(by=request.actor, registration=seat)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return back_to(request, link("events:learning"))
    return redirect(link("events:certificate", made.pk))


@needs(Permission.EVENT_REGISTER)
@require_safe
def certificate(request: DistrictRequest, certificate_pk: int) -> HttpResponse:
    """The certificate as it will be on paper; one that was taken back leads to the page that says so."""
    found = get_credential_for(request.actor, certificate_pk)
    if found.revoked_at is not None:
        return redirect(link("badges:check", found.number))
    office = request.actor.may(Permission.EVENT_MANAGE)
    holder = found.registration.person_id
    oneself = holder == request.actor.person_id
    context = _paper_of(request, found) | {
        "pdf_url": link("events:certificate_pdf", found.pk),
        "badge_url": link("badges:credential", found.number),
        "back_url": link("events:learning") if oneself or not office else link("events:learning_of", holder),
        "take_back_url": link("events:certificate_take_back", found.pk) if office else "",
    }
    return render(request, PAPER, context)


@needs(Permission.EVENT_REGISTER)
@require_safe
def certificate_pdf(request: DistrictRequest, certificate_pk: int) -> HttpResponse:
    """The same as tagged PDF."""
    found = get_credential_for(request.actor, certificate_pk)
    if found.revoked_at is not None:
        return redirect(link("badges:check", found.number))
    paper = _paper_of(request, found)
    title = _("Certificate: %(title)s") % {"title": paper["paper"].title}
    page = link("events:certificate", found.pk)
    return pdf_response(request, PAPER, paper, title=title, name=f"{found.number}.pdf", page=page)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EVENT_MANAGE)
def take_back(request: DistrictRequest, certificate_pk: int) -> HttpResponse:
    """For the office: why a certificate no longer stands. Whoever checks it is told that it doesn't, not why."""
    found = get_credential_for(request.actor, certificate_pk)
    form = ReasonForm(request.POST or None)
    back = link("events:learning_of", found.registration.person_id)
    if request.method == "POST" and form.is_valid():
        verbs.revoke(by=request.actor, credential=found, reason=form.cleaned_data["reason"])
        messages.success(
            request, _("The certificate %(number)s no longer stands.") % {"number": found.number}
        )
        return redirect(back)
    context = {"certificate": found, "person": found.registration.person, "form": form, "back_url": back}
    return render(request, "events/papers/take_back.html", context, status=422 if form.errors else 200)


def _paper_of(request: DistrictRequest, found: Credential) -> dict[str, Any]:
    leaders = [person.name for person in facilitators_of(found.registration.section)]
    check_url = absolute(link("badges:check", found.number))
    return {"paper": certificates.paper(found, leaders, request.tenant, check_url)}
