"""The file that a backup is: a zip with a manifest that names every member with its size and SHA-256.

Members are ``manifest.json``, the database (``database.sqlite3`` or ``database.dump``), ``files/<path>`` and, when
asked for, ``secrets.json``. Nothing else may stand in it, and a name may not lead anywhere else.
"""

import hashlib
import json
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from groundswell.config.operations.refusals import Refused

FORMAT = 1
MANIFEST = "manifest.json"
SECRETS = "secrets.json"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
FILES = "files/"
BLOCK = 1 << 20
LARGEST_MANIFEST = 64 << 20


@dataclass
class Manifest:
    """What a backup holds. ``members``: name -> {"size": bytes, "sha256": hex}. ``counts``: rows per table."""

    engine: str
    groundswell: str
    made_at: str
    migrations: list[list[str]]
    districts: list[str]
    counts: dict[str, int]
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def database(self) -> str:
        """Name of the member that holds the database."""
        return DATABASES[self.engine]


def add_file(
    bundle: zipfile.ZipFile, manifest: Manifest, name: str, source: Path, *, squeeze: bool = True
) -> None:
    """Write a file into the backup while its hash is taken, so that the hash is of what was written."""
    info = zipfile.ZipInfo(name)
    info.external_attr = 0o600 << 16
    info.compress_type = zipfile.ZIP_DEFLATED if squeeze else zipfile.ZIP_STORED
    with source.open("rb") as file, bundle.open(info, "w", force_zip64=True) as member:
        manifest.members[name] = _copy(file, member)


def add_text(bundle: zipfile.ZipFile, manifest: Manifest | None, name: str, content: bytes) -> None:
    """Write a small member; ``manifest`` is None for the manifest itself."""
    bundle.writestr(name, content, zipfile.ZIP_DEFLATED)
    if manifest is not None:
        manifest.members[name] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def close(bundle: zipfile.ZipFile, manifest: Manifest) -> None:
    """Write the manifest as the last member."""
    add_text(bundle, None, MANIFEST, json.dumps(asdict(manifest), indent=1).encode())


@contextmanager
def opened(source: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """A backup with its manifest, when its members are exactly those that it names. Raises Refused otherwise."""
    try:
        bundle = zipfile.ZipFile(source)
    except FileNotFoundError as problem:
        raise Refused(f"There is no file {source}.") from problem
    except (zipfile.BadZipFile, OSError) as problem:
        raise Refused(
            f"{source} is not a whole backup file: {problem}. Take another copy of it."
        ) from problem
    with bundle:
        manifest = _manifest(bundle, source)
        _refuse_strange_names(bundle, manifest)
        yield bundle, manifest


def unpack(bundle: zipfile.ZipFile, manifest: Manifest, folder: Path) -> None:
    """Write every member below ``folder`` and compare its size and hash. Raises Refused at the first difference."""
    for name, promised in manifest.members.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with bundle.open(name) as member, target.open("xb") as file:
                found = _copy(member, file, promised["size"])
        except (zipfile.BadZipFile, zipfile.zlib.error, EOFError) as problem:  # type: ignore[attr-defined]
            raise _damaged(name) from problem
        if found != promised:
            raise _damaged(name)


def _damaged(name: str) -> Refused:
    return Refused(
        f"The backup was changed or damaged: {name} is not what its manifest says. Nothing was changed."
    )


def _copy(source: IO[bytes], target: IO[bytes], most: int | None = None) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    while block := source.read(BLOCK):
        size += len(block)
        if most is not None and size > most:
            break
        digest.update(block)
        target.write(block)
    return {"size": size, "sha256": digest.hexdigest()}


def _manifest(bundle: zipfile.ZipFile, source: Path) -> Manifest:
    try:
        if bundle.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
            raise ValueError("its manifest is too large")
        content = json.loads(bundle.read(MANIFEST))
        if content["format"] != FORMAT:
            raise Refused(f"{source} was made by a newer Groundswell. Upgrade this installation first.")
        manifest = Manifest(**content)
        if manifest.database not in manifest.members:
            raise ValueError("it holds no database")
        if any(member.keys() != {"size", "sha256"} for member in manifest.members.values()):
            raise ValueError("its manifest names members without size or hash")
    except (KeyError, ValueError, TypeError, AttributeError, zipfile.BadZipFile) as problem:
        raise Refused(f"{source} is not a backup of Groundswell: {problem}.") from problem
    return manifest


def _refuse_strange_names(bundle: zipfile.ZipFile, manifest: Manifest) -> None:
    infos = bundle.infolist()
    names = [info.filename for info in infos]
    if len(names) != len(set(names)) or set(names) != {*manifest.members, MANIFEST}:
        raise Refused("The backup holds other members than its manifest names. Nothing was changed.")
    for info in infos:
        if stat.S_ISLNK(info.external_attr >> 16) or not _is_ours(info.filename, manifest):
            raise Refused(
                f"The backup holds a member that leads elsewhere: {info.filename!r}. Nothing was changed."
            )


def _is_ours(name: str, manifest: Manifest) -> bool:
    if name in (MANIFEST, SECRETS, manifest.database):
        return True
    steps = name.removeprefix(FILES).split("/")
    return name.startswith(FILES) and not any(
        step in ("", ".", "..") or set(step) & set("\\:\0") for step in steps
    )
