"""Attendance on paper: a sheet to sign, and the page on which it is typed in afterwards."""

import json

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from groundswell.events.actions import attendance as verbs
from groundswell.events.actions.arrivals import Written
from groundswell.events.forms.attendance import PaperForm
from groundswell.events.models import Meeting, Registration
from groundswell.events.queries import attendance
from groundswell.events.rules.addresses import list_of
from groundswell.events.rules.refusals import Refused
from groundswell.events.views import sheets
from groundswell.events.views.door import frame_of
from groundswell.kernel.doors import needs
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest

ON_A_PAGE = 200  # three fields each; a browser may send a thousand
A_FEW = 5  # names in one message; a cookie holds no more than a dozen messages
EMPTY_LINES = range(8)  # for those who come without a seat


@needs(Permission.ATTENDANCE_TAKE)
@require_safe
def sign_in(request: DistrictRequest, meeting_pk: int) -> HttpResponse:
    """A sheet to print: a line for each seat to sign on, and some for who comes without one."""
    meeting = attendance.get_meeting_for(request.actor, meeting_pk)
    context = frame_of(request, meeting) | {
        "seats": attendance.sheet(meeting.section),
        "empty_lines": EMPTY_LINES,
        "leaders": attendance.facilitators_of(meeting.section),
    }
    return render(request, "events/checkin/sign_in.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ATTENDANCE_TAKE)
def type_in(request: DistrictRequest, meeting_pk: int) -> HttpResponse:
    """Type in what was signed: one row per seat, by keyboard alone, sent at once."""
    meeting = attendance.get_meeting_for(request.actor, meeting_pk)
    page = Paginator(attendance.sheet(meeting.section), ON_A_PAGE).get_page(request.GET.get("page"))
    noted = attendance.arrivals_at(meeting)
    shown = [(seat, noted.get(seat.pk)) for seat in page]
    form = PaperForm(request.POST or None, shown=shown, meeting=meeting, zone=request.tenant.time_zone)
    if request.method == "POST" and form.is_valid():
        try:
            notes = form.notes(_versions(request.POST.get("versions", "")))
            written = verbs.type_in(by=request.actor, meeting=meeting, notes=notes)
            _tell(request, meeting, written)
            return redirect(list_of(meeting))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    versions = {str(seat.pk): attendance.version(there) for seat, there in shown}
    context = frame_of(request, meeting) | {
        "form": form,
        "page": page,
        "versions": request.POST.get("versions") or json.dumps(versions),
    }
    return render(request, "events/checkin/paper.html", context, status=422 if form.errors else 200)


def _versions(told: str) -> dict[str, str]:
    try:
        found = json.loads(told)
    except ValueError:
        return {}
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def _tell(request: DistrictRequest, meeting: Meeting, written: Written) -> None:
    kept = len(written.arrivals)
    said = ngettext("%(n)s note was typed in.", "%(n)s notes were typed in.", kept)
    messages.success(request, said % {"n": kept})
    if stayed := [note.registration for note, _there in written.conflicts]:
        messages.warning(request, _what_stayed(request, meeting, stayed))


def _what_stayed(request: DistrictRequest, meeting: Meeting, stayed: list[Registration]) -> str:
    if len(stayed) == 1:
        there = attendance.arrivals_at(meeting).get(stayed[0].pk)
        why = sheets.conflict_in_words(there, request.tenant.time_zone)
        told = _("%(name)s: %(why)s That stays; change it on the list if the paper is right.")
        return told % {"name": stayed[0].person.name, "why": why}
    names = ", ".join(one.person.name for one in stayed[:A_FEW]) + (" …" if len(stayed) > A_FEW else "")
    told = _(
        "Of %(n)s people something else was noted meanwhile: %(names)s. "
        "That stays; change it on the list if the paper is right."
    )
    return told % {"n": len(stayed), "names": names}
