"""How long a warm question takes, by its type, beside what searching alone would take.

`python -m tests.bench.latency` asks every question in turn, several rounds over, in one process.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from statistics import median

import bm25s

from index.embedder import load_embedder
from index.shelf import find_home
from index.tokens import cut_tokens
from index.vectors import load_vectors
from qa.engine import Engine, open_engine
from qa.evaluation import Gold
from qa.interpreter import Interpreter

from .questions import add_questions_option, read_questions
from .report import Line, find_quantile, print_lines, read_peak_memory

BENCH = "warm question"
NEAREST = 10


def measure(engine: Engine, questions: Sequence[Gold], rounds: int) -> list[Line]:
    """Return latencies over all rounds but a first that only warms, and those of the bare searches."""
    texts = [gold["q"] for gold in questions]
    asked = list(zip(questions * rounds, time_each(engine.ask, texts, rounds), strict=True))
    memory = read_peak_memory()
    lines = list(_summarize("all", [took for _, took in asked]))
    for kind in sorted({gold["type"] for gold in questions}):
        lines += _summarize(kind, [took for gold, took in asked if gold["type"] == kind])
    lines.append(Line(BENCH, "peak memory of the asking process", memory, "MB"))
    interpreter = Interpreter(engine.store, engine.glossary)
    understood = median(time_each(lambda text: len(interpreter.inquire(text).ranked), texts, rounds))
    bare = sum(_time_parts(engine, texts, rounds, lines))
    whole = median(took for _, took in asked)
    lines.append(
        Line(BENCH, "of it: understanding the question and ranking records, median", understood, "ms")
    )
    lines.append(Line(BENCH, "yardstick: the three bare searches together", bare, "ms"))
    lines.append(Line(BENCH, "ratio of the median to the yardstick", whole / bare, "x"))
    return lines


def time_each(work: Callable[[str], object], texts: Sequence[str], rounds: int) -> list[float]:
    """Return the milliseconds that work on each text takes, round after round, the first not counted."""
    took: list[float] = []
    for number in range(rounds + 1):
        for text in texts:
            start = time.perf_counter()
            work(text)
            if number:
                took.append((time.perf_counter() - start) * 1000)
    return took


def _summarize(name: str, took: Sequence[float]) -> Iterator[Line]:
    yield Line(BENCH, f"{name}, median", median(took), "ms")
    yield Line(BENCH, f"{name}, p95", find_quantile(took, 0.95), "ms")


def _time_parts(engine: Engine, texts: Sequence[str], rounds: int, lines: list[Line]) -> Iterator[float]:
    """Yield the medians of embedding a question, searching BM25 and searching FAISS, each bare."""
    embedder = load_embedder(engine.store.manifest.model)
    vectors = load_vectors(engine.store.vectors_file)
    scorer = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    passages = engine.store.records.passages(0, engine.store.manifest.passages)
    scorer.index([cut_tokens(passage.text) for passage in passages], show_progress=False)
    rows = {text: embedder.embed([text]) for text in texts}

    def search_words(text: str) -> None:
        tokens = [t for t in cut_tokens(text) if t in scorer.vocab_dict]
        if tokens:
            scorer.retrieve([tokens], k=min(NEAREST, engine.store.manifest.passages), show_progress=False)

    parts: dict[str, Callable[[str], object]] = {
        "embedding": lambda text: embedder.embed([text]),
        "BM25 (bm25s)": search_words,
        "FAISS": lambda text: vectors.search(rows[text], NEAREST),
    }
    for name, work in parts.items():
        took = median(time_each(work, texts, rounds))
        lines.append(Line(BENCH, f"bare {name}, median", took, "ms"))
        yield took


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.latency", description=__doc__)
    add_questions_option(parser)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--lines", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    lines = measure(open_engine(find_home()), read_questions(options.questions), options.rounds)
    print_lines(lines, options.lines)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
