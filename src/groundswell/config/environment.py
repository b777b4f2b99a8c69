"""Every setting that an installation may make, by environment variable. ``groundswell settings`` lists them."""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

PREFIX = "GROUNDSWELL_"


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: its name after the prefix, what stands when it is not set, what it is for."""

    name: str
    default: str
    meaning: str
    secret: bool = False

    @property
    def variable(self) -> str:
        return PREFIX + self.name

    @property
    def value(self) -> str:
        return os.environ.get(self.variable, self.default)


SETTINGS = {
    setting.name: setting
    for setting in (
        Setting(
            "HOME", str(Path.home() / ".groundswell"), "Folder for the embedded database, uploads and logs"
        ),
        Setting("DATABASE_URL", "", "Database as URL; empty means SQLite in HOME", secret=True),
        Setting("DATABASE_OWNER_URL", "", "PostgreSQL: owner of the tables, for migrations", secret=True),
        Setting(
            "DATABASE_BACKUP_URL", "", "PostgreSQL: role that may read every row, for backups", secret=True
        ),
        Setting(
            "BACKUP_PASSPHRASE", "", "Opens and seals the secrets in a backup, instead of asking", secret=True
        ),
        Setting("URL", "http://127.0.0.1:8000", "Address under which people reach this installation"),
        Setting("ALLOWED_HOSTS", "", "Host names, separated by commas; the host of URL is always allowed"),
        Setting("SECRET_KEY", "", "Key for signatures; empty means the one kept in HOME", secret=True),
        Setting("SMTP_URL", "", "Mail relay as smtp://user:password@host:port or smtps://…", secret=True),
        Setting("MAIL_FROM", "Groundswell <groundswell@localhost>", "Sender of every mail"),
        Setting("MAIL_PER_MINUTE", "600", "Most mails handed to the relay in a minute"),
        Setting("DEMO", "", "1 shows the persona bar and the inbox page; never on a real installation"),
        Setting("DEBUG", "", "1 shows errors in full; never on a real installation"),
        Setting("HTTPS", "", "1 marks cookies secure and asks browsers to stay on HTTPS"),
        Setting("WORKERS", "2", "Web processes of `groundswell serve`"),
        Setting("OIDC_NAME", "", "Single sign-on: what the button says"),
        Setting("OIDC_ISSUER", "", "Single sign-on: address of the OpenID Connect provider"),
        Setting("OIDC_CLIENT_ID", "", "Single sign-on: our client id there"),
        Setting("OIDC_CLIENT_SECRET", "", "Single sign-on: our client secret there", secret=True),
    )
}


def get(name: str) -> str:
    """Value of a setting, from the environment or its default."""
    return SETTINGS[name].value


def is_on(name: str) -> bool:
    """True for 1, true, yes, on."""
    return get(name).strip().lower() in {"1", "true", "yes", "on"}


def number(name: str) -> int:
    """A setting that counts something. Raises ImproperlyConfigured for anything but a whole number above 0."""
    text = get(name).strip()
    if not text.isdecimal() or int(text) < 1:
        raise ImproperlyConfigured(f"{PREFIX}{name} is “{text}”; it has to be a whole number above 0.")
    return int(text)


def home() -> Path:
    """The data folder; made when it is missing, readable by its owner alone."""
    path = Path(get("HOME")).expanduser()
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as problem:
        raise ImproperlyConfigured(
            f"The data folder {path} can't be made ({problem.strerror}). Set {PREFIX}HOME to a folder that can."
        ) from problem
    return path


def folder(name: str) -> Path:
    """A folder of this name in the data folder; made when it is missing."""
    path = home() / name
    path.mkdir(exist_ok=True, mode=0o700)
    return path


def secret_key() -> str:
    """The signing key: from the environment, or made once and kept in the data folder."""
    if get("SECRET_KEY"):
        return get("SECRET_KEY")
    path = home() / "secret_key"
    if not path.exists():
        _make_key(path)
    return path.read_text().strip()


def _make_key(path: Path) -> None:
    """Of several processes that start at once, one makes the key and no other ever sees half of it."""
    mine = path.with_name(f"secret_key.{os.getpid()}")
    handle = os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(50))
    with suppress(FileExistsError):
        os.link(mine, path)
    mine.unlink()
