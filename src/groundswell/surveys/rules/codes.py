"""Codes that people read and type: of a shared device, of a sheet of paper, and a person's own.

All are written in Crockford's base 32, which leaves out I, L, O and U; whoever types O for 0 or I for 1 is understood.
"""

import hmac
import secrets

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans("OIL", "011")
DEVICE = 12  # letters, 60 bits: nobody guesses one within its few hours
OWN = 24  # letters, 120 bits: nobody finds one by trying, even with its pseudonyms before them
CHECK = 6  # letters, 30 bits, of a sheet's code; before them stands the number of its invitation


def device_code() -> str:
    """A code for the address of a shared device: "7K4M-92QX-H3TD"."""
    return in_groups("".join(secrets.choice(LETTERS) for _at in range(DEVICE)))


def own_code() -> str:
    """A code that a person keeps, to be the same one in the next anonymous wave: "7K4M-92QX-…", six groups.

    In one piece it is the secret of ``rules.tokens.pseudonym_of``.
    """
    return in_groups("".join(secrets.choice(LETTERS) for _at in range(OWN)))


def own_code_in(typed: str) -> str:
    """A person's own code in one piece, typed by itself or pasted with its saved link; empty for anything else."""
    code = plain(typed.strip().rpartition("#")[2].rpartition(".")[2])
    return code if len(code) == OWN else ""


def sheet_code(invitation: int, wave: int, key: str) -> str:
    """The code of an invitation's sheet: its number and what only the installation's ``key`` can make of it.

    Whoever knows one code can't tell another: the last six letters are an HMAC-SHA-256, cut to 30 bits, of the wave
    and the invitation.
    """
    digest = hmac.digest(key.encode(), f"groundswell sheet {wave} {invitation}".encode(), "sha256")
    return in_groups(_written(invitation, 2) + _written(int.from_bytes(digest, "big") % 32**CHECK, CHECK))


def invitation_of(typed: str, wave: int, key: str) -> int | None:
    """The invitation whose sheet in this wave has the code that was typed; None for anything else."""
    code = plain(typed)
    if not CHECK < len(code) <= CHECK + DEVICE:
        return None
    number = _read(code[:-CHECK])
    return number if hmac.compare_digest(code, plain(sheet_code(number, wave, key))) else None


def plain(typed: str) -> str:
    """A code without gaps, in capitals, read as it was meant."""
    letters = typed[:80].upper().translate(MISREAD)
    return "".join(letter for letter in letters if letter in LETTERS)


def in_groups(code: str) -> str:
    """A code as it is read out: groups of four."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def _written(number: int, least: int) -> str:
    letters = ""
    while number or len(letters) < least:
        number, rest = divmod(number, 32)
        letters = LETTERS[rest] + letters
    return letters


def _read(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 32 + LETTERS.index(letter)
    return number
