"""Hostile archives are refused before anything is unpacked; the same archive without its trick is read."""

from __future__ import annotations

import stat
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from groundswell.roster.imports.archive import Limits
from groundswell.roster.imports.bundle import read_bundle
from groundswell.roster.imports.problems import Unreadable
from tests.roster.imports.bundles import folder, packed, valid
from tests.roster.imports.hostile import cut_off, encrypted, many_entries, sharing, with_entry
from tests.support.counts import count


def refusal(path: Path, **options: object) -> str:
    with pytest.raises(Unreadable) as caught:
        read_bundle(path, **options)
    assert caught.value.message and caught.value.remedy
    return caught.value.message


def test_a_clean_zip_is_read_also_when_its_files_lie_in_one_folder(tmp_path):
    assert read_bundle(packed(tmp_path / "a.zip", valid())).valid
    assert read_bundle(packed(tmp_path / "b.zip", valid(), inside="export 2026/")).valid


def test_a_folder_is_read_also_when_its_files_lie_one_folder_deeper(tmp_path):
    folder(tmp_path / "outer" / "inner", valid())
    assert read_bundle(tmp_path / "outer").valid


def test_what_operating_systems_leave_in_a_zip_is_ignored(tmp_path):
    path = with_entry(tmp_path / "mac.zip", "__MACOSX/._users.csv")
    assert read_bundle(path).problems == []


@pytest.mark.parametrize(
    "name",
    ["../users2.csv", "a/../../b.csv", "/etc/cron.d/x.csv", "C:/x.csv", "..\\x.csv", "a\\b.csv"],
)
def test_names_that_point_outside_are_refused(tmp_path, name):
    assert "outside" in refusal(with_entry(tmp_path / "z.zip", name))
    assert not (tmp_path.parent / "users2.csv").exists()


def test_two_dots_inside_a_name_are_only_a_name(tmp_path):
    assert read_bundle(with_entry(tmp_path / "z.zip", "notes..txt")).valid


def test_a_link_is_refused(tmp_path):
    path = with_entry(tmp_path / "z.zip", "demographics.csv", b"/etc/passwd", stat.S_IFLNK | 0o777)
    assert "link" in refusal(path)


def test_a_link_in_a_folder_is_refused(tmp_path):
    path = folder(tmp_path / "f", valid())
    (path / "demographics.csv").symlink_to("/etc/passwd")
    assert "link" in refusal(path)


def test_a_device_is_refused(tmp_path):
    assert "ordinary" in refusal(with_entry(tmp_path / "z.zip", "x.csv", b"", stat.S_IFIFO | 0o644))


@pytest.mark.parametrize("name", ["more.zip", "inner/users.csv.gz", "A.7Z"])
def test_an_archive_in_the_archive_is_refused(tmp_path, name):
    assert "inside the archive" in refusal(with_entry(tmp_path / "z.zip", name))


def test_an_archive_that_calls_itself_csv_is_no_text(tmp_path):
    inner = packed(tmp_path / "inner.zip", valid()).read_bytes()
    bundle = read_bundle(packed(tmp_path / "z.zip", {**valid(), "users.csv": inner}))
    assert not bundle.valid and "not-text" in {str(p.code) for p in bundle.problems}


def test_a_flat_bomb_is_refused_for_its_ratio(tmp_path):
    path = with_entry(tmp_path / "z.zip", "demographics.csv", bytes(20_000_000))
    assert "200 times" in refusal(path)
    # Negative control: with the defence off the same zip is opened.
    assert not read_bundle(path, limits=Limits(ratio=10_000)).valid


def test_too_much_in_all_is_refused(tmp_path):
    path = packed(tmp_path / "z.zip", valid())
    assert "MB" in refusal(path, limits=Limits(unpacked=100))
    assert "MB" in refusal(path, limits=Limits(file=50))
    assert "MB" in refusal(folder(tmp_path / "f", valid()), limits=Limits(unpacked=100))


def test_a_directory_that_lies_about_a_size_is_refused(tmp_path):
    path = packed(tmp_path / "z.zip", valid())
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 5)
    path.write_bytes(bytes(data))
    assert "damaged" in refusal(path)


def test_members_that_share_bytes_are_refused(tmp_path):
    assert "shares its bytes" in refusal(sharing(tmp_path / "z.zip"))


def test_an_encrypted_member_is_refused(tmp_path):
    assert "encrypted" in refusal(encrypted(tmp_path / "z.zip"))


def test_an_unusual_packing_is_refused(tmp_path):
    assert "not read here" in refusal(
        with_entry(tmp_path / "z.zip", "x.csv", b"x", compress=zipfile.ZIP_LZMA)
    )


def test_the_same_name_twice_is_refused_also_in_other_letters(tmp_path):
    assert "twice" in refusal(with_entry(tmp_path / "z.zip", "USERS.csv"))


def test_csv_files_in_two_folders_are_refused(tmp_path):
    assert "more than one folder" in refusal(with_entry(tmp_path / "z.zip", "other/users.csv"))


@pytest.mark.parametrize("keep", [0.2, 0.6, 0.98])
def test_a_zip_that_is_cut_off_is_refused(tmp_path, keep):
    assert "cut off" in refusal(cut_off(tmp_path / "z.zip", keep))


def test_a_zip_with_flipped_bytes_is_refused(tmp_path):
    path = packed(tmp_path / "z.zip", valid())
    data = bytearray(path.read_bytes())
    for at in range(60, 120):
        data[at] ^= 0xFF
    path.write_bytes(bytes(data))
    assert "damaged" in refusal(path)


@pytest.mark.parametrize("data", [b"", b"Rar!\x1a\x07\x00", b"sourcedId,name\n", b"%PDF-1.7"])
def test_what_is_no_zip_is_refused(tmp_path, data):
    path = tmp_path / "z.zip"
    path.write_bytes(data)
    assert refusal(path)


def test_nothing_there_an_empty_folder_and_a_zip_without_csv_are_refused(tmp_path):
    (tmp_path / "empty").mkdir()
    assert "nothing" in refusal(tmp_path / "nowhere")
    assert "no CSV" in refusal(tmp_path / "empty")
    assert "no CSV" in refusal(packed(tmp_path / "z.zip", {"readme.txt": "hello"}))


def test_very_many_files_are_refused_without_reading_the_directory(tmp_path):
    assert "more than 200 files" in refusal(many_entries(tmp_path / "z.zip", 30_000))
    assert "more than 2 files" in refusal(packed(tmp_path / "y.zip", valid()), limits=Limits(entries=2))
    # Negative control: with room for them, a hundred are listed and judged one by one.
    assert not read_bundle(many_entries(tmp_path / "x.zip", 100)).valid


def test_very_many_files_in_a_folder_are_refused(tmp_path):
    path = folder(tmp_path / "f", valid() | {f"{n}.txt": "" for n in range(250)})
    assert "more than 200 files" in refusal(path)


PROBE = """
import re, sys, time
from pathlib import Path
from groundswell.roster.imports.bundle import read_bundle
from groundswell.roster.imports.problems import Unreadable
start = time.process_time()
try:
    valid = read_bundle(Path(sys.argv[1])).valid
except Unreadable:
    valid = False
assert not valid
peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text()).group(1)
print(time.process_time() - start, int(peak) // 1024)
"""


@pytest.mark.slow
@pytest.mark.counted
@pytest.mark.parametrize("kind", ["bomb", "many", "field"])
def test_a_refusal_is_quick_and_small(tmp_path, kind):
    if kind == "bomb":
        path = with_entry(tmp_path / "z.zip", "demographics.csv", bytes(count(210_000_000, 300_000_000)))
    elif kind == "many":
        path = many_entries(tmp_path / "z.zip", count(40_000, 200_000))
    else:
        path = folder(tmp_path / "f", valid())
        with open(path / "users.csv", "ab") as stream:
            for _ in range(200):
                stream.write(b"x" * 1024 * 1024)
    ran = subprocess.run([sys.executable, "-c", PROBE, str(path)], capture_output=True, text=True, check=True)
    seconds, megabytes = ran.stdout.split()
    assert float(seconds) < 2
    assert int(megabytes) < 200
