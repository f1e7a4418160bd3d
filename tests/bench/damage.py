"""What becomes of answers when a byte of a home changes: `python -m tests.bench.damage --changes 2000`.

A home with two plans is copied; again and again one byte of one of its files is changed, the questions are
asked, and where the answer is a line that says what to do, that is done and they are asked again. What is
counted: answers that stayed the same, lines, answers that changed without a word, exceptions that are no
line, and lines whose advice did not help.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from index import dictionary, parts
from index.build import build_index
from index.dictionary import Entry
from index.opening import open_index
from index.shelf import add_documents, list_glossaries, remove_documents
from ingest.glossary import load_glossary
from qa.contract import answer_json
from qa.engine import Engine

from .report import Line, print_lines

QUESTIONS = (
    "廉政會報召開幾次？",
    "109年哪些措施未達標？",
    "遊說法宣導達成了嗎？",
    "漁業補助幾件？",
    "How many meetings?",
    "廉正會報召開幾次",
    "序次2的辦理機關",
)
_ADVICE = re.compile(r"`plancite build(?P<arguments>[^`]*)`")
_NOTE = "壹、漁業\n109年漁業補助三件，農業補助五件。\n貳、林業\n造林二十公頃，法務部辦理。\n"


@dataclass
class Outcome:
    """How many changes ended how, and an example of each that should not be."""

    counts: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    def note(self, ending: str, example: str = "") -> None:
        """Count one; keep what it was about where there is an example."""
        self.counts[ending] += 1
        if example:
            self.examples.append(f"{ending}: {example}")


def make_home(folder: Path, plan: str) -> tuple[Path, Path]:
    """Build a home with a plan of its corpus and an added document; return it and the corpus."""
    home, corpus, note = folder / "home", folder / "corpus", folder / "note.txt"
    corpus.mkdir()
    (corpus / "catalog.toml").write_text('[plan-109]\nfile = "plan-109.txt"\n', encoding="utf-8")
    (corpus / "plan-109.txt").write_text(plan, encoding="utf-8")
    note.write_text(_NOTE, encoding="utf-8")
    add_documents(home, [note], corpus)
    build_index(home, None, corpus)
    return home, corpus


def change_bytes(
    home: Path,
    corpus: Path,
    changes: int,
    seed: int,
    tell: Callable[[int], None] = lambda done: None,
    mend: bool = True,
) -> Outcome:
    """Change one byte at a time, each file as often as any other, and say what became of the answers."""
    chance, outcome = random.Random(seed), Outcome()
    whole = home.with_name("whole")
    shutil.copytree(home, whole)
    expected, _ = ask(home, corpus)
    for number in range(changes):
        # Small files are checked as a whole, large ones by blocks: here each is either in turn.
        with check_by_blocks(number % 2 == 1):
            file = chance.choice(list_parts(home))
            at = chance.randrange(file.stat().st_size)
            change_byte(file, at, chance.randrange(1, 256))
            _try(home, corpus, f"{file.relative_to(home)} at {at}", expected, outcome, mend)
        shutil.rmtree(home)
        shutil.copytree(whole, home)
        tell(number + 1)
    shutil.rmtree(whole)
    return outcome


def list_parts(home: Path) -> list[Path]:
    """Return the files of a home that hold something."""
    return sorted(path for path in home.rglob("*") if path.is_file() and path.stat().st_size)


def change_byte(file: Path, at: int, by: int) -> None:
    """Change one byte of a file."""
    data = bytearray(file.read_bytes())
    data[at] ^= by
    file.write_bytes(data)


def _try(home: Path, corpus: Path, about: str, expected: object, outcome: Outcome, mend: bool) -> None:
    """Ask and count how that ended; follow the advice where there is any, and ask again."""
    try:
        answers, told = ask(home, corpus)
    except Exception as error:
        if not is_expected(error):
            outcome.note("tracebacks", f"{about}: {error!r}")
            return
        answers, told = expected, [str(error)]
    if answers != expected:
        outcome.note("silent changes", about)
    else:
        outcome.note("one line" if told else "the same answers")
    if mend:
        try:
            follow_advice(home, corpus, told)
            again, still = ask(home, corpus)
            if again != expected or still:
                outcome.note("advice that did not help", f"{about}: {told} {still}")
        except Exception as error:
            outcome.note("advice that did not help", f"{about}: {told} {error!r}")


def is_expected(error: Exception) -> bool:
    """Say whether an error is one that the command prints as one line."""
    ours = type(error).__module__.split(".")[0] in ("ingest", "index", "qa") or isinstance(error, OSError)
    return ours and "\n" not in str(error)


def follow_advice(home: Path, corpus: Path, told: Sequence[str]) -> None:
    """Do what a line says."""
    for line in told:
        commands = [match["arguments"].split() for match in _ADVICE.finditer(line)]
        for arguments in commands[:1]:
            if arguments[:1] == ["--remove"]:
                remove_documents(home, arguments[1:], corpus)
            elif arguments:
                add_documents(home, [Path(path) for path in arguments], corpus)
            build_index(home, None, corpus)


def ask(home: Path, corpus: Path) -> tuple[object, list[str]]:
    """Return all that is read of a home as a question or a view reads it, and the lines told."""
    told: list[str] = []
    store = open_index(home, corpus, tell=told.append)
    engine = Engine(store, load_glossary(*list_glossaries(home)))
    answers = [
        answer_json(engine.ask(question, doc=doc)) for doc in (None, "plan-109") for question in QUESTIONS
    ]
    readings = list(engine.readings_of(None))
    return (answers, readings, engine.contradictions_of(None)), told


@contextmanager
def check_by_blocks(wanted: bool) -> Iterator[None]:
    """Have small parts checked by blocks too, as large ones are."""
    before = parts._SMALL
    parts._SMALL = 0 if wanted else before
    try:
        yield
    finally:
        parts._SMALL = before


def patch_reading() -> None:
    """Put one entry in the place of CC-CEDICT, so that building takes no seconds."""
    entries = [Entry("會報", ("meeting",), "hui4 bao4")]
    dictionary.read_cedict = lambda: iter(entries)


def _show(done: int) -> None:
    if done % 100 == 0:
        print(done, file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Change, ask and print."""
    from tests.building import PLAN

    parser = argparse.ArgumentParser(prog="python -m tests.bench.damage", description=__doc__)
    parser.add_argument("--changes", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lines", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    patch_reading()
    with tempfile.TemporaryDirectory() as folder:
        home, corpus = make_home(Path(folder), PLAN)
        outcome = change_bytes(home, corpus, options.changes, options.seed, _show)
    for example in outcome.examples[:20]:
        print(example)
    names = ("the same answers", "one line", "silent changes", "tracebacks", "advice that did not help")
    print_lines([Line("damage", name, outcome.counts[name], "") for name in names], options.lines)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
