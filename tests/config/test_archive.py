"""Only what the manifest names comes out of a backup, byte for byte, and only to where it belongs."""

import json
import shutil
import stat
import warnings
import zipfile

import pytest

from groundswell.config.operations import archive
from groundswell.config.operations.refusals import Refused
from tests.config.archives import rewritten, with_member


@pytest.fixture
def whole(tmp_path):
    """A small backup with a database and one file."""
    manifest = archive.Manifest(
        "sqlite", "0.1.0", "2026-03-10T12:00:00+00:00", [["roster", "0001_initial"]], [], {}
    )
    (tmp_path / "database").write_bytes(b"rows" * 1000)
    (tmp_path / "file").write_text("who,what")
    target = tmp_path / "whole.zip"
    with zipfile.ZipFile(target, "w") as bundle:
        archive.add_file(bundle, manifest, manifest.database, tmp_path / "database")
        archive.add_file(bundle, manifest, "files/imports/changes.csv", tmp_path / "file")
        archive.close(bundle, manifest)
    return target


def unpacked(source, tmp_path):
    """What is below the folder after unpacking."""
    folder = tmp_path / "out" / "room"
    folder.mkdir(parents=True)
    with archive.opened(source) as (bundle, manifest):
        archive.unpack(bundle, manifest, folder)
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def refusal(source, tmp_path) -> str:
    with pytest.raises(Refused) as caught:
        unpacked(source, tmp_path)
    return str(caught.value)


def test_a_whole_backup_is_unpacked(whole, tmp_path):
    assert unpacked(whole, tmp_path) == ["database.sqlite3", "files/imports/changes.csv"]


def test_a_changed_member_is_refused(whole, tmp_path):
    changed = rewritten(whole, tmp_path / "c.zip", lambda name, old: old.replace(b"who", b"how"))
    assert "changes.csv is not what its manifest says" in refusal(changed, tmp_path)


def test_a_member_that_swells_is_cut_off(whole, tmp_path):
    swollen = rewritten(
        whole, tmp_path / "s.zip", lambda name, old: bytes(50_000_000) if "csv" in name else old
    )
    assert "changes.csv" in refusal(swollen, tmp_path)
    assert (tmp_path / "out" / "room" / "files" / "imports" / "changes.csv").stat().st_size < archive.BLOCK


@pytest.mark.parametrize("left", [0, 10, 500, -1])
def test_a_cut_off_file_is_refused(whole, tmp_path, left):
    half = tmp_path / "half.zip"
    half.write_bytes(whole.read_bytes()[:left])
    assert "not a whole backup file" in refusal(half, tmp_path)


def test_another_zip_and_a_missing_file_are_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as bundle:
        bundle.writestr("orgs.csv", "sourcedId")
    assert "not a backup of Groundswell" in refusal(tmp_path / "other.zip", tmp_path)
    with pytest.raises(Refused, match="There is no file"), archive.opened(tmp_path / "none.zip"):
        pass


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", "null", '{"format": 1}', '{"format": 1, "engine": "dbase"}']
)
def test_a_manifest_that_makes_no_sense_is_refused(whole, tmp_path, content):
    odd = rewritten(whole, tmp_path / "m.zip", lambda name, old: content if name == "manifest.json" else old)
    assert "not a backup of Groundswell" in refusal(odd, tmp_path)


def test_a_format_of_later_is_refused(whole, tmp_path):
    def later(name, old):
        return json.dumps({**json.loads(old), "format": 2}) if name == "manifest.json" else old

    assert "newer Groundswell" in refusal(rewritten(whole, tmp_path / "f.zip", later), tmp_path)


def test_a_missing_member_is_refused(whole, tmp_path):
    without = rewritten(whole, tmp_path / "w.zip", lambda name, old: None if "csv" in name else old)
    assert "other members" in refusal(without, tmp_path)


@pytest.mark.parametrize(
    "name",
    [
        "files/../../escaped",
        "/escaped",
        "../escaped",
        "files/..\\escaped",
        "secret_key",
        "files//e",
        "files/C:e",
    ],
)
def test_a_member_that_leads_elsewhere_is_refused(whole, tmp_path, name):
    assert "leads elsewhere" in refusal(with_member(whole, tmp_path / "slip.zip", name), tmp_path)
    assert not list(tmp_path.rglob("escaped"))


def test_a_link_is_refused(whole, tmp_path):
    link = zipfile.ZipInfo("files/link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert "leads elsewhere" in refusal(with_member(whole, tmp_path / "l.zip", link, b"/etc"), tmp_path)


def test_two_members_of_one_name_are_refused(whole, tmp_path):
    twice = tmp_path / "twice.zip"
    shutil.copy(whole, twice)
    with warnings.catch_warnings(), zipfile.ZipFile(twice, "a") as bundle:
        warnings.simplefilter("ignore")
        bundle.writestr("files/imports/changes.csv", "other")
    assert "other members" in refusal(twice, tmp_path)
