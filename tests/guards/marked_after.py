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
from groundswell.impact.actions import claims, definitions, outside
from groundswell.impact.queries import evidence
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from groundswell.planning.actions import goals
from groundswell.roster.actions import merging, people
from groundswell.roster.choices import PositionRole
from groundswell.roster.queries.grants import actor_of_person
from groundswell.surveys.actions import instruments, instruments_draft, themes
from groundswell.surveys.choices import ItemKind
from groundswell.surveys.rules.ready_made import Page, Question

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
        "DatePlan": dates, "Claim": _claim(cast, office, said["Claim"]), "Goal": _goal(office, said["Goal"]),
        "Outside": outside.enter(by=office, partner=said["Claim"], sentence=said["Claim"], topic="many", told=[]),
    }  # fmt: skip
    values = {"Day": today.isoformat(), "Year": today.year, "List": 0, "What": "digest", "FollowUp": "event"}
    values |= _draft(office, said["Wave"])
    # Whoever has a certificate's number may see what it certifies: the number is the secret.
    return {kind: row.pk for kind, row in rows.items()} | values | {"Number": "no-such-number"}


def _claim(cast, office, said: str):
    """A draft, about the survey that is marked, too."""
    today = clock.today(cast.tenant.time_zone)
    with reading(cast.tenant):
        question = {name: evidence.questions()[0][name] for name in ("instrument", "fingerprint")}
    definition = definitions.define(by=office, **question, population=said, from_on=today, to_on=today)
    return claims.draft(by=office, sentence={"en": f"{said} {{share}}"}, definitions=[definition])


def _goal(office, said: str):
    words = {"en": said}
    return goals.add(by=office, number=1, title=words, text=words, from_year=2026, to_year=2030)


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


def _draft(office, said: str) -> dict[str, int]:
    """A questionnaire that is not asked yet: the survey office alone knows of it."""
    words = {"en": said}
    made = instruments.draft(by=office, title=words, introduction=words)
    page = instruments_draft.add_page(by=office, instrument=made, page=Page(words))
    question = Question("", ItemKind.LINE, words, words)
    item = instruments_draft.add_question(by=office, instrument=made, question=question)
    theme = themes.add_theme(by=office, item=item, name=said, meaning=said)
    return {"Instrument": made.pk, "QuestionPage": page.pk, "Item": item.pk, "Theme": theme.pk}
