"""A workshop in Riverbend, and as many colleagues as a story needs."""

from contextlib import ExitStack
from datetime import timedelta

import pytest

from groundswell.events.actions import attendance, events, registration
from groundswell.events.actions.policy import set_policy
from groundswell.events.models import Section
from groundswell.kernel import clock, documents
from groundswell.kernel.permissions import Actor, Grant
from groundswell.kernel.tenancy import reading
from groundswell.roster.actions import people
from groundswell.roster.choices import PositionRole
from groundswell.roster.choices.roles import ROLES
from tests.support.paper import laid_out


@pytest.fixture
def workshop(cast):
    """Make a published workshop: ``workshop(seats=2)``. It begins in a week, 90 minutes long, unless said otherwise.

    A seat that is given back goes to the next in line at once, unless ``policy`` (fields of ``set_policy``) says else.
    """

    def make(
        *,
        published: bool = True,
        begins_in: timedelta = timedelta(days=7),
        policy: dict | None = None,
        **values,
    ) -> Section:
        begins_at = (clock.now() + begins_in).replace(microsecond=0)
        values = {
            "title": "Small groups that work",
            "why": "So that every student is heard.",
            "seats": 20,
            "begins_at": begins_at,
            "ends_at": begins_at + timedelta(minutes=90),
            "place": "Alder Elementary, library",
            "facilitators": [cast.people["dev"]],
        } | values
        section = events.draft(by=cast.actor("ola"), **values)
        section = set_policy(by=cast.actor("ola"), section=section, **{"freed_seat": "seat"} | (policy or {}))
        return events.publish(by=cast.actor("ola"), section=section) if published else section

    return make


@pytest.fixture
def pressed_here(monkeypatch):
    """Papers are laid out in this process. How one of its own does it is told in tests/kernel/test_documents.py."""
    monkeypatch.setattr(documents, "press", laid_out)


@pytest.fixture
def tuesday(cast):
    """A Tuesday that is to come."""
    today = clock.today(cast.tenant.time_zone)
    return today + timedelta(days=7 + (1 - today.weekday()) % 7)


@pytest.fixture
def crowd(cast):
    """``crowd(3)``: three more teachers of Alder, as (person, actor) pairs; a second crowd takes another letter."""

    def make(number: int, letter: str = "T", school: str = "alder") -> list:
        made = []
        for at in range(number):
            person = people.add_person(
                by=cast.system,
                given_name=f"{letter}{at}",
                family_name="Crowd",
                email=f"{letter.lower()}{at}@riverbend.example",
            )
            people.give_position(
                by=cast.system, person=person, organisation=cast.places[school], role=PositionRole.TEACHER
            )
            made.append((person, acting(cast.tenant, person)))
        return made

    return make


@pytest.fixture
def attended(cast, workshop):
    """``attended(ana="attended")``: a workshop that is over, with what was noted; returns its section."""
    with ExitStack() as later:

        def make(values: dict | None = None, /, **notes):
            section = workshop(**{"begins_in": timedelta(days=7)} | (values or {}))
            places = {
                name: registration.register(by=cast.actor("ola"), section=section, person=cast.people[name])
                for name in notes
            }
            with clock.standing_at(section.ends_at + timedelta(hours=1)):
                for name, state in notes.items():
                    attendance.note(
                        by=cast.actor("dev"), section=section, registration=places[name], state=state
                    )
            return section

        make.later = lambda: later.enter_context(clock.shifted(timedelta(days=30)))
        yield make


def acting(tenant, person) -> Actor:
    """The actor that a teacher is, without asking the roster."""
    grant = Grant(PositionRole.TEACHER, ROLES[PositionRole.TEACHER].permissions)
    return Actor(tenant=tenant, name=person.name, person_id=person.pk, grants=(grant,))


@pytest.fixture
def fresh(cast):
    """A row as the database has it now."""

    def read(row):
        with reading(cast.tenant):
            return type(row).objects.get(pk=row.pk)

    return read


@pytest.fixture
def post(cast):
    """The mail that waits to be sent: ``post("events.booked")`` lists it, oldest first."""
    from groundswell.notices.models import OutgoingMail

    def find(kind: str, to=None) -> list:
        with reading(cast.tenant):
            mails = OutgoingMail.objects.filter(kind=kind).order_by("pk")
            return list(mails.filter(to_person_id=to.pk) if to else mails)

    return find
