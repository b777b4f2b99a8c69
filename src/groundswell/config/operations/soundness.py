"""Is this installation sound? A list of findings, each with what, where and what to do. Looks only; changes nothing."""

import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import Error, connection

from groundswell.config import environment as env
from groundswell.config.operations import migrating, soundness_postgresql
from groundswell.config.operations.findings import Finding, problem, warning, well
from groundswell.kernel import documents
from groundswell.kernel.models import JournalEntry, Tenant
from groundswell.kernel.tenancy import reading
from groundswell.notices.actions import check as mail
from groundswell.roster.actions import ledger

LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1")
SCARCE = 2_000_000_000  # bytes under which we say so
FULL = 200_000_000  # bytes under which backups and uploads will soon fail
CLOCKS_AGREE = timedelta(minutes=2)


def installation() -> list[Finding]:
    """Everything but mail: data folder, list of erasures, key, disk, PDF, addresses, database, roles, clock."""
    findings = [*_folder(), _erasures(), *_key(), _disk(), _papers(), *_addresses()]
    database = list(_database())
    findings += database
    if not any(finding.level == "problem" for finding in database):
        findings.append(_clock())
        if connection.vendor == "postgresql":
            findings += soundness_postgresql.roles()
    return findings


def mail_relay(test_address: str = "") -> list[Finding]:
    """Whether mail can leave; with an address, a test mail goes there."""
    found = mail.mail_settings(test_address=test_address)
    return [problem("mail", one.text) if one.is_problem else well("mail", one.text) for one in found]


def _folder() -> Iterator[Finding]:
    home = Path(settings.GROUNDSWELL_HOME)
    if not os.access(home, os.W_OK | os.X_OK):
        yield problem(
            "data folder", f"{home} can't be written.", "Give it to the user that runs Groundswell."
        )
    elif stat.S_IMODE(home.stat().st_mode) & 0o077:
        yield problem("data folder", f"Other users of this machine can enter {home}.", f"chmod 700 {home}")
    else:
        yield well("data folder", f"{home} is ours alone.")
    if (home / "restoring").exists():
        text = f"A restore runs or was cut off; its parts are in {home / 'restoring'}."
        yield warning("data folder", text, "If none runs, start Groundswell: that tidies up.")


def _erasures() -> Finding:
    """The list by which a restored backup forgets again. What is damaged in it would bring people back."""
    path = ledger.place()
    try:
        known = len(ledger.lines())
    except ledger.Unreadable as damage:
        remedy = (
            f"Move {path} away and put the copy in its place that lies with your backups; without one, start without "
            "a list. The worker writes into it again whatever the database knows. Restore no backup before that."
        )
        return problem("erasures", str(damage), remedy)
    except OSError as reason:
        return problem("erasures", f"{path} can't be read: {reason}", f"chmod 600 {path}, as its owner.")
    if not known:
        return well("erasures", "Nobody is on the list of erased people.")
    return well("erasures", f"{path} is readable and holds {known:,}. Keep a copy where the backups are.")


def _key() -> Iterator[Finding]:
    path = Path(settings.GROUNDSWELL_HOME) / "secret_key"
    if env.get("SECRET_KEY"):
        where = "GROUNDSWELL_SECRET_KEY"
    else:
        where = str(path)
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield problem("signing key", f"Others can read {path}.", f"chmod 600 {path}")
    if len(settings.SECRET_KEY) < 40:
        yield problem(
            "signing key", f"The key in {where} is short and can be guessed.", "Use 50 random characters."
        )
    else:
        yield well("signing key", f"It is in {where}.")


def _disk() -> Finding:
    free = shutil.disk_usage(settings.GROUNDSWELL_HOME).free
    text = f"{free // 1_000_000:,} MB are free beside {settings.GROUNDSWELL_HOME}."
    if free < FULL:
        return problem("disk", text, "Make room now: without it neither uploads nor backups work.")
    return warning("disk", text, "Make room soon.") if free < SCARCE else well("disk", text)


def _papers() -> Finding:
    """Whether certificates and transcripts can be made as PDF; everything else works without."""
    if packages := documents.missing():
        text = f"The system lacks libraries for PDF files: {', '.join(packages)}."
        return warning("pdf", text, f"apt-get install {' '.join(packages)}")
    return well("pdf", "Certificates and transcripts can be made as PDF.")


def _addresses() -> Iterator[Finding]:
    url = urlsplit(settings.GROUNDSWELL_URL)
    public = url.hostname not in LOCAL_HOSTS
    if public and url.scheme != "https":
        remedy = "Serve it through TLS and set GROUNDSWELL_URL."
        yield problem("address", f"{settings.GROUNDSWELL_URL} is not https.", remedy)
    if public and url.scheme == "https" and not env.is_on("HTTPS"):
        yield problem("address", "Cookies are not marked secure.", "Set GROUNDSWELL_HTTPS=1.")
    for name in ("DEBUG", "DEMO"):
        if public and env.is_on(name):
            text = f"GROUNDSWELL_{name} is on and {url.hostname} is public."
            yield problem("address", text, f"Unset GROUNDSWELL_{name}.")
    yield well("address", f"People come to {settings.GROUNDSWELL_URL}")


def _database() -> Iterator[Finding]:
    try:
        connection.ensure_connection()
        waiting = migrating.pending()
    except Error as reason:
        yield problem(
            "database", f"It does not answer: {reason}", "Start it, or correct GROUNDSWELL_DATABASE_URL."
        )
        return
    if waiting:
        yield problem(
            "database", f"{len(waiting)} migrations are missing, first {waiting[0]}.", "groundswell upgrade"
        )
        return
    yield well("database", f"{connection.vendor} answers, and every migration of this version is in it.")
    if connection.vendor == "sqlite":
        yield _sqlite_file()


def _sqlite_file() -> Finding:
    path = Path(settings.DATABASES["default"]["NAME"])
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        (verdict,) = file.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        remedy = "Stop, keep a copy of it, and restore the last backup."
        return problem("database", f"{path} is damaged: {verdict}", remedy)
    return well("database", f"{path} is whole.")


def _clock() -> Finding:
    """The machine's clock against our own release, the database server's and the newest entry in the journal."""
    now = datetime.now(UTC)
    shown = f"It shows {now:%Y-%m-%d %H:%M} UTC"
    made = datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
    if now < made - timedelta(days=1):
        return problem("clock", f"{shown}, before this version was installed.", "Set the clock.")
    if connection.vendor == "postgresql":
        apart = abs(soundness_postgresql.server_time() - now)
        if apart > CLOCKS_AGREE:
            return problem(
                "clock",
                f"{shown}, and the database server's differs by {apart}.",
                "Set both by a time service.",
            )
    latest = max(filter(None, map(_newest_entry, Tenant.objects.all())), default=now)
    if latest > now + CLOCKS_AGREE and not settings.GROUNDSWELL_DEMO:
        text = f"{shown}, and the journal was written until {latest:%Y-%m-%d %H:%M}."
        return problem("clock", text, "Set the clock.")
    return well("clock", f"{shown}.")


def _newest_entry(tenant: Tenant) -> datetime | None:
    with reading(tenant):
        return JournalEntry.objects.order_by("-pk").values_list("at", flat=True).first()
