"""The survey office's desk: the list of waves, and what can be done with one."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from groundswell.kernel import clock, numbers
from groundswell.kernel.doors import needs
from groundswell.kernel.exports import csv_response, wants_csv
from groundswell.kernel.htmx import back_to
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.kernel.words import language_here, said_in
from groundswell.surveys.actions import stopping
from groundswell.surveys.actions import waves as verbs
from groundswell.surveys.forms.waves import STATES, UntilForm, WavesForm
from groundswell.surveys.models import SurveyWave
from groundswell.surveys.queries.waves import (
    get_wave_for,
    narrowed,
    state_of,
    threshold,
    waves_for,
)
from groundswell.surveys.rules.asking import usual_close
from groundswell.surveys.rules.published import answered_shown
from groundswell.surveys.rules.refusals import Refused
from groundswell.surveys.views.asking import page_of

PER_PAGE = 25
EDIT = require_http_methods(["GET", "HEAD", "POST"])


@needs(Permission.RESULTS_VIEW)
def waves(request: DistrictRequest) -> HttpResponseBase:
    """The waves of the district, newest first, each with how many answered. The address holds filters; CSV as well."""
    is_office = request.actor.may(Permission.SURVEY_MANAGE)
    form = WavesForm(request.GET, is_office=is_office)
    permission = Permission.SURVEY_MANAGE if is_office else Permission.RESULTS_VIEW
    found = narrowed(waves_for(request.actor, permission), form.wanted())
    smallest = threshold()
    if wants_csv(request):
        rows = list(_csv_rows(_rows(list(found), smallest)))
        return csv_response(request.tenant, "surveys.csv", _csv_header(), lambda: rows)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query["format"] = "csv"
    context = {
        "page": page,
        "rows": _rows(list(page.object_list), smallest),
        "threshold": smallest,
        "form": form,
        "is_office": is_office,
        "is_filtered": bool(request.GET.get("q") or request.GET.get("state")),
        "clear_url": link("surveys:waves"),
        "csv_url": f"?{query.urlencode()}",
    }
    return render(request, "surveys/results/list.html", context)


def _rows(found: list[SurveyWave], smallest: int) -> list[dict[str, Any]]:
    """Each wave with the people who answered, None where they are too few to show."""
    answered, words = answered_shown(found, smallest), dict(STATES)
    language = language_here()
    rows = []
    for wave in found:
        shown, state = answered[wave.pk], state_of(wave)
        rows.append(
            {
                "wave": wave,
                "questionnaire": said_in(wave.instrument.title, language),
                "url": page_of(wave),
                "state": state,
                "state_word": words[state],
                "opens_on": clock.local(wave.opens_at, wave.tenant.time_zone).date(),
                "answered": shown,
                "rate": None if shown is None else numbers.response_rate(shown, wave.invited),
                "is_asked": state not in ("planned", "called_off"),
            }
        )
    return rows


def _csv_header() -> list[str]:
    return [
        *(_("Survey"), _("About"), _("State"), _("First day"), _("Last day"), _("Invited")),
        *(_("Answered"), _("Response rate")),
    ]


def _csv_rows(rows: list[dict[str, Any]]) -> Iterator[list[Any]]:
    """A row for each wave; an empty cell stands for a count that is too small to show."""
    for row in rows:
        wave = row["wave"]
        yield [
            *(wave.title, wave.context_label, str(row["state_word"]), row["opens_on"], wave.last_day),
            *(wave.invited, row["answered"], None if row["rate"] is None else f"{float(row['rate']):.6f}"),
        ]


@needs(Permission.SURVEY_MANAGE)
@require_POST
def remind(request: DistrictRequest, pk: int) -> HttpResponse:
    """A reminder to who has not answered and has one left."""
    actor = request.actor
    found = get_wave_for(actor, pk, Permission.SURVEY_MANAGE)
    count = verbs.remind_soon(by=actor, wave=found)
    said = (
        ngettext("A reminder is on its way to %d person.", "Reminders are on their way to %d people.", count)
        % count
    )
    nobody = _("Nobody is left to remind: everyone has answered or had each reminder that this survey sends.")
    messages.success(request, said if count else nobody)
    return back_to(request, link("surveys:wave", found.pk))


@needs(Permission.SURVEY_MANAGE)
@require_POST
def close(request: DistrictRequest, pk: int) -> HttpResponse:
    """No more answers; what may be shown is shown."""
    actor = request.actor
    found = get_wave_for(actor, pk, Permission.SURVEY_MANAGE)
    verbs.close(by=actor, wave=found)
    messages.success(request, _("Closed. The links in the mails now say so, and no more answers come in."))
    return back_to(request, link("surveys:wave", found.pk))


@needs(Permission.SURVEY_MANAGE)
@require_POST
def stop(request: DistrictRequest, pk: int) -> HttpResponse:
    """For now nobody can answer and no mail goes out."""
    found = get_wave_for(request.actor, pk, Permission.SURVEY_MANAGE)
    try:
        stopping.stop(by=request.actor, wave=found)
        messages.success(
            request, _("Stopped. Nobody can answer, and no mail goes out, until you open it again.")
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    return back_to(request, page_of(found))


@EDIT
@needs(Permission.SURVEY_MANAGE)
def extend(request: DistrictRequest, pk: int) -> HttpResponse:
    """More time to answer."""
    found = get_wave_for(request.actor, pk, Permission.SURVEY_MANAGE)
    if not found.is_open:
        return redirect(page_of(found))
    done = _("More time: links work until %(day)s.")
    return _until(request, found, stopping.extend, done, {"is_more": True, "reason": ""})


@EDIT
@needs(Permission.SURVEY_MANAGE)
def reopen(request: DistrictRequest, pk: int) -> HttpResponse:
    """People can answer again, unless that would give an answer away; the page says why."""
    found = get_wave_for(request.actor, pk, Permission.SURVEY_MANAGE)
    if found.is_open and found.stopped_at is None:
        return redirect(page_of(found))
    done = _("Open again: links work until %(day)s.")
    context = {"is_more": False, "reason": stopping.reason_against(found)}
    return _until(request, found, stopping.reopen, done, context)


def _until(
    request: DistrictRequest,
    wave: SurveyWave,
    verb: Callable[..., SurveyWave],
    done: str,
    context: dict[str, Any],
) -> HttpResponse:
    """A form for the new last day."""
    tomorrow = clock.today(request.tenant.time_zone) + timedelta(days=1)
    has_time = wave.stopped_at is not None and wave.last_day >= tomorrow
    usual = (
        wave.last_day if has_time and not context["is_more"] else usual_close(max(tomorrow, wave.last_day))
    )
    form = UntilForm(request.POST or None, initial={"closes_on": usual})
    if request.method == "POST" and form.is_valid():
        try:
            changed = verb(by=request.actor, wave=wave, closes_on=form.cleaned_data["closes_on"])
            messages.success(request, done % {"day": changed.last_day.isoformat()})
            return redirect(link("surveys:wave", changed.pk))
        except Refused as refusal:
            form.add_error("closes_on", str(refusal))
    trail = [(_("What people say"), link("surveys:waves")), (wave.title, page_of(wave))]
    context |= {"form": form, "wave": wave, "trail": trail, "back_url": page_of(wave)}
    return render(request, "surveys/waves/until.html", context, status=422 if form.errors else 200)
