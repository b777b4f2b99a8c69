"""The office's desk of who scores: readers, their conflicts, who reads what, how far everybody is."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from groundswell.cohorts.actions import assigning, readings, rubrics
from groundswell.cohorts.actions import readers as verbs
from groundswell.cohorts.choices import PhaseKind
from groundswell.cohorts.forms.readers import CapForm, SeedForm, WordForm
from groundswell.cohorts.models import AssignmentDesign, Reader, SelectionPhase
from groundswell.cohorts.queries import readers as found
from groundswell.cohorts.queries.rubrics import get_version_for, usable_for
from groundswell.cohorts.rules.assignment_words import reached_in_words, reasons_in_words
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel.doors import needs
from groundswell.kernel.exports import csv_response, wants_csv
from groundswell.kernel.htmx import page_or_fragment
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.roster.queries.doors import get_person_for
from groundswell.roster.queries.people import people_named

SHOWN = 12


@needs(Permission.CALL_MANAGE)
@require_safe
def desk(request: DistrictRequest, call_pk: int) -> HttpResponseBase:
    """Who scores in a call's reading (or its visits, ``?on=visit``), what each has and has done."""
    kind = PhaseKind.VISIT if request.GET.get("on") == PhaseKind.VISIT else PhaseKind.READING
    phase = found.phase_of(request.actor, call_pk, kind)
    if wants_csv(request):
        return _csv(request, phase)
    readers, loads = list(found.readers_of(phase)), found.loads_of(phase)
    design, is_reading = found.latest_design(phase), kind == PhaseKind.READING
    context = {
        "phase": phase,
        "is_reading": is_reading,
        "tabs": _tabs(request, call_pk, kind),
        "rows": [_row(one, loads, phase) for one in readers if one.dropped_at is None],
        "dropped": [one for one in readers if one.dropped_at is not None],
        "total": found.progress_of(loads),
        "anchors": found.anchors_of(phase) if is_reading else [],
        "short": found.short_of(phase) if is_reading else [],
        "usable": list(usable_for(phase)),
        "design": design,
        "is_asked": design is not None and design.status == found.ASKED,
        **(_in_words(phase, design, readers) if design is not None else {}),
    }
    return page_or_fragment(request, "cohorts/readers/desk.html", "cohorts/readers/_assignment.html", context)


@needs(Permission.CALL_MANAGE)
@require_safe
def find(request: DistrictRequest, phase_pk: int) -> HttpResponse:
    """Find somebody to add, by the first letters of a name."""
    phase = found.get_scored_phase_for(request.actor, phase_pk)
    text = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    people = people_named(request.actor, text, SHOWN) if text else []
    there = set(found.active_readers(phase).values_list("person_id", flat=True))
    rows = [(one, _place_of(one), one.pk in there) for one in people if not one.is_student]
    context = {"phase": phase, "text": text, "rows": rows, "back_url": _desk_of(phase)}
    return page_or_fragment(request, "cohorts/readers/find.html", "cohorts/readers/_found.html", context)


@needs(Permission.CALL_MANAGE)
@require_POST
def add(request: DistrictRequest, phase_pk: int, person_pk: int) -> HttpResponse:
    """Somebody scores in this phase."""
    phase, form = found.get_scored_phase_for(request.actor, phase_pk), CapForm(request.POST)
    person = get_person_for(request.actor, person_pk, Permission.PEOPLE_VIEW)
    cap = form.cleaned_data["load_cap"] if form.is_valid() else None
    said = _("%(name)s scores in this phase.") % {"name": person.name}
    return _done(
        request,
        link("cohorts:readers_find", phase.pk),
        lambda: verbs.add_reader(by=request.actor, phase=phase, person=person, load_cap=cap) and said,
    )


@needs(Permission.CALL_MANAGE)
@require_safe
def reader(request: DistrictRequest, pk: int) -> HttpResponse:
    """One reader: what they read, how far they are, conflicts. No score stands here."""
    one = found.get_reader_for(request.actor, pk)
    context = {
        "reader": one,
        "phase": one.phase,
        "readings": found.of_reader(one),
        "conflicts": found.conflicts_of(one),
        "cap": one.load_cap or one.phase.load_cap,
        "form": WordForm(),
        "back_url": _desk_of(one.phase),
    }
    return render(request, "cohorts/readers/reader.html", context)


@needs(Permission.CALL_MANAGE)
@require_POST
def drop(request: DistrictRequest, pk: int) -> HttpResponse:
    """They score no more; what is left goes to others."""
    one, form = found.get_reader_for(request.actor, pk), WordForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return _done(
        request,
        link("cohorts:reader", pk),
        lambda: (
            verbs.drop(by=request.actor, reader=one, reason=reason)
            and _("%(name)s scores no more. What was not finished is given to others.")
            % {"name": one.person.name}
        ),
    )


@needs(Permission.CALL_MANAGE)
@require_POST
def use(request: DistrictRequest, phase_pk: int) -> HttpResponse:
    """By which rubric this phase is scored."""
    phase = found.get_scored_phase_for(request.actor, phase_pk)
    given = request.POST.get("version", "")
    version = get_version_for(request.actor, int(given) if given.isdecimal() and len(given) < 19 else 0)
    return _done(
        request,
        _desk_of(phase),
        lambda: (
            rubrics.use(by=request.actor, phase=phase, version=version) and _("This phase is scored by it.")
        ),
    )


@needs(Permission.CALL_MANAGE)
@require_POST
def assign(request: DistrictRequest, phase_pk: int) -> HttpResponse:
    """Ask for an assignment; the worker works it out."""
    phase, form = found.get_scored_phase_for(request.actor, phase_pk), SeedForm(request.POST)
    seed = (form.is_valid() and form.cleaned_data["seed"]) or 1
    said = _("It is being worked out. You can leave this page.")
    return _done(
        request, _desk_of(phase), lambda: assigning.ask(by=request.actor, phase=phase, seed=seed) and said
    )


@needs(Permission.CALL_MANAGE)
@require_POST
def nudge(request: DistrictRequest, phase_pk: int) -> HttpResponse:
    """A mail to everybody who has something left, once a day."""
    phase = found.get_scored_phase_for(request.actor, phase_pk)

    def act() -> str:
        n = verbs.nudge(by=request.actor, phase=phase)
        none = _("Nobody to remind: all are done, or had a reminder today.")
        return (
            ngettext("%(n)s reader is reminded.", "%(n)s readers are reminded.", n) % {"n": n} if n else none
        )

    return _done(request, _desk_of(phase), act)


@needs(Permission.CALL_MANAGE)
@require_POST
def third(request: DistrictRequest, phase_pk: int) -> HttpResponse:
    """One reading more where the first ones lie apart."""
    phase = found.get_scored_phase_for(request.actor, phase_pk)

    def act() -> str:
        n = len(readings.ask_third(by=request.actor, phase=phase))
        given = ngettext(
            "%(n)s additional reading is given out.", "%(n)s additional readings are given out.", n
        )
        return given % {"n": n} if n else _("No school asks for a reading more at this moment.")

    return _done(request, _desk_of(phase), act)


def _done(request: DistrictRequest, back: str, act: Callable[[], Any]) -> HttpResponse:
    """Do it, say what it said (or why not), and go back."""
    try:
        messages.success(request, str(act()))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(back)


def _desk_of(phase: SelectionPhase) -> str:
    base = link("cohorts:readers", phase.call_id)
    return f"{base}?on=visit" if phase.kind == PhaseKind.VISIT else base


def _tabs(request: DistrictRequest, call_pk: int, kind: str) -> list[dict[str, Any]]:
    """Reading and visits; none where the call has only one of them."""
    base = link("cohorts:readers", call_pk)
    there = set(found.scored_phases_for(request.actor).filter(call=call_pk).values_list("kind", flat=True))
    ways = ((PhaseKind.READING, _("Reading"), base), (PhaseKind.VISIT, _("Visits"), f"{base}?on=visit"))
    return [
        {"label": label, "url": url, "current": kind == one, "count": None}
        for one, label, url in ways
        if len(there) > 1 and one in there
    ]


def _row(one: Reader, loads: dict[int, found.Load], phase: SelectionPhase) -> dict[str, Any]:
    load = loads.get(one.pk, found.Load())
    return {"reader": one, "load": load, "left": load.all - load.done, "cap": one.load_cap or phase.load_cap}


def _in_words(phase: SelectionPhase, design: AssignmentDesign, readers: list[Reader]) -> dict[str, Any]:
    said, names = design.said, {one.pk: one.person.name for one in readers}
    schools = found.school_names(phase) if said.get("reasons") else {}
    return {"reached": reached_in_words(said), "reasons": reasons_in_words(said, schools, names)}


def _place_of(person: Any) -> str:
    held = getattr(person, "held", [])
    return f"{held[0].get_role_display()}, {held[0].organisation.name}" if held else ""


def _csv(request: DistrictRequest, phase: SelectionPhase) -> HttpResponseBase:
    head = [_("Reader"), _("Limit"), _("Assigned"), _("Scored"), _("Begun"), _("Norming"), _("Conflicts")]

    def lines() -> Any:
        loads = found.loads_of(phase)
        for one in found.active_readers(phase):
            row = _row(one, loads, phase)
            load = row["load"]
            yield (
                one.person.name,
                row["cap"],
                load.all,
                load.done,
                load.begun,
                load.anchors_done,
                load.conflicts,
            )

    return csv_response(request.tenant, "readers.csv", head, lines)
