"""What is sealed under the installation's secret."""

import base64

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from groundswell.kernel.sealing import SealDoesNotOpen, opened, seal

MINE = {"secret": "the installation's own", "purpose": "tests"}


def moment_in(sealed: str) -> int:
    """Seconds since 1970, which a Fernet token shows to everybody."""
    return int.from_bytes(base64.urlsafe_b64decode(sealed)[1:9])


@given(st.binary(max_size=200))
def test_what_was_sealed_is_opened(value):
    assert opened(seal(value, **MINE), **MINE) == value


def test_the_same_value_is_another_text_each_time():
    assert seal(b"same", **MINE) != seal(b"same", **MINE)


@pytest.mark.parametrize("other", [{"secret": "another"}, {"purpose": "another"}])
def test_another_secret_and_another_purpose_open_nothing(other):
    with pytest.raises(SealDoesNotOpen):
        opened(seal(b"value", **MINE), **(MINE | other))


def test_a_changed_seal_does_not_open():
    sealed = seal(b"value", **MINE)
    for wrong in (sealed[:-4] + "AAAA", sealed[1:], "", "no seal"):
        with pytest.raises(SealDoesNotOpen):
            opened(wrong, **MINE)


def test_no_seal_says_when_it_was_made():
    assert moment_in(seal(b"value", **MINE)) == 0
    assert moment_in(Fernet(Fernet.generate_key()).encrypt(b"value").decode()) > 1_700_000_000


def test_what_was_sealed_before_is_opened_still():
    """A badge's key, as an earlier release sealed it under this secret: with the time of its making."""
    sealed = (
        "gAAAAABrA4ttU9vbGpcPLekDSh05BJyML28a6V6juAt6BXD5-gJ3JdgjdBM73L0oFh4ha6lMCfLAmGjqRB80Vcj8EPX-98OAYY7u-JJ5r"
        "VRcgmWI1xchM2K_vZlhyujEWce4js3VEXbT"
    )
    purpose = "badges did:web:learn.example.org"
    assert opened(sealed, secret=MINE["secret"], purpose=purpose) == b"a private key of thirty-two bytes"
