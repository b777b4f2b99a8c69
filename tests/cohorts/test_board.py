"""The decision board: who sees it, what it says, what a line that is tried out shows, and what it costs."""

import csv
import io
import random
from decimal import Decimal

import pytest

from groundswell.cohorts.actions import deciding, reports
from groundswell.cohorts.choices import CandidacyState, ReadingState
from groundswell.cohorts.models import Candidacy, Reader, Reading, ScoreReport
from groundswell.cohorts.queries import board as found
from groundswell.cohorts.rules import board, board_words, placing
from groundswell.kernel import clock, work
from groundswell.kernel.tenancy import reading, writing
from groundswell.roster.models import Organisation, Person, School
from tests.cohorts.deciding_story import scored, visited
from tests.support.statements import MOST, statements

pytestmark = pytest.mark.django_db

SCORES = {"alder": (4, 4), "cedar": (4, 3), "dogwood": (3, 3), "elm": (2, 2), "fir": (1, 2)}


def address(story, more=""):
    return f"/d/riverbend/calls/{story.call.pk}/board/{more}"


def rows(cast, story):
    with reading(cast.tenant):
        return {row.candidacy.school.name: row for row in board.rows_of(found.board(story.call))}


def test_schools_stand_by_raw_mean_with_everything_beside_it(cast, story):
    scored(cast, story, SCORES)
    visited(cast, story, {"alder": 3})
    reports.work_off(cast.tenant)
    known = rows(cast, story)
    assert list(known) == ["Alder Elementary", "Cedar School", "Dogwood School", "Elm School", "Fir School"]
    cedar = known["Cedar School"]
    assert (cedar.mean, cedar.median, cedar.spread) == (Decimal("3.5"), Decimal("3.5"), 1)
    assert cedar.ranks["mean"] == 2 and cedar.ranks["adjusted"] == 2
    assert known["Alder Elementary"].title_one is True and known["Alder Elementary"].visit == 3
    assert 0 <= known["Fir School"].share <= known["Alder Elementary"].share <= 1
    low, high = cedar.adjusted[1:]
    assert low < cedar.adjusted[0] < high


def test_the_report_is_made_once_and_anew_when_readings_change(cast, story):
    given = scored(cast, story, SCORES, unfinished="fir")
    with reading(cast.tenant):
        assert reports.due(cast.tenant) == 1
    assert reports.work_off(cast.tenant) == 1
    with reading(cast.tenant):
        first = ScoreReport.objects.get()
        assert reports.due(cast.tenant) == 0 and first.data["readings"] == 9
    given.finish("fir")
    assert work.do_some() > 0
    with reading(cast.tenant):
        assert ScoreReport.objects.get().data["readings"] == 10


def test_readings_that_fall_apart_are_refused_in_words(cast, client, story):
    scored(cast, story, {"alder": (4,), "cedar": (3,)})
    with writing(cast.tenant):
        lone = Reader.objects.create(
            tenant=cast.tenant, phase=story.phase("reading"), person=cast.people["cora"]
        )
        Reading.objects.filter(candidacy=story.candidacy("cedar")).update(reader=lone)
    reports.work_off(cast.tenant)
    client.force_login(cast.user("ola"))
    page = client.get(address(story)).content.decode()
    assert "fall into 2 parts without a common reader" in page
    assert rows(cast, story)["Alder Elementary"].adjusted is None


def test_trying_a_line_out_writes_nothing(cast, client, story):
    scored(cast, story, SCORES)
    client.force_login(cast.user("ola"))
    with reading(cast.tenant):
        before = list(Candidacy.objects.values())
    page = client.get(address(story, "?places=4")).content.decode()
    assert "4 schools are in, for 4 places" in page and "You are trying something out" in page
    page = client.get(address(story, "?cut=3&band=0.5")).content.decode()
    assert "2 schools are within 0.500 of it" in page
    assert client.get(address(story, "?places=none&cut=x&band=-1")).status_code == 200
    with reading(cast.tenant):
        assert list(Candidacy.objects.values()) == before
        assert not found.board(story.call).decision


def test_readers_have_names_for_the_office_alone(cast, client, story):
    scored(cast, story, SCORES)
    reports.work_off(cast.tenant)
    client.force_login(cast.user("ola"))
    assert "Reader0 Reads" in client.get(address(story)).content.decode()
    client.force_login(cast.user("sam"))
    page = client.get(address(story)).content.decode()
    assert "Reader0 Reads" not in page and "Reader 1" in page


@pytest.mark.parametrize(
    ("name", "status"), [("leo", 403), ("bao", 403), ("ana", 403), ("dev", 403), ("noor", 404)]
)
def test_nobody_else_sees_the_board_nor_its_file(cast, client, story, name, status):
    scored(cast, story, SCORES)
    client.force_login(cast.user(name))
    for more in ("", "?format=csv", "?places=1"):
        assert client.get(address(story, more)).status_code == status
    assert client.get(f"/d/riverbend/calls/{story.call.pk}/decision/").status_code == status


def test_who_decides_and_still_has_to_score_sees_nothing_before(cast, client, story):
    scored(cast, story, SCORES)
    with writing(cast.tenant):
        mine = Reader.objects.create(
            tenant=cast.tenant, phase=story.phase("reading"), person=cast.people["sam"]
        )
        one = Reading.objects.create(
            tenant=cast.tenant, phase=story.phase("reading"), reader=mine, candidacy=story.candidacy("alder")
        )
    client.force_login(cast.user("sam"))
    page = client.get(address(story)).content.decode()
    assert "You still have applications to score" in page and "Alder" not in page
    assert "Alder" not in client.get(address(story, "?format=csv")).content.decode()
    with writing(cast.tenant):
        Reading.objects.filter(pk=one.pk).update(state=ReadingState.DONE, total=3, done_at=clock.now())
    assert "Alder" in client.get(address(story)).content.decode()


def test_the_file_runs_nothing_in_a_spreadsheet(cast, client, story):
    scored(cast, story, SCORES)
    with writing(cast.tenant):
        Organisation.objects.filter(pk=cast.places["elm"].pk).update(name="=HYPERLINK(1)")
    client.force_login(cast.user("ola"))
    text = b"".join(client.get(address(story, "?format=csv")).streaming_content).decode("utf-8-sig")
    cells = list(csv.reader(io.StringIO(text)))
    assert len(cells) == 6 and len({len(row) for row in cells}) == 1
    assert "'=HYPERLINK(1)" in {row[0] for row in cells} and "=HYPERLINK(1)" not in {row[0] for row in cells}


def test_certainty_is_never_claimed(cast, story):
    scored(cast, story, SCORES)
    known = list(rows(cast, story).values())
    for row, share in zip(known, (1.0, 0.0, 0.5, 0.994, 0.006), strict=True):
        row.share, row.adjusted = share, (2.0, 1.0, 3.0)
    said = [one.firm.partition(" · ")[0] for one in board_words.say(known)]
    assert said[0].startswith("in more than 99") and said[1].startswith("in fewer than 1")
    assert said[2] == "in 50\u202f% of resamples"


def crowd(cast, story, schools, readers=12, readings=3):
    """Synthetic schools with ``readings`` each, written below the verbs."""
    phase, random_ = story.phase("reading"), random.Random(7)
    with writing(cast.tenant):
        people = Person.objects.bulk_create(
            Person(tenant=cast.tenant, given_name=f"R{at}", family_name="Reads") for at in range(readers)
        )
        who = Reader.objects.bulk_create(
            Reader(tenant=cast.tenant, phase=phase, person=one) for one in people
        )
        places = Organisation.objects.bulk_create(
            Organisation(
                tenant=cast.tenant, kind="school", name=f"School {at:04}", parent=cast.places["north"]
            )
            for at in range(schools)
        )
        School.objects.bulk_create(
            School(tenant=cast.tenant, organisation=one, level="middle", title_one=at % 3 == 0)
            for at, one in enumerate(places)
        )
        rows = Candidacy.objects.bulk_create(
            Candidacy(tenant=cast.tenant, call=story.call, school=one, state=CandidacyState.INTERESTED)
            for one in places
        )
        Reading.objects.bulk_create(
            Reading(
                tenant=cast.tenant, phase=phase, reader=one, candidacy=row, state=ReadingState.DONE,
                total=Decimal(random_.randint(4, 16)) / 4, done_at=clock.now(),
            )
            for row in rows
            for one in random_.sample(who, readings)
        )  # fmt: skip


def test_the_board_asks_as_little_for_many_schools_as_for_few(cast, client, story):
    client.force_login(cast.user("ola"))
    scored(cast, story, {"alder": (4, 4)})
    asked = []
    for more in (1, 9, 110):
        crowd(cast, story, more)
        reports.work_off(cast.tenant)
        client.get(address(story))
        asked.append(statements(client, address(story)))
    assert asked[0] == asked[1] == asked[2] <= MOST


def test_the_line_is_where_the_places_end_and_equals_stay_together():
    scores = {1: Decimal("3.5"), 2: Decimal("3.25"), 3: Decimal("3.25"), 4: None, 5: Decimal(2)}
    assert placing.cut_for(scores, 2) == Decimal("3.25")
    line = placing.Line(Decimal("3.25"))
    inside = {key for key, one in placing.placed(scores, line, 2).items() if one.place == "chosen"}
    assert inside == {1, 2, 3}
    tied = placing.Line(Decimal("3.25"), Decimal(0))
    assert placing.near(scores, tied) == [2, 3] and placing.places_left(scores, tied, 2) == 1
    inside = {key for key, one in placing.placed(scores, tied, 2, [3, 2]).items() if one.place == "chosen"}
    assert inside == {1, 3}
    assert placing.cut_for({4: None}, 2) is None


def test_an_unread_school_can_be_chosen_by_judgement_alone(cast, story):
    scored(cast, story, {"alder": (4, 4)})
    story.take_part("cedar")
    with reading(cast.tenant):
        known = board.rows_of(found.board(story.call))
    assert [row.mean for row in known] == [Decimal(4), None]
    decision = deciding.draft(by=cast.actor("ola"), call=story.call, cut=Decimal(0))
    deciding.place(
        by=cast.actor("ola"), decision=decision, candidacy=story.candidacy("cedar"), place="chosen", reason="Late."
    )  # fmt: skip
    assert rows(cast, story)["Cedar School"].is_in
