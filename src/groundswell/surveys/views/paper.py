"""A wave on paper: sheets to print, each with its code, and the page at which they are typed in."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.kernel.words import language_here, said_in
from groundswell.surveys.actions import paper as verbs
from groundswell.surveys.actions import responses
from groundswell.surveys.forms.answers import AnswerForm
from groundswell.surveys.forms.entry import CODE, SheetForm
from groundswell.surveys.models import Invitation, Item, SurveyWave
from groundswell.surveys.queries.anonymous import get_wave_for_all_ways
from groundswell.surveys.queries.paper import sheets_of
from groundswell.surveys.queries.questions import questions_of
from groundswell.surveys.queries.waves import threshold
from groundswell.surveys.rules.codes import sheet_code
from groundswell.surveys.views.answers import languages_of

PER_PAGE = 25


@needs(Permission.SURVEY_MANAGE)
@require_GET
@never_cache
def paper(request: DistrictRequest, pk: int) -> HttpResponse:
    """Who gets which sheet; ``?print=sheets`` those of this page, ``?print=blank`` one that is nobody's."""
    wave = get_wave_for_all_ways(request.actor, pk)
    text, what = request.GET.get("q", "").strip()[:80], request.GET.get("print", "")
    only = request.GET.get("only", "")
    found = sheets_of(wave, text, int(only) if only.isdecimal() and len(only) < 19 else None)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    if what in ("sheets", "blank"):
        return _sheets(request, wave, list(page.object_list) if what == "sheets" else [None])
    rows = [{"invitation": one, "code": _code(wave, one)} for one in page.object_list]
    return render(
        request, "surveys/entry/paper.html", {"wave": wave, "page": page, "rows": rows, "text": text}
    )


def _sheets(request: DistrictRequest, wave: SurveyWave, asked: list[Invitation | None]) -> HttpResponse:
    """A sheet for each, in the person's own language; the questions are laid out once for each language."""
    items, offered = questions_of(wave), languages_of(wave.instrument)
    here = language_here()
    said: dict[str, dict[str, Any]] = {}
    sheets = []
    for one in asked:
        language = one.person.language if one is not None and one.person.language in offered else here
        if language not in said:
            said[language] = _words(wave, items, language)
        code = _code(wave, one) if one is not None else ""
        sheets.append({"invitation": one, "code": code, **said[language]})
    shown = {"wave": wave, "sheets": sheets, "smallest_group": threshold()}
    return render(request, "surveys/entry/sheets.html", shown)


def _words(wave: SurveyWave, items: list[Item], language: str) -> dict[str, Any]:
    return {
        "language": language,
        "questionnaire": said_in(wave.instrument.title, language),
        "introduction": said_in(wave.instrument.introduction, language),
        "form": AnswerForm(items, language),
        "is_named": wave.promise == "named",
    }


def _code(wave: SurveyWave, invitation: Invitation) -> str:
    return sheet_code(invitation.pk, wave.pk, settings.SECRET_KEY)


@needs(Permission.SURVEY_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def paper_entry(request: DistrictRequest, pk: int) -> HttpResponse:
    """Type in a sheet: its code, then its answers. The page names nobody."""
    wave = get_wave_for_all_ways(request.actor, pk)
    language = language_here()
    form = SheetForm(questions_of(wave), language, request.POST if request.method == "POST" else None)
    if form.is_valid() and _type_in(request, wave, form):
        messages.success(request, _("Sheet %s is typed in. Here is room for the next.") % form.code)
        return redirect(link("surveys:paper_entry", wave.pk))
    shown = {"wave": wave, "form": form}
    return render(request, "surveys/entry/typed.html", shown, status=422 if form.is_bound else 200)


def _type_in(request: DistrictRequest, wave: SurveyWave, form: SheetForm) -> bool:
    try:
        verbs.type_in(
            by=request.actor, wave=wave, code=form.code, answers=form.given(), may_quote=form.may_quote
        )
    except verbs.UnknownSheet:
        form.add_error(
            CODE, _("No sheet of this survey has this code. Compare it with the sheet, letter by letter.")
        )
    except responses.LinkIsSpent:
        form.add_error(CODE, _spent(wave))
    except responses.WaveIsPaused:
        form.add_error(None, _("The survey is paused. Let it go on first, then keep this sheet."))
    return not form.errors


def _spent(wave: SurveyWave) -> str:
    if wave.is_open:
        return _(
            "The answers of this sheet are in already: it was typed in before, or came another way. It counts once."
        )
    return _("The survey is closed. Open it again to type in more sheets.")
