"""Whether Milvus gives the answers of the index in the home: every gold question put to both.

`python -m tests.bench.stores` builds an index of the shipped texts, and one of these with each plan of
`tests/cases/plans`, puts it into a file of milvus-lite, or the engine that --store names, asks every question
of the set of both, and compares what is answered as JSON. Printed is each question whose answers differ by
more than the order of what has the same score; it exits with 1 where one does.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.build import build_index
from index.milvus.connection import connect
from index.milvus.publishing import publish
from index.milvus.store import open_milvus
from index.protocol import Store
from index.shelf import add_documents
from ingest.glossary import load_glossary
from qa.contract import answer_json
from qa.engine import Engine

from .yardstick import CASES, PLANS, SETS

_LABELLED = (".jsonl", ".json")
# Of so many questions one is asked of its document alone, too.
_LIMITED = 4


@dataclass(frozen=True, slots=True)
class AskedSet:
    """Documents beside the shipped ones, and the questions asked over them, some of one document alone."""

    name: str
    documents: tuple[Path, ...]
    questions: tuple[tuple[str, str | None], ...]


def list_sets() -> Iterator[AskedSet]:
    """Yield the shipped texts and each plan, with their questions, each once."""
    folders = sorted(path for path in PLANS.iterdir() if path.is_dir())
    files = {
        path.name: tuple(sorted(one for one in path.iterdir() if one.suffix not in _LABELLED))
        for path in folders
    }
    asked: dict[str, dict[tuple[str, str | None], None]] = {name: {} for name in ("shipped", *files)}
    for path in sorted([*CASES.glob("*.jsonl"), *SETS[0].questions]):
        for row in _read_rows(path):
            _ask(asked, files, row, _find_set(row, files))
    for name in files:
        path = PLANS / name / "questions.jsonl"
        for row in _read_rows(path) if path.exists() else ():
            _ask(asked, files, row, name)
    for name, questions in asked.items():
        if questions:
            yield AskedSet(name, files.get(name, ()), tuple(questions))


def _read_rows(path: Path) -> list[dict[str, Any]]:
    text = path.read_text(encoding="utf-8")
    rows = json.loads(text) if path.suffix == ".json" else map(json.loads, text.splitlines())
    return [row for row in rows if "q" in row]


def _find_set(row: dict[str, Any], files: Mapping[str, Sequence[Path]]) -> str:
    doc = str(row.get("texts") or row.get("only_doc") or row.get("doc"))
    return next((name for name in files if doc == name or doc.startswith(f"{name}-")), "shipped")


def _ask(
    asked: dict[str, dict[tuple[str, str | None], None]],
    files: Mapping[str, Sequence[Path]],
    row: dict[str, Any],
    name: str,
) -> None:
    asked[name][row["q"], row.get("only_doc")] = None
    doc = row.get("doc")
    if len(asked[name]) % _LIMITED == 0 and doc in {path.stem for path in files.get(name, ())}:
        asked[name][row["q"], doc] = None


def compare(asked: AskedSet, folder: Path, address: str) -> tuple[int, list[str], float, float]:
    """Return how many questions were asked of both, those answered otherwise, and the seconds each took."""
    home = folder / "home"
    if asked.documents:
        add_documents(home, asked.documents)
    store = build_index(home)
    publish(store, home, address)
    engines = [_open(one) for one in (store, open_milvus(connect(address)))]
    took, others = [0.0, 0.0], []
    for question, doc in asked.questions:
        answers = []
        for place, engine in enumerate(engines):
            begun = time.perf_counter()
            answers.append(json.loads(json.dumps(answer_json(engine.ask(question, doc=doc)))))
            took[place] += time.perf_counter() - begun
        if answers[0] != answers[1] and _order_equals(answers[0]) != _order_equals(answers[1]):
            keys = (key for key in answers[0] if answers[0][key] != answers[1].get(key))
            others.append(f"{asked.name}: {question} ({doc or 'all'}): {', '.join(keys)}")
    return len(asked.questions), others, took[0], took[1]


def _open(store: Store) -> Engine:
    return Engine(store, load_glossary())


def _order_equals(answer: dict[str, Any]) -> dict[str, Any]:
    """Return an answer with records of one score in the order of their names."""
    items = sorted(answer["items"], key=lambda one: (-one["score"], json.dumps(one, sort_keys=True)))
    return {**answer, "items": items, "measures": sorted(answer["measures"], key=str)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.stores", description=__doc__)
    parser.add_argument("--store", metavar="ADDRESS", help="an engine to use; what is there of plancite goes")
    parser.add_argument("--sets", nargs="*", help="the sets to ask, by default all")
    options = parser.parse_args(arguments)
    different = 0
    for asked in list_sets():
        if options.sets and asked.name not in options.sets:
            continue
        with tempfile.TemporaryDirectory(prefix="plancite-stores-", ignore_cleanup_errors=True) as folder:
            address = options.store or str(Path(folder) / "store.db")
            size, others, own, engine = compare(asked, Path(folder), address)
        different += len(others)
        print(f"{asked.name}: {size} questions, {size - len(others)} alike; {own:.1f} s and {engine:.1f} s")
        print("".join(f"  {line}\n" for line in others), end="", flush=True)
    return int(different > 0)


if __name__ == "__main__":
    raise SystemExit(main())
