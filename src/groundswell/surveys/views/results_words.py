"""What people said in their own words: one question of a wave, to search, to read and to code by hand."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from groundswell.kernel.doors import needs
from groundswell.kernel.htmx import back_to
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.kernel.words import language_here
from groundswell.surveys.actions import themes as verbs
from groundswell.surveys.forms.themes import PressForm
from groundswell.surveys.models import Answer, Item, SurveyWave, Theme
from groundswell.surveys.queries import themes as coded
from groundswell.surveys.queries.waves import get_wave_for
from groundswell.surveys.queries.words import get_written_item
from groundswell.surveys.rules.refusals import Refused
from groundswell.surveys.rules.results_words import Words, words_of
from groundswell.surveys.rules.themes import counting_as, readable

PER_PAGE, CODED_AT_ONCE = 50, 20


@needs(Permission.RESULTS_VIEW)
def words(request: DistrictRequest, pk: int, item_pk: int) -> HttpResponseBase:
    """The texts of one question, in no order; ``?q=`` finds words, ``?quotes=1`` leaves those that may be quoted.

    ``?theme=`` leaves those with a theme whose number is shown; ``?to=code`` puts the themes beside each text.
    """
    wave = get_wave_for(request.actor, pk, Permission.RESULTS_VIEW)
    context = _context(request, wave, get_written_item(wave, item_pk))
    return render(request, "surveys/results/words.html", context)


@needs(Permission.RESULTS_VIEW)
@require_POST
def code(request: DistrictRequest, pk: int, item_pk: int) -> HttpResponse:
    """One press of a coder, then the same texts again: a page, or with script the list alone."""
    wave = get_wave_for(request.actor, pk, Permission.RESULTS_VIEW)
    item = get_written_item(wave, item_pk)
    form = PressForm(request.POST)
    if not form.is_valid():
        raise Http404
    text = coded.get_text_of(readable(wave, item), form.text)
    theme = coded.get_theme_of(item, form.theme) if form.theme else None
    refusal = ""
    try:
        verbs.code(
            by=request.actor, wave=wave, item=item, answers=[text], theme=theme, is_given=form.is_given
        )
    except Refused as said:
        refusal = str(said)
    if request.htmx and not refusal:
        return render(request, "surveys/results/_coding.html", _context(request, wave, item))
    if refusal:
        messages.error(request, refusal)
    here = f"{link('surveys:wave_words', pk, item_pk)}?{request.GET.urlencode()}#text-{text.pk}"
    return back_to(request, here)


def tabs_of(wave: SurveyWave, item: Item, current: str) -> list[dict[str, Any]]:
    """What can be done with the texts of a question."""
    read, book = link("surveys:wave_words", wave.pk, item.pk), link("surveys:wave_themes", wave.pk, item.pk)
    tabs = (
        ("read", _("Read"), read),
        ("code", _("Code by hand"), f"{read}?to=code"),
        ("themes", _("Themes"), book),
    )
    return [{"label": label, "url": url, "current": key == current} for key, label, url in tabs]


def _context(request: DistrictRequest, wave: SurveyWave, question: Item) -> dict[str, Any]:
    wanted = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:100]
    only_quotes = request.GET.get("quotes") == "1"
    every = coded.themes_of(question)
    themes = [one for one in every if one.is_open]
    about = next((one for one in themes if str(one.pk) == request.GET.get("theme")), None)
    is_coding = request.GET.get("to") == "code"
    language = language_here()
    found = words_of(wave, question, wanted=wanted, only_quotes=only_quotes, about=about, language=language)
    page = Paginator(found.texts, CODED_AT_ONCE if is_coding else PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "wave": wave,
        "found": found,
        "page": page,
        "quotes": found.quotes(page.object_list),
        "wanted": wanted,
        "only_quotes": only_quotes,
        "about": about,
        "themes": themes,
        "is_coding": is_coding,
        "tabs": tabs_of(wave, question, "code" if is_coding else "read"),
    }
    return context | (_coding(request, found, page, every) if is_coding and themes else {})


def _coding(
    request: DistrictRequest, found: Words, page: Page[Answer], themes: list[Theme]
) -> dict[str, Any]:
    """Each text with its buttons, how many are left for this coder, and the page on which the first of these is."""
    coder = request.actor.person_id
    given = coded.given_by(coder, list(page))
    ways: list[tuple[int, str, set[int | None]]] = [
        (one.pk, one.name, {*counting_as(one, themes)}) for one in themes if one.is_open
    ]
    ways.append((0, _("None of these"), {None}))
    rows = []
    for quote in found.quotes(page):
        has = given.get(quote.key, set()) if quote.key else set()
        buttons = [{"theme": pk, "name": name, "is_on": bool(has & those)} for pk, name, those in ways]
        rows.append({"quote": quote, "buttons": buttons})
    left = coded.left_for(coder, found.texts)
    first = left.first()
    before = found.texts.filter(key__lt=first.pk).count() if first else 0
    return {"rows": rows, "left": left.count(), "first": first, "go_on": before // CODED_AT_ONCE + 1}
