"""What the child processes of the race around a call do. Runs outside pytest, with real commits."""

import threading
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection

from groundswell.cohorts.actions import calls, candidacies
from groundswell.cohorts.models import Call, Candidacy
from groundswell.cohorts.rules.phases import shipped
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry, Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading
from groundswell.notices.models import OutgoingMail
from groundswell.planning.actions import goals, initiatives
from groundswell.planning.choices import TextKind
from groundswell.roster.actions import districts, organisations, people
from groundswell.roster.choices import OrganisationKind, PositionRole
from groundswell.roster.models import Organisation

TERMS: dict[str, Any] = {"title": {"en": "Race"}, "text": {}, "commitments": [{"en": "To run."}]}


def set_up(plan: dict[str, Any]) -> dict[str, Any]:
    """A district with so many schools and a call that is ready to open."""
    slug = f"call-race-{time.time_ns()}"
    tenant = districts.found(slug=slug, name="Race", threshold=5)
    by = Actor.system(tenant)
    _schools(by, plan["schools"])
    goal = goals.add(by=by, number=1, title={"en": "All"}, from_year=2026, to_year=2030)
    initiative = initiatives.add(by=by, name={"en": "Race"}, goal=goal, from_year=2027)
    for kind in TextKind:
        initiatives.write(by=by, initiative=initiative, kind=kind, text={"en": "Because."})
    initiatives.note_inquiry(
        by=by, initiative=initiative, kind="visit", held_on=date(2026, 1, 5), with_whom="A", learnt="B"
    )
    phases = shipped(clock.today(tenant.time_zone), tenant.time_zone)
    wave = {"number": 1, "year": 2027, "planned": 10}
    call = calls.prepare_wave(by=by, initiative=initiative, phases=phases, places=2, **wave, **TERMS)
    return {"district": slug, "call": call.pk}


def _schools(by: Actor, count: int) -> None:
    with reading(by.tenant):
        top = Organisation.objects.get(kind=OrganisationKind.DISTRICT)
    for at in range(count):
        school = organisations.add_school(by=by, name=f"School {at}", parent=top)
        head = people.add_person(
            by=by, given_name=f"H{at}", family_name="R", email=f"h{at}@{by.tenant.slug}.example"
        )
        people.give_position(by=by, person=head, organisation=school, role=PositionRole.PRINCIPAL)


def open_and_answer(plan: dict[str, Any]) -> dict[str, Any]:
    """From several threads: open the call, then have every school take part."""
    told: dict[str, Any] = {"errors": []}
    tenant = Tenant.objects.get(slug=plan["district"])

    def run() -> None:
        try:
            by = Actor.system(tenant)
            with reading(tenant):
                call = Call.objects.get(pk=plan["call"])
            calls.open_call(by=by, call=call)
            with reading(tenant):
                rows = list(Candidacy.objects.filter(call=call).order_by("pk"))
            for row in rows:
                candidacies.take_part(by=by, candidacy=row)
        except Exception as problem:
            told["errors"].append(f"{type(problem).__name__}: {problem}"[:300])
        connection.close()

    _together([run] * plan["threads"])
    return told


def edit(plan: dict[str, Any]) -> dict[str, int]:
    """Several people keep a draft of which all have seen the same version: how many could, and how many were told."""
    told = {"kept": 0, "refused": 0, "errors": 0}
    tenant = Tenant.objects.get(slug=plan["district"])
    with reading(tenant):
        call = Call.objects.get(pk=plan["call"])

    def run() -> None:
        try:
            calls.edit(by=Actor.system(tenant), call=call, places=3, seen=plan.get("seen"), **TERMS)
            told["kept"] += 1
        except Refused:
            told["refused"] += 1
        except Exception:
            told["errors"] += 1
        connection.close()

    _together([run] * plan["threads"])
    return told


def _together(runs: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=run) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def look(plan: dict[str, Any]) -> dict[str, int]:
    """What is stored now, in numbers."""
    tenant = Tenant.objects.get(slug=plan["district"])
    with reading(tenant):
        entries = JournalEntry.objects.order_by()
        return {
            "candidacies": Candidacy.objects.count(),
            "mails": OutgoingMail.objects.filter(kind="cohorts.invited").count(),
            "opened": entries.filter(kind="cohorts.call.opened").count(),
            "interested": entries.filter(kind="cohorts.candidacy.interested").count(),
        }
