"""plancite beside its peers on the same texts: `make bench-peers`, or `python -m tests.bench.peers PYTHON`.

PYTHON is the interpreter of the peers' own environment. Every peer indexes one passage per field of
every record, with the bundled model where it takes one, and is asked the questions that rest on
exactly one measure; what it finds is ranked by measure. plancite's own time is that of whole answers.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from index.embedder import BUNDLED
from index.opening import open_index
from index.passages import UNSEARCHED
from index.shelf import find_home
from index.store import Store
from ingest.glossary import load_glossary
from qa.engine import Engine
from qa.evaluation import Gold

from ..cold import ASKED, run_command
from ..latency import time_each
from ..questions import OWN
from ..report import ROOT, Line, describe_environment, find_quantile, read_peak_memory, write_json
from ..retrieval import Key, choose_questions, rank_by_all, score

HERE = Path(__file__).parent
# The module, the package whose version is told, and whether its tokenizer for words can be chosen.
PEERS = (
    ("langchain_faiss_bm25", "langchain-community", True),
    ("llamaindex_fusion", "llama-index-core", True),
    ("haystack_hybrid", "haystack-ai", True),
    ("txtai_hybrid", "txtai", False),
    ("plain_bm25s", "bm25s", True),
)
_ALONE = {"HF_HUB_OFFLINE": "1", "HAYSTACK_TELEMETRY_ENABLED": "False", "TOKENIZERS_PARALLELISM": "false"}


@dataclass(frozen=True, slots=True)
class Row:
    """One way of searching: what it costs, and how often it finds the right measure first."""

    name: str
    build: float
    cold: float
    warm: float
    p95: float
    memory: float
    code: int
    zh: tuple[float, float]
    en: tuple[float, float]

    def lines(self) -> Iterator[Line]:
        """Yield the row as lines of the JSON."""
        for name, value in asdict(self).items():
            for number, one in enumerate(value if isinstance(value, tuple) else [value]):
                if isinstance(one, int | float):
                    what = f"{name} {('hit@1', 'MRR')[number]}" if isinstance(value, tuple) else name
                    yield Line(f"peers: {self.name}", what, one, "")


def export_texts(store: Store) -> tuple[list[str], list[Key | None]]:
    """Return one text per field of every record, and the measure it is of, None for another record."""
    found = [
        (item.text, (record.doc, record.no) if record.kind == "measure" else None)
        for reading in store.records.readings()
        for record in reading.records
        for key, item in record.fields.items()
        if key not in UNSEARCHED and item.text.strip()
    ]
    return [text for text, _ in found], [owner for _, owner in found]


def measure_peer(
    python: Path,
    peer: str,
    name: str,
    tokenizer: str,
    given: Path,
    questions: Sequence[Gold],
    owners: Sequence[Key | None],
) -> Row:
    """Build and ask a peer, each in a fresh process of the peers' environment."""
    with tempfile.TemporaryDirectory() as folder:
        built = _run(python, "build", peer, given, folder, tokenizer)
        asked = _run(python, "ask", peer, given, folder, tokenizer)
    ranks = {
        gold["q"]: list(dict.fromkeys(owner for row in rows if (owner := owners[row])))
        for gold, rows in zip(questions, asked["rows"], strict=True)
    }
    chinese, english = score(name, lambda gold: ranks[gold["q"]], questions)
    return Row(
        name,
        built["build"],
        asked["cold"],
        median(asked["took"]),
        find_quantile(asked["took"], 0.95),
        asked["memory"],
        count_code(peer),
        (chinese.hit1, chinese.mrr),
        (english.hit1, english.mrr),
    )


def _run(python: Path, task: str, peer: str, given: Path, folder: str, tokenizer: str) -> dict[str, float]:
    done = subprocess.run(
        [str(python), str(HERE / "run.py"), task, peer, str(given), folder, str(BUNDLED), tokenizer],
        cwd=folder,
        env={**{k: v for k, v in os.environ.items() if k != "PYTHONPATH"}, **_ALONE},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def count_code(peer: str) -> int:
    """Return the lines of code of a peer's module, without its docstring, empty lines and comments."""
    text = (HERE / f"{peer}.py").read_text(encoding="utf-8")
    first = ast.parse(text).body[0]
    lines = text.splitlines()[first.end_lineno or 0 :]
    return sum(1 for line in lines if line.strip() and not line.strip().startswith("#"))


def measure_own(store: Store, questions: Sequence[Gold]) -> Row:
    """Return what plancite costs and finds; a user writes two commands."""
    engine = Engine(store, load_glossary())
    took = time_each(engine.ask, [gold["q"] for gold in questions], 3)
    memory = read_peak_memory()
    chinese, english = score("plancite", rank_by_all(store, engine.glossary), questions)
    with tempfile.TemporaryDirectory() as folder:
        built, _ = run_command(Path(folder), "build")
        cold = [run_command(Path(folder), "ask", question)[0] for question in ASKED]
    return Row(
        "plancite (whole answers)",
        built,
        median(cold),
        median(took),
        find_quantile(took, 0.95),
        memory,
        2,
        (chinese.hit1, chinese.mrr),
        (english.hit1, english.mrr),
    )


def write_rows(rows: Sequence[Row], counts: tuple[int, int]) -> str:
    """Return the rows as a Markdown table."""
    lines = [
        "| | build s | cold s | warm ms | p95 ms | memory MB | lines "
        f"| zh hit@1 ({counts[0]}) | zh MRR | en hit@1 ({counts[1]}) | en MRR |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        lines.append(
            f"| {row.name} | {row.build:.1f} | {row.cold:.2f} | {row.warm:.1f} | {row.p95:.1f} "
            f"| {row.memory:,.0f} | {row.code} | {row.zh[0]:.3f} | {row.zh[1]:.3f} "
            f"| {row.en[0]:.3f} | {row.en[1]:.3f} |"
        )
    return "\n".join(lines)


def read_version(python: Path, package: str) -> str:
    """Return the version of a package of the peers' environment."""
    code = f"from importlib.metadata import version; print(version({package!r}))"
    done = subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure every peer and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.peers", description=__doc__)
    parser.add_argument("python", type=Path, help="the interpreter of the peers' environment")
    parser.add_argument("--questions", nargs="+", type=Path, default=OWN, metavar="FILE")
    parser.add_argument("--json", type=Path, default=ROOT / "build" / "bench-peers.json", metavar="FILE")
    parser.add_argument("--only", help="the peers whose module has this in its name")
    options = parser.parse_args(arguments)
    store = open_index(find_home())
    questions = choose_questions(options.questions, store)
    texts, owners = export_texts(store)
    rows = [measure_own(store, questions)]
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "texts.json"
        asked = {"texts": texts, "questions": [gold["q"] for gold in questions]}
        given.write_text(json.dumps(asked, ensure_ascii=False), encoding="utf-8")
        for peer, package, chosen in (
            PEERS if not options.only else [p for p in PEERS if options.only in p[0]]
        ):
            version = read_version(options.python.absolute(), package)
            for tokenizer in ("default", "pairs") if chosen else ("default",):
                name = f"{package} {version}" + (", cut for Chinese" if tokenizer == "pairs" else "")
                rows.append(
                    measure_peer(options.python.absolute(), peer, name, tokenizer, given, questions, owners)
                )
    english = sum(gold["lang"] in ("en", "mixed") for gold in questions)
    print(write_rows(rows, (len(questions) - english, english)))
    print(f"\n{len(texts)} passages; {describe_environment()['processor']}")
    write_json(options.json, [line for row in rows for line in row.lines()])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
