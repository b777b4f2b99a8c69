"""What people said in their own words: one question of a wave, to search and to read."""

from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language

from groundswell.kernel.doors import needs
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.surveys.queries.waves import get_wave_for
from groundswell.surveys.queries.words import get_written_item
from groundswell.surveys.rules.results_words import words_of

PER_PAGE = 50


@needs(Permission.RESULTS_VIEW)
def words(request: DistrictRequest, pk: int, item_pk: int) -> HttpResponseBase:
    """The texts of one question, in no order; ``?q=`` finds words, ``?quotes=1`` leaves those that may be quoted."""
    actor = request.actor
    wave = get_wave_for(actor, pk, Permission.RESULTS_VIEW)
    question = get_written_item(wave, item_pk)
    wanted = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:100]
    only_quotes = request.GET.get("quotes") == "1"
    found = words_of(
        wave,
        question,
        wanted=wanted,
        only_quotes=only_quotes,
        language=get_language() or actor.tenant.language,
    )
    page = Paginator(found.texts, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "wave": wave,
        "found": found,
        "page": page,
        "quotes": found.quotes(page.object_list),
        "wanted": wanted,
        "only_quotes": only_quotes,
    }
    return render(request, "surveys/results/words.html", context)
