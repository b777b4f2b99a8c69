"""A team comes together or not at all."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from groundswell.cohorts.models import DesignTeam
from groundswell.cohorts.queries.members import people_on
from groundswell.events.actions import filling, places, seats
from groundswell.events.choices import RegistrationState
from groundswell.events.models import PartyBooking, Registration, Section
from groundswell.events.queries import registration as found
from groundswell.events.queries import seating
from groundswell.events.rules import clashes, window
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb
from groundswell.roster.models import Person

LARGEST = 60


@verb
def book(
    *,
    by: Actor,
    section: Section,
    name: str,
    lead: Person,
    people: Sequence[Person],
    design_team: DesignTeam | None = None,
) -> PartyBooking:
    """Register a team: seats for everybody at once, or places next to each other in line for everybody.

    ``design_team`` says whose design team it is; then all of ``people`` are in it today, though not all of it need
    come. Journals each place and mails each person. Raises Refused for an event that takes no teams, outside the
    window, for fewer than two or more than ``LARGEST`` people, for somebody who is not in the design team (named), and
    when somebody has a place here already or would be in two places at once (named); PermissionDenied without
    PARTY_BOOK at the school of each.
    """
    if not section.takes_parties:
        raise Refused(_("Everybody registers here for themselves. This event takes no teams."))
    members = list({person.pk: person for person in people}.values())
    if not 2 <= len(members) <= LARGEST:
        raise Refused(_("A team has from two to %(most)s people.") % {"most": LARGEST})
    schools = seating.schools_of([person.pk for person in members], by.tenant)
    _check_right(by, members, schools)
    _check_team(design_team, members)
    with seats.held(section) as held:
        if not window.is_open(held, clock.now()):
            raise window.why_not(held, clock.now(), by.tenant.time_zone)
        _check_nobody_is_in(held, members)
        seats.one_by_one([person.pk for person in members])
        _check_nobody_is_elsewhere(held, members)
        if len(members) > held.cap:
            raise Refused(
                _(
                    "The team has %(size)s people, and there are %(cap)s seats in all. Ask the office for another date."
                )
                % {"size": len(members), "cap": held.cap}
            )
        party = PartyBooking.objects.create(
            tenant=by.tenant, section=held, name=name, lead=lead, size=len(members), design_team=design_team
        )
        journal.record(
            "events.party.booked", by=by, subject=held, subject_kind="events.section",
            data={"party": party.pk, "size": party.size, "lead": lead.pk, "design_team": party.design_team_id},
        )  # fmt: skip
        made = [_open(by, held, party, person, schools.get(person.pk)) for person in members]
        filling.serve_line(by=by, section=held)
        _tell_who_waits(by, held, made)
    return party


def _open(
    by: Actor, section: Section, party: PartyBooking, person: Person, school: int | None
) -> Registration:
    return places.open_one(
        by=by, section=section, person=person, state=RegistrationState.WAITING, party=party, school_id=school
    )


def _check_right(by: Actor, members: list[Person], schools: dict[int, int]) -> None:
    if by.may(Permission.EVENT_MANAGE):
        return
    for person in members:
        school = schools.get(person.pk)
        if school is None or not by.may(Permission.PARTY_BOOK, place=school):
            raise PermissionDenied


def _check_team(team: DesignTeam | None, members: list[Person]) -> None:
    if team is None:
        return
    there = people_on(team)
    names = [person.name for person in members if person.pk not in there]
    if names:
        raise Refused(
            _(
                "These people are not in the design team today: %(names)s. Seat them there first, or take them off."
            )
            % {"names": ", ".join(names)}
        )


def _check_nobody_is_in(section: Section, members: list[Person]) -> None:
    there = {one.person_id for one in found.live_in(section)}
    names = [person.name for person in members if person.pk in there]
    if names:
        raise Refused(
            _(
                "These people have a place here already: %(names)s. Take them off the list, or let them leave first."
            )
            % {"names": ", ".join(names)}
        )


def _check_nobody_is_elsewhere(section: Section, members: list[Person]) -> None:
    there = clashes.of_people(section, [person.pk for person in members])
    said = [there[person.pk][0].of(person.name) for person in members if person.pk in there]
    if said:
        to_do = _("A team comes whole. Take them off the list, or let them give that back first.")
        raise Refused(" ".join([*said, to_do]))


def _tell_who_waits(by: Actor, section: Section, made: list[Registration]) -> None:
    still = Registration.objects.filter(
        pk__in=[one.pk for one in made], state=RegistrationState.WAITING
    ).select_related("person")
    for one in still.order_by("line"):
        places.tell_place(by=by, section=section, registration=one)
