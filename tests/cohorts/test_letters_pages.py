"""What a school reads: its letter, its readiness plan, and what the next invitation remembers of it."""

import pytest
from django.core.exceptions import PermissionDenied

from groundswell.cohorts.actions import calls, deciding
from groundswell.cohorts.models import ReadinessStep, Reading
from groundswell.cohorts.rules import gates
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading, writing
from tests.cohorts.conftest import candidacy_of, draft_call
from tests.cohorts.deciding_story import scored, through

pytestmark = pytest.mark.django_db

SCORES = {"alder": (4, 4), "cedar": (4, 3), "dogwood": (3, 3), "elm": (2, 2)}


@pytest.fixture
def told(cast, story):
    """Alder and Cedar are in, Dogwood and Elm are not; all were told."""
    scored(cast, story, SCORES)
    through(cast, story)
    ola, before = cast.actor("ola"), list(gates._gates)
    decision = deciding.draft(by=ola, call=story.call)
    deciding.decide(by=ola, decision=decision, reason="The readings of sixty readers.")
    gates.connect([])
    deciding.publish(by=ola, decision=decision)
    gates.connect(before)
    return story


def letter(story, school):
    return f"/d/riverbend/candidacies/{story.candidacy(school).pk}/letter/"


def plan(story, school):
    return f"/d/riverbend/candidacies/{story.candidacy(school).pk}/readiness/"


def test_the_letter_says_why_and_what_readers_wrote_and_no_name(cast, client, told):
    client.force_login(cast.user("head_dogwood"))
    page = client.get(letter(told, "dogwood")).content.decode()
    assert "Dogwood School is not in this time" in page and "3.000" in page and "3.500" in page
    assert "That is below the line." in page and "The readings of sixty readers." in page
    assert page.count("What dogwood could add.") == 2 and "Reader0" not in page
    assert "Cedar" not in page and "Alder" not in page
    client.force_login(cast.user("bao"))
    page = client.get(letter(told, "alder")).content.decode()
    assert "Alder Elementary goes first" in page and "Give the place back" in page


def test_a_comment_for_the_office_is_never_in_a_letter(cast, client, told):
    with reading(cast.tenant):
        one = Reading.objects.filter(candidacy=told.candidacy("elm")).first()
    with writing(cast.tenant):
        Reading.objects.filter(pk=one.pk).update(comment="Weak; between us.")
    client.force_login(cast.user("head_elm"))
    assert "between us" not in client.get(letter(told, "elm")).content.decode()


def test_other_schools_and_strangers_find_no_letter(cast, client, told):
    for name, status in (
        ("head_cedar", 404),
        ("ana", 404),
        ("cora", 404),
        ("noor", 404),
        ("leo", 200),
        ("ola", 200),
    ):
        client.force_login(cast.user(name))
        assert client.get(letter(told, "dogwood")).status_code == status, name


def test_a_school_gives_its_place_back_on_its_letter(cast, client, told):
    client.force_login(cast.user("bao"))
    address = f"/d/riverbend/candidacies/{told.candidacy('alder').pk}/give-back/"
    assert client.post(address, {"reason": ""}).status_code == 302
    assert told.candidacy("alder").state == "chosen"
    client.post(address, {"reason": "The building burnt."})
    assert told.candidacy("alder").state == "withdrawn"
    client.force_login(cast.user("ola"))
    page = client.get(f"/d/riverbend/calls/{told.call.pk}/decision/").content.decode()
    assert "Alder Elementary has withdrawn" in page and "Next in line:" in page and "Dogwood School" in page
    said = {"what": "move_up", "candidacy": told.candidacy("dogwood").pk, "reason": "Next by score."}
    assert client.post(f"/d/riverbend/calls/{told.call.pk}/decision/", said).status_code == 302
    assert told.candidacy("dogwood").state == "chosen"


def test_the_office_writes_a_plan_and_the_school_ticks_it_off(cast, client, told):
    today = clock.today(cast.tenant.time_zone)
    client.force_login(cast.user("ola"))
    said = {"what_0": "Form a design team", "by_0": today.isoformat(), "what_1": "Visit a school of cohort 1"}
    assert client.post(plan(told, "dogwood"), said).status_code == 302
    client.force_login(cast.user("head_dogwood"))
    page = client.get(plan(told, "dogwood")).content.decode()
    assert "Form a design team" in page and "Write the plan" not in page
    with reading(cast.tenant):
        first = ReadinessStep.objects.get(what="Form a design team")
    client.force_login(cast.user("head_elm"))
    assert client.post(f"/d/riverbend/readiness/{first.pk}/done/").status_code == 404
    client.force_login(cast.user("head_dogwood"))
    assert client.post(f"/d/riverbend/readiness/{first.pk}/done/").status_code == 302
    with reading(cast.tenant):
        assert ReadinessStep.objects.get(pk=first.pk).done_on == today
    client.force_login(cast.user("ola"))
    client.post(plan(told, "dogwood"), {"what_0": "Something else"})
    with reading(cast.tenant):
        kept = set(ReadinessStep.objects.values_list("what", flat=True))
    assert kept == {"Form a design team", "Something else"}


def test_plans_are_for_schools_that_are_not_in_and_by_the_office(cast, told):
    with pytest.raises(Refused, match="for a school that is not in"):
        deciding.plan_readiness(
            by=cast.actor("ola"), candidacy=told.candidacy("alder"), steps=[("More", None)]
        )
    with pytest.raises(PermissionDenied):
        deciding.plan_readiness(
            by=cast.actor("head_elm"), candidacy=told.candidacy("elm"), steps=[("More", None)]
        )


def test_the_next_invitation_remembers(cast, client, told, initiative):
    deciding.plan_readiness(
        by=cast.actor("ola"), candidacy=told.candidacy("elm"), steps=[("Find five teachers", None)]
    )
    second = calls.open_call(by=cast.actor("ola"), call=draft_call(cast, initiative, number=2))
    client.force_login(cast.user("head_elm"))
    page = client.get(f"/d/riverbend/candidacies/{candidacy_of(cast, second, 'elm').pk}/").content.decode()
    assert "What you set out to do after the last call" in page and "Find five teachers" in page
    client.force_login(cast.user("head_dogwood"))
    other = client.get(
        f"/d/riverbend/candidacies/{candidacy_of(cast, second, 'dogwood').pk}/"
    ).content.decode()
    assert "Find five teachers" not in other


def test_the_whole_decision_on_its_page(cast, client, story):
    scored(cast, story, {"alder": (4, 4), "cedar": (3, 3), "dogwood": (3, 3)})
    address = f"/d/riverbend/calls/{story.call.pk}/decision/"
    client.force_login(cast.user("sam"))
    assert "No line is drawn yet" in client.get(address).content.decode()
    assert client.post(address, {"what": "line", "cut": "3", "band": "0"}).status_code == 302
    assert "Not settled yet:" in client.get(address).content.decode()
    through(cast, story)
    assert client.post(address, {"what": "nonsense"}).status_code == 404
    assert client.post(address, {"what": "decide", "reason": "Too soon."}).status_code == 422
    assert client.post(address, {"what": "commit", "public_source": ""}).status_code == 422
    assert client.post(address, {"what": "commit", "public_source": "Pick 4 of 2 May"}).status_code == 302
    assert client.post(address, {"what": "draw", "public_number": "8042"}).status_code == 302
    assert client.post(address, {"what": "decide", "reason": "Readings and a lot."}).status_code == 302
    page = client.get(address).content.decode()
    assert "Decided: 2 schools. Nobody is told yet" in page and "is not locked" in page
    assert client.post(address, {"what": "publish"}).status_code == 422
    assert client.post(address, {"what": "reopen", "reason": "To look again."}).status_code == 302
    said = {
        "what": "judge",
        "candidacy": story.candidacy("alder").pk,
        "place": "not_chosen",
        "reason": "It asked.",
    }
    assert client.post(address, said).status_code == 302
    assert "It asked." in client.get(address).content.decode()
