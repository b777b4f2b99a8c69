"""Norming: everybody scores the anchors first, sees themself beside them, and reads schools only afterwards."""

import pytest
from django.core.exceptions import PermissionDenied

from groundswell.cohorts.actions import norming, readers, rubrics
from groundswell.cohorts.models import Reading
from groundswell.cohorts.queries.scored import readings_that_count
from groundswell.cohorts.rules.norming import beside, counts
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel.tenancy import reading
from tests.cohorts.conftest import during
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

PARTS = [
    {"title": "Why your school", "text": "Because a consultant said so."},
    {"title": "What is there", "text": " "},
]
WHY = "It names nobody who would do it."


@pytest.fixture
def phase(cast, story, initiative):
    """A reading phase with rubric, one application, three readers and a weak anchor: levels 1 and 2."""
    seat_committee(cast, initiative)
    story.take_part("alder")
    hand_in(cast, story.candidacy("alder"))
    signed = sign_all(cast, write_rubric(cast, initiative))
    phase = story.phase("reading")
    rubrics.use(by=cast.actor("ola"), phase=phase, version=signed)
    add_readers(cast, phase, "rae", "rob", "ron")
    add_anchor(cast, fresh(cast, phase))
    return fresh(cast, phase)


def add_anchor(cast, phase, levels=(1, 2)):
    with reading(cast.tenant):
        version = phase.rubric
    given = dict(zip(criteria_of(cast, version), levels, strict=False))
    return norming.add_anchor(
        by=cast.actor("ola"), phase=phase, title="Invented Weak School", parts=PARTS, levels=given, why=WHY
    )


def open_all(cast, phase):
    norming.open_norming(by=cast.actor("ola"), phase=phase)
    readers.assign(by=cast.actor("ola"), phase=phase)


def test_beside_the_anchor():
    found = beside({1: 2, 2: 2, 3: 4}, {"1": 2, "2": 3, "3": 1, "4": 1}, [1, 2, 3, 4])
    assert [(one.by, one.kind) if one else None for one in found] == [
        (0, "exact"), (-1, "near"), (3, "far"), None,
    ]  # fmt: skip
    assert counts(found) == {"exact": 1, "near": 1, "far": 1}


def test_readings_open_after_ones_anchors_and_after_the_norming(cast, phase):
    open_all(cast, phase)
    anchor, school = readings_of(cast, "rae")
    with during(phase):
        with pytest.raises(Refused, match="norming applications first"):
            score(cast, "rae", school, 3, 3)
        score(cast, "rae", anchor, 1, 3)
        with pytest.raises(Refused, match="when the office closes the norming"):
            score(cast, "rae", school, 3, 3)
        norming.close_norming(by=cast.actor("ola"), phase=phase)
        assert score(cast, "rae", school, 3, 3).state == "done"
        late, real = readings_of(cast, "rob")  # had not scored theirs: still has to, and can
        with pytest.raises(Refused, match="norming applications first"):
            score(cast, "rob", real, 3, 3)
        score(cast, "rob", late, 1, 2)
        assert score(cast, "rob", real, 3, 3).state == "done"


def test_an_anchor_holds_readings_back_until_the_norming_is_closed(cast, phase):
    with reading(cast.tenant):
        assert phase.anchors.count() == 1
    with during(phase):
        readers.assign(by=cast.actor("ola"), phase=phase)
        with pytest.raises(Refused, match="closes the norming"):
            score(cast, "rae", readings_of(cast, "rae")[0], 3, 3)


def test_anchors_are_scored_before_the_phase_itself_begins(cast, phase):
    open_all(cast, phase)
    anchor, school = readings_of(cast, "rae")
    assert score(cast, "rae", anchor, 1, 2).total.normalize() == fresh(cast, anchor).total.normalize()
    norming.close_norming(by=cast.actor("ola"), phase=phase)
    with pytest.raises(Refused, match="not begun yet"):
        score(cast, "rae", school, 3, 3)


def test_who_comes_later_gets_the_anchors_too(cast, phase):
    norming.open_norming(by=cast.actor("ola"), phase=phase)
    add_readers(cast, phase, "ruth")
    assert [one.purpose for one in readings_of(cast, "ruth")] == ["norming"]
    norming.open_norming(by=cast.actor("ola"), phase=phase)  # twice does no harm
    add_anchor(cast, phase, levels=(4, 4))
    assert [len(readings_of(cast, name)) for name in ("rae", "ruth")] == [2, 2]
    norming.close_norming(by=cast.actor("ola"), phase=phase)
    with pytest.raises(Refused, match="is closed"):
        add_anchor(cast, phase)


def test_an_anchor_is_agreed_on_in_every_criterion(cast, phase):
    with pytest.raises(Refused, match="Missing: Team"):
        add_anchor(cast, phase, levels=(1,))
    with pytest.raises(Refused, match="from 1 to 4"):
        add_anchor(cast, phase, levels=(1, 5))
    with pytest.raises(PermissionDenied):
        norming.close_norming(by=cast.actor("dev"), phase=phase)
    with pytest.raises(Refused, match="has not been opened"):
        norming.close_norming(by=cast.actor("ola"), phase=phase)


def test_the_page_shows_the_office_everybody_and_a_reader_only_themself(cast, phase, browse):
    open_all(cast, phase)
    address = f"/d/riverbend/norming/{phase.pk}/"
    before = browse("rae").get(address).content.decode()
    assert WHY not in before and "Agreed on" not in before
    score(cast, "rae", readings_of(cast, "rae")[0], 1, 4)
    score(cast, "rob", readings_of(cast, "rob")[0], 2, 2)
    mine = browse("rae").get(address).content.decode()
    assert WHY in mine and "Rob" not in mine and "4 (+2)" in mine and "2 (+1)" not in mine
    office = browse("ola").get(address).content.decode()
    assert (
        "Rae Reads" in office and "Rob Reads" in office and "2 (+1)" in office and "not scored yet" in office
    )
    assert browse("dev").get(address).status_code == 404
    assert browse("bao").get(address).status_code == 404


def test_norming_scores_count_for_no_school(cast, phase):
    open_all(cast, phase)
    score(cast, "rae", readings_of(cast, "rae")[0], 1, 4)
    with reading(cast.tenant):
        assert not readings_that_count().exists()
        assert Reading.objects.filter(purpose="norming", state="done").count() == 1
