"""What the page benchmark runs in a process of its own: each page and the bare one in turns, measured inside.

A page's time is what the WSGI application needs from the request's environment to the last byte of the answer: CPU
time of this thread and, on PostgreSQL, its share of the CPU time of the server's process behind the connection. The
clock stands on the demonstration's day.
"""

import io
import json
import re
import sys
import time
from typing import Any

from bench.servers import cpu_of

ROW = re.compile(
    rb'<(?:tr|li|article)\b|<a [^>]*><path class="c-mark'
)  # of a table, of a list; a place on a map


def main(rounds: str) -> None:
    import django  # inline: slow import

    django.setup()
    from django.conf import settings  # inline: slow import

    from groundswell.kernel import clock  # inline: slow import
    from groundswell.universe.story.days import BY_KEY, DEFAULT  # inline: slow import

    settings.ALLOWED_HOSTS = ["testserver"]
    with clock.standing_at(BY_KEY[DEFAULT].moment):
        print(json.dumps(measure(int(rounds))))


def measure(rounds: int) -> dict[str, Any]:
    """Every page with its rows, its statements and both times."""
    from groundswell.kernel.models import Tenant  # inline: slow import
    from groundswell.kernel.tenancy import reading  # inline: slow import
    from groundswell.roster.models import Person  # inline: slow import

    with reading(Tenant.objects.get(slug="riverbend")):
        people = Person.objects.filter(ended_on__isnull=True)
        counted = {
            "students": people.filter(is_student=True).count(),
            "staff": people.filter(is_student=False).count(),
        }
        pages = _pages()
    return counted | {"pages": [_one_page(name, who, path, rounds) for name, who, path in pages]}


def _pages() -> list[tuple[str, str, str]]:
    """Name, who asks, address. The fullest event, the largest school."""
    from django.db.models import Count  # inline: slow import

    from groundswell.events.models import Section  # inline: slow import
    from groundswell.roster.models import Organisation, Person  # inline: slow import

    section = Section.objects.filter(state="published").order_by("-seats_taken", "pk").first()
    school = (
        Organisation.objects.filter(kind="school").annotate(n=Count("positions")).order_by("-n", "pk").first()
    )
    person = Person.objects.filter(is_student=False, ended_on__isnull=True).order_by("pk").first()
    assert section and school and person
    home = "/d/riverbend/"
    return [
        ("today", "teacher", home),
        ("learn", "teacher", f"{home}events/"),
        ("an event", "teacher", f"{home}events/{section.event_id}/"),
        ("who comes to an event", "learning_office", f"{home}events/{section.event_id}/people/"),
        ("schools", "superintendent", f"{home}schools/"),
        ("list of schools", "superintendent", f"{home}schools/list/"),
        ("a school", "superintendent", f"{home}schools/{school.pk}/"),
        ("people", "learning_office", f"{home}people/"),
        ("a person", "learning_office", f"{home}people/{person.pk}/"),
        ("search", "teacher", f"{home}search/?q=an"),
    ]


def _one_page(name: str, who: str, path: str, rounds: int) -> dict[str, Any]:
    return compare(name, _signed_in(who), path, rounds)


def compare(name: str, client: Any, path: str, rounds: int) -> dict[str, Any]:
    """A page of a district, as a signed-in client gets it, and the bare one of that district in turns."""
    answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{name}: {path} answered {answer.status_code}")
    rows = _rows(answer.content)
    bare = f"/d/{path.split('/')[2]}/bare/{rows}/"
    if (found := _rows(client.get(bare).content)) != rows:
        raise SystemExit(f"{name}: the bare page has {found} rows instead of {rows}")
    frame = _statements(client, bare) - 1  # about who is asking, in which district; and one for its rows
    statements = _statements(client, path) - frame
    timed = {"ours": Times(client, path), "bare": Times(client, bare)}
    for times in timed.values():
        times.warm_up()
    for turn in range(rounds):
        for times in list(timed.values())[:: 1 if turn % 2 else -1]:
            times.ask()
    return {"name": name, "rows": rows, "statements": statements, "frame": frame} | {
        key: times.told() for key, times in timed.items()
    }


def _rows(content: bytes) -> int:
    """Rows in the main part of a page: of tables, of lists, and places on a map, each with its link."""
    return max(1, len(ROW.findall(content.partition(b"<main")[2])))


class Times:
    """How long an address takes, asked again and again by one signed-in person."""

    def __init__(self, client: Any, path: str) -> None:
        from django.core.handlers.wsgi import WSGIHandler  # inline: slow import

        self.application = WSGIHandler()
        self.cookies = "; ".join(f"{one.key}={one.coded_value}" for one in client.cookies.values())
        self.path, _, self.query = path.partition("?")
        self.walls: list[float] = []
        self.cpus: list[float] = []
        self.backend = _backend()
        self.server = 0.0

    def warm_up(self) -> None:
        for _ in range(5):
            self._answer(self._environ())

    def ask(self) -> None:
        environ = self._environ()
        server, wall, cpu = cpu_of(self.backend), time.perf_counter(), time.thread_time()
        self._answer(environ)
        self.cpus.append(time.thread_time() - cpu)
        self.walls.append(time.perf_counter() - wall)
        self.server += cpu_of(self.backend) - server

    def told(self) -> dict[str, float]:
        """The 95th percentiles in milliseconds."""
        if _backend() != self.backend:
            raise SystemExit(
                "The database connection changed while it was measured. Run the benchmark again."
            )
        at = int(0.95 * (len(self.cpus) - 1))
        share = self.server / len(self.cpus)
        return {"cpu": 1000 * (sorted(self.cpus)[at] + share), "wall": 1000 * sorted(self.walls)[at]}

    def _answer(self, environ: dict[str, Any]) -> None:
        said: list[str] = []
        answer = self.application(environ, lambda status, headers: said.append(status))
        b"".join(answer)
        answer.close()
        if not said[0].startswith("200"):
            raise SystemExit(f"{self.path} answered {said[0]}")

    def _environ(self) -> dict[str, Any]:
        own = {"PATH_INFO": self.path, "QUERY_STRING": self.query, "HTTP_COOKIE": self.cookies}
        return own | {
            "REQUEST_METHOD": "GET",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
        }


def _signed_in(who: str) -> Any:
    from django.test import Client  # inline: slow import

    from groundswell.accounts.models import User  # inline: slow import
    from groundswell.universe.personas import BY_KEY  # inline: slow import

    client = Client()
    user = User.objects.get(email=BY_KEY[who].email)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _statements(client: Any, path: str) -> int:
    """Statements of one request, without the beginning and the end of its transaction."""
    from django.db import connection  # inline: slow import
    from django.test.utils import CaptureQueriesContext  # inline: slow import

    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    told = [query["sql"] or "" for query in captured]
    return sum(not sql.startswith(("BEGIN", "COMMIT")) for sql in told)


def _backend() -> int:
    """Process of the database server behind this thread's connection; 0 where the database is a file."""
    from django.db import connection  # inline: slow import

    if connection.vendor != "postgresql":
        return 0
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    connection.close()
    return pid


if __name__ == "__main__":
    main(*sys.argv[1:])
