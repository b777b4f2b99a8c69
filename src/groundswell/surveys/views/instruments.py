"""The questionnaire workshop: every questionnaire, one version of it, its title, its preview, its file."""

from collections.abc import Callable
from typing import Any

from csp.constants import SELF
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundswell.kernel.doors import framed_by, needs
from groundswell.kernel.exports import csv_response, wants_csv
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.kernel.words import language_here, said_in
from groundswell.surveys.actions import instruments as verbs
from groundswell.surveys.actions import instruments_draft as draft_verbs
from groundswell.surveys.forms.answers import AnswerForm
from groundswell.surveys.forms.instruments import LANGUAGES, TitleForm
from groundswell.surveys.models import Instrument
from groundswell.surveys.queries import instruments as found
from groundswell.surveys.rules import instruments_csv, instruments_file
from groundswell.surveys.rules.instruments import questionnaire_of, title_mark
from groundswell.surveys.rules.instruments_words import languages_of
from groundswell.surveys.rules.ready_made import READY_MADE
from groundswell.surveys.rules.refusals import Refused
from groundswell.surveys.views.instruments_page import page_of, trail

EDIT = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 25
OFFICE = Permission.SURVEY_MANAGE


@needs(OFFICE)
@require_safe
def instruments(request: DistrictRequest) -> HttpResponse:
    """Every questionnaire: what is ready, what is drafted, where it was asked; and what can be taken over."""
    keys = found.keys_of(request.actor, OFFICE)
    page = Paginator(keys, PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        {"lineage": one, "title": said_in(one.newest.title, language_here())}
        for one in found.lineages(list(page.object_list))
    ]
    offered = [
        {
            "key": one.key,
            "title": said_in(one.title, language_here()),
            "count": len(one.questions),
            "first": said_in(one.questions[0].wording, language_here()),
        }
        for one in READY_MADE.values()
        if one.key not in keys
    ]
    context = {"page": page, "rows": rows, "offered": offered, "trail": trail()[:1]}
    return render(request, "surveys/instruments/list.html", context)


@needs(OFFICE)
@require_POST
def take_over(request: DistrictRequest) -> HttpResponse:
    """A questionnaire of the house becomes the district's, ready to be asked."""
    one = READY_MADE.get(request.POST.get("key", ""))
    if one is None:
        messages.error(request, _("There is no such questionnaire to take over."))
        return redirect(link("surveys:instruments"))
    made = verbs.install(by=request.actor, questionnaire=one)
    messages.success(request, _("It is yours now and ready to be asked. Press “Change it” to make it fit."))
    return _to(made)


@needs(OFFICE)
@require_safe
def instrument(request: DistrictRequest, instrument_pk: int) -> HttpResponse:
    """One version: its questions as they are asked, what changed, where it was asked. A draft is edited here."""
    one = found.get_instrument_for(request.actor, instrument_pk, OFFICE)
    name = "draft" if one.is_draft else "version"
    return render(request, f"surveys/instruments/{name}.html", page_of(one))


@EDIT
@needs(OFFICE)
def new(request: DistrictRequest) -> HttpResponse:
    """Begin a questionnaire of one's own."""
    form = TitleForm(request.POST or None, title={}, introduction={})
    if request.method == "POST" and form.is_valid():
        return _to(verbs.draft(by=request.actor, **form.said()))
    context = {"form": form, "trail": trail(), "back_url": link("surveys:instruments")}
    return render(request, "surveys/instruments/title.html", context, status=422 if form.errors else 200)


@EDIT
@needs(OFFICE)
def title(request: DistrictRequest, instrument_pk: int) -> HttpResponse:
    """What a draft is called, and what stands before its questions."""
    one = found.get_instrument_for(request.actor, instrument_pk, OFFICE)
    initial = {"seen": title_mark(questionnaire_of(one))}
    form = TitleForm(request.POST or None, title=one.title, introduction=one.introduction, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["seen"]
            return _to(draft_verbs.say(by=request.actor, instrument=one, seen=seen, **form.said()))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "instrument": one,
        "form": form,
        "trail": trail(one),
        "back_url": link("surveys:instrument", one.pk),
    }
    return render(request, "surveys/instruments/title.html", context, status=422 if form.errors else 200)


PRESSES: dict[str, tuple[Callable[..., Instrument], Any]] = {
    "change": (verbs.change, _("This is the next version, as a draft. Nothing of it is asked yet.")),
    "copy": (verbs.copy, _("This is a questionnaire of its own, as a draft. Give it another title.")),
}


@needs(OFFICE)
@require_POST
def press(request: DistrictRequest, instrument_pk: int) -> HttpResponse:
    """Make a draft ready, discard it; begin the next version, or a copy."""
    one = found.get_instrument_for(request.actor, instrument_pk, OFFICE)
    do = request.POST.get("do", "")
    try:
        if do in PRESSES:
            verb, told = PRESSES[do]
            one = verb(by=request.actor, instrument=one)
            messages.success(request, str(told))
        elif do == "ready":
            one = verbs.freeze(by=request.actor, instrument=one, seen=request.POST.get("seen", ""))
            messages.success(request, _("Ready. Whoever is asked from now on is asked this version."))
        elif do == "discard":
            verbs.discard(by=request.actor, instrument=one)
            messages.success(request, _("The draft is gone. What was ready stays as it is."))
            return redirect(link("surveys:instruments"))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _to(one)


@needs(OFFICE)
@require_safe
def preview(request: DistrictRequest, instrument_pk: int) -> HttpResponse:
    """How it looks on a phone, in each language."""
    one = found.get_instrument_for(request.actor, instrument_pk, OFFICE)
    language = _language(request, one)
    here = link("surveys:instrument_preview", one.pk)
    tabs = [
        {"label": label, "url": f"{here}?lang={code}", "current": code == language}
        for code, label in _languages(one).items()
    ]
    context = {
        "title": said_in(one.title, language_here()),
        "tabs": tabs,
        "phone_url": f"{link('surveys:instrument_phone', one.pk)}?lang={language}",
        "trail": trail(one),
    }
    return render(request, "surveys/instruments/preview.html", context)


@needs(OFFICE)
@require_safe
@framed_by(SELF)
def phone(request: DistrictRequest, instrument_pk: int) -> HttpResponse:
    """The form that people get, for the frame of the preview. It is no form that could be sent."""
    one = found.get_instrument_for(request.actor, instrument_pk, OFFICE)
    language = _language(request, one)
    with translation.override(language):
        context = {
            "title": said_in(one.title, language),
            "introduction": said_in(one.introduction, language),
            "form": AnswerForm(found.items_of(one), language),
        }
        response = render(request, "surveys/instruments/phone.html", context)
    response.headers["Content-Language"] = language
    return response


@needs(OFFICE)
@require_safe
def file(request: DistrictRequest, instrument_pk: int) -> HttpResponseBase:
    """One version as a file: JSON with everything, or a table for who translates (``?format=csv``)."""
    one = found.get_instrument_for(request.actor, instrument_pk, OFFICE)
    said, name = questionnaire_of(one), f"{one.key}-{one.version}"
    if wants_csv(request):
        rows = list(instruments_csv.rows(said))
        return csv_response(request.tenant, f"{name}.csv", instruments_csv.head(said), lambda: rows)
    return HttpResponse(
        instruments_file.written(said),
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.json"'},
    )


def _languages(one: Instrument) -> dict[str, str]:
    """The languages that the house speaks, and every other one in which something is said."""
    spoken = dict(LANGUAGES)
    more = sorted(languages_of(questionnaire_of(one)) - {*spoken})
    return spoken | {code: _name_of(code) for code in more}


def _name_of(code: str) -> str:
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code


def _language(request: DistrictRequest, one: Instrument) -> str:
    wish = request.GET.get("lang", "")
    return wish if wish in _languages(one) else language_here().partition("-")[0]


def _to(one: Instrument) -> HttpResponse:
    return redirect(link("surveys:instrument", one.pk))
