"""What the child processes of the tests of substitutes do: teachers of two schools, and sections on one school day."""

import random
import threading
import time
from datetime import datetime, timedelta
from datetime import time as hour
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from groundswell.events.actions import events, filling, registration, school_day
from groundswell.events.models import Registration, Section
from groundswell.events.rules import replay, substitutes
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading
from groundswell.roster.actions import districts, organisations, people
from groundswell.roster.choices import PositionRole
from groundswell.roster.models import Person

HOURS = (8, 9, 11, 13)


def set_up(plan: dict[str, Any]) -> dict[str, Any]:
    """Two schools with so many teachers each, so many substitutes a day, and four sections on a Tuesday."""
    slug = f"away-{time.time_ns()}"
    by = Actor.system(districts.found(slug=slug, name="Away"))
    for name in ("Alder", "Birch"):
        school = organisations.add_school(by=by, name=name, parent=None)
        for at in range(plan["teachers"]):
            person = people.add_person(
                by=by, given_name=f"T{at}", family_name=name, email=f"t{at}@{name.lower()}.example"
            )
            people.give_position(by=by, person=person, organisation=school, role=PositionRole.TEACHER)
    today = clock.today(by.tenant.time_zone)
    day = today + timedelta(days=14 + (1 - today.weekday()) % 7)
    sections = [_section(by, datetime.combine(day, hour(at), ZoneInfo(by.tenant.time_zone))) for at in HOURS]
    school_day.set_cap(by=by, number=plan["cap"], begins_on=day, ends_on=day)
    with reading(by.tenant):
        ids = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    return plan | {"district": slug, "sections": sections, "people": ids}


def _section(by: Actor, begins_at: datetime) -> int:
    section = events.draft(
        by=by, title=f"Away at {begins_at}", begins_at=begins_at, ends_at=begins_at + timedelta(minutes=50), seats=30
    )  # fmt: skip
    return events.publish(by=by, section=section).pk


def come_and_go(plan: dict[str, Any]) -> list[str]:
    """So many threads register and leave as chance has it. Gives back what went wrong."""
    if plan.get("naive"):
        filling.lock = lambda row: row  # the count of substitutes without its lock
    seen = substitutes.taken

    def slowly(*about: Any) -> Any:
        found = seen(*about)
        time.sleep(0.2 if plan.get("naive") else 0.005)  # long enough for another section to count, too
        return found

    substitutes.taken = slowly
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
    acts = [registration.register, registration.register, registration.leave]
    if plan.get("naive"):
        acts = acts[:2]  # who leaves would hide that there were too many
    for _ in range(plan["acts"]):
        try:
            with reading(tenant):
                section = Section.objects.select_related("event").get(pk=luck.choice(plan["sections"]))
                person = Person.objects.get(pk=luck.choice(plan["people"]))
            act = luck.choice(acts)
            act(by=by, section=section, person=person)
            if luck.random() < 0.1:
                school_day.work_off(tenant)
        except Refused:
            continue
        except Exception as problem:
            errors.append(f"{type(problem).__name__}: {problem}"[:300])
    connection.close()


def look(plan: dict[str, Any]) -> dict[str, Any]:
    """Once all is quiet and the worker has done its part: who is away, who still waits though they could go."""
    tenant = Tenant.objects.get(slug=plan["district"])
    rounds = 0
    while rounds < 50 and school_day.work_off(tenant):
        rounds += 1
    with reading(tenant):
        sections = list(
            Section.objects.select_related("event").filter(pk__in=plan["sections"]).order_by("pk")
        )
        people = {one.pk: plan["people"] for one in sections}
        wanted = substitutes.wanted(people, sections, tenant.time_zone)
        away = substitutes.taken(wanted.caps, tenant.time_zone)
        waiting = Registration.objects.filter(section__in=sections, state="waiting")
        left = [
            f"{one.person_id} waits in {one.section_id}"
            for one in waiting
            for day in wanted.needs[one.section_id, one.person_id]
            if one.person_id in away[day] or len(away[day]) < wanted.caps[day]
        ]
        wrong = [difference for one in sections for difference in replay.differences(one)]
        return {"away": sorted(len(some) for some in away.values()), "left": left, "wrong": wrong}
