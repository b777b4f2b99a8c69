"""RSA blind signatures (RFC 9474, RSABSSA-SHA384-PSS-Deterministic): a right to answer that can't be traced.

Whoever is asked blinds a random token, the installation signs it unseen, the person takes the blinding off. What is
left is a signature on the token, and every token signed under the key may have been the one behind any blinded value:
nobody can tell whose it is, whatever they store and however long they compute.

The token has 32 random bytes, so that the variant without a random prefix is safe (RFC 9474, section 5); the salt has
48 bytes. Both halves are here: the browser computes :func:`blind` and :func:`finalize` by the same steps.

A key is DER (PKCS #8), its public half a JSON Web Key (RFC 7517): ``{"kty": "RSA", "n": …, "e": …}``. Signatures,
tokens and blinded values are bytes here and base64url without padding elsewhere (:func:`to_text`, :func:`to_bytes`).
"""

import base64
import binascii
import hashlib
import math
import secrets
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

KEY_BITS = 2048  # a token is good for some weeks, and who it belongs to stays hidden from any computer
SALT = 48
TOKEN = 32

Public = Mapping[str, str]


def make_key(bits: int = KEY_BITS) -> bytes:
    """A fresh private key."""
    private = rsa.generate_private_key(public_exponent=65_537, key_size=bits)
    return private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def public_of(key: bytes) -> dict[str, str]:
    """The public half, as browsers import it."""
    numbers = _private(key).public_numbers
    return {"kty": "RSA", "n": to_text(_bytes(numbers.n)), "e": to_text(_bytes(numbers.e))}


def blind(
    token: bytes, public: Public, *, salt: bytes | None = None, factor: int | None = None
) -> tuple[bytes, int]:
    """The blinded value to have signed, and what takes the blinding off again: to be kept secret until then.

    ``salt`` and ``factor`` are drawn at random; to give them is for tests against published values.
    """
    n, e = _numbers(public)
    encoded = int.from_bytes(_encoded(token, n.bit_length() - 1, salt or secrets.token_bytes(SALT)))
    factor = factor or _unit(n)
    if math.gcd(encoded, n) != 1:
        raise ValueError("This token can't be blinded under this key.")
    return _sized(encoded * pow(factor, e, n) % n, n), pow(factor, -1, n)


def sign_blinded(blinded: bytes, key: bytes) -> bytes:
    """Sign a value unseen. Raises ValueError for what is no blinded value under this key.

    How long it takes says nothing of the key: base and exponents are randomised (Kocher, 1996). What was computed is
    checked, because one wrong half would give the key away (Boneh, DeMillo, Lipton, 1997).
    """
    private = _private(key)
    public, p, q = private.public_numbers, private.p, private.q
    n, e = public.n, public.e
    value = _checked(blinded, n)
    factor = _unit(n)
    hidden = value * pow(factor, e, n) % n
    by_p = pow(hidden % p, private.dmp1 + secrets.randbits(64) * (p - 1), p)
    by_q = pow(hidden % q, private.dmq1 + secrets.randbits(64) * (q - 1), q)
    signed = (by_q + q * ((by_p - by_q) * private.iqmp % p)) * pow(factor, -1, n) % n
    if pow(signed, e, n) != value:
        raise ArithmeticError("The signature came out wrong and is not handed out.")
    return _sized(signed, n)


def check(blinded: bytes, public: Public) -> None:
    """Raises ValueError for what is no blinded value under this key."""
    _checked(blinded, _numbers(public)[0])


def finalize(token: bytes, public: Public, blind_signature: bytes, inverse: int) -> bytes:
    """Take the blinding off. Raises ValueError where what came back is no signature on the token."""
    n, _ = _numbers(public)
    signature = _sized(_checked(blind_signature, n) * inverse % n, n)
    if not verify(token, signature, public):
        raise ValueError("This is no signature on the token.")
    return signature


def verify(token: bytes, signature: bytes, public: Public) -> bool:
    """True for a token that was signed under this key."""
    n, e = _numbers(public)
    pss = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=SALT)
    try:
        rsa.RSAPublicNumbers(e, n).public_key().verify(signature, token, pss, hashes.SHA384())
    except InvalidSignature:
        return False
    return True


def to_text(value: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def to_bytes(text: str) -> bytes:
    """Back from :func:`to_text`. Raises ValueError for anything that it never writes."""
    try:
        value = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise ValueError("This is not base64url.") from wrong
    if to_text(value) != text:
        raise ValueError("This is not base64url.")
    return value


def _encoded(message: bytes, bits: int, salt: bytes) -> bytes:
    """EMSA-PSS-ENCODE (RFC 8017, section 9.1.1) with SHA-384."""
    length = (bits + 7) // 8
    digest = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
    padded = bytes(length - len(salt) - len(digest) - 2) + b"\x01" + salt
    masked = bytearray(a ^ b for a, b in zip(padded, _mask(digest, len(padded)), strict=True))
    masked[0] &= 0xFF >> (8 * length - bits)
    return bytes(masked) + digest + b"\xbc"


def _mask(seed: bytes, length: int) -> bytes:
    """MGF1 (RFC 8017, appendix B.2.1)."""
    rounds = range(-(-length // 48))
    return b"".join(hashlib.sha384(seed + at.to_bytes(4)).digest() for at in rounds)[:length]


def _private(key: bytes) -> rsa.RSAPrivateNumbers:
    # The key comes out of our own seal: to prove it sound each time would cost more than to sign.
    loaded = serialization.load_der_private_key(key, password=None, unsafe_skip_rsa_key_validation=True)
    assert isinstance(loaded, rsa.RSAPrivateKey)
    return loaded.private_numbers()


def _numbers(public: Public) -> tuple[int, int]:
    return int.from_bytes(to_bytes(public["n"])), int.from_bytes(to_bytes(public["e"]))


def _checked(value: bytes, n: int) -> int:
    number = int.from_bytes(value)
    if len(value) != len(_bytes(n)) or not 0 < number < n:
        raise ValueError("This is no value under this key.")
    return number


def _unit(n: int) -> int:
    """A random number below ``n`` that can be divided by."""
    while math.gcd(found := secrets.randbelow(n), n) != 1:
        pass
    return found


def _bytes(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8)


def _sized(number: int, n: int) -> bytes:
    return number.to_bytes(len(_bytes(n)))
