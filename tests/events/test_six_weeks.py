"""Six weeks later, asked anonymously: on the clock, the plan before one's eyes, and nothing of it with the answer."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client

from groundswell.events.actions import asking, asking_rules, attendance, plans, registration
from groundswell.events.models import AskedSection, FollowUpRule, ImplementationPlan
from groundswell.events.queries.asking import due, rules
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, writing
from groundswell.notices.rules.letters import render
from groundswell.roster.models import Person
from groundswell.surveys.actions import deposits, kiosk, responses, waves
from groundswell.surveys.models import Answer, Deposit, Invitation, Response, SurveyWave
from groundswell.surveys.queries.results import tallies_of
from groundswell.surveys.rules.refusals import Refused as RefusedThere
from tests.events.conftest import acting
from tests.surveys.attacker import allowed
from tests.surveys.browsers import Browser

SAID = ("wont", "planned", "planned", "planned", "wont", "planned") + ("some", "most", "some", "all") * 2


class Asked:
    """A workshop that is over, who was there, and the anonymous rule for it. Everybody but the last wrote a plan."""

    def __init__(self, cast, section, people, rule) -> None:
        self.cast, self.section, self.people, self.rule = cast, section, people, rule

    def words(self, person) -> str:
        return f"Number talks at table {person.pk}, before the bell"

    @property
    def wave(self) -> SurveyWave:
        with reading(self.cast.tenant):
            return (
                AskedSection.objects.select_related("wave__instrument", "wave__tenant")
                .get(rule=self.rule)
                .wave
            )

    def weeks_later(self, weeks: float):
        return clock.standing_at(self.section.ends_at + timedelta(weeks=weeks))

    def answer_all(self, text=lambda person: "It runs by now.") -> None:
        for person, used in zip(self.people, SAID, strict=True):
            said = {"used": used, "what": text(person)} | ({"well": "very"} if used in SAID[-8:] else {})
            Browser(self.cast.tenant, self.wave, person).answer(said)

    def close(self) -> None:
        with self.weeks_later(11):
            waves.close_due(self.cast.tenant)


@pytest.fixture
def asked(cast, workshop):
    """Fourteen people were there; the office asks them anonymously and leaves the usual rule out."""
    section = workshop(begins_in=timedelta(days=7), seats=20)
    with writing(cast.tenant):
        people = Person.objects.bulk_create(
            Person(
                tenant=cast.tenant, given_name=f"Given{n}", family_name="Q", email=f"q{n}@riverbend.example"
            )
            for n in range(len(SAID))
        )
    places = [registration.register(by=cast.actor("ola"), section=section, person=one) for one in people]
    with clock.standing_at(section.ends_at + timedelta(hours=1)):
        for place in places:
            attendance.note(by=cast.actor("dev"), section=section, registration=place, state="attended")
        rule = without_names(cast, section)
        made = Asked(cast, section, people, rule)
        for person in people[:-1]:
            plans.write(
                by=acting(cast.tenant, person), section=section, what=made.words(person),
                by_when=section.ends_at.date() + timedelta(days=30),
            )  # fmt: skip
    return made


def without_names(cast, section, **more) -> FollowUpRule:
    with reading(cast.tenant):
        usual = next(one for one in rules() if one.name == "used")
        event = section.event
    asking_rules.leave_out(by=cast.actor("ola"), rule=usual, event=event)
    said = {
        "instrument_key": "six_weeks", "days_after": 42, "open_days": 21, "promise": "anonymous", "kind": "",
        "programme": None, "event": event,
    }  # fmt: skip
    return asking_rules.add(by=cast.actor("ola"), **said | more)


def path_of(post, person, kind="events.used") -> str:
    return urlsplit(post(kind, person)[-1].context["action_url"]).path


def test_it_is_due_on_the_clock_in_the_weekly_batch_and_once(cast, asked, post):
    with reading(cast.tenant):
        for weeks, sections in ((5.9, 0), (7.1, 1)):
            with asked.weeks_later(weeks):
                found = {rule.pk: rows.count() for rule, rows in due(cast.tenant)}
                assert found[asked.rule.pk] == sections, weeks
    with asked.weeks_later(7.1):
        asking.ask_all(cast.tenant)
        asking.ask_all(cast.tenant)
    assert (asked.wave.promise, asked.wave.invited) == ("anonymous", len(SAID))
    assert len(post("events.used")) == len(SAID)


def test_the_mail_promises_what_is_kept_and_carries_no_plan(cast, asked, post):
    with asked.weeks_later(7.1):
        asking.ask_all(cast.tenant)
    with asked.weeks_later(8):
        waves.remind_due(cast.tenant)
    for kind in ("events.used", "events.used_reminder"):
        [sent] = post(kind, asked.people[0])
        assert "/answer/" in sent.context["action_url"] and "own_plans" not in sent.context
        told = {"language": "en", "zone": "America/New_York", "name": "", "district": "Riverbend"}
        letter = render(kind=kind, context=sent.context, **told)
        assert "are anonymous" in letter.text and "together with those of others" not in letter.text


def test_the_page_shows_the_plan_to_its_writer_and_no_field_holds_it(cast, asked, post, client):
    with asked.weeks_later(7.1):
        asking.ask_all(cast.tenant)
        first, last = asked.people[0], asked.people[-1]
        page = client.get(path_of(post, first)).text
        form = page[page.index("<form") :]
        assert asked.words(first) in page and asked.words(first) not in form
        assert "data-weaker" in page and "plan-" not in page
        assert asked.words(asked.people[1]) not in page
        assert "What you meant to try" not in client.get(path_of(post, last)).text


def test_on_today_it_leads_to_the_page_of_every_anonymous_wave(cast, attended, browse):
    section = attended(ana="attended")
    with clock.standing_at(section.ends_at + timedelta(hours=2)):
        without_names(cast, section)
        plans.write(by=cast.actor("ana"), section=section, what="The bell", by_when=section.ends_at.date())
    with clock.standing_at(section.ends_at + timedelta(weeks=7.1)):
        asking.ask_all(cast.tenant)
        ana = browse("ana")
        today = ana.get("/d/riverbend/").text
        assert "What did you use?" in today and "nobody can find out which answers are yours" in today
        with reading(cast.tenant):
            invitation = Invitation.objects.get(wave__promise="anonymous")
        page = ana.get(f"/d/riverbend/answer/mine/{invitation.pk}/")
        assert page.status_code == 200 and "The bell" in page.text and "with my role" not in page.text
        assert ana.get(f"/d/riverbend/events/used/mine/{invitation.pk}/").status_code == 404


def test_the_page_with_a_name_opens_no_link_of_it(cast, asked, post, client):
    """Neither by the mailed secret nor by the number; what is sent there moves no plan and stores no answer."""
    with asked.weeks_later(7.1):
        asking.ask_all(cast.tenant)
        person = asked.people[0]
        path = path_of(post, person).replace("/answer/", "/events/used/")
        plan = plan_of(cast, person)
        for said in (client.get(path), client.post(path, {"used": "all", f"plan-{plan.pk}-state": "done"})):
            assert said.status_code == 404
        by = Actor(tenant=cast.tenant, name=person.name, person_id=person.pk, origin="link")
        with reading(cast.tenant):
            invitation = Invitation.objects.select_related("wave__tenant", "person").get(
                wave=asked.wave, person=person
            )
        with pytest.raises(ValueError, match=r"."):
            responses.submit(by=by, invitation=invitation, answers={"used": "all"})
        with pytest.raises(RefusedThere, match="shared device"):
            kiosk.open_kiosk(by=cast.actor("ola"), wave=asked.wave, hours=1)
    assert plan_of(cast, person).state == "planned"
    with reading(cast.tenant):
        assert not Response.objects.filter(wave=asked.wave).exists()


def plan_of(cast, person) -> ImplementationPlan:
    with reading(cast.tenant):
        return ImplementationPlan.objects.get(person=person)


def test_three_states_stand_apart_once_it_is_over_and_nothing_before(cast, asked, browse):
    with asked.weeks_later(7.1):
        asking.ask_all(cast.tenant)
        asked.answer_all()
    asked.close()
    with asked.weeks_later(11):
        page = browse("ola").get(f"/d/riverbend/proof/surveys/{asked.wave.pk}/").text
    with reading(cast.tenant):
        used = next(one for one in tallies_of(asked.wave) if one.item.key == "used")
    assert {key: used.counts[key] for key in set(SAID)} == {key: SAID.count(key) for key in set(SAID)}
    for share in ("2 of 14 who answered", "4 of 14 who answered", "8 of 14 who answered"):
        assert share in page


def carried(cast, asked) -> list[int]:
    """Whose plan's words lie with an answer, waiting or opened."""
    with reading(cast.tenant):
        text = str([physical(cast.tenant, table) for table in ("surveys_response", "surveys_answer")])
        for one in Deposit.objects.all():
            waits = deposits.opened(one.sealed, secret=deposits.settings.SECRET_KEY, purpose=deposits.PURPOSE)
            text += waits.decode()
        return [one.pk for one in asked.people if asked.words(one) in text]


def test_neither_a_plan_nor_its_number_lies_beside_an_answer(cast, asked, post):
    """Sent by the page's own form, without a script, where the server sees most; and a plan sent along is dropped."""
    with asked.weeks_later(7.1):
        asking.ask_all(cast.tenant)
        for person, used in zip(asked.people, SAID, strict=True):
            sent = {"used": used, "own_plans": asked.words(person), "plan": "1", "plan-1-state": "done"}
            assert Client().post(path_of(post, person), sent).status_code == 200
    assert carried(cast, asked) == []
    asked.close()
    assert carried(cast, asked) == []
    with reading(cast.tenant):
        assert Response.objects.filter(wave=asked.wave, invitation=None).count() == len(SAID)
        assert {one.state for one in ImplementationPlan.objects.all()} == {"planned"}
        columns = {field.name for model in (Response, Answer, Deposit) for field in model._meta.get_fields()}
    assert not {one for one in columns if "plan" in one or "categ" in one}


def test_who_repeats_a_plan_is_recognised_as_the_page_says(cast, asked):
    """The control of the test above: the same search finds what somebody wrote themselves."""
    with asked.weeks_later(7.1):
        asking.ask_all(cast.tenant)
        person = asked.people[-2]
        Browser(cast.tenant, asked.wave, person).answer(
            {"used": "some", "well": "very", "what": asked.words(person)}
        )
    assert carried(cast, asked) == [person.pk]


def test_laying_plans_beside_answers_in_any_order_says_no_more_than_chance(cast, asked):
    """Writers in the order of each column of their plan and their invitation, answers in that of each of theirs and of
    the disk; the control lays the answers as they were sent, which nothing stored tells.
    """
    with asked.weeks_later(7.1):
        asking.ask_all(cast.tenant)
        asked.answer_all(lambda person: f"«{person.pk}» is me.")
    asked.close()
    with reading(cast.tenant):
        plans_ = list(ImplementationPlan.objects.values())
        right = {row["person_id"]: row for row in Invitation.objects.filter(wave=asked.wave).values()}
        writers = [right[plan["person_id"]] | {f"plan {key}": plan[key] for key in plan} for plan in plans_]
        texts = [
            row for row in physical(cast.tenant, "surveys_answer") if str(row["text"]).endswith("is me.")
        ]
        kept = {str(row["key"]): row for row in physical(cast.tenant, "surveys_response")}
    answers = [
        row | {f"response {name}": v for name, v in kept[str(row["response_id"])].items()} for row in texts
    ]
    guesses = {
        (first, second) for first in telling(writers) for second in telling(answers) if second != "text"
    }
    hits = [right_ones(writers, answers, *by, turned) for by in guesses for turned in (False, True)]
    bound = allowed([len(writers)], len(hits))
    assert len(hits) > 20 and max(hits) <= bound < len(writers)
    sent = {f"«{person.pk}» is me.": nth for nth, person in enumerate(asked.people)}
    leaked = [row | {"sent": sent[row["text"]]} for row in answers]
    assert right_ones(writers, leaked, "done_at", "sent", False) == len(writers)


def physical(tenant, table: str) -> list[dict]:
    """The rows of a table with what the engine itself says of each."""
    place = "rowid" if connection.vendor == "sqlite" else "xmin::text::bigint * 1000 + (ctid::text::point)[1]"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {place} AS place_, own.* FROM {table} own WHERE tenant_id = %s", [tenant.pk])
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def telling(rows: list[dict]) -> set[str]:
    """The columns in which not all are the same."""
    return {name for name in rows[0] if len({str(row[name]) for row in rows}) > 1}


def right_ones(writers, answers, writers_by: str, answers_by: str, turned: bool) -> int:
    """How many stand beside their own answer when both are put in order."""
    first = sorted(writers, key=lambda row: str(row[writers_by]).zfill(30))
    second = sorted(answers, key=lambda row: str(row[answers_by]).zfill(30), reverse=turned)
    return sum(b["text"] == f"«{a['person_id']}» is me." for a, b in zip(first, second, strict=False))


def test_the_office_chooses_it_in_the_rule_and_reads_its_price(cast, browse):
    ola = browse("ola")
    assert "Anonymous has its price" in ola.get("/d/riverbend/events/asking/new/").text
    with reading(cast.tenant):
        used = next(one for one in rules() if one.name == "used")
    changed = asking_rules.change(by=cast.actor("ola"), rule=used, promise="anonymous")
    assert changed.promise == "anonymous"
    with pytest.raises(Refused, match="confidential or anonymous"):
        asking_rules.change(by=cast.actor("ola"), rule=changed, promise="named")
