"""Opens a bundle, folder or zip, and refuses a harmful one before anything is unpacked.

A zip is judged by its directory alone, which is read only after its size was checked. Everything that is
refused is a plain `Unreadable`. Members are then read as streams; sizes are counted again while reading, since
a directory can lie.
"""

from __future__ import annotations

import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from groundswell.roster.imports.problems import Unreadable
from groundswell.roster.imports.texts import marked as _

MB = 1024 * 1024
NOISE = ("__macosx", ".ds_store", "thumbs.db", "desktop.ini")
PACKED_SUFFIXES = (".zip", ".gz", ".tgz", ".tar", ".7z", ".rar", ".bz2", ".xz", ".zst", ".jar")
END_RECORD = b"PK\x05\x06"
END_SIZE = 22
ZIP64_SIZE = 76
LOCAL_HEADER = 30

EXPORT_AGAIN = _("Make the zip again from the CSV files alone.")
SPLIT = _("Split the bundle.")
UPLOAD_AGAIN = _("Upload it again.")


@dataclass(frozen=True)
class Limits:
    """What a bundle may at most be. Sizes in bytes; a district of 150,000 students needs about 130 MB."""

    entries: int = 200
    directory: int = 256 * 1024
    file: int = 1024 * MB
    unpacked: int = 2048 * MB
    ratio: int = 200
    ratio_from: int = 10 * MB


@dataclass
class Source:
    """An opened bundle: `members` maps a file's own name to what `open` needs; `label` is for messages.

    `checksums` are the CRC-32 of a zip's files, as its directory has them; a folder has none.
    """

    label: str
    members: dict[str, str]
    limits: Limits
    _zip: zipfile.ZipFile | None = None
    _folder: Path | None = None
    sizes: dict[str, int] = field(default_factory=dict)
    checksums: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """A stream of that file's bytes; Unreadable when the archive turns out to be damaged or to lie."""
        try:
            if self._folder is not None:
                with open(self._folder / self.members[name], "rb") as stream:
                    yield stream
            elif self._zip is not None:
                with self._zip.open(self.members[name]) as stream:
                    yield stream  # type: ignore[misc]
        except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, struct.error) as error:
            raise Unreadable(
                _("The zip is damaged at {name} ({error})."), EXPORT_AGAIN, name=name, error=error
            ) from error
        except (NotImplementedError, RuntimeError) as error:
            odd = _("{name} is packed in a way that can't be read ({error}).")
            raise Unreadable(odd, EXPORT_AGAIN, name=name, error=error) from error


@contextmanager
def open_bundle(path: Path, limits: Limits | None = None) -> Iterator[Source]:
    """Open a folder or zip of CSV files; they may lie in one folder inside.

    Raises Unreadable when there is nothing to read or when reading could do harm. Writes nothing.
    """
    limits = limits or Limits()
    if path.is_dir():
        yield _open_folder(path, limits)
    elif path.is_file():
        _judge_ending(path, limits)
        try:
            with zipfile.ZipFile(path) as archive:
                yield _open_zip(path, archive, limits)
        except (zipfile.BadZipFile, zipfile.LargeZipFile, struct.error) as error:
            damaged = _("{name} is a damaged zip ({error}).")
            raise Unreadable(damaged, EXPORT_AGAIN, name=path.name, error=error) from error
    elif path.exists():
        remedy = _("Name a folder or a zip of CSV files.")
        raise Unreadable(_("{name} is neither a folder nor a file."), remedy, name=path.name)
    else:
        remedy = _("Check the path; name a folder or a zip of CSV files.")
        raise Unreadable(_("There is nothing at {name}."), remedy, name=path)


def _open_folder(path: Path, limits: Limits) -> Source:
    """A folder's files, or those of the one folder in it."""
    entries = _listing(path, limits)
    if not any(e.name.lower().endswith(".csv") for e in entries):
        folders = [e for e in entries if e.is_dir(follow_symlinks=False)]
        if len(folders) == 1:
            path = Path(folders[0].path)
            entries = _listing(path, limits)
    for entry in entries:
        if entry.is_symlink():
            remedy = _("Copy the file itself into the folder.")
            raise Unreadable(_("{name} is a link to another place."), remedy, name=entry.name)
    files = [e for e in entries if e.is_file(follow_symlinks=False)]
    sizes = {e.name: e.stat().st_size for e in files}
    _judge_sizes(sizes, limits)
    _need_csv(path.name, sizes)
    return Source(path.name, {name: name for name in sizes}, limits, _folder=path, sizes=sizes)


def _listing(path: Path, limits: Limits) -> list[os.DirEntry[str]]:
    entries: list[os.DirEntry[str]] = []
    try:
        with os.scandir(path) as found:
            for entry in found:
                if not _is_noise(entry.name):
                    entries.append(entry)
                if len(entries) > limits.entries:
                    raise _too_many(limits)
    except PermissionError as error:
        remedy = _("Give this account the right to.")
        raise Unreadable(_("The folder {name} may not be read."), remedy, name=path.name) from error
    return sorted(entries, key=lambda e: e.name)


def _open_zip(path: Path, archive: zipfile.ZipFile, limits: Limits) -> Source:
    infos = [info for info in archive.infolist() if not _is_noise(info.orig_filename)]
    if len(infos) > limits.entries:
        raise _too_many(limits)
    for info in infos:
        _judge_entry(info, limits)
    _judge_overlap(archive)
    files = [info for info in infos if not info.is_dir()]
    names = [info.filename for info in files]
    folders = {str(PurePosixPath(n).parent) for n in names if n.lower().endswith(".csv")}
    if len(folders) > 1:
        remedy = _("Put one bundle's files in one folder.")
        raise Unreadable(_("The zip has CSV files in more than one folder."), remedy)
    members = {PurePosixPath(n).name: n for n in names if str(PurePosixPath(n).parent) in folders}
    lowered = [n.lower() for n in names]
    if len(set(lowered)) < len(lowered):
        twice = next(n for n in names if lowered.count(n.lower()) > 1)
        raise Unreadable(_("The zip holds {name} twice."), _("Keep one of the two."), name=twice)
    sizes = {PurePosixPath(i.filename).name: i.file_size for i in files}
    _judge_sizes({i.filename: i.file_size for i in files}, limits)
    _need_csv(path.name, members)
    checksums = {PurePosixPath(i.filename).name: i.CRC for i in files}
    return Source(path.name, members, limits, _zip=archive, sizes=sizes, checksums=checksums)


def _judge_ending(path: Path, limits: Limits) -> None:
    """Read the record at the end of the zip, so that a huge directory is refused before it is loaded."""
    size = path.stat().st_size
    with open(path, "rb") as stream:
        magic = stream.read(4)
        if size == 0:
            raise Unreadable(_("{name} is empty."), UPLOAD_AGAIN, name=path.name)
        if not magic.startswith(b"PK"):
            remedy = _("Give a zip or a folder of OneRoster CSV files.")
            raise Unreadable(_("{name} is not a zip."), remedy, name=path.name)
        stream.seek(max(0, size - 65_535 - END_SIZE - ZIP64_SIZE))
        tail = stream.read()
    at = tail.rfind(END_RECORD)
    if at < 0 or at + END_SIZE > len(tail):
        cut = _("{name} is cut off: the end of the zip is missing.")
        raise Unreadable(cut, UPLOAD_AGAIN, name=path.name)
    disk, _first, _here, entries, directory = struct.unpack("<HHHHI", tail[at + 4 : at + 16])
    if tail[max(0, at - 20) : at].startswith(b"PK\x06\x07"):
        record = tail[max(0, at - ZIP64_SIZE) : at - 20]
        if len(record) < 56 or not record.startswith(b"PK\x06\x06"):
            raise Unreadable(_("{name} is a damaged zip."), EXPORT_AGAIN, name=path.name)
        entries, directory = struct.unpack("<QQ", record[32:48])
    elif disk:
        raise Unreadable(_("The zip is one part of several."), _("Make one zip."))
    if entries > 2 * limits.entries or directory > limits.directory:
        raise _too_many(limits)


def _judge_entry(info: zipfile.ZipInfo, limits: Limits) -> None:
    """Refuse one member for its name, its kind, its packing or its size."""
    name = info.orig_filename
    parts = PurePosixPath(name).parts
    if "\x00" in name or "\\" in name or ".." in parts or name.startswith("/") or name[1:2] == ":":
        outside = _("The zip holds {name}, which points outside of it.")
        raise Unreadable(outside, EXPORT_AGAIN, name=repr(name[:80]))
    kind = stat.S_IFMT(info.external_attr >> 16)
    if stat.S_ISLNK(kind):
        remedy = _("Put the file itself into the zip.")
        raise Unreadable(_("{name} is a link to another place."), remedy, name=name)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise Unreadable(_("{name} is no ordinary file."), EXPORT_AGAIN, name=name)
    if info.flag_bits & 0x41:
        raise Unreadable(_("{name} is encrypted."), _("Make the zip without a password."), name=name)
    if name.lower().endswith(PACKED_SUFFIXES):
        raise Unreadable(_("{name} is an archive inside the archive."), EXPORT_AGAIN, name=name)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        odd = _("{name} is packed in a way that is not read here.")
        raise Unreadable(odd, _("Make an ordinary zip."), name=name)
    if info.file_size > limits.ratio_from and info.file_size > limits.ratio * max(1, info.compress_size):
        bomb = _("{name} would unpack to more than {most} times its size; this is not a roster.")
        raise Unreadable(bomb, EXPORT_AGAIN, name=name, most=limits.ratio)


def _judge_overlap(archive: zipfile.ZipFile) -> None:
    """Refuse members that share bytes: a bomb packs the same bytes many times over."""
    end = 0
    for info in sorted(archive.infolist(), key=lambda i: i.header_offset):
        if info.header_offset < end:
            shared = _("{name} shares its bytes with another member of the zip.")
            raise Unreadable(shared, EXPORT_AGAIN, name=info.filename)
        end = info.header_offset + LOCAL_HEADER + len(info.orig_filename) + info.compress_size
    if end > archive.start_dir:
        raise Unreadable(_("The zip's members reach beyond its end."), EXPORT_AGAIN)


def _judge_sizes(sizes: dict[str, int], limits: Limits) -> None:
    for name, size in sizes.items():
        if size > limits.file:
            most = limits.file // MB
            large = _("{name} has {size} MB; at most {most} MB are read.")
            raise Unreadable(large, SPLIT, name=name, size=size // MB, most=most)
    if sum(sizes.values()) > limits.unpacked:
        large = _("Unpacked the bundle has {size} MB; at most {most} MB are read.")
        raise Unreadable(large, SPLIT, size=sum(sizes.values()) // MB, most=limits.unpacked // MB)


def _need_csv(label: str, names: dict[str, int] | dict[str, str]) -> None:
    if not any(name.lower().endswith(".csv") for name in names):
        remedy = _("Put the OneRoster CSV files into it.")
        raise Unreadable(_("There is no CSV file in {name}."), remedy, name=label)


def _too_many(limits: Limits) -> Unreadable:
    many = _("There are more than {most} files; a bundle has at most 22.")
    return Unreadable(many, EXPORT_AGAIN, most=limits.entries)


def _is_noise(name: str) -> bool:
    """Whether an operating system left this beside the files."""
    parts = PurePosixPath(name).parts
    return any(p.lower() in NOISE or p.startswith("._") for p in parts)
