"""An area superintendent answers for the schools of the own region, and for nobody else's."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from groundswell.cohorts.actions import phases
from groundswell.cohorts.models import PhaseOutcome
from groundswell.cohorts.queries import approvals
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel.tenancy import reading
from groundswell.roster.choices import PositionRole
from tests.cast import hire
from tests.cohorts.conftest import during, found_school
from tests.cohorts.deciding_story import scored

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(cast, story):
    """Alder and Cedar of the north wait for Leo; Gum of the south for Lena."""
    hire(cast, "lena", "Lena", "South", PositionRole.AREA_SUPERINTENDENT, "south")
    hire(cast, "lars", "Lars", "North", PositionRole.AREA_SUPERINTENDENT, "north")
    hire(cast, "head_birch", "Birch", "Head", PositionRole.PRINCIPAL, "birch")
    scored(cast, story, {"alder": (4, 3), "cedar": (3, 3), "birch": (2, 3)})
    story.settle("interest", "screening", "reading")
    return story


def address(story, more=""):
    return f"/d/riverbend/calls/{story.call.pk}/approvals/{more}"


def test_each_sees_the_schools_of_the_own_region_alone(cast, client, waiting):
    with during(waiting.phase("approval")):
        client.force_login(cast.user("leo"))
        page = client.get(address(waiting)).content.decode()
        assert "2 schools wait for your answer" in page
        assert "Alder Elementary" in page and "Cedar School" in page and "Birch Middle" not in page
        assert "3.50, mean of 2 readings · from 3.00 to 4.00" in page and "Reader0" not in page
        client.force_login(cast.user("lena"))
        page = client.get(address(waiting)).content.decode()
        assert "Birch Middle" in page and "Alder" not in page and "Cedar" not in page
        for name, status in (("ola", 403), ("bao", 403), ("ana", 403), ("noor", 404)):
            client.force_login(cast.user(name))
            assert client.get(address(waiting)).status_code == status


def test_nobody_answers_for_another_region_by_guessing_its_number(cast, client, waiting):
    birch = waiting.candidacy("birch")
    with during(waiting.phase("approval")):
        client.force_login(cast.user("leo"))
        assert client.post(address(waiting, f"{birch.pk}/"), {"outcome": "passed"}).status_code == 404
        with reading(cast.tenant), pytest.raises(Http404):
            approvals.get_school_for(cast.actor("leo"), waiting.phase("approval"), birch.pk)
        with pytest.raises(PermissionDenied):
            phases.give_outcome(
                by=cast.actor("leo"), phase=waiting.phase("approval"), candidacy=birch, outcome="passed"
            )


def test_a_no_needs_a_reason_and_what_was_typed_stays(cast, client, waiting):
    cedar = waiting.candidacy("cedar").pk
    with during(waiting.phase("approval")):
        client.force_login(cast.user("leo"))
        answer = client.post(address(waiting, f"{cedar}/"), {"outcome": "not_passed", "reason": " "})
        assert answer.status_code == 422 and "Say why the school does not go on" in answer.content.decode()
        said = {"outcome": "not_passed", "reason": "Its principal leaves in June."}
        assert client.post(address(waiting, f"{cedar}/"), said).status_code == 302
        page = client.get(address(waiting)).content.decode()
        assert "1 school waits for your answer" in page and "Its principal leaves in June." in page
        answered = {"outcome": "passed", "reason": ""}
        client.post(address(waiting, f"{cedar}/"), answered)
    with reading(cast.tenant):
        assert PhaseOutcome.objects.get(candidacy=cedar, phase__kind="approval").outcome == "passed"


def test_a_second_approver_is_told_who_said_what(cast, client, waiting):
    alder, phase = waiting.candidacy("alder"), waiting.phase("approval")
    with during(phase):
        phases.give_outcome(
            by=cast.actor("leo"), phase=phase, candidacy=alder, outcome="passed", reason="Ready."
        )
        with pytest.raises(Refused, match=r"Leo Brandt has answered.*Ready\."):
            phases.give_outcome(
                by=cast.actor("lars"), phase=phase, candidacy=alder, outcome="not_passed", reason="Not ready."
            )
        client.force_login(cast.user("lars"))
        page = client.post(
            address(waiting, f"{alder.pk}/"), {"outcome": "not_passed", "reason": "Not ready."}
        )
        assert "Leo Brandt has answered" in page.content.decode() and "Not ready." in page.content.decode()
    with reading(cast.tenant):
        assert PhaseOutcome.objects.get(candidacy=alder, phase=phase).outcome == "passed"


def test_what_waits_is_found_for_who_may_answer(cast, waiting):
    with reading(cast.tenant):
        assert [one.kind for one in approvals.to_decide(cast.actor("leo"))] == ["approval"]
        assert approvals.to_decide(cast.actor("ana")) == []
    phase = waiting.phase("approval")
    with during(phase):
        for name in ("alder", "cedar"):
            phases.give_outcome(
                by=cast.actor("leo"), phase=phase, candidacy=waiting.candidacy(name), outcome="passed"
            )
    with reading(cast.tenant):
        assert approvals.to_decide(cast.actor("leo")) == []
        assert [one.kind for one in approvals.to_decide(cast.actor("lena"))] == ["approval"]


def test_a_draft_has_no_approvals(cast, client, draft):
    found_school(cast, "gum")
    client.force_login(cast.user("leo"))
    assert client.get(f"/d/riverbend/calls/{draft.pk}/approvals/").status_code == 404
