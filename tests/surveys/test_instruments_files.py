"""Questionnaires as files: what leaves comes back the same, and what is wrong or hostile is named and refused."""

import csv
import io
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundswell.kernel.exports import FORMULA_STARTS, csv_lines
from groundswell.kernel.tenancy import reading
from groundswell.surveys.actions import instruments as verbs
from groundswell.surveys.choices import ItemKind, UseState
from groundswell.surveys.models import Instrument, Item
from groundswell.surveys.rules import instruments_csv, instruments_file
from groundswell.surveys.rules.instruments import questionnaire_of
from groundswell.surveys.rules.instruments_words import fingerprint
from groundswell.surveys.rules.ready_made import POST_EVENT, READY_MADE, Page, Question, Questionnaire

ALL = "/d/riverbend/proof/questionnaires/"
KEYS = st.text("ab_1", max_size=3).map(lambda rest: f"k{rest}")
TEXT = st.text("aéم=+-@'\",;<&\n 1", min_size=1, max_size=5).map(str.strip).filter(bool)
WORDS = st.fixed_dictionaries({"en": TEXT}, optional={"es": TEXT, "ar": TEXT})
MAYBE = st.one_of(st.just({}), WORDS)
TITLE = WORDS.map(lambda words: {language: text.replace("\n", " ") for language, text in words.items()})
NUMBER = st.none() | st.integers(-1000, 1000)


@st.composite
def points(draw):
    keys = draw(st.lists(KEYS, unique=True, max_size=2))
    states = st.sampled_from([{}, *({"state": str(state)} for state in UseState)])
    return tuple({"key": key} | draw(states) | draw(MAYBE) for key in keys)


@st.composite
def questionnaires(draw):
    """Whatever a draft may say, finished or not."""
    keys = draw(st.lists(KEYS, unique=True, max_size=3))
    when = st.none() | st.tuples(KEYS, st.frozensets(KEYS, max_size=2))
    pages = tuple(Page(draw(st.just({}) | TITLE), draw(when)) for _ in range(draw(st.integers(0, 2))))
    numbers = sorted(draw(st.integers(1, len(pages))) if pages else 0 for _ in keys)
    questions = []
    for key, page in zip(keys, numbers, strict=True):
        chosen = draw(points())
        box = (
            draw(st.lists(st.sampled_from([point["key"] for point in chosen]), unique=True)) if chosen else []
        )
        questions.append(
            Question(
                key, draw(st.sampled_from(ItemKind)), draw(WORDS), draw(MAYBE), draw(st.sampled_from(["", "own_5"])),
                chosen, tuple(point["key"] for point in chosen if point["key"] in box), draw(MAYBE), draw(when),
                draw(points()), draw(NUMBER), draw(NUMBER), draw(MAYBE), draw(st.booleans()), draw(st.booleans()), page,
            )
        )  # fmt: skip
    return Questionnaire(draw(KEYS), draw(TITLE), tuple(questions), draw(MAYBE), pages)


def as_table(one: Questionnaire) -> bytes:
    return "".join(csv_lines(instruments_csv.head(one), instruments_csv.rows(one))).encode()


@settings(deadline=None)
@given(questionnaires())
def test_whatever_leaves_as_a_file_comes_back_the_same(one):
    for file in (
        instruments_file.read(instruments_file.written(one).encode()),
        instruments_csv.read(as_table(one)),
    ):
        assert file.problems == []
        assert file.questionnaire == one
        assert [*map(fingerprint, file.questionnaire.questions)] == [*map(fingerprint, one.questions)]


@pytest.mark.parametrize("suffix", ["", "?format=csv"])
def test_a_questionnaire_leaves_one_district_and_is_the_same_in_another(cast, browse, suffix):
    one = verbs.install(by=cast.system, questionnaire=READY_MADE["needs_assessment"])
    answer = browse("ola").get(f"{ALL}{one.pk}/file/{suffix}")
    content = b"".join(answer) if answer.streaming else answer.content
    name = re.search(r'filename="([^"]+)"', answer.headers["Content-Disposition"])[1]
    there = ALL.replace("riverbend", "harbor-point")
    browse("nils").post(f"{there}file/", {"file": named(name, content)})
    with reading(cast.tenant):
        ours = list(Item.objects.values_list("key", "fingerprint", "page__position"))
    with reading(cast.other):
        made = Instrument.objects.get()
        assert made.is_draft and made.key == "needs_assessment"
        assert list(Item.objects.values_list("key", "fingerprint", "page__position")) == ours
        assert questionnaire_of(made) == READY_MADE["needs_assessment"]


def named(name: str, content: bytes) -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = name
    return file


def changed(**more) -> bytes:
    return json.dumps(json.loads(instruments_file.written(POST_EVENT)) | more).encode()


def question(**more) -> list[dict]:
    return [{"key": "q", "kind": "line", "wording": {"en": "Q?"}} | more]


HOSTILE = {
    "too big": (b" " * 1_000_001, "at most 1 MB is read"),
    "not UTF-8": ('{"format": "é"}'.encode("latin-1"), "isn’t UTF-8"),
    "no JSON": (b'{"format":\n ,}', "no JSON"),
    "a bottomless pit": (b"[" * 100_000, "no JSON that a questionnaire could have"),
    "a number without end": (b'{"format": ' + b"9" * 5_000 + b"}", "no JSON that a questionnaire could have"),
    "of somebody else": (b"{}", "no questionnaire of ours"),
    "a list": (b"[1]", "no questionnaire of ours"),
    "10,000 questions": (changed(questions=question() * 10_000), "There are 10000 of them; at most 200 can be."),
    "an unknown kind": (changed(questions=question(kind="essay")), "no such kind of question: essay"),
    "a key twice": (changed(questions=question() * 2), "Two questions have the key q."),
    "an unknown field": (changed(questions=question(onclick="x")), "no such field"),
    "a reserved name": (changed(questions=question(key="csrfmiddlewaretoken")), "needs this name for itself"),
    "half a character": (changed(title={"en": "\ud800"}), "This is no text."),
    "NUL": (changed(title={"en": "a\0b"}), "This is no text."),
    "words that are none": (changed(title={"en": ["<b>"]}), "This is no text."),
    "no page like this": (changed(questions=question(page=7)), "no such page; there are 0"),
    "a condition that is none": (changed(questions=question(shown_when=["x"])), "A condition names"),
    "a point without key": (changed(questions=question(points=[{"en": "A"}])), "A key has small letters"),
    "a turned title": (changed(title={"en": "Course \u202etset"}), "turns the direction of what follows"),
    "an isolated word": (changed(questions=question(hint={"en": "\u2066x"})), "turns the direction"),
    "no title": (changed(title={}), "no title in English"),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_with_a_plain_reason(what):
    content, reason = HOSTILE[what]
    file = instruments_file.read(content)
    assert file.questionnaire is None
    assert any(reason in one.problem and one.remedy for one in file.problems), file.problems


def test_a_title_comes_in_on_one_line():
    """As it stands in lists and in the subject of a mail; other texts keep their lines."""
    said = {"title": {"en": "After\r\n the\u2028event"}, "introduction": {"en": "Dear all,\nthank you."}}
    made = instruments_file.read(changed(**said)).questionnaire
    assert made.title == {"en": "After the event"} and made.introduction == said["introduction"]


def test_a_table_that_is_none_is_refused_with_its_line():
    head = ",".join(instruments_csv.head(POST_EVENT))
    for content, line, reason in (
        ("a,b\n1,2\n", 1, "doesn’t name the columns"),
        (f"{head}\npoint,yes\n", 2, "answers and lines follow their question"),
        (f'{head}\nquestion,"x\n', 2, "no CSV"),
        (f"{head}\nquestionnaire,k,,,,,,,,,,,,T\nquestion,q,essay,,,,,,,,,,,Q\n", 3, "no such kind"),
    ):
        problems = instruments_csv.read(content.encode()).problems
        assert [(one.line, reason in one.problem) for one in problems][:1] == [(line, True)], problems


def test_problems_are_named_by_line_and_nothing_is_brought(cast, browse):
    said = json.loads(instruments_file.written(POST_EVENT))
    said["questions"][1]["kind"] = "essay"
    content = json.dumps(said, indent=2)
    line = content[: content.index('"essay"')].count("\n")
    page = browse("ola").post(f"{ALL}file/", {"file": named("x.json", content.encode())})
    assert page.status_code == 422
    text = re.sub(r"\s+", " ", page.content.decode())
    assert "1 thing stands against this file" in text and "no such kind of question: essay" in text
    assert f'<th scope="row">{line - 1}</th>' in text
    with reading(cast.tenant):
        assert not Instrument.objects.exists()


def test_script_in_wording_stays_text_and_a_formula_runs_nowhere(cast, browse):
    evil = "<script>alert(1)</script>"
    one = Questionnaire(
        "evil", {"en": evil}, (Question("q", ItemKind.LINE, {"en": "=cmd|'/C calc'!A0"}, {"en": evil}),)
    )
    ola = browse("ola")
    page = ola.post(
        f"{ALL}file/", {"file": named("e.json", instruments_file.written(one).encode())}, follow=True
    )
    assert evil not in page.content.decode() and "&lt;script&gt;alert(1)" in page.content.decode()
    with reading(cast.tenant):
        made = Instrument.objects.get()
        assert questionnaire_of(made) == one
    for path in ("", "preview/", "phone/"):
        assert evil not in ola.get(f"{ALL}{made.pk}/{path}").content.decode()
    rows = list(csv.reader(io.StringIO(as_table(one).decode("utf-8-sig"))))
    assert not [cell for row in rows for cell in row if cell.startswith(FORMULA_STARTS)]


def test_a_file_of_a_questionnaire_that_is_there_becomes_its_next_version(cast, browse):
    verbs.install(by=cast.system, questionnaire=POST_EVENT)
    ola, file = browse("ola"), instruments_file.written(POST_EVENT).encode()
    page = ola.post(f"{ALL}file/", {"file": named("p.json", file)}, follow=True)
    assert "Nothing so far: every question is the same" in page.content.decode()
    again = ola.post(f"{ALL}file/", {"file": named("p.json", file)})
    assert again.status_code == 422 and "Somebody drafts the next version" in again.content.decode()
