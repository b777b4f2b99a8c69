"""What the child process of the check-in race does. Runs outside pytest, with real commits."""

import threading
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection

from groundswell.events.actions import arrivals, attendance, checkin, registration
from groundswell.events.models import Arrival, Attendance, Registration, Section
from groundswell.events.queries.meetings import meetings_of
from groundswell.events.rules import checkin as rule
from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry, Tenant
from groundswell.kernel.permissions import Actor, Grant, Permission
from groundswell.kernel.tenancy import reading
from groundswell.roster.models import Person
from tests.events.racers import set_up

PRESSES = 6


def both_at_once(plan: dict[str, Any]) -> dict[str, Any]:
    """One person presses several times at one moment, while somebody taps "attended" on the list."""
    made = set_up({"people": 1, "seats": 1})
    tenant = Tenant.objects.get(slug=made["district"])
    office = Actor.system(tenant)
    with reading(tenant):
        section = Section.objects.select_related("event").get(pk=made["section"])
        person = Person.objects.get(pk=made["people"][0])
        [meeting] = meetings_of(section)
    registration.register(by=office, section=section, person=person)
    if plan.get("unlocked"):
        _unlock()
    grant = Grant("teacher", frozenset({Permission.EVENT_REGISTER}))
    by = Actor(tenant=tenant, name="P", person_id=person.pk, grants=(grant,))
    code = rule.code_at(rule.secret_of(meeting, settings.SECRET_KEY), meeting.begins_at)
    errors: list[str] = []
    acts = [lambda: checkin.check_in(by=by, code=code)] * PRESSES + [lambda: _tap(office, section)]
    _together(errors, acts, meeting.begins_at)
    with reading(tenant):
        return {
            "arrivals": Arrival.objects.count(),
            "attendance": Attendance.objects.count(),
            "entries": JournalEntry.objects.filter(kind="events.arrival.noted").count(),
            "errors": errors,
        }


def _unlock() -> None:
    """Nobody is held up, and nobody writes before two have looked."""
    two, values_of = threading.Barrier(2), arrivals._values

    def after_both_have_looked(*args):
        with suppress(threading.BrokenBarrierError):
            two.wait(30)
        two.abort()
        return values_of(*args)

    arrivals._values = after_both_have_looked
    arrivals.hold = lambda _ids: None
    checkin.lock = lambda row: row


def _tap(by: Actor, section: Section) -> None:
    with reading(by.tenant):
        seat = Registration.objects.get(section=section)
    attendance.note(by=by, section=section, registration=seat, state="attended")


def _together(errors: list[str], acts: list, moment: datetime) -> None:
    gate = threading.Barrier(len(acts))

    def run(act) -> None:
        gate.wait()
        try:
            with clock.standing_at(moment):
                act()
        except Exception as problem:
            errors.append(repr(problem)[:200])
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
