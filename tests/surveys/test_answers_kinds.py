"""Every kind of question: how it is asked, what is kept of an answer, and what is refused."""

import pytest

from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading
from groundswell.surveys.actions import responses
from groundswell.surveys.choices import Channel
from groundswell.surveys.models import Answer, Item, Response
from groundswell.surveys.queries.questions import questions_of
from groundswell.surveys.rules.answering import number_in, parts_of
from groundswell.surveys.rules.branching import asked_of, is_asked
from tests.surveys import kinds
from tests.surveys.kinds import ALL_OF_IT, as_sent


@pytest.fixture
def asked(cast, ask):
    kinds.install(cast)
    return ask(1)


def kept(cast) -> dict:
    """What is stored, by question: (part, choice, number, text) for each row."""
    found: dict = {}
    with reading(cast.tenant):
        for one in Answer.objects.select_related("item").order_by("item__position", "part"):
            number = float(one.number) if one.number is not None else None
            found.setdefault(one.item.key, []).append((one.part, one.choice, number, one.text))
    return found


def test_every_kind_of_question_is_asked_answered_and_kept(cast, asked, client):
    page = client.get(asked.path(0)).text
    assert "Every kind: Small groups that work" in page and "It takes four minutes." in page
    assert (
        page.count("<legend>What about parts? <span") == 1
        and page.count('type="radio"') == 4 + 2 + 10 + 11 + 7 + 2 + 4
    )
    assert "hours a week, from 0 to 40" in page
    assert client.post(asked.path(0), as_sent(ALL_OF_IT)).status_code == 302
    assert kept(cast) == {
        "used": [("", "some", None, "")],
        "well": [("", "badly", None, "")],
        "why": [("", "", None, "Too loud.")],
        "recommend": [("", "10", None, "")],
        "nps": [("", "0", None, "")],
        "often": [("", "half", None, "")],
        "room": [("", "gym", None, "")],
        "tools": [("cards", "cards", None, ""), ("talk", "talk", None, "")],
        "parts": [("pace", "low", None, ""), ("tasks", "high", None, "")],
        "hours": [("", "", 12.5, "")],
        "first": [("", "", None, "Begin")],
        "words": [("", "", None, "Small groups.")],
    }


def test_without_script_every_question_stands_there_and_says_of_whom_it_is_asked(asked, client):
    page = client.get(asked.path(0)).text
    assert "Only if you chose “Some” or “All” at “What about used?”. " in page
    assert page.index("Use</h2>") < page.index("School</h2>") < page.index("Words</h2>")
    assert "&quot;points&quot;: [&quot;some&quot;, &quot;all&quot;]" in page


def test_what_is_not_asked_is_neither_missing_nor_kept_nor_wrong(cast, asked, client):
    """Who plans to use it is not asked how it went, though that is required; what hangs on it is not asked either."""
    sent = {"used": "planned", "well": "", "why": "x" * 3_000, "words": "Never mind.", "nps": "7"}
    assert client.post(asked.path(0), sent).status_code == 302
    assert list(kept(cast)) == ["used", "nps"]


def test_a_condition_behind_a_condition_that_is_not_met_is_not_met(cast, asked):
    """Asked by itself the last question would be: that is what the order is for."""
    with reading(cast.tenant):
        items = questions_of(asked.wave)
    said = {"used": "wont", "well": "badly", "why": "Loud."}
    why = next(item for item in items if item.key == "why")
    assert is_asked(why, said)
    assert "why" not in [item.key for item in asked_of(items, said)]


@pytest.mark.parametrize(
    ("given", "holds"),
    [
        ("talk", True),
        (["cards", "talk"], True),
        ({"pace": "talk"}, True),
        ({"talk": "low"}, False),
        ("", False),
    ],
)
def test_a_condition_reads_every_shape_of_answer(given, holds):
    item = Item(key="x", shown_when={"item": "before", "points": ["talk"]})
    assert is_asked(item, {"before": given}) is holds


def test_a_required_question_that_is_asked_must_be_answered_on_the_page_and_in_the_verb(cast, asked, client):
    page = client.post(asked.path(0), {"used": "all", "words": "Still here."})
    assert page.status_code == 422
    assert "Please answer this question" in page.text and "Still here." in page.text
    assert 'href="#id_well"' in page.text
    with pytest.raises(ValueError, match="'well' needs an answer"):
        asked.answer(0, used="all")
    with pytest.raises(ValueError, match="'used' needs an answer"):
        asked.answer(0, nps="3")
    with pytest.raises(ValueError, match="no question called 'shoe_size'"):
        asked.answer(0, used="wont", shoe_size="44")
    with pytest.raises(ValueError, match="no number"):
        asked.answer(0, used="wont", hours="twelve")
    assert asked.invitation(0).done_at is None and kept(cast) == {}


@pytest.mark.parametrize(
    ("key", "said", "says"),
    [
        ("tools", ["talk", "hammer"], "not on the scale"),
        ("parts", {"pace": "highest"}, "not on the scale"),
        ("parts", {"noise": "low"}, "no line of"),
        ("parts", "low", "for each of its lines"),
        ("room", ["gym", "library"], "takes one answer"),
        ("nps", "11", "not on the scale"),
        ("hours", "41", "not between 0 and 40"),
        ("hours", "twelve", "no number"),
        ("first", "x" * 201, "at most 200"),
        ("words", "x" * 2_001, "at most 2000"),
    ],
)
def test_what_a_question_does_not_offer_is_refused(key, said, says):
    item = next(Item(**fields) for _page, fields in kinds.QUESTIONS if fields["key"] == key)
    with pytest.raises(ValueError, match=says):
        parts_of(item, said)


@pytest.mark.parametrize(
    ("typed", "number"), [("12,5", "12.5"), (" 1 200 ", "1200"), ("-3", "-3"), ("٣", "3")]
)
def test_a_number_is_read_as_people_write_it(typed, number):
    assert str(number_in(typed)) == number


@pytest.mark.parametrize("typed", ["1,000", "1.5.2", "1e9", "NaN", "9" * 13, "1.23456", "", "¼"])
def test_what_could_be_read_in_two_ways_is_asked_again(typed):
    with pytest.raises(ValueError, match="no number"):
        number_in(typed)


def test_a_wrong_number_says_what_to_do_and_keeps_the_rest(asked, client):
    page = client.post(asked.path(0), {"used": "wont", "hours": "1,000", "room": "gym"})
    assert page.status_code == 422 and "without a comma for thousands" in page.text
    assert 'value="gym"' in page.text and "checked" in page.text
    page = client.post(asked.path(0), {"used": "wont", "hours": "50"})
    assert "too much or too little: from 0 to 40" in page.text


def test_own_words_may_be_quoted_only_after_a_tick_and_only_where_there_are_some(cast, ask, client):
    asked = ask(3)
    page = client.get(asked.path(0)).text
    assert "without my name, with my role" in page and 'name="may.quote" id="id_may.quote">' in page
    client.post(asked.path(0), {"takeaway": "Mine.", "may.quote": "on"})
    client.post(asked.path(1), {"takeaway": "Mine too."})
    client.post(asked.path(2), {"confident": "very", "may.quote": "on"})
    with reading(cast.tenant):
        quoted = {
            one.invitation.person_id: one.may_quote for one in Response.objects.select_related("invitation")
        }
    assert [quoted[person.pk] for person in asked.people] == [True, False, False]


def test_markup_in_an_answer_is_words(cast, ask, browse):
    asked = ask(5)
    for number in range(5):
        by, words = cast.system, "<script>alert(1)</script> =1+1"
        responses.submit(
            by=by, invitation=asked.invitation(number), answers={"takeaway": words}, may_quote=True
        )
    asked.close()
    assert "<script>alert" not in browse("ola").get(asked.page).text
    with reading(cast.tenant):
        assert {one.text for one in Answer.objects.all()} == {words}


def test_the_promise_is_told_before_anybody_answers(cast, ask, client):
    asked = ask(1)
    page = client.get(asked.path(0)).text
    assert "Your answers are confidential" in page and "carry your name" not in page
    kinds.promise(cast, asked.wave, "named")
    page = client.get(asked.path(0)).text
    assert (
        "Your answers carry your name" in page and "confidential" not in page and "not anonymous" not in page
    )
    assert page.index("carry your name") < page.index("<form")
    assert "Sus respuestas llevan su nombre" in client.get(asked.path(0) + "?lang=es").text


def test_while_a_wave_is_paused_nothing_is_taken_and_nothing_is_lost(cast, ask, client):
    asked = ask(2)
    client.post(asked.path(1), {"takeaway": "Before."})
    kinds.pause(cast, asked.wave, clock.now())
    assert "this survey is paused just now" in client.get(asked.path(0)).text
    page = client.post(asked.path(0), {"takeaway": "Written while it was open."})
    assert page.status_code == 422 and "nothing was sent" in page.text
    assert "Written while it was open." in page.text
    with pytest.raises(responses.WaveIsPaused):
        asked.answer(0)
    assert "have arrived" in client.get(asked.path(1)).text
    assert asked.invitation(0).done_at is None
    with reading(cast.tenant):
        assert Response.objects.count() == 1


def test_a_browser_keeps_what_was_begun_under_a_name_that_opens_nothing(asked, client, browse):
    """Both links and the signed-in page find it, and the page after sending says that it can go."""
    page = client.get(asked.path(0)).text
    name = page.partition('data-kept="')[2].partition('"')[0]
    assert len(name) == 24 and name not in asked.path(0)
    assert client.get(f"/d/riverbend/answer/{name}/").status_code == 404
    assert f'data-kept="{name}"' in client.post(asked.path(0), {}).text
    client.post(asked.path(0), as_sent(ALL_OF_IT))
    assert f'data-answers-gone="{name}"' in client.get(asked.path(0)).text


def test_a_questionnaire_in_arabic_reads_from_the_right(cast, ask, client):
    kinds.install(cast, title={"en": "Every kind", "ar": "كل شيء"}, wording={"en": "What?", "ar": "ماذا؟"})
    asked = ask(1)
    page = client.get(asked.path(0) + "?lang=ar")
    assert '<html lang="ar" dir="rtl"' in page.text and "ماذا؟" in page.text
    assert page.headers["Content-Language"] == "ar"
    assert 'dir="ltr"' in client.get(asked.path(0)).text


def test_the_journal_says_how_an_answer_came_in(cast, ask):
    asked = ask(2)
    asked.answer(0)
    responses.submit(
        by=cast.system, invitation=asked.invitation(1), answers={"confident": "very"}, channel=Channel.PAGE
    )
    with reading(cast.tenant):
        data = [
            one.data for one in JournalEntry.objects.filter(kind="surveys.invitation.answered").order_by("pk")
        ]
    assert data == [{"wave": asked.wave.pk}, {"wave": asked.wave.pk, "channel": "page"}]
