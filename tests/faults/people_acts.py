"""What the children of the races about people do: real commits, outside pytest. Arguments and results are JSON."""

import csv
import io
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from groundswell.events.actions import events, registration
from groundswell.events.choices import LIVE
from groundswell.events.models import Registration, Section
from groundswell.events.rules import replay
from groundswell.kernel import clock, reactions
from groundswell.kernel.models import Delivery, JournalEntry, Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading
from groundswell.roster.actions import districts, erasure, merging, people, roster_files, roster_rows, turns
from groundswell.roster.imports.generator import manifest
from groundswell.roster.models import Person, PersonMerge, RosterImport, Tombstone
from groundswell.roster.rules.lives import Busy, Refused
from tests.faults.acts import wait_for

ORGS = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId"
USERS = (
    "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,"
    "middleName,identifier,email,sms,phone,agentSourcedIds,grades,password"
)


def _by(story: dict[str, Any]) -> Actor:
    return Actor.system(Tenant.objects.get(slug=story["district"]))


def _bundle(folder: Path, family: str) -> Path:
    """Two teachers of one school; the second has this family name."""
    names = {"a": "Lane", "b": family}
    rows = {
        "orgs": [
            {"sourcedId": "d", "name": "Race", "type": "district"},
            {"sourcedId": "oak", "name": "Oak", "type": "school", "parentSourcedId": "d"},
        ],
        "users": [
            {
                "sourcedId": key, "enabledUser": "true", "orgSourcedIds": "oak", "role": "teacher",
                "username": key, "givenName": key.upper(), "familyName": name, "email": f"{key}@race.example",
            }
            for key, name in names.items()
        ],
    }  # fmt: skip
    folder.mkdir(parents=True)
    for name, header in (("orgs", ORGS), ("users", USERS)):
        out = io.StringIO()
        writer = csv.DictWriter(out, header.split(","), restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows[name])
        (folder / f"{name}.csv").write_text(out.getvalue())
    (folder / "manifest.csv").write_text(manifest(rows, version="1.1", mode="bulk"))
    return folder


def begin(plan: dict[str, Any]) -> dict[str, Any]:
    """A district with two teachers from files, and a second bundle in which one of them has another name."""
    slug = f"race-{time.time_ns()}"
    by = Actor.system(districts.found(slug=slug, name="Race"))
    home = Path(settings.GROUNDSWELL_HOME) / "bundles" / slug
    one = roster_files.bring_in(by=by, path=_bundle(home / "first", "Moss"), accept_guard=True)
    assert one.state == "applied", one.problems
    _bundle(home / "second", "Thorn")
    with reading(by.tenant):
        person = Person.objects.get(source_id="b")
    return {"district": slug, "person": person.pk, "files": str(home / "second")}


def bring_in_slowly(story: dict[str, Any]) -> str:
    """Apply the second bundle, and stand still at the place ``where``, in the middle of the writing."""
    ours = getattr(roster_rows, story["where"])

    def stands_still(*args: Any, **more: Any) -> Any:
        done = ours(*args, **more)
        if not Path(story["flag"]).exists():
            _stand_still(story)
        return done

    setattr(roster_rows, story["where"], stands_still)
    return roster_files.bring_in(by=_by(story), path=Path(story["files"]), accept_guard=True).state


def bring_in_again(story: dict[str, Any]) -> str:
    """The second bundle once more."""
    return roster_files.bring_in(by=_by(story), path=Path(story["files"]), accept_guard=True).state


def erase_meanwhile(story: dict[str, Any]) -> str:
    """Erase the person whose name the import changes, once the import stands still. What the caller is told."""
    if story.get("unguarded"):
        turns.alone = lambda by: nullcontext()
    by = _by(story)
    with reading(by.tenant):
        person = Person.objects.get(pk=story["person"])
    with _meanwhile(story):
        try:
            erasure.erase_person(by=by, person=person, ground="request")
        except Busy as refusal:
            return str(refusal)
    return "erased"


def _stand_still(story: dict[str, Any]) -> None:
    """Until whoever comes meanwhile was told something; on SQLite they can't be told before one is done, so there
    until they are at the door and a moment longer.
    """
    Path(story["flag"]).touch()
    if connection.vendor == "postgresql":
        wait_for(story["flag"] + ".told")
        return
    wait_for(story["flag"] + ".asked")
    time.sleep(0.5)


@contextmanager
def _meanwhile(story: dict[str, Any]) -> Iterator[None]:
    """Within the block somebody else stands still, until this one was told something."""
    wait_for(story["flag"])
    Path(story["flag"] + ".asked").touch()
    try:
        yield
    finally:
        Path(story["flag"] + ".told").touch()


def person_now(story: dict[str, Any]) -> dict[str, Any]:
    """What is there of the person, and whether list and table agree that they were erased."""
    by = _by(story)
    listed = Path(settings.GROUNDSWELL_HOME) / "erasures.jsonl"
    with reading(by.tenant):
        person = Person.objects.get(pk=story["person"])
        return {
            "name": f"{person.given_name} {person.family_name}".strip(),
            "erased": person.erased_on is not None,
            "tombstones": Tombstone.objects.count(),
            "listed": listed.read_text().count(f'"{story["district"]}"') if listed.exists() else 0,
            "entries": JournalEntry.objects.filter(kind="roster.person.erased").count(),
            "imports": list(RosterImport.objects.order_by("number").values_list("state", flat=True)),
        }


# Joining two records while one of them takes a seat


def begin_pairs(plan: dict[str, int]) -> dict[str, Any]:
    """So many people, each with two records, and one open workshop for half of them."""
    slug = f"race-{time.time_ns()}"
    by = Actor.system(districts.found(slug=slug, name="Race"))
    pairs = []
    for number in range(plan["pairs"]):
        two = [
            people.add_person(
                by=by, given_name=f"P{number}", family_name=name, email=f"{name}{number}@x.example"
            )
            for name in ("Keep", "Other")
        ]
        pairs.append([one.pk for one in two])
    begins_at = clock.now() + timedelta(days=7)
    section = events.draft(
        by=by,
        title="Race",
        begins_at=begins_at,
        ends_at=begins_at + timedelta(hours=1),
        seats=plan["pairs"] // 2,
    )
    events.publish(by=by, section=section)
    return {"district": slug, "section": section.pk, "pairs": pairs}


def join_all(story: dict[str, Any]) -> list[str]:
    """Join each pair; the problems that came up."""
    by, problems = _by(story), []
    for keep, other in story["pairs"]:
        with reading(by.tenant):
            two = Person.objects.in_bulk([keep, other])
        try:
            merging.merge_persons(by=by, keep=two[keep], other=two[other])
        except Exception as problem:
            problems.append(repr(problem))
    return problems


def register_all(story: dict[str, Any]) -> list[str]:
    """Each pair's ``which`` record takes a place; the problems that came up."""
    tenant, problems = Tenant.objects.get(slug=story["district"]), []
    with reading(tenant):
        section = Section.objects.select_related("event").get(pk=story["section"])
        everyone = Person.objects.in_bulk([pair[story["which"]] for pair in story["pairs"]])
    for pair in story["pairs"]:
        person = everyone[pair[story["which"]]]
        by = Actor(tenant=tenant, name=person.name, person_id=person.pk)
        try:
            registration.register(by=by, section=section, person=person)
        except Exception as problem:
            problems.append(repr(problem))
    return problems


def hand_on_and_look(story: dict[str, Any]) -> dict[str, Any]:
    """The worker follows the joinings; then whose the places are, and whether the counters tell the same."""
    tenant = Tenant.objects.get(slug=story["district"])
    while reactions.hand_on(tenant):
        pass
    with reading(tenant):
        section = Section.objects.get(pk=story["section"])
        live = Registration.objects.filter(section=section, state__in=LIVE)
        return {
            "failed": list(
                Delivery.objects.exclude(state=Delivery.State.DONE).values_list("state", "handler", "error")
            ),
            "merges": PersonMerge.objects.filter(undone_at__isnull=True).count(),
            "people": sorted(live.values_list("person_id", flat=True)),
            "differences": replay.differences(section),
        }


def hold_the_roster(story: dict[str, Any]) -> None:
    """Hold the district's roster, as a long import does."""
    from groundswell.kernel.tenancy import verb

    @verb
    def holds(*, by: Actor) -> None:
        with turns.alone(by):
            _stand_still(story)

    holds(by=_by(story))


def join_meanwhile(story: dict[str, Any]) -> str:
    """Join the first pair while somebody holds the roster. What the caller is told."""
    by = _by(story)
    with reading(by.tenant):
        two = Person.objects.in_bulk(story["pairs"][0])
    with _meanwhile(story):
        try:
            merging.merge_persons(by=by, keep=two[story["pairs"][0][0]], other=two[story["pairs"][0][1]])
        except Refused as refusal:
            return str(refusal)
    return "joined"
