"""What each kind of question says, against numbers worked by hand."""

import csv
import io
import re
from fractions import Fraction

import pytest

from groundswell.kernel.tenancy import reading
from groundswell.surveys.models import Instrument
from groundswell.surveys.rules.results import result_of
from tests.surveys.crowd import again, crowd
from tests.surveys.kinds import install

POST = ("teacher", "alder")


@pytest.fixture
def asked(cast):
    """Twenty of 25 answer. Ten used it, seven plan to, three neither; six of the ten say that it went well."""
    install(cast)
    with reading(cast.tenant):
        made = Instrument.objects.get(version=7)
    rows = []
    for n in range(20):
        used = "some" if n < 4 else "all" if n < 10 else "planned" if n < 17 else "wont"
        given = {
            "used": used, "recommend": "9", "nps": str(n // 2), "tools": ["cards", "talk"] if n < 8 else ["talk"],
            "parts": {"pace": "low" if n < 5 else "high", **({"tasks": "low"} if n < 4 else {})}, "hours": n,
        }  # fmt: skip
        if n < 10:
            given["well"] = "well" if n < 6 else "badly"
        rows.append((POST, given))
    return crowd(cast, made, rows + [(POST, None)] * 5, margins=[])


def items(asked) -> dict:
    with reading(asked.wave.tenant):
        return {item.item.key: item for item in result_of(again(asked), "en").items}


def test_every_kind_by_hand(asked):
    found = items(asked)
    states = {
        one.key: (one.share.in_box, one.share.answered, one.share.invited) for one in found["used"].states
    }
    assert states == {"implemented": (10, 20, 25), "planning": (7, 20, 25), "not": (3, 20, 25)}
    # How well it went is asked of the ten who used it, with their own N.
    well = found["well"]
    assert (well.answered, well.invited, well.is_conditional) == (10, 10, True)
    # 0,0,1,1 … 9,9: two promote, four are passive, fourteen detract.
    nps = found["nps"].nps
    assert (nps.promoters, nps.passives, nps.detractors, nps.mean.value) == (2, 4, 14, -60)
    assert (nps.mean.low, nps.mean.high) == (Fraction(-1200 - 500, 25), Fraction(-1200 + 500, 25))
    assert found["recommend"].nps is None and found["recommend"].mean.value == 9
    assert found["recommend"].mean.interval is None  # all said the same: nothing can be told
    tools = {bar.label: bar.count for bar in found["tools"].bars}
    assert (found["tools"].answered, tools) == (20, {"Cards": 8, "Talk": 20, "None": 0})
    pace, tasks = found["parts"].lines
    assert (pace.answered, [bar.count for bar in pace.bars]) == (20, [5, 15])
    assert (tasks.answered, tasks.bars) == (None, ())  # four answered this line
    hours = found["hours"].number
    assert (hours.mean, hours.median, hours.quarters) == (
        Fraction(19, 2),
        Fraction(19, 2),
        (Fraction(19, 4), Fraction(57, 4)),
    )
    assert (hours.low, hours.high) == (Fraction(190, 25), Fraction(190 + 5 * 40, 25))
    assert not found["words"].is_shown


def test_the_page_says_so(asked, browse):
    text = re.sub(r"<[^>]+>", " ", browse("sam").get(asked.page).content.decode())
    words = re.sub(r"\s+", " ", text.replace("\u202f", " "))
    assert (
        "The Net Promoter Score is -60: 2 promoters (9 or 10), 4 passives (7 or 8), 14 detractors (0 to 6)."
        in words
    )
    assert "10 answers from the 10 of whom it was asked (100 %)" in words
    assert "the shares are of people and do not add up to 100 %" in words
    assert "Cards 8 40 %" in words and "Talk 20 100 %" in words
    assert (
        "10 of 20 who answered" in words
        and "7 of 20 who answered" in words
        and "3 of 20 who answered" in words
    )
    assert "19.0" not in words  # the largest number is one person's


def test_a_score_below_nought_is_a_number_in_the_file(asked, browse):
    answer = browse("sam").get(f"{asked.page}?format=csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [row["Number"] for row in rows if row["Answer"] == "Net Promoter Score"] == ["-60.000000"]
