"""Certificates as Open Badges 3.0: a Verifiable Credential (W3C data model 2.0) that any verifier can check (ADR 0012).

Pure: plain values in, plain JSON out; keys, places on the status list and time come from the caller. The proof is
``eddsa-rdfc-2022`` inside the credential (W3C Data Integrity EdDSA Cryptosuites 1.0): the one that the standard's own
public verifier accepts for Ed25519. The issuer is a ``did:web`` of the installation's address; revoking is a bit on a
Bitstring Status List (W3C, 1.0). Nothing is fetched: the contexts come with the library.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from groundswell.kernel.sealing import SealDoesNotOpen, opened, seal

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
DID = "https://www.w3.org/ns/did/v1"
MULTIKEY = "https://w3id.org/security/multikey/v1"
RETIRED = {
    "retired": {
        "@id": "https://schema.org/endDate",
        "@type": "http://www.w3.org/2001/XMLSchema#dateTime",
    }
}

LIST_SIZE = 131_072  # the least that the standard allows: a crowd to disappear in
LIST_LIVES = timedelta(days=8)  # a verifier won't take an older copy of the list
ED25519_PUBLIC = b"\xed\x01"  # multicodec's mark before the 32 bytes
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


class CannotSign(Exception):
    """The key is retired or revoked, belongs to another address, or can't be opened; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Key:
    """One signing key of a district: for one issuer, from one moment on.

    ``sealed`` is the private key, encrypted under the installation's secret (:func:`new_key`). A *retired* key signs no
    more and what it signed stands; a *revoked* one (it leaked) is published without the right to assert, so that
    verifiers refuse what it signed.
    """

    issuer: str  # the did:web it signs for
    public: str  # Multikey: base58btc of multicodec and 32 bytes
    sealed: str
    made_at: datetime
    retired_at: datetime | None = None
    revoked_at: datetime | None = None

    @property
    def method(self) -> str:
        """The address of the public key; a verifier that can't fetch reads the key itself from it."""
        return f"{self.issuer}#{self.public}"

    def is_live(self, at: datetime) -> bool:
        """Whether it may sign at this moment."""
        ended = min(filter(None, (self.retired_at, self.revoked_at)), default=None)
        return self.made_at <= at and (ended is None or at < ended)


@dataclass(frozen=True, slots=True)
class Issuer:
    """The district as it appears in a credential."""

    did: str
    name: str
    url: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Achievement:
    """What was achieved: attending one event by one rule. The same for everybody who did."""

    id: str  # an address of ours that says more
    name: str
    description: str
    criteria: str  # what had to be done, in a sentence or two
    credits_available: Decimal
    kind: str = "CertificateOfCompletion"  # of the standard's AchievementType


@dataclass(frozen=True, slots=True)
class Award:
    """One person's achievement. Their name is not in it: the address is hashed with ``salt``."""

    id: str  # the credential's own address
    email: str
    salt: str
    achievement: Achievement
    issued_at: datetime
    credits_earned: Decimal
    began_on: datetime
    ended_on: datetime
    evidence_url: str
    evidence: str  # "6.5 of 6.5 hours on March 17, 2026"
    status_url: str
    status_index: int


def did_of(base_url: str, *path: str) -> str:
    """The ``did:web`` of an address: ``https://learn.example.org`` and ``d, riverbend, badges`` become
    ``did:web:learn.example.org:d:riverbend:badges``, whose document lies at ``…/d/riverbend/badges/did.json``.

    Raises ValueError for an address without a host. ``did:web`` always means https, also for a demonstration on http.
    """
    parts = urlsplit(base_url)
    if not parts.hostname:
        raise ValueError(f"{base_url} has no host.")
    host = parts.hostname + (f"%3A{parts.port}" if parts.port else "")
    return ":".join(["did:web", host, *(quote(step, safe="") for step in path)])


def new_key(*, secret: str, issuer: str, at: datetime) -> Key:
    """A fresh Ed25519 key, its private half sealed under the installation's ``secret`` for this issuer alone."""
    private = Ed25519PrivateKey.generate()
    raw = private.private_bytes_raw()
    return Key(
        issuer=issuer,
        public=multibase(ED25519_PUBLIC + private.public_key().public_bytes_raw()),
        sealed=seal(raw, secret=secret, purpose=_purpose(issuer)),
        made_at=at,
    )


def current(keys: Iterable[Key], did: str, *, secret: str, at: datetime) -> Key | None:
    """The newest key that can sign for ``did`` now. None: make one.

    So it is at a district's first badge, after the installation's address changed, after a restore without the
    secrets, and when the last key was retired.
    """
    live = [one for one in keys if one.issuer == did and one.is_live(at) and opens(one, secret)]
    return max(live, key=lambda one: one.made_at, default=None)


def opens(key: Key, secret: str) -> bool:
    """Whether the private half can be read under this installation's secret."""
    try:
        _private(key, secret)
    except CannotSign:
        return False
    return True


def issue(award: Award, issuer: Issuer, key: Key, *, secret: str) -> dict[str, Any]:
    """The signed credential. Raises CannotSign for a key that isn't live, doesn't open, or is another issuer's."""
    return _signed(credential(award, issuer), key, secret, at=award.issued_at)


def sign_again(document: Mapping[str, Any], key: Key, *, secret: str, at: datetime) -> dict[str, Any]:
    """A credential as it was, word for word, with a new proof. Raises CannotSign as :func:`issue`."""
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    return _signed(unsigned, key, secret, at=at)


def credential(award: Award, issuer: Issuer) -> dict[str, Any]:
    """The credential before it is signed."""
    achievement = award.achievement
    return {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": award.id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": achievement.name,
        "issuer": _profile(issuer),
        "validFrom": moment(award.issued_at),
        "awardedDate": moment(award.ended_on),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [_identity(award.email, award.salt)],
            "activityStartDate": moment(award.began_on),
            "activityEndDate": moment(award.ended_on),
            "creditsEarned": float(award.credits_earned),
            "achievement": {
                "id": achievement.id,
                "type": ["Achievement"],
                "achievementType": achievement.kind,
                "name": achievement.name,
                "description": achievement.description,
                "criteria": {"narrative": achievement.criteria},
                "creditsAvailable": float(achievement.credits_available),
            },
        },
        "evidence": [
            {"id": award.evidence_url, "type": ["Evidence"], "narrative": award.evidence},
        ],
        "credentialStatus": {
            "id": f"{award.status_url}#{award.status_index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(award.status_index),
            "statusListCredential": award.status_url,
        },
    }


def status_list(
    url: str, revoked: Iterable[int], issuer: Issuer, key: Key, *, secret: str, at: datetime
) -> dict[str, Any]:
    """The signed list on which a verifier looks whether a credential was taken back. Good for a few days."""
    unsigned = {
        "@context": [CREDENTIALS],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.did,
        "validFrom": moment(at),
        "validUntil": moment(at + LIST_LIVES),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": _bits(revoked),
        },
    }
    return _signed(unsigned, key, secret, at=at)


def place_on_list(serial: int, seed: str) -> tuple[int, int]:
    """Number of the list, and the place on it, for the district's credential number ``serial`` (from 0).

    Each serial has its own place, and neighbours lie apart: who reads a list can't tell which badges came together.
    ``seed`` is random, made once for a district and kept: with another one, places would meet.
    """
    number, nth = divmod(serial, LIST_SIZE)
    mixed = hashlib.sha256(f"groundswell badges {seed} {number}".encode()).digest()
    step, start = int.from_bytes(mixed[:8]) | 1, int.from_bytes(mixed[8:16])
    return number, (nth * step + start) % LIST_SIZE  # an odd step visits every place of a power of two once


def did_document(did: str, keys: Iterable[Key]) -> dict[str, Any]:
    """What stands at ``did.json``: every key that ever signed for this issuer. Revoked ones may assert nothing.

    A retired one keeps its right to assert and tells since when it signs no more, in a word of ours: the standard's
    ``expires`` and ``revoked`` would make verifiers refuse what it signed.
    """
    own = sorted((one for one in keys if one.issuer == did), key=lambda one: one.made_at)
    return {
        "@context": [DID, MULTIKEY, RETIRED],
        "id": did,
        "verificationMethod": [_published(one) for one in own],
        "assertionMethod": [one.method for one in own if one.revoked_at is None],
    }


def multibase(raw: bytes) -> str:
    """base58btc with its mark, as keys and proofs are written."""
    number, text = int.from_bytes(raw), ""
    while number:
        number, digit = divmod(number, 58)
        text = BASE58[digit] + text
    return "z" + "1" * (len(raw) - len(raw.lstrip(b"\0"))) + text


def moment(at: datetime) -> str:
    """An aware time as credentials write it: UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _published(key: Key) -> dict[str, str]:
    shown = {
        "id": key.method,
        "type": "Multikey",
        "controller": key.issuer,
        "publicKeyMultibase": key.public,
    }
    if key.retired_at:
        shown["retired"] = moment(key.retired_at)
    return shown | ({"revoked": moment(key.revoked_at)} if key.revoked_at else {})


def _profile(issuer: Issuer) -> dict[str, Any]:
    profile = {"id": issuer.did, "type": ["Profile"], "name": issuer.name, "url": issuer.url}
    return profile | ({"email": issuer.email} if issuer.email else {})


def _identity(email: str, salt: str) -> dict[str, Any]:
    """Open Badges 3.0, IdentityObject: sha256 over the address in small letters followed by the salt."""
    digest = hashlib.sha256((email.strip().lower() + salt).encode()).hexdigest()
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": f"sha256${digest}",
        "identityType": "emailAddress",
        "salt": salt,
    }


def _bits(places: Iterable[int]) -> str:
    """Bitstring Status List 1.0: first bit leftmost, gzip, base64url with multibase's mark."""
    from openbadgeslib.ob3 import encode_bitstring  # inline: slow import

    return encode_bitstring(places, LIST_SIZE)


def _signed(unsigned: Mapping[str, Any], key: Key, secret: str, *, at: datetime) -> dict[str, Any]:
    from openbadgeslib.ob3 import add_data_integrity_proof  # inline: slow import

    issuer = unsigned["issuer"]
    did = issuer if isinstance(issuer, str) else issuer["id"]
    if key.issuer != did:
        raise CannotSign(f"This key signs for {key.issuer}, not for {did}. Make a key for the new address.")
    if not key.is_live(at):
        raise CannotSign(
            f"This key doesn't sign on {moment(at)}: it was made later, or has been retired since."
        )
    pem = _private(key, secret).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return add_data_integrity_proof(dict(unsigned), pem, key.method, created=at)


def _private(key: Key, secret: str) -> Ed25519PrivateKey:
    try:
        raw = opened(key.sealed, secret=secret, purpose=_purpose(key.issuer))
    except SealDoesNotOpen as wrong:
        raise CannotSign(
            "This key was sealed under another secret of this installation. Make a new key; "
            "what the old one signed stays valid."
        ) from wrong
    return Ed25519PrivateKey.from_private_bytes(raw)


def _purpose(issuer: str) -> str:
    return f"badges {issuer}"
