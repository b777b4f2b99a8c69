"""What the child processes of the fault tests do: real commits, outside pytest. Arguments and results are JSON."""

import os
import resource
import signal
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory

from groundswell.accounts.models import User
from groundswell.events.actions import events, seats
from groundswell.events.models import Registration, Section
from groundswell.events.rules import replay
from groundswell.events.views import registration as views
from groundswell.kernel import clock, journal, locking, reactions, tenancy
from groundswell.kernel.middleware import DistrictMiddleware
from groundswell.kernel.models import Delivery, JournalEntry, Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, verb
from groundswell.notices.actions import mail, outbox
from groundswell.notices.models import OutgoingMail
from groundswell.roster.actions import districts, people
from groundswell.roster.choices import OrganisationKind, PositionRole
from groundswell.roster.models import Organisation, Person, RosterImport

PATIENCE = 60  # seconds, for what comes at once where all is well


def begin(_nothing: None) -> dict[str, Any]:
    """A district with one open workshop, and Tess, who is of its IT and may register and bring files in."""
    slug = f"fault-{time.time_ns()}"
    by = Actor.system(districts.found(slug=slug, name="Fault County"))
    user = User(email=f"tess@{slug}.example")
    user.set_unusable_password()
    user.save()
    person = people.add_person(by=by, given_name="Tess", family_name="Fault", email=user.email)
    with reading(by.tenant):
        top = Organisation.objects.get(kind=OrganisationKind.DISTRICT)
    people.give_position(by=by, person=person, organisation=top, role=PositionRole.DISTRICT_IT)
    people.link_user(by=by, person=person, user_id=user.pk)
    begins_at = clock.now() + timedelta(days=7)
    section = events.draft(
        by=by, title="Fault", begins_at=begins_at, ends_at=begins_at + timedelta(hours=1), seats=5
    )
    events.publish(by=by, section=section)
    return {
        "district": slug, "user": user.pk, "person": person.pk, "section": section.pk, "event": section.event_id,
    }  # fmt: skip


def state(story: dict[str, Any]) -> dict[str, Any]:
    """What is there now: the state signature of everything that these stories touch."""
    tenant = Tenant.objects.get(slug=story["district"])
    with reading(tenant):
        section = Section.objects.get(pk=story["section"])
        return {
            "counters": [section.seats_taken, section.waiting, section.last_line],
            "registrations": Registration.objects.count(),
            "entries": JournalEntry.objects.filter(kind__startswith="events.registration.").count(),
            "mails": list(OutgoingMail.objects.order_by("pk").values_list("state", flat=True)),
            "hired": Person.objects.filter(given_name="Nora").count(),
            "deliveries": list(
                Delivery.objects.filter(handler="tests.hires").order_by("pk").values_list("state", flat=True)
            ),
            "imports": RosterImport.objects.count(),
            "differences": replay.differences(section),
        }


def files_of(story: dict[str, Any]) -> list[str]:
    """What lies in the district's folder of uploads."""
    folder = Path(settings.GROUNDSWELL_HOME) / "files" / "imports" / story["district"]
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


# Handing on and sending


@verb
def _leave_note(*, by: Actor) -> None:
    journal.record("tests.note", by=by)


def _hires(*, entry: JournalEntry, by: Actor) -> None:
    people.add_person(by=by, given_name="Nora", family_name="Note")


def _wire(flag: str = "") -> None:
    def handler(*, entry: JournalEntry, by: Actor) -> None:
        _hires(entry=entry, by=by)
        if flag:
            _stand_still(flag)

    reactions.connect([("tests.note", "tests.hires", handler)])


def _stand_still(flag: str) -> None:
    Path(flag).touch()
    time.sleep(120)


def leave_notes(plan: dict[str, Any]) -> None:
    """So many notes for one handler."""
    _wire()
    for _ in range(plan["notes"]):
        _leave_note(by=Actor.system(Tenant.objects.get(slug=plan["district"])))


def hand_on(plan: dict[str, Any]) -> int:
    """A worker's turn; with a flag it stands still after the handler's work and before the mark."""
    _wire(plan.get("flag", ""))
    return reactions.hand_on(Tenant.objects.get(slug=plan["district"]))


def queue_mails(plan: dict[str, Any]) -> list[str]:
    """Two mails to Tess; their Message-IDs."""
    by = Actor.system(Tenant.objects.get(slug=plan["district"]))
    ids = []
    for key in ("first", "second"):
        queued = mail.send_to_address(
            by=by, to_address=f"{key}@fault.example", to_name=key, kind="events.waiting", key=key,
            context={"title": "Fault", "when": "soon", "in_line": 1, "action_url": ""},
        )  # fmt: skip
        with reading(by.tenant):
            ids.append(OutgoingMail.objects.get(pk=queued.pk).message_id)
    return ids


def send_mails(plan: dict[str, Any]) -> int:
    """A worker's turn, so many minutes from now; with a flag it stands still when the relay has taken the first."""
    settings.GROUNDSWELL_SMTP_URL = plan["relay"]
    if plan.get("flag"):
        outbox._settle = lambda **_what: _stand_still(plan["flag"])
    with clock.shifted(timedelta(minutes=plan.get("minutes", 0))):
        return outbox.send_due(Tenant.objects.get(slug=plan["district"]))


# A person in front of a page


def _browser(story: dict[str, Any]) -> Client:
    """Tess's browser, signed in. It shows what a person would see, also when the program breaks."""
    browser = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
    tess = User.objects.get(pk=story["user"])
    browser.force_login(tess, "allauth.account.auth_backends.AuthenticationBackend")
    return browser


def _sees(browser: Client, story: dict[str, Any], what: str = "register") -> dict[str, Any]:
    """She presses a button; what comes back."""
    root = f"/d/{story['district']}"
    if what == "upload":
        bundle = SimpleUploadedFile("roster.zip", b"PK" + b"x" * 400_000, "application/zip")
        answer = browser.post(f"{root}/roster/imports/bring/", {"bundle": bundle})
    else:
        answer = browser.post(f"{root}/events/{story['event']}/register/")
    return {"status": answer.status_code, "page": answer.content.decode(errors="replace")[:20_000]}


def press(story: dict[str, Any]) -> dict[str, Any]:
    """Tess presses the button while nothing is wrong."""
    return _sees(_browser(story), story, story.get("what", "register"))


def press_without(story: dict[str, Any]) -> dict[str, Any]:
    """Tess presses the button while the disk is full, or the data folder can only be read."""
    browser = _browser(story)
    if story["lack"] == "room":
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        return _sees(browser, story, story["what"])
    with _read_only(Path(os.environ["GROUNDSWELL_HOME"])):
        connection.close()
        return _sees(browser, story, story["what"])


@contextmanager
def _read_only(folder: Path):
    """Take the right to write away from a folder and all in it, and from root the power to write nevertheless."""
    _drop_powers()
    every = [folder, *folder.rglob("*")]
    modes = {path: path.stat().st_mode for path in every}
    for path in every:
        path.chmod(modes[path] & ~0o222)
    try:
        yield
    finally:
        for path, mode in modes.items():
            if path.exists():
                path.chmod(mode)


def _drop_powers() -> None:
    """Linux: give up CAP_DAC_OVERRIDE (capset of no effective power but the owner's own), so that modes count."""
    import ctypes

    if os.geteuid() != 0:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    version3, fowner = 0x20080522, 1 << 3
    header = (ctypes.c_uint32 * 2)(version3, 0)
    data = (ctypes.c_uint32 * 6)(fowner, fowner, 0, 0, 0, 0)
    if libc.capset(header, data):
        raise OSError(ctypes.get_errno(), "capset")


def press_and_lose_the_connection(story: dict[str, Any]) -> list[dict[str, Any]]:
    """In the middle of Tess's registration the server ends her connection; then she presses again."""
    real, calls = seats.take, []

    def cut(**what: Any) -> Any:
        taken = real(**what)
        if not calls:
            calls.append(1)
            _end_my_connection(story["owner"])
        return taken

    seats.take = cut
    browser = _browser(story)
    return [_sees(browser, story), _sees(browser, story)]


def _end_my_connection(owner: str) -> None:
    import psycopg

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    with psycopg.connect(owner, autocommit=True) as second:
        second.execute("SELECT pg_terminate_backend(%s)", [pid])


def hold(plan: dict[str, Any]) -> None:
    """Hold the section's row (PostgreSQL) or the writer's lock (SQLite), raising a flag when it is held.

    For so many seconds from the moment in which Tess presses; without a number until she has an answer.
    """
    import sqlite3

    def held() -> None:
        Path(plan["flag"]).touch()
        wait_for(plan["pressed"] if "seconds" in plan else plan["answered"])
        time.sleep(plan.get("seconds", 0))

    if connection.vendor == "sqlite":
        other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        held()
        other.execute("ROLLBACK")
        return

    @verb
    def holds(*, by: Actor) -> None:
        locking.lock(Section(pk=plan["section"]))
        held()

    holds(by=Actor.system(Tenant.objects.get(slug=plan["district"])))


def press_impatiently(story: dict[str, Any]) -> dict[str, Any]:
    """Tess presses while somebody holds what she needs; SQLite gives up after so many seconds (default 20)."""
    browser = _browser(story)  # signing in writes, too
    Path(story["ready"]).touch()
    wait_for(story["flag"])
    if connection.vendor == "sqlite":
        connection.settings_dict["OPTIONS"]["timeout"] = story["patience"]
        connection.close()
    Path(story["pressed"]).touch()
    try:
        return _sees(browser, story)
    finally:
        Path(story["answered"]).touch()


def wait_for(flag: str) -> None:
    """Return when somebody has raised this flag, which is a file."""
    patience = time.monotonic() + PATIENCE
    while not Path(flag).exists():
        assert time.monotonic() < patience, f"Nobody raised the flag {flag}."
        time.sleep(0.02)


# The writers' queue


def write_from_all_sides(plan: dict[str, Any]) -> dict[str, float]:
    """So many threads write so often each, in a short transaction.

    The longest that one waited, in seconds; and the most writes of others that came between asking and being done.
    """
    if plan.get("no_queue"):
        locking._queue_file = lambda: None
    tenant = Tenant.objects.get(slug=plan["district"])
    waits: list[float] = []
    passed: list[int] = []
    problems: list[str] = []

    def writes() -> None:
        for _ in range(plan["times"]):
            began, done = time.monotonic(), len(waits)
            try:
                _leave_note(by=Actor.system(tenant))
            except Exception as problem:
                problems.append(repr(problem))
            waits.append(time.monotonic() - began)
            passed.append(len(waits) - done - 1)
        connection.close()

    began = time.monotonic()
    threads = [threading.Thread(target=writes) for _ in range(plan["threads"])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems, problems[:3]
    return {
        "longest": max(waits),
        "passed": max(passed),
        "whole": time.monotonic() - began,
        "writes": len(waits),
    }


def lock_while_drawn(story: dict[str, Any]) -> dict[str, bool]:
    """While the page after a registration is drawn: is the verb's transaction open, and can somebody else write?

    On PostgreSQL the page's own reads stand in a read-only transaction, which holds no row.
    """
    seen: dict[str, bool] = {}
    real = views.page_or_fragment

    def looks(*args: Any, **more: Any) -> Any:
        seen["open"] = tenancy._writing.get() is not None
        thread = threading.Thread(target=_another_writes, args=(story, seen))
        thread.start()
        thread.join(PATIENCE)
        seen["waited"] = thread.is_alive()
        return real(*args, **more)

    views.page_or_fragment = looks
    _browser(story).post(
        f"/d/{story['district']}/events/{story['event']}/register/", headers={"HX-Request": "true"}
    )
    return seen


def _another_writes(story: dict[str, Any], seen: dict[str, bool]) -> None:
    @verb
    def takes_the_same_row(*, by: Actor) -> None:
        locking.lock(Section(pk=story["section"]))

    takes_the_same_row(by=Actor.system(Tenant.objects.get(slug=story["district"])))
    seen["wrote"] = True
    connection.close()


def write_in_a_page(story: dict[str, Any]) -> dict[str, str]:
    """A view that writes, asked with GET through the middleware: what came of each way of writing."""
    ways = {
        "orm": lambda tenant: Person.objects.create(tenant=tenant, given_name="Nora", family_name="X"),
        "sql": lambda tenant: connection.cursor().execute("UPDATE roster_person SET given_name = 'Nora'"),
        "verb": lambda tenant: people.add_person(by=Actor.system(tenant), given_name="Nora", family_name="X"),
    }
    if not story["guarded"]:
        real = tenancy._setting
        tenancy._setting = lambda tenant, read_only=False: real(tenant)
    return {name: _asked_with_get(story, does) for name, does in ways.items()}


def _asked_with_get(story: dict[str, Any], does: Any) -> str:
    request = RequestFactory().get("/")
    request.user = User.objects.get(pk=story["user"])

    def view(request: Any) -> HttpResponse:
        does(request.tenant)
        return HttpResponse("written")

    try:
        answer = DistrictMiddleware(lambda _: None).process_view(
            request, view, (), {"district": story["district"]}
        )
    except Exception as problem:
        return f"{type(problem).__name__}: {problem}".splitlines()[0]
    return answer.content.decode()
