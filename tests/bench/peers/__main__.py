"""plancite beside its peers on the same texts: `make bench-peers`, or `python -m tests.bench.peers PYTHON`.

PYTHON is the interpreter of the peers' own environment. Every peer indexes one passage per field of
every record, with the bundled model where it takes one, and is asked the questions that rest on
exactly one measure; what it finds is ranked by measure. plancite reads the documents themselves and
gives whole answers; ranked is what they rest on. A peer that fails is told of in one line, and the
exit status is 1.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.build import build_index
from qa.evaluation import Gold, GoldError

from ..questions import add_questions_option
from ..report import ROOT, describe_environment
from ..retrieval import choose_questions
from .measure import Given, Peer, PeerError, Row, export_texts, measure_peer

PEERS = (
    Peer("plancite_answers", "plancite, whole answers", "plancite"),
    Peer("langchain_faiss_bm25", "LangChain, FAISS + BM25", "langchain-community", ("default", "pairs")),
    Peer("llamaindex_fusion", "LlamaIndex, FAISS + BM25", "llama-index-core", ("default", "pairs")),
    Peer("haystack_hybrid", "Haystack, in-memory hybrid", "haystack-ai"),
    Peer("txtai_hybrid", "txtai, hybrid", "txtai"),
    Peer("plain_bm25s", "bm25s, words alone", "bm25s", ("default", "pairs")),
)
# What the peers stand on; the whole list is requirements.txt.
_BENEATH = (
    "langchain-classic",
    "langchain-core",
    "langchain-huggingface",
    "rank-bm25",
    "llama-index-retrievers-bm25",
    "llama-index-vector-stores-faiss",
    "sentence-transformers-haystack",
    "sentence-transformers",
    "torch",
    "faiss-cpu",
    "numpy",
)
_VERSIONS = """
import json, sys
from importlib.metadata import PackageNotFoundError, version
def find(name):
    try:
        return version(name)
    except PackageNotFoundError:
        return None
print(json.dumps({name: find(name) for name in sys.argv[1:]}))
"""


def read_versions(python: Path, packages: Iterable[str]) -> dict[str, str | None]:
    """Return the versions of packages of an interpreter, None for one that is not installed."""
    done = subprocess.run(
        [str(python), "-c", _VERSIONS, *packages], stdout=subprocess.PIPE, text=True, check=True
    )
    found: dict[str, str | None] = json.loads(done.stdout)
    return found


def measure_all(
    python: Path, peers: Sequence[Peer], versions: dict[str, str | None], given: Given
) -> tuple[list[Row], list[str]]:
    """Return the row of every peer and the line of every failure, telling each as it comes."""
    rows: list[Row] = []
    failures: list[str] = []
    for peer in peers:
        for cut in peer.cuts:
            name = f"{peer.title} ({peer.package} {versions[peer.package] or 'missing'})"
            name += ", cut into pairs" if cut == "pairs" else ""
            print(f"{name} ...", file=sys.stderr, flush=True)
            try:
                rows.append(measure_peer(python, peer, name, cut, given))
                print(f"  {write_row(rows[-1])}", file=sys.stderr, flush=True)
            except PeerError as error:
                failures.append(f"{name}: {error}")
                print(f"  failed: {error}", file=sys.stderr, flush=True)
    return rows, failures


def write_rows(rows: Sequence[Row]) -> str:
    """Return the rows as a Markdown table."""
    counts = (rows[0].zh.questions, rows[0].en.questions) if rows else (0, 0)
    head = (
        "| | build s | cold start s | warm ms | p95 ms | memory MB | lines "
        f"| zh hit@1 ({counts[0]}) | zh MRR | en hit@1 ({counts[1]}) | en MRR |"
    )
    return "\n".join([head, f"|---|{'---:|' * 10}", *map(write_row, rows)])


def write_row(row: Row) -> str:
    """Return one row of the table."""
    return (
        f"| {row.name} | {row.build:.1f} | {row.cold:.2f} | {row.warm:.1f} | {row.p95:.1f} "
        f"| {row.memory:,.0f} | {row.code} | {row.zh.hit1:.3f} | {row.zh.mrr:.3f} "
        f"| {row.en.hit1:.3f} | {row.en.mrr:.3f} |"
    )


def write_json(path: Path, rows: Sequence[Row], environment: dict[str, Any]) -> None:
    """Write the rows with the versions, the machine and the commit they were measured on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    found = {"environment": environment, "lines": [asdict(line) for row in rows for line in row.lines()]}
    path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def prepare(folder: Path, paths: Sequence[Path]) -> Given:
    """Read the texts that come with plancite and write what the peers are given. Raises GoldError."""
    store = build_index(folder / "home")
    questions: list[Gold] = choose_questions(paths, store)
    texts, owners = export_texts(store)
    file = folder / "texts.json"
    asked = {"texts": texts, "questions": [gold["q"] for gold in questions]}
    file.write_text(json.dumps(asked, ensure_ascii=False), encoding="utf-8")
    return Given(file, questions, owners)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure every peer, print the table and write the JSON; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.peers", description=__doc__)
    parser.add_argument("python", type=Path, help="the interpreter of the peers' environment")
    add_questions_option(parser)
    parser.add_argument("--json", type=Path, default=ROOT / "build" / "bench-peers.json", metavar="FILE")
    parser.add_argument("--only", default="", help="the peers whose module has this in its name")
    options = parser.parse_args(arguments)
    # Not resolved: the interpreter of an environment is a link, and by the link it knows its packages.
    python = options.python.absolute()
    if not python.is_file():
        parser.error(
            f"{python}: expected the interpreter of the peers, found no file; run `make bench-peers`"
        )
    peers = [peer for peer in PEERS if options.only in peer.module]
    theirs = read_versions(python, [*(peer.package for peer in PEERS if not peer.own), *_BENEATH])
    environment = describe_environment()
    own = read_versions(Path(sys.executable), ["plancite"])
    print("reading the texts ...", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        try:
            given = prepare(Path(folder), options.questions)
        except GoldError as error:
            print(error, file=sys.stderr)
            return 2
        rows, failures = measure_all(python, peers, theirs | own, given)
    print(write_rows(rows))
    print(f"\n{len(given.owners)} passages; {environment['cores']} cores, {environment['processor']}")
    write_json(options.json, rows, environment | {"peers": theirs, **own, "failures": failures})
    print(f"written to {options.json}")
    for failure in failures:
        print(f"failed: {failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
