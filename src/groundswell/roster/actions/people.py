"""Verbs for people: who they are, what they are where, and whom the district invites as a guest."""

from datetime import date

from groundswell.kernel import clock, journal
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.roster.choices import GuestKind, PositionRole
from groundswell.roster.models import FormerName, Organisation, Person, Position


@verb
def add_person(
    *,
    by: Actor,
    given_name: str,
    family_name: str,
    email: str = "",
    preferred_name: str = "",
    language: str = "",
    guest_kind: GuestKind | str = "",
) -> Person:
    """Add somebody whom no roster file brings: a guest, a partner's coach, a first administrator."""
    person = Person.objects.create(
        tenant=by.tenant,
        given_name=given_name,
        family_name=family_name,
        email=email.strip().lower(),
        preferred_name=preferred_name,
        language=language,
        guest_kind=guest_kind,
    )
    journal.record("roster.person.added", by=by, subject=person, personal={"name": person.name})
    return person


@verb
def give_position(
    *,
    by: Actor,
    person: Person,
    organisation: Organisation,
    role: PositionRole | str,
    begins_on: date | None = None,
    ends_on: date | None = None,
) -> Position:
    """Somebody takes up a position; its rights begin with it."""
    position = Position.objects.create(
        tenant=by.tenant,
        person=person,
        organisation=organisation,
        role=role,
        begins_on=begins_on,
        ends_on=ends_on,
    )
    data = {"person": person.pk, "organisation": organisation.pk, "role": str(role)}
    journal.record("roster.position.given", by=by, subject=position, data=data)
    return position


@verb
def end_position(*, by: Actor, position: Position, last_day: date | None = None) -> Position:
    """A position ends after ``last_day`` (today where none is given); its rights end with it."""
    position.ends_on = last_day or clock.today(by.tenant.time_zone)
    position.save(update_fields=["ends_on"])
    journal.record("roster.position.ended", by=by, subject=position, data={"last_day": str(position.ends_on)})
    return position


@verb
def rename(
    *, by: Actor, person: Person, given_name: str, family_name: str, preferred_name: str = ""
) -> Person:
    """A person's name changes; the old one is kept with the day until which it held."""
    FormerName.objects.create(
        tenant=by.tenant,
        person=person,
        given_name=person.given_name,
        family_name=person.family_name,
        until=clock.today(by.tenant.time_zone),
    )
    person.given_name, person.family_name, person.preferred_name = given_name, family_name, preferred_name
    person.save(update_fields=["given_name", "family_name", "preferred_name"])
    journal.record("roster.person.renamed", by=by, subject=person)
    return person


@verb
def link_user(*, by: Actor, person: Person, user_id: int) -> Person:
    """Somebody whose address was proved may sign in as this person. Refuses a person who has a user already."""
    if person.user_id not in (None, user_id):
        raise ValueError("This person signs in with another account already.")
    person.user_id = user_id
    person.save(update_fields=["user"])
    journal.record("roster.person.linked", by=by, subject=person, data={"user": user_id})
    return person


@verb
def prefer_language(*, by: Actor, person: Person, language: str) -> Person:
    """The language of somebody's pages and mail."""
    person.language = language
    person.save(update_fields=["language"])
    journal.record("roster.person.language", by=by, subject=person)
    return person
