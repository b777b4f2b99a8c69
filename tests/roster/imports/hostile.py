"""Archives with a trick: each is a valid bundle but for one thing."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

from tests.roster.imports.bundles import packed, valid


def with_entry(
    path: Path, name: str, data: bytes = b"x", mode: int = 0, compress: int = zipfile.ZIP_DEFLATED
) -> Path:
    """A valid zip with one entry more."""
    packed(path, valid())
    with zipfile.ZipFile(path, "a") as archive:
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        info.compress_type = compress
        archive.writestr(info, data)
    return path


def many_entries(path: Path, count: int) -> Path:
    """A zip of `count` empty files, written by hand because it is faster."""
    local, central, at = [], [], 0
    for n in range(count):
        name = b"%08d.csv" % n
        head = struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 33, 0, 0, 0, len(name), 0)
        local.append(b"PK\x03\x04" + head + name)
        central.append(
            b"PK\x01\x02" + struct.pack("<H", 20) + head + struct.pack("<HHHII", 0, 0, 0, 0, at) + name
        )
        at += len(local[-1])
    directory = b"".join(central)
    entries = min(count, 0xFFFF)
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, entries, entries, len(directory), at, 0)
    path.write_bytes(b"".join(local) + directory + end)
    return path


def sharing(path: Path) -> Path:
    """A zip of which two members are the same bytes."""
    data = bytearray(packed(path, valid()).read_bytes())
    first = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", first + 4)
    offset = struct.unpack_from("<I", data, first + 42)
    struct.pack_into("<I", data, second + 42, *offset)
    path.write_bytes(bytes(data))
    return path


def encrypted(path: Path) -> Path:
    """A zip whose first member says that it needs a password."""
    data = bytearray(packed(path, valid()).read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(data))
    return path


def cut_off(path: Path, keep: float = 0.6) -> Path:
    """A zip of which the end did not arrive."""
    data = packed(path, valid()).read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])
    return path
