"""The office's form of one section: who leads it, when people may register, how its seats are given."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from groundswell.events.actions.arranging import arrange
from groundswell.events.actions.policy import FIELDS
from groundswell.events.forms.policy import SectionForm
from groundswell.events.queries.events import get_one_section_for
from groundswell.events.rules import standing, words
from groundswell.events.rules.clashes import InTwoPlaces
from groundswell.events.rules.refusals import Refused
from groundswell.events.views.places import frame_of
from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EVENT_MANAGE)
def edit(request: DistrictRequest, section_pk: int) -> HttpResponse:
    """Seats that open are given to the line at once; nobody loses a seat."""
    section = get_one_section_for(request.actor, section_pk, Permission.EVENT_MANAGE)
    zone = request.tenant.time_zone
    form = SectionForm(request.POST or None, section=section, zone=zone)
    clash: InTwoPlaces | None = None
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            arrange(
                by=request.actor,
                section=section,
                facilitators=clean["leads"],
                window=clean["window"],
                version=clean["version"],
                for_each_school=clean["for_each_school"],
                despite_clash=request.POST.get("despite", ""),
                **_policy(clean),
            )
            messages.success(request, _("Saved. Seats that opened were given to the line."))
            return redirect(link("events:section_seats", section.pk))
        except InTwoPlaces as found:
            clash = found
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = frame_of(section) | {
        "form": form,
        "clash": clash,
        "when": words.when(section, zone),
        "lesson": standing.lesson(section),
    }
    return render(request, "events/section_form.html", context, status=422 if clash or form.errors else 200)


def _policy(clean: dict[str, Any]) -> dict[str, Any]:
    return {name: clean[name] for name in FIELDS if name in clean}
