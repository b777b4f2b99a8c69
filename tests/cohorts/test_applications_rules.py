"""Words as people count them, the deadline, and which of many savings are worth showing."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from groundswell.cohorts.rules.applications import (
    application_deadline,
    receipt_of,
    takes,
    words_in,
    worth_showing,
)
from groundswell.cohorts.rules.phases import late_minutes

NOON = datetime(2026, 3, 6, 17, tzinfo=ZoneInfo("America/New_York"))


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("", 0), (" \n\t", 0), ("We teach.", 2), ("co-teaching it’s", 2), ("- one\n• two", 2), ("a — b", 2),
        ("schools—and families", 3), ("K–5 and/or 6", 3), ("100 % of 12,000", 3), ("¿Qué dirá María José?", 4),
        ("www.a.example/b?c=d", 1), ("***", 0), ("Ünïcode ñandú", 2), ("word " * 500, 500),
    ],
)  # fmt: skip
def test_words_are_counted_as_people_do(text, n):
    assert words_in(text) == n


def phase(kind, opens, closes, grace=0):
    return SimpleNamespace(kind=kind, opens_at=opens, closes_at=closes, grace_minutes=grace)


def test_applications_are_due_when_the_phase_before_the_reading_ends():
    day = timedelta(days=1)
    interest, screening = (
        phase("interest", NOON - 20 * day, NOON - 9 * day),
        phase("screening", NOON - 9 * day, NOON, 15),
    )
    reading = phase("reading", NOON, NOON + day)
    due = application_deadline([interest, screening, reading])
    assert (due.opens_at, due.closes_at, due.grace_minutes) == (interest.opens_at, NOON, 15)
    assert application_deadline([interest, reading]).closes_at == interest.closes_at
    assert application_deadline([reading]).closes_at == reading.opens_at
    assert application_deadline([interest, screening]) is None


@pytest.mark.parametrize(
    ("seconds", "taken", "late"),
    [(-1, True, 0), (0, True, 1), (59, True, 1), (60, True, 2), (899, True, 15), (900, False, 16)],
)  # fmt: skip
def test_the_deadline_holds_to_the_second_and_the_grace_is_counted(seconds, taken, late):
    due = application_deadline(
        [phase("screening", NOON - timedelta(days=9), NOON, 15), phase("reading", NOON, NOON)]
    )
    at = NOON + timedelta(seconds=seconds)
    assert (takes(due, at), late_minutes(due, at)) == (taken, late)


def test_of_one_sitting_the_last_wording_is_shown_and_what_stands_beside_always():
    def wording(minute, page="a", by=1, holds=True):
        return SimpleNamespace(
            page=page, made_by_id=by, holds=holds, made_at=NOON + timedelta(minutes=minute)
        )

    rows = [
        wording(40),
        wording(31),
        wording(30, holds=False),
        wording(29),
        wording(28),
        wording(5),
        wording(4, "b", 2),
    ]
    shown = [one.made_at.minute for one in worth_showing(rows)]
    assert shown == [40, 30, 29, 5, 4]


def test_a_receipt_changes_with_every_letter():
    part = SimpleNamespace(position=1, title="Why")
    base = {
        "application": 1,
        "at": NOON,
        "by": 7,
        "texts": [(part, "Yes")],
        "files": [(2, "a.pdf", 3, "f" * 64)],
    }
    others = [
        {"texts": [(part, "yes")]}, {"by": 8}, {"at": NOON + timedelta(seconds=1)}, {"files": []}, {"application": 2},
    ]  # fmt: skip
    receipts = {receipt_of(**base | other) for other in ({}, *others)}
    assert len(receipts) == 6 and receipt_of(**base) in receipts
