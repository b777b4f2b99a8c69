"""A school's team writes its application together and hands it in, to the second and with nothing lost."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from groundswell.cohorts.actions import applications, calls, candidacies
from groundswell.cohorts.models import Application, ApplicationWriter, PartWording
from groundswell.cohorts.queries.applications import (
    as_handed_in,
    get_application_for,
    parts_of,
    wordings_that_hold,
)
from groundswell.cohorts.rules.applications import receipt_now
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading, writing
from groundswell.notices.models import OutgoingMail
from groundswell.roster.choices import PositionRole
from tests.cast import hire
from tests.cohorts.conftest import during, take_part
from tests.support.statements import MOST, statements

WHY, THERE = 0, 1


class Desk:
    """Alder's application: ``desk.save("bao", WHY, "Because.")``."""

    def __init__(self, cast, story):
        self.cast, self.story = cast, story
        [self.candidacy] = story.take_part("alder")
        with during(story.phase("interest")):
            self.application = applications.begin(by=cast.actor("bao"), candidacy=self.candidacy)
        with reading(cast.tenant):
            self.parts = parts_of(story.call.pk)
        self.url = f"/d/riverbend/candidacies/{self.candidacy.pk}/application/"

    def part_url(self, part: int) -> str:
        return f"{self.url}parts/{self.parts[part].pk}/"

    def save(self, who: str, part: int, text: str, seen: int = 0, page: str = ""):
        by = self.cast.actor(who)
        return applications.save(
            by=by, application=self.application, part=self.parts[part], text=text, seen=seen, page=page
        )

    def submit(self, who: str = "bao"):
        return applications.submit(by=self.cast.actor(who), application=self.application)

    def let_write(self, who: str):
        return applications.let_write(
            by=self.cast.actor("bao"), application=self.application, person=self.cast.people[who]
        )

    def text(self, part: int) -> str:
        with reading(self.cast.tenant):
            held = wordings_that_hold([self.application.pk]).get((self.application.pk, self.parts[part].pk))
        return held.text if held else ""

    def handed_in(self) -> list[str] | None:
        with reading(self.cast.tenant):
            there = Application.objects.select_related("candidacy").get(pk=self.application.pk)
            found = as_handed_in(there)
            assert found is None or receipt_now(there) == there.receipt == found.receipt
        return [one.text for one in found.parts] if found else None


@pytest.fixture
def desk(cast, story):
    return Desk(cast, story)


@pytest.fixture
def screening(story):
    """The clock stands in the screening, while applications are written."""
    with during(story.phase("screening")):
        yield story.phase("screening")


def test_two_write_different_parts_and_are_never_in_each_others_way(desk, screening):
    desk.let_write("ana")
    assert desk.save("bao", WHY, "Because.").holds and desk.save("ana", THERE, "Much.").holds
    assert desk.save("bao", WHY, "Because we want to.", seen=1).holds
    assert (desk.text(WHY), desk.text(THERE)) == ("Because we want to.", "Much.")


def test_who_saves_the_same_part_second_is_told_sees_both_and_chooses(cast, desk, screening):
    desk.let_write("ana")
    first = desk.save("bao", WHY, "Ours.")
    second = desk.save("ana", WHY, "Mine.")
    assert not second.holds and second.newer.pk == first.wording.pk and desk.text(WHY) == "Ours."
    again = desk.save("ana", WHY, "Mine.")
    assert again.wording.pk == second.wording.pk, "the same words once more make nothing new"
    chosen = desk.save("ana", WHY, "Mine.", seen=first.wording.number)
    assert chosen.holds and desk.text(WHY) == "Mine."
    with reading(cast.tenant):
        kept = PartWording.objects.order_by("number").values_list("number", "text", "holds")
        assert list(kept) == [(1, "Ours.", True), (2, "Mine.", False), (3, "Mine.", True)]


def test_a_page_that_never_heard_the_answer_goes_on_from_its_own_words(desk, screening):
    desk.let_write("ana")
    desk.save("bao", WHY, "We", page="tab-1")
    assert desk.save("bao", WHY, "We want", seen=0, page="tab-1").holds
    assert not desk.save("bao", WHY, "Another window", seen=0, page="tab-2").holds
    desk.save("ana", WHY, "They want", seen=2, page="tab-3")
    assert not desk.save("bao", WHY, "We want more", seen=1, page="tab-1").holds


def test_too_many_words_are_kept_and_not_handed_in_and_too_much_is_refused(desk, screening):
    desk.save("bao", WHY, "word " * 312)
    with pytest.raises(Refused, match="too long by 12: 312 words of at most 300"):
        desk.submit()
    assert desk.text(WHY).startswith("word word") and desk.handed_in() is None
    with pytest.raises(Refused, match="too much for one part"):
        desk.save("bao", WHY, "x" * 60_001, seen=1)


def test_an_empty_required_part_is_named_and_an_optional_one_may_stay_empty(desk, screening):
    with pytest.raises(Refused, match="“Why your school” is still empty"):
        desk.submit()
    desk.save("bao", WHY, "Because.")
    assert desk.submit().receipt and desk.handed_in() == ["Because.", ""]


def test_it_is_handed_in_with_a_receipt_and_what_is_written_later_waits(cast, desk, screening):
    desk.let_write("ana")
    desk.save("bao", WHY, "Because.")
    first = desk.submit("ana")
    assert first.late_minutes == 0 and first.submitted_by_id == cast.people["ana"].pk
    with reading(cast.tenant):
        mails = OutgoingMail.objects.filter(kind="cohorts.application_submitted")
        told = set(mails.values_list("to_person_id", flat=True))
    assert told == {cast.people["ana"].pk, cast.people["bao"].pk}
    assert desk.submit().receipt == first.receipt, "pressed twice, handed in once"
    desk.save("bao", WHY, "Because we must.", seen=1)
    assert desk.handed_in() == ["Because.", ""], "readers get what was handed in"
    second = desk.submit()
    assert second.receipt != first.receipt and desk.handed_in() == ["Because we must.", ""]
    with reading(cast.tenant):
        kept = JournalEntry.objects.filter(kind="cohorts.application.submitted").order_by("pk")
        assert [one.data["receipt"] for one in kept] == [first.receipt, second.receipt]


def test_the_deadline_holds_to_the_second_grace_is_noted_and_saved_words_stay(cast, desk, story):
    screening = story.phase("screening")
    with clock.standing_at(screening.closes_at - timedelta(seconds=30)):
        desk.save("bao", WHY, "Because.")
        pressed = clock.now()
    with clock.standing_at(screening.closes_at + timedelta(seconds=20)):
        with pytest.raises(Refused, match=r"ended on .* at 17:00:00"):
            desk.save("bao", WHY, "Too late.", seen=1)
        with pytest.raises(Refused, match="ended on"):
            desk.submit()
        assert desk.text(WHY) == "Because." and desk.handed_in() is None
        in_time = applications.submit(by=cast.actor("bao"), application=desk.application, arrived=pressed)
        assert in_time.submitted_at == pressed and in_time.late_minutes == 0, (
            "what waited for its turn came in time"
        )


def test_in_the_grace_it_counts_and_says_how_late(cast, desk, story):
    screening = story.phase("screening")
    with writing(cast.tenant):
        type(screening).objects.filter(pk=screening.pk).update(grace_minutes=10)
    with clock.standing_at(screening.closes_at + timedelta(seconds=61)):
        desk.save("bao", WHY, "Because.")
        assert desk.submit().late_minutes == 2
    with clock.standing_at(screening.closes_at + timedelta(minutes=10)), pytest.raises(Refused):
        desk.save("bao", WHY, "More.", seen=1)


def test_more_time_opens_it_again(cast, desk, story):
    screening = story.phase("screening")
    with clock.standing_at(screening.closes_at + timedelta(minutes=1)):
        calls.extend(
            by=cast.actor("ola"),
            phase=screening,
            closes_at=screening.closes_at + timedelta(days=1),
            reason="Storm.",
        )
        assert desk.save("bao", WHY, "After the storm.").holds


def test_who_withdraws_rests_and_nothing_of_it_is_lost(cast, desk, screening):
    desk.save("bao", WHY, "Because.")
    candidacies.withdraw(by=cast.actor("bao"), candidacy=desk.candidacy, why="No time.")
    for do in (lambda: desk.save("bao", WHY, "More.", seen=1), desk.submit):
        with pytest.raises(Refused, match="does not take part now"):
            do()
    assert desk.text(WHY) == "Because."


def test_only_the_school_and_whom_it_lets_write_may_write(cast, desk, screening, story):
    hire(cast, "pia", "Pia", "Lorenz", PositionRole.PRINCIPAL, "birch")
    for stranger in ("pia", "ana", "leo", "ola", "sam"):
        with pytest.raises(PermissionDenied):
            desk.save(stranger, WHY, "Not mine.")
        with pytest.raises(PermissionDenied):
            desk.submit(stranger)
    with pytest.raises(Refused, match="work at the school"):
        applications.let_write(by=cast.actor("bao"), application=desk.application, person=cast.people["ben"])
    with pytest.raises(PermissionDenied):
        applications.let_write(by=cast.actor("pia"), application=desk.application, person=cast.people["pia"])
    writer = desk.let_write("ana")
    assert desk.let_write("ana").pk == writer.pk and desk.save("ana", WHY, "Ours.").holds
    with pytest.raises(PermissionDenied):
        applications.let_write(by=cast.actor("ana"), application=desk.application, person=cast.people["cora"])
    applications.stop_writing(by=cast.actor("bao"), writer=writer)
    with pytest.raises(PermissionDenied):
        desk.save("ana", WHY, "Once more.", seen=1)
    assert desk.text(WHY) == "Ours."


def test_a_part_of_another_call_is_not_written(cast, desk, screening, story):
    with reading(cast.tenant):
        other = type(desk.parts[0])(tenant=cast.tenant, call_id=story.call.pk + 999, position=1, title="x")
    with pytest.raises(Refused):
        applications.save(by=cast.actor("bao"), application=desk.application, part=other, text="x", seen=0)


def test_begun_twice_is_begun_once_and_only_by_who_takes_part(cast, desk, story):
    with during(story.phase("interest")):
        again = applications.begin(by=cast.actor("bao"), candidacy=desk.candidacy)
        assert again.pk == desk.application.pk
        with pytest.raises(Refused, match="does not take part"):
            applications.begin(by=cast.actor("head_elm"), candidacy=story.candidacy("elm"))
        with pytest.raises(PermissionDenied):
            applications.begin(by=cast.actor("bao"), candidacy=story.candidacy("elm"))


# The pages


def test_the_team_writes_on_its_page(cast, desk, screening, browse):
    page = browse("bao").get(desk.url)
    assert page.status_code == 200 and "0 of 2" not in page.text and "Due on" in page.text
    browse("bao").post(f"{desk.url}writers/", {"person": cast.people["ana"].pk})
    with reading(cast.tenant):
        assert ApplicationWriter.objects.get().person_id == cast.people["ana"].pk
    saved = browse("ana").post(desk.part_url(WHY), {"text": "Because <b>we</b> want to.", "seen": "0"})
    assert saved.status_code == 302 and desk.text(WHY) == "Because <b>we</b> want to."
    page = browse("bao").get(desk.url).text
    assert "Because &lt;b&gt;we&lt;/b&gt; want to." in page and "by Ana Ruiz" in page
    assert "Ana Ruiz" in browse("bao").get(desk.part_url(WHY)).text


def test_a_saving_answers_with_what_a_fresh_page_shows(desk, screening, browse):
    answer = browse("bao").post(
        desk.part_url(WHY), {"text": "Because.", "seen": "0"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200 and "1 of at most 300 words" in answer.text
    assert " ".join(answer.text.split()) in " ".join(browse("bao").get(desk.url).text.split())


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_the_second_sees_both_wordings(cast, desk, screening, browse, headers):
    desk.save("bao", WHY, "Ours.")
    desk.let_write("ana")
    answer = browse("ana").post(desk.part_url(WHY), {"text": "Mine.", "seen": "0"}, headers=headers)
    assert answer.status_code == (200 if headers else 409)
    assert "Bao Tran saved other words here" in answer.text and "Ours." in answer.text
    assert headers or "Mine." in answer.text
    assert '<input type="hidden" name="seen" value="1">' in answer.text, "pressed again, it counts"


def test_ten_megabytes_in_a_text_field_are_not_read(desk, screening, browse):
    answer = browse("bao").post(desk.part_url(WHY), {"text": "x" * 10_000_000, "seen": "0"})
    assert answer.status_code == 413 and "too much for one part" in answer.text and desk.text(WHY) == ""


def test_it_is_looked_over_handed_in_and_the_receipt_is_read(desk, screening, browse):
    look = browse("bao").get(f"{desk.url}submit/").text
    assert "“Why your school” is still empty." in look and "go large" not in look
    assert browse("bao").post(f"{desk.url}submit/").status_code == 422
    desk.save("bao", WHY, "Because.")
    answer = browse("bao").post(f"{desk.url}submit/")
    assert answer.status_code == 302 and answer.url == f"{desk.url}receipt/"
    receipt = browse("bao").get(answer.url).text
    assert "it is the same" in receipt and "Bao Tran" in receipt and "1 word" in receipt
    desk.save("bao", WHY, "Because we must.", seen=1)
    assert "You have written since you handed it in" in browse("bao").get(desk.url).text


def test_what_was_not_handed_in_is_shown_to_school_and_office(desk, story, browse):
    with during(story.phase("screening")):
        desk.save("bao", WHY, "Because.")
        draft = browse("ola").get(desk.url).text
        assert "still writing" in draft and "Because." not in draft
    with clock.standing_at(story.phase("screening").closes_at + timedelta(seconds=1)):
        for who in ("bao", "ola"):
            page = browse(who).get(desk.url).text
            assert "It was saved, but not handed in" in page and "Because." in page
        listed = browse("ola").get(f"/d/riverbend/calls/{story.call.pk}/applications/").text
        assert "Saved, not handed in" in listed and "1 of 2" in listed


def test_nobody_else_knows_of_it(cast, desk, screening, browse):
    hire(cast, "pia", "Pia", "Lorenz", PositionRole.PRINCIPAL, "birch")
    desk.save("bao", WHY, "Because.")
    desk.submit()
    pages = ("", "submit/", "receipt/", f"parts/{desk.parts[WHY].pk}/")
    for who in ("pia", "ana", "leo", "noor", "nils"):
        for page in pages:
            assert browse(who).get(desk.url + page).status_code == 404, (who, page)
        posted = browse(who).post(desk.part_url(WHY), {"text": "x", "seen": "0"})
        assert posted.status_code == 404, who
    assert browse("ola").post(desk.part_url(WHY), {"text": "x", "seen": "0"}).status_code == 404
    assert browse("gus").get(desk.url).status_code in (403, 404)
    assert desk.text(WHY) == "Because."
    with reading(cast.tenant), pytest.raises(Http404):
        get_application_for(cast.actor("pia"), desk.candidacy.pk)


def test_what_readers_get_names_nobody(cast, desk, screening):
    desk.let_write("ana")
    desk.save("ana", WHY, "Because.")
    desk.submit("ana")
    with reading(cast.tenant):
        there = Application.objects.select_related("candidacy").get(pk=desk.application.pk)
        assert "Ruiz" not in repr(as_handed_in(there)) and "made_by" not in repr(as_handed_in(there))


def test_the_list_is_a_file_that_runs_nothing_and_costs_the_same(cast, desk, story, screening, browse):
    url = f"/d/riverbend/calls/{story.call.pk}/applications/"
    few = statements(browse("ola"), url)
    take_part(cast, story.call, "cedar", "elm", "fir")
    with during(story.phase("interest")):
        for school in ("cedar", "elm"):
            applications.begin(by=cast.actor(f"head_{school}"), candidacy=story.candidacy(school))
    assert statements(browse("ola"), url) == few <= MOST
    rows = b"".join(browse("ola").get(f"{url}?format=csv")).decode().splitlines()
    assert len(rows) == 5 and "Being written" in rows[1]
    assert len(b"".join(browse("ola").get(f"{url}?format=csv&state=not_begun")).decode().splitlines()) == 2
    assert browse("bao").get(url).status_code == 403
