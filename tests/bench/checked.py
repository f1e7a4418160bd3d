"""What checking an index costs: `python -m tests.bench.checked`, of the home and the project's questions.

An index is opened and every question asked of it twice, in turns with every part held to its checksums and
with none; what is told is processor time, which other processes change little. Of an index that is asked for
the first time each block that is read is checked, later none is again.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import process_time

from index import parts
from index.opening import open_index
from index.shelf import find_home, list_glossaries
from ingest.glossary import load_glossary
from qa.engine import Engine

from .questions import add_questions_option, read_questions
from .report import Line, print_lines

Took = tuple[float, float, float]


@contextmanager
def leave_unchecked(wanted: bool) -> Iterator[None]:
    """Have parts opened as if they were still written, when nothing is checked, where that is wanted."""
    opened = parts.Part.__init__

    def open_alone(self: parts.Part, path: Path, *_: object) -> None:
        opened(self, path)

    if wanted:
        parts.Part.__init__ = open_alone
    try:
        yield
    finally:
        parts.Part.__init__ = opened


def time_reading(home: Path, questions: Sequence[str]) -> Took:
    """Return the milliseconds of opening an index, of asking it for the first time, and once more."""
    start = process_time()
    store = open_index(home)
    engine = Engine(store, load_glossary(*list_glossaries(home)))
    ends = [process_time()]
    for _ in range(2):
        for question in questions:
            engine.ask(question)
        ends.append(process_time())
    opened, first, again = ((end - begin) * 1000 for begin, end in zip([start, *ends], ends, strict=False))
    return opened, first, again


def measure(home: Path, questions: Sequence[str], times: int) -> Iterator[Line]:
    """Yield what reading costs with checks and without, and the share that checks add."""
    time_reading(home, questions)
    took: dict[bool, list[Took]] = {True: [], False: []}
    for turn in range(2 * times):
        without = turn % 2 == 1
        with leave_unchecked(without):
            took[without].append(time_reading(home, questions))
    for place, what in enumerate(("open", f"ask {len(questions)} questions", "ask them again")):
        checked, plain = (median(one[place] for one in took[without]) for without in (False, True))
        yield Line("checked reading", f"{what}, checked", checked, "ms")
        yield Line("checked reading", f"{what}, unchecked", plain, "ms")
        yield Line("checked reading", f"{what}, added", checked / plain - 1, "share")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.checked", description=__doc__)
    add_questions_option(parser)
    parser.add_argument("--times", type=int, default=9)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="ask each Nth question alone")
    parser.add_argument("--lines", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    questions = [gold["q"] for gold in read_questions(options.questions)][:: options.every]
    print_lines(list(measure(find_home(), questions, options.times)), options.lines)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
