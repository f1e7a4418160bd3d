"""Many documents are read at once, in their order; what goes wrong is told as when they are read alone."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from building import PLAN
from index import reading
from index.reading import ReadingPool
from ingest import processes
from ingest.catalog import CatalogEntry
from ingest.glossary import load_glossary
from ingest.library import read_document
from ingest.records import Measure, UnreadableSource


def write_plans(folder: Path, count: int) -> list[CatalogEntry]:
    """Write plans that report other figures each, and return their entries."""
    entries = []
    for number in range(count):
        path = folder / f"plan-{number}.txt"
        path.write_text(PLAN.replace("15次", f"{20 + number}次"), encoding="utf-8")
        entries.append(CatalogEntry(f"plan-{number}", path, path.name, edition=100 + number))
    return entries


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "count_processors", lambda: 2)


@pytest.mark.parametrize("count", [0, 1, 9])
def test_documents_come_in_their_order_as_they_are_read_alone(tmp_path: Path, count: int) -> None:
    entries = write_plans(tmp_path, count)
    with ReadingPool(tmp_path, load_glossary()) as pool:
        found = list(pool.read(entries))
    assert found == [read_document(entry.path, entry) for entry in entries]


def test_kpis_arrive_with_their_targets_and_agencies(tmp_path: Path) -> None:
    report = [
        "參、關鍵績效指標達成情形",
        "1.關鍵績效指標：渡輪載客量",
        "項目\t110年度\t111年度",
        "原訂目標值\t30萬人次\t32萬人次",
        "實際值\t31萬人次\t29萬人次",
        "",
        "主辦單位：航務局",
    ]
    path = tmp_path / "report.txt"
    path.write_text("\n".join(report), encoding="utf-8")
    entries = [*write_plans(tmp_path, 7), CatalogEntry("report", path, path.name, edition=111)]
    with ReadingPool(tmp_path, load_glossary()) as pool:
        *_, last = pool.read(entries)
    alone = read_document(path, entries[-1])
    assert any(isinstance(one, Measure) and one.targets for one in alone.others)
    assert last == alone


def test_the_entry_of_a_catalogue_reaches_the_process(tmp_path: Path) -> None:
    entries = write_plans(tmp_path, 7)
    named = ("own", tmp_path / "own.txt", "own.txt", "某計畫", "某部", "111-03", 111)
    own = CatalogEntry(*named, labels=(("案號", "序次"),))
    own.path.write_text(PLAN.replace("序次", "案號"), encoding="utf-8")
    with ReadingPool(tmp_path, load_glossary()) as pool:
        *_, last = pool.read([*entries, own])
    assert last == read_document(own.path, own)
    assert (last.document.title, last.document.edition, len(last.measures)) == ("某計畫", 111, 2)


@pytest.mark.parametrize("count", [2, 8])
def test_a_document_that_cannot_be_read_is_told_as_when_it_is_read_alone(tmp_path: Path, count: int) -> None:
    entries = write_plans(tmp_path, count)
    entries[1].path.write_bytes(b"\x00\x01\x02")
    with ReadingPool(tmp_path, load_glossary()) as pool:
        readings = pool.read(entries)
        assert next(readings).document.id == "plan-0"
        with pytest.raises(UnreadableSource, match=r"plan-1\.txt: expected .*, found .*; "):
            next(readings)


def test_a_process_that_dies_costs_no_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = write_plans(tmp_path, 8)
    start = reading.start_worker
    monkeypatch.setattr(reading, "start_worker", lambda module, leading: start("this"))
    with ReadingPool(tmp_path, load_glossary()) as pool:
        assert [found.document.id for found in pool.read(entries)] == [entry.id for entry in entries]


def test_a_pool_that_is_left_early_ends_its_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[str]] = []
    start = reading.start_worker

    @contextmanager
    def note(module: str, leading: bool) -> Iterator[subprocess.Popen[str]]:
        with start(module, leading=leading) as worker:
            started.append(worker)
            yield worker

    monkeypatch.setattr(reading, "start_worker", note)
    with ReadingPool(tmp_path, load_glossary()) as pool:
        next(pool.read(write_plans(tmp_path, 8)))
        assert [worker.poll() for worker in started] == [None, None]
    assert all(worker.poll() is not None for worker in started)


def test_what_a_leading_process_started_is_killed_with_it(tmp_path: Path) -> None:
    (tmp_path / "parent.py").write_text(
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "print(child.pid, flush=True)\n"
        "sys.stdin.read()\n"
    )
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
        with processes.start_worker("parent", leading=True) as worker:
            assert worker.stdout
            child = int(worker.stdout.readline())
            assert Path(f"/proc/{child}").exists()
    deadline = time.monotonic() + 20
    while is_running(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(child)


def is_running(process: int) -> bool:
    """Say whether a process runs; one that ended may wait for its parent to ask about it."""
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] not in "ZX"
