"""A programme's rule for credit with its versions, and the keys that sign the district's certificates."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from groundswell.events.actions import badge_keys, credit_terms
from groundswell.events.actions.credentials import issuer_of
from groundswell.events.forms.credit import CreditTermsForm, RetireForm, WithdrawForm
from groundswell.events.queries import credentials as found
from groundswell.events.queries.programmes import get_programme_for
from groundswell.events.rules import credit_rules
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.doors import needs
from groundswell.kernel.links import absolute, link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest

EDIT = require_http_methods(["GET", "HEAD", "POST"])


@EDIT
@needs(Permission.EVENT_MANAGE)
def terms(request: DistrictRequest, programme_pk: int) -> HttpResponse:
    """Which version holds, which came before, and the next one."""
    programme = get_programme_for(request.actor, programme_pk, Permission.EVENT_MANAGE)
    versions = found.terms_by_programme([programme.pk]).get(programme.pk, [])
    today = clock.today(request.tenant.time_zone)
    form = CreditTermsForm(request.POST or None, last=versions[-1] if versions else None, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            credit_terms.set_terms(by=request.actor, programme=programme, **form.cleaned_data)
            messages.success(request, _("Kept as a new version."))
            return redirect(link("events:programme_credit", programme.pk))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    holds = credit_rules.in_force(versions, today)
    context = {
        "programme": programme,
        "form": form,
        "versions": [
            {"of": one, "said": credit_rules.in_words(one), "holds": one is holds}
            for one in reversed(versions)
        ],
        "back_url": link("events:programme", programme.pk),
    }
    return render(request, "events/programmes/credit.html", context, status=422 if form.errors else 200)


@needs(Permission.BADGE_KEYS)
@require_safe
def keys(request: DistrictRequest) -> HttpResponse:
    """Which key signs, which signed before, and how many certificates stand by each."""
    rows = list(found.keys_for(request.actor))
    signed = found.signed_with(rows)
    here = issuer_of(request.tenant, settings.GROUNDSWELL_URL).did
    shown = [{"of": one, "signed": signed[one.pk], "is_here": one.issuer == here} for one in rows]
    # They stand at the address that signs, whatever name this page was asked under.
    did_url = absolute(link("badges:did")) if any(one["is_here"] for one in shown) else ""
    context = {"keys": shown, "did_url": did_url}
    return render(request, "events/badge_keys/list.html", context)


@EDIT
@needs(Permission.BADGE_KEYS)
def retire_key(request: DistrictRequest, key_pk: int) -> HttpResponse:
    """Retire one: it signs no more, what it signed stands, and a new one signs from now on."""
    key = found.get_key_for(request.actor, key_pk)
    form = RetireForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            badge_keys.retire(by=request.actor, key=key, reason=form.cleaned_data["reason"])
            messages.success(
                request, _("Retired. A new key signs from now on; what the old one signed stands.")
            )
            return redirect(link("events:badge_keys"))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"key": key, "form": form, "signed": found.signed_with([key])[key.pk]}
    return render(request, "events/badge_keys/retire.html", context, status=422 if form.errors else 200)


@EDIT
@needs(Permission.BADGE_KEYS)
def withdraw_key(request: DistrictRequest, key_pk: int) -> HttpResponse:
    """One leaked: nothing that it signed is good any more, and the district's own certificates are signed again."""
    key = found.get_key_for(request.actor, key_pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            badge_keys.withdraw(by=request.actor, key=key, reason=form.cleaned_data["reason"])
            messages.success(
                request,
                _(
                    "Withdrawn. Certificates are being signed again with a new key, and each holder gets mail."
                ),
            )
            return redirect(link("events:badge_keys"))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"key": key, "form": form, "signed": found.signed_with([key])[key.pk]}
    return render(request, "events/badge_keys/withdraw.html", context, status=422 if form.errors else 200)
