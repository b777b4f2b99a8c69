"""With what an anonymous answer comes in: the token that lets it in, and what its author is called each time."""

import hashlib
import hmac
import re

from django.conf import settings

from groundswell.surveys.models import Invitation
from groundswell.surveys.queries.anonymous import is_spent
from groundswell.surveys.rules.blinding import to_text

PSEUDONYM = re.compile(r"[A-Za-z0-9_-]{43}")


def digest_of(token: bytes) -> str:
    """What is stored of a token: SHA-256. The token has 256 random bits, so no salt is needed."""
    return hashlib.sha256(token).hexdigest()


def unscripted_token(invitation: int) -> bytes:
    """The token of somebody whose browser could make none: always the same for an invitation, so that it counts once.

    Made with the installation's secret. Nothing is signed: unlike a blind token it is no right by itself.
    """
    said = f"groundswell unscripted answer {invitation}".encode()
    return hmac.digest(settings.SECRET_KEY.encode(), said, "sha256")


def has_arrived(invitation: Invitation) -> bool:
    """True when the answers that were sent from this link without a script are there."""
    return is_spent(invitation.wave_id, digest_of(unscripted_token(invitation.pk)))


def may_send_again(invitation: Invitation) -> bool:
    """True for somebody who took part without a script and whose answers did not arrive: the link is still good.

    For whoever took part by script it is False: what became of their token only their own browser knows.
    """
    if invitation.done_at is None or invitation.blinded or not invitation.wave.is_open:
        return False
    return not has_arrived(invitation)


def pseudonym_of(secret: str, district: str, instrument: str) -> str:
    """What the holder of ``secret`` is called in the waves of one questionnaire (its key) of one district (its slug).

    HMAC-SHA-256 as base64url, as the browser computes it. Two questionnaires can't be put together by it.
    """
    said = f"groundswell:{district}:{instrument}".encode()
    return to_text(hmac.digest(secret.encode(), said, "sha256"))


def is_pseudonym(text: str) -> bool:
    """True for a pseudonym, and for none."""
    return not text or PSEUDONYM.fullmatch(text) is not None
