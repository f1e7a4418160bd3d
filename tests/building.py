"""What several tests build on: documents from lines, the real readings, homes with an index, the command."""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest

from index import dictionary
from index.build import build_index
from index.dictionary import Entry
from index.lexicon import start_tally
from index.passages import Passage, cut_passages
from index.record_table import RecordTable
from index.record_writer import RecordWriter
from index.shelf import add_documents
from index.store import Store
from index.tally import Tally
from ingest.catalog import read_catalog
from ingest.editions import find_plans
from ingest.glossary import Glossary
from ingest.library import read_document
from ingest.records import Document, Reading
from qa.editions import Editions
from qa.engine import Engine, open_engine

ROOT = Path(__file__).parent.parent
PLANS = ROOT / "tests" / "cases" / "plans"
# What labels the plans, and is none.
_LABELLED = (".jsonl", ".json")
NO_TERMS = Glossary(())

PLAN = """肆、具體作為

序次	1
具體策略	一、落實風險控管作為。
執行措施	(一)辦理廉政會報，檢討風險。
績效目標	每年召開廉政會報。
辦理機關	法務部(廉政署)
績效衡量指標	召開廉政會報次數。
109年績效目標值	召開廉政會報12次。
109年度(1月至12月)績效目標達成情形	召開廉政會報15次。
分組主辦機關列管說明	已達績效目標值。
109年及108年績效目標「達成率」及執行成果比較	108年召開廉政會報10次。
109年特殊績效及亮點成果	無。
109年執行效益	提升風險意識。
110年績效目標值	召開廉政會報16次。

序次	2
具體策略	二、促進公開透明。
執行措施	(一)宣導遊說法，增進公開透明。
績效目標	每年辦理宣導。
辦理機關	內政部
績效衡量指標	宣導場次。
109年績效目標值	辦理遊說法宣導8場次。
109年度(1月至12月)績效目標達成情形	辦理遊說法宣導6場次。
分組主辦機關列管說明	未達績效目標值。
109年及108年績效目標「達成率」及執行成果比較	108年辦理遊說法宣導9場次。
109年特殊績效及亮點成果	無。
109年執行效益	提升公開透明。
110年績效目標值	辦理遊說法宣導8場次。

附表

編號	1
落後項目	具體策略二、執行措施(一)：宣導遊說法，增進公開透明。
辦理機關	內政部
109年目標值	8場次。
109年實績值	6場次。
說明	因疫情停辦。
"""


def make_document(text: str, id: str = "plan-109", edition: int | None = None) -> Document:
    """Return a document of the lines of a text."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    lines = tuple(text.split("\n"))
    return Document(id=id, title="測試", edition=edition, file=f"corpus/{id}.txt", sha256=digest, lines=lines)


def write_corpus(folder: Path, text: str = PLAN) -> Path:
    """Write a corpus of one plan and return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "catalog.toml").write_text('[plan-109]\nfile = "plan-109.txt"\n', encoding="utf-8")
    (folder / "plan-109.txt").write_text(text, encoding="utf-8")
    return folder


def use_small_dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put one entry in the place of CC-CEDICT, which takes seconds to read."""
    entries = [Entry("會報", ("meeting",), "hui4 bao4")]
    monkeypatch.setattr(dictionary, "read_cedict", lambda: iter(entries))


def tally_texts(texts: Sequence[str], entries: Sequence[Entry], glossary: Glossary = NO_TERMS) -> Tally:
    """Return what the dictionary and the lexicon of texts are made from."""
    tally = start_tally(glossary, entries)
    tally.take(texts)
    return tally


@cache
def build_texts(*texts: str) -> Path:
    """Return a home with the index of some texts, built once in a test run."""
    folder = Path(tempfile.mkdtemp(prefix="plancite-asking-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    rows = []
    for number, text in enumerate(texts, start=1):
        (folder / f"text-{number}.txt").write_text(text, encoding="utf-8")
        rows.append(f'[text-{number}]\nfile = "text-{number}.txt"\n')
    (folder / "catalog.toml").write_text("".join(rows), encoding="utf-8")
    with pytest.MonkeyPatch.context() as monkeypatch:
        use_small_dictionary(monkeypatch)
        build_index(folder / "home", None, folder)
    return folder / "home"


@cache
def small_home() -> tuple[Path, Path]:
    """Return a home with the index of PLAN, built once in a test run, and its corpus; change neither."""
    folder = Path(tempfile.mkdtemp(prefix="plancite-small-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    corpus = write_corpus(folder / "corpus")
    with pytest.MonkeyPatch.context() as monkeypatch:
        use_small_dictionary(monkeypatch)
        build_index(folder / "home", None, corpus)
    return folder / "home", corpus


def copy_small_home(folder: Path) -> Path:
    """Copy the home of PLAN and its corpus into a folder; return the home."""
    for source in small_home():
        shutil.copytree(source, folder / source.name)
    return folder / "home"


@cache
def shipped_home() -> Path:
    """Return a home with the index of the shipped texts, built once, with the small dictionary."""
    home = Path(tempfile.mkdtemp(prefix="plancite-shipped-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    with pytest.MonkeyPatch.context() as monkeypatch:
        use_small_dictionary(monkeypatch)
        build_index(home)
    return home


@cache
def real_readings() -> tuple[Reading, ...]:
    """Return what is read from the texts that come with plancite."""
    return tuple(read_document(entry.path, entry) for entry in read_catalog())


def read_real(doc: str) -> Reading:
    """Return what is read from one of the texts that come with plancite."""
    return next(reading for reading in real_readings() if reading.document.id == doc)


def list_readings(store: Store) -> tuple[Reading, ...]:
    """Return what an index holds of each document."""
    return tuple(store.records.readings())


def list_passages(store: Store) -> tuple[Passage, ...]:
    """Return the passages of an index."""
    return store.records.passages(0, store.manifest.passages)


def open_table(readings: Sequence[Reading], titles: Sequence[str] = ()) -> RecordTable:
    """Return the record table of an index of some readings."""
    with tempfile.TemporaryDirectory() as folder:
        with closing(RecordWriter(Path(folder), titles)) as writer:
            for reading in readings:
                writer.add(reading, [cut_passages([record]) for record in reading.records])
            writer.save()
        return RecordTable(Path(folder))


def open_editions(readings: Sequence[Reading]) -> Editions:
    """Return the editions of some readings."""
    return Editions(open_table(readings), find_plans(readings))


@cache
def real_home() -> Path:
    """Return a home with the index of the texts that come with plancite, built once in a test run.

    Built in a process of its own, so that no patch of a test gets into it.
    """
    home = Path(tempfile.mkdtemp(prefix="plancite-home-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    built = run_plancite("build", home=home)
    assert built.returncode == 0, built.stderr
    return home


@cache
def real_engine() -> Engine:
    """Return the engine of the texts that come with plancite, opened once in a test run.

    Many tests ask the same questions: it answers each once, as what it says does not change.
    """
    engine = open_engine(real_home())
    engine.ask = cache(engine.ask)  # type: ignore[method-assign]
    return engine


@cache
def plans_home() -> Path:
    """Return a home with the plans of all authors beside the texts that come along, built once in a test run.

    Of one document in two forms it is the last by name.
    """
    home = Path(tempfile.mkdtemp(prefix="plancite-plans-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    paths = {path.stem: path for path in sorted(PLANS.glob("*/*")) if path.suffix not in _LABELLED}
    add_documents(home, list(paths.values()))
    build_index(home)
    return home


def run_plancite(*arguments: str, home: Path, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    return run_python("-m", "qa.cli", *arguments, home=home, stdin=stdin)


def run_python(*arguments: str, home: Path, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run Python on the project in a process of its own, with an index home."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, "PLANCITE_HOME": str(home), "PYTHONUTF8": "1"},
        input=stdin if stdin is not None else "",
        capture_output=True,
        text=True,
        encoding="utf-8",
        # Long enough to compile torch, the first time, on a busy machine.
        timeout=300,
    )
