"""What the child processes of the races for one application do. Runs outside pytest, with real commits."""

import threading
import time
from datetime import timedelta
from typing import Any

from django.db import connection

from groundswell.cohorts.actions import applications
from groundswell.cohorts.models import (
    AdoptionWave,
    Application,
    ApplicationPart,
    Call,
    Candidacy,
    PartWording,
    SelectionPhase,
)
from groundswell.cohorts.rules.applications import receipt_now
from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry, Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, writing
from groundswell.planning.actions import goals
from groundswell.planning.models import Initiative
from groundswell.roster.actions import districts, organisations

PARTS = 4


def set_up(_plan: dict[str, Any]) -> dict[str, Any]:
    """A district with one school and its application of four parts, written now."""
    slug, now = f"race-{time.time_ns()}", clock.now()
    tenant = districts.found(slug=slug, name="Race")
    school = organisations.add_school(by=Actor.system(tenant), name="Race School", parent=None)
    goal = goals.add(
        by=Actor.system(tenant), number=1, title={"en": "Every school"}, from_year=2027, to_year=2030
    )
    with writing(tenant):
        initiative = Initiative.objects.create(tenant=tenant, name={"en": "Race"}, from_year=2027, goal=goal)
        wave = AdoptionWave.objects.create(
            tenant=tenant, initiative=initiative, number=1, year=2027, planned=1
        )
        call = Call.objects.create(tenant=tenant, wave=wave, title={"en": "Race"}, places=1, state="open")
        for at, kind in enumerate(("interest", "reading"), start=1):
            begins = now + timedelta(days=at - 2)
            SelectionPhase.objects.create(
                tenant=tenant,
                call=call,
                position=at,
                kind=kind,
                opens_at=begins,
                closes_at=begins + timedelta(days=2),
            )
        for at in range(1, PARTS + 1):
            ApplicationPart.objects.create(
                tenant=tenant, call=call, position=at, title=f"Part {at}", required=False
            )
        candidacy = Candidacy.objects.create(tenant=tenant, call=call, school=school, state="interested")
        application = Application.objects.create(tenant=tenant, candidacy=candidacy)
    return {"district": slug, "application": application.pk}


def write(plan: dict[str, Any]) -> list[str]:
    """Each of ``writers`` at once: ``same`` all into the first part, ``own`` each into a part of their own, ``submit``
    hands it in, ``mixed`` writes and hands in. ``unlocked`` does without the locks. Gives back what went wrong."""
    tenant = Tenant.objects.get(slug=plan["district"])
    wrong: list[str] = []
    if plan.get("unlocked"):
        applications.lock = _read_only  # type: ignore[assignment]
    threads = [
        threading.Thread(target=_write, args=(tenant, plan, writer, wrong)) for writer in plan["writers"]
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return wrong


def _read_only(row: Any) -> Any:
    """What ``lock`` would be if it held nothing; others get time to come in between."""
    found = type(row)._default_manager.get(pk=row.pk)
    time.sleep(0.05)
    return found


def _write(tenant: Tenant, plan: dict[str, Any], writer: int, wrong: list[str]) -> None:
    by, how = Actor.system(tenant), plan["how"]
    try:
        with reading(tenant):
            application = Application.objects.select_related("candidacy").get(pk=plan["application"])
            parts = list(ApplicationPart.objects.order_by("position"))
        part = parts[0] if how == "same" else parts[writer % PARTS]
        for at in range(plan.get("times", 1)):
            if how != "submit":
                text = f"Writer {writer} says {at}."
                applications.save(
                    by=by, application=application, part=part, text=text, seen=at, page=f"{writer}"
                )
            if how in ("submit", "mixed"):
                applications.submit(by=by, application=application)
    except Exception as error:
        wrong.append(repr(error))
    finally:
        connection.close()


def look(plan: dict[str, Any]) -> dict[str, Any]:
    """What there is afterwards."""
    tenant = Tenant.objects.get(slug=plan["district"])
    with reading(tenant):
        application = Application.objects.select_related("candidacy").get(pk=plan["application"])
        rows = list(
            PartWording.objects.order_by("part", "number").values_list("part__position", "number", "holds")
        )
        entries = JournalEntry.objects.filter(kind="cohorts.application.submitted").order_by("pk")
        return {
            "rows": rows,
            "receipts": [one.data["receipt"] for one in entries],
            "receipt": application.receipt,
            "now": receipt_now(application),
        }
