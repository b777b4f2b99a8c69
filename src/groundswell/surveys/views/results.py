"""What people said: the list of waves and one wave, as page and as file; the office's two buttons."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from groundswell.kernel import numbers
from groundswell.kernel.doors import needs
from groundswell.kernel.exports import csv_response, wants_csv
from groundswell.kernel.htmx import back_to
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.surveys.actions import waves as verbs
from groundswell.surveys.models import SurveyWave
from groundswell.surveys.queries.waves import answered_in, get_wave_for, threshold, waves_for
from groundswell.surveys.rules.results import ItemResult, WaveResult, result_of

PER_PAGE = 25


@needs(Permission.RESULTS_VIEW)
def waves(request: DistrictRequest) -> HttpResponse:
    """The waves of the district, newest first, each with how many answered."""
    found = waves_for(_actor(request), Permission.RESULTS_VIEW)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    smallest = threshold()
    rows = _rows(list(page.object_list), smallest)
    return render(request, "surveys/results/list.html", {"page": page, "rows": rows, "threshold": smallest})


def _rows(found: list[SurveyWave], smallest: int) -> list[dict[str, Any]]:
    """Each wave with the people who answered, None where they are too few to show."""
    answered = answered_in(found)
    rows = []
    for wave in found:
        people = answered.get(wave.pk, 0)
        shown = None if numbers.suppressed(people, smallest) else people
        rate = None if shown is None else numbers.response_rate(shown, wave.invited)
        rows.append({"wave": wave, "answered": shown, "rate": rate})
    return rows


@needs(Permission.RESULTS_VIEW)
def wave(request: DistrictRequest, pk: int) -> HttpResponseBase:
    """One wave: what may be shown of each question, with its proof. ``?format=csv`` gives the same numbers."""
    actor = _actor(request)
    found = get_wave_for(actor, pk, Permission.RESULTS_VIEW)
    result = result_of(found, get_language() or actor.tenant.language)
    if wants_csv(request):
        rows = list(_csv_rows(result))
        return csv_response(actor.tenant, f"survey-{found.pk}.csv", _csv_header(), lambda: rows)
    may_manage = actor.may(Permission.SURVEY_MANAGE)
    return render(
        request, "surveys/results/wave.html", {"result": result, "wave": found, "may_manage": may_manage}
    )


@needs(Permission.SURVEY_MANAGE)
@require_POST
def remind(request: DistrictRequest, pk: int) -> HttpResponse:
    """A reminder to who has not answered and had none yet."""
    actor = _actor(request)
    found = get_wave_for(actor, pk, Permission.SURVEY_MANAGE)
    count = verbs.remind_soon(by=actor, wave=found)
    said = (
        ngettext("A reminder is on its way to %d person.", "Reminders are on their way to %d people.", count)
        % count
    )
    nobody = _("Nobody is left to remind: each person gets one reminder at most.")
    messages.success(request, said if count else nobody)
    return back_to(request, link("surveys:wave", found.pk))


@needs(Permission.SURVEY_MANAGE)
@require_POST
def close(request: DistrictRequest, pk: int) -> HttpResponse:
    """No more answers; what may be shown is shown."""
    actor = _actor(request)
    found = get_wave_for(actor, pk, Permission.SURVEY_MANAGE)
    verbs.close(by=actor, wave=found)
    messages.success(request, _("Closed. The links in the mails now say so, and no more answers come in."))
    return back_to(request, link("surveys:wave", found.pk))


def _csv_header() -> list[str]:
    return [
        *(_("Survey"), _("About"), _("Question"), _("Answer"), _("People"), _("Share")),
        *(_("What counts together"), _("Answered"), _("Invited"), _("Response rate")),
    ]


def _csv_rows(result: WaveResult) -> Iterator[list[Any]]:
    """A row for each answer of each question; one that says "not shown" where the group is too small."""
    about = [result.wave.title, result.wave.context_label]
    for item in result.items:
        if not item.is_shown:
            yield [*about, item.question, _("not shown"), "", "", "", "", item.invited, ""]
            continue
        base = [item.answered, item.invited, _digits(item.response_rate)]
        for answer, people, counts_together in _answers(item):
            share = "" if people == "" else _digits(people / item.answered)
            yield [*about, item.question, answer, people, share, counts_together, *base]


def _answers(item: ItemResult) -> Iterator[tuple[str, Any, str]]:
    for bar in item.bars:
        yield bar.label, bar.count, item.box_name if bar.in_box else ""
    for text in item.texts:
        yield text, "", ""


def _digits(value: Any) -> str:
    return f"{float(value):.6f}"


def _actor(request: DistrictRequest) -> Actor:
    return request.actor
