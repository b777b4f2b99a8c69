"""Roster files on a page: bring them in, see what they would change, say yes, go back. For district IT."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from groundswell.kernel.doors import needs
from groundswell.kernel.exports import csv_response
from groundswell.kernel.htmx import back_to, page_or_fragment
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.roster.actions import roster_files
from groundswell.roster.choices import ImportState
from groundswell.roster.forms.imports import LARGEST, AgreeForm, BringForm, too_large
from groundswell.roster.models import RosterImport
from groundswell.roster.queries import changes as change_queries
from groundswell.roster.queries import imports as queries
from groundswell.roster.queries.doors import get_import_for
from groundswell.roster.rules import imports as rules
from groundswell.roster.rules.import_notes import name_of, note_in_words

PER_PAGE = 25
ROOM_FOR_THE_FORM = 1024 * 1024


@needs(Permission.ROSTER_IMPORT)
@require_safe
def history(request: DistrictRequest) -> HttpResponse:
    """Who imported what when, newest first, and the form that brings files in."""
    return _history(request, BringForm())


@needs(Permission.ROSTER_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt  # checked in _take_in, once the size is known: the check itself would read the whole upload
def bring(request: DistrictRequest) -> HttpResponse:
    """Take an upload in. What is too large is refused before it is read."""
    if request.method != "POST":
        return back_to(request, link("roster:imports"))
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    if size > LARGEST + ROOM_FOR_THE_FORM:
        form = BringForm({})
        form.errors.clear()
        form.add_error("bundle", too_large(size))
        return _history(request, form, status=413)
    return _take_in(request)


@csrf_protect
def _take_in(request: DistrictRequest) -> HttpResponse:
    form = BringForm(request.POST, request.FILES)
    if not form.is_valid():
        return _history(request, form, status=400)
    bundle = form.cleaned_data["bundle"]
    given = {"name": bundle.name, "content": bundle.chunks(), "tolerate": form.cleaned_data["tolerate"]}
    try:
        brought = roster_files.receive(by=_actor(request), **given)
    except roster_files.NotNow as reason:
        messages.error(request, str(reason))
        return _history(request, form, status=409)
    return back_to(request, link("roster:import", brought.number))


@needs(Permission.ROSTER_IMPORT)
@require_safe
def one_import(request: DistrictRequest, number: int) -> HttpResponse:
    """One import: how far it is, what it would change or changed, what was wrong, and what can be done now."""
    one = get_import_for(_actor(request), number)
    return _page(request, one, _agreeing(one))


@needs(Permission.ROSTER_IMPORT)
@require_POST
def apply(request: DistrictRequest, number: int) -> HttpResponse:
    """Agree to a plan; the worker applies it."""
    one = get_import_for(_actor(request), number)
    form = _agreeing(one, request.POST)
    if one.state == ImportState.READY and not form.is_valid():
        return _page(request, one, form, status=400)
    try:
        roster_files.ask_to_apply(by=_actor(request), roster_import=one, accept_guard=bool(one.guard))
    except roster_files.NotNow as reason:
        messages.error(request, str(reason))
    return back_to(request, link("roster:import", one.number))


@needs(Permission.ROSTER_IMPORT)
@require_POST
def discard(request: DistrictRequest, number: int) -> HttpResponse:
    """Put an import away without applying it."""
    one = get_import_for(_actor(request), number)
    try:
        roster_files.discard(by=_actor(request), roster_import=one)
    except roster_files.NotNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("Discarded. Nothing of the roster was changed."))
    return back_to(request, link("roster:import", one.number))


@needs(Permission.ROSTER_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: DistrictRequest, number: int) -> HttpResponse:
    """Ask once more, then return to the state before this import."""
    one = get_import_for(_actor(request), number)
    if request.method != "POST":
        possible = one.number in queries.latest_to_take_back()
        counts = rules.count_rows(one.counts)
        context = {"one": one, "name": name_of(one), "possible": possible, "counts": counts}
        return render(request, "roster/imports/take_back.html", context)
    try:
        inverse = roster_files.take_back(by=_actor(request), roster_import=one)
    except roster_files.NotNow as reason:
        messages.error(request, str(reason))
        return back_to(request, link("roster:import", one.number))
    messages.success(request, _("The roster is as it was before import %(number)s.") % {"number": one.number})
    return back_to(request, link("roster:import", inverse.number))


@needs(Permission.ROSTER_IMPORT)
@require_GET
def changes(request: DistrictRequest, number: int) -> HttpResponseBase:
    """Every row that the import would change or changed, as a file."""
    one = get_import_for(_actor(request), number)
    folder = roster_files.changes_folder(one)
    name = f"roster-import-{one.number}-changes.csv"
    return csv_response(
        _actor(request).tenant, name, change_queries.HEADER, lambda: change_queries.change_rows(folder)
    )


@needs(Permission.ROSTER_IMPORT)
@require_GET
def problems(request: DistrictRequest, number: int) -> HttpResponseBase:
    """Every problem that was found, as a file."""
    one = get_import_for(_actor(request), number)
    found = roster_files.all_problems(one)
    name = f"roster-import-{one.number}-problems.csv"
    rows = [[problem[key] for key in rules.PROBLEM_COLUMNS] for problem in map(rules.in_words, found)]
    return csv_response(_actor(request).tenant, name, list(rules.PROBLEM_COLUMNS), lambda: rows)


def _history(request: DistrictRequest, form: BringForm, *, status: int = 200) -> HttpResponse:
    found = (
        RosterImport.objects.select_related("brought_by", "inverse_of").defer("problems").order_by("-number")
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [(one, name_of(one), rules.total_of(one.counts)) for one in page],
    }
    return render(request, "roster/imports/history.html", context, status=status)


def _page(request: DistrictRequest, one: RosterImport, form: AgreeForm, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "one": one,
        "name": name_of(one),
        "form": form,
        "moving": one.state in queries.BACKGROUND,
        "note": note_in_words(one.note),
        "counts": rules.count_rows(one.counts),
        "total": rules.total_of(one.counts),
        "doubts": rules.doubts(one.guard),
        "reused": rules.reused_ids(one.guard),
        "problems": rules.gathered(one.problems),
        "can_take_back": one.number in queries.latest_to_take_back(),
        "has_changes": roster_files.changes_folder(one).exists(),
    }
    page, fragment = "roster/imports/import.html", "roster/imports/_import.html"
    return page_or_fragment(request, page, fragment, context, status=status)


def _agreeing(one: RosterImport, data: Any = None) -> AgreeForm:
    return AgreeForm(data, ends=bool(rules.doubts(one.guard)), reuses=bool(rules.reused_ids(one.guard)))


def _actor(request: DistrictRequest) -> Actor:
    return request.actor
