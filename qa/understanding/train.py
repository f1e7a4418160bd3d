"""Learns which words of a question are what: `python -m qa.understanding.train`.

`parts.tsv` holds questions of many authors with their words marked, {s:有機耕作面積}{r:目標}{q:幾公頃}, and
the texts each was asked of; `frames.tsv` what people say before and behind their questions, with which each
is learned once more. On one machine the same questions give the same weights; they are judged on texts left
out.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.build import build_index
from index.shelf import add_documents
from ingest.glossary import load_glossary
from ingest.learned import write_learned
from qa.interpreter import Interpreter
from qa.script import to_traditional
from qa.understanding.parts import (
    BUCKETS,
    FRAME,
    LETTERS,
    WEIGHTS,
    Weights,
    cut_words,
    find_path,
    hash_feature,
    list_features,
)

QUESTIONS = Path(__file__).with_name("parts.tsv")
FRAMES = Path(__file__).with_name("frames.tsv")
RECIPE = Path(__file__).with_name("training.toml")
ROOT = Path(__file__).parent.parent.parent
# What may stand between a question that ends without a mark and what is said behind it.
_FRAMED = 3
_JOINTS = ("?", ",", "。", " ", "")
MARK = re.compile(r"\{([a-z])(?:\.([a-z_]+))?:([^{}]*)\}")


@dataclass(frozen=True, eq=False)
class Example:
    """A question with the features of each of its words, as rows of the weights, and the sort of each."""

    texts: str
    rows: tuple[NDArray[np.int64], ...]
    sorts: NDArray[np.int64]


@dataclass(frozen=True)
class Tally:
    """How many words there are, how many were told right; the same of those that name subjects."""

    words: int
    right: int
    meant: int
    found: int
    said: int


def read_marked(marked: str) -> tuple[str, str]:
    """Return a marked question as questions are read, and the letter of each of its characters.

    >>> read_marked("請問{y:112年}{s:面積}"), read_marked("{v.not_met:沒過}")
    (('請問112年面積', 'ooyyyyss'), ('沒過', 'vv'))
    """
    written, letters, at = "", "", 0
    stretches = [(m.start(), m.end(), m[1], m[3]) for m in MARK.finditer(marked)]
    for start, end, letter, text in [*stretches, (len(marked), len(marked), FRAME, "")]:
        for told, said in ((FRAME, marked[at:start]), (letter, text)):
            narrow = unicodedata.normalize("NFKC", said).lower()
            written, letters = written + narrow, letters + told * len(narrow)
        at = end
    plain = to_traditional(written).lower()
    if len(plain) != len(letters):
        raise ValueError(f"{marked}: expected a question that keeps its length in Traditional characters")
    return plain, letters


def read_questions(path: Path = QUESTIONS) -> list[tuple[str, str, str]]:
    """Return (texts, question as read, letters) of each labelled question."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [
        (texts, *read_marked(marked)) for texts, marked in (line.split("\t", 1) for line in lines if line)
    ]


def frame_questions(questions: Sequence[tuple[str, str, str]]) -> Iterator[tuple[str, str, str]]:
    """Yield every third question once more, with something said before or behind it that is no part of it.

    More of them would teach that words which no text knows are frames.
    """
    lines = [line.split("\t", 1) for line in FRAMES.read_text(encoding="utf-8").splitlines()]
    frames: dict[tuple[str, bool], list[str]] = {}
    for side, words in lines:
        frames.setdefault((side, words.isascii()), []).append(read_marked(words)[0])
    for number, (texts, plain, letters) in enumerate(questions[::_FRAMED]):
        turn, odd = divmod(number, 2)
        english = sum(map(str.isascii, plain)) * 2 > len(plain)
        of_side = frames["behind" if odd else "before", english]
        words = of_side[turn % len(of_side)]
        joint = _JOINTS[turn % len(_JOINTS)] if odd and plain[-1].isalnum() and not english else " "
        framed = f"{plain}{joint}{words}" if odd else f"{words}{plain}"
        told = FRAME * (len(framed) - len(plain))
        yield texts, framed, f"{letters}{told}" if odd else f"{told}{letters}"


def gather_examples(recipe: dict[str, Any]) -> list[Example]:
    """Return the examples of all labelled questions; an index is built for each group of texts."""
    marked = read_questions()
    questions = [*marked, *frame_questions(marked)]
    found: list[Example] = []
    for name, files in recipe["texts"].items():
        with tempfile.TemporaryDirectory(prefix="plancite-training-") as folder:
            home = Path(folder)
            add_documents(home, [ROOT / file for file in files]) if files else None
            interpreter = Interpreter(build_index(home), load_glossary())
            found += [
                read_example(name, plain, letters, interpreter)
                for of, plain, letters in questions
                if of == name
            ]
            interpreter.records.close()
    return found


def read_example(texts: str, plain: str, letters: str, interpreter: Interpreter) -> Example:
    """Return a labelled question with its features over the texts of an index."""
    spans = cut_words(plain)
    knows = interpreter.knowledge()
    rows = [
        np.array([hash_feature(one) for one in features], np.int64)
        for features in list_features(plain, spans, knows)
    ]
    return Example(texts, tuple(rows), np.array([LETTERS.index(letters[start]) for start, _ in spans]))


def fit(examples: Sequence[Example], recipe: dict[str, Any]) -> Weights:
    """Return the weights of some examples: a logistic regression over all sorts, and how sorts follow."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    rows = [row for example in examples for row in example.rows]
    ends = np.cumsum([0, *map(len, rows)])
    table = csr_matrix((np.ones(ends[-1], np.float32), np.concatenate(rows), ends), (len(rows), BUCKETS))
    table.sum_duplicates()
    used = np.unique(table.indices)
    sorts = np.concatenate([example.sorts for example in examples])
    learned = LogisticRegression(C=recipe["strength"], max_iter=150, random_state=0)
    learned.fit(table[:, used], sorts)
    features = np.zeros((BUCKETS, len(LETTERS)), np.float32)
    features[np.ix_(used, learned.classes_)] = learned.coef_.T
    constants = np.full(len(LETTERS), -20, np.float32)
    constants[learned.classes_] = learned.intercept_
    follows = np.full((len(LETTERS), len(LETTERS)), recipe["unseen"])
    for example in examples:
        np.add.at(follows, (example.sorts[:-1], example.sorts[1:]), 1)
    # A sort already speaks for itself; what counts is how much likelier it is behind another.
    likelier = np.log(follows * follows.sum() / follows.sum(axis=1, keepdims=True) / follows.sum(axis=0))
    return Weights(features, constants, (recipe["bond"] * likelier).astype(np.float32))


def judge(examples: Iterable[Example], weights: Weights) -> Tally:
    """Return how many words of some examples the weights tell right."""
    subject = LETTERS.index("s")
    words = right = meant = found = said = 0
    for example in examples:
        scores = np.stack([weights.features[row].sum(axis=0) for row in example.rows]) + weights.constants
        path = np.array(find_path(scores, weights.follows))
        words, right = words + len(path), right + int((path == example.sorts).sum())
        meant += int((example.sorts == subject).sum())
        said += int((path == subject).sum())
        found += int(((path == subject) & (example.sorts == subject)).sum())
    return Tally(words, right, meant, found, said)


def report(examples: Sequence[Example], recipe: dict[str, Any]) -> Iterator[str]:
    """Yield how the words of each group of texts are told by what was learned from all others."""
    yield "texts left out: words, told right; of those that name subjects found, of those said to be right"
    tallies = []
    for name in recipe["texts"]:
        own = [e for e in examples if e.texts == name]
        if own:
            tallies.append(judge(own, fit([e for e in examples if e.texts != name], recipe)))
            yield f"{name}: {_say(tallies[-1])}"
    counts = [(t.words, t.right, t.meant, t.found, t.said) for t in tallies]
    yield f"all: {_say(Tally(*map(sum, zip(*counts, strict=True))))}"


def _say(tally: Tally) -> str:
    shares = tally.right / tally.words, tally.found / max(1, tally.meant), tally.found / max(1, tally.said)
    return f"{tally.words}, " + ", ".join(f"{share:.1%}" for share in shares)


def write_weights(path: Path, weights: Weights) -> None:
    """Write the weights, of each feature as whole numbers of one byte."""
    rows = np.flatnonzero(np.abs(weights.features).max(axis=1) > 0)
    kept = weights.features[rows]
    scale = np.float32(np.abs(kept).max() / 127)
    written = BytesIO()
    np.savez_compressed(
        written,
        rows=rows.astype(np.uint16),
        features=np.rint(kept / scale).astype(np.int8),
        scale=scale,
        constants=weights.constants,
        follows=weights.follows,
    )
    write_learned(path, written.getvalue())


def read_options(
    module: str, purpose: str | None, out: Path, arguments: Sequence[str] | None
) -> argparse.Namespace:
    """Return where a training writes, and whether it prints how texts left out are told."""
    parser = argparse.ArgumentParser(prog=f"python -m qa.understanding.{module}", description=purpose)
    parser.add_argument("--out", type=Path, default=out, help=f"default: qa/understanding/{out.name}")
    parser.add_argument("--table", action="store_true", help="print how texts left out are told")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn the weights and write them where the program looks for them."""
    options = read_options("train", main.__doc__, WEIGHTS, arguments)
    recipe = tomllib.loads(RECIPE.read_text(encoding="utf-8"))
    examples = gather_examples(recipe)
    if options.table:
        print("\n".join(report(examples, recipe)))
    write_weights(options.out, fit(examples, recipe))
    return 0


if __name__ == "__main__":
    sys.exit(main())
