"""Certificates are issued when somebody asks for theirs, and taken back by the office."""

import secrets

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils import translation
from django.utils.translation import gettext as _

from groundswell.events.models import BadgeBook, BadgeKey, Credential, CreditTerms, Registration
from groundswell.events.queries import credentials, meetings
from groundswell.events.rules import badges, certificates, credit_rules
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.links import absolute, link
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb

SUBJECT = "events.credential"


@verb
def issue(*, by: Actor, registration: Registration) -> Credential:
    """The signed certificate of a seat; the one that stands, where there is one. By whose seat it is, or the office.

    Makes the district's signing key with its first certificate, and again after its address changed. Raises Refused
    where no hours were earned or the roster has no e-mail address (the certificate is bound to it).
    """
    mine = by.person_id in (registration.person_id, registration.person.merged_into_id)
    if not by.may(Permission.EVENT_MANAGE) and not (by.person_id and mine):
        raise PermissionDenied
    book = _book(by.tenant)
    if (there := credentials.standing_of(registration)) is not None:
        return there
    section = registration.section
    dates = meetings.times_of([section])[section.pk]
    programme = section.event.programme_id or 0
    versions = credentials.terms_by_programme([programme]).get(programme, [])
    own, terms = credit_rules.come_to(registration, dates, versions, by.tenant)
    if own.hours <= 0:
        raise Refused(_("No hours were earned there, so there is nothing to certify."))
    if not registration.person.email:
        raise Refused(
            _("A certificate is bound to an e-mail address, and the roster has none. Ask district IT.")
        )
    made = _sign(by, book, registration, own, terms)
    data = {"registration": registration.pk, "person": registration.person_id, "serial": made.serial}
    journal.record("events.credential.issued", by=by, subject=made, subject_kind=SUBJECT, data=data)
    return made


@verb
def revoke(*, by: Actor, credential: Credential, reason: str) -> Credential:
    """Take a certificate back: from now on whoever checks it is told. Can't be undone; another can be issued."""
    if not by.may(Permission.EVENT_MANAGE):
        raise PermissionDenied
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say why, in a sentence. The journal keeps it."))
    return end(by=by, credential=credential, reason=reason)


@verb
def end(*, by: Actor, credential: Credential, reason: str) -> Credential:
    """A certificate falls, whoever brought that about: the office, or attendance that was corrected."""
    if credential.revoked_at is None:
        credential.revoked_at = clock.now()
        credential.save(update_fields=["revoked_at"])
        journal.record(
            "events.credential.revoked",
            by=by,
            subject=credential,
            subject_kind=SUBJECT,
            data={"registration": credential.registration_id},
            personal={"reason": reason},
        )
    return credential


def issuer_of(tenant: Tenant, base_url: str) -> badges.Issuer:
    """The district as it signs at an address of this installation."""
    did = badges.did_of(base_url, "d", tenant.slug, "badges")
    return badges.Issuer(did=did, name=tenant.name, url=base_url.rstrip("/"))


def _book(tenant: Tenant) -> BadgeBook:
    """The district's book, held until the end of the transaction: one certificate after the other."""
    BadgeBook.objects.get_or_create(tenant=tenant, defaults={"seed": secrets.token_hex(16)})
    return BadgeBook.objects.select_for_update(of=("self",)).get(tenant=tenant)


def key_for(by: Actor, did: str) -> badges.Key:
    """The key that signs for this issuer now; made where there is none. Inside a verb."""
    at = clock.now()
    there = certificates.keys(credentials.keys_of(did))
    if key := badges.current(there, did, secret=settings.SECRET_KEY, at=at):
        return key
    key = badges.new_key(secret=settings.SECRET_KEY, issuer=did, at=at)
    row = BadgeKey.objects.create(
        tenant=by.tenant, issuer=key.issuer, public=key.public, sealed=key.sealed, made_at=key.made_at
    )
    journal.record("events.badge_key.made", by=by, subject=row, subject_kind="events.badge_key")
    return key


def _sign(
    by: Actor,
    book: BadgeBook,
    registration: Registration,
    own: credit_rules.Certified,
    terms: CreditTerms | None,
) -> Credential:
    issuer = issuer_of(by.tenant, settings.GROUNDSWELL_URL)
    key = key_for(by, issuer.did)
    serial = book.next_serial
    number, at = certificates.new_number(by.tenant.name), clock.now()
    list_number, place = badges.place_on_list(serial, book.seed)
    urls = certificates.Addresses(
        credential=absolute(link("badges:credential", number)),
        achievement=absolute(link("events:section", registration.section_id)),
        check=absolute(link("badges:check", number)),
        status=absolute(link("badges:status", list_number)),
    )
    with translation.override(by.tenant.language):
        award = certificates.award(
            registration, own, secrets.token_hex(8), at, place, urls, by.tenant.time_zone
        )
    made = Credential.objects.create(
        tenant=by.tenant,
        registration=registration,
        number=number,
        serial=serial,
        list_number=list_number,
        list_index=place,
        hours=own.hours,
        credit=own.credit,
        unit=own.unit,
        terms=terms,
        document=badges.issue(award, issuer, key, secret=settings.SECRET_KEY),
        issued_at=at,
    )
    book.next_serial += 1
    book.save(update_fields=["next_serial"])
    return made
