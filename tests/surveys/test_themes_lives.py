"""What becomes of codings when people are erased, joined and split, and where nobody's name was ever known."""

import pytest

from groundswell.kernel import work
from groundswell.kernel.tenancy import reading, writing
from groundswell.roster.actions import merging
from groundswell.roster.choices.lives import FieldClass
from groundswell.roster.queries.lives import Subject
from groundswell.surveys.actions import forgetting
from groundswell.surveys.models import Answer, Coding, Response
from tests.cast import hire
from tests.surveys.test_themes import Coded

EVERYTHING = tuple(FieldClass)


def forget(cast, person, fields=EVERYTHING) -> None:
    forgetting.forget(by=cast.system, subject=Subject((person.pk,)), fields=fields)


def standing(cast) -> int:
    with reading(cast.tenant):
        return Coding.objects.filter(ended_at=None).count()


@pytest.fixture
def coded(cast):
    made = Coded(cast)
    made.time = made.theme("Time")
    made.code("ola", range(14), made.time)
    made.code("sam", range(14), made.time)
    return made


def test_what_was_found_in_an_erased_persons_text_goes_with_it(cast, coded):
    coded.code("ola", [0], coded.time, is_given=False)  # also what has ended
    author = coded.asked.people[0]
    forget(cast, author)
    with reading(cast.tenant):
        left = Coding.objects.filter(answer__wave=coded.wave)
        assert left.count() == 26 and not left.filter(answer__text="…").exists()
        assert Answer.objects.filter(wave=coded.wave, text="…").count() == 1
    assert coded.book().texts == 13 and coded.shown() == {"Time": 13}


def test_without_that_the_codings_would_still_tell(cast, coded, monkeypatch):
    """Negative control."""
    monkeypatch.setattr(forgetting.Coding, "objects", _KeepsAll(Coding.objects))
    forget(cast, coded.asked.people[0])
    monkeypatch.undo()
    with reading(cast.tenant):
        assert Coding.objects.filter(answer__text="…", theme=coded.time).count() == 2


class _KeepsAll:
    """A manager whose rows can't be deleted."""

    def __init__(self, manager) -> None:
        self.manager = manager

    def filter(self, *args, **kwargs):
        rows = self.manager.filter(*args, **kwargs)
        rows.delete = lambda: None
        return rows


def test_a_coder_who_is_erased_leaves_the_themes_and_no_hand(cast, coded):
    hire(cast, "eve", "Eve", "Short")
    with writing(cast.tenant):
        Coding.objects.filter(coder=cast.people["sam"]).update(coder=cast.people["eve"])
    assert len(coded.book().pairs) == 1
    forget(cast, cast.people["eve"])
    assert standing(cast) == 28 and coded.shown() == {"Time": 14} and coded.book().pairs == ()
    with reading(cast.tenant):
        assert not Coding.objects.filter(coder=cast.people["eve"]).exists()
    cast.people.pop("eve"), cast.users.pop("eve")


@pytest.fixture
def pair(cast):
    """Two records of one specialist: each read some texts, one of them both did."""
    hire(cast, "keep", "Kim", "Abe"), hire(cast, "other", "Kimberly", "Abe", place="birch")
    yield cast.people["keep"], cast.people["other"]
    for name in ("keep", "other"):
        cast.people.pop(name), cast.users.pop(name)


def test_codings_follow_a_joined_record_and_go_back(cast, pair):
    coded = Coded(cast)
    time = coded.theme("Time")
    keep, other = pair
    coded.code("keep", range(6), time)
    coded.code("other", range(5, 14), time)

    def read_by() -> dict[str, int]:
        with reading(cast.tenant):
            return {
                name: Coding.objects.filter(coder=one).count()
                for name, one in (("keep", keep), ("other", other))
            }

    merge = merging.merge_persons(by=cast.actor("ida"), keep=keep, other=other)
    work.do_all(5)
    # What both read stays with the record that read it: nothing is written over.
    assert read_by() == {"keep": 14, "other": 1} and coded.shown() == {"Time": 14}
    merging.split(by=cast.actor("ida"), merge=merge)
    work.do_all(5)
    assert read_by() == {"keep": 6, "other": 9} and coded.shown() == {"Time": 14}


def test_texts_of_nobody_are_coded_alike(cast):
    """An anonymous wave keeps no way from a text to who wrote it."""
    coded = Coded(cast)
    with writing(cast.tenant):
        Response.objects.filter(wave=coded.wave).update(invitation=None)
    coded.code("ola", range(14), coded.theme("Time"))
    assert coded.shown() == {"Time": 14}
    forget(cast, coded.asked.people[0])
    assert coded.shown() == {"Time": 14}
