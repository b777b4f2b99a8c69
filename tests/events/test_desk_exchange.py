"""Events as a file: what leaves comes back unchanged, what is wrong is named, and all of it is done or nothing."""

import csv
import io
import re
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groundswell.events.actions import events, exchange, meetings, policy, programmes, seats
from groundswell.events.actions.registration import register
from groundswell.events.models import LearningEvent, Meeting, Section
from groundswell.events.queries import exchange as found
from groundswell.events.rules import exchange_write as written
from groundswell.events.rules.exchange_columns import NAMES
from groundswell.events.rules.exchange_file import MOST_COLUMNS, MOST_ROWS, read
from groundswell.events.rules.meetings import When
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.exports import csv_lines
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading
from groundswell.roster.models import Person
from tests.events.test_pages import LEARN, text_of
from tests.support.counts import count as few_or_all

FILE = f"{LEARN}file/"
ZONE = "America/New_York"


def exported(cast, **how) -> bytes:
    """Everything as the page gives it."""
    with reading(cast.tenant):
        rows = [row for one in found.to_export(cast.actor("ola"), **how) for row in written.rows(one, ZONE)]
    return "".join(csv_lines(written.head(), rows)).encode()


def looked(cast, content: bytes):
    """What the file would do: (what is wrong, as (line, column, problem)), and the plan."""
    file = read(content, ZONE)
    with reading(cast.tenant):
        made = exchange.look(file.rows, ZONE)
    return [(one.line, one.field, one.problem) for one in [*file.problems, *made.problems]], made, file


def brought(cast, content: bytes):
    """Look, then bring it in."""
    wrong, made, file = looked(cast, content)
    assert wrong == []
    return exchange.bring(by=cast.actor("ola"), rows=file.rows, digest=made.digest)


def table(
    *rows: dict, columns: list[str] | None = None, delimiter: str = ",", encoding: str = "utf-8"
) -> bytes:
    """A file with these rows; the head is every column that one of them names."""
    names = columns or [name for name in NAMES if any(name in row for row in rows)]
    out = io.StringIO()
    writer = csv.DictWriter(out, names, delimiter=delimiter, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


NEW = {
    "title": "Number talks", "kind": "workshop", "mode": "in_person", "audience": "role:teacher", "seats": "20",
    "led_by": "dev@riverbend.example", "begins": "2031-03-17 08:00", "ends": "2031-03-17 09:30", "place": "Library",
}  # fmt: skip


def test_a_file_makes_drafts_and_the_same_file_changes_nothing_the_second_time(browse, cast):
    ola = browse("ola")
    second = NEW | {"begins": "3/24/2031 8:00 AM", "ends": "3/24/2031 9:30 AM"}
    content = table(NEW, second, {"title": "Undated", "why": "Ask, then plan."})
    look = text_of(ola.post(FILE, {"file": io.BytesIO(content)}))
    assert "2 new, 0 changed, 0 as they are" in look and "a new section with 2 dates" in look
    with reading(cast.tenant):
        assert not LearningEvent.objects.exists(), "nothing is done yet"
    press = dict(zip(("packed", "digest"), _hidden(look), strict=True))
    assert "Done: 2 new, 0 changed" in text_of(ola.post(FILE, press))
    with reading(cast.tenant):
        section = Section.objects.select_related("event").get()
        assert (section.state, section.cap, section.dates) == ("draft", 20, 2)
        assert section.begins_at.astimezone(ZoneInfo(ZONE)).hour == 8
        assert [one.person_id for one in section.facilitators.all()] == [cast.people["dev"].pk]
        assert LearningEvent.objects.get(title="Undated").why == "Ask, then plan."
    assert "Something changed since you looked" in text_of(ola.post(FILE, press))
    assert "The file changes nothing" in text_of(ola.post(FILE, {"file": io.BytesIO(content)}))
    with reading(cast.tenant):
        assert LearningEvent.objects.count() == 2
        assert JournalEntry.objects.filter(kind="events.file.brought").count() == 1


def _hidden(page: str) -> list[str]:
    return [re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("packed", "digest")]


def test_an_exported_file_changes_what_was_edited_in_it_through_the_verbs(cast, workshop, crowd, fresh, post):
    section = workshop(seats=1)
    for person, by in crowd(2):
        register(by=by, section=section, person=person)
    rows = list(csv.DictReader(io.StringIO(exported(cast).decode("utf-8-sig"), newline="")))
    [row] = rows
    assert row["seats"] == "1" and row["led_by"] == "dev@riverbend.example"
    later = (section.begins_at + timedelta(days=7)).astimezone(UTC)
    edited = row | {
        "title": "Small groups", "seats": "2", "led_by": "cora@riverbend.example; dev@riverbend.example",
        "begins": later.isoformat(), "ends": (later + timedelta(hours=2)).isoformat(),
    }  # fmt: skip
    made = brought(cast, table(edited))
    assert {one.name for one in made.changing[0].sections[0].fields} == {"seats", "led_by", "begins"}
    now = fresh(section)
    assert (now.cap, now.seats_taken, now.begins_at) == (2, 2, later)
    assert len(post("events.promoted")) == 1 and len(post("events.moved")) == 3, (
        "the verbs tell who has to know"
    )
    with reading(cast.tenant):
        assert LearningEvent.objects.get().title == "Small groups"
    assert looked(cast, table(edited))[1].changing == []
    assert looked(cast, table({"event": row["event"], "title": "Small groups"}))[1].changing == []


@pytest.mark.slow
def test_each_thing_that_is_wrong_is_named_with_its_line_and_nothing_is_done(cast, workshop, crowd):
    section = workshop(seats=2)
    for person, by in crowd(2):
        register(by=by, section=section, person=person)
    there = {"event": str(section.event_id), "section": "1"}
    rows = [
        NEW | {"begins": "tomorrow"},
        NEW | {"title": "A", "ends": "2031-03-17 07:00"},
        NEW | {"title": "B", "seats": "-3"},
        NEW | {"title": "C", "seats": "", "programme": "Nothing of the kind"},
        NEW | {"title": "D", "led_by": "nobody@x.example"},
        NEW | {"title": "E", "kind": "seminar", "approval": "perhaps"},
        NEW | {"title": "F", "audience": "planet:mars"},
        NEW | {"title": "G", "state": "published"},
        NEW | {"title": "H", "begins": "2031-03-09 02:30", "ends": "2031-03-09 04:00"},
        NEW | {"title": "x" * 161},
        there | {"seats": "1"},
        {"event": "987654321", "title": "I"},
        there | {"section": "7"},
        NEW | {"title": "K", "section": "4"},
        NEW | {"title": "L", "room": "Nowhere [99]", "link": "javascript:alert(1)"},
        NEW | {"title": "", "why": "No name"},
        NEW | {"title": "M", "registration_opens": "2031-03-18 08:00"},
    ]
    wrong, _made, file = looked(cast, table(*rows))
    assert {(line, name) for line, name, _problem in wrong} >= {
        (2, "begins"), (3, "begins"), (4, "seats"), (5, "seats"), (5, "programme"), (6, "led_by"), (7, "kind"),
        (7, "approval"), (8, "audience"), (9, "state"), (10, "begins"), (11, "title"), (12, "seats"), (13, "event"),
        (14, "section"), (15, "section"), (16, "room"), (16, "link"), (17, "title"), (18, "registration_opens"),
    }  # fmt: skip
    assert all(problem for _line, _name, problem in wrong) and file.problems[0].remedy
    with reading(cast.tenant):
        assert LearningEvent.objects.count() == 1


def test_what_a_verb_refuses_undoes_everything_and_names_the_line(cast, workshop, browse):
    ola = cast.actor("ola")
    room = meetings.add_room(by=ola, organisation=cast.places["birch"], name="Hall", capacity=15)
    rows = [NEW | {"title": title, "room": f"Hall [{room.pk}]", "place": ""} for title in ("First", "Second")]
    _wrong, made, file = looked(cast, table(*rows))
    with pytest.raises(ValueError, match="Line 3: Hall is taken by “First”"):
        exchange.bring(by=ola, rows=file.rows, digest=made.digest)
    with reading(cast.tenant):
        assert not LearningEvent.objects.exists()


def edited(cast, **changes) -> bytes:
    """Everything as it leaves, the last one first, with these changes in each row."""
    rows = list(csv.DictReader(io.StringIO(exported(cast).decode("utf-8-sig"), newline="")))
    return table(*[row | changes for row in reversed(rows)])


def test_a_file_that_asks_for_approval_and_moves_the_date_leaves_the_approval_on(cast, workshop, fresh):
    section = workshop()
    begins = section.begins_at + timedelta(days=7)
    ends = begins + timedelta(hours=2)
    brought(cast, edited(cast, approval="yes", begins=begins.isoformat(), ends=ends.isoformat()))
    now = fresh(section)
    assert now.begins_at == begins
    assert now.by_rules, "otherwise the next press takes a seat that nobody approved"


def test_a_file_holds_its_sections_first_and_then_looks_once_more(cast, workshop, monkeypatch):
    one, two = workshop(title="One"), workshop(title="Two")
    hold, asked = seats.hold_all, []

    def wait(ids):
        """Somebody else had the sections; this is what they did."""
        asked.extend(sorted(ids))
        policy.set_policy(by=cast.actor("ola"), section=two, cap=33)
        hold(asked)

    monkeypatch.setattr(seats, "hold_all", wait)
    with pytest.raises(Refused, match="Something changed since you looked"):
        brought(cast, edited(cast, seats="25"))
    assert asked == [one.pk, two.pk]


def test_who_left_stays_where_they_lead_and_leads_nothing_new(cast, workshop):
    workshop()
    dev = cast.people["dev"]
    with reading(cast.tenant):
        Person.objects.filter(pk=dev.pk).update(ended_on="2027-03-01")
    assert brought(cast, edited(cast, why="Ask, then plan.")).count("changed") == 1
    wrong, _made, _file = looked(cast, table(NEW | {"led_by": f"{dev.name} [{dev.pk}]"}))
    assert wrong == [(2, "led_by", f"{dev.name} no longer belongs to the district.")]


def test_a_head_of_thousands_of_columns_is_refused_before_each_is_compared():
    [problem] = read(b"titel," * 50_000 + b"x", ZONE).problems
    assert problem.problem == f"The file has more than {MOST_COLUMNS} columns."


def test_encodings_and_delimiters_of_common_programs_are_read(cast):
    said = NEW | {"title": "Über Zahlen", "place": 'Room "7"; left'}
    for encoding, delimiter in (("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("cp1252", ";")):
        file = read(table(said, delimiter=delimiter, encoding=encoding), ZONE)
        assert file.problems == [] and file.rows[0].values["title"] == "Über Zahlen", encoding
        assert file.rows[0].values["place"] == 'Room "7"; left'


@pytest.mark.slow
def test_a_file_that_is_none_or_too_large_is_refused_in_plain_words(browse, cast, monkeypatch):
    ola = browse("ola")

    def answer(content: bytes) -> str:
        response = ola.post(FILE, {"file": io.BytesIO(content)})
        assert response.status_code == 422
        return text_of(response)

    assert "There is no such column" in answer(b"titel;seats\nA;3\n") and "Did you mean title?" in answer(
        b"titel\nA\n"
    )
    assert "This column is there twice" in answer(b"title,title\nA,B\n")
    assert "The file has a head and no rows" in answer(b"event,title\n# a note,\n")
    assert "is no CSV" in answer(b'title,why\n"A,3\n')
    assert "more than 5000 rows" in answer(table(*[{"title": f"E{at}"} for at in range(MOST_ROWS + 1)]))
    assert "more cells than the head" in answer(b"title\nA,B\n")
    assert "at a time. Split it." in answer(table(*[{"title": f"E{at}"} for at in range(600)]))
    monkeypatch.setattr("groundswell.events.forms.exchange.MOST_BYTES", 10)
    assert "at most 5 MB are read" in answer(table(NEW))
    assert ola.post(FILE, {"packed": "no base64", "digest": "0" * 16}).status_code == 422
    assert browse("dev").get(FILE).status_code == 403


def test_the_template_explains_each_column_and_comes_back_without_a_row(browse, cast):
    ola = browse("ola")
    assert "What the columns mean" in text_of(ola.get(FILE))
    content = text_of(ola.get(f"{FILE}template.csv"))
    rows = list(csv.reader(io.StringIO(content.lstrip("\ufeff"), newline="")))
    assert rows[0] == list(NAMES) and len(rows) == 3 and all(len(row) == len(NAMES) for row in rows)
    assert [one.problem for one in read(content.encode(), ZONE).problems] == [
        "The file has a head and no rows."
    ]
    filled = dict(zip(NAMES, rows[2], strict=True)) | {"event": "", "section": ""}
    assert (
        looked(
            cast,
            table(
                filled
                | {
                    "begins": "2031-03-17 08:00",
                    "ends": "2031-03-17 09:00",
                    "registration_opens": "2031-02-01 08:00",
                }
            ),
        )[0]
        == []
    )


def test_what_is_over_leaves_only_when_asked(browse, cast, workshop):
    workshop(title="Soon")
    with clock.shifted(timedelta(days=30)):
        workshop(title="Later")
        ola = browse("ola")
        assert "Soon" not in text_of(ola.get(f"{FILE}events.csv"))
        assert "Soon" in text_of(ola.get(f"{FILE}events.csv?all=yes"))


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)
TITLES = WORDS.filter(lambda said: said.strip()).map(lambda said: said[:40]) | st.sampled_from(
    [
        "=1+1",
        "+cmd",
        "-2",
        "@SUM(A1)",
        "'=x",
        "''=y",
        '"quoted", said',
        "a;b",
        "two\nlines",
        " space ",
        "# no note",
        "x [12]",
    ]
)
SECTION = st.fixed_dictionaries(
    {
        "cap": st.integers(1, 60),
        "per_facilitator": st.none() | st.integers(1, 30),
        "school_cap": st.none() | st.integers(1, 9),
        "takes_parties": st.booleans(),
        "freed_seat": st.sampled_from(["offer", "seat"]),
        "priority": st.just([]) | st.just([{"name": "=First, “you”", "group": ["role:teacher"]}]),
    }
)


@pytest.mark.slow
@settings(
    max_examples=few_or_all(3, 8), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    titles=st.lists(
        st.tuples(TITLES, WORDS, WORDS, SECTION, st.integers(1, 3), st.integers(-200, 900)),
        min_size=1,
        max_size=6,
    )
)
def test_whatever_leaves_comes_back_and_changes_nothing(cast, titles):
    """Any words, also formulas and line breaks; several dates, also across a change of the clocks."""
    ola = cast.actor("ola")
    programme = programmes.draft(by=ola, title=titles[0][0], why="")
    for number, (title, why, place, how, count, days) in enumerate(titles):
        begins = clock.now() + timedelta(days=days, hours=number)
        dates = [
            When(
                begins + timedelta(days=at),
                begins + timedelta(days=at, minutes=50),
                place=place,
                link="https://x.example/a",
            )
            for at in range(count)
        ]
        event = events.draft_event(
            by=ola, title=title, why=why, programme=programme, audience=["role:teacher"]
        )
        for _section in range(1 + number % 2):
            section = events.add_section(
                by=ola, event=event, meetings=dates, seats=9, facilitators=[cast.people["dev"]]
            )
            policy.set_policy(by=ola, section=section, **how)
    with reading(cast.tenant):
        before = list(Meeting.objects.order_by("pk").values_list("begins_at", "place"))
    wrong, made, file = looked(cast, exported(cast))
    assert wrong == [] and made.changing == [], [one.fields or one.sections for one in made.changing]
    exchange.bring(by=ola, rows=file.rows, digest=made.digest)
    with reading(cast.tenant):
        assert list(Meeting.objects.order_by("pk").values_list("begins_at", "place")) == before
