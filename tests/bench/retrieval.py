"""How often the right measure is found, as each part of the search is added in turn.

`python -m tests.bench.retrieval` measures the project's own questions and prints a Markdown table.
Asked are the questions that rest on exactly one measure; ranked are the measures. Every row but the
first two is the program's own ranking, from an index and a glossary of which a part is left empty.
It exits with 1 when the whole ranking finds a Chinese question's measure less often than words alone.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from index.dictionary import Dictionary
from index.lexicon import Lexicon
from index.manifest import Manifest
from index.opening import open_index
from index.passages import Passage
from index.shelf import find_home
from index.store import Store
from index.vectors import build_vectors, save_vectors
from ingest.glossary import Glossary, Term, load_glossary
from ingest.records import Measure
from qa.dense import DenseIndex
from qa.evaluation import Gold, GoldError, read_gold
from qa.interpreter import Interpreter
from qa.script import to_traditional

CASES = Path(__file__).parent.parent / "cases"
OWN = (CASES / "questions_zh.jsonl", CASES / "questions_en.jsonl")
TYPES = frozenset({"figure", "compare", "lookup"})
FOLDS = 5

# A measure's document and number; numbers alone repeat from one edition to the next.
Key = tuple[str, int]
Rank = Callable[[Gold], Sequence[Key]]


@dataclass(frozen=True, slots=True)
class Score:
    """How well one way of ranking finds the right measures of one language's questions."""

    ranking: str
    language: str
    questions: int
    hit1: float
    hit3: float
    mrr: float


class PartialStore(Store):
    """An index of which the dictionary, the words for spelling or the embeddings may be left empty."""

    def __init__(self, store: Store, *, dictionary: bool, spelling: bool, vectors: Path | None) -> None:
        super().__init__(store.folder, store.manifest)
        self._parts = (dictionary, spelling)
        self._vectors = vectors

    def dictionary(self) -> Dictionary:
        return super().dictionary() if self._parts[0] else Dictionary({})

    def lexicon(self) -> Lexicon:
        if self._parts[1]:
            return super().lexicon()
        return Lexicon({}, frozenset(), frozenset(), frozenset(), frozenset(), {})

    @property
    def vectors_file(self) -> Path:
        return self._vectors or super().vectors_file


def rank_by_words(store: Store) -> Rank:
    """Return the ranking by BM25 of the question in the texts' script, a measure by its best passage."""
    lexical, passages = store.lexical(), store.records.passages(0, store.manifest.passages)
    return lambda gold: _order(zip(passages, lexical.score(to_traditional(gold["q"])).tolist(), strict=True))


def rank_by_meaning(store: Store) -> Rank:
    """Return the ranking by the cosine of embeddings, a measure by its best passage."""
    dense, passages = DenseIndex(store), store.records.passages(0, store.manifest.passages)
    return lambda gold: _order(
        (passages[row], cosine) for row, cosine in dense.search(gold["q"], len(passages))
    )


def rank_by_all(store: Store, glossary: Glossary) -> Rank:
    """Return the program's own ranking over an index and a glossary."""
    interpreter = Interpreter(store, glossary)
    return lambda gold: [
        (ranked.record.doc, ranked.record.no)
        for ranked in interpreter.inquire(gold["q"]).ranked
        if isinstance(ranked.record, Measure)
    ]


def _order(scored: Iterable[tuple[Passage, float]]) -> list[Key]:
    best: dict[Key, float] = {}
    for passage, score in scored:
        if passage.kind == "measure" and score > best.get((passage.doc, passage.no), 0.0):
            best[passage.doc, passage.no] = score
    return sorted(best, key=lambda key: -best[key])


def list_rankings(store: Store, glossary: Glossary, silent: Path) -> Iterator[tuple[str, Rank]]:
    """Yield every way of ranking with its name; `silent` is an index of vectors that find nothing."""
    untitled = Glossary(tuple(t for t in glossary.terms if t.kind != "title"))

    def rank(words: Glossary, dictionary: bool, spelling: bool, dense: bool) -> Rank:
        vectors = None if dense else silent
        return rank_by_all(
            PartialStore(store, dictionary=dictionary, spelling=spelling, vectors=vectors), words
        )

    yield "BM25 over character pairs alone", rank_by_words(store)
    yield "embeddings alone", rank_by_meaning(store)
    yield "BM25 and concepts, nothing translated", rank(Glossary(()), False, False, False)
    yield "+ glossary", rank(glossary, False, False, False)
    yield "+ dictionary", rank(glossary, True, False, False)
    yield "+ spelling", rank(glossary, True, True, False)
    yield WHOLE, rank(glossary, True, True, True)
    yield "whole, without the titles", rank(untitled, True, True, True)
    yield "whole, on an unknown document", rank_in_folds(store, glossary, None)
    yield "the same without embeddings", rank_in_folds(store, glossary, silent)


WHOLE = "+ embeddings: the whole"


def rank_in_folds(store: Store, glossary: Glossary, vectors: Path | None) -> Rank:
    """Return the ranking that knows no title, nor any term that only the measures of one fold have.

    So every question is asked of measures the glossary was not made for, as those of a user's own
    document are. The bundled embeddings have seen the glossary; without them nothing has.
    """
    measures = [m for reading in store.records.readings() for m in reading.measures]
    partial = PartialStore(store, dictionary=True, spelling=True, vectors=vectors)
    rankings = [
        rank_by_all(partial, forget_terms(glossary, measures, measures[fold::FOLDS])) for fold in range(FOLDS)
    ]
    folds = {(m.doc, m.no): position % FOLDS for position, m in enumerate(measures)}
    return lambda gold: rankings[folds[gold["doc"], gold["measures"][0]]](gold)


def forget_terms(glossary: Glossary, measures: Sequence[Measure], fold: Sequence[Measure]) -> Glossary:
    """Return a glossary without titles and without the terms that occur in one measure, which is of the fold.

    Agencies stay: every plan names them.
    """
    texts = {(m.doc, m.no): "".join(f.text for f in m.fields.values()) for m in measures}
    own = {(m.doc, m.no) for m in fold}

    def is_own(term: Term) -> bool:
        holders = {key for key, text in texts.items() if any(name in text for name in term.chinese)}
        return len(holders) == 1 and holders <= own

    return Glossary(
        tuple(t for t in glossary.terms if t.kind == "agency" or (t.kind != "title" and not is_own(t)))
    )


def choose_questions(paths: Sequence[Path], store: Store) -> list[Gold]:
    """Return the questions that rest on exactly one measure of the index. Raises GoldError for none."""
    known = {(m.doc, m.no) for reading in store.records.readings() for m in reading.measures}
    every = [gold for path in paths for gold in read_gold(path) if gold["type"] in TYPES]
    chosen = [g for g in every if len(g["measures"]) == 1 and (g.get("doc"), g["measures"][0]) in known]
    if not chosen:
        raise GoldError(f"{paths[0]}: expected questions about one indexed measure each, found none")
    return chosen


def score(name: str, rank: Rank, questions: Sequence[Gold]) -> Iterator[Score]:
    """Yield the score of a ranking for each language; a mixed question counts as English."""
    places: dict[str, list[int]] = {"zh": [], "en": []}
    for gold in questions:
        ranked = list(dict.fromkeys(rank(gold)))
        wanted = (gold["doc"], gold["measures"][0])
        language = "en" if gold["lang"] in ("en", "mixed") else "zh"
        places[language].append(ranked.index(wanted) + 1 if wanted in ranked else 0)
    for language, found in places.items():
        count = len(found) or 1
        yield Score(
            name,
            language,
            len(found),
            sum(place == 1 for place in found) / count,
            sum(0 < place <= 3 for place in found) / count,
            sum(1 / place for place in found if place) / count,
        )


def measure(store: Store, glossary: Glossary, questions: Sequence[Gold]) -> list[Score]:
    """Return the scores of every ranking, in the order of the table."""
    with tempfile.TemporaryDirectory() as folder:
        silent = write_silence(Path(folder), store.manifest)
        rankings = list_rankings(store, glossary, silent)
        return [one for name, rank in rankings for one in score(name, rank, questions)]


def write_silence(folder: Path, manifest: Manifest) -> Path:
    """Write vectors of length 0, as many as there are passages, and return the file."""
    rows = np.zeros((manifest.passages, manifest.dimension), dtype=np.float32)
    save_vectors(build_vectors([rows], manifest.dimension), folder / "silent.faiss")
    return folder / "silent.faiss"


def write_table(scores: Sequence[Score]) -> str:
    """Return the scores as a Markdown table, one ranking a row."""
    rows: dict[str, dict[str, Score]] = {}
    for one in scores:
        rows.setdefault(one.ranking, {})[one.language] = one
    counts = {one.language: one.questions for one in scores}
    lines = [
        f"| ranking ({counts['zh']} Chinese, {counts['en']} English questions) "
        "| zh hit@1 | zh hit@3 | zh MRR | en hit@1 | en hit@3 | en MRR |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, by_language in rows.items():
        cells = [f"{v:.3f}" for s in by_language.values() for v in (s.hit1, s.hit3, s.mrr)]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def find_loss(scores: Sequence[Score]) -> str | None:
    """Return how the whole is worse on Chinese than words alone; None when it is not."""
    words, whole = (
        next(s for s in scores if s.language == "zh" and s.ranking == name)
        for name in (scores[0].ranking, WHOLE)
    )
    if whole.hit1 >= words.hit1 and whole.mrr >= words.mrr:
        return None
    return (
        f"Chinese: expected the whole at or above words alone, hit@1 {words.hit1:.3f}, MRR {words.mrr:.3f}; "
        f"found {whole.hit1:.3f}, {whole.mrr:.3f}"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.retrieval", description=__doc__)
    parser.add_argument("--questions", nargs="+", type=Path, default=OWN, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="print the scores as JSON")
    options = parser.parse_args(arguments)
    store = open_index(find_home())
    try:
        questions = choose_questions(options.questions, store)
    except GoldError as error:
        print(error, file=sys.stderr)
        return 2
    scores = measure(store, load_glossary(), questions)
    print(json.dumps([asdict(s) for s in scores], indent=1) if options.json else write_table(scores))
    loss = find_loss(scores)
    if loss:
        print(loss, file=sys.stderr)
    return 1 if loss else 0


if __name__ == "__main__":
    sys.exit(main())
