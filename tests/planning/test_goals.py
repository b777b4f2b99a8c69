"""The goals of the plan: written by who keeps it, worded anew and never changed, retired and not forgotten."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading, writing
from groundswell.planning.actions import goals
from groundswell.planning.facts import PLAN_GOALS
from groundswell.planning.models import PlanGoal
from groundswell.planning.rules.refusals import Refused

HERE = "/d/riverbend/plan/goals/"
YEARS = {"from_year": 2026, "to_year": 2030}
TITLE = {"en": "Adults learn", "es": "Los adultos aprenden"}
FORM = {
    "number": "1", "title": "Adults learn", "title_es": "Los adultos aprenden", "text": "Every week.", "text_es": "",
    "from_year": "2026", "to_year": "2030",
}  # fmt: skip


@pytest.fixture
def goal(cast):
    return goals.add(by=cast.actor("sam"), number=1, title=TITLE, text={"en": "Every week."}, **YEARS)


def wordings(cast) -> list[tuple]:
    with reading(cast.tenant):
        return list(PlanGoal.objects.order_by("pk").values_list("version", "number", "is_current"))


def test_a_goal_worded_anew_keeps_what_it_was(cast, goal):
    sam = cast.actor("sam")
    new = goals.reword(by=sam, goal=goal, number=1, title=TITLE, text={"en": "Every day."}, **YEARS)
    assert (new.key, new.version, new.text) == ("adults-learn", 2, {"en": "Every day."})
    assert wordings(cast) == [(1, 1, False), (2, 1, True)]
    with reading(cast.tenant):
        old = PlanGoal.objects.get(pk=goal.pk)
        kinds = (
            JournalEntry.objects.filter(subject_kind="planning.goal")
            .order_by("pk")
            .values_list("kind", flat=True)
        )
        assert list(kinds) == ["planning.goal.added", "planning.goal.reworded"]
    assert (old.title, old.text, old.made_at) == (TITLE, {"en": "Every week."}, goal.made_at)


def test_what_says_the_same_makes_no_version(cast, goal):
    same = goals.reword(
        by=cast.actor("sam"), goal=goal, number=1, title={"en": " Adults learn ", "es": TITLE["es"]},
        text={"en": "Every week.", "es": ""}, **YEARS,
    )  # fmt: skip
    assert same.pk == goal.pk and wordings(cast) == [(1, 1, True)]


def test_who_comes_second_is_told(cast, goal):
    sam, ola = cast.actor("sam"), cast.actor("ola")
    goals.reword(by=sam, goal=goal, number=1, title={"en": "Adults learn more"}, **YEARS)
    with pytest.raises(Refused, match="changed by somebody else"):
        goals.reword(by=ola, goal=goal, number=1, title={"en": "Adults learn less"}, **YEARS)
    with pytest.raises(Refused, match="changed by somebody else"):
        goals.retire(by=ola, goal=goal)
    assert wordings(cast) == [(1, 1, False), (2, 1, True)]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"title": {"en": " "}}, "in English at least"),
        ({"title": {"es": "Solo"}}, "in English at least"),
        ({"title": {"en": "x" * 201}}, "too long"),
        ({"text": {"en": "x" * 1001}}, "too long"),
        ({"to_year": 2025}, "before its first"),
        ({"number": 1}, "another one already"),
    ],
)
def test_what_is_no_goal_is_refused(cast, goal, said, why):
    given = {"number": 2, "title": {"en": "Another"}, **YEARS} | said
    with pytest.raises(Refused, match=why):
        goals.add(by=cast.actor("sam"), **given)
    assert len(wordings(cast)) == 1


def test_the_database_holds_one_wording_and_one_number(cast, goal):
    """Without the verb, too."""
    for more in ({"key": goal.key, "number": 2, "version": 2}, {"key": "other", "number": 1}):
        with pytest.raises(IntegrityError), writing(cast.tenant), transaction.atomic():
            PlanGoal.objects.create(tenant=cast.tenant, title=TITLE, **YEARS, **more)
    with writing(cast.tenant):  # negative control: what is not current may share both
        PlanGoal.objects.create(
            tenant=cast.tenant, key=goal.key, number=1, version=2, title=TITLE, is_current=False, **YEARS
        )


def test_a_retired_goal_frees_its_number_and_stays_in_the_facts(cast, goal):
    sam = cast.actor("sam")
    goals.retire(by=sam, goal=goal)
    again = goals.add(by=sam, number=1, title=TITLE, **YEARS)
    assert again.key == "adults-learn-2"
    with reading(cast.tenant):
        facts = [(one["goal"], one["is_current"], one["years"]) for one in PLAN_GOALS.records()]
    assert facts == [
        ("adults-learn-2", True, "2025–26 – 2029–30"),
        ("adults-learn", False, "2025–26 – 2029–30"),
    ]


@pytest.mark.parametrize("name", ["ana", "bao", "leo", "dev", "ida"])
def test_others_keep_their_hands_off(cast, goal, browse, name):
    by, browser = cast.actor(name), browse(name)
    with pytest.raises(PermissionDenied):
        goals.add(by=by, number=2, title=TITLE, **YEARS)
    with pytest.raises(PermissionDenied):
        goals.reword(by=by, goal=goal, number=2, title=TITLE, **YEARS)
    with pytest.raises(PermissionDenied):
        goals.retire(by=by, goal=goal)
    for path in (HERE, f"{HERE}new/", f"{HERE}{goal.pk}/"):
        assert browser.get(path).status_code == 403, path
    assert browser.post(f"{HERE}{goal.pk}/retire/").status_code == 403


def test_the_next_district_knows_of_nothing(cast, goal, browse):
    for path in (f"/d/riverbend/plan/goals/{goal.pk}/", f"/d/harbor-point/plan/goals/{goal.pk}/"):
        assert browse("nils").get(path).status_code == 404
    assert "Adults learn" not in browse("nils").get("/d/harbor-point/plan/goals/").text


def test_the_superintendent_keeps_the_plan_on_three_pages(cast, browse):
    browser = browse("sam")
    assert "no goals here yet" in browser.get(HERE).text
    assert browser.post(f"{HERE}new/", FORM | {"title": ""}).status_code == 422
    assert browser.post(f"{HERE}new/", FORM | {"to_year": "2025"}).status_code == 422
    assert browser.post(f"{HERE}new/", FORM)["Location"] == HERE
    assert browser.post(f"{HERE}new/", FORM | {"title": "Another"}).status_code == 422
    page = browser.get(HERE)
    [goal] = [row["goal"] for row in page.context["rows"]]
    assert "Goal 1" in page.text and "2025–26 – 2029–30" in page.text
    form = browser.get(f"{HERE}{goal.pk}/").context["form"]
    assert form.initial["title_es"] == "Los adultos aprenden"
    browser.post(f"{HERE}{goal.pk}/", FORM | {"text": "Every day."})
    page = browser.get(HERE)
    assert "1 earlier wording" in page.text and "Every day." in page.text
    [new] = [row["goal"] for row in page.context["rows"]]
    assert browser.get(f"{HERE}{goal.pk}/").status_code == 404  # the earlier wording has no form
    browser.post(f"{HERE}{new.pk}/retire/")
    page = browser.get(HERE)
    assert not page.context["rows"] and "retired on" in page.text


def test_script_in_a_goal_is_words(cast, browse):
    goals.add(by=cast.actor("sam"), number=1, title={"en": "<script>alert(1)</script>"}, **YEARS)
    for path in (HERE, "/d/riverbend/proof/goals/"):
        said = browse("sam").get(path).text
        assert "<script>alert" not in said and "&lt;script&gt;alert" in said
