"""Clock, privacy, exports, locks: the small parts that everything stands on."""

import csv
import io
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import models
from hypothesis import example, given
from hypothesis import strategies as st

from groundswell.kernel import clock, locking
from groundswell.kernel.exports import csv_lines, neutral, plain, wants_csv
from groundswell.kernel.privacy import Privacy, class_of, undeclared
from groundswell.roster.models import Person

NEW_YORK = "America/New_York"
FORMULAS = ["=cmd|' /C calc'!A0", "+1+2", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "  @x", "\0=1"]


def test_now_is_aware_and_in_utc():
    assert clock.now().utcoffset() == timedelta(0)


def test_the_clock_can_stand_on_any_day_and_runs_on():
    day = datetime(2017, 7, 10, 12, tzinfo=UTC)
    with clock.standing_at(day):
        first = clock.now()
        assert timedelta(0) <= first - day < timedelta(seconds=5)
        assert clock.now() >= first
        with clock.shifted(timedelta(0)):
            assert clock.now().year != 2017, "an inner shift counts from the real day"
    assert clock.now().year != 2017


def test_today_is_the_districts_date():
    with clock.standing_at(datetime(2027, 1, 1, 4, 30, tzinfo=UTC)):
        assert clock.today(NEW_YORK).isoformat() == "2026-12-31"
        assert clock.today("UTC").isoformat() == "2027-01-01"


def test_a_field_without_a_class_is_told():
    class Diary(models.Model):
        mood = models.TextField()
        weather = models.TextField()
        PRIVACY = {"weather": Privacy.PUBLIC}

        class Meta:
            app_label = "kernel"
            managed = False

    assert undeclared(Diary) == ["mood"]
    assert class_of(Diary, "weather") == Privacy.PUBLIC and class_of(Diary, "mood") is None
    assert undeclared(Person) == []


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_leaves_as_text(text):
    assert neutral(text).startswith("'")
    assert plain(neutral(text)) == text.replace("\0", "")


@pytest.mark.parametrize("value", [0, -3, 1.5, None, True, "Ana", "o'clock", "2 + 2", "a=b", ""])
def test_what_is_no_formula_leaves_as_it_is(value):
    assert neutral(value) == value


@given(st.text())
@example("'=1")
@example("''=1")
@example("' =1")
def test_every_text_comes_back_as_it_was(text):
    """For whoever reads our files in again. NUL is left out: no spreadsheet has it."""
    assert plain(neutral(text)) == text.replace("\0", "")


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=4))
def test_no_row_of_a_file_begins_a_formula_and_none_is_lost(rows):
    file = "".join(csv_lines(["a", "b"], rows)).removeprefix("\ufeff")
    read = list(csv.reader(io.StringIO(file, newline="")))
    assert all(not cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r")) for row in read for cell in row)


def test_a_file_begins_with_its_byte_order_mark_and_keeps_commas_and_quotes():
    [mark, header, row] = csv_lines(["a", "b"], [['x,"y"', "=1"]])
    assert (mark, header, row) == ("\ufeff", "a,b\r\n", '"x,""y""",\'=1\r\n')


@pytest.mark.parametrize(
    ("query", "wants"), [({"format": "csv"}, True), ({"format": "pdf"}, False), ({}, False)]
)
def test_a_file_is_given_to_who_asks_for_it(query, wants):
    assert wants_csv(SimpleNamespace(GET=query)) is wants


def test_a_lock_that_nothing_would_hold_is_refused(cast, monkeypatch):
    monkeypatch.setattr(locking, "connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(locking.NoTransaction, match=r"Lock roster\.Person inside a verb"):
        locking.lock(cast.people["ana"])
