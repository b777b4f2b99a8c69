"""Verbs that bring in who is not in the roster files: guests, and coaches of partner organisations."""

from datetime import date

from django.utils.translation import gettext as _

from groundswell.kernel import clock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.roster.actions import organisations, people
from groundswell.roster.actions.invitations import Invitation, InvitationRefused, invite
from groundswell.roster.choices import GuestKind, OrganisationKind, PositionRole
from groundswell.roster.models import Organisation


@verb
def invite_guest(
    *, by: Actor, given_name: str, family_name: str, email: str, kind: GuestKind | str, language: str = ""
) -> Invitation:
    """Add a guest and invite them by mail: they hold no position and see no roster.

    Raises InvitationRefused, and nobody is added, where somebody has the address already or it can't be one.
    """
    person = people.add_person(
        by=by,
        given_name=given_name,
        family_name=family_name,
        email=email,
        language=language,
        guest_kind=kind,
    )
    return invite(by=by, person=person)


@verb
def invite_coach(
    *,
    by: Actor,
    given_name: str,
    family_name: str,
    email: str,
    partner: str,
    until: date,
    language: str = "",
) -> Invitation:
    """Add a coach of a partner organisation until a day, and invite them by mail; the partner is made where it is new.

    Raises InvitationRefused, and nobody is added, for an address that is taken or wrong, and for a day that is over.
    """
    today = clock.today(by.tenant.time_zone)
    if until < today:
        raise InvitationRefused(_("The last day lies in the past. Choose one that is still to come."))
    person = people.add_person(
        by=by, given_name=given_name, family_name=family_name, email=email, language=language
    )
    people.give_position(
        by=by,
        person=person,
        organisation=_partner(by, partner),
        role=PositionRole.EXTERNAL_COACH,
        begins_on=today,
        ends_on=until,
    )
    return invite(by=by, person=person)


def _partner(by: Actor, name: str) -> Organisation:
    found = Organisation.objects.filter(kind=OrganisationKind.PARTNER, name__iexact=name.strip()).first()
    if found is not None:
        return found
    top = Organisation.objects.filter(kind=OrganisationKind.DISTRICT).order_by("pk").first()
    return organisations.add(by=by, kind=OrganisationKind.PARTNER, name=name.strip(), parent=top)
