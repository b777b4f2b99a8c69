"""Reading: what is mine to read, one application beside its rubric, kept as it is typed."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundswell.cohorts.actions import readers as reader_verbs
from groundswell.cohorts.actions import readings as verbs
from groundswell.cohorts.actions.readings import save as keep_draft
from groundswell.cohorts.choices import ReadingPurpose, ReadingState
from groundswell.cohorts.forms.readers import WordForm
from groundswell.cohorts.forms.readings import ReadingForm
from groundswell.cohorts.models import Reading, RubricCriterion
from groundswell.cohorts.queries import readings as found
from groundswell.cohorts.queries.rubrics import criteria_of
from groundswell.cohorts.rules.readings import Newer
from groundswell.cohorts.rules.refusals import Refused
from groundswell.cohorts.rules.rubrics import shares
from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest

EDIT = require_http_methods(["GET", "HEAD", "POST"])


@needs(Permission.COHORT_VIEW)
@never_cache
@require_safe
def readings(request: DistrictRequest) -> HttpResponse:
    """What is mine to read, what waits for the norming, what is done."""
    rows = list(found.my_readings(request.actor).order_by("phase__closes_at", "pk"))
    left = [one for one in rows if one.state != ReadingState.DONE]
    anchors = [one for one in left if one.purpose == ReadingPurpose.NORMING]
    waits = found.phases_in_norming([one.phase_id for one in left])
    real = [one for one in left if one.purpose != ReadingPurpose.NORMING]
    context = {
        "anchors": anchors,
        "open": [one for one in real if _is_ready(one, anchors, waits)],
        "later": [one for one in real if not _is_ready(one, anchors, waits)],
        "done": [one for one in rows if one.state == ReadingState.DONE],
        "norming": sorted({one.phase_id for one in rows if one.purpose == ReadingPurpose.NORMING}),
    }
    return render(request, "cohorts/readings/list.html", context)


@EDIT
@needs(Permission.COHORT_VIEW)
@never_cache
def reading(request: DistrictRequest, pk: int) -> HttpResponse:
    """The application on one side, the rubric on the other. Without script it is a plain form."""
    one = found.get_reading_for(request.actor, pk)
    criteria = criteria_of(one.phase.rubric_id) if one.phase.rubric_id else []
    if request.method != "POST":
        return _page(request, one, criteria, _form(one, criteria))
    form = ReadingForm(request.POST, criteria=criteria, rubric=one.phase.rubric)
    if not form.is_valid():
        why = " ".join(map(str, form.non_field_errors()))
        return _page(request, one, criteria, form, why=why, status=422)
    is_last = request.POST.get("do") == "finish"
    try:
        act = verbs.finish if is_last else keep_draft
        done = act(by=request.actor, reading=one, **form.said())
    except Newer as newer:
        return _page(request, one, criteria, form, why=str(newer), is_newer=True, status=409)
    except Refused as refusal:
        return _page(request, one, criteria, form, why=str(refusal), status=422)
    if is_last:
        messages.success(request, _("Finished: %(total)s. Thank you.") % {"total": done.total})
        return redirect(link("cohorts:reading", pk))
    messages.success(request, _("Kept. Only you can see it until you finish."))
    return redirect(link("cohorts:reading", pk))


@needs(Permission.COHORT_VIEW)
@require_POST
def keep(request: DistrictRequest, pk: int) -> HttpResponse:
    """The draft as it is now, for the script: 200 with the revision, 409 with what stands, 422 with why not."""
    one = found.get_reading_for(request.actor, pk)
    criteria = criteria_of(one.phase.rubric_id) if one.phase.rubric_id else []
    form = ReadingForm(request.POST, criteria=criteria, rubric=one.phase.rubric)
    if not form.is_valid():
        why = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return JsonResponse({"why": why}, status=422)
    try:
        kept = keep_draft(by=request.actor, reading=one, **form.said())
    except Newer as newer:
        stands = found.get_reading_for(request.actor, pk)
        told = {"why": str(newer), "revision": stands.revision, "values": _values(stands)}
        return JsonResponse(told, status=409)
    except Refused as refusal:
        return JsonResponse({"why": str(refusal)}, status=422)
    return JsonResponse({"revision": kept.revision})


@needs(Permission.COHORT_VIEW)
@require_POST
def conflict(request: DistrictRequest, pk: int) -> HttpResponse:
    """I am too near to this school: somebody else reads it."""
    one, form = found.get_reading_for(request.actor, pk), WordForm(request.POST)
    said = form.cleaned_data["reason"] if form.is_valid() else ""
    if one.candidacy is None:
        return redirect(link("cohorts:reading", pk))
    try:
        reader_verbs.declare(by=request.actor, reader=one.reader, candidacy=one.candidacy, said=said)
        messages.success(request, _("Thank you for saying so. Somebody else reads it."))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(link("cohorts:reading", pk))
    return redirect(link("cohorts:readings"))


@needs(Permission.CALL_MANAGE)
@require_POST
def reopen(request: DistrictRequest, pk: int) -> HttpResponse:
    """The office lets a reader change what they finished."""
    one, form = found.get_reading_to_reopen_for(request.actor, pk), WordForm(request.POST)
    try:
        verbs.reopen(
            by=request.actor, reading=one, reason=form.cleaned_data["reason"] if form.is_valid() else ""
        )
        messages.success(request, _("It is open again for its reader. The journal keeps what it said."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(link("cohorts:reader", one.reader_id))


@needs(Permission.COHORT_VIEW)
@require_safe
def file(request: DistrictRequest, pk: int, file_pk: int) -> HttpResponse:
    """A file of the application, to be saved: no browser shows it as a page of ours."""
    one = found.get_file_for(request.actor, pk, file_pk)
    answer = HttpResponse(bytes(one.content), content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(one.name)}"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _is_ready(one: Reading, anchors: list[Reading], waits: set[int]) -> bool:
    mine = any(other.phase_id == one.phase_id for other in anchors)
    return one.purpose == ReadingPurpose.VISIT or not (mine or one.phase_id in waits)


def _form(one: Reading, criteria: list[RubricCriterion]) -> ReadingForm:
    return ReadingForm(initial=_values(one), criteria=criteria, rubric=one.phase.rubric)


def _values(one: Reading) -> dict[str, Any]:
    """What stands, by the names of the form's fields."""
    levels, notes = found.levels_of(one)
    return {
        "revision": one.revision,
        "comment": one.comment,
        "for_school": one.for_school,
        **{f"level-{pk}": level for pk, level in levels.items()},
        **{f"note-{pk}": note for pk, note in notes.items()},
    }


def _page(
    request: DistrictRequest,
    one: Reading,
    criteria: list[RubricCriterion],
    form: ReadingForm,
    *,
    why: str = "",
    is_newer: bool = False,
    status: int = 200,
) -> HttpResponse:
    application, parts = found.as_handed_in(one.candidacy_id) if one.candidacy_id else (None, [])
    stands = found.get_reading_for(request.actor, one.pk) if is_newer else one
    is_done = stands.state == ReadingState.DONE
    context = {
        "reading": one,
        "application": application,
        "parts": parts,
        "anchor_parts": one.anchor.parts if one.anchor else [],
        "form": form,
        "criteria": _criteria(criteria, form, stands if is_newer or is_done else None),
        "why": why,
        "is_newer": is_newer,
        "revision": stands.revision if is_newer else form["revision"].value(),
        "stands": stands,
        "not_now": "" if is_done else verbs.why_not_now(one),
        "is_done": is_done,
        "others": found.others_of(one),
        "title": one.anchor.title if one.anchor else one.candidacy.school.name if one.candidacy else "",
    }
    return render(request, "cohorts/readings/reading.html", context, status=status)


def _criteria(
    criteria: list[RubricCriterion], form: ReadingForm, stands: Reading | None
) -> list[dict[str, Any]]:
    """Each criterion with its share, its levels and fields, and what stands where that is shown beside."""
    parts = shares([one.weight for one in criteria])
    levels, notes = found.levels_of(stands) if stands is not None else ({}, {})
    return [
        {
            "row": one,
            "share": share,
            "levels": list(one.levels.all()),
            "name": f"level-{one.pk}",
            "chosen": str(form[f"level-{one.pk}"].value() or ""),
            "note": form[f"note-{one.pk}"],
            "level": levels.get(one.pk),
            "said": notes.get(one.pk, ""),
        }
        for one, share in zip(criteria, parts, strict=True)
    ]
