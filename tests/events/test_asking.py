"""Six weeks later: what did you use? Asked about the plan in its writer's own words, answered without them."""

import io
import json
import re
import zipfile
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from groundswell.events.actions import asking, plans
from groundswell.events.choices import ArrivalState
from groundswell.events.models import AskedSection, ImplementationPlan
from groundswell.events.queries.asking import rules
from groundswell.kernel import clock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading
from groundswell.notices.actions import mail
from groundswell.notices.rules import masks
from groundswell.roster.actions import copies
from groundswell.surveys.actions import responses, waves
from groundswell.surveys.models import Answer, Invitation, Response, SurveyWave
from groundswell.surveys.rules.results import result_of

WORDS = "Think-pair-share with the quiet table"


@pytest.fixture
def later(cast, attended):
    """``later(7)``: so many weeks after a workshop the worker ran. Ana was there and wrote a plan, Ben wrote none."""
    section = attended(ana=ArrivalState.ATTENDED, ben=ArrivalState.ATTENDED, cora=ArrivalState.NO_SHOW)
    with clock.standing_at(section.ends_at + timedelta(hours=2)):
        asking.ask_all(cast.tenant)  # how it went
        plans.write(
            by=cast.actor("ana"),
            section=section,
            what=WORDS,
            by_when=section.ends_at.date() + timedelta(days=30),
        )

    def at(weeks: float, run: bool = True):
        stands = clock.standing_at(section.ends_at + timedelta(weeks=weeks))
        if run:
            with stands:
                asking.ask_all(cast.tenant)
        return clock.standing_at(section.ends_at + timedelta(weeks=weeks, hours=1))

    at.section = section
    return at


def use_rule(cast):
    """The district's rule for what was used."""
    with reading(cast.tenant):
        return next(one for one in rules() if one.name == "used")


def path_of(post, person, kind: str = "events.used") -> str:
    return urlsplit(post(kind, person)[-1].context["action_url"]).path


def state(plan, said: str, why: str = "") -> dict:
    return {f"plan-{plan.pk}-state": said, f"plan-{plan.pk}-why_dropped": why}


def plan_of(cast) -> ImplementationPlan:
    with reading(cast.tenant):
        return ImplementationPlan.objects.get()


def test_it_is_asked_six_weeks_later_in_the_plans_own_words_and_once(cast, later, post):
    with reading(cast.tenant):
        for weeks, due in ((5, 0), (5.9, 0), (7.1, 1), (12, 0)):
            with clock.standing_at(later.section.ends_at + timedelta(weeks=weeks)):
                assert asking.due(cast.tenant) == due, weeks
    with later(7.1):
        assert asking.ask_all(cast.tenant) == 0
        asking.ask(by=cast.system, section=later.section, rule=use_rule(cast))
    [anas], [bens] = post("events.used", cast.people["ana"]), post("events.used", cast.people["ben"])
    assert anas.context["own_plans"] == [WORDS] and "own_plans" not in bens.context
    assert len(post("events.used")) == 2 and len(post("surveys.invitation", cast.people["ana"])) == 1
    with reading(cast.tenant):
        assert AskedSection.objects.get(rule__name="used").wave.invited == 2


def test_nobody_else_reads_the_words(cast, later, post, browse):
    """Not on the page of the mail, in no wave, in no copy that somebody else is handed, behind no other link."""
    with later(7.1):
        [anas] = post("events.used", cast.people["ana"])
        for name in ("ola", "ida"):
            page = browse(name).get(f"/d/riverbend/mail/{anas.pk}/").text
            assert "You meant to try" in page and WORDS not in page
        bens = browse("ben").get(path_of(post, cast.people["ben"])).text
        assert "What did you use" in bens and WORDS not in bens and "What you meant to try" not in bens
        for oneself in (True, False):
            by = cast.actor("ana" if oneself else "ida")
            copy = copies.export_person(by=by, person=cast.people["ana"])
            bundle = zipfile.ZipFile(io.BytesIO(b"".join(copies.zipped(copy))))
            held = json.loads(bundle.read("data.json"))["tables"]
            assert (WORDS in str(held["notices_outgoingmail"])) is oneself
    with reading(cast.tenant):
        rows = [*SurveyWave.objects.values_list(), *Invitation.objects.values_list()]
    assert WORDS not in str(rows)
    assert masks.masked(anas.context)["own_plans"] == "…" and WORDS in str(anas.context)


def test_answers_come_in_and_the_plan_moves_but_they_do_not_know_each_other(cast, later, post, client, fresh):
    with later(7.1):
        path, plan = path_of(post, cast.people["ana"]), plan_of(cast)
        page = client.get(path).text
        assert WORDS in page and page.index("These questions are for Ana") < page.index("<form")
        wrong = client.post(path, state(plan, "perhaps") | {"used": "some"})
        assert wrong.status_code == 422 and fresh(plan).state == "planned"
        assert client.post(path, state(plan, "done")).status_code == 422  # no question answered
        said = {"used": "some", "well": "very", "what": "The sentence stems."}
        done = client.post(path, said | state(plan, "dropped", "The table changed."), follow=True).text
        assert "Your answers have arrived" in done and WORDS in done
        assert (fresh(plan).state, fresh(plan).why_dropped) == ("dropped", "The table changed.")
        client.post(path, said | state(plan, "under_way"))
        assert (fresh(plan).state, fresh(plan).why_dropped) == ("under_way", "")
    with reading(cast.tenant):
        assert Response.objects.count() == 1
        rows = [*Response.objects.values(), *Answer.objects.values()]
        assert {one.item.key: one.choice or one.text for one in Answer.objects.select_related("item")} == said
    assert WORDS not in str(rows) and not any("plan" in name for row in rows for name in row)


def test_how_well_it_went_is_only_asked_of_who_used_it(cast, later, post, client):
    with later(7.1):
        client.post(path_of(post, cast.people["ben"]), {"used": "planned", "well": "extremely"})
    with reading(cast.tenant):
        assert [one.choice for one in Answer.objects.all()] == ["planned"]


def test_opening_the_link_changes_nothing_and_a_strange_one_opens_nothing(
    cast, later, post, client, browse, fresh
):
    with later(7.1):
        path, plan = path_of(post, cast.people["ana"]), plan_of(cast)
        for _scan in range(2):
            assert client.get(path).status_code == 200 and client.head(path).status_code == 200
        with reading(cast.tenant):
            asked = Invitation.objects.filter(wave__instrument__key="six_weeks")
            invitation = asked.get(person=cast.people["ana"])
        assert invitation.done_at is None and fresh(plan).state == "planned"
        assert client.get("/d/riverbend/events/used/no-such-token/").status_code == 404
        assert client.get(path.replace("riverbend", "harbor-point")).status_code == 404
        assert client.get(path.replace("events/used", "answer")).url == path
        mine = f"/d/riverbend/events/used/mine/{invitation.pk}/"
        assert WORDS in browse("ana").get(mine).text and browse("ben").get(mine).status_code == 404
        assert browse("ana").get(f"/d/riverbend/answer/mine/{invitation.pk}/").url == mine
        today = browse("ana").get("/d/riverbend/").text
        assert "What did you use? Small groups that work" in today and WORDS not in today


def test_a_reminder_says_it_again_and_the_end_is_the_end(cast, later, post, client, fresh):
    with later(7.1):
        path, plan = path_of(post, cast.people["ana"]), plan_of(cast)
    with later(8, run=False):
        waves.remind_due(cast.tenant)
        [reminder] = post("events.used_reminder", cast.people["ana"])
        assert reminder.context["own_plans"] == [WORDS]
        assert client.get(path_of(post, cast.people["ana"], "events.used_reminder")).status_code == 200
    with later(14, run=False):
        over = client.get(path).text
        assert "time for answers is over" in over and WORDS not in over
        client.post(path, {"used": "all"} | state(plan, "done"))
    with reading(cast.tenant):
        assert Response.objects.count() == 0 and fresh(plan).state == "planned"


def test_sections_of_one_week_share_a_wave_and_small_numbers_stay_hidden(cast, attended, crowd, browse):
    """Four answers are not shown, the fifth opens the page; how well it went has an N of its own."""
    first = attended(ana=ArrivalState.ATTENDED)
    with clock.standing_at(first.ends_at + timedelta(weeks=7)):
        wave = asking.ask(by=cast.system, section=first, rule=use_rule(cast)).wave
        people = [person for person, _actor in crowd(6)]
        waves.open_for(
            by=cast.system, instrument_key="six_weeks", subject_key=wave.subject_key, title=wave.title,
            context_label="", people=people, anchor=clock.today("UTC"),
        )  # fmt: skip
        page = f"/d/riverbend/proof/surveys/{wave.pk}/"

        def answer(person, **said):
            by = Actor(tenant=cast.tenant, name="", person_id=person.pk, origin="link")
            with reading(cast.tenant):
                one = Invitation.objects.select_related("wave__instrument").get(wave=wave, person=person)
            responses.submit(by=by, invitation=one, answers=said)

        for person in people[:4]:
            answer(person, used="most", well="very")
        assert "Too few answers" in browse("ola").get(page).text
        answer(people[4], used="some", well="slightly")
        answer(people[5], used="wont", well="very")
        waves.close(by=cast.system, wave=wave)
        with reading(cast.tenant):
            used, well, _what = result_of(SurveyWave.objects.get(pk=wave.pk), "en").items
        assert (used.answered, used.invited, well.answered, well.invited) == (6, 7, 5, 5)
        assert (used.share.in_box, well.share.in_box, well.is_conditional) == (5, 4, True)
        assert "5 answers from the 5 of whom it was asked" in re.sub(
            r"\s+", " ", browse("ola").get(page).text
        )


def test_a_section_at_which_nobody_was_is_settled_without_a_wave(cast, attended):
    section = attended(ana=ArrivalState.NO_SHOW)
    with clock.standing_at(section.ends_at + timedelta(weeks=7)):
        assert asking.ask_all(cast.tenant) == 2 and asking.ask_all(cast.tenant) == 0
    with reading(cast.tenant):
        asked = AskedSection.objects.all()
        assert [one.wave for one in asked] == [None, None] and SurveyWave.objects.count() == 0


def test_a_plan_that_was_thrown_away_is_not_asked_about(cast, later, post, client):
    plans.throw_away(by=cast.actor("ana"), plan=plan_of(cast))
    with later(7.1):
        assert "own_plans" not in post("events.used", cast.people["ana"])[0].context
        assert "What you meant to try" not in client.get(path_of(post, cast.people["ana"])).text


def test_own_words_are_hidden_by_their_name_alone(cast):
    """The defence is the name of the key: without it the office would read the words."""
    kept = mail.send(
        by=cast.system, to=cast.people["ana"], kind="events.used", key="k",
        context={"own_plans": ["a"], "plans": ["a"], "deep": [{"own_x": "a"}]},
    )  # fmt: skip
    assert masks.masked(kept.context) == {"own_plans": "…", "plans": ["a"], "deep": [{"own_x": "…"}]}
