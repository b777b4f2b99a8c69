"""Verbs for the addresses under which calendars may ask: a person's own, and a school's."""

import secrets

from groundswell.kernel import clock, journal
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.notices.models import FeedToken, PlaceFeed
from groundswell.notices.queries.feeds import digest_of
from groundswell.roster.models import Organisation, Person


@verb
def renew(*, by: Actor, person: Person) -> str:
    """Make the person's calendar address, or a new one in place of it. Returns the secret, this once: a hash is kept.

    It begins with the district's number, so that the district can be opened before the hash is looked up.
    """
    secret = f"{by.tenant.pk}-{secrets.token_urlsafe(32)}"
    token, _ = FeedToken.objects.update_or_create(
        tenant=by.tenant, person=person, defaults={"digest": digest_of(secret), "made_at": clock.now()}
    )
    journal.record("notices.feed.renewed", by=by, subject=token, data={"person": person.pk})
    return secret


@verb
def revoke(*, by: Actor, person: Person) -> bool:
    """The person's calendar address opens nothing any more. False when there was none."""
    token = FeedToken.objects.filter(person=person).first()
    if token is None:
        return False
    journal.record("notices.feed.revoked", by=by, subject=token, data={"person": person.pk})
    token.delete()
    return True


@verb
def renew_place(*, by: Actor, place: Organisation) -> str:
    """Make a school's calendar address, or a new one in place of it. Returns the secret, this once: a hash is kept."""
    secret = secrets.token_urlsafe(32)
    token, _ = PlaceFeed.objects.update_or_create(
        tenant=by.tenant, place=place, defaults={"digest": digest_of(secret), "made_at": clock.now()}
    )
    journal.record("notices.place_feed.renewed", by=by, subject=token, data={"place": place.pk})
    return secret


@verb
def revoke_place(*, by: Actor, place: Organisation) -> bool:
    """The school's calendar address opens nothing any more. False when there was none."""
    token = PlaceFeed.objects.filter(place=place).first()
    if token is None:
        return False
    journal.record("notices.place_feed.revoked", by=by, subject=token, data={"place": place.pk})
    token.delete()
    return True
