"""Keys in mailed links that name something and allow one act. Signed, so that no secret has to be kept for each mail.

A key says nothing about until when: the verb behind it does, by the state of what it names. It is made with the
installation's secret key; whoever changes a letter of it, its purpose or its district has no key.
"""

from django.core.signing import BadSignature, Signer

from groundswell.kernel.models import Tenant

LONGEST = 200


def key(purpose: str, tenant: Tenant, *numbers: int) -> str:
    """A key for one purpose in one district, naming rows by their numbers. Safe in an address."""
    return _signer(purpose).sign("-".join(str(one) for one in (tenant.pk, *numbers)))


def opened(purpose: str, tenant: Tenant, text: str) -> tuple[int, ...] | None:
    """The numbers that a key names; None for one that is forged, cut off, for another purpose or district."""
    if len(text) > LONGEST:
        return None
    try:
        whose, *numbers = (int(part) for part in _signer(purpose).unsign(text).split("-"))
    except (BadSignature, ValueError):
        return None
    return tuple(numbers) if whose == tenant.pk else None


def _signer(purpose: str) -> Signer:
    return Signer(salt=f"groundswell.{purpose}", sep=".")
