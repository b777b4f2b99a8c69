"""Blind signatures: by the published values, and by what the library makes of the same signatures."""

import json
import secrets
from functools import cache
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from hypothesis import given
from hypothesis import strategies as st

from groundswell.surveys.rules import blinding

PUBLISHED = json.loads(Path(__file__).with_name("rfc9474.json").read_text())


@cache
def key(nth: int = 0) -> bytes:
    return blinding.make_key()


@cache
def published_key() -> bytes:
    p, q = int(PUBLISHED["p"], 16), int(PUBLISHED["q"], 16)
    private = rsa.RSAPrivateNumbers(
        p, q, d := pow(65_537, -1, (p - 1) * (q - 1)), d % (p - 1), d % (q - 1), pow(q, -1, p),
        rsa.RSAPublicNumbers(65_537, p * q),
    ).private_key()  # fmt: skip
    return private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def raw(name: str) -> bytes:
    return bytes.fromhex(PUBLISHED[name])


def signed(token: bytes, private: bytes) -> bytes:
    public = blinding.public_of(private)
    blinded, inverse = blinding.blind(token, public)
    return blinding.finalize(token, public, blinding.sign_blinded(blinded, private), inverse)


def test_the_published_values_come_out():
    public = blinding.public_of(published_key())
    n = int.from_bytes(blinding.to_bytes(public["n"]))
    inverse = int.from_bytes(raw("inverse"))
    blinded, undo = blinding.blind(raw("message"), public, salt=raw("salt"), factor=pow(inverse, -1, n))
    assert (blinded, undo) == (raw("blinded"), inverse)
    assert blinding.sign_blinded(blinded, published_key()) == raw("blind_signature")
    assert blinding.finalize(raw("message"), public, raw("blind_signature"), undo) == raw("signature")
    assert blinding.verify(raw("message"), raw("signature"), public)


def test_any_other_library_takes_it_for_an_ordinary_signature():
    token = secrets.token_bytes(32)
    private = serialization.load_der_private_key(key(), password=None)
    pss = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=48)
    private.public_key().verify(signed(token, key()), token, pss, hashes.SHA384())
    assert blinding.verify(token, private.sign(token, pss, hashes.SHA384()), blinding.public_of(key()))


def test_a_key_is_new_each_time_and_its_public_half_tells_nothing_private():
    assert key() != key(1)
    public = blinding.public_of(key())
    assert set(public) == {"kty", "n", "e"}
    assert len(blinding.to_bytes(public["n"])) == 256
    assert public["e"] == "AQAB"


def test_another_token_another_key_and_a_changed_bit_are_refused():
    token, public = secrets.token_bytes(32), blinding.public_of(key())
    signature = signed(token, key())
    assert blinding.verify(token, signature, public)
    assert not blinding.verify(secrets.token_bytes(32), signature, public)
    assert not blinding.verify(token, signature, blinding.public_of(key(1)))
    assert not blinding.verify(token, bytes([signature[0] ^ 1]) + signature[1:], public)
    assert not blinding.verify(token, b"", public)
    assert not blinding.verify(token, signature + b"\0", public)


def test_a_blind_signature_is_no_signature_until_the_blinding_is_off():
    token, public = secrets.token_bytes(32), blinding.public_of(key())
    blinded, inverse = blinding.blind(token, public)
    answer = blinding.sign_blinded(blinded, key())
    assert not blinding.verify(token, answer, public)
    with pytest.raises(ValueError, match="no signature"):
        blinding.finalize(token, public, answer, inverse + 1)
    # Under another key the same bytes may be no value at all.
    with pytest.raises(ValueError, match=r"no (signature|value)"):
        blinding.finalize(token, public, blinding.sign_blinded(blinded, key(1)), inverse)


@pytest.mark.parametrize("blinded", [b"", bytes(256), b"\xff" * 256, b"\x01" * 255, b"\x01" * 257])
def test_what_is_no_blinded_value_is_not_signed(blinded):
    with pytest.raises(ValueError, match="no value"):
        blinding.check(blinded, blinding.public_of(key()))
    with pytest.raises(ValueError, match="no value"):
        blinding.sign_blinded(blinded, key())


def test_signing_the_same_value_again_gives_the_same_signature():
    blinded, _ = blinding.blind(secrets.token_bytes(32), blinding.public_of(key()))
    assert blinding.sign_blinded(blinded, key()) == blinding.sign_blinded(blinded, key())


def test_every_token_may_be_behind_every_blinded_value():
    """Why nobody can tell whose a token is: for each pair there is exactly one factor that leads from one to the
    other. The one who blinded it knows it; the signer could as well take any other."""
    private = serialization.load_der_private_key(key(), password=None).private_numbers()
    n, e, d = private.public_numbers.n, private.public_numbers.e, private.d
    public = blinding.public_of(key())
    tokens = [secrets.token_bytes(32) for _ in range(3)]
    values = [int.from_bytes(blinding.blind(token, public)[0]) for token in tokens]
    for signature in (int.from_bytes(signed(token, key())) for token in tokens):
        encoded = pow(signature, e, n)
        for value in values:
            factor = pow(value * pow(encoded, -1, n) % n, d, n)
            assert encoded * pow(factor, e, n) % n == value


def test_without_blinding_the_signer_would_recognise_it():
    token, public = secrets.token_bytes(32), blinding.public_of(key())
    seen, inverse = blinding.blind(token, public, factor=1)
    signature = blinding.finalize(token, public, blinding.sign_blinded(seen, key()), inverse)
    n, e = (int.from_bytes(blinding.to_bytes(public[name])) for name in ("n", "e"))
    assert pow(int.from_bytes(signature), e, n) == int.from_bytes(seen)
    hidden, inverse = blinding.blind(token, public)
    signature = blinding.finalize(token, public, blinding.sign_blinded(hidden, key()), inverse)
    assert pow(int.from_bytes(signature), e, n) != int.from_bytes(hidden)


def test_a_faulty_computation_is_not_handed_out(monkeypatch):
    """One wrong half of a signature would give the key away."""
    sound, calls = pow, []

    def faulty(base, exponent, modulus=None):
        calls.append(modulus)
        value = sound(base, exponent, modulus)
        return value ^ 1 if len(calls) == 2 else value

    blinded, _ = blinding.blind(secrets.token_bytes(32), blinding.public_of(key()))
    monkeypatch.setattr(blinding, "pow", faulty, raising=False)
    with pytest.raises(ArithmeticError, match="wrong"):
        blinding.sign_blinded(blinded, key())


@given(st.binary(max_size=80))
def test_text_and_bytes_go_both_ways(value):
    assert blinding.to_bytes(blinding.to_text(value)) == value


@pytest.mark.parametrize("text", ["A", "AB==", "ab c", "a+b/", "AB\n", "é", "AB", "AAA\x00", "A" * 5])
def test_what_nobody_would_write_is_refused(text):
    """Also a second way to write the same bytes: a token has one."""
    with pytest.raises(ValueError, match="base64url"):
        blinding.to_bytes(text)
