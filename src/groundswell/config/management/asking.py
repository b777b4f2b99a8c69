"""Questions at the command line. Where nobody sits there, the answer comes from an option or a setting."""

import getpass
import sys

from groundswell.config import environment as env
from groundswell.config.operations.refusals import Refused


def passphrase() -> str:
    """The passphrase of a backup's secrets: from GROUNDSWELL_BACKUP_PASSPHRASE, or asked without showing it."""
    given = env.get("BACKUP_PASSPHRASE")
    if given:
        return given
    if not sys.stdin.isatty():
        raise Refused("No passphrase: set GROUNDSWELL_BACKUP_PASSPHRASE, or type it at a terminal.")
    return getpass.getpass("Passphrase for the secrets: ")


def passphrase_twice() -> str:
    """The same, typed twice, since nobody can look it up again."""
    words = passphrase()
    if not env.get("BACKUP_PASSPHRASE") and getpass.getpass("The same again: ") != words:
        raise Refused("The two passphrases differ. Nothing was written.")
    return words


def answer(option: str, question: str, given: str | None, suggestion: str = "") -> str:
    """What was given as an option, or what is typed now. Raises Refused where nobody can be asked."""
    if given is not None:
        return given
    if not sys.stdin.isatty():
        if suggestion:
            return suggestion
        raise Refused(f"{option} is missing, and there is nobody at a terminal to ask.")
    shown = f" [{suggestion}]" if suggestion else ""
    return input(f"{question}{shown}: ").strip() or suggestion
