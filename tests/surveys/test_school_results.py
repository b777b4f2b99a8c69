"""A school's page tells what each survey's own page tells of that school, and nothing else."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.test import Client

from groundswell.kernel import clock, exports
from groundswell.kernel.tenancy import reading, writing
from groundswell.surveys.actions import freezing
from groundswell.surveys.choices import Margin, WaveState
from groundswell.surveys.models import Item, SurveyWave
from groundswell.surveys.rules.results_groups import groups_of
from groundswell.surveys.rules.results_schools import said_at
from tests.support.statements import MOST, statements
from tests.surveys.crowd import again, crowd, post_event

# post → (invited, very confident, slightly confident).
POSTS = {
    ("teacher", "alder"): (20, 9, 5),
    ("teacher", "birch"): (30, 8, 8),
    ("learning_office", "district"): (30, 6, 12),
}
NOT_SHOWN = "is not shown"


def rows_of(posts):
    for post, (invited, very, slightly) in posts.items():
        for n in range(invited):
            said = {"confident": "very" if n < very else "slightly", "recommend": "8"}
            yield post, said if n < very + slightly else None


@pytest.fixture
def asked(cast):
    """A survey that is over, with its tables kept."""
    made = crowd(cast, post_event(cast), rows_of(POSTS))
    freezing.freeze_due(cast.tenant)
    return made


def page_of(cast, school="alder", query="") -> str:
    return f"/d/riverbend/proof/surveys/schools/{cast.places[school].pk}/{query}"


def _confident(found):
    return next(item for item in found.items if item.is_share)


def words(answer) -> str:
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", text.replace("\u202f", " "))


def told(cast, *crowds, school="alder"):
    with reading(cast.tenant):
        return said_at(cast.places[school].pk, [again(one) for one in crowds], "en")


def another(cast, asked, subject, posts=POSTS, **more):
    """The same questionnaire again, to others."""
    made = crowd(cast, asked.wave.instrument, rows_of(posts), subject=subject, **more)
    freezing.freeze_due(cast.tenant)
    return made


@pytest.mark.parametrize("school", ["alder", "birch"])
def test_the_numbers_are_those_of_the_page_by_group(cast, asked, school):
    [found] = told(cast, asked, school=school)
    with reading(cast.tenant):
        there = groups_of(again(asked), Margin.SCHOOL, "en")
    key = str(cast.places[school].pk)
    assert found.rows == tuple(row for row in there.rows if row.key == key)
    assert [item.question for item in found.items] == [item.question for item in there.items] != []
    for mine, theirs in zip(found.items, there.items, strict=True):
        assert mine.whole == theirs.whole
        assert mine.rows == tuple(row for row in theirs.rows if row.key == key)
        assert mine.rows[0].answered


def test_page_and_file_say_what_the_survey_says(cast, asked, browse):
    sam = browse("sam")
    text = words(sam.get(page_of(cast)))
    assert "14 of the 20 who were invited at this school answered: 70 %." in text
    assert "14 64 % 39 %–84 %" in text  # 9 of 14
    by_school = sam.get(f"{asked.page}groups/?by=school")
    assert "Alder Elementary 14 64 % 39 %–84 %" in words(by_school)
    assert page_of(cast) in by_school.text and page_of(cast, "birch") in by_school.text
    both = [
        _file(sam, page_of(cast, query="?format=csv")),
        _file(sam, f"{asked.page}groups/?by=school&format=csv"),
    ]
    mine, theirs = ([row for row in rows if row["Group"] == "Alder Elementary"] for rows in both)
    assert len(mine) == 3 and all(row in theirs for row in mine)
    assert all(row["Group"] in ("Alder Elementary", "All together") for row in both[0])


def _file(client, path: str) -> list[dict]:
    return list(csv.DictReader(io.StringIO(b"".join(client.get(path).streaming_content).decode("utf-8-sig"))))


def test_no_cell_of_its_file_is_run(cast, asked, browse, monkeypatch):
    another(cast, asked, "=1+1")
    path = page_of(cast, query="?format=csv")
    assert "'=1+1" in {row["Survey"] for row in _file(browse("sam"), path)}
    monkeypatch.setattr(exports, "neutral", lambda value: value)  # negative control
    assert "=1+1" in {row["Survey"] for row in _file(browse("sam"), path)}


def test_what_is_hidden_there_is_hidden_here(cast, browse, asked):
    """Three answered at Birch: neither they nor a school from which they could be worked out are told anywhere."""
    few = another(cast, asked, "crowd:2", POSTS | {("teacher", "birch"): (30, 2, 1)})
    with reading(cast.tenant):
        there = {row.key: row for row in groups_of(again(few), Margin.SCHOOL, "en").rows}
    hidden = 0
    for school in ("alder", "birch"):
        [found] = told(cast, few, school=school)
        assert found.rows == (there[str(cast.places[school].pk)],)
        if found.rows[0].answered is None:
            hidden += 1
            assert all(row.answered is row.value is None for item in found.items for row in item.rows)
            assert NOT_SHOWN in words(browse("sam").get(page_of(cast, school)))
    assert there[str(cast.places["birch"].pk)].answered is None and hidden
    [shown] = told(cast, asked, school="birch")  # negative control: enough answered
    assert shown.rows[0].answered == 16


def test_one_question_that_too_few_answered_is_hidden_alone(cast, asked, browse):
    """All of Alder answered one question, four of them the other."""
    rows = [
        (post, said and ({"recommend": "8"} if post[1] == "alder" and n % 4 else said))
        for n, (post, said) in enumerate(rows_of(POSTS))
    ]
    made = crowd(cast, asked.wave.instrument, rows, subject="crowd:2")
    freezing.freeze_due(cast.tenant)
    [found] = told(cast, made)
    assert found.rows[0].answered == 14 and _confident(found).rows[0].answered is None
    assert "not shown" in words(browse("sam").get(page_of(cast)))


def test_newest_first_and_only_where_the_school_was_asked(cast, asked, browse):
    later = another(cast, asked, "Asked again")
    elsewhere = another(
        cast, asked, "Elsewhere", {("teacher", "birch"): (20, 9, 5), ("teacher", "district"): (20, 9, 5)}
    )
    undeclared = another(cast, asked, "No table", margins=["role"])
    is_open = another(cast, asked, "Still open", state=WaveState.OPEN)
    with writing(cast.tenant):
        for days, one in enumerate((asked, later, elsewhere, undeclared, is_open)):
            SurveyWave.objects.filter(pk=one.wave.pk).update(opens_at=clock.now() - timedelta(days=30 - days))
    text = words(browse("sam").get(page_of(cast)))
    assert text.index("Still open") < text.index("Asked again") < text.index("crowd:1")
    assert "Groups are shown once the survey is closed" in text
    assert "Elsewhere" not in text and "No table" not in text
    assert "In one more survey with a table by school, nobody here was asked." in text
    assert "Elsewhere" in words(browse("sam").get(page_of(cast, "birch")))


def test_a_table_that_is_not_kept_yet_is_not_counted_here(cast, browse):
    crowd(cast, post_event(cast), rows_of(POSTS))
    assert "still being kept" in words(browse("sam").get(page_of(cast)))
    freezing.freeze_due(cast.tenant)
    assert "14 of the 20" in words(browse("sam").get(page_of(cast)))


def test_while_no_survey_has_a_table_by_school_the_page_says_where_it_is_chosen(cast, browse):
    crowd(cast, post_event(cast), rows_of(POSTS), margins=["role", "level"])
    text = words(browse("sam").get(page_of(cast)))
    assert "No survey was to be broken down by school" in text and "Ask something" in text


@pytest.mark.parametrize(("name", "status"), [("sam", 200), ("ola", 200), ("ana", 403), ("noor", 404)])
def test_who_reads_it(cast, asked, browse, name, status):
    assert browse(name).get(page_of(cast)).status_code == status
    assert Client().get(page_of(cast)).status_code in (302, 404)


def test_a_place_that_is_no_school_here_has_no_page(cast, asked, browse):
    assert browse("sam").get(page_of(cast, "north")).status_code == 404
    assert browse("sam").get(page_of(cast, "harbor")).status_code == 404


def test_the_school_leads_here_whoever_reads_results(cast, browse):
    school = f"/d/riverbend/schools/{cast.places['alder'].pk}/"
    assert page_of(cast) in browse("sam").get(school).text
    assert page_of(cast) not in browse("ana").get(school).text


@pytest.mark.slow
def test_the_page_costs_the_same_with_more_surveys(cast, asked, browse):
    sam = browse("sam")
    with reading(cast.tenant):
        assert Item.objects.filter(instrument=asked.wave.instrument).count() > 1
    one = statements(sam, page_of(cast))
    for number in range(2, 9):
        another(cast, asked, f"crowd:{number}")
    assert len(told(cast, asked)) == 1
    assert statements(sam, page_of(cast)) == one <= MOST
