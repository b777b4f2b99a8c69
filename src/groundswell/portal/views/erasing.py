"""Erase a person, and hand out a copy of what is held about them. What can't be undone says so."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from groundswell.kernel.doors import needs
from groundswell.kernel.htmx import back_to
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.roster.actions import copies, erasure
from groundswell.roster.forms.lives import EraseForm
from groundswell.roster.queries import lives
from groundswell.roster.queries.doors import get_person_for
from groundswell.roster.rules.lives import Refused


@needs(Permission.PEOPLE_ERASE)
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: DistrictRequest, pk: int) -> HttpResponse:
    """What goes, what stays, and a form that can't be sent by accident."""
    person = get_person_for(request.actor, pk, Permission.PEOPLE_ERASE)
    rows = lives.rows_of(person)
    words = frozenset({person.family_name, person.email}) - {""}
    form = EraseForm(request.POST or None, words=words)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            return _erased(request, person, form)
        status = 400
    context = {"person": person, "form": form, "joined": [row for row in rows if row.pk != person.pk]}
    return render(request, "portal/lives/erase.html", context, status=status)


def _erased(request: DistrictRequest, person: Any, form: EraseForm) -> HttpResponse:
    given = {name: form.cleaned_data[name] for name in ("ground", "reference")}
    try:
        erasure.erase_person(by=request.actor, person=person, **given)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return back_to(request, link("portal:person_erase", person.pk))
    messages.success(request, _("Erased. The change logs of earlier imports follow within a minute."))
    return back_to(request, link("roster:erasures"))


@needs(Permission.TODAY_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: DistrictRequest, pk: int) -> HttpResponseBase:
    """A copy of everything that is held about somebody: one's own, or another's for who may hand it out."""
    person = get_person_for(request.actor, pk, Permission.PEOPLE_VIEW)
    oneself = person.pk == request.actor.person_id
    if not oneself and not request.actor.may(Permission.PEOPLE_EXPORT):
        raise PermissionDenied
    if request.method != "POST":
        return render(request, "portal/lives/copy.html", {"person": person, "oneself": oneself})
    try:
        made = copies.export_person(by=request.actor, person=person)
    except copies.TooOften as refusal:
        context = {"person": person, "oneself": oneself, "refusal": str(refusal)}
        return render(request, "portal/lives/copy.html", context, status=429)
    name = f"groundswell-{request.tenant.slug}-person-{person.pk}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(copies.zipped(made), content_type="application/zip", headers=headers)
