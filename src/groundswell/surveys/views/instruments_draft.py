"""A draft's questions and pages: add, take from the bank, change, move, take away."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.kernel.words import language_here, said_in
from groundswell.surveys.actions import instruments_draft as verbs
from groundswell.surveys.choices import ItemKind
from groundswell.surveys.forms.instruments import PageForm
from groundswell.surveys.forms.instruments_questions import QuestionForm, begun
from groundswell.surveys.models import Instrument, QuestionPage
from groundswell.surveys.queries import instruments as found
from groundswell.surveys.rules.instruments import mark_of, page_of, question_of, said_by
from groundswell.surveys.rules.ready_made import SCALES, Page, Question
from groundswell.surveys.rules.refusals import Refused
from groundswell.surveys.views.instruments_page import trail

EDIT = require_http_methods(["GET", "HEAD", "POST"])
OFFICE = Permission.SURVEY_MANAGE
STEPS = {"up": -1, "down": 1}
PER_PAGE = 20
USUAL = "frequency_5"  # of several lines on one scale


@EDIT
@needs(OFFICE)
def question_new(request: DistrictRequest, instrument_pk: int) -> HttpResponse:
    """One more question: first how it is answered, then what it asks."""
    one = found.get_instrument_for(request.actor, instrument_pk, OFFICE)
    kind = request.GET.get("kind", "")
    if kind not in ItemKind.values:
        return _choose(request, one)
    start = begun(ItemKind(kind), request.GET.get("scale", ""))
    items, pages = found.items_of(one), found.pages_of(one)
    on = _page_wanted(request, pages)
    earlier = said_by(one, [item for item in items if _is_before(item.page, on)], pages).questions
    form = _question_form(request, start, earlier, pages, {"page": on.pk if on else None})
    if request.method == "POST" and form.is_valid():
        try:
            page = _chosen(form, pages) or on
            verbs.add_question(by=request.actor, instrument=one, question=form.said(), page=page)
            messages.success(request, _("Added."))
            return _to(one)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _question_page(request, one, form, None)


@EDIT
@needs(OFFICE)
def question(request: DistrictRequest, instrument_pk: int, item_pk: int) -> HttpResponse:
    """Change a question of a draft."""
    item = found.get_item_for(request.actor, instrument_pk, item_pk, OFFICE)
    one = item.instrument
    items, pages = found.items_of(one), found.pages_of(one)
    at = [each.pk for each in items].index(item.pk)
    said = question_of(item)
    initial = {"page": item.page_id, "seen": mark_of(said)}
    form = _question_form(request, said, said_by(one, items[:at], pages).questions, pages, initial)
    if request.method == "POST" and form.is_valid():
        try:
            page, seen = _chosen(form, pages), form.cleaned_data["seen"]
            verbs.change_question(by=request.actor, item=item, question=form.said(), page=page, seen=seen)
            messages.success(request, _("Saved."))
            return _to(one)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _question_page(request, one, form, at + 1)


@needs(OFFICE)
@require_POST
def question_press(request: DistrictRequest, instrument_pk: int, item_pk: int) -> HttpResponse:
    """Move a question up or down, or take it away."""
    item = found.get_item_for(request.actor, instrument_pk, item_pk, OFFICE)
    do = request.POST.get("do", "")
    try:
        if do in STEPS:
            verbs.move_question(by=request.actor, item=item, step=STEPS[do])
        elif do == "remove":
            verbs.remove_question(by=request.actor, item=item, seen=request.POST.get("seen"))
            messages.success(request, _("Taken away. Versions that are ready keep it."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{link('surveys:instrument', instrument_pk)}#question-{item_pk}")


@EDIT
@needs(OFFICE)
def bank(request: DistrictRequest, instrument_pk: int) -> HttpResponse:
    """Every question that was ever ready, in its newest wording; one press asks it here in the same words."""
    one = found.get_instrument_for(request.actor, instrument_pk, OFFICE)
    if request.method == "POST":
        return _take(request, one)
    words = request.GET.get("q", "")[:100]
    there = {item.key for item in found.items_of(one)}
    every = [item for item in found.bank_for(request.actor, OFFICE, words) if item.key not in there]
    page = Paginator(every, PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "item": item,
            "wording": said_in(item.wording, language_here()),
            "asked_in": said_in(item.instrument.title, language_here()),
        }
        for item in page.object_list
    ]
    context = {"instrument": one, "page": page, "rows": rows, "q": words, "trail": trail(one)}
    return render(request, "surveys/instruments/bank.html", context)


@EDIT
@needs(OFFICE)
def page_new(request: DistrictRequest, instrument_pk: int) -> HttpResponse:
    """One more page, at the end."""
    one = found.get_instrument_for(request.actor, instrument_pk, OFFICE)
    return _page(request, one, None)


@EDIT
@needs(OFFICE)
def page(request: DistrictRequest, instrument_pk: int, page_pk: int) -> HttpResponse:
    """A page's title, and whom it is shown to."""
    row = found.get_page_for(request.actor, instrument_pk, page_pk, OFFICE)
    return _page(request, row.instrument, row)


@needs(OFFICE)
@require_POST
def page_press(request: DistrictRequest, instrument_pk: int, page_pk: int) -> HttpResponse:
    """Move a page up or down with its questions, or take it away; its questions stay."""
    row = found.get_page_for(request.actor, instrument_pk, page_pk, OFFICE)
    do = request.POST.get("do", "")
    try:
        if do in STEPS:
            verbs.move_page(by=request.actor, page=row, step=STEPS[do])
        elif do == "remove":
            verbs.remove_page(by=request.actor, page=row)
            messages.success(request, _("The page is gone; its questions stand on the one beside it."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _to(row.instrument)


def _choose(request: DistrictRequest, one: Instrument) -> HttpResponse:
    """The ways to answer, each a link; named points with each ready scale."""
    here, on = link("surveys:question_new", one.pk), request.GET.get("page", "")
    more = f"&page={on}" if on.isdigit() else ""
    kinds = [
        {
            "label": kind.label,
            "url": f"{here}?kind={kind}{f'&scale={USUAL}' if kind == ItemKind.MATRIX else ''}{more}",
            "scales": [
                {"label": scale.name, "url": f"{here}?kind={kind}&scale={scale.key}{more}"}
                for scale in SCALES.values()
                if kind == ItemKind.SCALE_5
            ],
        }
        for kind in ItemKind
    ]
    context = {"instrument": one, "kinds": kinds, "trail": trail(one)}
    return render(request, "surveys/instruments/kinds.html", context)


def _take(request: DistrictRequest, one: Instrument) -> HttpResponse:
    pk = request.POST.get("item", "")
    item = found.get_bank_item_for(request.actor, int(pk) if pk.isdecimal() and len(pk) < 19 else 0, OFFICE)
    try:
        verbs.take_question(by=request.actor, instrument=one, item=item)
        messages.success(
            request, _("Added in the same words. Answers can be put together with those of before.")
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _to(one)


def _question_form(
    request: DistrictRequest,
    said: Question,
    earlier: tuple[Question, ...],
    pages: list[QuestionPage],
    initial: dict[str, Any],
) -> QuestionForm:
    return QuestionForm(
        request.POST or None,
        question=said,
        earlier=earlier,
        pages=[(row.pk, _page_name(at, row)) for at, row in enumerate(pages, start=1)],
        language=language_here(),
        initial=initial,
    )


def _question_page(
    request: DistrictRequest, one: Instrument, form: QuestionForm, number: int | None
) -> HttpResponse:
    context = {
        "form": form,
        "number": number,
        "kind": form.was.kind.label,
        "trail": trail(one),
        "back_url": _url(one),
    }
    return render(request, "surveys/instruments/question.html", context, status=422 if form.errors else 200)


def _page(request: DistrictRequest, one: Instrument, row: QuestionPage | None) -> HttpResponse:
    items, pages = found.items_of(one), found.pages_of(one)
    earlier = [item for item in items if row is None or (item.page and item.page.position < row.position)]
    said = page_of(row) if row else Page()
    form = PageForm(
        request.POST or None,
        page=said,
        earlier=said_by(one, earlier, pages).questions,
        language=language_here(),
        initial={"seen": mark_of(said)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            if row is None:
                verbs.add_page(by=request.actor, instrument=one, page=form.said())
            else:
                seen = form.cleaned_data["seen"]
                verbs.change_page(by=request.actor, page=row, said=form.said(), seen=seen)
            return _to(one)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "instrument": one,
        "page": row,
        "is_first": not pages,
        "form": form,
        "trail": trail(one),
        "back_url": _url(one),
    }
    return render(request, "surveys/instruments/page.html", context, status=422 if form.errors else 200)


def _page_wanted(request: DistrictRequest, pages: list[QuestionPage]) -> QuestionPage | None:
    """The page that the link named, else the last one."""
    wanted = request.GET.get("page", "")
    return next((row for row in pages if str(row.pk) == wanted), pages[-1] if pages else None)


def _is_before(page: QuestionPage | None, on: QuestionPage | None) -> bool:
    return page is None or on is None or page.position <= on.position


def _chosen(form: QuestionForm, pages: list[QuestionPage]) -> QuestionPage | None:
    return next((row for row in pages if row.pk == form.cleaned_data.get("page")), None)


def _page_name(number: int, row: QuestionPage) -> str:
    title = said_in(row.title, language_here())
    return f"{number}. {title}" if title else _("Page %(number)d") % {"number": number}


def _url(one: Instrument) -> str:
    return link("surveys:instrument", one.pk)


def _to(one: Instrument) -> HttpResponse:
    return redirect(_url(one))
