"""Events as a file: take them out, bring them in, and look at what would change before anything does."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from groundswell.events.actions import exchange as verbs
from groundswell.events.forms.exchange import FileForm, PackedForm, pack
from groundswell.events.queries import exchange as found
from groundswell.events.rules import exchange_write as written
from groundswell.events.rules.exchange import CHANGED, NEW, SAME, Plan
from groundswell.events.rules.exchange_columns import COLUMNS
from groundswell.events.rules.exchange_file import File, Problem, read
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.doors import needs
from groundswell.kernel.exports import csv_response
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest

BATCH = 200
MOST_SHOWN = 300


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EVENT_MANAGE)
def exchange(request: DistrictRequest) -> HttpResponse:
    """Without a file the page explains; a file shows what it would do; its second press does it."""
    if request.method != "POST":
        return _page(request, FileForm())
    if "packed" in request.POST:
        return _bring(request)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form)
    return _look(request, form.cleaned_data["file"])


@needs(Permission.EVENT_MANAGE)
@require_safe
def export(request: DistrictRequest) -> HttpResponseBase:
    """Every event that is not over with its sections, dates and how seats are given; ``?all=yes`` for those too."""
    since = None if request.GET.get("all") else clock.now()
    zone = request.tenant.time_zone

    def lines() -> Iterable[list[Any]]:
        for event in found.to_export(request.actor, since=since).iterator(chunk_size=BATCH):
            yield from written.rows(event, zone)

    return csv_response(request.tenant, "events.csv", written.head(), lines)


@needs(Permission.EVENT_MANAGE)
@require_safe
def template(request: DistrictRequest) -> HttpResponseBase:
    """An empty file with a line on what each column means and an example."""
    rows = written.template(request.tenant.time_zone)
    return csv_response(request.tenant, "events-template.csv", written.head(), lambda: rows)


def _look(request: DistrictRequest, content: bytes, refusal: str = "") -> HttpResponse:
    zone = request.tenant.time_zone
    file = read(content, zone)
    made = verbs.look(file.rows, zone) if not file.problems else Plan()
    problems = [*file.problems, *made.problems]
    try:
        verbs.check_size(made)
    except Refused as too_much:
        problems.append(Problem(1, "", str(too_much), ""))
    packed = pack(content) if not problems and made.changing else ""
    if made.changing and not problems and not packed:
        problems.append(Problem(1, "", _("The file is too large to be shown first."), _("Split it.")))
    context = _frame() | {
        "refusal": refusal,
        "problems": problems[:MOST_SHOWN],
        "more_problems": max(0, len(problems) - MOST_SHOWN),
        "counts": {what: made.count(what) for what in (NEW, CHANGED, SAME)},
        "plans": made.changing[:MOST_SHOWN],
        "more_plans": max(0, len(made.changing) - MOST_SHOWN),
        "form": PackedForm(initial={"packed": packed, "digest": made.digest}) if packed else None,
    }
    return render(request, "events/exchange/look.html", context, status=422 if problems or refusal else 200)


def _bring(request: DistrictRequest) -> HttpResponse:
    form = PackedForm(request.POST)
    if not form.is_valid():
        return _page(request, FileForm(), problem=_("Choose the file again."))
    content = form.cleaned_data["packed"]
    file: File = read(content, request.tenant.time_zone)
    try:
        made = verbs.bring(by=request.actor, rows=file.rows, digest=form.cleaned_data["digest"])
    except Refused as refusal:
        return _look(request, content, str(refusal))
    counts = {what: made.count(what) for what in (NEW, CHANGED, SAME)}
    return render(
        request,
        "events/exchange/done.html",
        _frame() | {"counts": counts, "plans": made.changing[:MOST_SHOWN]},
    )


def _page(request: DistrictRequest, form: FileForm, problem: str = "") -> HttpResponse:
    context = _frame() | {"form": form, "columns": COLUMNS, "problem": problem}
    return render(
        request, "events/exchange/page.html", context, status=422 if form.errors or problem else 200
    )


def _frame() -> dict[str, Any]:
    board = link("events:board")
    here = link("events:exchange")
    return {
        "back_url": board,
        "here_url": here,
        "trail": [(_("Learn"), link("events:list")), (_("Board"), board)],
    }
