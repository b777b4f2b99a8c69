"""Needs that people raise, and what the office answers."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from groundswell.events.actions import requests as verbs
from groundswell.events.forms.programmes import AnswerForm, NeedForm
from groundswell.events.queries.requests import get_request_for, requests_for
from groundswell.events.rules.refusals import Refused
from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest

EDIT = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 20


@needs(Permission.EVENT_REGISTER)
@require_safe
def request_list(request: DistrictRequest) -> HttpResponse:
    """One's own needs and what came of them; for the office everybody's."""
    context = {
        "page": Paginator(requests_for(request.actor), PER_PAGE).get_page(request.GET.get("page")),
        "office": request.actor.may(Permission.EVENT_MANAGE),
        "trail": [(_("Learn"), link("events:list"))],
    }
    return render(request, "events/requests/list.html", context)


@EDIT
@needs(Permission.EVENT_REGISTER)
def raise_need(request: DistrictRequest) -> HttpResponse:
    """Say what is needed; the office sees it."""
    form = NeedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.raise_need(by=request.actor, **form.cleaned_data)
            messages.success(request, _("The office has it. You get mail when there is an answer."))
            return redirect(link("events:request_list"))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "back_url": link("events:request_list"), "trail": _trail()}
    return render(request, "events/requests/form.html", context, status=422 if form.errors else 200)


@EDIT
@needs(Permission.EVENT_MANAGE)
def answer(request: DistrictRequest, request_pk: int) -> HttpResponse:
    """An event answers it, or the office says why not."""
    need = get_request_for(request.actor, request_pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            if clean["event"]:
                verbs.answer(by=request.actor, request=need, event=clean["event"])
            else:
                verbs.decline(by=request.actor, request=need, reason=clean["reason"])
            messages.success(request, _("Answered. The person who asked gets mail."))
            return redirect(link("events:request_list"))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"need": need, "form": form, "back_url": link("events:request_list"), "trail": _trail()}
    return render(request, "events/requests/answer.html", context, status=422 if form.errors else 200)


def _trail() -> list[tuple[str, str]]:
    return [(_("Learn"), link("events:list")), (_("What people ask for"), link("events:request_list"))]
