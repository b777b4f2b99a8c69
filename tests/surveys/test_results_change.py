"""The same question asked twice: how the same people moved, and what everybody said each time."""

import csv
import io
from fractions import Fraction

import pytest

from groundswell.kernel import journal
from groundswell.kernel.tenancy import reading, writing
from groundswell.surveys.models import Item, SurveyWave
from groundswell.surveys.queries.change import comparable_with
from groundswell.surveys.rules.change import change_between
from tests.surveys.crowd import again, crowd, post_event

POST = ("teacher", "alder")


def asked_twice(cast, before: list, after: list):
    """One wave, and a later one of the same people; None is a silent one."""
    made = post_event(cast)

    def said(point):
        return {"confident": point[0], "recommend": point[1]} if point else None

    first = crowd(cast, made, [(POST, said(one)) for one in before], subject="crowd:1")
    second = crowd(cast, made, [(POST, said(one)) for one in after], subject="crowd:2", people=first.people)
    return first, second


def change(cast, first, second):
    with reading(cast.tenant):
        found = change_between(again(first), again(second), "en")
    return found, {item.item.key: item for item in found.items}


def test_the_same_people_are_followed(cast):
    """Six go from 6 to 8 and from slightly to very, four stay at 9 and extremely; ten silent ones never answer.

    Mean difference of recommend 12/10; in steps of confidence 6 · 2 / 10.
    """
    before = [("slightly", "6")] * 6 + [("extremely", "9")] * 4 + [None] * 10
    after = [("very", "8")] * 6 + [("extremely", "9")] * 4 + [None] * 10
    _found, items = change(cast, *asked_twice(cast, before, after))
    recommend, confident = items["recommend"], items["confident"]
    assert (recommend.paired.people, recommend.paired.difference) == (10, Fraction(6, 5))
    assert (recommend.paired.up, recommend.paired.down, recommend.paired.same) == (6, 0, 4)
    assert confident.paired.difference == Fraction(6, 5)
    assert (confident.before.value, confident.after.value) == (Fraction(4, 10), 1)
    assert confident.before.response_rate == Fraction(1, 2)


def file_of(browse, first, second) -> list[dict]:
    page = f"{second.page}compare/?with={first.wave.pk}"
    assert "format=csv" in browse("sam").get(page).content.decode()
    answer = browse("sam").get(page + "&format=csv")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_the_file_says_what_the_page_says(cast, browse):
    """Ten fall from 9 to 8; a title that looks like a formula is none, and a minus stays a number."""
    first, second = asked_twice(cast, [("very", "9")] * 10, [("slightly", "8")] * 10)
    with writing(cast.tenant):
        SurveyWave.objects.filter(pk=first.wave.pk).update(title="=1+1")
    rows = file_of(browse, first, second)
    recommend = rows[:4]
    assert {row["Question"] for row in recommend} == {rows[0]["Question"]}
    assert [row["Survey"] for row in recommend] == ["'=1+1", "crowd:2", "", ""]
    assert [row["Number"] for row in recommend] == ["9.000000", "8.000000", "-1.000000", "-1.000000"]
    assert [row["Answered"] for row in recommend] == ["10", "10", "", "10"]
    assert (recommend[3]["Moved up"], recommend[3]["Moved down"]) == ("0", "10")


def test_the_file_keeps_back_what_the_page_keeps_back(cast, browse):
    """Four answered both times: what each wave said is there, how the four moved is not."""
    first, second = asked_twice(
        cast, [("very", "8")] * 10 + [None] * 6, [("very", "8")] * 4 + [None] * 6 + [("very", "8")] * 6
    )
    paired = [row for row in file_of(browse, first, second) if row["About"] == "The same people, both times"]
    assert len(paired) == 2
    assert all(row["Why not"] and not row["Answered"] and not row["Number"] for row in paired)


@pytest.mark.parametrize(("both", "only_before", "only_after", "is_followed"), [
    (10, 0, 0, True), (10, 5, 6, True), (4, 6, 6, False), (10, 1, 0, False), (10, 0, 3, False),
])  # fmt: skip
def test_nobody_is_followed_where_few_answered_twice_or_once(
    cast, both, only_before, only_after, is_followed
):
    """With one who answered only once, all less those who were followed would be that one."""
    before = [("very", "8")] * (both + only_before) + [None] * only_after
    after = [("very", "8")] * both + [None] * only_before + [("very", "8")] * only_after
    _found, items = change(cast, *asked_twice(cast, before, after))
    for item in (items["recommend"], items["confident"]):
        assert (item.paired is not None) == is_followed
        assert bool(item.not_paired) != is_followed
        assert item.difference == 0


def test_another_question_is_not_compared(cast, browse):
    first, second = asked_twice(cast, [("very", "8")] * 10, [("very", "8")] * 10)
    newer = post_event(cast)
    with writing(cast.tenant):
        newer.pk, newer.version = None, 9
        newer.save()
        for item in Item.objects.filter(instrument=first.wave.instrument):
            item.pk, item.instrument = None, newer
            if item.key == "confident":
                item.fingerprint = "f" * 64
            item.save()
    third = crowd(
        cast,
        newer,
        [(POST, {"confident": "very", "recommend": "8"})] * 10,
        subject="crowd:3",
        people=first.people,
    )
    _found, items = change(cast, first, third)
    assert "differently" in items["confident"].why_not and items["confident"].difference is None
    assert items["recommend"].paired.people == 10
    with reading(cast.tenant):
        others = comparable_with(cast.actor("sam"), again(first))
    assert {one.pk for one in others} == {second.wave.pk, third.wave.pk}
    text = browse("sam").get(f"{first.page}compare/?with={third.wave.pk}").content.decode()
    assert "asked this differently" in text and "These are not the same people" in text
    assert browse("sam").get(f"{first.page}compare/?with=999999").status_code == 404


def test_nobody_is_followed_where_a_wave_was_shown_twice(cast):
    """What was added between the two showings may be one person."""
    first, second = asked_twice(cast, [("very", "8")] * 10, [("very", "8")] * 10)
    with writing(cast.tenant):
        for _ in range(2):
            journal.record("surveys.wave.closed", by=cast.system, subject=second.wave)
    _found, items = change(cast, first, second)
    assert items["recommend"].paired is None and "opened again" in items["recommend"].not_paired
    assert items["recommend"].difference == 0
