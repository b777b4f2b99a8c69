"""docs/seats.md says what ``choices`` holds: a page that differs from the table is wrong."""

import re
from pathlib import Path

from groundswell.events.choices import REGISTRATION_MOVES
from groundswell.events.rules.offers import SPANS

PAGE = (Path(__file__).parents[2] / "docs" / "seats.md").read_text()


def test_every_move_of_the_table_is_on_the_page_and_no_other():
    rows = re.findall(r"^\| (\w+) \| (\w+) \| `", PAGE, re.MULTILINE)
    told = {tuple(row) for row in rows}
    held = {(str(source), str(to)) for source, targets in REGISTRATION_MOVES.items() for to in targets}
    assert told == held


def test_the_spans_of_offers_are_those_of_the_rule():
    hours = [int(number) for number in re.findall(r"\| (\d+) hours? \|", PAGE)]
    assert hours == [span.total_seconds() // 3600 for _least, span in SPANS]
