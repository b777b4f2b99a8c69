"""One wave beside another that asked the same."""

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language

from groundswell.kernel.doors import needs
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.surveys.queries.change import comparable_with
from groundswell.surveys.queries.waves import get_wave_for
from groundswell.surveys.rules.change import change_between
from groundswell.surveys.views.results import tabs_of


@needs(Permission.RESULTS_VIEW)
def change(request: DistrictRequest, pk: int) -> HttpResponseBase:
    """What can be compared with this wave, and (``?with=12``) how the answers changed between the two."""
    actor = request.actor
    found = get_wave_for(actor, pk, Permission.RESULTS_VIEW)
    others = comparable_with(actor, found)
    chosen = request.GET.get("with", "")
    result = None
    if chosen.isdecimal() and len(chosen) < 19:
        other = get_wave_for(actor, int(chosen), Permission.RESULTS_VIEW)
        result = change_between(found, other, get_language() or actor.tenant.language)
    context = {
        "wave": found,
        "others": others,
        "chosen": chosen,
        "change": result,
        "tabs": tabs_of(found, "wave_change"),
    }
    return render(request, "surveys/results/change.html", context)
