"""Settings of a district, for its IT: the clock and the language, and where everything else is set."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from groundswell.kernel.doors import needs
from groundswell.kernel.htmx import back_to
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.portal.forms import ClockForm
from groundswell.portal.queries.clock import meaning_of
from groundswell.roster.actions import districts
from groundswell.roster.rules.lives import Refused


@needs(Permission.ROSTER_IMPORT)
@require_safe
def settings(request: DistrictRequest) -> HttpResponse:
    """The district's own clock and language, and the way to every other setting."""
    context = {
        "form": ClockForm(tenant=request.tenant),
        "may_erase": request.actor.may(Permission.PEOPLE_ERASE),
        "may_keep_calendar": request.actor.may(Permission.CALENDAR_MANAGE),
        "may_see_mail": request.actor.may(Permission.MAIL_VIEW),
    }
    return render(request, "portal/settings/settings.html", context)


@needs(Permission.ROSTER_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def clock(request: DistrictRequest) -> HttpResponse:
    """What another clock or language would mean (``?time_zone=…&language=…``), and the button that sets it."""
    if request.method != "POST" and not request.GET:
        return redirect(link("portal:settings"))
    tenant = request.tenant
    form = ClockForm(request.POST if request.method == "POST" else request.GET, tenant=tenant)
    if not form.is_valid():
        return render(request, "portal/settings/settings.html", {"form": form}, status=400)
    zone, language = form.cleaned_data["time_zone"], form.cleaned_data["language"]
    if request.method == "POST":
        try:
            districts.set_clock(by=request.actor, time_zone=zone, language=language)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Set. Every page counts in the new clock from now on."))
        return back_to(request, link("portal:settings"))
    context = {
        "form": form,
        "meaning": meaning_of(tenant, zone),
        "new_zone": "" if zone == tenant.time_zone else zone.replace("_", " "),
        "old_zone": tenant.time_zone.replace("_", " "),
        "new_language": ""
        if language == tenant.language
        else dict(form.fields["language"].choices)[language],  # type: ignore[attr-defined]
    }
    return render(request, "portal/settings/clock.html", context)
