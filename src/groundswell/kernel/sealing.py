"""Values that the database alone does not give away: sealed under the installation's secret.

Pure: the secret comes from the caller. Each ``purpose`` has a key of its own (HKDF, RFC 5869, with SHA-256), so that
what was sealed for one is not opened by another. The seal is Fernet's, without its time of making: when a row was
written is nobody's to read.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class SealDoesNotOpen(Exception):
    """It was sealed under another secret or for another purpose, or is no seal."""


def seal(value: bytes, *, secret: str, purpose: str) -> str:
    """The value, encrypted and authenticated; another text each time."""
    return _fernet(secret, purpose).encrypt_at_time(value, 0).decode()


def opened(sealed: str, *, secret: str, purpose: str) -> bytes:
    """What was sealed. Raises SealDoesNotOpen."""
    try:
        return _fernet(secret, purpose).decrypt(sealed.encode())
    except InvalidToken as wrong:
        raise SealDoesNotOpen(f"This was not sealed for {purpose} by this installation.") from wrong


def _fernet(secret: str, purpose: str) -> Fernet:
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=f"groundswell {purpose}".encode())
    return Fernet(base64.urlsafe_b64encode(derived.derive(secret.encode())))
