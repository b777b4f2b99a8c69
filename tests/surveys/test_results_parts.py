"""Several options and the lines of a matrix by group: counted by hand, and attacked by subtraction."""

import csv
import io
import random
import re
from fractions import Fraction

import pytest

from groundswell.kernel.tenancy import reading, writing
from groundswell.roster.models import District
from groundswell.surveys.actions import freezing
from groundswell.surveys.choices import Margin
from groundswell.surveys.models import Instrument
from groundswell.surveys.rules.groups import Tables, tables_of
from groundswell.surveys.rules.results_groups import groups_of
from groundswell.surveys.rules.results_schools import said_at
from groundswell.surveys.rules.suppression import TOTAL
from tests.surveys.crowd import Crowd, add_schools, again, crowd
from tests.surveys.kinds import install
from tests.surveys.test_suppression import THRESHOLD, solved, subtracted

TEACHER, PRINCIPAL, OFFICE = ("teacher", "alder"), ("principal", "birch"), ("learning_office", "district")


def every_kind(cast) -> Instrument:
    """The questionnaire of all kinds; on its matrix "High" is what counts."""
    install(cast, box=["high"])
    with reading(cast.tenant):
        return Instrument.objects.get(version=7)


@pytest.fixture
def asked(cast) -> Crowd:
    """20 teachers, 12 principals and 10 of the office answer; eight teachers skip the second line of the matrix."""
    rows = []
    for n in range(20):
        lines = {"pace": "high" if n < 15 else "low"} | ({"tasks": "high"} if n < 12 else {})
        rows.append((TEACHER, {"tools": ["cards", "talk"] if n < 5 else ["talk"], "parts": lines}))
    rows += [(PRINCIPAL, {"tools": ["cards"], "parts": {"pace": "low", "tasks": "low"}})] * 12
    rows += [(OFFICE, {"tools": ["none"], "parts": {"pace": "high", "tasks": "low"}})] * 10
    return crowd(cast, every_kind(cast), [*rows, (TEACHER, None), (OFFICE, None)], margins=["role", "level"])


def by_role(asked: Crowd) -> dict:
    """(question, part) → group → (answered, number)."""
    with reading(asked.wave.tenant):
        found = groups_of(again(asked), Margin.ROLE, "en")
    return {
        (item.item.key, item.part): {row.label: (row.answered, row.value) for row in (item.whole, *item.rows)}
        for item in found.items
    }


def test_options_are_shares_of_the_people_of_a_group(asked):
    found = by_role(asked)
    assert list(found) == [("tools", one) for one in ("Cards", "Talk", "None")] + [
        ("parts", one) for one in ("Pace", "Tasks")
    ]
    assert found["tools", "Cards"] == {
        "All together": (42, Fraction(17, 42)), "Teacher": (20, Fraction(5, 20)), "Principal": (12, 1),
        "Professional-learning office": (10, 0),
    }  # fmt: skip
    # Two options of one person are one person.
    assert found["tools", "Talk"]["Teacher"] == (20, 1)


def test_each_line_of_a_matrix_has_its_own_base(asked):
    found = by_role(asked)
    assert found["parts", "Pace"]["Teacher"] == (20, Fraction(15, 20))
    assert found["parts", "Tasks"]["Teacher"] == (12, 1)
    assert found["parts", "Tasks"]["All together"] == (34, Fraction(12, 34))


def test_a_line_that_few_of_a_group_answered_is_hidden_for_it_and_for_another(cast):
    """Four teachers answered the second line: the whole less the two other roles would be theirs."""
    rows = [(TEACHER, {"parts": {"pace": "high"} | ({"tasks": "low"} if n < 4 else {})}) for n in range(20)]
    rows += [(post, {"parts": {"pace": "low", "tasks": "high"}}) for post in (PRINCIPAL, OFFICE) * 12]
    found = by_role(crowd(cast, every_kind(cast), rows, margins=["role"]))
    assert [one for one, _ in found["parts", "Pace"].values()] == [44, 12, 12, 20]
    hidden = [label for label, (answered, _) in found["parts", "Tasks"].items() if answered is None]
    assert "Teacher" in hidden and len(hidden) == 2


def test_parts_are_weighted_one_by_one(asked):
    """Invited and answered: teachers 21/20, principals 12/12, office 11/10; of 44. Who chose cards: 5, 12, none."""
    with reading(asked.wave.tenant):
        cards = groups_of(again(asked), Margin.ROLE, "en").items[0].weighted
    assert cards.unweighted == Fraction(17, 42)
    assert cards.weighted == (21 * Fraction(5, 20) + 12) / 44


def test_page_and_file_say_the_same_of_every_part(asked, browse):
    sam = browse("sam")
    text = re.sub(r"<[^>]+>", " ", sam.get(f"{asked.page}groups/?by=role").content.decode())
    words = re.sub(r"\s+", " ", text.replace("\u202f", " "))
    assert "Teacher 20 25 % 11 %–47 % 100 % 84 %–100 % 0 % 0 %–16 %" in words
    assert "Teacher 75 % of 20, 53 %–89 % 100 % of 12, 76 %–100 %" in words
    answer = sam.get(f"{asked.page}groups/?by=role&format=csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    told = {
        (row["Line"], row["Answer"]): (row["Answered"], row["Number"])
        for row in rows
        if row["Group"] == "Teacher"
    }
    assert told["", "Cards"] == ("20", "0.250000") and told["Tasks", ""] == ("12", "1.000000")


def test_a_school_reads_its_own_rows_of_every_part(cast, asked, browse):
    rows = [(TEACHER, {"tools": ["cards"], "parts": {"pace": "high"}})] * 12
    rows += [(("teacher", "birch"), {"tools": ["talk"], "parts": {"pace": "low"}})] * 12
    other = crowd(cast, asked.wave.instrument, rows, subject="crowd:2", margins=["school"])
    freezing.freeze_due(cast.tenant)
    alder = cast.places["alder"]
    with reading(cast.tenant):
        [found] = said_at(alder.pk, [again(other)], "en")
    told = {item.part: (item.rows[0].answered, item.rows[0].value) for item in found.items}
    assert told == {"Cards": (12, 1), "Talk": (12, 0), "None": (12, 0), "Pace": (12, 1)}
    text = re.sub(r"<[^>]+>", " ", browse("sam").get(f"/d/riverbend/proof/surveys/schools/{alder.pk}/").text)
    words = re.sub(r"\s+", " ", text.replace("\u202f", " "))
    assert words.count("What about tools?") == 1
    assert "Who chose it Cards 12 100 % 76 %–100 % 50 % Talk 12 0 % 0 %–24 % 50 %" in words
    assert "What about parts? Who is at ease Pace 12 100 %" in words


def answered_by_part(cast, asked: Crowd) -> dict[tuple[str, str], dict]:
    """(question, part) → post → how many answered it, counted from what everybody said."""
    found: dict[tuple[str, str], dict] = {}
    for (role, place), said in zip(asked.posts, asked.said, strict=True):
        lines = {("parts", line.capitalize()) for line in (said or {}).get("parts", {})}
        options = {("tools", one) for one in ("Cards", "Talk", "None")} if said else set()
        for part in lines | options:
            counts, post = found.setdefault(part, {}), (role, cast.places[place].pk)
            counts[post] = counts.get(post, 0) + 1
    return found


def small_in(tables: Tables, counts: dict) -> set:
    return {
        cell
        for cell, posts in tables.cells.items()
        if cell != TOTAL and sum(counts.get(post, 0) for post in posts) < THRESHOLD
    }


@pytest.mark.slow
def test_no_part_of_a_question_gives_a_group_away(cast):
    """Somebody has every margin of every option and line, subtracts and solves.

    The control: with only the small groups of each part hidden, the same one reads them.
    """
    keys, rng, rows = add_schools(cast, 5, seed=3), random.Random(11), []
    for _ in range(130):
        post = (rng.choices(["teacher", "principal", "school_coach"], [8, 3, 1])[0], rng.choice(keys))
        lines = {"pace": "low"} | ({"tasks": "high"} if rng.random() < 0.6 else {})
        given = {"tools": rng.sample(["cards", "talk"], rng.randint(1, 2)), "parts": lines}
        rows.append((post, given if rng.random() < 0.7 else None))
    asked = crowd(cast, every_kind(cast), rows)
    with writing(cast.tenant):
        District.objects.update(suppression_threshold=THRESHOLD)
    with reading(cast.tenant):
        tables = tables_of(again(asked), THRESHOLD)
        shown = [(margin, groups_of(again(asked), margin, "en")) for margin in Margin]
    broken_without = 0
    for part, counts in answered_by_part(cast, asked).items():
        open_cells = {
            (margin.value, row.key)
            for margin, found in shown
            for item in found.items
            if (item.item.key, item.part) == part
            for row in item.rows
            if row.answered is not None
        }
        hidden = set(tables.cells) - open_cells - {TOTAL}
        assert open_cells and tables.hidden <= hidden, part
        assert not subtracted(tables.cells, counts, hidden, 3), part
        assert not solved(tables.cells, hidden), part
        small = small_in(tables, counts)
        broken_without += bool(subtracted(tables.cells, counts, small, 2) or solved(tables.cells, small))
    assert broken_without
