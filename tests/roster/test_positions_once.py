"""Two records of one human name the same post: people read it once, and a split gives each its own back."""

from datetime import date, timedelta

import pytest

from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from groundswell.roster.actions import merging, people
from groundswell.roster.choices import PositionRole
from groundswell.roster.models import Position
from groundswell.roster.queries.positions import shown_once


def post(begins=None, ends=None, *, person=1, place=1, role="teacher") -> Position:
    days = [date(2025, 1, day) if day else None for day in (begins, ends)]
    return Position(person_id=person, organisation_id=place, role=role, begins_on=days[0], ends_on=days[1])


def days(positions) -> list[tuple[int | None, int | None]]:
    return [tuple(day and day.day for day in (one.begins_on, one.ends_on)) for one in positions]


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        ([post(1, 9), post(5, 20)], [(1, 20)]),
        ([post(5, 20), post(1, 9)], [(1, 20)]),
        ([post(1, 9), post(9)], [(1, None)]),
        ([post(), post(3, 9)], [(3, None)]),
        ([post(1, 4), post(8, 9), post(3, 8)], [(1, 9)]),
        ([post(8, 9), post(1, 4)], [(8, 9), (1, 4)]),
        ([post(1, 4), post(5, 9)], [(1, 4), (5, 9)]),
        ([post(1, 9), post(1, 9, role="principal")], [(1, 9), (1, 9)]),
        ([post(1, 9), post(1, 9, place=2)], [(1, 9), (1, 9)]),
        ([post(1, 9), post(1, 9, person=2)], [(1, 9), (1, 9)]),
    ],
    ids=["they overlap", "in any order", "one day is enough", "unknown is always", "a bridge between two",
         "two times", "not a day in common", "other role", "other place", "other person"],
)  # fmt: skip
def test_one_post_is_one_line(rows, shown):
    assert days(shown_once(rows)) == shown


@pytest.fixture
def twin(cast):
    """Ana once more, as another system knows her, with the same post and one of her own."""
    made = people.add_person(by=cast.system, given_name="Ana", family_name="Ruiz-Vega")
    last_year = clock.today("UTC") - timedelta(days=400)
    for place, begins in (("alder", last_year), ("birch", None)):
        people.give_position(
            by=cast.system,
            person=made,
            organisation=cast.places[place],
            role=PositionRole.TEACHER,
            begins_on=begins,
        )
    return made


def posts(cast, who) -> int:
    with reading(cast.tenant):
        return Position.objects.filter(person=who).count()


def test_pages_show_it_once_and_the_split_gives_both_back(cast, twin, browse):
    ana, ida = cast.people["ana"], browse("ida")
    pages = {
        f"/d/riverbend/people/{ana.pk}/": "Alder Elementary</a>",
        "/d/riverbend/people/?text=ruiz": "Alder Elementary",
        "/d/riverbend/people/?text=ruiz&format=csv": "Alder Elementary",
        "/d/riverbend/search/?q=ruiz": "Alder Elementary",
        f"/d/riverbend/schools/{cast.places['alder'].pk}/": "Ana Ruiz</a>",
    }

    def times() -> list[int]:
        answers = [ida.get(address) for address in pages]
        bodies = [b"".join(one.streaming_content) if one.streaming else one.content for one in answers]
        return [body.decode().count(words) for body, words in zip(bodies, pages.values(), strict=True)]

    alone = times()
    merge = merging.merge_persons(by=cast.actor("ida"), keep=ana, other=twin)
    assert posts(cast, ana) == 3, "the rows are there; they are read once"
    assert times() == [1, alone[1] - 1, alone[2] - 1, alone[3] - 1, 1], "one line fewer where both were named"
    merging.split(by=cast.actor("ida"), merge=merge)
    assert (posts(cast, ana), posts(cast, twin)) == (1, 2)
    assert times() == alone


def test_the_line_runs_from_the_first_day_to_the_last(cast, twin, browse):
    ana = cast.people["ana"]
    merging.merge_persons(by=cast.actor("ida"), keep=ana, other=twin)
    page = browse("ida").get(f"/d/riverbend/people/{ana.pk}/").content.decode()
    assert 'd-block">since' in page and 'd-block">until' not in page
