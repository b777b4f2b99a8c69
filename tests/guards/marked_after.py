"""What an event that is over leaves behind: a plan, a certificate; and what else the addresses name."""

from datetime import timedelta

from groundswell.events.actions import (
    attendance,
    credentials,
    events,
    planning,
    plans,
    registration,
    school_day,
)
from groundswell.events.choices import ArrivalState
from groundswell.events.models import BadgeKey
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from groundswell.roster.actions import merging, people
from groundswell.roster.choices import PositionRole
from groundswell.roster.queries.grants import actor_of_person

ASKED = {
    "begins": "09:00", "ends": "11:00", "weekdays": [0, 1, 2, 3, 4], "rooms": [], "online": 1, "leads": [], "most": 1,
    "ratio": 20, "shortest_gap": 0, "longest_gap": 90, "comfortable": None,
}  # fmt: skip


def after(cast, office, colleague, school, said: dict[str, str]) -> dict[str, int | str]:
    """``said`` has the marked text by kind. Answers what names each row in an address."""
    with reading(cast.tenant):
        by = actor_of_person(colleague, cast.tenant)
    place = _seat_of_what_is_over(cast, office, colleague, said["Event"])
    certificate = credentials.issue(by=by, registration=place)
    friend = people.add_person(by=cast.system, given_name=said["Colleague"], family_name="Friend")
    people.give_position(by=cast.system, person=friend, organisation=school, role=PositionRole.SUPERINTENDENT)
    today = clock.today(cast.tenant.time_zone)
    plan = plans.write(by=by, section=place.section, what=said["Plan"], by_when=today + timedelta(days=30))
    share = plans.share(by=by, plan=plan, person=friend)
    twin = people.add_person(by=cast.system, given_name=said["Colleague"], family_name="Twin")
    other = people.add_person(by=cast.system, given_name=said["Colleague"], family_name="Twin")
    merge = merging.merge_persons(by=cast.system, keep=twin, other=other)
    cap = school_day.set_cap(by=office, number=3, begins_on=today, school=school)
    asked = ASKED | {"events": [place.section.event_id], "people": {str(school.pk): 3}}
    asked |= dict.fromkeys(("first", "last"), (today + timedelta(days=30)).isoformat())
    dates = planning.ask(by=office, title=said["Event"], programme=None, asked=asked)
    with reading(cast.tenant):
        key = BadgeKey.objects.get()
    rows = {
        "Certificate": certificate, "Key": key, "Plan": plan, "Share": share, "Merge": merge, "Cap": cap,
        "DatePlan": dates,
    }  # fmt: skip
    values = {"Day": today.isoformat(), "Year": today.year, "List": 0, "What": "digest"}
    # Whoever has a certificate's number may see what it certifies: the number is the secret.
    return {kind: row.pk for kind, row in rows.items()} | values | {"Number": "no-such-number"}


def _seat_of_what_is_over(cast, office, colleague, title: str):
    begins_at = clock.now() - timedelta(days=9)
    with clock.standing_at(begins_at - timedelta(days=3)):
        section = events.draft(
            by=office, title=title, why=title, begins_at=begins_at, ends_at=begins_at + timedelta(hours=2),
            seats=5, place=title, audience=[PositionRole.SUPERINTENDENT],
        )  # fmt: skip
        section = events.publish(by=office, section=section)
        place = registration.register(by=office, section=section, person=colleague)
    attendance.note(by=office, section=section, registration=place, state=ArrivalState.ATTENDED)
    return place
