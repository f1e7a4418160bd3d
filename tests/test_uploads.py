"""Adding and removing documents beside a page in use: what ends how, and what stays."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from building import PLAN, ROOT, copy_small_home
from index import shelf
from index.opening import open_index
from office import damage, write_word
from qa.ui import uploads
from qa.ui.uploads import Job, Workshop
from rendering import render_locked


def damaged_word() -> bytes:
    """Return a Word document whose text does not unpack."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_word(Path(folder) / "plan.docx", ["甲" * 500])
        return damage(path.read_bytes(), "word/document.xml")


BUILDER = (sys.executable, str(Path(__file__).with_name("small_builder.py")))
NEXT = PLAN.replace("109", "110").encode()


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    """A workshop over the home of a small plan."""
    home = copy_small_home(tmp_path)
    return Workshop(home, BUILDER, tmp_path / "corpus")


def await_stage(job: Job | None, stage: str) -> None:
    """Wait until a job is at a stage of its build; at once where none is named."""
    assert job is not None
    deadline = time.monotonic() + 60
    while stage and (job.stage, job.total > 0) != (stage, True) and time.monotonic() < deadline:
        assert job.state == "working"
        time.sleep(0.005)


def wait(job: Job | None) -> Job:
    """Wait until a job has ended."""
    assert job is not None
    deadline = time.monotonic() + 60
    while job.state == "working" and time.monotonic() < deadline:
        time.sleep(0.01)
    return job


def await_free(folder: Path) -> None:
    """Wait until nobody holds the one folder in a folder any more."""
    held = os.open(next(folder.iterdir()), os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    os.close(held)


def current(workshop: Workshop) -> str:
    return (workshop.home / "current").read_text()


def ids(workshop: Workshop) -> list[str]:
    return [entry.id for entry in shelf.list_documents(workshop.home, workshop.home.parent / "corpus")]


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
    ("name", "data"),
    [
        ("空.txt", b""),
        ("壞.pdf", b"%PDF-1.7 broken"),
        ("圖.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 30),
        ("位元.txt", bytes(range(256)) * 20),
        ("損.docx", damaged_word()),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line_and_changes_nothing(
    workshop: Workshop, name: str, data: bytes
) -> None:
    before = current(workshop)
    job = wait(workshop.add([(name, data)]))
    assert job.state == "failed" and "expected" in job.reason and "\n" not in job.reason
    assert ids(workshop) == ["plan-109"] and current(workshop) == before
    # Beside another it costs that one nothing, but a line.
    job = wait(workshop.add([("明年.txt", NEXT), (name, data)]))
    assert job.state == "done" and job.said[0] == "明年.txt: added as 明年"
    assert len(job.said) == 2 and job.said[1].startswith(f"{name}: expected ") and "\n" not in job.said[1]
    assert ids(workshop) == ["plan-109", "明年"]


@pytest.mark.parametrize("stage", ["", "read", "lexical", "embed"])
def test_a_cancelled_build_leaves_list_and_index_as_they_were(workshop: Workshop, stage: str) -> None:
    before = current(workshop)
    slow = Workshop(workshop.home, (*BUILDER, "0.3"), workshop.home.parent / "corpus")
    job = slow.add([("明年.txt", NEXT)])
    await_stage(job, stage)
    job.cancel()
    assert wait(job).state == "cancelled"
    assert ids(workshop) == ["plan-109"] and current(workshop) == before
    assert list((workshop.home / "incoming").iterdir()) == []
    assert wait(workshop.add([("明年.txt", NEXT)])).state == "done"


def test_a_build_that_is_killed_ends_the_job(workshop: Workshop) -> None:
    before = current(workshop)
    slow = Workshop(workshop.home, (*BUILDER, "0.3"), workshop.home.parent / "corpus")
    job = slow.add([("明年.txt", NEXT)])
    await_stage(job, "lexical")
    os.killpg(job.process.pid, signal.SIGKILL)
    assert wait(job).state == "failed"
    assert ids(workshop) == ["plan-109"] and current(workshop) == before


def test_what_a_killed_page_left_goes_when_its_build_has_ended_too(workshop: Workshop) -> None:
    page = f"""
import pathlib, sys, time
from qa.ui.uploads import Workshop
build = sys.executable, "-c", "import time; time.sleep(600)"
job = Workshop(pathlib.Path({str(workshop.home)!r}), build).add([("plan.txt", b"x")])
while not job.process:
    time.sleep(0.01)
print(job.process.pid, flush=True)
time.sleep(600)
"""
    with subprocess.Popen(
        [sys.executable, "-c", page], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        build = int(process.stdout.readline())
        process.kill()
    open_index(workshop.home, workshop.home.parent / "corpus")
    assert len(list((workshop.home / "incoming").iterdir())) == 1
    os.kill(build, signal.SIGKILL)
    await_free(workshop.home / "incoming")
    open_index(workshop.home, workshop.home.parent / "corpus")
    assert list((workshop.home / "incoming").iterdir()) == []


def test_a_bug_while_building_ends_the_job(workshop: Workshop) -> None:
    script = "import qa.ui.builder as b; b.build_index = lambda *_: 1 / 0; b.main()"
    broken = Workshop(workshop.home, (sys.executable, "-c", script), workshop.home.parent / "corpus")
    job = wait(broken.add([("明年.txt", NEXT)]))
    assert (job.state, job.reason) == ("failed", "ZeroDivisionError")
    assert ids(workshop) == ["plan-109"]


def test_what_a_build_prints_is_no_answer(workshop: Workshop) -> None:
    script = "import runpy, sys, qa.ui.builder as b; print('{}'); import os; os.write(1, b''); b.main()"
    noisy = Workshop(workshop.home, (sys.executable, "-c", script), workshop.home.parent / "corpus")
    assert wait(noisy.add([("again.txt", PLAN.encode())])).state == "nothing"


def test_an_encrypted_pdf_asks_for_its_password_and_is_tried_again(workshop: Workshop) -> None:
    files = [("鎖.pdf", render_locked("geheim"))]
    job = wait(workshop.add(files))
    assert (job.state, job.locked, job.password) == ("failed", True, False)
    assert ids(workshop) == ["plan-109"] and str(workshop.home) not in job.reason
    job = wait(workshop.add(job.files, "falsch"))
    assert (job.locked, job.password) == (True, True)
    job = wait(workshop.add(job.files, "geheim"))
    assert (job.state, job.files) == ("done", ())
    assert ids(workshop) == ["plan-109", "鎖"]
    assert b"geheim" not in (workshop.home / "documents" / "documents.json").read_bytes()


def test_an_encrypted_pdf_beside_another_file_waits_for_its_password_alone(workshop: Workshop) -> None:
    job = wait(workshop.add([("鎖.pdf", render_locked("geheim")), ("明年.txt", NEXT)]))
    assert (job.state, job.locked) == ("done", True)
    assert ids(workshop) == ["plan-109", "明年"]
    assert wait(workshop.add(job.files, "geheim")).state == "done"
    assert ids(workshop) == ["plan-109", "明年", "鎖"]


def test_where_an_upload_stood_is_never_shown(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workshop.home.parent)
    job = wait(workshop.add([("明年.txt", NEXT)]))
    assert job.said == ("明年.txt: added as 明年",)
    assert [e.file for e in shelf.list_documents(workshop.home)][-1] == "明年.txt"
    assert wait(workshop.add([("空.txt", b"")])).reason.startswith("空.txt: expected")


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


def test_a_heading_is_put_right_and_the_document_read_anew(workshop: Workshop) -> None:
    assert (
        wait(workshop.add([("明年.txt", NEXT.replace("執行措施".encode(), "怎麼做".encode()))])).state
        == "done"
    )
    store = open_index(workshop.home, corpus=workshop.home.parent / "corpus")
    assert not any("action" in one.fields for one in store.records.reading("明年").measures)
    job = wait(workshop.name_label("明年", "怎麼做", "action"))
    assert (job.state, job.said[0]) == ("done", 'catalog.toml: [明年.labels] "怎麼做" = "action"')
    store = open_index(workshop.home, corpus=workshop.home.parent / "corpus")
    assert all("action" in one.fields for one in store.records.reading("明年").measures)
    before = current(workshop)
    failed = wait(workshop.name_label("nowhere", "怎麼做", "action"))
    assert failed.state == "failed" and "found 'nowhere'" in failed.reason
    assert current(workshop) == before


def test_time_left_is_told_by_the_pace_of_the_stage() -> None:
    job = Job(("a",), stage="embed", done=10, total=40, begun=time.monotonic() - 30)
    assert job.left is not None
    uploads._read_message(job, {"progress": ["done", 1, 40]})
    assert job.left is None
