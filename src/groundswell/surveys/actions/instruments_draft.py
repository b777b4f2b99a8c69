"""Verbs for a draft: its title, its questions in their order, its pages. A version that is ready refuses them all.

Whoever changes something says what was read before (``seen``, a mark of ``rules.instruments``); when somebody else
changed it since, nothing is overwritten. Moving needs no mark: a step up is a step up from wherever it stands.
"""

from collections.abc import Sequence
from itertools import count

from django.utils.text import slugify
from django.utils.translation import gettext as _

from groundswell.kernel import journal
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.kernel.words import said_in
from groundswell.surveys.actions.instruments import count_wordings, hold_draft
from groundswell.surveys.models import Instrument, Item, QuestionPage
from groundswell.surveys.rules.instruments import (
    item_values,
    mark_of,
    page_of,
    question_of,
    questionnaire_of,
    shown_when,
    title_mark,
)
from groundswell.surveys.rules.instruments_checks import RESERVED
from groundswell.surveys.rules.ready_made import Page, Question, Words
from groundswell.surveys.rules.refusals import Refused

MOST_QUESTIONS, MOST_PAGES, LONGEST_KEY = 200, 40, 50


@verb
def say(
    *, by: Actor, instrument: Instrument, title: Words, introduction: Words, seen: str | None = None
) -> Instrument:
    """Title and introduction of a draft."""
    held = hold_draft(instrument)
    _check(seen, title_mark(questionnaire_of(held)))
    held.title, held.introduction = title, introduction
    held.save(update_fields=["title", "introduction"])
    _record(by, held, "said")
    return held


@verb
def add_question(
    *, by: Actor, instrument: Instrument, question: Question, page: QuestionPage | None = None
) -> Item:
    """Ask one more, at the end of ``page`` (of the last one by default). Its key is made of its words, and is new."""
    held = hold_draft(instrument)
    item = _append(by, held, page, item_values(question) | {"key": _free_key(question)})
    _record(by, held, "question_added", item)
    return item


@verb
def take_question(*, by: Actor, instrument: Instrument, item: Item, page: QuestionPage | None = None) -> Item:
    """Ask what another questionnaire asks, in the same words, so that the answers can be put together.

    Whom it is asked of stays behind. Raises Refused where the draft asks it already.
    """
    held = hold_draft(instrument)
    if Item.objects.filter(instrument=held, key=item.key).exists():
        raise Refused(_("The draft asks this question already."))
    made = _append(by, held, page, item_values(question_of(item)) | {"shown_when": {}})
    _record(by, held, "question_taken", made)
    return made


@verb
def change_question(
    *, by: Actor, item: Item, question: Question, page: QuestionPage | None = None, seen: str | None = None
) -> Item:
    """Other words, answers or conditions. Its key stays: this is its next wording, not another question."""
    draft = hold_draft(item.instrument)
    held = _question(draft, item)
    _check(seen, mark_of(question_of(held)))
    for name, value in (item_values(question) | {"key": held.key}).items():
        setattr(held, name, value)
    moved = page is not None and page.pk != held.page_id
    if page is not None and moved:
        held.page, held.position = page, MOST_QUESTIONS + 1
    count_wordings([held])
    held.save()
    if moved:
        _renumber(draft)
    _record(by, draft, "question_changed", held)
    return held


@verb
def move_question(*, by: Actor, item: Item, step: int) -> None:
    """One place up (-1) or down (1); from the edge of a page to the page beside it."""
    draft = hold_draft(item.instrument)
    held = _question(draft, item)
    items = _in_order(draft)
    pages: list[int | None] = [*QuestionPage.objects.filter(instrument=draft).values_list("pk", flat=True)]
    at = [one.pk for one in items].index(held.pk)
    beside = items[at + step] if 0 <= at + step < len(items) else None
    if beside is not None and beside.page_id == held.page_id:
        items[at], items[at + step] = items[at + step], items[at]
    else:
        to = pages.index(held.page_id) + step if pages else -1
        if not 0 <= to < len(pages):
            return
        items[at].page_id = pages[to]
        # Sorting keeps it behind or before everything that stands on that page.
        items.sort(key=lambda one: pages.index(one.page_id))
    _place(items)
    _record(by, draft, "question_moved", held)


@verb
def remove_question(*, by: Actor, item: Item, seen: str | None = None) -> None:
    """Not asked in this draft any more. Versions that are ready keep it, and so does the item bank."""
    draft = hold_draft(item.instrument)
    held = _question(draft, item)
    _check(seen, mark_of(question_of(held)))
    held.delete()
    _renumber(draft)
    _record(by, draft, "question_removed", item)


@verb
def add_page(*, by: Actor, instrument: Instrument, page: Page) -> QuestionPage:
    """One more page at the end. The first one takes all questions that are there."""
    held = hold_draft(instrument)
    there = QuestionPage.objects.filter(instrument=held).count()
    if there >= MOST_PAGES:
        raise Refused(_("A questionnaire has at most %(most)d pages.") % {"most": MOST_PAGES})
    made = QuestionPage.objects.create(
        tenant=by.tenant,
        instrument=held,
        position=there + 1,
        title=page.title,
        shown_when=shown_when(page.only_if),
    )
    if not there:
        Item.objects.filter(instrument=held).update(page=made)
    _record(by, held, "page_added")
    return made


@verb
def change_page(*, by: Actor, page: QuestionPage, said: Page, seen: str | None = None) -> QuestionPage:
    """Its title, and whom it is shown to."""
    draft = hold_draft(page.instrument)
    held = _page(draft, page)
    _check(seen, mark_of(page_of(held)))
    held.title, held.shown_when = said.title, shown_when(said.only_if)
    held.save(update_fields=["title", "shown_when"])
    _record(by, draft, "page_changed")
    return held


@verb
def move_page(*, by: Actor, page: QuestionPage, step: int) -> None:
    """One place up (-1) or down (1), with its questions."""
    draft = hold_draft(page.instrument)
    pages = list(QuestionPage.objects.filter(instrument=draft))
    at = next((number for number, one in enumerate(pages) if one.pk == page.pk), None)
    if at is None or not 0 <= at + step < len(pages):
        return
    pages[at], pages[at + step] = pages[at + step], pages[at]
    _place_pages(pages)
    _renumber(draft)
    _record(by, draft, "page_moved")


@verb
def remove_page(*, by: Actor, page: QuestionPage) -> None:
    """The page goes; its questions move to the page before it, or to the one after the first."""
    draft = hold_draft(page.instrument)
    held = _page(draft, page)
    pages = list(QuestionPage.objects.filter(instrument=draft))
    at = [one.pk for one in pages].index(held.pk)
    left = [one for one in pages if one.pk != held.pk]
    Item.objects.filter(page=held).update(page=left[max(at - 1, 0)] if left else None)
    held.delete()
    _place_pages(left)
    _renumber(draft)
    _record(by, draft, "page_removed")


def _append(by: Actor, draft: Instrument, page: QuestionPage | None, values: dict) -> Item:
    number = Item.objects.filter(instrument=draft).count()
    if number >= MOST_QUESTIONS:
        raise Refused(_("A questionnaire has at most %(most)d questions.") % {"most": MOST_QUESTIONS})
    pages = QuestionPage.objects.filter(instrument=draft)
    on = pages.filter(pk=page.pk).first() if page is not None else None
    item = Item(
        tenant=by.tenant,
        instrument=draft,
        page=on or pages.order_by("-position").first(),
        position=number + 1,
        **values,
    )
    count_wordings([item])
    item.save()
    _renumber(draft)
    return item


def _question(draft: Instrument, item: Item) -> Item:
    found: Item | None = Item.objects.filter(instrument=draft, pk=item.pk).first()
    if found is None:
        raise Refused(_("Somebody took this question away meanwhile."))
    return found


def _page(draft: Instrument, page: QuestionPage) -> QuestionPage:
    found: QuestionPage | None = QuestionPage.objects.filter(instrument=draft, pk=page.pk).first()
    if found is None:
        raise Refused(_("Somebody took this page away meanwhile."))
    return found


def _check(seen: str | None, now: str) -> None:
    if seen is not None and seen != now:
        raise Refused(
            _(
                "Somebody else changed this while you had it open, so nothing of yours was saved. Open it again to see "
                "their changes, then make yours."
            )
        )


def _in_order(draft: Instrument) -> list[Item]:
    """The questions as they stand: by page, then by place."""
    found = list(Item.objects.filter(instrument=draft).select_related("page"))
    return sorted(found, key=lambda one: (one.page.position if one.page else 0, one.position))


def _renumber(draft: Instrument) -> None:
    _place(_in_order(draft))


def _place(items: Sequence[Item]) -> None:
    """Number them from 1 in this order, and save where they stand."""
    for position, item in enumerate(items, start=1):
        item.position = position
    Item.objects.bulk_update(items, ["position", "page"])


def _place_pages(pages: Sequence[QuestionPage]) -> None:
    for position, page in enumerate(pages, start=1):
        page.position = position
    QuestionPage.objects.bulk_update(pages, ["position"])


def _free_key(question: Question) -> str:
    """A key that no question of the district has: another question, not another wording of one."""
    stem = slugify(said_in(question.wording, "en")).replace("-", "_")[:LONGEST_KEY].strip("_") or "question"
    taken = set(Item.objects.filter(key__startswith=stem).values_list("key", flat=True)) | RESERVED
    if stem not in taken:
        return stem
    return next(key for key in (f"{stem}_{number}" for number in count(2)) if key not in taken)


def _record(by: Actor, draft: Instrument, what: str, item: Item | None = None) -> None:
    data = {"item": item.pk} if item is not None else {}
    journal.record(f"surveys.instrument.{what}", by=by, subject=draft, data=data)
