"""A reading: kept as it is written, finished once, opened again by the office alone. Nothing is ever overwritten."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groundswell.cohorts.actions import readers, readings, rubrics, thirds
from groundswell.cohorts.models import Attachment, Reading, Score
from groundswell.cohorts.queries.readings import as_handed_in, waiting_of
from groundswell.cohorts.rules.readings import Newer
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.reactions import hand_on
from groundswell.kernel.tenancy import reading, writing
from tests.cohorts.conftest import after, during
from tests.cohorts.reading_story import (
    add_readers,
    criteria_of,
    fresh,
    hand_in,
    readings_of,
    score,
    seat_committee,
    sign_all,
    write_rubric,
)
from tests.support.statements import statements

SCHOOLS = ("alder", "cedar", "dogwood")


@pytest.fixture
def phase(cast, story, initiative):
    """A reading phase under way: three applications, three readers who read them all, a fourth at hand."""
    seat_committee(cast, initiative)
    for one in story.take_part(*SCHOOLS):
        hand_in(cast, one)
    signed = sign_all(cast, write_rubric(cast, initiative))
    phase = story.phase("reading")
    rubrics.use(by=cast.actor("ola"), phase=phase, version=signed)
    add_readers(cast, phase, "rae", "rob", "ron")
    readers.assign(by=cast.actor("ola"), phase=phase)
    phase = fresh(cast, phase)
    with during(phase):
        yield phase


@pytest.fixture
def mine(cast, phase):
    return readings_of(cast, "rae")[0]


@pytest.fixture
def levels(cast, phase):
    """Level 2 for the vision, 4 for the team, which weighs three times as much."""
    with reading(cast.tenant):
        version = phase.rubric
    return dict(zip(criteria_of(cast, version), (2, 4), strict=True))


def stands(cast, one) -> dict:
    with reading(cast.tenant):
        rows = Score.objects.filter(reading=one).order_by("criterion")
        return {row.criterion_id: (row.level, row.note) for row in rows}


def test_a_draft_is_kept_as_it_is_written_and_finished_when_it_is_whole(cast, mine, levels):
    rae, (vision, team) = cast.actor("rae"), levels
    kept = readings.save(
        by=rae, reading=mine, levels={vision: 2}, revision=0, comment="Clear.", notes={vision: "p. 1"}
    )
    assert (kept.state, kept.revision, stands(cast, mine)) == ("draft", 1, {vision: (2, "p. 1")})
    with pytest.raises(Refused, match="Still without a level: Team"):
        readings.finish(by=rae, reading=kept, levels={vision: 2}, revision=1)
    assert (fresh(cast, mine).revision, fresh(cast, mine).comment) == (1, "Clear.")  # nothing of it happened
    done = readings.finish(
        by=rae, reading=kept, levels=levels, revision=1, comment="Clear.", for_school="Go on."
    )
    assert (done.state, done.total, done.revision) == ("done", Decimal("3.5"), 2)
    assert stands(cast, mine) == {vision: (2, ""), team: (4, "")}


def test_a_level_that_is_taken_out_of_a_draft_is_gone(cast, mine, levels):
    rae, (vision, team) = cast.actor("rae"), levels
    readings.save(by=rae, reading=mine, levels=levels, revision=0)
    readings.save(by=rae, reading=mine, levels={team: 1}, revision=1)
    assert stands(cast, mine) == {team: (1, "")} and vision not in stands(cast, mine)


@pytest.mark.parametrize("bad", [0, 5, -1])
def test_a_level_outside_the_scale_is_refused(cast, mine, levels, bad):
    with pytest.raises(Refused, match="from 1 to 4"):
        readings.finish(
            by=cast.actor("rae"), reading=mine, levels=levels | {next(iter(levels)): bad}, revision=0
        )
    assert stands(cast, mine) == {}


def test_a_criterion_of_another_rubric_is_refused(cast, mine, levels, initiative):
    other = criteria_of(cast, write_rubric(cast, initiative))
    for given in (levels | {other[0]: 2}, dict.fromkeys(other, 2), {0: 2}):
        with pytest.raises(Refused, match="does not belong to this rubric"):
            readings.save(by=cast.actor("rae"), reading=mine, levels=given, revision=0)


def test_a_second_window_is_told_and_nothing_is_overwritten(cast, mine, levels):
    rae = cast.actor("rae")
    readings.save(by=rae, reading=mine, levels=levels, revision=0, comment="From the first window")
    with pytest.raises(Newer, match="Nothing was overwritten"):
        readings.save(by=rae, reading=mine, levels={}, revision=0, comment="From the second")
    with pytest.raises(Newer):
        readings.finish(by=rae, reading=mine, levels=levels, revision=0)
    assert (fresh(cast, mine).comment, len(stands(cast, mine))) == ("From the first window", 2)
    readings.save(
        by=rae, reading=mine, levels={}, revision=1, comment="From the second"
    )  # who has seen it may
    assert fresh(cast, mine).comment == "From the second"


def test_finishing_twice_is_finishing_once(cast, mine, levels):
    rae = cast.actor("rae")
    done = readings.finish(by=rae, reading=mine, levels=levels, revision=0)
    again = readings.finish(by=rae, reading=fresh(cast, mine), levels=levels, revision=0)
    assert (again.total, again.revision) == (done.total, 1)
    with pytest.raises(Refused, match="You have finished"):
        readings.finish(by=rae, reading=fresh(cast, mine), levels=dict.fromkeys(levels, 1), revision=1)
    with pytest.raises(Refused, match="You have finished"):
        readings.save(by=rae, reading=mine, levels=levels, revision=1)
    with reading(cast.tenant):
        assert JournalEntry.objects.filter(kind="cohorts.reading.finished").count() == 1


def test_only_its_reader_writes_it_not_even_the_office(cast, mine, levels):
    for name in ("rob", "ola", "bao", "noor"):
        with pytest.raises((PermissionDenied, Reading.DoesNotExist)):
            readings.save(by=cast.actor(name), reading=mine, levels=levels, revision=0)
    assert stands(cast, mine) == {}


def test_scoring_has_its_time(cast, mine, levels, phase):
    with clock.standing_at(phase.opens_at - timedelta(seconds=1)), pytest.raises(Refused, match="not begun"):
        readings.save(by=cast.actor("rae"), reading=mine, levels=levels, revision=0)
    with clock.standing_at(phase.closes_at - timedelta(seconds=1)):
        readings.save(by=cast.actor("rae"), reading=mine, levels=levels, revision=0)
    with after(phase), pytest.raises(Refused, match="is over"):
        readings.save(by=cast.actor("rae"), reading=mine, levels=levels, revision=1)


def test_the_office_opens_it_again_and_the_journal_keeps_what_it_said(cast, mine, levels):
    rae, ola = cast.actor("rae"), cast.actor("ola")
    readings.finish(by=rae, reading=mine, levels=levels, revision=0, comment="First view")
    with pytest.raises(PermissionDenied):
        readings.reopen(by=rae, reading=mine, reason="I want to")
    with pytest.raises(Refused, match="why"):
        readings.reopen(by=ola, reading=mine, reason=" ")
    opened = readings.reopen(by=ola, reading=mine, reason="Read the wrong file")
    assert (opened.state, opened.total, opened.revision) == ("draft", None, 2)
    with reading(cast.tenant):
        told = JournalEntry.objects.select_related("personal").get(kind="cohorts.reading.reopened")
    assert told.data["levels"] == {str(pk): level for pk, level in levels.items()}
    assert (told.data["total"], told.data["others_done"]) == ("3.500", 0)
    assert told.personal.data["comment"] == "First view"
    done = readings.finish(by=rae, reading=opened, levels=dict.fromkeys(levels, 1), revision=2)
    assert done.total == 1


def test_keeping_a_scored_reading_takes_few_statements(cast, mine, levels):
    readings.save(by=cast.actor("rae"), reading=mine, levels=levels, revision=0)
    rae, one = cast.actor("rae"), fresh(cast, mine)
    for verb, revision in ((readings.save, 1), (readings.finish, 2)):
        with CaptureQueriesContext(connection) as counted:
            verb(by=rae, reading=one, levels=levels, revision=revision)
        said = [each["sql"] or "" for each in counted]
        asked = [
            sql
            for sql in said
            if not any(word in sql for word in ("SAVEPOINT", "_setting(", "_config(", "BEGIN", "COMMIT"))
        ]
        # the reading, its criteria, levels that went, levels, the reading, the journal (and who is to look at it)
        assert len(asked) <= (6 if verb is readings.save else 7), "\n".join(asked)


def finish_all(cast, *totals: tuple[int, int, int]) -> None:
    """The three finish every school: for each school the levels of Rae, Rob and Ron, the same in each criterion."""
    by_school = dict(
        zip(sorted({one.candidacy_id for one in readings_of(cast, "rae")}), totals, strict=False)
    )
    for at, name in enumerate(("rae", "rob", "ron")):
        for one in readings_of(cast, name):
            if one.candidacy_id in by_school:
                level = by_school[one.candidacy_id][at]
                score(cast, name, one, level, level)


def test_scores_that_lie_apart_bring_a_further_reader_who_is_not_told_why(cast, phase, browse):
    add_readers(cast, phase, "ruth", "rex")
    finish_all(cast, (3, 3, 3), (1, 3, 2))
    while hand_on(cast.tenant):
        pass
    [one] = [*readings_of(cast, "ruth"), *readings_of(cast, "rex")]
    assert (one.purpose, one.state) == ("third", "assigned")
    assert one.candidacy_id == sorted({each.candidacy_id for each in readings_of(cast, "rae")})[1]
    assert readings.ask_third(by=cast.actor("ola"), phase=phase) == []  # twice does no harm
    with reading(cast.tenant):
        name = one.reader.person.given_name.lower()
    for address in ("/d/riverbend/readings/", f"/d/riverbend/readings/{one.pk}/"):
        page = browse(name).get(address).content.decode().lower()
        assert "additional" not in page and "third" not in page


def test_near_the_line_one_reading_more_once_all_are_read(cast, phase):
    add_readers(cast, phase, "ruth")
    finish_all(cast, (4, 4, 4), (3, 3, 3))
    assert (
        readings.ask_third(by=cast.actor("ola"), phase=phase) == []
    )  # the third school is not read, so there is no line
    finish_all(cast, (4, 4, 4), (3, 3, 3), (3, 3, 3))
    given = readings.ask_third(
        by=cast.actor("ola"), phase=phase
    )  # two places, and two schools as good as each other
    first, *near = sorted({one.candidacy_id for one in readings_of(cast, "rae")})
    assert [one.candidacy_id for one in given] == near and first not in near


def test_nobody_gets_a_further_reading_of_what_they_read_or_are_too_near_to(cast, phase):
    [ruth] = add_readers(cast, phase, "ruth")
    second = sorted({one.candidacy_id for one in readings_of(cast, "rae")})[1]
    with reading(cast.tenant):
        candidacy = Reading.objects.filter(candidacy=second).first().candidacy
    readers.declare(by=cast.actor("ruth"), reader=ruth, candidacy=candidacy, said="my school once")
    finish_all(cast, (3, 3, 3), (1, 3, 2))
    assert readings.ask_third(by=cast.actor("ola"), phase=phase) == []
    add_readers(cast, phase, "rex")
    assert [one.candidacy_id for one in thirds.ask_third(by=cast.actor("ola"), phase=phase)] == [second]


def test_what_is_read_is_what_was_handed_in_and_nothing_later(cast, mine):
    with writing(cast.tenant):
        wording = mine.candidacy.application.wordings.get()
        wording.pk, wording.number, wording.text = None, 2, "Written after the deadline."
        wording.made_at = clock.now()
        wording.save()
    with reading(cast.tenant):
        _application, parts = as_handed_in(mine.candidacy_id)
    assert [part.text for part in parts] == ["We teach so that everybody owns what they learn.", ""]


def test_the_files_are_for_who_reads_them_and_come_as_files(cast, mine, browse):
    with writing(cast.tenant):
        application = mine.candidacy.application
        of = {
            "tenant": cast.tenant,
            "application": application,
            "part": application.candidacy.call.parts.first(),
        }
        file = {
            "kind": "pdf",
            "size": 4,
            "digest": "0" * 64,
            "content": b"%PDF",
            "made_at": application.made_at,
        }
        kept = Attachment.objects.create(**of, **file, name="Añadido.pdf")
        gone = Attachment.objects.create(**of, **file, name="gone.pdf", removed_at=application.made_at)
    here = f"/d/riverbend/readings/{mine.pk}/"
    answer = browse("rae").get(f"{here}files/{kept.pk}/")
    assert (answer.content, answer["X-Content-Type-Options"]) == (b"%PDF", "nosniff")
    assert (
        answer["Content-Disposition"].startswith("attachment;")
        and "A%C3%B1adido.pdf" in answer["Content-Disposition"]
    )
    page = browse("rae").get(here).content.decode()
    assert "Añadido.pdf" in page and "gone.pdf" not in page
    assert browse("rae").get(f"{here}files/{gone.pk}/").status_code == 404
    assert browse("rob").get(f"{here}files/{kept.pk}/").status_code == 404


def test_today_says_what_is_to_be_read(cast, phase, browse):
    with reading(cast.tenant):
        assert [one.count for one in waiting_of(cast.actor("rae"), clock.now())] == [3]
        assert waiting_of(cast.actor("ana"), clock.now()) == []
    assert "3 applications to read" in browse("rae").get("/d/riverbend/").content.decode()


def test_without_script_a_plain_form_keeps_and_finishes(cast, mine, levels, browse):
    address, (vision, team) = f"/d/riverbend/readings/{mine.pk}/", levels
    rae = browse("rae")
    said = {
        f"level-{vision}": 2,
        f"note-{vision}": "p. 1",
        "comment": "Clear",
        "for_school": "",
        "revision": 0,
    }
    assert rae.post(address, said | {"do": "save"}).status_code == 302
    page = rae.get(address).content.decode()
    assert 'value="2" checked' in page and "p. 1" in page and 'name="revision" value="1"' in page
    told = rae.post(address, said | {"do": "finish", "comment": "Second window"})
    assert (
        told.status_code == 409
        and "Second window" in told.content.decode()
        and "Saved elsewhere: level 2" in told.content.decode()
    )
    missing = rae.post(address, said | {"do": "finish", "revision": 1})
    assert missing.status_code == 422 and "Still without a level: Team" in missing.content.decode()
    assert 'name="revision" value="1"' in missing.content.decode()
    assert rae.post(address, said | {"do": "finish", "revision": 1, f"level-{team}": 4}).status_code == 302
    assert "You gave it 3.5" in rae.get(address).content.decode()


def test_the_script_is_told_the_revision_and_what_stands(cast, mine, levels, browse):
    address, (vision, team) = f"/d/riverbend/readings/{mine.pk}/keep/", levels
    rae = browse("rae")
    assert rae.post(address, {f"level-{vision}": 2, "revision": 0}).json() == {"revision": 1}
    clash = rae.post(address, {f"level-{vision}": 3, "comment": "old window", "revision": 0})
    assert clash.status_code == 409 and clash.json()["values"][f"level-{vision}"] == 2
    assert rae.post(address, {f"level-{vision}": 9, "revision": 1}).status_code == 422
    assert rae.post(address, {f"level-{team}": 2, "revision": "x"}).status_code == 422
    assert stands(cast, mine) == {vision: (2, "")}


@pytest.mark.parametrize("where", ["readings/", "calls/{call}/readers/", "norming/{phase}/", "rubrics/"])
def test_pages_cost_the_same_however_much_there_is(cast, phase, browse, where):
    path = "/d/riverbend/" + where.format(call=phase.call_id, phase=phase.pk)
    client = browse("rae" if where == "readings/" else "ola")
    few = statements(client, path)
    add_readers(cast, phase, "ruth", "rex", "rosa", "rui")
    finish_all(cast, (3, 3, 3), (1, 3, 2))
    assert statements(client, path) <= max(few, 19)
