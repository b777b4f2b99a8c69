"""What the child processes of the race test do. Runs outside pytest, with real commits."""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connection

from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry, Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, writing
from groundswell.roster.actions import districts, people
from groundswell.surveys.actions import responses, stopping, waves
from groundswell.surveys.models import Answer, Invitation, Response, SurveyWave


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


def stop_while_mailing(plan: dict[str, Any]) -> list[str]:
    """A reminder round and a stop meet over three people, whose rows lie the other way round; what went wrong.

    Somebody holds the person in the middle until both wait.
    """
    tenant, wrong = Tenant.objects.get(slug=plan["district"]), list[str]()
    by = Actor.system(tenant)
    with reading(tenant):
        wave, pks = (
            SurveyWave.objects.get(),
            list(Invitation.objects.order_by("pk").values_list("pk", flat=True)),
        )
    waves.remind_soon(by=by, wave=wave)
    for pk in pks[1::-1]:
        with writing(tenant):
            Invitation.objects.filter(pk=pk).update(reminder_hash=f"again {pk}")

    def run(verb: Callable[[], Any]) -> None:
        try:
            verb()
        except Exception as problem:
            wrong.append(f"{type(problem).__name__}: {problem}"[:300])
        connection.close()

    threads = [
        threading.Thread(target=run, args=[lambda: waves.remind_due(tenant)]),
        threading.Thread(target=run, args=[lambda: stopping.stop(by=by, wave=wave)]),
    ]
    with writing(tenant):
        list(Invitation.objects.filter(pk=pks[1]).select_for_update(of=("self",)))
        for waiting, thread in enumerate(threads, start=1):
            thread.start()
            _until_wait(waiting)
    for thread in threads:
        thread.join()
    return wrong


def _until_wait(many: int) -> None:
    """Until so many sessions wait for a lock."""
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(DISTINCT pid) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0] >= many:
                return
        time.sleep(0.05)
    raise AssertionError(f"{many} sessions should wait by now.")


def look(plan: dict[str, Any]) -> dict[str, int]:
    """What is stored now, in numbers, after the worker's round."""
    tenant = Tenant.objects.get(slug=plan["district"])
    with reading(tenant):
        return {
            "responses": Response.objects.count(),
            "released": Answer.objects.filter(is_released=True).count(),
            "entries": JournalEntry.objects.filter(kind="surveys.invitation.answered").count(),
        }
