"""What the child processes of the race for askings do. Runs outside pytest, with real commits."""

import time
from datetime import timedelta
from typing import Any

from groundswell.events.actions import asking, attendance, events, registration
from groundswell.events.models import AskedSection, FollowUpRule
from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry, Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading
from groundswell.notices.models import OutgoingMail
from groundswell.roster.actions import districts, people
from groundswell.surveys.models import Invitation


def set_up(plan: dict[str, Any]) -> dict[str, Any]:
    """A district with sections that are over and at which two people each were."""
    slug = f"race-{time.time_ns()}"
    by = Actor.system(districts.found(slug=slug, name="Race", threshold=5))
    pair = [
        people.add_person(by=by, given_name=f"P{at}", family_name="Racer", email=f"p{at}@race.example")
        for at in range(2)
    ]
    begins = clock.now() - timedelta(days=20)
    for number in range(plan["sections"]):
        at = begins + timedelta(hours=3 * number)
        with clock.standing_at(begins - timedelta(days=2)):
            section = events.draft(
                by=by,
                title=f"Event {number}",
                seats=5,
                begins_at=at,
                ends_at=at + timedelta(hours=1),
                facilitators=[],
            )
            section = events.publish(by=by, section=section)
            places = [registration.register(by=by, section=section, person=person) for person in pair]
        for place in places:
            attendance.note(by=by, section=section, registration=place, state="attended")
    return {"district": slug}


def ask_all(plan: dict[str, Any]) -> dict[str, Any]:
    """The worker's round, until nothing is due."""
    tenant, errors = Tenant.objects.get(slug=plan["district"]), []
    for _round in range(3):
        try:
            asking.ask_all(tenant)
        except Exception as problem:
            errors.append(f"{type(problem).__name__}: {problem}"[:300])
    return {"errors": errors}


def look(plan: dict[str, Any]) -> dict[str, int]:
    """What is stored now, in numbers."""
    with reading(Tenant.objects.get(slug=plan["district"])):
        return {
            "rules": FollowUpRule.objects.count(),
            "asked": AskedSection.objects.count(),
            "invitations": Invitation.objects.count(),
            "mails": OutgoingMail.objects.filter(kind="surveys.invitation").count(),
            "entries": JournalEntry.objects.filter(kind="events.section.asked").count(),
        }
