"""What the child processes of the race test do. Runs outside pytest, with real commits."""

import threading
import time
from typing import Any

from django.db import connection

from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry, Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading
from groundswell.roster.actions import districts, people
from groundswell.surveys.actions import responses, waves
from groundswell.surveys.models import Answer, Invitation, Response


def set_up(plan: dict[str, Any]) -> dict[str, Any]:
    """A district in which so many people are asked."""
    slug = f"race-{time.time_ns()}"
    by = Actor.system(districts.found(slug=slug, name="Race", threshold=5))
    asked = [
        people.add_person(by=by, given_name=f"P{at}", family_name="Racer", email=f"p{at}@race.example")
        for at in range(plan["people"])
    ]
    wave = waves.open_for(
        by=by,
        instrument_key="post_event",
        subject_key="race",
        title="Race",
        context_label="",
        people=asked,
        anchor=clock.today("America/New_York"),
    )
    return {"district": slug, "wave": wave.pk}


def answer_all(plan: dict[str, Any]) -> dict[str, Any]:
    """Answer every invitation, from several threads that all begin with the same one."""
    told: dict[str, Any] = {"stored": 0, "spent": 0, "errors": []}
    threads = [threading.Thread(target=_one_runner, args=(plan, told)) for _ in range(plan["threads"])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def _one_runner(plan: dict[str, Any], told: dict[str, Any]) -> None:
    tenant = Tenant.objects.get(slug=plan["district"])
    with reading(tenant):
        invitations = list(Invitation.objects.select_related("wave").order_by("pk"))
    for invitation in invitations:
        by = Actor(tenant=tenant, name="", person_id=invitation.person_id, origin="link")
        try:
            responses.submit(by=by, invitation=invitation, answers={"confident": "very"})
            told["stored"] += 1
        except responses.LinkIsSpent:
            told["spent"] += 1
        except Exception as problem:
            told["errors"].append(f"{type(problem).__name__}: {problem}"[:300])
    connection.close()


def look(plan: dict[str, Any]) -> dict[str, int]:
    """What is stored now, in numbers, after the worker's round."""
    tenant = Tenant.objects.get(slug=plan["district"])
    with reading(tenant):
        return {
            "responses": Response.objects.count(),
            "released": Answer.objects.filter(is_released=True).count(),
            "entries": JournalEntry.objects.filter(kind="surveys.invitation.answered").count(),
        }
