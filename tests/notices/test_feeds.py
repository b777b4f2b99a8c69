"""Calendars that phones ask for every few minutes: small answers, right files, and nothing for who guesses."""

from datetime import UTC, datetime, timedelta

import pytest

from groundswell.kernel import clock
from groundswell.kernel.tenancy import writing
from groundswell.notices.actions import busy, feeds
from groundswell.notices.rules.feeds import Entry, tag, written
from groundswell.roster.models import Person
from tests.support.calendars import read
from tests.support.statements import statements

NOON = datetime(2027, 3, 14, 16, tzinfo=UTC)
NASTY = (
    "Weekly; all, \\n “日本語” "
    + "ü" * 90
    + "\r\nATTENDEE:mailto:evil@x.example\x00\u202e\u2028END:VCALENDAR"
)


def entry(**changes) -> Entry:
    return Entry(
        **{"key": "k", "begins_at": NOON, "ends_at": NOON + timedelta(hours=1), "title": "Fractions"}
        | changes
    )


def file(*entries: Entry, title="Ana in Riverbend") -> bytes:
    return written(entries, title=title, host="learning.example", stamp=NOON)


def test_two_programs_read_what_was_written():
    method, [one] = read(file(entry(title=NASTY, place="Room 1, “B”", text="Two\nlines; and\\more")))
    assert method == "PUBLISH" and one.begins_at == NOON and one.sequence == 0
    assert one.title.startswith("Weekly; all, \\n “日本語” ü") and "\n" not in one.title
    assert one.place == "Room 1, “B”"


def test_no_value_brings_a_line_of_its_own():
    lines = file(
        entry(title=NASTY, place=NASTY, text=NASTY, url="https://x.example/\r\nX:1"), title=NASTY
    ).split(b"\r\n")
    unfolded = [line for line in lines if not line.startswith(b" ")]
    assert not [line for line in unfolded if line.startswith((b"ATTENDEE", b"X:"))]
    assert unfolded.count(b"END:VCALENDAR") == 1 and unfolded.count(b"BEGIN:VEVENT") == 1


def test_without_the_cleaning_a_title_would_bring_lines(monkeypatch):
    monkeypatch.setattr("groundswell.notices.rules.feeds.texts.flat", lambda text: text)
    monkeypatch.setattr("groundswell.notices.rules.feeds._escaped", lambda text: text)
    assert b"\r\nATTENDEE:mailto:evil@x.example" in file(entry(title="A\r\nATTENDEE:mailto:evil@x.example"))


@pytest.mark.parametrize("letter", ["a", "ü", "語", "🙂"])
def test_lines_are_cut_between_letters(letter):
    for length in range(60, 90):
        _method, [one] = read(file(entry(title=letter * length)))
        assert one.title == letter * length


def test_ten_thousand_letters_and_two_thousand_dates_are_soon_written():
    assert len(file(entry(title="x" * 10_000)).split(b"\r\n")) > 130
    many = [entry(key=str(at)) for at in range(2000)]
    assert file(*many).count(b"BEGIN:VEVENT") == 2000


def test_another_tag_as_soon_as_anything_is_different():
    same = tag([entry()], title="A")
    assert same == tag([entry()], title="A")
    others = [
        tag([entry()], title="B"), tag([], title="A"), tag([entry(place="Gym")], title="A"),
        tag([entry(ends_at=NOON + timedelta(hours=2))], title="A"), tag([entry(), entry(key="l")], title="A"),
    ]  # fmt: skip
    assert len({same, *others}) == 6


@pytest.fixture
def ana(cast):
    """Ana's calendar has an address; ``ana.put("Fractions")`` puts something into it."""

    class Calendar:
        path = f"/calendar/{feeds.renew(by=cast.system, person=cast.people['ana'])}.ics"

        def put(self, label, **values):
            begins = clock.now().replace(microsecond=0) + timedelta(days=1)
            busy.put(
                by=cast.system, person=cast.people["ana"], key="s:7", label=label, begins_at=begins,
                ends_at=begins + timedelta(hours=1), **values,
            )  # fmt: skip

    return Calendar()


def test_a_phone_that_has_it_already_gets_no_file(cast, client, ana):
    ana.put("Fractions", place="Library")
    first = client.get(ana.path)
    assert first.status_code == 200 and first["Cache-Control"] == "private, max-age=300"
    assert read(first.content)[1][0].place == "Library"
    again = client.get(ana.path, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304 and not again.content and again["ETag"] == first["ETag"]
    assert client.head(ana.path).status_code == 200
    ana.put("Fractions, moved")
    assert client.get(ana.path, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_who_leaves_the_district_has_no_calendar_from_that_moment(cast, client, ana):
    etag = client.get(ana.path)["ETag"]
    with writing(cast.tenant):
        Person.objects.filter(pk=cast.people["ana"].pk).update(ended_on=clock.today("UTC"))
    assert client.get(ana.path).status_code == 404
    assert client.get(ana.path, headers={"If-None-Match": etag}).status_code == 404


def test_a_guess_costs_what_a_revoked_address_costs(cast, client, ana):
    """The same answer after the same statements: nothing tells whether an address was ever there."""
    feeds.revoke(by=cast.system, person=cast.people["ana"])
    secret = ana.path[len("/calendar/") : -len(".ics")]
    bodies, costs = set(), set()
    for wrong in (secret, secret[:-1] + ("A" if secret[-1] != "A" else "B"), f"{cast.other.pk}-{'x' * 43}"):
        path = f"/calendar/{wrong}.ics"
        costs.add(statements(client, path, status=404))
        bodies.add(client.get(path).content.replace(wrong.encode(), b""))
    assert len(costs) == 1 and len(bodies) == 1
