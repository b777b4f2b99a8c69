"""What the child processes of the race around a decision do. Runs outside pytest, with real commits."""

import threading
import time
from decimal import Decimal
from typing import Any

from django.db import connection

from groundswell.cohorts.actions import calls, deciding
from groundswell.cohorts.models import (
    Call,
    Candidacy,
    Reader,
    Reading,
    SelectionDecision,
    SelectionPhase,
    SelectionRecord,
)
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry, Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, writing
from groundswell.roster.models import Person
from tests.cohorts import racers_calls


def set_up(plan: dict[str, Any]) -> dict[str, Any]:
    """A call with a line and settled phases; every school was read once, and one reading is still a draft."""
    made = racers_calls.set_up(plan)
    tenant = Tenant.objects.get(slug=made["district"])
    by = Actor.system(tenant)
    with reading(tenant):
        call = Call.objects.get(pk=made["call"])
    calls.open_call(by=by, call=call)
    with writing(tenant):
        phase = SelectionPhase.objects.get(call=call, kind="reading")
        people = [
            Person.objects.create(tenant=tenant, given_name=f"R{at}", family_name="Reads") for at in range(2)
        ]
        first, second = (Reader.objects.create(tenant=tenant, phase=phase, person=one) for one in people)
        Candidacy.objects.filter(call=call).update(state="interested")
        schools = list(Candidacy.objects.filter(call=call).order_by("pk"))
        for at, one in enumerate(schools):
            Reading.objects.create(
                tenant=tenant, phase=phase, reader=first, candidacy=one, state="done", total=Decimal(1 + at % 4),
                done_at=clock.now(),
            )  # fmt: skip
        left = Reading.objects.create(
            tenant=tenant, phase=phase, reader=second, candidacy=schools[0], state="draft"
        )
        SelectionPhase.objects.filter(call=call).update(settled_at=clock.now())
    decision = deciding.draft(by=by, call=call, cut=Decimal("3.5"))
    return made | {"decision": decision.pk, "left": left.pk, "school": schools[0].school_id}


def decide(plan: dict[str, Any]) -> dict[str, Any]:
    """From several threads, again and again while a reading is not finished, until somebody has decided."""
    told: dict[str, Any] = {"decided": 0, "refused": 0, "errors": []}
    threads = [threading.Thread(target=_decide, args=(plan, told)) for _ in range(plan["threads"])]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return told


def _decide(plan: dict[str, Any], told: dict[str, Any]) -> None:
    try:
        tenant = Tenant.objects.get(slug=plan["district"])
        with reading(tenant):
            decision = SelectionDecision.objects.select_related("call").get(pk=plan["decision"])
        for _ in range(200):
            try:
                deciding.decide(by=Actor.system(tenant), decision=decision, reason="The readings.")
            except Refused as refusal:
                if "not finished" not in str(refusal):
                    told["refused"] += 1
                    return
                time.sleep(0.01)
            else:
                told["decided"] += 1
                return
    except Exception as error:
        told["errors"].append(repr(error))
    finally:
        connection.close()


def finish(plan: dict[str, Any]) -> dict[str, Any]:
    """The last reading is finished in the middle of it: written, and only then committed."""
    tenant = Tenant.objects.get(slug=plan["district"])
    time.sleep(0.2)
    with writing(tenant):
        Reading.objects.filter(pk=plan["left"]).update(state="done", total=Decimal(4), done_at=clock.now())
        time.sleep(0.3)
    return {}


def look(plan: dict[str, Any]) -> dict[str, Any]:
    """What came of it."""
    tenant = Tenant.objects.get(slug=plan["district"])
    with reading(tenant):
        records = list(SelectionRecord.objects.filter(decision=plan["decision"]))
        told = JournalEntry.objects.filter(kind="cohorts.decision.decided").count()
        [school] = [one for one in records[0].data["schools"] if one["school"] == plan["school"]]
    return {
        "records": len(records), "told": told, "readings": school["readings"], "score": school["score"],
    }  # fmt: skip
