"""Themes: a code book that loses nothing, coding by hand, and numbers that give nobody away."""

import csv
import io
import re
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied

from groundswell.kernel.models import JournalEntry, JournalPersonal
from groundswell.kernel.tenancy import reading, writing
from groundswell.roster.models import District
from groundswell.surveys.actions import freezing, themes
from groundswell.surveys.models import Answer, Coding, Theme
from groundswell.surveys.queries.themes import themes_of
from groundswell.surveys.rules import suppression
from groundswell.surveys.rules.refusals import Refused
from groundswell.surveys.rules.themes import MOST_THEMES, code_book, shown_counts
from tests.support.statements import statements
from tests.surveys.crowd import crowd, post_event


class Coded:
    """A wave whose texts are numbered, and a code book that its tests fill."""

    def __init__(self, cast, texts=14, subject="crowd:1", instrument=None, **more) -> None:
        rows = [(("teacher", "alder"), {"takeaway": f"Text {n:03}"}) for n in range(texts)]
        self.cast = cast
        self.asked = crowd(cast, instrument or post_event(cast), rows, subject=subject, **more)
        self.wave, self.item = self.asked.wave, self.asked.items["takeaway"]
        self.path = f"{self.asked.page}words/{self.item.pk}/"

    def theme(self, name: str, meaning: str = "") -> Theme:
        return themes.add_theme(by=self.cast.actor("ola"), item=self.item, name=name, meaning=meaning)

    def text(self, number: int) -> Answer:
        with reading(self.cast.tenant):
            return Answer.objects.get(wave=self.wave, text=f"Text {number:03}")

    def code(self, who: str, numbers, theme: Theme | None, **more) -> int:
        texts = [self.text(n) for n in numbers]
        return themes.code(
            by=self.cast.actor(who), wave=self.wave, item=self.item, answers=texts, theme=theme, **more
        )

    def book(self):
        with reading(self.cast.tenant):
            return code_book(self.wave, self.item)

    def shown(self) -> dict[str, int]:
        return {row.theme.name: row.texts for row in self.book().shown}


@pytest.fixture
def coded(cast):
    return Coded(cast)


def said(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_a_text_counts_where_at_least_one_coder_found_the_theme(cast):
    coded = Coded(cast, texts=20)
    time, people = coded.theme("Time"), coded.theme("People")
    coded.code("ola", range(7), time)
    coded.code("sam", range(5, 9), time)
    coded.code("ola", range(8, 14), people)
    coded.code("sam", range(14, 20), None)
    assert coded.shown() == {"Time": 9, "People": 6}
    book = coded.book()
    assert (book.texts, book.read) == (20, 20)


def test_twice_is_once_and_a_press_can_be_taken_back(coded):
    time = coded.theme("Time")
    assert coded.code("ola", range(6), time) == 6
    assert coded.code("ola", range(6), time) == 0
    assert coded.code("ola", range(2), time, is_given=False) == 2
    assert coded.code("ola", range(2), time, is_given=False) == 0
    with reading(coded.cast.tenant):
        assert Coding.objects.filter(ended_at=None).count() == 4 and Coding.objects.count() == 6
        told = JournalEntry.objects.filter(kind__in=["surveys.wave.coded", "surveys.wave.uncoded"])
        assert [entry.data["answers"] for entry in told.order_by("pk")] == [6, 2]


def test_none_of_them_and_a_theme_exclude_each_other_for_one_coder_only(coded):
    time = coded.theme("Time")
    coded.code("ola", range(6), time)
    coded.code("sam", range(6), time)
    coded.code("ola", [0], None)
    with reading(coded.cast.tenant):
        standing = Coding.objects.filter(ended_at=None, answer=coded.text(0)).order_by("coder__given_name")
        assert list(standing.values_list("coder__given_name", "theme")) == [("Ola", None), ("Sam", time.pk)]
    coded.code("ola", [0], time)
    with reading(coded.cast.tenant):
        assert not Coding.objects.filter(ended_at=None, theme=None).exists()


def test_what_is_joined_counts_together_and_comes_apart_again(coded):
    time, clock = coded.theme("Time"), coded.theme("The clock")
    coded.code("ola", range(6), time)
    coded.code("ola", range(4, 14), clock)
    themes.merge_theme(by=coded.cast.actor("ola"), theme=clock, into=time)
    assert coded.shown() == {"Time": 14}
    # A press on the one takes the other's mark away, too.
    coded.code("ola", [13], time, is_given=False)
    coded.code("ola", [13], None)
    with reading(coded.cast.tenant):
        clock.refresh_from_db()
    themes.take_up(by=coded.cast.actor("ola"), theme=clock)
    with reading(coded.cast.tenant):
        assert Coding.objects.filter(theme=clock, ended_at=None).count() == 9


def test_a_theme_that_ended_keeps_what_was_coded(coded):
    time = coded.theme("Time")
    coded.code("ola", range(14), time)
    ended = themes.end_theme(by=coded.cast.actor("ola"), theme=time)
    assert coded.shown() == {} and coded.book().read == 14
    with pytest.raises(Refused, match="not in the code book"):
        coded.code("ola", [1], ended)
    themes.take_up(by=coded.cast.actor("ola"), theme=ended)
    assert coded.shown() == {"Time": 14}


def test_names_are_held_once_and_a_book_is_not_endless(coded):
    time = coded.theme("Time")
    with pytest.raises(Refused, match="of this name"):
        coded.theme(" time ")
    themes.end_theme(by=coded.cast.actor("ola"), theme=time)
    coded.theme("Time")
    with pytest.raises(Refused, match="of this name"):
        themes.take_up(by=coded.cast.actor("ola"), theme=time)
    for n in range(MOST_THEMES - 1):
        coded.theme(f"Theme {n}")
    with pytest.raises(Refused, match=f"holds {MOST_THEMES} themes"):
        coded.theme("One too many")


def test_a_theme_goes_only_into_an_open_one_of_its_own_book(coded):
    by, time, people = coded.cast.actor("ola"), coded.theme("Time"), coded.theme("People")
    with pytest.raises(Refused):
        themes.merge_theme(by=by, theme=time, into=time)
    themes.merge_theme(by=by, theme=time, into=people)
    with pytest.raises(Refused):
        themes.merge_theme(by=by, theme=people, into=time)


def test_a_renamed_theme_keeps_its_texts_and_the_journal_its_old_name(coded):
    time = coded.theme("Time")
    coded.code("ola", range(14), time)
    themes.change_theme(
        by=coded.cast.actor("ola"), theme=time, name="Time to plan", meaning="Hours and minutes."
    )
    assert coded.shown() == {"Time to plan": 14}
    with reading(coded.cast.tenant):
        kept = JournalPersonal.objects.get(entry__kind="surveys.theme.changed")
        assert kept.data == {"name": "Time to plan", "was": "Time"}


def test_the_book_goes_with_the_question_and_its_numbers_with_the_wave(cast, coded):
    coded.code("ola", range(14), coded.theme("Time"))
    later = Coded(cast, subject="crowd:2", instrument=coded.wave.instrument)
    with reading(cast.tenant):
        assert [one.name for one in themes_of(later.item)] == ["Time"]
    assert later.shown() == {} and later.book().read is None


def test_the_journal_knows_no_text(coded):
    coded.code("ola", range(6), coded.theme("Time"))
    with reading(coded.cast.tenant):
        entries = JournalEntry.objects.filter(kind__startswith="surveys.wave.coded")
        assert [entry.data for entry in entries] == [
            {"item": coded.item.pk, "theme": Theme.objects.get().pk, "answers": 6}
        ]
        assert not any("Text 0" in str(row.data) for row in JournalPersonal.objects.all())


def test_texts_of_few_are_coded_by_nobody(cast):
    few = Coded(cast, texts=4)
    assert few.code("ola", range(4), few.theme("Time")) == 0
    assert few.book().texts is None


def smallest(cast, number: int) -> None:
    with writing(cast.tenant):
        District.objects.update(suppression_threshold=number)


def test_a_smallest_group_that_was_raised_since_holds_for_themes_of_a_closed_wave(cast, coded):
    """They are counted today; one that was lowered since opens nothing."""
    smallest(cast, 7)
    freezing.freeze_due(cast.tenant)
    coded.code("ola", range(7), coded.theme("Time"))
    found = {}
    for number in (7, 5, 8):
        smallest(cast, number)
        found[number] = (coded.book().threshold, coded.shown())
    assert found == {7: (7, {"Time": 7}), 5: (7, {"Time": 7}), 8: (8, {})}


def test_nobody_codes_without_being_somebody(coded):
    time = coded.theme("Time")
    with pytest.raises(PermissionDenied):
        themes.code(
            by=coded.cast.system, wave=coded.wave, item=coded.item, answers=[coded.text(0)], theme=time
        )


# What may be shown as a number.


def counted(patterns: dict[frozenset[int], int], unread: int = 0, themes=(1, 2, 3)):
    """The numbers shown of so many texts with each set of themes, coded by one coder."""
    texts = [pattern for pattern, count in patterns.items() for _ in range(count)]
    by = {n: {7: pattern} for n, pattern in enumerate(texts)}
    return shown_counts(by, len(by) + unread, themes, threshold=5)


def of(*themes: int) -> frozenset[int]:
    return frozenset(themes)


def test_a_theme_of_few_has_no_number():
    assert counted({of(1): 9, of(2): 4, of(): 11}) == ({1: 9}, 24)


def test_nor_has_the_theme_that_all_but_a_few_have():
    """Of 20 texts 17 have it: whoever knows both numbers knows of three that have not."""
    assert counted({of(1): 17, of(): 3}) == ({}, 20)
    assert counted({of(1): 15, of(): 5}) == ({1: 15}, 20)
    assert counted({of(1): 20}) == ({1: 20}, 20)


def test_few_texts_that_nobody_read_hide_how_many_were_read():
    counts, read = counted({of(1): 10, of(): 10}, unread=3)
    assert read is None and counts == {1: 10}
    assert counted({of(1): 10, of(): 10}, unread=5) == ({1: 10}, 20)


def test_two_themes_of_which_one_holds_the_other_but_for_a_few():
    counts, _read = counted({of(1, 2): 10, of(1): 3, of(): 12})
    assert len(counts) == 1


def test_every_small_book_is_safe():
    """Every book of two themes with up to six texts a pattern: no shown numbers give fewer than five by subtraction."""
    kinds = [of(1, 2), of(1), of(2), of()]
    for sizes in product((0, 2, 5, 6), repeat=4):
        for unread in (0, 2, 6):
            patterns = {kind: size for kind, size in zip(kinds, sizes, strict=True) if size}
            total = sum(sizes) + unread
            if total < 5:
                continue
            counts, read = counted(patterns, unread, themes=(1, 2))
            wholes = [total] + ([read] if read is not None else [])
            assert all(texts >= 5 for texts in counts.values())
            for whole in wholes:
                assert whole == total or not 0 < total - whole < 5
                for theme, texts in counts.items():
                    assert not (whole == read and 0 < whole - texts < 5), (patterns, unread, theme)


def test_without_the_rules_the_rest_could_be_subtracted(monkeypatch):
    """Negative control."""
    monkeypatch.setattr(suppression, "hidden_cells", lambda cells, answered, *, threshold: frozenset())
    assert counted({of(1): 17, of(2): 3}, themes=(1, 2)) == ({1: 17, 2: 3}, 20)


# The pages.


def press(browser, coded, number: int, theme: Theme | None, way="on", query="?to=code", **more):
    code = f"{coded.text(number).pk}:{theme.pk if theme else 0}:{way}"
    return browser.post(f"{coded.path}code/{query}", {"code": code}, **more)


def test_one_press_codes_a_text_and_comes_back_to_it(cast, coded, browse):
    time, sam = coded.theme("Time"), browse("sam")
    answer = press(sam, coded, 3, time)
    assert answer.status_code == 302 and answer.url.endswith(f"?to=code#text-{coded.text(3).pk}")
    page = sam.get(f"{coded.path}?to=code").content.decode()
    assert page.count(":off") == 1
    assert f'value="{coded.text(3).pk}:{time.pk}:off"' in page
    assert "still to read 13 of 14 texts" in said(sam.get(f"{coded.path}?to=code"))
    press(sam, coded, 3, time, "off")
    assert "still to read 14 of 14 texts" in said(sam.get(f"{coded.path}?to=code"))


def test_with_script_the_list_comes_back_alone(coded, browse):
    time = coded.theme("Time")
    answer = press(browse("sam"), coded, 3, time, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert answer.status_code == 200 and 'id="coding"' in text and "<html" not in text
    assert f'value="{coded.text(3).pk}:{time.pk}:off"' in text


def test_a_coder_sees_no_marks_but_their_own(coded, browse):
    time = coded.theme("Time")
    coded.code("ola", range(14), time)
    page = browse("sam").get(f"{coded.path}?to=code").content.decode()
    assert ":off" not in page and ":off" in browse("ola").get(f"{coded.path}?to=code").content.decode()


def test_a_press_on_what_is_not_there_is_not_found(cast, coded, browse):
    time, sam = coded.theme("Time"), browse("sam")
    other = Coded(cast, subject="crowd:2", instrument=coded.wave.instrument)
    for code in ("", "x:1:on", f"{other.text(1).pk}:{time.pk}:on", f"{coded.text(1).pk}:{time.pk + 99}:on"):
        assert sam.post(f"{coded.path}code/", {"code": code}).status_code == 404, code
    assert browse("ana").post(f"{coded.path}code/", {"code": "x"}).status_code == 403


def test_the_book_is_begun_changed_joined_and_ended_on_its_pages(coded, browse):
    ola, page = browse("ola"), f"{coded.path}themes/"
    assert "What are these texts about?" in said(ola.get(page))
    ola.post(page, {"name": "Time", "meaning": "Hours, minutes, calendars."})
    ola.post(page, {"name": "The clock", "meaning": ""})
    assert ola.post(page, {"name": "TIME", "meaning": ""}).status_code == 422
    with reading(coded.cast.tenant):
        clock, time = themes_of(coded.item)
    ola.post(f"{page}{time.pk}/", {"name": "Time to plan", "meaning": "Hours."})
    ola.post(f"{page}{clock.pk}/press/", {"do": "merge", "into": time.pk})
    assert "The clock counts as Time to plan" in said(ola.get(page))
    ola.post(f"{page}{clock.pk}/press/", {"do": "take_up"})
    ola.post(f"{page}{time.pk}/press/", {"do": "end"})
    with reading(coded.cast.tenant):
        assert [(one.name, one.is_open) for one in themes_of(coded.item)] == [
            ("The clock", True), ("Time to plan", False),
        ]  # fmt: skip
    assert ola.get(f"{page}{time.pk}/").status_code == 302


def test_the_page_shows_numbers_with_their_base_and_agreement(coded, browse):
    time, people = coded.theme("Time"), coded.theme("People")
    coded.code("ola", range(8), time)
    coded.code("ola", range(8, 14), None)
    coded.code("sam", range(6), time)
    coded.code("sam", range(6, 14), None)
    text = said(browse("sam").get(f"{coded.path}themes/"))
    assert "The theme found most often: Time" in text and "14 of 14 texts were read" in text
    assert "Ola Mensah and Sam Diaz" in text or "Sam Diaz and Ola Mensah" in text
    assert "not shown" in text and people.name in text
    # 12 of 14 judged alike; by chance (8·6 + 6·8)/14² = 24/49; (6/7 - 24/49) / (25/49) = 0.72
    assert "kappa of 0.72" in text


def test_texts_of_a_theme_are_read_where_its_number_is_shown(coded, browse):
    time, rare = coded.theme("Time"), coded.theme("Rare")
    coded.code("ola", range(7), time)
    coded.code("ola", range(7, 9), rare)
    coded.code("ola", range(9, 14), None)
    sam = browse("sam")
    assert "7 of 14 texts" in said(sam.get(f"{coded.path}?theme={time.pk}"))
    few = said(sam.get(f"{coded.path}?theme={rare.pk}"))
    assert "0 of 14 texts" in few and "Text 007" not in few


def test_the_file_of_codings_holds_each_text_and_runs_nothing(cast, browse):
    rows = [(("teacher", "alder"), {"takeaway": f"=1+{n}"}) for n in range(6)]
    asked = crowd(cast, post_event(cast), rows, may_quote=True)
    item = asked.items["takeaway"]
    time = themes.add_theme(by=cast.actor("ola"), item=item, name="+Time")
    with reading(cast.tenant):
        texts = list(Answer.objects.filter(wave=asked.wave, item=item).order_by("key"))
    themes.code(by=cast.actor("ola"), wave=asked.wave, item=item, answers=texts[:2], theme=time)
    answer = browse("sam").get(f"{asked.page}words/{item.pk}/themes/?format=csv")
    body = b"".join(answer.streaming_content).decode("utf-8-sig")
    header, *lines = list(csv.reader(io.StringIO(body)))
    assert header == ["Text", "Words", "May be quoted", "Role", "Coder", "'+Time"]
    assert [line[0] for line in lines] == list("123456") and all(line[1].startswith("'=1+") for line in lines)
    assert [line[4:] for line in lines] == [["Ola Mensah", "1"]] * 2 + [["", ""]] * 4


def test_there_is_no_file_of_few_texts(cast, browse):
    few = Coded(cast, texts=4)
    few.theme("Time")
    answer = browse("sam").get(f"{few.path}themes/?format=csv")
    assert not answer.streaming and "Text 001" not in said(answer)


def test_coding_many_costs_no_more_statements_than_coding_some(cast, browse):
    made, sam = post_event(cast), browse("sam")
    some = Coded(cast, texts=14, instrument=made)
    time, people = some.theme("Time"), some.theme("People")
    many = Coded(cast, texts=90, subject="crowd:2", instrument=made)
    for one, number in ((some, 14), (many, 90)):
        one.code("ola", range(number), time)
        one.code("sam", range(0, number, 2), people)
    for page in ("?to=code", "themes/", "?theme=" + str(time.pk)):
        assert statements(sam, some.path + page) == statements(sam, many.path + page), page
