"""What somebody will try after an event: theirs alone until they share it, and gone with them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from groundswell.events.actions import joining, plans
from groundswell.events.choices import ArrivalState
from groundswell.events.models import ImplementationPlan, PlanShare
from groundswell.kernel.models import JournalEntry, JournalPersonal
from groundswell.kernel.tenancy import reading, verb
from groundswell.roster.actions import erasure, merging
from groundswell.roster.choices.lives import ErasureGround
from tests.cast import hire

EVENTS = "/d/riverbend/events/"
SAID = {
    "what": "Think-pair-share twice a week",
    "by_when": str(date.today() + timedelta(days=90)),
    "with_whom": "Grade 4",
}


@verb
def joined(*, by, merge, how) -> None:
    how(by=by, merge=merge)


@pytest.fixture
def section(cast, attended):
    section = attended(ana=ArrivalState.ATTENDED)
    attended.later()
    return section


@pytest.fixture
def plan(cast, section, browse):
    browse("ana").post(f"{EVENTS}sections/{section.pk}/plan/", SAID)
    with reading(cast.tenant):
        return ImplementationPlan.objects.get()


def test_it_is_written_from_the_event_and_stands_there_and_on_my_learning(cast, section, plan, browse):
    for page in (f"{EVENTS}sections/{section.pk}/", f"{EVENTS}learning/", f"{EVENTS}plans/{plan.pk}/"):
        assert SAID["what"] in browse("ana").get(page).text
    browse("ana").post(f"{EVENTS}plans/{plan.pk}/", SAID | {"what": "Once is enough"})
    assert "Once is enough" in browse("ana").get(f"{EVENTS}learning/").text


def test_nobody_else_opens_it_not_even_the_office(cast, section, plan, browse):
    for name in ("bao", "ola", "ida", "sam", "dev", "noor"):
        assert browse(name).get(f"{EVENTS}plans/{plan.pk}/").status_code == 404
        assert browse(name).post(f"{EVENTS}plans/{plan.pk}/throw-away/").status_code == 404
    assert SAID["what"] not in browse("ola").get(f"{EVENTS}learning/of/{cast.people['ana'].pk}/").text
    with pytest.raises(PermissionDenied):
        plans.throw_away(by=cast.system, plan=plan)
    with reading(cast.tenant):
        kinds = list(
            JournalEntry.objects.filter(kind__startswith="events.plan").values_list("kind", flat=True)
        )
        assert kinds == ["events.plan.written"]
        assert not [one for one in JournalPersonal.objects.all() if SAID["what"] in str(one.data)]


def test_a_chosen_colleague_is_told_and_reads_it_until_that_is_taken_back(cast, plan, browse, post):
    page = f"{EVENTS}plans/{plan.pk}/"
    browse("ana").post(f"{page}share/", {"person": cast.people["cora"].pk})
    [mail] = post("events.plan_shared", cast.people["cora"])
    assert mail.context["action_url"].endswith(page) and SAID["what"] not in str(mail.context)
    assert SAID["what"] in browse("cora").get(page).text
    assert SAID["what"] in browse("cora").get(f"{EVENTS}learning/").text
    assert browse("cora").post(page, SAID | {"what": "Mine now"}).status_code == 404
    with reading(cast.tenant):
        share = PlanShare.objects.get()
    browse("ana").post(f"{page}share/{share.pk}/end/")
    assert [mail.state for mail in post("events.plan_shared")] == ["withdrawn"], "it had not left"
    assert browse("cora").get(page).status_code == 404
    assert SAID["what"] not in browse("cora").get(f"{EVENTS}learning/").text


def test_its_writer_says_what_became_of_it_and_who_may_read_it_sees_that(cast, plan, browse, fresh):
    page = f"{EVENTS}plans/{plan.pk}/"
    plans.share(by=cast.actor("ana"), plan=plan, person=cast.people["cora"])
    dropped = {f"plan-{plan.pk}-state": "dropped", f"plan-{plan.pk}-why_dropped": "The schedule changed."}
    assert browse("cora").post(f"{page}state/", dropped).status_code == 404
    browse("ana").post(f"{page}state/", dropped)
    assert "Dropped: The schedule changed." in browse("cora").get(page).text
    browse("ana").post(f"{page}state/", dropped | {f"plan-{plan.pk}-state": "done"})
    assert (fresh(plan).state, fresh(plan).why_dropped) == ("done", "")
    assert browse("ana").post(f"{page}state/", {f"plan-{plan.pk}-state": "perhaps"}).status_code == 422


def test_only_colleagues_from_the_list_can_be_chosen(cast, plan, browse):
    for name in ("ben", "gus", "noor", "ana"):
        browse("ana").post(f"{EVENTS}plans/{plan.pk}/share/", {"person": cast.people[name].pk})
    browse("ana").post(f"{EVENTS}plans/{plan.pk}/share/", {"person": "x"})
    with reading(cast.tenant):
        assert PlanShare.objects.count() == 0


def test_who_has_no_seat_or_is_early_has_nothing_to_plan_from(cast, section, workshop, browse):
    assert browse("ben").get(f"{EVENTS}sections/{section.pk}/plan/").status_code == 404
    coming = workshop()
    assert browse("ana").get(f"{EVENTS}sections/{coming.pk}/plan/").status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"what": " "}, {"what": "x" * 2001}, {"by_when": "2999-01-01"}, {"by_when": "soon"}]
)
def test_what_is_wrong_is_said_and_nothing_is_kept(cast, section, browse, wrong):
    answer = browse("ana").post(f"{EVENTS}sections/{section.pk}/plan/", SAID | wrong)
    with reading(cast.tenant):
        assert (answer.status_code, ImplementationPlan.objects.count()) == (422, 0)


def test_it_is_erased_with_its_writer(cast, plan, browse, tmp_path, settings):
    settings.GROUNDSWELL_HOME = tmp_path
    plans.share(by=cast.actor("ana"), plan=plan, person=cast.people["cora"])
    erasure.erase_person(by=cast.actor("ida"), person=cast.people["ana"], ground=ErasureGround.REQUEST)
    with reading(cast.tenant):
        assert (ImplementationPlan.objects.count(), PlanShare.objects.count()) == (0, 0)


def test_it_follows_a_joining_of_two_records_and_goes_back(cast, plan, fresh):
    hire(cast, "anna", "Anna", "Ruiz")
    plans.share(by=cast.actor("ana"), plan=plan, person=cast.people["cora"])
    merge = merging.merge_persons(by=cast.actor("ida"), keep=cast.people["anna"], other=cast.people["ana"])
    joined(by=cast.system, merge=merge, how=joining.join)
    assert fresh(plan).person_id == cast.people["anna"].pk
    merging.split(by=cast.actor("ida"), merge=merge)
    joined(by=cast.system, merge=merge, how=joining.split)
    assert fresh(plan).person_id == cast.people["ana"].pk
