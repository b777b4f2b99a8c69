"""Credit from elsewhere: brought by its owner, decided by a principal or the office; proofs leave as downloads."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundswell.events.actions import outside as verbs
from groundswell.events.choices import OutsideState
from groundswell.events.forms.outside import DecisionForm, OutsideForm
from groundswell.events.models import OutsideCredit
from groundswell.events.queries import outside as found
from groundswell.events.rules.refusals import Refused
from groundswell.kernel.doors import found_or_404, needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.kernel.uploads import download

EDIT = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 25
PRESSES: dict[str, Callable[..., Any]] = {
    "send": verbs.send,
    "take_back": verbs.take_back,
    "throw_away": verbs.throw_away,
}


@needs(Permission.CREDIT_APPROVE)
@require_safe
def to_decide(request: DistrictRequest) -> HttpResponse:
    """What waits for the reader's decision, the longest waiting first."""
    page = Paginator(found.to_decide(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "events/outside/list.html", {"page": page, "trail": _trail()})


@EDIT
@needs(Permission.EVENT_REGISTER)
def new(request: DistrictRequest) -> HttpResponse:
    """Bring credit from elsewhere; nobody sees it until it is sent."""
    form = OutsideForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = verbs.bring(by=request.actor, **form.said())
            messages.success(request, _("Kept. Nobody else sees it until you send it."))
            return _to(made)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _form(request, form, None)


@EDIT
@needs(Permission.EVENT_REGISTER)
def edit(request: DistrictRequest, credit_pk: int) -> HttpResponse:
    """Change it, or add proofs, while it is not sent."""
    there = found.get_own_credit_for(request.actor, credit_pk)
    form = OutsideForm(request.POST or None, request.FILES or None, credit=there)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.change(by=request.actor, credit=there, **form.said())
            messages.success(request, _("Kept."))
            return _to(there)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _form(request, form, there)


@needs(Permission.EVENT_REGISTER)
@require_safe
def credit(request: DistrictRequest, credit_pk: int) -> HttpResponse:
    """One's own, with what to do next; or somebody's, to decide about."""
    return _page(request, found.get_credit_for(request.actor, credit_pk))


@needs(Permission.EVENT_REGISTER)
@require_POST
def press(request: DistrictRequest, credit_pk: int) -> HttpResponse:
    """Send it, take it back, or throw it away."""
    there = found.get_own_credit_for(request.actor, credit_pk)
    what = request.POST.get("do", "")
    if what not in PRESSES:
        return _to(there)
    try:
        PRESSES[what](by=request.actor, credit=there)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _to(there)
    if what == "throw_away":
        messages.success(request, _("It is gone, with its files."))
        return redirect(link("events:learning"))
    said = {"send": _("Sent. You get mail when it is decided."), "take_back": _("You have it back.")}
    messages.success(request, said[what])
    return _to(there)


@needs(Permission.CREDIT_APPROVE)
@require_POST
def decide(request: DistrictRequest, credit_pk: int) -> HttpResponse:
    """Approve it, send it back, or decline it."""
    there = found.get_to_decide_for(request.actor, credit_pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, there, form)
    try:
        verbs.decide(by=request.actor, credit=there, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, there, form)
    messages.success(request, _("Decided. %(name)s gets mail.") % {"name": there.person.name})
    return redirect(link("events:outside_list"))


@needs(Permission.EVENT_REGISTER)
@require_safe
def proof(request: DistrictRequest, credit_pk: int, proof_pk: int) -> HttpResponse:
    """A proof as a download. It never opens inside our pages, whatever is in it."""
    there = found.get_proof_for(request.actor, credit_pk, proof_pk)
    return download(there.name, there.kind, bytes(there.content))


@needs(Permission.EVENT_REGISTER)
@require_POST
def remove_proof(request: DistrictRequest, credit_pk: int, proof_pk: int) -> HttpResponse:
    """Take a file away while it is not sent."""
    there = found.get_own_credit_for(request.actor, credit_pk)
    one = found_or_404(found.proofs_of(there).select_related("credit__person"), pk=proof_pk)
    try:
        verbs.remove_proof(by=request.actor, proof=one)
        messages.success(request, _("The file is gone."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _to(there)


def _page(request: DistrictRequest, there: OutsideCredit, form: DecisionForm | None = None) -> HttpResponse:
    actor, proofs = request.actor, list(found.proofs_of(there))
    context: dict[str, Any] = {"credit": there, "proofs": proofs, "trail": _trail()}
    if actor.person_id in (there.person_id, there.person.merged_into_id):
        context |= {"is_own": True, "is_open": there.state in verbs.STILL_THEIRS}
    else:
        sent = there.sent_at.isoformat() if there.sent_at else ""
        context |= {
            "form": form or DecisionForm(initial={"sent_at": sent}),
            "may_decide": there.state == OutsideState.SENT,
            "may_mend": there.state == OutsideState.APPROVED,
            "trail": [
                *_trail(),
                (pgettext("credit from elsewhere", "To decide"), link("events:outside_list")),
            ],
            "twice": found.sent_twice(actor, there, proofs),
        }
    status = 422 if form is not None else 200
    return render(request, "events/outside/credit.html", context, status=status)


def _form(request: DistrictRequest, form: OutsideForm, there: OutsideCredit | None) -> HttpResponse:
    context = {
        "form": form,
        "credit": there,
        "proofs": list(found.proofs_of(there)) if there is not None else [],
        "back_url": link("events:outside", there.pk) if there is not None else link("events:learning"),
        "trail": _trail(),
    }
    return render(request, "events/outside/form.html", context, status=422 if form.errors else 200)


def _trail() -> list[tuple[str, str]]:
    return [(_("Learn"), link("events:list")), (_("My learning"), link("events:learning"))]


def _to(there: OutsideCredit) -> HttpResponse:
    return redirect(link("events:outside", there.pk))
