"""What a closed wave shows group by group, and how weights change it."""

import csv
import io
import re
from fractions import Fraction

import pytest

from groundswell.kernel.tenancy import reading, writing
from groundswell.surveys.actions import freezing
from groundswell.surveys.choices import Margin, WaveState
from groundswell.surveys.models import Response, SurveyWave
from groundswell.surveys.rules.results_groups import groups_of
from tests.support.statements import statements
from tests.surveys.crowd import Crowd, again, crowd, post_event

# post → (invited, very confident, slightly confident): all who answered recommend 8 or 4.
POSTS = {
    ("teacher", "alder"): (20, 9, 3),
    ("teacher", "birch"): (30, 8, 8),
    ("principal", "alder"): (7, 3, 3),
    ("principal", "birch"): (6, 6, 0),
    ("learning_office", "district"): (9, 4, 3),
}


def rows_of(posts):
    for post, (invited, very, slightly) in posts.items():
        for n in range(invited):
            point = "very" if n < very else "slightly"
            yield (
                post,
                (
                    {"confident": point, "recommend": "8" if n < very else "4"}
                    if n < very + slightly
                    else None
                ),
            )


@pytest.fixture
def asked(cast) -> Crowd:
    return crowd(cast, post_event(cast), rows_of(POSTS))


def by(asked: Crowd, margin: Margin | None):
    with reading(asked.wave.tenant):
        return groups_of(again(asked), margin, "en")


def table(rows) -> dict:
    return {row.label: (row.invited, row.answered) for row in rows}


def test_groups_are_counted_by_role_and_place(asked):
    """47 of 72 answered: 28 teachers, 12 principals, 7 of the office."""
    found = by(asked, Margin.ROLE)
    assert table(found.rows) == {
        "Teacher": (50, 28),
        "Principal": (13, 12),
        "Professional-learning office": (9, 7),
    }
    recommend, confident = found.items
    assert confident.is_share and not recommend.is_share
    shares = {row.label: (row.answered, row.value) for row in confident.rows}
    assert shares["Teacher"] == (28, Fraction(17, 28))
    assert shares["Principal"] == (12, Fraction(9, 12))
    assert (confident.whole.answered, confident.whole.value) == (47, Fraction(30, 47))
    means = {row.label: row.value for row in recommend.rows}
    assert means["Teacher"] == Fraction(17 * 8 + 11 * 4, 28)
    assert table(by(asked, Margin.LEVEL).rows) == {
        "Elementary": (27, 18), "Middle": (36, 22), "Not at a school": (9, 7),
    }  # fmt: skip


def test_a_small_group_takes_another_with_it(cast):
    """Two of the office answered: less than five. Without a second hidden role they would be total less the others."""
    few = POSTS | {("learning_office", "district"): (9, 1, 1)}
    asked = crowd(cast, post_event(cast), rows_of(few))
    roles = table(by(asked, Margin.ROLE).rows)
    assert roles["Professional-learning office"] == (9, None)
    assert roles["Principal"] == (13, None)
    assert roles["Teacher"] == (50, 28)
    # "Not at a school" is the same nine people, in every table by place.
    for margin in (Margin.LEVEL, Margin.COMMUNITY, Margin.SCHOOL):
        rows = by(asked, margin).rows
        assert [row.answered for row in rows if row.label.startswith(("Not at", "In no"))] == [None]
        assert sum(row.answered is None for row in rows) >= 2


@pytest.mark.parametrize("why", ["undeclared", "open", "erased"])
def test_no_groups_where_they_would_tell(cast, asked, browse, why):
    """None that was not declared, none while answers come in, none once a person is gone from them."""
    with writing(cast.tenant):
        wave = SurveyWave.objects.filter(pk=asked.wave.pk)
        if why == "undeclared":
            wave.update(margins=[])
        elif why == "open":
            wave.update(state=WaveState.OPEN)
        else:
            Response.objects.filter(pk=Response.objects.filter(wave=asked.wave).first().pk).update(
                invitation=None
            )
    found = by(asked, Margin.ROLE)
    assert found.why_not and not found.rows and not found.items
    page = browse("sam").get(f"{asked.page}groups/?by=role")
    assert page.status_code == 200 and b"Principal" not in page.content


def test_page_and_file_say_the_same(asked, browse):
    sam = browse("sam")
    text = re.sub(r"<[^>]+>", " ", sam.get(f"{asked.page}groups/?by=role").content.decode())
    words = re.sub(r"\s+", " ", text.replace("\u202f", " "))
    assert "Teacher 50 28 56 %" in words
    assert "Teacher 28 61 % 42 %–76 %" in words
    assert "weighted" in words.lower()
    answer = sam.get(f"{asked.page}groups/?by=role&format=csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    teachers = [row for row in rows if row["Group"] == "Teacher"]
    assert [row["Number"] for row in teachers] == ["", "6.428571", "0.607143"]
    assert teachers[0]["Response rate"] == "0.560000"


def test_weights_are_those_worked_by_hand(asked):
    """Invited and answered by role and level: teachers 20/12 and 30/16, principals 7/6 and 6/6, office 9/7; 72/47.

    Weighted share of "very": (20 · 9/12 + 30 · 8/16 + 7 · 3/6 + 6 · 6/6 + 9 · 4/7) / 72.
    """
    _recommend, confident = by(asked, Margin.ROLE).items
    found = confident.weighted
    assert (found.strata, found.by) == (5, (Margin.ROLE, Margin.LEVEL))
    assert found.unweighted == Fraction(30, 47)
    assert found.weighted == (15 + 15 + Fraction(7, 2) + 6 + Fraction(36, 7)) / 72
    assert found.largest == Fraction(30 * 47, 72 * 16)
    strata = ((20, 12), (30, 16), (7, 6), (6, 6), (9, 7))
    squares = sum(Fraction(n * 47, 72 * a) ** 2 * a for n, a in strata)
    assert found.effective == Fraction(47**2) / squares
    assert found.design_effect == 47 / found.effective


def test_weights_that_would_tell_give_way_to_coarser_ones(cast):
    """Two of the principals are at Alder: elementary less its teachers would be those two. Roles alone tell nothing."""
    few = POSTS | {("principal", "alder"): (2, 1, 1)}
    asked = crowd(cast, post_event(cast), rows_of(few))
    found = by(asked, Margin.ROLE).items[1].weighted
    assert (found.strata, found.by) == (3, (Margin.ROLE,))


def test_no_weights_where_roles_and_levels_were_not_declared(cast, asked):
    with writing(cast.tenant):
        SurveyWave.objects.filter(pk=asked.wave.pk).update(margins=["role"])
    assert all(item.weighted is None for item in by(asked, None).items)


@pytest.mark.parametrize(("name", "status"), [("sam", 200), ("ana", 403), ("noor", 404)])
def test_who_reads_groups_changes_and_words(asked, browse, name, status):
    client = browse(name)
    for what in ("groups/", "compare/", f"words/{asked.items['takeaway'].pk}/"):
        assert client.get(asked.page + what).status_code == status


@pytest.mark.slow
def test_the_page_costs_the_same_whatever_it_holds(cast, asked, browse):
    sam = browse("sam")
    freezing.freeze_due(cast.tenant)
    few = statements(sam, f"{asked.page}groups/?by=school")
    many = {post: tuple(3 * n for n in counts) for post, counts in POSTS.items()}
    more = crowd(cast, asked.wave.instrument, rows_of(many), subject="crowd:2")
    freezing.freeze_due(cast.tenant)
    assert statements(sam, f"{more.page}groups/?by=school") == few <= 15
