"""What visitors and a school are told of a visit: mail with a calendar entry, and time that is given away. Inside
verbs."""

from typing import Any

from groundswell.cohorts.choices import ReadingPurpose, ReadingState
from groundswell.cohorts.models import Reader, SchoolVisit
from groundswell.cohorts.queries.calls import principals_of
from groundswell.kernel import clock
from groundswell.kernel.links import absolute, link
from groundswell.kernel.permissions import Actor
from groundswell.notices.actions import busy, mail
from groundswell.roster.models import Person

TOLD, GONE = "cohorts.visit", "cohorts.visit_gone"
REQUEST, CANCEL = "REQUEST", "CANCEL"


def busy_key(visit: SchoolVisit) -> str:
    """By what a visitor's time is given to a visit."""
    return f"cohorts.visit:{visit.pk}"


def visitors(visit: SchoolVisit) -> list[Reader]:
    """Who visits, as it stands now."""
    rows = Reader.objects.filter(readings__visit=visit, readings__purpose=ReadingPurpose.VISIT)
    return list(
        rows.exclude(readings__state=ReadingState.RELEASED).select_related("person").distinct().order_by("pk")
    )


def tell(*, by: Actor, visit: SchoolVisit, moved: bool = False) -> None:
    """A visit has a time, or another one."""
    who = [one.person for one in visitors(visit)]
    school = visit.candidacy.school
    for person in who:
        busy.put(
            by=by, person=person, key=busy_key(visit), begins_at=visit.begins_at, ends_at=visit.ends_at,
            label=school.name, place=school.name,
        )  # fmt: skip
    _send(by, visit, TOLD, REQUEST, who, {"moved": moved})


def tell_gone(*, by: Actor, visit: SchoolVisit, reason: str) -> None:
    """A visit does not take place; mail of it that has not left does not leave."""
    who = [one.person for one in visitors(visit)]
    mail.withdraw(by=by, about=busy_key(visit))
    for person in who:
        busy.clear(by=by, person=person, key=busy_key(visit))
    _send(by, visit, GONE, CANCEL, who, {"reason": reason})


def _send(
    by: Actor, visit: SchoolVisit, kind: str, method: str, who: list[Person], more: dict[str, Any]
) -> None:
    school = visit.candidacy.school
    leads = principals_of([school.pk], clock.today(by.tenant.time_zone)).get(school.pk, [])
    common = more | {
        "school": school.name, "begins_at": visit.begins_at.isoformat(), "ends_at": visit.ends_at.isoformat(),
        "place": school.name, "time_zone": by.tenant.time_zone,
    }  # fmt: skip
    mails = [
        mail.Addressed(
            person,
            f"{kind}:{visit.pk}:{visit.sequence}:{person.pk}",
            common | _own(visit, person, who),
            _entry(by, visit, person, method),
        )
        for person in [*who, *(one for one in leads if one not in who)]
    ]
    mail.send_many(by=by, kind=kind, mails=mails, about=busy_key(visit))


def _own(visit: SchoolVisit, person: Person, who: list[Person]) -> dict[str, Any]:
    if person not in who:
        return {"visitor": False, "action_url": absolute(link("cohorts:candidacy", visit.candidacy_id))}
    others = ", ".join(one.name for one in who if one != person)
    return {"visitor": True, "with_whom": others, "action_url": absolute(link("cohorts:readings"))}


def _entry(by: Actor, visit: SchoolVisit, person: Person, method: str) -> dict[str, Any]:
    """The same UID for all that becomes of a visit in one calendar (RFC 5545, 3.8.4.7)."""
    school = visit.candidacy.school
    return {
        "uid": f"visit-{visit.pk}-{person.pk}@{by.tenant.slug}.groundswell", "sequence": visit.sequence,
        "method": method, "title": school.name, "begins_at": visit.begins_at.isoformat(),
        "ends_at": visit.ends_at.isoformat(), "time_zone": by.tenant.time_zone, "location": school.name,
    }  # fmt: skip
