"""An application: written together, looked over, handed in; and all of a call for the office."""

import secrets
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundswell.cohorts.actions import applications as verbs
from groundswell.cohorts.actions.applications import save as keep
from groundswell.cohorts.choices import PartKind
from groundswell.cohorts.forms.applications import ApplicationsFilterForm, FileForm, WordsForm, WriterForm
from groundswell.cohorts.models import Application, ApplicationPart, Candidacy
from groundswell.cohorts.queries import applications as found
from groundswell.cohorts.queries.calls import get_call_for
from groundswell.cohorts.rules import applications as rules
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.doors import found_or_404, needs
from groundswell.kernel.exports import csv_response, wants_csv
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.kernel.uploads import LARGEST, MB, at_most
from groundswell.roster.models import Person
from groundswell.roster.queries.people import staff_of

PER_PAGE = 50
EDIT = require_http_methods(["GET", "HEAD", "POST"])


@needs(Permission.COHORT_VIEW)
@require_safe
def application(request: DistrictRequest, candidacy_pk: int) -> HttpResponse:
    """The application as it stands: to write for the school, to read for the office."""
    candidacy = found.get_school_candidacy_for(request.actor, candidacy_pk)
    there = Application.objects.filter(candidacy=candidacy).select_related("submitted_by").first()
    return page(request, candidacy, there)


@needs(Permission.SCHOOL_APPLY)
@require_POST
def begin(request: DistrictRequest, candidacy_pk: int) -> HttpResponse:
    """Open the school's application."""
    candidacy = found.get_school_candidacy_for(request.actor, candidacy_pk)
    return _done(request, candidacy_pk, lambda: verbs.begin(by=request.actor, candidacy=candidacy))


def _too_long(request: DistrictRequest, candidacy_pk: int, part_pk: int, *, size: int) -> HttpResponse:
    words = _("That is too much for one part: at most %(n)s characters are kept. Attach a file instead.")
    messages.error(request, words % {"n": f"{rules.LONGEST:,}"})
    there = found.get_own_application_for(request.actor, candidacy_pk)
    return page(request, there.candidacy, there, status=413)


@needs(Permission.COHORT_VIEW)
@at_most(MB, _too_long)
@EDIT
def part(request: DistrictRequest, candidacy_pk: int, part_pk: int) -> HttpResponse:
    """Everything that was ever saved of a part; a POST saves another wording."""
    if request.method == "POST":
        return _save(request, candidacy_pk, part_pk)
    there = found.get_own_application_for(request.actor, candidacy_pk)
    one = found.get_part_for(there, part_pk)
    rows = rules.worth_showing(found.wordings_of(there, one))
    newest = found.wordings_that_hold([there.pk]).get((there.pk, one.pk))
    context = {
        "candidacy": there.candidacy, "part": one, "rows": rows, "newest": newest, "trail": trail(there.candidacy),
        "is_open": _is_open(there),
    }  # fmt: skip
    return render(request, "cohorts/applications/part.html", context)


def _save(request: DistrictRequest, candidacy_pk: int, part_pk: int) -> HttpResponse:
    there = found.get_own_application_for(request.actor, candidacy_pk)
    one, form = found.get_part_for(there, part_pk), WordsForm(request.POST)
    if not form.is_valid():
        messages.error(
            request, _("That could not be read. Load the page again; what you wrote is still in the field.")
        )
        return page(request, there.candidacy, there, status=422)
    said = form.said()
    mine: dict[int, Any] = {one.pk: {"text": request.POST.get("text", "")}}
    try:
        saved = keep(by=request.actor, application=there, part=one, **said)
    except Refused as refusal:
        mine[one.pk]["refusal"] = str(refusal)
        return _answer(request, there, one, said, mine, status=422)
    if not saved.holds:
        mine[one.pk] |= {"newer": saved.newer, "seen": said["seen"]}
        return _answer(request, there, one, said, mine, status=409)
    return _answer(request, there, one, said, mine)


def _answer(
    request: DistrictRequest,
    there: Application,
    one: ApplicationPart,
    said: dict[str, Any],
    mine: dict[int, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """What became of a saving: the line under the field; without script the page, with the writer's own words in it."""
    if not request.htmx and status == 200:
        messages.success(request, _("Saved."))
        return redirect(f"{link('cohorts:application', there.candidacy_id)}#part-{one.pk}")
    if not request.htmx:
        return page(request, there.candidacy, there, mine=mine, status=status)
    [row] = [row for row in _parts(there, mine) if row["part"].pk == one.pk]
    context = {"row": row, "candidacy": there.candidacy, "is_writer": True, "is_open": _is_open(there)}
    return render(request, "cohorts/applications/_state.html", context)


@needs(Permission.SCHOOL_APPLY)
@require_POST
def let_write(request: DistrictRequest, candidacy_pk: int) -> HttpResponse:
    """Somebody of the school may write, too."""
    there = found.get_own_application_for(request.actor, candidacy_pk)
    people = _staff(there.candidacy)
    form = WriterForm(request.POST, people=people)
    if not form.is_valid():
        messages.error(request, _("Choose a person."))
        return _to(candidacy_pk)
    person = next(one for one in people if one.pk == form.cleaned_data["person"])
    return _done(
        request, candidacy_pk, lambda: verbs.let_write(by=request.actor, application=there, person=person)
    )


@needs(Permission.COHORT_VIEW)
@require_POST
def stop_writing(request: DistrictRequest, candidacy_pk: int, writer_pk: int) -> HttpResponse:
    """Somebody writes no more."""
    there = found.get_own_application_for(request.actor, candidacy_pk)
    writer = found_or_404(found.writers_of(there), pk=writer_pk)
    if writer.person_id == request.actor.person_id:
        verbs.stop_writing(by=request.actor, writer=writer)
        messages.success(request, _("You write this application no more."))
        return redirect(link("cohorts:cohorts"))
    return _done(request, candidacy_pk, lambda: verbs.stop_writing(by=request.actor, writer=writer))


@needs(Permission.COHORT_VIEW)
@EDIT
def submit(request: DistrictRequest, candidacy_pk: int) -> HttpResponse:
    """Look it over, then hand it in."""
    arrived = clock.now()
    there = found.get_own_application_for(request.actor, candidacy_pk)
    if request.method == "POST":
        try:
            verbs.submit(by=request.actor, application=there, arrived=arrived)
            return redirect(link("cohorts:receipt", candidacy_pk))
        except Refused as refusal:
            messages.error(request, str(refusal))
    rows = _parts(there, {})
    context = _about(request, there.candidacy, there) | {
        "rows": rows,
        "faults": [(row["part"], row["why_not"]) for row in rows if row["why_not"]],
        "trail": trail(there.candidacy),
    }
    return render(
        request, "cohorts/applications/submit.html", context, status=422 if request.method == "POST" else 200
    )


@needs(Permission.COHORT_VIEW)
@require_safe
def receipt(request: DistrictRequest, candidacy_pk: int) -> HttpResponse:
    """What was handed in, when, by whom, and its number, made anew from what is stored."""
    there = found.get_application_for(request.actor, candidacy_pk)
    held = found.as_handed_in(there)
    if held is None:
        return _to(candidacy_pk)
    context = _about(request, there.candidacy, there) | {
        "held": held,
        "rows": [(one, rules.words_in(one.text)) for one in held.parts],
        "is_same": rules.receipt_now(there) == there.receipt,
        "trail": trail(there.candidacy),
    }
    return render(request, "cohorts/applications/receipt.html", context)


@needs(Permission.CALL_MANAGE)
@require_safe
def applications(request: DistrictRequest, call_pk: int) -> HttpResponseBase:
    """How far the applications of a call are, school by school; ``?format=csv`` is the same list as a file."""
    call = get_call_for(request.actor, call_pk)
    deadline = rules.deadline_of(call)
    states = rules.Standing.choices
    form = ApplicationsFilterForm(request.GET, states=states)
    text, state = form.wanted()
    asked = found.applying(call, text)
    if wants_csv(request):
        name = f"applications-{call.pk}.csv"
        return csv_response(
            request.tenant, name, rules.csv_header(),
            lambda: rules.csv_rows(rules.standings(asked, deadline, clock.now(), state), request.tenant.time_zone),
        )  # fmt: skip
    page = Paginator(rules.standings(asked, deadline, clock.now(), state), PER_PAGE).get_page(
        request.GET.get("page")
    )
    counts = rules.counted(rules.standings(found.applying(call, ""), deadline, clock.now(), ""))
    query = request.GET.copy()
    query["format"] = "csv"
    context = {
        "call": call, "form": form, "page": page, "deadline": deadline, "csv_url": f"?{query.urlencode()}",
        "counts": counts,
        "handed_in": dict(counts)[rules.Standing.HANDED_IN],
        "trail": [(_("Calls"), link("cohorts:calls")), (call.name, link("cohorts:call", call.pk))],
    }  # fmt: skip
    return render(request, "cohorts/applications/list.html", context)


def page(
    request: DistrictRequest,
    candidacy: Candidacy,
    there: Application | None,
    *,
    mine: dict[int, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of an application. ``mine`` is what the reader just sent, by part: it stands in the fields."""
    context = _about(request, candidacy, there) | {"trail": trail(candidacy)[:-1]}
    if there is not None:
        rows = _parts(there, mine or {})
        context |= {
            "rows": rows,
            "ready": sum(row["is_ready"] for row in rows),
            "page_key": secrets.token_hex(8),
            "writers": list(found.writers_of(there)),
            "largest": LARGEST,
        }
        if context["is_lead"]:
            writing = {one.person_id for one in context["writers"]} | {request.actor.person_id}
            people = [one for one in _staff(candidacy) if one.pk not in writing]
            context["writer_form"] = WriterForm(people=people) if people else None
    return render(request, "cohorts/applications/application.html", context, status=status)


def _about(request: DistrictRequest, candidacy: Candidacy, there: Application | None) -> dict[str, Any]:
    now, deadline = clock.now(), rules.deadline_of(candidacy.call)
    is_writer = there is not None and found.may_write(request.actor, there)
    return {
        "candidacy": candidacy,
        "application": there,
        "deadline": deadline,
        "is_lead": request.actor.may(Permission.SCHOOL_APPLY, place=candidacy.school_id),
        "is_writer": is_writer,
        "is_open": rules.may_be_written(candidacy, deadline, now),
        "is_grace": deadline is not None and now >= deadline.closes_at and rules.takes(deadline, now),
        "is_over": deadline is not None and now >= deadline.closes_at and not rules.takes(deadline, now),
        "has_changed": there is not None and there.submitted_at is not None and found.changed_since(there),
    }


def _parts(there: Application, mine: dict[int, Any]) -> list[dict[str, Any]]:
    """A row for each part: what stands there, and what the reader just sent of it."""
    texts, files = found.wordings_that_hold([there.pk]), found.files_of(there)
    rows = []
    for one in found.parts_of(there.candidacy.call_id):
        newest = texts.get((there.pk, one.pk))
        own = mine.get(one.pk, {})
        held = [file for file in files if file.part_id == one.pk]
        state = rules.PartState(one, newest.text if newest else "", len(held))
        rows.append(
            {
                "part": one, "state": state, "newest": newest, "files": held, "is_ready": state.is_ready,
                "why_not": rules.not_ready(state), "is_files": one.kind == PartKind.FILES,
                "text": own.get("text", state.text), "newer": own.get("newer"), "refusal": own.get("refusal", ""),
                "seen": own["seen"] if own.get("newer") else newest.number if newest else 0,
                "form": own.get("form") or FileForm(auto_id=f"id_{one.pk}_%s"),
            }
        )  # fmt: skip
    return rows


def _staff(candidacy: Candidacy) -> list[Person]:
    people = {one.person_id: one.person for one in staff_of(candidacy.school, candidacy.tenant)}
    return list(people.values())


def _is_open(there: Application) -> bool:
    return rules.may_be_written(there.candidacy, rules.deadline_of(there.candidacy.call), clock.now())


def trail(candidacy: Candidacy) -> list[tuple[str, str]]:
    """The way back: the call as the school sees it, and the application."""
    return [
        (candidacy.call.name, link("cohorts:candidacy", candidacy.pk)),
        (_("Application"), link("cohorts:application", candidacy.pk)),
    ]


def _done(request: DistrictRequest, candidacy_pk: int, do: Any, said: Iterable[str] = ()) -> HttpResponse:
    try:
        do()
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _to(candidacy_pk)


def _to(candidacy_pk: int) -> HttpResponse:
    return redirect(link("cohorts:application", candidacy_pk))
