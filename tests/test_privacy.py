"""A home is its owner's alone: new or there already, and whatever is written into it."""

from __future__ import annotations

import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from building import PLAN, write_corpus
from index.build import build_index
from index.opening import open_index
from index.privacy import close_home
from index.shelf import add_documents
from qa.ui.uploads import Workshop

pytestmark = pytest.mark.usefixtures("small_dictionary")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus")


def list_open(home: Path) -> Iterator[tuple[str, str]]:
    """Yield what is not the owner's alone, with its mode."""
    for path in (home, *home.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode != (0o700 if path.is_dir() else 0o600):
            yield str(path.relative_to(home)), oct(mode)


def open_all(home: Path) -> None:
    """Let everybody read a home, as one does that was made before."""
    for path in (home, *home.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def test_a_new_home_is_its_owners_alone(tmp_path: Path, corpus: Path) -> None:
    home = tmp_path / "new" / "home"
    file = tmp_path / "added.txt"
    file.write_text(PLAN + "另案", encoding="utf-8")
    add_documents(home, [file], corpus)
    assert list(list_open(home)) == []
    build_index(home, None, corpus)
    assert list(list_open(home)) == []
    assert list(home.glob("documents/read-*"))


@pytest.mark.parametrize("touch", ["open", "build", "add"])
def test_a_home_that_is_there_already_is_closed_when_it_is_used(
    tmp_path: Path, corpus: Path, touch: str
) -> None:
    home = tmp_path / "home"
    file, more = tmp_path / "added.txt", tmp_path / "more.txt"
    file.write_text(PLAN + "另案", encoding="utf-8")
    more.write_text(PLAN + "又一案", encoding="utf-8")
    add_documents(home, [file], corpus)
    (home / "glossary.csv").write_text("zh,also,en,kind,note\n", encoding="utf-8")
    build_index(home, None, corpus)
    open_all(home)
    if touch == "add":
        add_documents(home, [more], corpus)
    elif touch == "build":
        build_index(home, None, corpus)
    else:
        open_index(home, corpus)
    assert list(list_open(home)) == []


def test_what_a_user_keeps_beside_it_and_a_folder_of_all_users_stay_as_they_are(
    tmp_path: Path, corpus: Path
) -> None:
    home = tmp_path / "shared"
    home.mkdir()
    home.chmod(0o1777)
    letter = home / "letter.txt"
    letter.write_text("甲", encoding="utf-8")
    letter.chmod(0o644)
    build_index(home, None, corpus)
    close_home(home)
    assert stat.S_IMODE(home.stat().st_mode) == 0o1777
    assert {name.split("/")[0] for name, _ in list_open(home)} == {".", "letter.txt"}


def test_a_link_in_a_home_leaves_what_it_leads_to_as_it_was(tmp_path: Path, corpus: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_text("zh,also,en,kind,note\n", encoding="utf-8")
    outside.chmod(0o644)
    home = tmp_path / "home"
    home.mkdir()
    (home / "glossary.csv").symlink_to(outside)
    open_index(home, corpus)
    assert stat.S_IMODE(outside.stat().st_mode) == 0o644


def test_an_upload_is_its_owners_alone_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    workshop = Workshop(home)
    seen: list[list[tuple[str, str]]] = []

    def converse(*_: object) -> dict[str, str]:
        assert list(home.rglob("plan.txt"))
        seen.append(list(list_open(home)))
        return {"state": "done"}

    monkeypatch.setattr(workshop, "_converse", converse)
    job = workshop.add([("plan.txt", PLAN.encode())])
    assert job is not None
    for thread in threading.enumerate():
        if thread.name == "plancite-build":
            thread.join(30)
    assert seen == [[]]
