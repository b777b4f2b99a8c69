"""A closed wave's numbers stay what they were, whatever happens to its schools, its people and the policy."""

import csv
import io
import re

import pytest
from django.db import DatabaseError

from groundswell.impact.queries import evidence
from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading, writing
from groundswell.roster.choices.lives import FieldClass
from groundswell.roster.models import District, Organisation
from groundswell.roster.queries.lives import Subject
from groundswell.surveys import facts
from groundswell.surveys.actions import forgetting, freezing, stopping
from groundswell.surveys.choices import Margin
from groundswell.surveys.models import Answer, FrozenTable, Instrument, Item, SurveyWave
from groundswell.surveys.queries.groups import places_of
from groundswell.surveys.rules import published
from groundswell.surveys.rules.groups import counted_by, tables_of
from groundswell.surveys.rules.refusals import Refused
from groundswell.surveys.rules.results import result_of
from groundswell.surveys.rules.results_groups import groups_of
from tests.support.statements import statements
from tests.surveys.crowd import add_schools, again, crowd, post_event
from tests.surveys.kinds import install

ZONE = "America/New_York"
# post → (invited, answered). Alder is in the north, Birch in the south; two principals answered at Alder.
POSTS = {
    ("teacher", "alder"): (20, 12), ("teacher", "birch"): (30, 16), ("principal", "alder"): (7, 2),
    ("principal", "birch"): (9, 8), ("learning_office", "district"): (12, 9),
}  # fmt: skip
POINTS = ("very", "slightly", "extremely")


def rows_of(posts):
    for (role, place), (invited, answered) in posts.items():
        for n in range(invited):
            said = {
                "confident": POINTS[n % 3],
                "recommend": str(4 + n % 6),
                "takeaway": f"{role} {place} {n}",
            }
            yield (role, place), said if n < answered else None


@pytest.fixture
def closed(cast):
    """A wave that closed: its tables are kept."""
    asked = crowd(cast, post_event(cast), rows_of(POSTS), may_quote=True)
    assert freezing.freeze_due(cast.tenant) == 1
    return asked


def move(cast, school: str, community: str) -> None:
    with writing(cast.tenant):
        Organisation.objects.filter(pk=cast.places[school].pk).update(parent=cast.places[community])


def threshold(cast, smallest: int) -> None:
    with writing(cast.tenant):
        District.objects.update(suppression_threshold=smallest)


def erase(cast, person) -> None:
    forgetting.forget(by=cast.system, subject=Subject((person.pk,)), fields=[FieldClass.CONFIDENTIAL])


def read(client, path: str) -> str:
    answer = client.get(path)
    if answer.streaming:
        return b"".join(answer.streaming_content).decode("utf-8-sig")
    return re.sub(r'"[A-Za-z0-9]{64}"', "", answer.content.decode())


def seen(cast, browse, asked, without_words=True) -> dict[str, object]:
    """Everything that is told of a wave: pages, files, facts."""
    sam, told = browse("sam"), {}
    for path in (
        "",
        "?format=csv",
        *(f"groups/?by={m}{f}" for m in Margin.values for f in ("", "&format=csv")),
    ):
        told[path] = read(sam, asked.page + path)
        if without_words:
            told[path] = "\n".join(
                line
                for line in told[path].splitlines()
                if not re.search(r'class="said"|Takeaway|one thing', line)
            )
    with reading(cast.tenant):
        told["facts"] = [list(facts.answer_rows()), list(facts.wave_rows())]
    return told


def test_a_school_moves_and_no_number_does(cast, browse, closed):
    before = seen(cast, browse, closed)
    move(cast, "alder", "south")
    assert seen(cast, browse, closed) == before
    assert "Alder Elementary" in before["groups/?by=school"]
    with reading(cast.tenant):  # counted anew, the communities would be others
        [now] = counted_by(again(closed), [Margin.COMMUNITY], published.counted(again(closed))).values()
        kept = FrozenTable.objects.get(wave=closed.wave, margin=Margin.COMMUNITY).content
    assert len(now.groups) != len(kept["groups"])


def test_a_school_gets_another_name_and_the_table_keeps_the_one_that_it_had(cast, browse, closed):
    before = read(browse("sam"), f"{closed.page}groups/?by=school&format=csv")
    with writing(cast.tenant):
        Organisation.objects.filter(pk=cast.places["birch"].pk).update(name="Birch Academy")
    assert "Birch Middle" in before
    assert read(browse("sam"), f"{closed.page}groups/?by=school&format=csv") == before


def test_somebody_is_erased_and_only_their_words_go(cast, browse, closed):
    before = seen(cast, browse, closed)
    erase(cast, closed.people[0])
    assert seen(cast, browse, closed) == before
    everything = read(browse("sam"), f"{closed.page}?format=csv")
    assert "teacher alder 0" not in everything and "teacher alder 1" in everything
    text = read(browse("sam"), f"{closed.page}words/{closed.items['takeaway'].pk}/?quotes=1")
    assert "May be quoted: Teacher" in text and "May be quoted: Principal" in text


def test_where_nothing_was_kept_before_the_erasure_the_groups_are_not_shown(cast, browse):
    """Without kept tables the way from answers to groups is gone, and what is left would tell who was erased."""
    asked = crowd(cast, post_event(cast), rows_of(POSTS))
    erase(cast, asked.people[0])
    page = read(browse("sam"), f"{asked.page}groups/?by=role")
    assert "No groups are shown" in page
    freezing.freeze_due(cast.tenant)
    with reading(cast.tenant):
        assert [one.margin for one in FrozenTable.objects.filter(wave=asked.wave)] == [""]
    after = read(browse("sam"), f"{asked.page}groups/?by=role")
    assert "No groups are shown" in after and "record was erased" in after


@pytest.mark.parametrize("smallest", [5, 60])
def test_another_smallest_group_changes_no_published_table(cast, browse, smallest):
    threshold(cast, 10)
    asked = crowd(cast, post_event(cast), rows_of(POSTS))
    freezing.freeze_due(cast.tenant)
    before = seen(cast, browse, asked)
    threshold(cast, smallest)
    assert seen(cast, browse, asked) == before
    with reading(cast.tenant):  # counted anew they would be others
        [now] = counted_by(again(asked), [Margin.ROLE], published.counted(again(asked))).values()
        kept = FrozenTable.objects.get(wave=asked.wave, margin=Margin.ROLE)
        was = {one["key"] for one in kept.content["groups"] if one["said"]}
    assert kept.threshold == 10 and {one.key for one in now.groups if one.said} != was


def test_words_of_few_stay_unread_when_the_smallest_group_is_lowered(cast, browse):
    threshold(cast, 10)
    asked = crowd(cast, post_event(cast), rows_of({("teacher", "alder"): (12, 7)}), margins=[])
    freezing.freeze_due(cast.tenant)
    threshold(cast, 5)
    for path in ("", "?format=csv", f"words/{asked.items['takeaway'].pk}/"):
        assert "teacher alder" not in read(browse("sam"), asked.page + path)


def test_a_question_of_the_same_name_in_another_version_gets_no_numbers(cast, closed):
    """Of a wave that is closed nothing is told under a question that it never asked."""
    with reading(cast.tenant):
        mine = closed.items["confident"]
        other = Item(
            pk=mine.pk + 10_000, key=mine.key, instrument_id=mine.instrument_id + 1, points=mine.points
        )
        told = published.counts_shown([closed.wave], [mine, other])
    assert list(told) == [(closed.wave.pk, mine.pk)]


def test_two_looks_do_not_tell_what_three_people_said(cast):
    """Three answered at a school that moves. Shown by community alone, the north before less the north after is
    they."""
    [small] = add_schools(cast, 1, seed=1)
    with writing(cast.tenant):
        Organisation.objects.filter(pk=cast.places[small].pk).update(parent=cast.places["north"])
    posts = {("teacher", "alder"): (20, 12), ("teacher", "birch"): (20, 12), ("teacher", small): (5, 3)}
    asked = crowd(cast, post_event(cast), rows_of(posts), margins=["community"])

    def north() -> int:
        with reading(cast.tenant):
            rows = groups_of(again(asked), Margin.COMMUNITY, "en").rows
        return next(row.answered for row in rows if row.label == cast.places["north"].name)

    def counted_anew() -> int:
        with reading(cast.tenant):
            tables = tables_of(again(asked), 5)
            cell = (Margin.COMMUNITY.value, str(cast.places["north"].pk))
            assert places_of([cast.places["alder"].pk]).by_id and cell not in tables.hidden
            return sum(tables.answered[post] for post in tables.cells[cell])

    freezing.freeze_due(cast.tenant)
    shown, anew = north(), counted_anew()
    move(cast, small, "south")
    assert shown == anew == 15
    assert north() == 15
    assert anew - counted_anew() == 3  # what the attacker would read without kept tables


def test_page_file_facts_and_claims_agree_to_the_digit(cast, browse, closed):
    rows = list(csv.DictReader(io.StringIO(read(browse("sam"), f"{closed.page}?format=csv"))))
    by_file = {
        (row["Answer"], row["People"], row["Answered"], row["Invited"])
        for row in rows
        if "confident" in row["Question"] and row["People"]
    }
    with reading(cast.tenant):
        told = [one for one in facts.SURVEY_ANSWERS.records() if one["item"] == "confident"]
        [wave] = evidence.waves()
        claimed = evidence.counted_or_hidden(wave, told, True)
        result = next(one for one in result_of(again(closed), "en").items if one.item.key == "confident")
    by_facts = {
        (one["option_wording"], str(one["people"]), str(one["answered"]), str(one["invited"])) for one in told
    }
    assert by_file == by_facts
    assert {(one["option"], one["people"]) for one in claimed} == {
        (one["option"], one["people"]) for one in told
    }
    assert [bar.count for bar in result.bars] == [one["people"] for one in told]
    assert sum(one["people"] for one in told) == 47 == wave["answered"]


def test_every_kind_is_read_as_it_was_counted(cast):
    """Matrix lines, several options, a number's quartiles, states of use: what is kept gives the same result."""
    install(cast)
    with reading(cast.tenant):
        made = Instrument.objects.get(version=7)
    given = [
        {
            "used": "some" if n % 2 else "wont", "nps": str(n % 11), "tools": ["cards", "talk"][: 1 + n % 2],
            "parts": {"pace": "low", **({"tasks": "high"} if n < 4 else {})}, "hours": f"{n}.5",
        } | ({"well": "well"} if n % 2 else {})
        for n in range(24)
    ]  # fmt: skip
    asked = crowd(cast, made, [(("teacher", "alder"), one) for one in given], margins=["role"])
    with reading(cast.tenant):
        live, by_role = result_of(again(asked), "en"), groups_of(again(asked), None, "en")
    freezing.freeze_due(cast.tenant)
    with reading(cast.tenant):
        kept, kept_by_role = result_of(again(asked), "en"), groups_of(again(asked), None, "en")
        content = FrozenTable.objects.get(wave=asked.wave, margin="").content
    assert kept.items == live.items and kept.answered == live.answered
    assert (kept_by_role.rows, kept_by_role.items) == (by_role.rows, by_role.items)
    assert live.frozen_at is None and kept.frozen_at and kept_by_role.frozen_at
    # Nothing is kept that isn't shown: not the line that four answered, not the largest number, no own words.
    assert content["items"]["parts"]["lines"]["tasks"] == {}
    assert "23.5" not in str(content) and "47/2" not in str(content) and "words" not in content["items"]


def test_the_day_is_on_the_page(browse, closed):
    for path in ("", "groups/?by=role"):
        assert "These are the numbers of" in read(browse("sam"), closed.page + path)


def test_kept_tables_are_never_changed(cast, closed):
    with reading(cast.tenant):
        before = list(FrozenTable.objects.order_by("pk").values())
    assert {one["margin"] for one in before} == {"", *Margin.values}
    for change in (lambda rows: rows.update(content={}), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), writing(cast.tenant):
            change(FrozenTable.objects.all())
    assert freezing.freeze_due(cast.tenant) == 0
    with reading(cast.tenant):
        assert list(FrozenTable.objects.order_by("pk").values()) == before


def test_what_is_open_is_counted_anew_and_the_close_keeps_it(cast, ask):
    asked = ask(30)
    for number in range(12):
        asked.answer(number)
    with reading(cast.tenant):
        assert result_of(SurveyWave.objects.get(pk=asked.wave.pk), "en").frozen_at is None
        assert not FrozenTable.objects.exists()
    asked.close()
    with reading(cast.tenant):
        found = result_of(SurveyWave.objects.get(pk=asked.wave.pk), "en")
    assert found.frozen_at and found.items[0].answered == 12


def shown_in(cast, wave) -> int:
    with reading(cast.tenant):
        return published.published_of(SurveyWave.objects.get(pk=wave.pk)).tallies[0].answered


def test_opened_again_the_tables_no_longer_hold_and_the_next_close_keeps_others(cast, ask):
    asked = ask(30)
    for number in range(7):
        asked.answer(number)
    asked.close()
    stopping.reopen(by=cast.system, wave=asked.wave, closes_on=asked.wave.last_day)
    with reading(cast.tenant):
        note = JournalEntry.objects.get(kind="surveys.wave.reopened").data
        assert result_of(SurveyWave.objects.get(pk=asked.wave.pk), "en").frozen_at is None
    assert note["tables_dropped"] == 1
    for number in range(7, 12):
        asked.answer(number)
    asked.close()
    assert shown_in(cast, asked.wave) == 12
    with reading(cast.tenant):  # what readers saw before stays on record
        kept = FrozenTable.objects.filter(wave=asked.wave).order_by("closing")
        assert [(one.closing, one.content["items"]["confident"]["people"]) for one in kept] == [
            (1, 7),
            (2, 12),
        ]


@pytest.mark.parametrize("more", [3, 4])
def test_a_second_showing_never_adds_a_few_also_when_the_smallest_group_was_raised_between(cast, ask, more):
    """Seven are shown at five. At ten they are not; with three more they would be, and the difference be three."""
    asked = ask(30)
    for number in range(7):
        asked.answer(number)
    asked.close()
    assert shown_in(cast, asked.wave) == 7
    stopping.reopen(by=cast.system, wave=asked.wave, closes_on=asked.wave.last_day)
    threshold(cast, 10)
    for number in range(7, 7 + more):
        asked.answer(number)
    asked.close()
    assert shown_in(cast, asked.wave) == 0
    with writing(cast.tenant):  # released with the rest, they would be told by subtraction
        Answer.objects.filter(wave=asked.wave).update(is_released=True)
        wave = SurveyWave.objects.get(pk=asked.wave.pk)
        assert published.counted(wave).tallies[0].answered - 7 == more


def test_groups_that_were_shown_are_not_opened_again_whatever_the_smallest_group_is_now(cast, closed):
    threshold(cast, 60)
    with reading(cast.tenant):
        now = published.counted(again(closed))
        assert not any(one.answered for one in now.tallies)  # by today's policy nothing would have been shown
    with pytest.raises(Refused, match="by group"):
        stopping.reopen(by=cast.system, wave=again(closed), closes_on=clock.today(ZONE))


@pytest.mark.slow
def test_a_kept_page_asks_little_whatever_it_holds(cast, browse, closed):
    sam = browse("sam")
    page, groups = statements(sam, closed.page), statements(sam, f"{closed.page}groups/?by=school")
    many = crowd(
        cast,
        closed.wave.instrument,
        rows_of({post: (3 * n, 3 * a) for post, (n, a) in POSTS.items()}),
        subject="c:2",
    )
    assert statements(sam, many.page) > page  # counted anew
    freezing.freeze_due(cast.tenant)
    assert statements(sam, many.page) == page and statements(sam, f"{many.page}groups/?by=school") == groups
