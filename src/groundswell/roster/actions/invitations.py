"""Verbs that let people of a district sign in: invite, accept, and the first administrator at the command line.

Nobody gets an account by guessing an address: somebody of the district invites a person, the link goes to the address
that the roster has, and only whoever opens it from there is linked to the person.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from groundswell.accounts import actions as sign_in
from groundswell.accounts.choices import LinkPurpose
from groundswell.kernel import journal
from groundswell.kernel.links import absolute
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.roster.actions import people
from groundswell.roster.choices import OrganisationKind, PositionRole
from groundswell.roster.models import Organisation, Person
from groundswell.roster.queries.invitations import reference_to


class InvitationRefused(ValueError):
    """The invitation can't be made or accepted; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation just made. ``url`` holds the one-time secret: show it to the invited person alone."""

    person: Person
    url: str
    expires_at: datetime


@verb
def invite(*, by: Actor, person: Person, send: bool = True) -> Invitation:
    """Invite a person of the roster to sign in; an earlier invitation of theirs ends.

    Makes the user of the address where there is none, queues the mail (unless ``send`` is false) and journals.
    Raises InvitationRefused for students, for who left, for a missing or shared address, and for who signs in already.
    """
    person = lock(person)
    _refuse_to_invite(person)
    user = sign_in.make_user(email=person.email)
    issued = sign_in.issue_link(user=user, purpose=LinkPurpose.INVITATION, reference=reference_to(person))
    url = absolute(reverse("invitation", args=[issued.token]))
    if send:
        _mail(by, person, url, issued.link.expires_at)
    journal.record("roster.invitation.sent", by=by, subject=person, data={"user": user.pk, "mailed": send})
    return Invitation(person, url, issued.link.expires_at)


@verb
def accept(*, by: Actor, person: Person, token: str) -> Person:
    """The invited person pressed the button: the link is spent and the person linked to its user, or neither.

    Raises LinkGone for a link that was used or is over, InvitationRefused where the roster changed since.
    """
    link = sign_in.spend_link(token=token, purpose=LinkPurpose.INVITATION)
    person = lock(person)
    if link.reference != reference_to(person):
        raise sign_in.LinkGone
    if person.ended_on is not None:
        raise InvitationRefused(_("You no longer belong to this district. If that is wrong, ask its office."))
    if person.email.strip().lower() != link.user.email:
        raise InvitationRefused(
            _("Your address has changed since. Ask who invited you for a new invitation.")
        )
    others = Person.objects.filter(user_id=link.user_id).exclude(pk=person.pk)
    if others.exists() or person.user_id not in (None, link.user_id):
        raise InvitationRefused(
            _("This address signs in as somebody else here already. Ask the district's IT desk.")
        )
    person = people.link_user(by=by, person=person, user_id=link.user_id)
    journal.record("roster.invitation.accepted", by=by, subject=person, data={"user": link.user_id})
    return person


@verb
def appoint_administrator(*, by: Actor, email: str, given_name: str, family_name: str) -> Invitation:
    """Make the first administrator (district IT) of a district, and their invitation. Sends no mail."""
    top = Organisation.objects.get(kind=OrganisationKind.DISTRICT)
    person = people.add_person(by=by, given_name=given_name, family_name=family_name, email=email)
    people.give_position(by=by, person=person, organisation=top, role=PositionRole.DISTRICT_IT)
    return invite(by=by, person=person, send=False)


def _refuse_to_invite(person: Person) -> None:
    name, email = person.name, person.email.strip().lower()
    if person.is_student:
        raise InvitationRefused(_("%s is a student; students are not invited by mail.") % name)
    if person.ended_on is not None:
        raise InvitationRefused(_("%s no longer belongs to the district.") % name)
    if person.user_id is not None:
        raise InvitationRefused(_("%s signs in already.") % name)
    try:
        validate_email(email)
    except ValidationError as error:
        reason = _("%s has no e-mail address that works in the roster. Correct it there, then invite again.")
        raise InvitationRefused(reason % name) from error
    sharing = Person.objects.filter(email__iexact=email, ended_on__isnull=True).exclude(pk=person.pk).first()
    if sharing is not None:
        reason = _(
            "%(name)s and %(other)s have the same address, %(email)s. Give each their own, then invite again."
        )
        raise InvitationRefused(reason % {"name": name, "other": sharing.name, "email": email})


def _mail(by: Actor, person: Person, url: str, expires_at: datetime) -> None:
    with translation.override(person.language or by.tenant.language):
        sign_in.send_link_mail(
            template="mail/accounts/invitation",
            subject=_("Your account at %s") % by.tenant.name,
            email=person.email,
            context={
                "url": url,
                "expires_at": expires_at,
                "person_name": person.name,
                "district_name": by.tenant.name,
            },
        )
