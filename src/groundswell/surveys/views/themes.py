"""The themes of a question's texts: the code book with its numbers, suggestions, and the file of all codings."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from groundswell.kernel.doors import needs
from groundswell.kernel.exports import csv_response, wants_csv
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.kernel.words import language_here, said_in
from groundswell.surveys.actions import themes as verbs
from groundswell.surveys.forms.themes import NEW, HowManyForm, MergeForm, SuggestionForm, ThemeForm
from groundswell.surveys.models import Item, SurveyWave
from groundswell.surveys.queries import themes as coded
from groundswell.surveys.queries.waves import get_wave_for
from groundswell.surveys.queries.words import get_written_item
from groundswell.surveys.rules import themes as rules
from groundswell.surveys.rules import themes_suggested as suggested
from groundswell.surveys.rules.refusals import Refused
from groundswell.surveys.rules.results_words import words_of
from groundswell.surveys.rules.themes import CodeBook
from groundswell.surveys.views.results_words import tabs_of

BOTH = require_http_methods(["GET", "HEAD", "POST"])
READERS = Permission.RESULTS_VIEW


@BOTH
@needs(READERS)
def themes(request: DistrictRequest, pk: int, item_pk: int) -> HttpResponseBase:
    """The code book with how often each theme was found; a form for one more; ``?format=csv`` for every coding."""
    wave, item = _asked(request, pk, item_pk)
    book = rules.code_book(wave, item)
    if wants_csv(request) and book.texts is not None:
        return _file(request, wave, item)
    form = ThemeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.add_theme(by=request.actor, item=item, **form.cleaned_data)
            messages.success(request, _("The theme is in the code book."))
            return redirect(link("surveys:wave_themes", pk, item_pk))
        except Refused as refusal:
            form.add_error("name", str(refusal))
    context = _frame(request, wave, item, book) | {"form": form, "pairs": _pairs(book)}
    return render(request, "surveys/results/themes.html", context, status=422 if form.errors else 200)


@BOTH
@needs(READERS)
def theme(request: DistrictRequest, pk: int, item_pk: int, theme_pk: int) -> HttpResponse:
    """One theme: its name and what belongs to it, and what ends it."""
    wave, item = _asked(request, pk, item_pk)
    one = coded.get_theme_of(item, theme_pk)
    if not one.is_open:
        return redirect(link("surveys:wave_themes", pk, item_pk))
    form = ThemeForm(request.POST or None, initial={"name": one.name, "meaning": one.meaning})
    if request.method == "POST" and form.is_valid():
        try:
            verbs.change_theme(by=request.actor, theme=one, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect(link("surveys:wave_themes", pk, item_pk))
        except Refused as refusal:
            form.add_error("name", str(refusal))
    others = [each for each in coded.themes_of(item) if each.is_open and each.pk != one.pk]
    context = {
        "wave": wave,
        "item": item,
        "theme": one,
        "form": form,
        "merge": MergeForm(others),
        "others": others,
    }
    return render(request, "surveys/results/theme.html", context, status=422 if form.errors else 200)


@needs(READERS)
@require_POST
def theme_press(request: DistrictRequest, pk: int, item_pk: int, theme_pk: int) -> HttpResponse:
    """Join a theme to another, end it, or take it up again."""
    _wave, item = _asked(request, pk, item_pk)
    one, do = coded.get_theme_of(item, theme_pk), request.POST.get("do", "")
    try:
        if do == "merge":
            form = MergeForm(coded.themes_of(item), request.POST)
            if not form.is_valid():
                raise Http404
            into = coded.get_theme_of(item, form.cleaned_data["into"])
            verbs.merge_theme(by=request.actor, theme=one, into=into)
            messages.success(request, _("Joined. It can be taken apart again below."))
        elif do == "end":
            verbs.end_theme(by=request.actor, theme=one)
            messages.success(request, _("Ended. What was coded is kept; it can be taken up again below."))
        elif do == "take_up":
            verbs.take_up(by=request.actor, theme=one)
            messages.success(request, _("The theme is in the code book again, with what was coded."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(link("surveys:wave_themes", pk, item_pk))


@BOTH
@needs(READERS)
def suggestions(request: DistrictRequest, pk: int, item_pk: int) -> HttpResponse:
    """Groups of texts that use the same words. Somebody names one, ticks the texts that have it, and has coded them."""
    wave, item = _asked(request, pk, item_pk)
    book = rules.code_book(wave, item)
    if not suggested.is_installed() or book.texts is None:
        raise Http404
    how_many = HowManyForm(request.GET if "groups" in request.GET else {"groups": suggested.USUAL})
    groups = how_many.cleaned_data["groups"] if how_many.is_valid() else suggested.USUAL
    texts = list(rules.readable(wave, item))
    found = suggested.suggest([one.text for one in texts], groups=groups, at_least=book.threshold)
    rows = []
    for at, one in enumerate(found):
        nearest = [(str(texts[place].pk), texts[place].text) for place in one.nearest]
        posted = request.POST if request.POST.get("group") == str(at) else None
        form = SuggestionForm(at, book.open, nearest, posted)
        if posted is not None and form.is_valid() and _take(request, wave, item, form):
            return redirect(f"{link('surveys:wave_themes_suggested', pk, item_pk)}?groups={groups}")
        rows.append({"at": at, "found": one, "form": form})
    context = _frame(request, wave, item, book) | {"rows": rows, "how_many": how_many}
    return render(request, "surveys/results/themes_suggested.html", context)


def _take(request: DistrictRequest, wave: SurveyWave, item: Item, form: SuggestionForm) -> bool:
    """Make the theme where it is new, and give it to the ticked texts. False when it is refused."""
    said = form.cleaned_data
    try:
        if said["theme"] == NEW:
            one = verbs.add_theme(by=request.actor, item=item, name=said["name"])
        else:
            one = coded.get_theme_of(item, int(said["theme"]))
        texts = list(rules.readable(wave, item).filter(pk__in=said["texts"]))
        count = verbs.code(by=request.actor, wave=wave, item=item, answers=texts, theme=one)
    except Refused as refusal:
        form.add_error("name", str(refusal))
        return False
    done = ngettext("%(n)d text is coded: %(theme)s.", "%(n)d texts are coded: %(theme)s.", count)
    messages.success(request, done % {"n": count, "theme": one.name})
    return True


def _asked(request: DistrictRequest, pk: int, item_pk: int) -> tuple[SurveyWave, Item]:
    wave = get_wave_for(request.actor, pk, READERS)
    return wave, get_written_item(wave, item_pk)


def _frame(request: DistrictRequest, wave: SurveyWave, item: Item, book: CodeBook) -> dict[str, Any]:
    return {
        "wave": wave,
        "item": item,
        "question": said_in(item.wording, language_here()),
        "book": book,
        "tabs": tabs_of(wave, item, "themes"),
        "can_suggest": suggested.is_installed(),
    }


def _pairs(book: CodeBook) -> list[dict[str, Any]]:
    """Two coders each, with their agreement in all and theme by theme."""
    names = coded.names_of(coder for pair in book.pairs for coder in pair.coders)
    themes = {row.theme.pk: row.theme for row in book.shown}
    return [
        {
            "pair": pair,
            "names": [names.get(coder, "") for coder in pair.coders],
            "rows": [{"theme": themes[key], "judged": judged} for key, judged in pair.themes.items()],
        }
        for pair in book.pairs
    ]


def _file(request: DistrictRequest, wave: SurveyWave, item: Item) -> HttpResponseBase:
    """A row for each text and coder, a column for each open theme; texts that nobody coded have no coder."""
    opened = [one for one in coded.themes_of(item) if one.is_open]
    header = [_("Text"), _("Words"), _("May be quoted"), _("Role"), _("Coder"), *(one.name for one in opened)]
    language = language_here()

    def rows() -> Iterator[list[Any]]:
        found = words_of(wave, item, language=language)
        by_text = rules.coded_by(coded.standing(found.texts), coded.themes_of(item))
        names = coded.names_of(coder for by in by_text.values() for coder in by)
        yes_no = {True: _("yes"), False: _("no")}
        for number, quote in enumerate(found.quotes(found.texts), start=1):
            said = [number, quote.text, yes_no[quote.may_quote], quote.role]
            by = by_text.get(quote.key, {}) if quote.key else {}
            for coder, given in by.items():
                yield [*said, names.get(coder or 0, ""), *(int(one.pk in given) for one in opened)]
            if not by:
                yield [*said, "", *("" for _one in opened)]

    return csv_response(request.tenant, f"survey-{wave.pk}-{item.key}-codings.csv", header, rows)
