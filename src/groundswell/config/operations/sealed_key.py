"""The signing key inside a backup, readable only with a passphrase.

The passphrase becomes a key with scrypt (RFC 7914; n = 2^15, r = 8, p = 1, 32 bytes), the content is a Fernet token
(AES-128-CBC with HMAC-SHA256), so that a wrong passphrase and a changed token are both noticed.
"""

import base64
import json
import os

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from groundswell.config.operations.refusals import Refused

SHORTEST = 12


def seal(secret: str, passphrase: str) -> bytes:
    """The secret as JSON that only the passphrase opens. Raises Refused for a passphrase under 12 characters."""
    if len(passphrase) < SHORTEST:
        raise Refused(
            f"The passphrase is too short: take at least {SHORTEST} characters, several words are best."
        )
    salt = os.urandom(16)
    token = Fernet(_key(passphrase, salt)).encrypt(secret.encode())
    return json.dumps({"kdf": "scrypt", "salt": salt.hex(), "token": token.decode()}).encode()


def unseal(sealed: bytes, passphrase: str) -> str:
    """The secret again. Raises Refused when the passphrase does not fit or the content is damaged."""
    try:
        content = json.loads(sealed)
        return (
            Fernet(_key(passphrase, bytes.fromhex(content["salt"])))
            .decrypt(content["token"].encode())
            .decode()
        )
    except (InvalidToken, ValueError, KeyError, TypeError) as problem:
        raise Refused(
            "The passphrase does not open the secrets in this backup. Nothing was changed."
        ) from problem


def _key(passphrase: str, salt: bytes) -> bytes:
    return base64.urlsafe_b64encode(
        Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode())
    )
