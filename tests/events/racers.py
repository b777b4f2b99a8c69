"""What the child processes of the race and crash tests do. Runs outside pytest, with real commits."""

import threading
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from django.db import connection

from groundswell.events.actions import announcing, events, exchange, registration, seats
from groundswell.events.models import Registration, Section
from groundswell.events.rules import exchange_file, replay
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock, journal, rows
from groundswell.kernel.models import JournalEntry, Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, writing
from groundswell.notices.actions import busy, mail
from groundswell.notices.models import OutgoingMail
from groundswell.roster.actions import districts
from groundswell.roster.models import Person


def everybody(by: Actor, number: int) -> list[int]:
    """So many people, by their keys. They are written below the verbs: no race here is about how people come in."""
    with writing(by.tenant):
        made = Person.objects.bulk_create(
            Person(tenant=by.tenant, given_name=f"P{at}", family_name="Racer", email=f"p{at}@race.example")
            for at in range(number)
        )
    return [one.pk for one in made]


def set_up(plan: dict[str, int]) -> dict[str, Any]:
    """A district with so many people and one open workshop with so many seats."""
    slug = f"race-{time.time_ns()}"
    by = Actor.system(districts.found(slug=slug, name="Race"))
    ids = everybody(by, plan["people"])
    begins_at = clock.now() + timedelta(days=7)
    section = events.draft(
        by=by, title="Race", begins_at=begins_at, ends_at=begins_at + timedelta(hours=1), seats=plan["seats"]
    )
    events.publish(by=by, section=section)
    return {"district": slug, "section": section.pk, "people": ids}


def set_up_two(plan: dict[str, int]) -> dict[str, Any]:
    """As :func:`set_up`, with a second workshop at the same time; there are seats for everybody in each."""
    made = set_up(plan)
    by = Actor.system(Tenant.objects.get(slug=made["district"]))
    with reading(by.tenant):
        first = Section.objects.get(pk=made["section"])
    second = events.draft(
        by=by, title="Race too", begins_at=first.begins_at, ends_at=first.ends_at, seats=plan["seats"]
    )
    events.publish(by=by, section=second)
    return made | {"sections": [first.pk, second.pk]}


def set_up_many(plan: dict[str, int]) -> list[dict[str, Any]]:
    """Several such districts."""
    return [set_up(plan) for _ in range(plan["number"])]


def come_back(plans: list[dict[str, Any]]) -> list[Any]:
    """After the crash: what is there, what happens when everybody registers now, and what is there then."""
    return [(look(plan), take_seats(plan | {"threads": 1})["errors"], look(plan)) for plan in plans]


def take_seats(plan: dict[str, Any]) -> dict[str, Any]:
    """Register these people, so many at a time, each as themselves. Gives errors back."""
    if plan.get("naive"):
        seats.take = _counts_then_writes
    todo: SimpleQueue = SimpleQueue()
    for pk in plan["people"]:
        todo.put(pk)
    told: dict[str, Any] = {"errors": []}
    threads = [threading.Thread(target=_one_runner, args=(plan, todo, told)) for _ in range(plan["threads"])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def take_both(plan: dict[str, Any]) -> dict[str, Any]:
    """Each of these people presses for both workshops at the same moment. Gives errors and refusals back."""
    if plan.get("unlocked"):
        _without_the_persons_lock()
    told: dict[str, Any] = {"errors": [], "refused": []}
    pairs = [plan["people"][at :: plan["pairs"]] for at in range(plan["pairs"])]
    threads = []
    for some in pairs:
        together = threading.Barrier(2, timeout=120)
        for section in plan["sections"]:
            about = (plan["district"], section, some, together, told)
            threads.append(threading.Thread(target=_presses, args=about))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def set_up_undated(plan: dict[str, Any]) -> dict[str, Any]:
    """A district with two events that have no date yet, and a file that changes both."""
    slug = f"race-{time.time_ns()}"
    by = Actor.system(districts.found(slug=slug, name="Race"))
    made = [events.draft_event(by=by, title=title) for title in ("Fractions", "Reading")]
    return {"district": slug, "events": [one.pk for one in made]}


def bring_both_ways(plan: dict[str, Any]) -> list[str]:
    """Two files change the same two events at one moment, each in an order of its own. Gives errors back."""
    together = threading.Barrier(2, timeout=120)
    if plan.get("unlocked"):
        exchange._hold_events = lambda made: None
        _each_holds_one(threading.Barrier(2, timeout=120))
    told: list[str] = []
    orders = [plan["events"], plan["events"][::-1]]
    threads = [
        threading.Thread(target=_brings, args=(plan["district"], order, at, together, told))
        for at, order in enumerate(orders)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def _each_holds_one(both: threading.Barrier) -> None:
    """Nobody goes on to a second event before both have changed their first."""
    change, begun = announcing.change_event, threading.local()

    def changes(**about: Any) -> Any:
        done = change(**about)
        if not hasattr(begun, "first"):
            begun.first = True
            both.wait()
        return done

    announcing.change_event = changes


def _brings(slug: str, order: list[int], at: int, together: threading.Barrier, told: list[str]) -> None:
    tenant = Tenant.objects.get(slug=slug)
    lines = "".join(f"{pk},Because of {at}.\r\n" for pk in order)
    rows = exchange_file.read(f"event,why\r\n{lines}".encode(), tenant.time_zone).rows
    with reading(tenant):
        digest = exchange.look(rows, tenant.time_zone).digest
    together.wait()
    try:
        exchange.bring(by=Actor.system(tenant), rows=rows, digest=digest)
    except Exception as problem:
        told.append(f"{type(problem).__name__}: {problem}"[:300])
    connection.close()


def swap_both_ways(plan: dict[str, Any]) -> list[str]:
    """Half of the people sit here and half there; all of them change over at once. Gives what went wrong back."""
    if plan.get("unlocked"):
        seats.hold_all = lambda ids: None
    tenant, told = Tenant.objects.get(slug=plan["district"]), []
    with reading(tenant):
        both = list(Section.objects.select_related("event").filter(pk__in=plan["sections"]).order_by("pk"))
        everyone = list(Person.objects.select_related("tenant").filter(pk__in=plan["people"]).order_by("pk"))
    for at, person in enumerate(everyone):
        by = Actor(tenant=tenant, name=person.name, person_id=person.pk)
        registration.register(by=by, section=both[at % 2], person=person)
    together = threading.Barrier(len(everyone), timeout=120)
    threads = [
        threading.Thread(target=_swaps, args=(person, both[1 - at % 2], both[at % 2], together, told))
        for at, person in enumerate(everyone)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def _swaps(person: Person, to: Section, instead: Section, together: threading.Barrier, told: list) -> None:
    by = Actor(tenant=person.tenant, name=person.name, person_id=person.pk)
    together.wait()
    try:
        registration.swap(by=by, section=to, person=person, instead_of=[instead.pk])
    except Exception as problem:
        told.append(f"{type(problem).__name__}: {problem}"[:300])
    connection.close()


def _presses(slug: str, pk: int, people_of: list[int], together: threading.Barrier, told: dict) -> None:
    tenant = Tenant.objects.get(slug=slug)
    with reading(tenant):
        section = Section.objects.select_related("event").get(pk=pk)
        everyone = Person.objects.in_bulk(people_of)
    for one in people_of:
        by = Actor(tenant=tenant, name=everyone[one].name, person_id=one)
        together.wait()
        try:
            registration.register(by=by, section=section, person=everyone[one])
        except Refused as refusal:
            told["refused"].append(str(refusal))
        except Exception as problem:
            told["errors"].append(f"{type(problem).__name__}: {problem}"[:300])
    connection.close()


def _without_the_persons_lock() -> None:
    """The negative control: the guard looks before it takes, and nobody looks again; both have looked by then."""
    statement, take = seats._take("sqlite", False), seats.take
    seats._take = lambda vendor, despite: statement
    seats._insert_a_seat = lambda made: rows.insert(made, on_conflict=seats._ONE_LIVE)

    def slow(**about: Any) -> Any:
        taken = take(**about)
        time.sleep(0.05)
        return taken

    seats.take = slow


def look_at_both(plan: dict[str, Any]) -> dict[str, Any]:
    """How many have two seats, one and none, what the counters say, and where journal and tables differ."""
    tenant = Tenant.objects.get(slug=plan["district"])
    with reading(tenant):
        both = Section.objects.filter(pk__in=plan["sections"])
        held = Registration.objects.filter(section__in=both, state="booked").values_list("person_id")
        seats_of = Counter(pk for (pk,) in held)
        return {
            "two": sum(number > 1 for number in seats_of.values()),
            "one": sum(number == 1 for number in seats_of.values()),
            "taken": sum(section.seats_taken for section in both),
            "differences": [one for section in both for one in replay.differences(section)],
        }


def _one_runner(plan: dict[str, Any], todo: SimpleQueue, told: dict[str, Any]) -> None:
    tenant = Tenant.objects.get(slug=plan["district"])
    with reading(tenant):
        section = Section.objects.select_related("event").get(pk=plan["section"])
        everyone = Person.objects.in_bulk(plan["people"])
    while True:
        try:
            person = everyone[todo.get_nowait()]
        except Empty:
            break
        by = Actor(tenant=tenant, name=person.name, person_id=person.pk)
        try:
            registration.register(by=by, section=section, person=person)
        except Exception as problem:
            told["errors"].append(f"{type(problem).__name__}: {problem}"[:300])
    connection.close()


def _counts_then_writes(*, section: Section, person_id: int, key: str, now: Any) -> seats.Taken:
    """The negative control: what a page without a guard would do. Reads, thinks, then writes what it read."""
    row = Section.objects.get(pk=section.pk)
    time.sleep(0.002)
    has_room = row.seats_taken < row.seats
    values = {"seats_taken": row.seats_taken + 1} if has_room else {"waiting": row.waiting + 1}
    Section.objects.filter(pk=section.pk).update(last_line=row.last_line + 1, **values)
    return seats.Taken(0 if has_room else row.waiting + 1, row.last_line + 1, row.sequence)


def look(plan: dict[str, Any]) -> dict[str, Any]:
    """The state of the section now, in numbers."""
    tenant = Tenant.objects.get(slug=plan["district"])
    with reading(tenant):
        section = Section.objects.get(pk=plan["section"])
        places = list(Registration.objects.filter(section=section).order_by("line"))
        kinds = ("events.booked", "events.waiting")
        return {
            "counters": [section.seats_taken, section.waiting, section.last_line],
            "states": [place.state for place in places],
            "lines": [place.line for place in places],
            "people": len({place.person_id for place in places}),
            "entries": JournalEntry.objects.filter(kind__startswith="events.registration.").count(),
            "mails": OutgoingMail.objects.filter(kind__in=kinds).count(),
            "differences": replay.differences(section),
        }


def die_at(plan: dict[str, Any]) -> None:
    """Register the first person and stop at a labelled step, so that whoever watches can kill this process there."""
    stop_after = {
        "the guard": (seats, "take"),
        "the registration": (registration, "_write_down"),
        "the journal": (journal, "record"),
        "the mail": (mail, "send"),
        "the busy time": (busy, "put"),
    }
    module, name = stop_after[plan["step"]]
    original = getattr(module, name)

    def stops(*args: Any, **kwargs: Any) -> Any:
        done = original(*args, **kwargs)
        Path(plan["flag"]).touch()
        time.sleep(120)
        return done

    setattr(module, name, stops)
    take_seats(plan | {"people": plan["people"][:1], "threads": 1})
