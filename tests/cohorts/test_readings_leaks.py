"""Blind: what others score is nowhere before one's own score is in, and an applicant never learns who read.

Each page is compared with itself: as it was before anybody finished, and as it is after. Anything that tells, be it a
name, a score, a word or a count, makes the two differ.
"""

import re

import pytest

from groundswell.cohorts.actions import readers, readings, rubrics
from groundswell.cohorts.models import Reading
from groundswell.cohorts.queries.readings import others_of, scores_are_open_to
from groundswell.kernel.reactions import hand_on
from groundswell.kernel.tenancy import reading
from groundswell.notices.models import OutgoingMail
from groundswell.roster.actions import people
from groundswell.roster.choices import PositionRole
from tests.cohorts.conftest import during
from tests.cohorts.reading_story import (
    add_readers,
    fresh,
    hand_in,
    readings_of,
    score,
    seat_committee,
    sign_all,
    write_rubric,
)

SAID = {"comment": "SECRET for colleagues", "for_school": "SECRET for the school"}
HERE = "/d/riverbend/"


@pytest.fixture
def phase(cast, story, initiative):
    """Three readers of one application; a fourth waits in case that they differ."""
    seat_committee(cast, initiative)
    story.take_part("alder")
    hand_in(cast, story.candidacy("alder"))
    signed = sign_all(cast, write_rubric(cast, initiative))
    phase = story.phase("reading")
    rubrics.use(by=cast.actor("ola"), phase=phase, version=signed)
    add_readers(cast, phase, "rae", "rob", "ron")
    readers.assign(by=cast.actor("ola"), phase=phase)
    add_readers(cast, phase, "ruth")
    with during(phase):
        yield fresh(cast, phase)


def others_finish(cast) -> None:
    """Rob and Ron finish, far apart, and whatever follows from it happens."""
    for name, level in (("rob", 1), ("ron", 4)):
        [one] = readings_of(cast, name)
        score(cast, name, one, level, level, **SAID)
    while hand_on(cast.tenant):
        pass


def as_seen(browse, name, paths) -> list[str]:
    """What these pages say, without what differs from one request to the next."""
    client, seen = browse(name), []
    for path in paths:
        answer = client.get(HERE + path)
        assert answer.status_code == 200, path
        page = b"".join(answer.streaming_content) if answer.streaming else answer.content
        seen.append(re.sub(r'(csrfmiddlewaretoken" value|csrf-token" content)="[^"]*"', "", page.decode()))
    return seen


def test_a_reader_sees_nothing_of_others_before_their_own_score_is_in(cast, phase, browse):
    [mine] = readings_of(cast, "rae")
    paths = [
        "",
        "readings/",
        f"readings/{mine.pk}/",
        f"norming/{phase.pk}/",
        "rubrics/",
        "search/?q=Rob",
        "search/?q=Alder",
    ]
    before = as_seen(browse, "rae", paths)
    others_finish(cast)
    assert as_seen(browse, "rae", paths) == before
    with reading(cast.tenant):
        assert others_of(mine) == []
    # Once their own is in, they see both, and not who they are.
    score(cast, "rae", mine, 3, 3)
    [page] = as_seen(browse, "rae", [f"readings/{mine.pk}/"])
    assert "SECRET for colleagues" in page and "Reader 1" in page and "Reader 2" in page
    assert "Rob" not in page and "Ron" not in page and "SECRET for the school" not in page


def test_an_open_reading_hides_them_again(cast, phase, browse):
    [mine] = readings_of(cast, "rae")
    others_finish(cast)
    score(cast, "rae", mine, 3, 3)
    readings.reopen(by=cast.actor("ola"), reading=mine, reason="Looked at the wrong school")
    [page] = as_seen(browse, "rae", [f"readings/{mine.pk}/"])
    assert "SECRET" not in page and "Reader 1" not in page


def test_no_number_leads_to_anothers_reading(cast, phase, browse):
    others_finish(cast)
    with reading(cast.tenant):
        every = set(Reading.objects.values_list("pk", flat=True))
    for name in ("rae", "bao", "leo", "ana", "ola", "dev"):
        theirs = {one.pk for one in readings_of(cast, name)}
        client = browse(name)
        for pk in every - theirs:
            assert client.get(f"{HERE}readings/{pk}/").status_code == 404
            for what in ("", "keep/", "conflict/"):
                assert client.post(f"{HERE}readings/{pk}/{what}", {"revision": 0}).status_code == 404
            assert client.get(f"{HERE}readings/{pk}/files/1/").status_code == 404
    [mine] = readings_of(cast, "rob")
    assert browse("rob").get(f"{HERE}readings/{mine.pk}/").status_code == 200  # one's own is there


def test_no_list_no_file_and_no_desk_is_for_readers(cast, phase, browse):
    [mine] = readings_of(cast, "rae")
    desk = f"calls/{phase.call_id}/readers/"
    for name in ("rae", "bao", "leo"):
        for path in (
            desk,
            f"{desk}?format=csv",
            f"readers/{mine.reader_id}/",
            f"calls/readers/{phase.pk}/find/",
        ):
            assert browse(name).get(HERE + path).status_code == 403
        for path in (
            f"readings/{mine.pk}/reopen/",
            f"calls/readers/{phase.pk}/third/",
            f"calls/readers/{phase.pk}/nudge/",
        ):
            assert browse(name).post(HERE + path, {"reason": "x"}).status_code == 403
    others_finish(cast)
    office = "".join(as_seen(browse, "ola", [desk, f"{desk}?format=csv", f"readers/{mine.reader_id}/"]))
    assert (
        "Rae Reads" in office and "SECRET" not in office
    )  # names for the office, no words and no scores here


def test_no_mail_says_how_far_others_are_or_why_a_school_came(cast, phase):
    others_finish(cast)
    readers.nudge(by=cast.actor("ola"), phase=phase)
    [mine] = readings_of(cast, "rae")
    score(cast, "rae", mine, 3, 3)
    while hand_on(cast.tenant):
        pass
    [third] = readings_of(cast, "ruth")
    assert third.purpose == "third"
    with reading(cast.tenant):
        mails = OutgoingMail.objects.filter(kind__startswith="cohorts.readings")
        said = {(one.kind, tuple(sorted(one.context))) for one in mails}
        told = set(mails.values_list("to_person__given_name", flat=True))
    assert said == {
        ("cohorts.readings", ("action_url", "closes_at", "count")),
        ("cohorts.readings_nudge", ("action_url", "closes_at", "count")),
    }
    assert told == {"Rae", "Rob", "Ron", "Ruth"}


def test_an_applicant_never_sees_who_read(cast, phase, story, browse):
    paths = ["", "readings/", f"candidacies/{story.candidacy('alder').pk}/", "rubrics/"]
    before = as_seen(browse, "bao", paths)
    others_finish(cast)
    [mine] = readings_of(cast, "rae")
    score(cast, "rae", mine, 3, 3, **SAID)
    after = as_seen(browse, "bao", paths)
    assert after == before
    assert not any(
        name in page for page in after for name in ("Rae Reads", "Rob Reads", "Ron Reads", "SECRET")
    )


def test_who_may_see_every_score_may_not_while_they_read(cast, phase):
    """Somebody who becomes part of the office after they were asked to read."""
    with reading(cast.tenant):
        assert scores_are_open_to(cast.actor("ola"), phase)
        assert not scores_are_open_to(cast.actor("rae"), phase)
    people.give_position(
        by=cast.system, person=cast.people["rae"], organisation=cast.places["district"],
        role=PositionRole.LEARNING_OFFICE,
    )  # fmt: skip
    with reading(cast.tenant):
        assert not scores_are_open_to(cast.actor("rae"), phase)
    [mine] = readings_of(cast, "rae")
    score(cast, "rae", mine, 3, 3)
    with reading(cast.tenant):
        assert scores_are_open_to(cast.actor("rae"), phase)
