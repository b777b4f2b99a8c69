"""Files of an application: put there by the school, handed out as downloads."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from groundswell.cohorts.actions import attachments as verbs
from groundswell.cohorts.forms.applications import FileForm
from groundswell.cohorts.queries import applications as found
from groundswell.cohorts.rules.refusals import Refused
from groundswell.cohorts.views.applications import page
from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.kernel.uploads import LARGEST, ROOM_FOR_THE_FORM, at_most, download, too_large


def _too_large(request: DistrictRequest, candidacy_pk: int, part_pk: int, *, size: int) -> HttpResponse:
    there = found.get_own_application_for(request.actor, candidacy_pk)
    form = FileForm({}, auto_id=f"id_{part_pk}_%s")
    form.errors.clear()
    form.add_error("file", too_large(_("The file"), size))
    return page(request, there.candidacy, there, mine={part_pk: {"form": form}}, status=413)


@needs(Permission.COHORT_VIEW)
@at_most(LARGEST + ROOM_FOR_THE_FORM, _too_large)
@require_POST
def attach(request: DistrictRequest, candidacy_pk: int, part_pk: int) -> HttpResponse:
    """Put a file with a part."""
    there = found.get_own_application_for(request.actor, candidacy_pk)
    part = found.get_part_for(there, part_pk)
    form = FileForm(request.POST, request.FILES, auto_id=f"id_{part_pk}_%s")
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            verbs.attach(by=request.actor, application=there, part=part, name=file.name, content=file.read())
            messages.success(request, _("“%(name)s” is there.") % {"name": file.name})
            return _to(candidacy_pk, part_pk)
        except Refused as refusal:
            form.add_error("file", str(refusal))
    return page(request, there.candidacy, there, mine={part_pk: {"form": form}}, status=422)


@needs(Permission.COHORT_VIEW)
@require_POST
def detach(request: DistrictRequest, candidacy_pk: int, attachment_pk: int) -> HttpResponse:
    """Take a file away."""
    there = found.get_own_application_for(request.actor, candidacy_pk)
    file = found.get_file_of(there, attachment_pk)
    try:
        verbs.detach(by=request.actor, attachment=file)
        messages.success(request, _("“%(name)s” is taken away.") % {"name": file.name})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _to(candidacy_pk, file.part_id)


@needs(Permission.COHORT_VIEW)
@require_safe
def attachment(request: DistrictRequest, attachment_pk: int) -> HttpResponse:
    """A file as a download."""
    file = found.get_attachment_for(request.actor, attachment_pk)
    return download(file.name, file.kind, bytes(file.content))


def _to(candidacy_pk: int, part_pk: int) -> HttpResponse:
    return redirect(f"{link('cohorts:application', candidacy_pk)}#part-{part_pk}")
