"""Bytes come back as they were kept, or not at all."""

from __future__ import annotations

import hashlib
import io
import os
import stat
from pathlib import Path

import fsspec
import pytest

from samehand.store.errors import Permanent, Temporary
from samehand.store.raw import RawStore

MAIL = b"From: Carla <carla@customer.example>\r\nSubject: Printer\r\n\r\nIt burns.\r\n"
EMPTY = b""


@pytest.fixture(params=["folder", "url"])
def raw(request: pytest.FixtureRequest, tmp_path: Path) -> RawStore:
    where = {"folder": str(tmp_path / "raw"), "url": f"memory://{tmp_path}/raw"}
    return RawStore.open(where[request.param])


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_mails_are_known_by_their_digest(raw: RawStore) -> None:
    mails = [MAIL, EMPTY, MAIL, b"\0\xff" * 50_000]
    digests = raw.keep_many(mails)
    assert digests == [hashlib.sha256(mail).hexdigest() for mail in mails]
    assert [raw.read(digest) for digest in digests] == mails
    assert raw.keep(MAIL) == digests[0]
    assert raw.keep_many([]) == []


def test_a_big_mail_is_kept_from_a_file(raw: RawStore) -> None:
    big = os.urandom(3_000_000)
    digest = raw.keep_file(io.BytesIO(big))
    assert digest == hashlib.sha256(big).hexdigest()
    assert raw.read(digest) == big


def test_only_the_owner_may_read_and_nothing_unfinished_stays(tmp_path: Path) -> None:
    RawStore.open(f"file://{tmp_path}/a%20desk/raw").keep_many([MAIL, EMPTY])
    kept = files(tmp_path)
    assert [path.name[-8:] for path in kept] == [".eml.zst", ".eml.zst"]
    assert {path.stat().st_mode & 0o777 for path in kept} == {0o600}
    folders = {path.parent for path in kept} | {tmp_path / "a desk/raw"}
    assert {folder.stat().st_mode & 0o777 for folder in folders} == {0o700}


def test_what_is_there_is_not_written_again(tmp_path: Path) -> None:
    raw = RawStore.open(str(tmp_path))
    raw.keep(MAIL)
    (before,) = [path.stat() for path in files(tmp_path)]
    raw.keep(MAIL)
    (after,) = [path.stat() for path in files(tmp_path)]
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_everything_is_synced_before_it_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    RawStore.open(str(tmp_path)).keep(MAIL)
    (kept,) = files(tmp_path)
    root, unfinished, folder = synced
    assert (root, folder) == (str(tmp_path), str(kept.parent))
    assert unfinished.startswith(f"{kept.parent}/.")


@pytest.mark.parametrize("damage", ["cut", "changed", "swapped", "empty"])
def test_a_damaged_mail_is_never_given_out(tmp_path: Path, damage: str) -> None:
    raw = RawStore.open(str(tmp_path))
    digest = raw.keep(MAIL)
    (path,) = files(tmp_path)
    good = path.read_bytes()
    raw.keep(MAIL + b"other")
    (other,) = [found.read_bytes() for found in files(tmp_path) if found != path]
    bad = {"cut": good[:-9], "changed": good[:20] + b"!!" + good[22:], "swapped": other}
    path.write_bytes(bad.get(damage, b""))
    with pytest.raises(Permanent, match=f"mail {digest[:12]} is damaged in {tmp_path}"):
        raw.read(digest)


def test_a_missing_mail_is_named_with_the_remedy(raw: RawStore) -> None:
    with pytest.raises(Permanent, match=r"mail ffffffffffff is missing from .*: restore it"):
        raw.read("f" * 64)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "F" * 64, "f" * 63])
def test_only_a_digest_names_a_mail(raw: RawStore, name: str) -> None:
    with pytest.raises(ValueError, match="is not the digest of a mail"):
        raw.read(name)


def test_a_full_disk_is_worth_another_try_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(28, "No space left on device")

    raw = RawStore.open(str(tmp_path))
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(Temporary, match="the disk is full"):
            raw.keep(MAIL)
    assert files(tmp_path) == []
    assert raw.read(raw.keep(MAIL)) == MAIL


def test_a_folder_that_cannot_be_is_refused_with_a_word(tmp_path: Path) -> None:
    (tmp_path / "raw").write_bytes(b"a file")
    with pytest.raises(Permanent, match="check the owner and mode of the folder"):
        RawStore.open(str(tmp_path / "raw"))


def test_a_place_of_an_unknown_kind_is_refused_without_its_password() -> None:
    with pytest.raises(Permanent, match="needs a package of its own") as refused:
        RawStore.open("nothing://desk:hunter2@host/raw")
    assert "hunter2" not in str(refused.value)


def test_a_remote_mail_that_was_broken_off_is_written_again(tmp_path: Path) -> None:
    raw = RawStore.open(f"memory://{tmp_path}/raw")
    digest = raw.keep(MAIL)
    memory = fsspec.filesystem("memory")
    (path,) = memory.find(f"{tmp_path}/raw")
    memory.pipe_file(path, b"half")
    assert raw.keep(MAIL) == digest
    assert raw.read(digest) == MAIL
