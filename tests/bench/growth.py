"""What an index costs as it grows: built from the real texts and made-up editions, at several sizes.

`python -m tests.bench.growth --passages 1000 10000` builds each index in a folder of its own, asks
the questions in a fresh process, and compares approximate with exact nearest vectors. With --milvus each is
put into a file of milvus-lite too, and asked there.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

import faiss
import numpy as np
import pytest

from index.address import VARIABLE
from index.embedder import load_embedder
from index.milvus import connection
from index.passages import cut_passages
from index.protocol import Store
from index.shelf import add_documents, find_home, list_documents
from index.vectors import load_vectors, read_rows, search_vectors
from ingest.library import read_document
from qa.engine import open_engine

from .cold import ASKED, read_manifest, run_command, size_of
from .editions import count_editions, write_editions
from .latency import time_each
from .questions import add_questions_option, read_questions
from .report import Line, find_quantile, print_lines, read_peak_memory, run_alone

NEAREST = 60
_ASKED = 40  # questions; at the largest sizes each may take long
_BLOCK = 65_536
_ROUNDING = 1e-6  # of a cosine, summed in another order


def measure(passages: int, folder: Path, questions: Sequence[Path], milvus: bool = False) -> Iterator[Line]:
    """Yield what an index of about so many passages costs; it is built in a folder and left there."""
    home = folder / "home"
    texts = write_editions(folder / "editions", count_editions(passages, *_count_passages()))
    add_documents(home, texts)
    built, memory = run_command(home, "build")
    found = sum(stamp["passages"] for stamp in read_manifest(home)["documents"])
    bench = f"{passages:,} passages"
    size = sum(entry.path.stat().st_size for entry in list_documents(home)) / 1e6
    yield Line(bench, "indexed", found, "passages")
    yield Line(bench, "build", built, "s")
    yield Line(bench, "build throughput", found / built, "per s")
    yield Line(bench, "build throughput in text", size / built, "MB per s")
    yield Line(bench, "build peak memory", memory, "MB")
    yield Line(bench, "size of the index", size_of(home), "MB")
    yield from _measure_asking(bench, home, questions)
    if milvus:
        bench, store = f"{passages:,} passages in milvus-lite", folder / "store.db"
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(VARIABLE, str(store))
            built, memory = run_command(home, "build")
            yield Line(bench, "build of what is known, and putting it there", built, "s")
            yield Line(bench, "build peak memory", memory, "MB")
            size = sum(path.stat().st_size for path in store.rglob("*") if path.is_file()) / 1e6
            yield Line(bench, "size of the file", size, "MB")
            yield from _measure_asking(bench, home, questions)


def _measure_asking(bench: str, home: Path, questions: Sequence[Path]) -> Iterator[Line]:
    asked = [run_command(home, "ask", question) for question in ASKED]
    yield Line(bench, "plancite ask in a fresh process, median", median(took for took, _ in asked), "s")
    yield Line(bench, "plancite ask, peak memory", max(held for _, held in asked), "MB")
    arguments = ["--inside", "--questions", *(str(path.resolve()) for path in questions)]
    for line in run_alone("tests.bench.growth", *arguments, home=home):
        yield Line(bench, line.what, line.value, line.unit)


def measure_inside(home: Path, questions: Sequence[Path]) -> list[Line]:
    """Return what asking an index costs in this process."""
    # milvus-lite takes the longer the more it holds; how long is what is measured.
    connection.PATIENCE = 600.0
    engine = open_engine(home)
    gold = read_questions(questions)
    asked = gold[:: max(1, len(gold) // _ASKED)]
    texts = [one["q"] for one in asked]
    took = time_each(engine.ask, texts, 2)
    kinds = [one["type"] for one in asked] * 2
    others, lists = (
        [t for t, kind in zip(took, kinds, strict=True) if (kind == "list") == of] for of in (0, 1)
    )
    return [
        Line("", "warm question but lists, median", median(others), "ms"),
        Line("", "warm question but lists, p95", find_quantile(others, 0.95), "ms"),
        Line("", "warm list over every plan, median", median(lists), "ms"),
        Line("", "warm list over every plan, p95", find_quantile(lists, 0.95), "ms"),
        Line("", "memory of the asking process", read_peak_memory(), "MB"),
        Line("", f"recall of the nearest {NEAREST}", measure_recall(home, engine.store, texts), "share"),
    ]


def measure_recall(home: Path, store: Store, texts: Sequence[str]) -> float:
    """Return the share of the exactly nearest vectors of a home that the index of vectors of a store finds.

    Any row counts that is as near as the last of the nearest: made-up editions repeat passages, and
    which of equal rows is found is chance.
    """
    folder = home / (home / "current").read_text(encoding="utf-8").strip()
    index = load_vectors(folder / "vectors.faiss")
    exact = faiss.IndexFlatIP(index.d)
    for start in range(0, index.ntotal, _BLOCK):
        exact.add(read_rows(index, start, min(start + _BLOCK, index.ntotal)))
    most, meanings = min(NEAREST, index.ntotal), store.meanings()
    shares = []
    for row in load_embedder(None).embed(texts):
        least = min((cosine for _, cosine in search_vectors(exact, row, most)), default=0.0)
        found = meanings.search(row, most)
        shares.append(sum(cosine >= least - _ROUNDING for _, cosine in found) / most)
    return float(np.mean(shares))


def _count_passages() -> tuple[int, int]:
    """Return how many passages one made-up edition has, and how many the real texts have."""
    with tempfile.TemporaryDirectory() as folder:
        [path] = write_editions(Path(folder), 1)
        made = len(cut_passages(read_document(path).records))
    real = (read_document(entry.path, entry) for entry in list_documents(Path(folder)))
    return made, sum(len(cut_passages(reading.records)) for reading in real)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.growth", description=__doc__)
    add_questions_option(parser)
    parser.add_argument("--passages", nargs="+", type=int, default=[1_000, 10_000, 100_000])
    parser.add_argument("--folder", type=Path, help="where to build; kept, unlike the default")
    parser.add_argument("--milvus", action="store_true", help="put each into milvus-lite too")
    parser.add_argument("--inside", action="store_true", help="ask the index of PLANCITE_HOME alone")
    parser.add_argument("--lines", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    if options.inside:
        print_lines(measure_inside(find_home(), options.questions), options.lines)
        return 0
    lines: list[Line] = []
    for passages in options.passages:
        folder = (options.folder or Path(tempfile.mkdtemp(prefix="plancite-growth-"))) / str(passages)
        os.makedirs(folder, exist_ok=True)
        try:
            lines += measure(passages, folder, options.questions, options.milvus)
        finally:
            if not options.folder:
                shutil.rmtree(folder.parent, ignore_errors=True)
    print_lines(lines, options.lines)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
