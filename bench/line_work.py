"""What the benchmark of long lines runs in a process of its own.

The two lines are written below the verbs: nobody stood in them. What is measured goes through verbs and pages.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "groundswell.config.settings")
SHORT = 100


def main() -> None:
    rounds, waiting, *events = map(int, sys.argv[1:])
    import django  # inline: slow import

    django.setup()
    from django.conf import settings  # inline: slow import

    settings.ALLOWED_HOSTS = ["testserver"]
    print(json.dumps(measure(rounds, waiting, *events)))


def measure(rounds: int, waiting: int, short_event: int, long_event: int) -> dict[str, list[float]]:
    """Median CPU milliseconds of each act, in the short and in the long line; on PostgreSQL the server's share too."""
    from bench.registration_work import SLUG  # inline: slow import
    from groundswell.kernel.models import Tenant  # inline: slow import
    from groundswell.kernel.permissions import Actor  # inline: slow import
    from groundswell.kernel.tenancy import reading  # inline: slow import
    from groundswell.roster.models import Person  # inline: slow import

    by = Actor.system(Tenant.objects.get(slug=SLUG), "command")
    with reading(by.tenant):
        people = list(Person.objects.filter(is_student=False).select_related("user").order_by("pk"))
    seated, others = people[:120], people[120:]
    newcomers, standing = others[: 4 * rounds], others[4 * rounds :]
    lines = [
        _Line(by, short_event, seated, standing[:SHORT]),
        _Line(by, long_event, seated, standing[:waiting]),
    ]
    told: dict[str, list[list[Cost]]] = {}
    for turn in range(rounds):
        for at, line in enumerate(lines if turn % 2 else reversed(lines)):
            which = at if turn % 2 else 1 - at
            for act, cost in line.acts(newcomers[turn], turn):
                told.setdefault(act, [[], []])[which].append(cost)
    return {act: [1000 * _usual(costs) for costs in both] for act, both in told.items()}


Cost = tuple[float, float]
"""CPU seconds of this thread, and of the database server's process for it: that one counts in hundredths."""


def _usual(costs: list[Cost]) -> float:
    own, server = zip(*costs, strict=True)
    return statistics.median(own) + statistics.fmean(server)


class _Line:
    """A full section with people behind it."""

    def __init__(self, by: Any, event: int, seated: list[Any], standing: list[Any]) -> None:
        from bench.pages_work import Times  # inline: slow import
        from groundswell.events.models import Section  # inline: slow import
        from groundswell.kernel.tenancy import reading  # inline: slow import

        self.by, self.seated, self.standing = by, list(seated), list(standing)
        with reading(by.tenant):
            self.section = Section.objects.select_related("event").get(event_id=event)
        self._fill()
        address = f"/d/{by.tenant.slug}/events/{event}/"
        last = _signed_in(standing[-1].user)
        self.pages = {"the event's page, last in line": Times(last, address)}
        for page in self.pages.values():
            page.warm_up()

    def acts(self, newcomer: Any, turn: int) -> list[tuple[str, Cost]]:
        """One round: somebody joins the line, leaves it, a seat is given back and goes to the next; each page."""
        from groundswell.events.actions import registration  # inline: slow import

        def act(verb: Callable[..., Any], person: Any) -> Cost:
            section = self._fresh()
            return _cost(lambda: verb(by=self.by, section=section, person=person))

        done = [
            ("joining the line", act(registration.register, newcomer)),
            ("leaving the line", act(registration.leave, newcomer)),
            ("giving a seat back", act(registration.leave, self.seated[turn])),
        ]
        return done + [(name, _cost(page.ask)) for name, page in self.pages.items()]

    def _fresh(self) -> Any:
        from groundswell.kernel.tenancy import reading  # inline: slow import

        with reading(self.by.tenant):
            self.section.refresh_from_db()
        return self.section

    def _fill(self) -> None:
        from groundswell.events.models import Registration, Section  # inline: slow import
        from groundswell.kernel.tenancy import writing  # inline: slow import

        with writing(self.by.tenant):
            people = [*self.seated, *self.standing]
            Registration.objects.bulk_create(
                Registration(
                    tenant=self.by.tenant,
                    section=self.section,
                    person=person,
                    state="booked" if line <= len(self.seated) else "waiting",
                    line=line,
                )
                for line, person in enumerate(people, 1)
            )
            Section.objects.filter(pk=self.section.pk).update(
                cap=len(self.seated),
                seats=len(self.seated),
                seats_taken=len(self.seated),
                waiting=len(self.standing),
                last_line=len(people),
            )


def _cost(work: Callable[[], Any]) -> Cost:
    from bench.pages_work import _backend  # inline: slow import
    from bench.servers import cpu_of  # inline: slow import

    backend = _backend()
    server, cpu = cpu_of(backend), time.thread_time()
    work()
    return time.thread_time() - cpu, cpu_of(backend) - server


def _signed_in(user: Any) -> Any:
    from django.test import Client  # inline: slow import

    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


if __name__ == "__main__":
    main()
