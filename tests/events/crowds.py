"""What the child processes of the concurrency tests of offers, teams and sections do. Real commits, outside pytest."""

import random
import threading
import time
from collections import Counter
from datetime import timedelta
from typing import Any

from django.db import connection

from groundswell.events.actions import events, offers, parties, policy, registration, sections, surge
from groundswell.events.choices import HOLDS_A_SEAT, LIVE
from groundswell.events.models import PartyBooking, Registration, SeatOffer, Section, SessionFacilitator
from groundswell.events.rules import replay
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, writing
from groundswell.roster.actions import districts
from groundswell.roster.models import Person
from tests.events.racers import everybody


def set_up(plan: dict[str, Any]) -> dict[str, Any]:
    """A district with so many people, and one published section in forty days with the policy of the plan."""
    slug = f"crowd-{time.time_ns()}"
    by = Actor.system(districts.found(slug=slug, name="Crowd"))
    ids = everybody(by, plan["people"])
    with reading(by.tenant):
        leaders = list(Person.objects.filter(pk__in=ids[: plan.get("leaders", 0)]))
    begins_at = clock.now() + timedelta(days=40)
    section = events.draft(
        by=by, title="Crowd", begins_at=begins_at, ends_at=begins_at + timedelta(hours=1), seats=plan["cap"],
        facilitators=leaders[:1],
    )  # fmt: skip
    section = policy.set_policy(by=by, section=section, **plan.get("policy", {}))
    events.publish(by=by, section=section)
    return {"district": slug, "section": section.pk, "event": section.event_id, "people": ids}


def book_teams(plan: dict[str, Any]) -> list[str]:
    """Book these teams at once, each in a thread of its own. Gives errors back."""
    errors: list[str] = []
    tenant = Tenant.objects.get(slug=plan["district"])

    def book(ids: list[int]) -> None:
        with reading(tenant):
            team = list(Person.objects.filter(pk__in=ids))
            section = Section.objects.select_related("event").get(pk=plan["section"])
        try:
            parties.book(by=Actor.system(tenant), section=section, name="Team", lead=team[0], people=team)
        except Exception as problem:
            errors.append(f"{type(problem).__name__}: {problem}"[:300])
        connection.close()

    threads = [threading.Thread(target=book, args=(ids,)) for ids in plan["teams"]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def do_anything(plan: dict[str, Any]) -> list[str]:
    """So many threads do so many random things each to one event. Gives back what went wrong; a refusal is right."""
    errors: list[str] = []
    threads = [
        threading.Thread(target=_busy_body, args=(plan, random.Random(plan["seed"] + number), errors))
        for number in range(plan["threads"])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def _busy_body(plan: dict[str, Any], luck: random.Random, errors: list[str]) -> None:
    tenant = Tenant.objects.get(slug=plan["district"])
    by = Actor.system(tenant)
    for _ in range(plan["acts"]):
        act = luck.choice(ACTS)
        try:
            with reading(tenant):
                found = Section.objects.select_related("event").filter(event_id=plan["event"])
                section = luck.choice(list(found.order_by("pk")))
                person = Person.objects.get(pk=luck.choice(plan["people"]))
            act(by, section, person, luck)
        except Refused:
            continue
        except Exception as problem:
            errors.append(f"{act.__name__}: {type(problem).__name__}: {problem}"[:300])
    connection.close()


def _register(by: Actor, section: Section, person: Person, luck: random.Random) -> None:
    registration.register(by=by, section=section, person=person)


def _leave(by: Actor, section: Section, person: Person, luck: random.Random) -> None:
    with reading(by.tenant):
        live = Registration.objects.filter(section=section, state__in=LIVE).select_related("person")
        there = list(live)
    if there:
        registration.leave(by=by, section=section, person=luck.choice(there).person)


def _answer(by: Actor, section: Section, person: Person, luck: random.Random) -> None:
    with reading(by.tenant):
        rows = SeatOffer.objects.filter(registration__section=section, state="open")
        made = rows.select_related("registration__section__event").first()
    if made is not None:
        luck.choice([offers.accept, offers.decline])(by=by, offer=made)


def _expire(by: Actor, section: Section, person: Person, luck: random.Random) -> None:
    with clock.shifted(timedelta(hours=luck.choice([0, 0, 50]))):
        offers.expire_due(by.tenant)


def _book(by: Actor, section: Section, person: Person, luck: random.Random) -> None:
    with reading(by.tenant):
        team = list(Person.objects.order_by("pk")[luck.randrange(20) :][:3])
    parties.book(by=by, section=section, name="Team", lead=team[0], people=team)


def _grow(by: Actor, section: Section, person: Person, luck: random.Random) -> None:
    with writing(by.tenant):
        sections.add_facilitator(by=by, section=section, person=person)
        policy.recount(by=by, section=section)


def _resize(by: Actor, section: Section, person: Person, luck: random.Random) -> None:
    policy.set_policy(by=by, section=section, cap=luck.randint(2, 12))


def _split(by: Actor, section: Section, person: Person, luck: random.Random) -> None:
    if section.number == 1 and luck.random() < 0.3:
        surge.open_another(by=by, section=section, facilitators=[person])


ACTS = [_register] * 6 + [_leave] * 3 + [_answer] * 2 + [_expire, _book, _grow, _resize, _split]


def look(plan: dict[str, Any]) -> dict[str, Any]:
    """Everything that must be true of the event now, as a list of what is not; and how many rows there are."""
    tenant = Tenant.objects.get(slug=plan["district"])
    wrong: list[str] = []
    with reading(tenant):
        for section in Section.objects.filter(event_id=plan["event"]).order_by("pk"):
            rows = list(Registration.objects.filter(section=section))
            held = [row for row in rows if row.state in HOLDS_A_SEAT]
            if len(held) > section.seats or len(held) > section.cap:
                wrong.append(f"section {section.pk} is oversold: {len(held)}")
            if section.per_facilitator:
                leading = SessionFacilitator.objects.filter(section=section).count()
                if len(held) > section.per_facilitator * leading:
                    wrong.append(f"section {section.pk} is above its ratio: {len(held)} for {leading}")
            doubled = Counter(row.person_id for row in rows if row.state in LIVE)
            wrong += [f"person {pk} is there {number} times" for pk, number in doubled.items() if number > 1]
            offered = {row.party_id or -row.pk for row in rows if row.state == "offered"}
            opened = SeatOffer.objects.filter(registration__section=section, state="open").count()
            if len(offered) != opened:
                wrong.append(f"section {section.pk}: {len(offered)} held by offers, {opened} offers")
            for party in PartyBooking.objects.filter(section=section):
                if len({row.state for row in rows if row.party_id == party.pk and row.state in LIVE}) > 1:
                    wrong.append(f"party {party.pk} is torn apart")
            wrong += replay.differences(section)
        states = Counter(
            Registration.objects.filter(section__event_id=plan["event"]).values_list("state", flat=True)
        )
    return {"wrong": wrong, "states": states}
