"""What a name leads to is on the disk: the file's content before it bears the name, and then the folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.durable import replace_file


def test_a_file_is_on_the_disk_before_it_takes_its_name_and_its_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "current"
    path.write_bytes(b"old")
    done: list[tuple[str, int]] = []
    sync, replace = os.fsync, os.replace
    monkeypatch.setattr(
        os, "fsync", lambda opened: (done.append(("sync", os.fstat(opened).st_ino)), sync(opened))
    )
    monkeypatch.setattr(os, "replace", lambda *names: (replace(*names), done.append(("name", 0))))
    replace_file(path, b"new")
    inside, folder = path.stat().st_ino, tmp_path.stat().st_ino
    assert path.read_bytes() == b"new"
    assert done == [("sync", inside), ("name", 0), ("sync", folder)]


def test_a_disk_that_fails_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "current"
    path.write_bytes(b"old")

    def fail(opened: int) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="the disk is full"):
        replace_file(path, b"new")
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]
