"""Many sessions at once: whether every answer is a single user's, how long it takes, what it holds.

`python -m tests.bench.load` asks from threads that share one engine, from processes that share one
index, ten thousand questions in a row, and while the index is replaced. It exits with 1 when an
answer was wrong or failed, never for the time it took.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from shutil import copytree
from statistics import median

from index.build import build_index
from index.shelf import find_home, list_glossaries
from index.store import open_store
from ingest.catalog import CORPUS
from ingest.glossary import load_glossary
from qa.contract import answer_json
from qa.engine import Engine, open_engine

from .questions import add_questions_option, read_questions
from .report import Line, find_quantile, print_lines, read_memory

Ask = Callable[[str], str]
Answers = Mapping[str, frozenset[str]]


@dataclass(slots=True)
class Tally:
    """What sessions saw: how long each answer took in ms, and what was answered wrongly or not at all."""

    took: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count what another saw as well."""
        self.took += other.took
        self.wrong += other.wrong
        self.failed += other.failed

    def lines(self, bench: str, seconds: float) -> list[Line]:
        """Return what was seen as lines."""
        return [
            Line(bench, "questions answered", len(self.took), ""),
            Line(bench, "questions a second", len(self.took) / seconds, "per s"),
            Line(bench, "wrong answers", len(self.wrong), ""),
            Line(bench, "errors", len(self.failed), ""),
            Line(bench, "median", median(self.took), "ms"),
            Line(bench, "p95", find_quantile(self.took, 0.95), "ms"),
        ]


def write_answer(engine: Engine, question: str) -> str:
    """Return an answer as the JSON other programs get."""
    return json.dumps(answer_json(engine.ask(question)), ensure_ascii=False, sort_keys=True)


def expect_answers(engine: Engine, questions: Sequence[str]) -> dict[str, frozenset[str]]:
    """Return the answer a single user gets to each question."""
    return {question: frozenset({write_answer(engine, question)}) for question in questions}


def run_sessions(ask: Ask, answers: Answers, sessions: int, go_on: Callable[[int], bool]) -> Tally:
    """Ask from threads, each in turn from a place of its own, while `go_on` of the number asked says so."""
    tally, questions = Tally(), list(answers)
    own = [Tally() for _ in range(sessions)]

    def run(session: int) -> None:
        asked = 0
        while go_on(asked):
            question = questions[(session * len(questions) // sessions + asked) % len(questions)]
            asked += 1
            _ask_once(ask, question, answers[question], own[session])

    threads = [threading.Thread(target=run, args=(session,)) for session in range(sessions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in own:
        tally.add(one)
    return tally


def _ask_once(ask: Ask, question: str, right: frozenset[str], tally: Tally) -> None:
    start = time.perf_counter()
    try:
        found = ask(question)
    # Whatever a session raises is what is being looked for.
    except Exception as error:
        tally.failed.append(f"{question}: {type(error).__name__}: {error}")
        return
    tally.took.append((time.perf_counter() - start) * 1000)
    if found not in right:
        tally.wrong.append(question)


def until(seconds: float) -> Callable[[int], bool]:
    """Return what says to go on for some seconds from now."""
    end = time.monotonic() + seconds
    return lambda asked: time.monotonic() < end


def measure_threads(
    engine: Engine, answers: Answers, sessions: int, seconds: float
) -> tuple[Tally, list[Line]]:
    """Return what threads that share one engine see."""
    tally = run_sessions(lambda q: write_answer(engine, q), answers, sessions, until(seconds))
    return tally, tally.lines(f"{sessions} threads, one engine", seconds)


def measure_processes(
    home: Path, answers: Answers, sessions: int, processes: int, seconds: float
) -> tuple[Tally, list[Line]]:
    """Return what the threads of several processes see that share one index."""
    tally, memory = Tally(), 0.0
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        share = -(-sessions // processes)
        for one, held in pool.map(
            _run_process, *zip(*[(home, answers, share, seconds)] * processes, strict=True)
        ):
            tally.add(one)
            memory = max(memory, held)
    bench = f"{share * processes} sessions in {processes} processes, one index"
    return tally, [*tally.lines(bench, seconds), Line(bench, "memory of a process", memory, "MB")]


def _run_process(home: Path, answers: Answers, sessions: int, seconds: float) -> tuple[Tally, float]:
    engine = open_engine(home)
    tally = run_sessions(lambda q: write_answer(engine, q), answers, sessions, until(seconds))
    return tally, read_memory()


def measure_memory(engine: Engine, questions: Sequence[str], most: int) -> list[Line]:
    """Return what the process holds after a tenth of the questions and after all of them."""
    held = []
    for number in range(most):
        engine.ask(questions[number % len(questions)])
        if number + 1 in (most // 10, most):
            held.append(read_memory())
    bench = f"{most:,} questions in a row"
    return [
        Line(bench, "memory after a tenth", held[0], "MB"),
        Line(bench, "memory at the end", held[-1], "MB"),
        Line(bench, "growth", held[-1] - held[0], "MB"),
    ]


def change_corpus(folder: Path, corpus: Path = CORPUS) -> Path:
    """Copy a corpus, its figures changed in every text, and return the copy."""
    copytree(corpus, folder)
    for text in folder.glob("*.txt"):
        text.write_text(text.read_text(encoding="utf-8").replace("5", "7"), encoding="utf-8")
    return folder


def replace_index(
    home: Path, corpora: Sequence[Path], questions: Sequence[str], sessions: int, times: int
) -> Tally:
    """Ask while the index of a home is replaced, again and again, by that of another corpus.

    Sessions open the index anew for every question; a second engine is kept open all along. An
    answer is right when it is that of one of the corpora.
    """
    glossary = load_glossary(*list_glossaries(home))
    right: dict[str, frozenset[str]] = {question: frozenset() for question in questions}
    for corpus in corpora:
        for question, found in expect_answers(
            Engine(build_index(home, None, corpus), glossary), questions
        ).items():
            right[question] |= found
    kept = Engine(open_store(home), glossary)
    done = threading.Event()

    def build() -> None:
        try:
            for number in range(times):
                build_index(home, None, corpora[number % len(corpora)])
        finally:
            done.set()

    def ask(question: str) -> str:
        write_answer(kept, question)
        return write_answer(Engine(open_store(home), glossary), question)

    builder = threading.Thread(target=build)
    builder.start()
    tally = run_sessions(ask, right, sessions, lambda asked: not done.is_set() or asked < 1)
    builder.join()
    return tally


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return 1 when an answer was wrong or failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.load", description=__doc__)
    add_questions_option(parser)
    parser.add_argument("--seconds", type=float, default=120, help="of each of the two; default 120")
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--processes", type=int, default=5)
    parser.add_argument("--row", type=int, default=10_000, help="questions in a row; default 10000")
    parser.add_argument("--lines", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    home = find_home()
    engine = open_engine(home)
    questions = [gold["q"] for gold in read_questions(options.questions)]
    answers = expect_answers(engine, questions)
    lines = measure_memory(engine, questions, options.row)
    threads, found = measure_threads(engine, answers, options.sessions, options.seconds)
    lines += found
    processes, found = measure_processes(home, answers, options.sessions, options.processes, options.seconds)
    lines += found
    with tempfile.TemporaryDirectory() as folder:
        changed = change_corpus(Path(folder) / "corpus")
        start = time.monotonic()
        replaced = replace_index(Path(folder) / "home", [CORPUS, changed], questions[::10], 5, 3)
        lines += replaced.lines("index replaced 3 times while asked", time.monotonic() - start)[:4]
    print_lines(lines, options.lines)
    bad = [bad for tally in (threads, processes, replaced) for bad in (*tally.wrong, *tally.failed)]
    for line in bad[:10]:
        print(line, file=sys.stderr)
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
