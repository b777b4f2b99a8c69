"""What a wave's page says, to whom, and what it keeps to itself."""

import csv
import io
import re
from fractions import Fraction

import pytest
from django.http import Http404

from groundswell.kernel import clock
from groundswell.kernel.permissions import Permission
from groundswell.kernel.tenancy import reading
from groundswell.surveys.actions import waves
from groundswell.surveys.queries.waves import get_wave_for
from groundswell.surveys.rules.releases import ripe
from groundswell.surveys.rules.results import result_of
from groundswell.surveys.rules.results_parts import mean_bounds
from tests.support.statements import statements

POINTS = ["very", "extremely", "moderately", "very", "slightly", "extremely", "very", "very"]


def file_of(client, asked) -> list[dict]:
    text = b"".join(client.get(asked.page + "?format=csv").streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def result(cast, asked):
    with reading(cast.tenant):
        return result_of(type(asked.wave).objects.get(pk=asked.wave.pk), "en")


def eight_of_twelve(ask):
    """Eight of twelve answer: 4 very, 2 extremely, 1 moderately, 1 slightly; recommend 3 to 10."""
    asked = ask(12)
    for number, point in enumerate(POINTS):
        asked.answer(number, confident=point, recommend=str(number + 3), takeaway=f"Thought {number}")
    asked.close()
    return asked


def test_the_numbers_are_those_worked_by_hand(cast, ask):
    """6 of 8 are 75 %; with the 4 silent between 6/12 and 10/12. Mean of 3…10 is 6.5; between 56/12 and 92/12."""
    found = result(cast, eight_of_twelve(ask))
    recommend, confident, takeaway = found.items
    assert found.answered == 8
    assert found.response_rate == Fraction(2, 3)
    assert confident.share.value == Fraction(3, 4)
    assert (confident.share.low, confident.share.high) == (Fraction(1, 2), Fraction(5, 6))
    assert confident.share.definition.box == {"Very", "Extremely"}
    assert [bar.count for bar in confident.bars] == [0, 1, 1, 4, 2]
    assert recommend.mean.value == Fraction(13, 2)
    assert (recommend.mean.low, recommend.mean.high) == (Fraction(56, 12), Fraction(92, 12))
    assert recommend.share is None
    assert sorted(takeaway.texts) == [f"Thought {n}" for n in range(8)]


def test_bounds_of_a_mean_reach_from_the_lowest_to_the_highest():
    assert mean_bounds([(9, 2)], 4, lowest=1, highest=10) == (Fraction(20, 4), Fraction(38, 4))
    assert mean_bounds([(9, 2)], 2, lowest=1, highest=10) == (9, 9)


def test_the_page_says_share_box_base_and_range(cast, ask, browse):
    text = browse("sam").get(eight_of_twelve(ask).page).content.decode()
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)).replace("\u202f", " ")
    assert "75 % of those who answered are very or extremely confident" in words
    assert "8 answers from 12 invited (67 %)" in words
    assert "between 50 % and 83 %" in words
    assert "The mean is 6.5 on a scale from 1 to 10" in words
    assert "NPS" not in words and "promoter" not in words.lower()
    assert "<svg" in text and "<table" in text
    assert "Given" not in text and "Family" not in text


def test_the_file_says_the_same_as_the_page(cast, ask, browse):
    asked = eight_of_twelve(ask)
    rows = file_of(browse("sam"), asked)
    very = [row for row in rows if row["Answer"] == "Very"]
    assert [(row["People"], row["Share"], row["Answered"], row["Invited"]) for row in very] == [
        ("4", "0.500000", "8", "12")
    ]
    assert "very or extremely" in very[0]["What counts together"]
    assert len([row for row in rows if row["People"] != ""]) == 10 + 5
    assert len([row for row in rows if row["Answer"].startswith("Thought")]) == 8
    share = next(row for row in rows if row["Answer"].startswith("very or extremely"))
    figures = [share[name] for name in ("Number", "From (95 %)", "To (95 %)", "With the silent from")]
    assert figures == ["0.750000", "0.409275", "0.928521", "0.500000"]


@pytest.mark.parametrize("answers", [0, 1, 4])
def test_below_five_nothing_is_shown_anywhere(cast, ask, browse, answers):
    """The page and the file of one, four and no answers are the same, whatever was said."""
    asked, nobody = ask(12), ask(12, "event:2")
    for number in range(answers):
        asked.answer(number, confident="extremely", recommend="10", takeaway="Nobody must read this")
    asked.close()
    nobody.close()
    sam = browse("sam")
    pages = [sam.get(one.page).content.decode() for one in (asked, nobody)]
    pages = [re.sub(r"surveys/\d+/|[A-Za-z0-9]{64}", "", page) for page in pages]
    assert pages[0] == pages[1]
    assert "fewer than 5" in pages[0]
    assert "Nobody must read this" not in pages[0] and 'class="bars"' not in pages[0]
    rows = [file_of(sam, one) for one in (asked, nobody)]
    assert rows[0] == rows[1]
    assert {row["Answer"] for row in rows[0]} == {"not shown"}
    assert {row["People"] + row["Answered"] + row["Share"] for row in rows[0]} == {""}


def test_the_list_hides_small_counts_too(cast, ask, browse):
    asked = ask(12)
    for number in range(4):
        asked.answer(number)
    text = browse("sam").get("/d/riverbend/proof/surveys/").content.decode()
    assert "fewer than 5" in text
    assert re.search(r'data-label="Answered">\s*4', text) is None


def test_a_question_that_few_answered_stays_hidden_beside_one_that_many_did(cast, ask, browse):
    asked = ask(12)
    for number in range(8):
        asked.answer(number, **({"confident": "very"} if number else {"confident": "very", "recommend": "1"}))
    asked.close()
    recommend, confident, takeaway = result(cast, asked).items
    assert confident.is_shown and not recommend.is_shown and not takeaway.is_shown
    assert recommend.answered == 0 and recommend.bars == () and recommend.mean is None
    rows = file_of(browse("sam"), asked)
    assert {row["Answer"] for row in rows if "recommend" in row["Question"]} == {"not shown"}


def seen(cast, asked) -> dict[str, int]:
    """Everything that page and file ever tell in counts: question → people in its distribution."""
    return {item.item.key: item.answered for item in result(cast, asked).items}


@pytest.mark.slow
@pytest.mark.parametrize("total", [9, 10, 11, 16])
def test_no_two_readings_of_a_page_differ_by_fewer_than_five(cast, ask, total):
    """Somebody loads the page after every answer and after the close, and subtracts."""
    asked = ask(total + 2)
    readings = [seen(cast, asked)]
    for number in range(total):
        skips = {"recommend": "7"} if number % 3 == 0 else {}
        asked.answer(number, confident="very", **skips)
        readings.append(seen(cast, asked))
    asked.close()
    readings.append(seen(cast, asked))
    for question in ("confident", "recommend", "takeaway"):
        values = [reading_[question] for reading_ in readings]
        assert values == sorted(values)
        for earlier in values:
            for later in values:
                assert later == earlier or abs(later - earlier) >= 5
    assert readings[-1]["confident"] == total


def test_when_everybody_has_answered_all_is_shown_at_once(cast, ask):
    asked = ask(6)
    for number in range(6):
        assert seen(cast, asked)["confident"] == 0
        asked.answer(number)
    assert seen(cast, asked)["confident"] == 6


def test_who_comes_after_a_complete_showing_is_not_given_away(cast, ask):
    asked = ask(6)
    for number in range(6):
        asked.answer(number)
    waves.open_for(
        by=cast.system,
        instrument_key="post_event",
        subject_key="event:1",
        title="",
        context_label="",
        people=[cast.people["ana"]],
        anchor=clock.today("America/New_York"),
    )
    asked.people.append(cast.people["ana"])
    asked.answer(6, confident="not_at_all")
    asked.close()
    assert seen(cast, asked)["confident"] == 6


@pytest.mark.parametrize(
    ("waiting", "final", "released"),
    [(4, False, 0), (9, False, 0), (10, False, 5), (12, False, 7), (4, True, 0), (5, True, 5)],
)
def test_what_is_ripe(waiting, final, released):
    assert ripe(waiting, threshold=5, is_final=final) == released


def test_script_in_an_answer_is_text(cast, ask, browse):
    asked = ask(6)
    for number in range(6):
        asked.answer(number, takeaway='<script>alert("x")</script>')
    text = browse("sam").get(asked.page).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r="])
def test_a_formula_in_an_answer_or_a_title_is_text_in_the_file(cast, ask, browse, start):
    asked = ask(6, title=f"{start.strip()}cmd|' /C calc'!A0")
    for number in range(6):
        asked.answer(number, takeaway=f"x{start}" if start.isspace() else f"{start}1+1")
    for row in file_of(browse("sam"), asked):
        for cell in row.values():
            assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize(
    ("name", "status"), [("sam", 200), ("ola", 200), ("bao", 200), ("ana", 403), ("noor", 404)]
)
def test_who_reads_results(cast, ask, browse, name, status):
    asked = ask(6)
    client = browse(name)
    assert client.get("/d/riverbend/proof/surveys/").status_code == status
    assert client.get(asked.page).status_code == status
    assert client.get(asked.page + "?format=csv").status_code == status


@pytest.mark.parametrize(("name", "status"), [("sam", 403), ("bao", 403), ("ana", 403), ("nils", 404)])
def test_only_the_office_reminds_and_closes(cast, ask, browse, name, status):
    asked = ask(6)
    client = browse(name)
    for what in ("remind/", "close/"):
        assert client.post(asked.page + what).status_code == status
    with reading(cast.tenant):
        assert type(asked.wave).objects.get(pk=asked.wave.pk).is_open
    assert b"Close the survey" not in client.get(asked.page).content


def test_the_office_closes(cast, ask, browse):
    asked = ask(6)
    page = browse("ola").post(asked.page + "close/", follow=True)
    assert page.status_code == 200
    with reading(cast.tenant):
        assert not type(asked.wave).objects.get(pk=asked.wave.pk).is_open
    assert browse("ola").get(asked.page + "close/").status_code == 405


def test_an_office_next_door_finds_nothing_under_the_number(cast, ask, browse):
    asked = ask(6)
    foreign = browse("nils").get(f"/d/harbor-point/proof/surveys/{asked.wave.pk}/")
    missing = browse("nils").get("/d/harbor-point/proof/surveys/987654/")
    assert foreign.status_code == missing.status_code == 404
    assert re.sub(rb"[A-Za-z0-9]{64}|987654", b"", foreign.content) == re.sub(
        rb"[A-Za-z0-9]{64}|%d" % asked.wave.pk, b"", missing.content.replace(b"987654", b"")
    ) or len(foreign.content) - len(missing.content) in range(-16, 17)


def test_a_passer_by_is_sent_to_sign_in(cast, ask, client):
    assert client.get(ask(6).page).status_code == 302


@pytest.mark.slow
def test_pages_cost_the_same_whatever_they_hold(cast, ask, browse):
    sam = browse("sam")
    small = ask(6, "event:1")
    for number in range(6):
        small.answer(number)
    one_wave, one_page = statements(sam, "/d/riverbend/proof/surveys/"), statements(sam, small.page)
    big = ask(12, "event:2")
    for number in range(12):
        big.answer(number)
    ask(1, "event:3")
    assert statements(sam, "/d/riverbend/proof/surveys/") == one_wave
    assert statements(sam, big.page) == one_page
    assert max(one_wave, one_page) <= 15


def test_a_door_needs_the_permission(cast, ask):
    asked = ask(1)
    with reading(cast.tenant):
        assert get_wave_for(cast.actor("ola"), asked.wave.pk, Permission.SURVEY_MANAGE) == asked.wave
        with pytest.raises(Http404):
            get_wave_for(cast.actor("sam"), asked.wave.pk, Permission.SURVEY_MANAGE)
