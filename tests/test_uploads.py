"""Adding and removing documents beside a page in use: what ends how, and what stays."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from building import PLAN, copy_small_home, use_small_dictionary
from index import build, shelf
from qa.ui import uploads
from qa.ui.uploads import Job, Workshop

NEXT = PLAN.replace("109", "110").encode()


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """A workshop over the home of a small plan."""
    use_small_dictionary(monkeypatch)
    home = copy_small_home(tmp_path)
    corpus = tmp_path / "corpus"
    for module in (build, shelf, uploads):
        for name in ("build_index", "add_documents", "list_documents", "remove_documents"):
            if hasattr(module, name) and module is uploads:
                function = getattr(module, name)
                monkeypatch.setattr(
                    module, name, lambda *a, f=function, **k: f(*a, **{"corpus": corpus, **k})
                )
    return Workshop(home)


def wait(job: Job | None) -> Job:
    """Wait until a job has ended."""
    assert job is not None
    deadline = time.monotonic() + 60
    while job.state == "working" and time.monotonic() < deadline:
        time.sleep(0.01)
    return job


def current(workshop: Workshop) -> str:
    return (workshop.home / "current").read_text()


def ids(workshop: Workshop) -> list[str]:
    return [entry.id for entry in uploads.list_documents(workshop.home)]


def test_a_document_is_added_and_removed_again(workshop: Workshop) -> None:
    before = current(workshop)
    assert wait(workshop.add([("明年.txt", NEXT)])).state == "done"
    assert ids(workshop) == ["plan-109", "明年"]
    added = current(workshop)
    assert added != before
    assert wait(workshop.remove("明年")).state == "done"
    assert ids(workshop) == ["plan-109"] and current(workshop) != added
    assert list((workshop.home / "incoming").iterdir()) == []


@pytest.mark.parametrize(
    ("name", "data"), [("空.txt", b""), ("壞.pdf", b"%PDF-1.7 broken"), ("圖.txt", bytes(range(256)) * 20)]
)
def test_a_file_that_cannot_be_read_is_one_line_and_changes_nothing(
    workshop: Workshop, name: str, data: bytes
) -> None:
    before = current(workshop)
    job = wait(workshop.add([("明年.txt", NEXT), (name, data)]))
    assert job.state == "failed" and "expected" in job.reason and "\n" not in job.reason
    assert ids(workshop) == ["plan-109"] and current(workshop) == before


def test_a_cancelled_build_leaves_list_and_index_as_they_were(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = current(workshop)
    build_index = uploads.build_index

    def build_and_press_cancel(home: Path, *, progress: object) -> object:
        workshop.job.stop.set()
        return build_index(home, progress=progress)

    monkeypatch.setattr(uploads, "build_index", build_and_press_cancel)
    assert wait(workshop.add([("明年.txt", NEXT)])).state == "cancelled"
    assert ids(workshop) == ["plan-109"] and current(workshop) == before


def test_a_bug_while_building_ends_the_job(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(uploads, "build_index", fail)
    monkeypatch.setattr("threading.excepthook", lambda *_: None)
    job = wait(workshop.add([("明年.txt", NEXT)]))
    assert (job.state, job.reason) == ("failed", "ZeroDivisionError")
    assert ids(workshop) == ["plan-109"]


def test_a_document_that_is_there_already_builds_nothing(workshop: Workshop) -> None:
    before = current(workshop)
    assert wait(workshop.add([("again.txt", PLAN.encode())])).state == "nothing"
    assert current(workshop) == before


def test_one_build_at_a_time(workshop: Workshop) -> None:
    workshop.job = Job(("x",))
    assert workshop.add([("明年.txt", NEXT)]) is None
    assert workshop.remove("plan-109") is None


def test_what_comes_with_plancite_is_not_removed(workshop: Workshop) -> None:
    job = wait(workshop.remove("plan-109"))
    assert job.state == "failed" and "plan-109" in job.reason


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "..\\..\\x.txt", "/abs/y.txt", "a\0b.txt", "..", "", "長" * 300 + ".txt"],
)
def test_a_file_name_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "incoming"
    path = uploads._write_file(folder, name, b"x")
    assert path.resolve().parent == folder.resolve() and path.read_bytes() == b"x"
