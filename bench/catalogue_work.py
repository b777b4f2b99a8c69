"""What the benchmark of the catalogue runs in processes of its own: fill a district, ask for its lists.

Everything here is synthetic and written below the verbs: no person, event or registration of it exists anywhere.
"""

import json
import os
import sys
from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "groundswell.config.settings")

SLUG, SEED = "bench", 20
TEACHER, OFFICE = "teacher0@bench.example", "office@bench.example"
COMMUNITIES, SCHOOLS, PROGRAMMES = 6, 170, 20
PAST, AHEAD = 100, 265  # days around today on which sections meet
HOME = f"/d/{SLUG}/events/"

# Name, who asks, address. A list that is added here is measured from then on.
PAGES = [
    ("the catalogue", TEACHER, HOME),
    ("the catalogue, only what I can take", TEACHER, f"{HOME}?only=all"),
    ("the catalogue, words", TEACHER, f"{HOME}?q=lesson"),
    ("the catalogue, a community", TEACHER, f"{HOME}?community=2&mode=in_person"),
    ("the catalogue, a late page", TEACHER, f"{HOME}?page=40"),
    ("what I have", TEACHER, f"{HOME}?tab=mine"),
    ("the catalogue of the office", OFFICE, HOME),
    ("the office's board", OFFICE, f"{HOME}board/"),
]


def main() -> None:
    part, *arguments = sys.argv[1:]
    import django  # inline: slow import

    django.setup()
    print(json.dumps({"fill": fill, "ask": ask}[part](*map(int, arguments))))


def ask(rounds: int) -> dict[str, Any]:
    """Every list with its rows, its statements and both times."""
    from django.conf import settings  # inline: slow import
    from django.test import Client  # inline: slow import

    from bench.pages_work import compare  # inline: slow import
    from groundswell.accounts.models import User  # inline: slow import

    settings.ALLOWED_HOSTS = ["testserver"]
    clients = {}
    for email in (TEACHER, OFFICE):
        clients[email] = Client()
        clients[email].force_login(
            User.objects.get(email=email), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
    return {"pages": [compare(name, clients[who], path, rounds) for name, who, path in PAGES]}


def fill(sections: int, registrations: int, staff: int) -> dict[str, Any]:
    """A district with schools, staff, events of several kinds and audiences, and who has a place in them."""
    from groundswell.kernel.permissions import Actor  # inline: slow import
    from groundswell.kernel.tenancy import writing  # inline: slow import
    from groundswell.roster.actions import districts  # inline: slow import

    rng = Random(SEED)
    tenant = Actor.system(districts.found(slug=SLUG, name="Bench"), "command").tenant
    with writing(tenant):
        communities, schools = _places(tenant)
        people = _people(tenant, schools, staff)
        made = _sections(tenant, rng, sections, communities, schools, people)
        _registrations(tenant, rng, made, people, registrations)
    return {}


def _places(tenant: Any) -> tuple[list[Any], list[Any]]:
    from groundswell.roster.choices import OrganisationKind  # inline: slow import
    from groundswell.roster.models import Organisation, School  # inline: slow import

    def several(kind: str, number: int, parents: list[Any]) -> list[Any]:
        return Organisation.objects.bulk_create(
            Organisation(
                tenant=tenant, kind=kind, name=f"{kind} {n}".capitalize(), parent=parents[n % len(parents)]
            )
            for n in range(number)
        )

    top = Organisation.objects.get(kind=OrganisationKind.DISTRICT)
    communities = several(OrganisationKind.LEARNING_COMMUNITY, COMMUNITIES, [top])
    schools = several(OrganisationKind.SCHOOL, SCHOOLS, communities)
    School.objects.bulk_create(School(tenant=tenant, organisation=one) for one in schools)
    return communities, schools


def _people(tenant: Any, schools: list[Any], number: int) -> list[Any]:
    """Teachers, the first of whom can sign in, and one of the office."""
    from groundswell.accounts.models import User  # inline: slow import
    from groundswell.roster.models import Person, Position  # inline: slow import

    users = User.objects.bulk_create(User(email=email, password="!") for email in (TEACHER, OFFICE))
    people = Person.objects.bulk_create(
        Person(
            tenant=tenant, given_name="Synthetic", family_name=f"Teacher {n}", email=f"teacher{n}@bench.example",
            user=users[0] if n == 0 else None,
        )
        for n in range(number)
    )  # fmt: skip
    office = Person.objects.create(
        tenant=tenant, given_name="Synthetic", family_name="Office", email=OFFICE, user=users[1]
    )
    held = [(one, schools[n % len(schools)], "teacher") for n, one in enumerate(people)]
    held.append((office, schools[0].parent.parent, "learning_office"))
    Position.objects.bulk_create(
        Position(tenant=tenant, person=person, organisation=place, role=role) for person, place, role in held
    )
    return people


def _sections(
    tenant: Any, rng: Random, number: int, communities: list[Any], schools: list[Any], people: list[Any]
) -> list[Any]:
    """Published sections around today, one or two an event, most for teachers or everybody, some with three dates."""
    from groundswell.events.choices import EventKind, EventMode  # inline: slow import
    from groundswell.events.models import (  # inline: slow import
        LearningEvent,
        Meeting,
        Programme,
        Section,
        SessionFacilitator,
    )
    from groundswell.kernel import clock  # inline: slow import

    now = clock.now().replace(minute=0, second=0, microsecond=0)
    programmes = Programme.objects.bulk_create(
        Programme(tenant=tenant, title=f"Synthetic programme {n}", why="None.", state="published")
        for n in range(PROGRAMMES)
    )

    def audience() -> list[str]:
        places = [f"community:{rng.choice(communities).pk}", f"school:{rng.choice(schools).pk}"]
        return rng.choices([[], ["teacher"], places[:1], places[1:]], [4, 4, 1, 1])[0]

    words = ("lesson", "fractions", "reading", "groups", "feedback", "data", "science", "families")
    events = LearningEvent.objects.bulk_create(
        LearningEvent(
            tenant=tenant, title=f"Synthetic {rng.choice(words)} and {rng.choice(words)} {n}", why="For a benchmark.",
            audience=audience(), kind=rng.choice(EventKind.values), mode=rng.choice(EventMode.values),
            programme=rng.choice(programmes), state="published", published_at=now,
        )
        for n in range(max(1, number * 2 // 3))
    )  # fmt: skip
    numbers: Counter[int] = Counter()
    made = []
    for n in range(number):
        event = events[n % len(events)]
        numbers[event.pk] += 1
        begins_at = now + timedelta(days=rng.randint(-PAST, AHEAD), hours=rng.randint(-4, 4))
        made.append(
            Section(
                tenant=tenant, event=event, number=numbers[event.pk], state="published", begins_at=begins_at,
                ends_at=begins_at + timedelta(hours=2), registration_opens_at=now - timedelta(days=200),
                registration_closes_at=begins_at, cap=35, seats=35, place="Synthetic room",
                dates=rng.choice([1, 1, 1, 3]),
            )
        )  # fmt: skip
    for one in made:
        one.ends_at += timedelta(days=7 * (one.dates - 1))
    made = Section.objects.bulk_create(made)
    Meeting.objects.bulk_create(
        Meeting(
            tenant=tenant, section=one, begins_at=one.begins_at + timedelta(days=7 * at),
            ends_at=one.begins_at + timedelta(days=7 * at, hours=2), place=one.place,
        )
        for one in made
        for at in range(one.dates)
    )  # fmt: skip
    SessionFacilitator.objects.bulk_create(
        SessionFacilitator(tenant=tenant, section=one, person=rng.choice(people)) for one in made
    )
    return made


def _registrations(tenant: Any, rng: Random, sections: list[Any], people: list[Any], number: int) -> None:
    """Places in the order of arrival: seats while there are any, then the line; and the time that seats take."""
    from groundswell.events.models import Registration, Section  # inline: slow import
    from groundswell.notices.models import BusyTime  # inline: slow import

    pairs = {(n % len(sections), n % len(people)) for n in range(number)}
    while len(pairs) < number:
        pairs.add((rng.randrange(len(sections)), rng.randrange(len(people))))
    lines: Counter[int] = Counter()
    rows = []
    for at, who in sorted(pairs, key=lambda pair: (pair[1], pair[0])):
        section = sections[at]
        lines[at] += 1
        state = "booked" if lines[at] <= section.seats else "waiting"
        rows.append(
            Registration(tenant=tenant, section=section, person=people[who], state=state, line=lines[at])
        )
    for at, line in lines.items():
        section = sections[at]
        section.last_line, section.seats_taken = line, min(line, section.seats)
        section.waiting = line - section.seats_taken
    Section.objects.bulk_update(sections, ["last_line", "seats_taken", "waiting"], batch_size=200)
    made = Registration.objects.bulk_create(rows, batch_size=2_000)
    BusyTime.objects.bulk_create(
        (
            BusyTime(
                tenant=tenant, person=one.person, key=f"events.registration:{one.pk}",
                begins_at=one.section.begins_at, ends_at=one.section.ends_at, label=one.section.event.title,
            )
            for one in made
            if one.state == "booked"
        ),
        batch_size=2_000,
    )  # fmt: skip


if __name__ == "__main__":
    main()
