"""What the registration benchmark runs in processes of their own: make the people, look at what came of it."""

import json
import os
import secrets
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "groundswell.config.settings")

SLUG, SCHOOLS, WARM_UP = "bench", 20, 64


def main() -> None:
    part, *arguments = sys.argv[1:]
    import django  # inline: slow import

    django.setup()
    parts = {"tables": tables, "prepare": prepare, "settle": settle, "look": look, "look_bare": look_bare}
    print(json.dumps(parts[part](*arguments)))


def tables(seats: str) -> dict[str, Any]:
    """What the bare view writes to. Runs as the tables' owner."""
    from bench.baselines.registration import make_tables  # inline: slow import

    make_tables(int(seats))
    return {}


def prepare(folder: str, attempts: str, seats: str) -> dict[str, Any]:
    """A district with schools, teachers who are signed in, and two workshops: one to rush, one to warm up with."""
    from groundswell.events.actions import events  # inline: slow import
    from groundswell.kernel import clock  # inline: slow import
    from groundswell.kernel.permissions import Actor  # inline: slow import
    from groundswell.roster.actions import districts  # inline: slow import

    by = Actor.system(districts.found(slug=SLUG, name="Bench"), "command")
    keys = _sign_in(_teachers(by, int(attempts) + WARM_UP))
    begins_at = clock.now() + timedelta(days=7)
    sections = []
    for room in (int(seats), 100_000):
        section = events.draft(
            by=by,
            title="Supporting English learners in mathematics",
            why="So that everybody can say what they think in two languages.",
            audience=["teacher", "teacher_leader"],
            begins_at=begins_at,
            ends_at=begins_at + timedelta(hours=2),
            seats=room,
            place="Learning Center, Room 4",
        )
        sections.append(events.publish(by=by, section=section))
    Path(folder, "warm_up.json").write_text(json.dumps(keys[:WARM_UP]))
    Path(folder, "rush.json").write_text(json.dumps(keys[WARM_UP:]))
    return {"event": sections[0].event_id, "other": sections[1].event_id}


def settle() -> dict[str, Any]:
    """Let the planner know the sizes of the tables, as autovacuum does within a minute of their filling."""
    from django.db import connection  # inline: slow import

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return {}


def _teachers(by: Any, number: int) -> list[Any]:
    """Users and, below the verbs, persons with a position each at one of the schools."""
    from groundswell.accounts.models import User  # inline: slow import
    from groundswell.kernel.tenancy import writing  # inline: slow import
    from groundswell.roster.choices import OrganisationKind  # inline: slow import
    from groundswell.roster.models import Organisation, Person, Position  # inline: slow import

    users = User.objects.bulk_create(
        User(email=f"teacher{n}@bench.example", password=f"!{secrets.token_hex(20)}") for n in range(number)
    )
    with writing(by.tenant):
        top = Organisation.objects.get(kind=OrganisationKind.DISTRICT)
        schools = Organisation.objects.bulk_create(
            Organisation(tenant=by.tenant, kind=OrganisationKind.SCHOOL, name=f"School {n}", parent=top)
            for n in range(SCHOOLS)
        )
        people = Person.objects.bulk_create(
            Person(
                tenant=by.tenant, user=user, given_name="Ana", family_name=f"Teacher {n}", email=user.email
            )
            for n, user in enumerate(users)
        )
        Position.objects.bulk_create(
            Position(tenant=by.tenant, person=person, organisation=schools[n % SCHOOLS], role="teacher")
            for n, person in enumerate(people)
        )
    return users


def _sign_in(users: list[Any]) -> list[tuple[str, str]]:
    """A session for each, made below the page as a sign-in leaves it. Pairs of session key and CSRF token."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # inline: slow import
    from django.contrib.sessions.backends.db import SessionStore  # inline: slow import
    from django.utils import timezone  # inline: slow import

    store = SessionStore()
    rows = []
    for user in users:
        values = {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: "allauth.account.auth_backends.AuthenticationBackend",
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
        rows.append(
            store.model(
                session_key=secrets.token_hex(16),
                session_data=store.encode(values),
                expire_date=timezone.now() + timedelta(days=1),
            )
        )
    store.model.objects.bulk_create(rows)
    return [(row.session_key, secrets.token_hex(16)) for row in rows]


def look(event: str) -> dict[str, int]:
    """What is in the database after the rush of an event."""
    from groundswell.events.models import Registration, Section  # inline: slow import
    from groundswell.kernel.models import JournalEntry, Tenant  # inline: slow import
    from groundswell.kernel.tenancy import reading  # inline: slow import
    from groundswell.notices.models import OutgoingMail  # inline: slow import

    with reading(Tenant.objects.get(slug=SLUG)):
        section = Section.objects.get(event_id=int(event))
        places = Registration.objects.filter(section=section)
        keys = places.values_list("pk", flat=True)
        mails = OutgoingMail.objects.filter(kind__in=["events.booked", "events.waiting"])
        numbers = {f"{kind}:{pk}:0" for pk in keys for kind in ("events.booked", "events.waiting")}
        return {
            "counted": section.seats_taken,
            "seats": places.filter(state="booked").count(),
            "waiting": places.filter(state="waiting").count(),
            "lines": len(set(places.values_list("line", flat=True))),
            "entries": JournalEntry.objects.filter(
                kind__startswith="events.registration.", subject_id=section.pk
            ).count(),
            "mails": sum(key in numbers for key in mails.values_list("key", flat=True)),
        }


def look_bare() -> dict[str, int]:
    """The same of the bare view."""
    from bench.baselines.registration import taken  # inline: slow import

    counted, rows = taken()
    return {"counted": counted, "seats": rows}


if __name__ == "__main__":
    main()
