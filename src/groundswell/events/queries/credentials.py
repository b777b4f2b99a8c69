"""Certificates and the keys that sign them: what is found for their holder, for the office, and for anybody."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.http import Http404

from groundswell.events.models import BadgeKey, Credential, CreditTerms, Registration
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.permissions import Actor, Permission

KEY, REPLACED = "events.badge_key", "events.badge_key.replaced"
WITH_ITS_SEAT = ("registration__person", "registration__section__event__programme")


def get_credential_for(actor: Actor, pk: int) -> Credential:
    """One's own certificate, or for the office anybody's; Http404 otherwise, also once it was emptied."""
    rows = Credential.objects.exclude(document={})
    if not actor.may(Permission.EVENT_MANAGE):
        me = actor.person_id or 0
        rows = rows.filter(Q(registration__person_id=me) | Q(registration__person__merged_into_id=me))
    return found_or_404(rows.select_related(*WITH_ITS_SEAT, "registration__section__event__provider"), pk=pk)


def get_published(number: str) -> Credential:
    """The certificate of this number, for anybody who was told the number; Http404 without one."""
    return found_or_404(Credential.objects.exclude(document={}), number=number)


def standing_of(registration: Registration) -> Credential | None:
    """The certificate that stands for a seat."""
    return Credential.objects.filter(registration=registration, revoked_at__isnull=True).first()


def standing_by_seat(seats: Iterable[Registration]) -> dict[int, Credential]:
    """The certificates that stand, by seat, without their documents. One statement."""
    rows = Credential.objects.filter(registration__in=list(seats), revoked_at__isnull=True)
    return {one.registration_id: one for one in rows.exclude(document={}).defer("document")}


def terms_by_programme(programme_ids: Iterable[int]) -> dict[int, list[CreditTerms]]:
    """Every version of the rules for credit of these programmes, the oldest first. One statement."""
    found: dict[int, list[CreditTerms]] = {}
    for one in CreditTerms.objects.filter(programme__in=list(programme_ids)).order_by("version"):
        found.setdefault(one.programme_id, []).append(one)
    return found


def get_key_for(actor: Actor, pk: int) -> BadgeKey:
    """A signing key, for who looks after them; Http404 otherwise."""
    return found_or_404(keys_for(actor), pk=pk)


def keys_for(actor: Actor) -> QuerySet[BadgeKey]:
    """The district's keys, the newest first, for who looks after them."""
    rows = BadgeKey.objects.order_by("-made_at", "-pk")
    return rows if actor.may(Permission.BADGE_KEYS) else rows.none()


def signed_with(keys: Iterable[BadgeKey]) -> dict[int, int]:
    """How many certificates that stand each of these keys signed. One statement for each key: a handful in years."""
    return {key.pk: signed_by(key).count() for key in keys}


def signed_by(key: BadgeKey) -> QuerySet[Credential]:
    """Certificates that stand and bear this key's signature."""
    standing = Credential.objects.filter(revoked_at__isnull=True)
    return standing.filter(document__proof__verificationMethod=f"{key.issuer}#{key.public}")


def to_replace() -> list[BadgeKey]:
    """Withdrawn keys that certificates may bear still: not every one was found signed again. Two statements at most."""
    withdrawn = list(BadgeKey.objects.filter(revoked_at__isnull=False).order_by("pk"))
    if not withdrawn:
        return []
    entries = JournalEntry.objects.filter(
        kind=REPLACED, subject_kind=KEY, subject_id__in=[one.pk for one in withdrawn]
    )
    done = set(entries.values_list("subject_id", flat=True))
    return [one for one in withdrawn if one.pk not in done]


def to_sign_again(withdrawn: Iterable[BadgeKey]) -> QuerySet[Credential]:
    """Certificates that stand by one of these keys, with whose they are. Searches all of them where there is a key."""
    methods = [f"{key.issuer}#{key.public}" for key in withdrawn]
    if not methods:
        return Credential.objects.none()
    standing = Credential.objects.filter(revoked_at__isnull=True)
    rows = standing.filter(document__proof__verificationMethod__in=methods)
    return rows.select_related("registration__person", "registration__section__event").order_by("pk")


def withdrawn_key_of(credential: Credential) -> BadgeKey | None:
    """The key that signed a certificate, where it was withdrawn: nothing bears its signature any more."""
    public = credential.document["proof"]["verificationMethod"].partition("#")[2]
    return BadgeKey.objects.filter(public=public, revoked_at__isnull=False).first()


def keys_of(issuer: str) -> list[BadgeKey]:
    """Every key that ever signed for this issuer, the oldest first."""
    return list(BadgeKey.objects.filter(issuer=issuer).order_by("made_at", "pk"))


def get_keys_of(issuer: str) -> list[BadgeKey]:
    """The same; Http404 for an issuer that never signed."""
    keys = keys_of(issuer)
    if not keys:
        raise Http404
    return keys


def get_revoked_on(list_number: int) -> list[int]:
    """Places on a status list whose certificates were taken back; Http404 for a list that nothing was put on."""
    listed = list(Credential.objects.filter(list_number=list_number).values_list("list_index", "revoked_at"))
    if not listed:
        raise Http404
    return [place for place, revoked_at in listed if revoked_at is not None]
