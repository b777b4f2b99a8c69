"""What the child processes of the race for anonymous answers do. Runs outside pytest, with real commits."""

import os
import threading
import time
from collections import Counter
from typing import Any

from django.db import connection

from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry, Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, writing
from groundswell.roster.actions import districts
from groundswell.roster.models import Person
from groundswell.surveys.actions import anonymous, responses, waves
from groundswell.surveys.models import Deposit, Invitation, Response, SpentToken, SurveyWave
from groundswell.surveys.rules import blinding
from tests.surveys.browsers import GOOD, Browser


def set_up(plan: dict[str, Any]) -> dict[str, Any]:
    """A district in which so many people are asked anonymously; the blinded values of each, several of them."""
    slug = f"blind-race-{time.time_ns()}"
    tenant = districts.found(slug=slug, name="Race", threshold=5)
    with writing(tenant):
        people = Person.objects.bulk_create(
            Person(tenant=tenant, given_name=f"P{at}", family_name="Racer") for at in range(plan["people"])
        )
    wave = waves.open_for(
        by=Actor.system(tenant), instrument_key="post_event", subject_key="race", title="Race", context_label="",
        people=people, anchor=clock.today("America/New_York"), promise="anonymous",
    )  # fmt: skip
    browsers = [Browser(tenant, wave, person).blind() for person in people]
    own = [[one.token.hex(), one.blinded.hex(), hex(one.inverse)] for one in browsers]
    return {"district": slug, "wave": wave.pk, "own": own}


def answer_all(plan: dict[str, Any]) -> dict[str, Any]:
    """Everybody signs and deposits, from several threads that all begin with the same one.

    Every second thread blinds another token for each person, as somebody who wants to vote twice would.
    """
    told: dict[str, Any] = {"what": Counter(), "signatures": [], "errors": []}
    threads = [
        threading.Thread(target=_one_runner, args=(plan, told, at % 2)) for at in range(plan["threads"])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def _one_runner(plan: dict[str, Any], told: dict[str, Any], stuffs: int) -> None:
    tenant = Tenant.objects.get(slug=plan["district"])
    with reading(tenant):
        wave = SurveyWave.objects.select_related("tenant", "instrument").get(pk=plan["wave"])
        invitations = list(Invitation.objects.select_related("wave", "person").order_by("pk"))
    for invitation, (token, blinded, inverse) in zip(invitations, plan["own"], strict=True):
        browser = Browser(tenant, wave, invitation.person)
        if stuffs:
            browser.blind()
        else:
            browser.token, browser.blinded, browser.inverse = (
                bytes.fromhex(token),
                bytes.fromhex(blinded),
                int(inverse, 16),
            )
        try:
            browser.sign(invitation=invitation)
            told["what"][f"signed {'another' * stuffs}"] += 1
            told["signatures"].append(blinding.to_text(browser.signature))
            browser.deposit()
            told["what"]["stored"] += 1
        except responses.LinkIsSpent:
            told["what"][f"spent {'another' * stuffs}"] += 1
        except anonymous.TokenIsSpent:
            told["what"]["stored before"] += 1
        except Exception as problem:
            told["errors"].append(f"{type(problem).__name__}: {problem}"[:300])
    connection.close()


def answer_and_die(plan: dict[str, Any]) -> None:
    """Without a script: the power goes out when the invitation is done and the answer is not there."""
    anonymous._put_unscripted = lambda **_: os._exit(9)
    _send(plan)


def answer_without_script(plan: dict[str, Any]) -> list[str]:
    """The same link again, twice."""
    return [_send(plan), _send(plan)]


def _send(plan: dict[str, Any]) -> str:
    tenant = Tenant.objects.get(slug=plan["district"])
    with reading(tenant):
        invitation = Invitation.objects.select_related("wave__tenant", "person").order_by("pk")[0]
    by = Actor(tenant=tenant, name="", person_id=invitation.person_id, origin="link")
    try:
        anonymous.submit_unscripted(by=by, invitation=invitation, answers=GOOD)
    except responses.LinkIsSpent:
        return "spent"
    return "stored"


def look(plan: dict[str, Any]) -> dict[str, int]:
    """What is stored now, in numbers."""
    tenant = Tenant.objects.get(slug=plan["district"])
    with reading(tenant):
        return {
            "done": Invitation.objects.filter(done_at__isnull=False).count(),
            "tokens": SpentToken.objects.count(),
            "answers": Response.objects.count() + Deposit.objects.count(),
            "waiting": Deposit.objects.count(),
            "entries": JournalEntry.objects.filter(kind="surveys.invitation.took_part").count(),
        }
