"""A decision is told to nobody before the plan of its study is locked, and a locked plan stays."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from groundswell.cohorts.actions import deciding
from groundswell.cohorts.rules.refusals import Refused as CohortRefused
from groundswell.impact.actions import designs
from groundswell.impact.models import StudyDesign
from groundswell.impact.queries import designs as found
from groundswell.impact.queries.evidence import selection_records
from groundswell.impact.rules.designs import Plan, detectable
from groundswell.impact.rules.gate import not_locked
from groundswell.impact.rules.refusals import Refused
from groundswell.kernel.tenancy import reading, writing
from tests.cohorts.deciding_story import fresh, scored, through

pytestmark = pytest.mark.django_db

ASKED = {
    "design": "matched", "outcome": "Performance of the school", "measure": "performance_score", "from_year": 2027,
    "to_year": 2029, "compared": 4, "pupils": 60, "icc": 0.15,
}  # fmt: skip


@pytest.fixture
def record(cast, story):
    """A decision that is not told yet: its record as the facts publish it."""
    scored(cast, story, {"alder": (4, 4), "cedar": (3, 4), "dogwood": (3, 3), "elm": (2, 2)})
    through(cast, story)
    ola = cast.actor("ola")
    decision = deciding.draft(by=ola, call=story.call)
    deciding.decide(by=ola, decision=decision, reason="The readings.")
    story.decision = decision
    with reading(cast.tenant):
        [one] = selection_records()
    return one


def test_a_decision_waits_for_its_plan(cast, story, record):
    ola = cast.actor("ola")
    assert (record["chosen"], record["pool"], record["has_lots"]) == (2, 4, False)
    with pytest.raises(CohortRefused, match="plan of the study on this decision is not locked"):
        deciding.publish(by=ola, decision=story.decision)
    made = designs.lock(by=ola, record=record["record"], **ASKED)
    assert made.detectable == detectable(Plan("matched", 2, 4, 60, 0.15)) and made.role == "learning_office"
    with reading(cast.tenant):
        assert not_locked(record["digest"]) is None and not_locked("another") is not None
    deciding.publish(by=ola, decision=story.decision)
    assert fresh(cast, story.call).state == "published"


def test_a_locked_plan_is_locked_for_everybody(cast, record):
    ola = cast.actor("ola")
    made = designs.lock(by=ola, record=record["record"], **ASKED)
    with pytest.raises(Refused, match="locked already"):
        designs.lock(by=ola, record=record["record"], **ASKED | {"icc": 0.05})
    for change in (
        lambda: StudyDesign.objects.filter(pk=made.pk).update(detectable=0.01),
        lambda: StudyDesign.objects.filter(pk=made.pk).delete(),
    ):
        with pytest.raises(DatabaseError), writing(cast.tenant), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"compared": 5}, "4 schools to compare with"), ({"design": "randomised"}, "not randomised"),
        ({"design": "faith"}, "Choose how"), ({"outcome": " "}, "Say what is measured"),
        ({"to_year": 2026}, "comes before"), ({"icc": 2.0}, "from 0 to 1"), ({"pupils": 0}, "at least 1"),
        ({"record": 0}, "no such record"),
    ],
)  # fmt: skip
def test_a_plan_that_does_not_fit_its_record_is_refused(cast, record, wrong, words):
    with pytest.raises(Refused, match=words):
        designs.lock(by=cast.actor("ola"), **({"record": record["record"]} | ASKED | wrong))


def test_who_may_lock_and_who_may_read(cast, record):
    for name in ("sam", "leo", "ana", "bao"):
        with pytest.raises(PermissionDenied):
            designs.lock(by=cast.actor(name), record=record["record"], **ASKED)
    designs.lock(by=cast.actor("ola"), record=record["record"], **ASKED)
    with reading(cast.tenant):
        assert found.designs_for(cast.actor("sam")).count() == 1
        assert not found.designs_for(cast.actor("ana")).exists()
        assert found.record_for(cast.actor("ana"), record["record"]) is None


def test_the_page_reckons_first_and_locks_then(cast, client, record):
    address = f"/d/riverbend/proof/designs/{record['record']}/"
    client.force_login(cast.user("ola"))
    assert "The plan is not locked yet" in client.get(address).content.decode()
    page = client.post(address, ASKED | {"what": "reckon"}).content.decode()
    assert "standard deviations of pupils" in page and "Lock the plan" in page
    assert client.post(address, ASKED | {"what": "lock", "compared": 99}).status_code == 422
    assert client.post(address, ASKED | {"what": "lock"}).status_code == 302
    page = client.get(address).content.decode()
    assert "The plan is locked" in page and 'name="what"' not in page
    assert "Locked" in client.get("/d/riverbend/proof/designs/").content.decode()
    client.force_login(cast.user("sam"))
    assert client.get(address).status_code == 200
    client.force_login(cast.user("ana"))
    assert client.get(address).status_code == 403
