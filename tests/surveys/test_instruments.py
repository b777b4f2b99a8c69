"""The questionnaire workshop: drafted by the office, ready for good, changed as the next version."""

import re

import pytest

from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading
from groundswell.surveys.actions import instruments as verbs
from groundswell.surveys.actions import instruments_draft as drafts
from groundswell.surveys.choices import InstrumentState, ItemKind
from groundswell.surveys.models import Instrument, Item, QuestionPage
from groundswell.surveys.rules.instruments import mark_of, question_of, questionnaire_of
from groundswell.surveys.rules.instruments_checks import findings
from groundswell.surveys.rules.instruments_words import differences, gaps
from groundswell.surveys.rules.ready_made import (
    POST_EVENT,
    READY_MADE,
    SIX_WEEKS,
    Page,
    Question,
    Questionnaire,
)
from groundswell.surveys.rules.refusals import Refused
from tests.support.statements import statements

ALL = "/d/riverbend/proof/questionnaires/"
YES_NO = ({"key": "yes", "en": "Yes"}, {"key": "no", "en": "No"})


def text_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def items_of(cast, instrument) -> list[Item]:
    with reading(cast.tenant):
        return list(Item.objects.filter(instrument=instrument).select_related("instrument", "page"))


def only_draft(cast) -> Instrument:
    with reading(cast.tenant):
        return Instrument.objects.get(state=InstrumentState.DRAFT)


def ready_copy(cast, questionnaire=POST_EVENT) -> Instrument:
    return verbs.install(by=cast.system, questionnaire=questionnaire)


def asked(cast, key, words, kind=ItemKind.ONE, **more):
    """A draft's question, as a helper's press would add it."""
    draft = only_draft(cast)
    question = Question(key, kind, {"en": words}, points=YES_NO if kind == ItemKind.ONE else (), **more)
    return drafts.add_question(by=cast.actor("ola"), instrument=draft, question=question)


def test_the_office_writes_a_questionnaire_and_makes_it_ready(cast, browse):
    ola = browse("ola")
    page = ola.post(
        f"{ALL}new/", {"title_en": "Reading nights", "title_es": "Noches de lectura"}, follow=True
    )
    draft = only_draft(cast)
    here = f"{ALL}{draft.pk}/"
    assert "nobody is asked it yet" in text_of(page) and "Add a question." in text_of(page)
    ola.post(
        f"{here}questions/new/?kind=scale_5&scale=satisfaction_5",
        {
            "wording_en": "How satisfied are you with the night?",
            "scale": "satisfaction_5",
            "box": ["satisfied", "very_satisfied"],
            "box_name_en": "satisfied or very satisfied",
        },
    )
    ola.post(
        f"{here}questions/new/?kind=use",
        {
            "wording_en": "Did you read at home?",
            "implemented_en": "A little\nA lot",
            "planning_en": "Not yet, but I plan to",
            "not_en": "No",
            "box_name_en": "reading at home",
        },
    )
    ola.post(
        f"{here}questions/new/?kind=line",
        {
            "wording_en": "Which book?",
            "only_1": ["a_lot", "a_little"],
        },
    )
    satisfied, used, book = items_of(cast, draft)
    assert (satisfied.key, satisfied.scale) == ("how_satisfied_are_you_with_the_night", "satisfaction_5")
    assert [point["state"] for point in used.points] == ["not", "planning", "implemented", "implemented"]
    assert used.box == ["a_little", "a_lot"]
    assert book.shown_when == {"item": "did_you_read_at_home", "points": ["a_little", "a_lot"]}
    page = text_of(ola.get(here))
    assert (
        "Make it ready" in page and "Only if “Did you read at home?” was answered with “A little” or" in page
    )
    assert "Spanish: " in page and "words are missing" in page
    seen = re.search(r'name="seen" value="(\w+)"><p>A version', page)[1]
    page = ola.post(f"{here}press/", {"do": "ready", "seen": seen}, follow=True)
    assert "Ready. Whoever is asked from now on" in text_of(page)
    with reading(cast.tenant):
        assert verbs.newest_version("reading_nights").pk == draft.pk
    assert ola.post(f"{here}questions/new/?kind=line", {"wording_en": "One more?"}).status_code == 422
    assert "Reading nights" in text_of(ola.get(ALL))


def test_a_draft_with_gaps_says_which_question_and_what_to_do(cast):
    broken = Questionnaire(
        "broken",
        {"en": "Broken"},
        (
            Question("late", ItemKind.LINE, {"en": "Late?"}, only_if=("first", frozenset({"yes"}))),
            Question("first", ItemKind.ONE, {"en": "First?"}, points=YES_NO[:1]),
            Question("gone", ItemKind.LINE, {"en": "Gone?"}, only_if=("first", frozenset({"maybe"}))),
            Question("lines", ItemKind.MATRIX, {"en": "Lines?"}, points=YES_NO),
            Question("number", ItemKind.NUMBER, {"en": "Number?"}, lowest=5, highest=5),
            Question(
                "use",
                ItemKind.USE,
                {"en": "Use?"},
                points=({"key": "a", "state": "planning", "en": "A"},) * 2,
                box=("a",),
            ),
            Question("box", ItemKind.ONE, {"en": "Box?"}, points=YES_NO, box=("perhaps",)),
            Question("box", ItemKind.LINE, {}),
        ),
        pages=(Page(), Page()),
    )
    told = "\n".join(str(one) for one in findings(broken))
    for words in (
        "Question 1 (“Late?”): It depends on a question that comes after it.",
        "Question 2 (“First?”): It has fewer than two answers",
        "Question 3 (“Gone?”): It depends on an answer that isn’t there any more.",
        "Question 4 (“Lines?”): It has no lines.",
        "Question 5 (“Number?”): Its lowest number is not below its highest.",
        "Question 6 (“Use?”): It needs an answer for each state",
        "“Plans to” is never merged with “used it”.",
        "Question 7 (“Box?”): What counts together names an answer that isn’t there.",
        "What counts together has no name.",
        "Question 8 (“”): It has no words.",
        "Two questions have its key.",
        "Page 2: It has no question.",
    ):
        assert words in told
    draft = verbs.bring(by=cast.actor("ola"), questionnaire=Questionnaire("empty", {"en": "Empty"}, ()))
    with pytest.raises(Refused, match=r"It asks nothing yet\. Add a question\."):
        verbs.freeze(by=cast.actor("ola"), instrument=draft)


@pytest.mark.parametrize("key", READY_MADE)
def test_what_comes_with_the_house_is_ready_and_says_everything_in_spanish(key):
    assert findings(READY_MADE[key]) == []
    [gap] = gaps(READY_MADE[key], ["es"])
    assert (gap.texts, gap.words) == (0, 0)


def test_a_ready_version_is_never_edited_and_what_stays_keeps_its_fingerprint(cast):
    ola, first = cast.actor("ola"), ready_copy(cast)
    recommend, confident, takeaway = items_of(cast, first)
    with pytest.raises(Refused, match="never edited"):
        drafts.remove_question(by=ola, item=recommend)
    second = verbs.change(by=ola, instrument=first)
    with pytest.raises(Refused, match="already"):
        verbs.change(by=ola, instrument=first)
    _same, new_confident, new_takeaway = items_of(cast, second)
    box = question_of(new_confident)
    drafts.change_question(
        by=ola,
        item=new_confident,
        question=Question(**{name: getattr(box, name) for name in box.__slots__} | {"box": ("extremely",)}),
    )
    words = question_of(new_takeaway)
    spanish = words.wording | {"es": "¿Qué se lleva hoy?"}
    drafts.change_question(
        by=ola,
        item=new_takeaway,
        question=Question(**{name: getattr(words, name) for name in words.__slots__} | {"wording": spanish}),
    )
    verbs.freeze(by=ola, instrument=second)
    same, other, translated = items_of(cast, second)
    assert (same.fingerprint, same.revision) == (recommend.fingerprint, 1)
    assert other.fingerprint != confident.fingerprint and other.revision == 2
    assert (translated.fingerprint, translated.revision) == (takeaway.fingerprint, 1)
    with reading(cast.tenant):
        changed = differences(questionnaire_of(first), questionnaire_of(second))
        assert verbs.newest_version("post_event").pk == second.pk
        assert Instrument.objects.get(pk=second.pk).based_on_id == first.pk
    assert [(one.parts, one.is_other) for one in changed] == [
        (("What counts together changed",), True),
        (("Translation, hint or name changed",), False),
    ]


def test_of_two_browsers_the_second_is_told_and_nothing_is_overwritten(cast, browse):
    verbs.change(by=cast.actor("ola"), instrument=ready_copy(cast))
    draft = only_draft(cast)
    takeaway = items_of(cast, draft)[2]
    here, ola = f"{ALL}{draft.pk}/questions/{takeaway.pk}/", browse("ola")
    seen = mark_of(question_of(takeaway))
    said = {"wording_en": "What do you take home?", "seen": seen}
    assert f'value="{seen}"' in text_of(ola.get(here))
    assert ola.post(here, said).status_code == 302
    late = ola.post(here, said | {"wording_en": "What did I miss?"})
    assert late.status_code == 422 and "Somebody else changed this while you had it open" in text_of(late)
    assert items_of(cast, draft)[2].wording["en"] == "What do you take home?"
    pressed = ola.post(f"{ALL}{draft.pk}/press/", {"do": "ready", "seen": "0" * 16}, follow=True)
    assert "Somebody else changed the draft meanwhile" in text_of(pressed)
    gone = ola.post(f"{here}press/", {"do": "remove", "seen": seen}, follow=True)
    assert "Somebody else changed this" in text_of(gone) and len(items_of(cast, draft)) == 3


def test_questions_move_within_pages_and_across_them(cast):
    ola = cast.actor("ola")
    draft = verbs.draft(by=ola, title={"en": "Order"}, introduction={})
    for words in ("One", "Two", "Three"):
        asked(cast, "", words)
    first = drafts.add_page(by=ola, instrument=draft, page=Page({"en": "First"}))
    second = drafts.add_page(by=ola, instrument=draft, page=Page({"en": "Second"}))

    def order() -> list[tuple[str, int]]:
        return [(item.wording["en"], item.page.position) for item in items_of(cast, draft)]

    assert order() == [("One", 1), ("Two", 1), ("Three", 1)]
    drafts.move_question(by=ola, item=items_of(cast, draft)[2], step=-1)
    assert order() == [("One", 1), ("Three", 1), ("Two", 1)]
    drafts.move_question(by=ola, item=items_of(cast, draft)[2], step=1)
    assert order() == [("One", 1), ("Three", 1), ("Two", 2)]
    drafts.move_question(by=ola, item=items_of(cast, draft)[0], step=-1)
    drafts.move_page(by=ola, page=second, step=-1)
    assert order() == [("Two", 1), ("One", 2), ("Three", 2)]
    drafts.move_question(by=ola, item=items_of(cast, draft)[1], step=-1)
    assert order() == [("Two", 1), ("One", 1), ("Three", 2)]
    drafts.remove_page(by=ola, page=first)
    assert order() == [("Two", 1), ("One", 1), ("Three", 1)]


def test_the_item_bank_gives_a_question_in_its_newest_words(cast, browse):
    ready_copy(cast)
    ready_copy(cast, SIX_WEEKS)
    draft = verbs.draft(by=cast.actor("ola"), title={"en": "Ours"}, introduction={})
    ola, bank = browse("ola"), f"{ALL}{draft.pk}/bank/"
    found = text_of(ola.get(f"{bank}?q=confianza práctica"))
    assert "How confident are you" in found and "How well did it go?" not in found
    with reading(cast.tenant):
        well = Item.objects.get(key="well")
    ola.post(bank, {"item": well.pk})
    [taken] = items_of(cast, draft)
    assert (taken.key, taken.fingerprint, taken.shown_when) == ("well", well.fingerprint, {})
    assert "How well did it go?" not in text_of(ola.get(bank))
    assert "asks this question already" in text_of(ola.post(bank, {"item": well.pk}, follow=True))
    assert ola.post(bank, {"item": taken.pk}).status_code == 404


def test_what_is_written_line_by_line_keeps_its_keys(cast, browse):
    draft = verbs.draft(by=cast.actor("ola"), title={"en": "Lines"}, introduction={})
    ola, here = browse("ola"), f"{ALL}{draft.pk}/questions/"
    said = {"wording_en": "When?", "points_en": "Mornings\nEvenings", "points_es": "\nNoches"}
    ola.post(f"{here}new/?kind=several", said)
    [item] = items_of(cast, draft)
    assert item.points == [
        {"key": "mornings", "en": "Mornings"},
        {"key": "evenings", "en": "Evenings", "es": "Noches"},
    ]
    seen = {"seen": mark_of(question_of(item))}
    ola.post(f"{here}{item.pk}/", said | seen | {"points_en": "In the morning\nEvenings"})
    [item] = items_of(cast, draft)
    assert [point["key"] for point in item.points] == ["mornings", "evenings"]
    page = ola.post(f"{here}{item.pk}/", said | {"points_es": "1\n2\n3"})
    assert page.status_code == 422 and "1 line more than the English" in text_of(page)


def test_discarding_a_draft_leaves_what_is_ready_and_a_trace(cast, browse):
    first = ready_copy(cast)
    draft = verbs.change(by=cast.actor("ola"), instrument=first)
    drafts.add_page(by=cast.actor("ola"), instrument=draft, page=Page())
    page = browse("ola").post(f"{ALL}{draft.pk}/press/", {"do": "discard"}, follow=True)
    assert "The draft is gone" in text_of(page)
    with reading(cast.tenant):
        assert list(Instrument.objects.values_list("pk", flat=True)) == [first.pk]
        assert not QuestionPage.objects.exists()
        assert JournalEntry.objects.get(kind="surveys.instrument.discarded").subject_id == draft.pk
    assert len(items_of(cast, first)) == 3


def test_the_preview_is_the_form_that_people_get_in_each_language(cast, browse):
    one = ready_copy(cast)
    ola = browse("ola")
    assert f"{ALL}{one.pk}/phone/?lang=es" in text_of(ola.get(f"{ALL}{one.pk}/preview/?lang=es"))
    phone = ola.get(f"{ALL}{one.pk}/phone/?lang=es")
    assert 'lang="es" dir="ltr"' in text_of(phone) and "¿Qué idea se lleva?" in text_of(phone)
    assert "<form" not in text_of(phone)
    assert phone.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in phone.headers["Content-Security-Policy"]
    arabic = Questionnaire(
        "rtl", {"en": "Right to left"}, (Question("q", ItemKind.LINE, {"en": "Q?", "ar": "سؤال"}),)
    )
    page = ola.get(f"{ALL}{ready_copy(cast, arabic).pk}/phone/?lang=ar")
    assert 'lang="ar" dir="rtl"' in text_of(page) and "سؤال" in text_of(page)


def test_nobody_else_gets_into_the_workshop(cast, browse):
    one = ready_copy(cast)
    for path in (ALL, f"{ALL}{one.pk}/", f"{ALL}{one.pk}/file/", f"{ALL}{one.pk}/bank/"):
        assert browse("ana").get(path).status_code == 403
        assert browse("nils").get(path).status_code == 404
        assert browse("nils").get(path.replace("riverbend", "harbor-point")).status_code == (
            200 if path == ALL else 404
        )


def test_taken_over_it_is_ready_and_the_list_says_how_often_it_was_asked(cast, ask, browse):
    ask(1)
    ola = browse("ola")
    page = text_of(ola.get(ALL))
    assert "How it went" in page and "What you want to learn next" in page
    ola.post(f"{ALL}take/", {"key": "needs_assessment"})
    with reading(cast.tenant):
        assert Instrument.objects.get(key="needs_assessment").pages.count() == 2
        pages = [f"{ALL}{one.pk}/" for one in Instrument.objects.order_by("pk")]
    short, long = (statements(ola, page) for page in pages)
    assert short == long <= 20
    assert 'value="needs_assessment"' not in text_of(ola.get(ALL))
    assert ola.post(f"{ALL}take/", {"key": "nonsense"}).status_code == 302


def test_a_draft_that_waited_while_the_house_version_came_in_becomes_the_newest(cast):
    ola = cast.actor("ola")
    waited = verbs.bring(
        by=ola, questionnaire=Questionnaire("post_event", {"en": "Ours"}, POST_EVENT.questions)
    )
    assert ready_copy(cast).version == 2
    assert verbs.freeze(by=ola, instrument=waited).version == 3
    with reading(cast.tenant):
        assert verbs.newest_version("post_event").pk == waited.pk
