"""Made-up plans and editions: the real measures with other numbers, years and words, as many as wanted.

`python -m tests.bench.editions FOLDER COUNT` writes COUNT plans. The same number always gives the same
text. They read like plans and mean nothing; they are there to fill an index.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

from index.dictionary import Entry, count_headwords, read_cedict
from index.tally import Tally
from index.tokens import fold_text
from ingest.catalog import read_catalog
from ingest.library import read_document
from ingest.records import Measure

FIRST_YEAR, YEARS = 100, 12
_SHARE = 0.4  # of the words that an edition has others for
_LEAST = 2
_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+|(?<![\d.,])\d{2,}(?:\.\d+)?(?!\d)")
_DATED = re.compile(r"\s*(?:學?年|月|日|號|條|[.、])")
_REAL_YEARS = re.compile(r"(?<!\d)(?:108|109|110|2019|2020|2021)(?!\d)")
# Words that say what a cell is or what became of a target; without them an edition is no plan.
_KEPT = re.compile("[績效標達成辦理未已年度月無附表序次具體策略執行措施情形說明]")


def write_editions(folder: Path, count: int) -> list[Path]:
    """Write so many editions into a folder and return their files."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in range(count):
        path = folder / f"plan-{number:05}.txt"
        path.write_text(make_edition(number), encoding="utf-8")
        paths.append(path)
    return paths


def make_edition(number: int) -> str:
    """Return the text of one edition: each plan has its own words and agencies, each edition its figures.

    Every so many numbers in a row are the yearly editions of one plan.
    """
    plan, at = divmod(number, YEARS)
    chance, year = random.Random(number), FIRST_YEAR + at
    change_words = _choose_words(random.Random(plan))
    figures: dict[str, str] = {}
    rows = [
        f"{change_words('國家廉政建設行動方案')}第{plan}冊",
        f"{year}年執行成果",
        "",
        "肆、具體作為",
        "",
    ]
    for measure in _real_measures():
        rows.append(f"序次\t{measure.no}")
        for item in measure.fields.values():
            label = _REAL_YEARS.sub(lambda found: _move_year(found[0], year), item.label)
            text = _NUMBER.sub(lambda found: _change_number(found, year, figures, chance), item.text)
            rows.append(f"{label}\t{change_words(' '.join(text.split()))}")
        rows.append("")
    return "\n".join(rows)


def _change_number(found: re.Match[str], year: int, figures: dict[str, str], chance: random.Random) -> str:
    """Return another number in the place of one; the same one wherever an edition has the same."""
    written = found[0]
    if _REAL_YEARS.fullmatch(written):
        return _move_year(written, year)
    if _DATED.match(found.string, found.end()):
        return written
    if written not in figures:
        value = Decimal(written.replace(",", ""))
        places = -int(value.as_tuple().exponent)
        other = round(value * Decimal(chance.uniform(0.6, 1.6)), places)
        figures[written] = f"{other:,f}" if "," in written else f"{other:f}"
    return figures[written]


def _move_year(written: str, year: int) -> str:
    return str(int(written) + year - 109)


def _choose_words(chance: random.Random) -> Callable[[str], str]:
    """Return what puts an edition's own words into a text."""
    known, others = _known_words(), _other_words()
    chosen = {word: chance.choice(others[len(word)]) for word in known if chance.random() < _SHARE}
    pattern = re.compile("|".join(sorted(chosen, key=len, reverse=True)))
    return lambda text: pattern.sub(lambda found: chosen[found[0]], text)


@cache
def _real_measures() -> tuple[Measure, ...]:
    readings = [read_document(entry.path, entry) for entry in read_catalog()]
    return tuple(measure for reading in readings for measure in reading.measures)


@cache
def _entries() -> tuple[Entry, ...]:
    return tuple(entry for entry in read_cedict() if re.fullmatch("[一-鿿]{2,6}", entry.zh))


@cache
def _known_words() -> tuple[str, ...]:
    """Return the words of the real measures that an edition may have others for, in a fixed order."""
    texts = [item.text for measure in _real_measures() for item in measure.fields.values()]
    tally = Tally(fold_text(entry.zh) for entry in _entries() if entry.glosses)
    tally.take(texts)
    counts = count_headwords(tally, _entries())
    words = {entry.zh for entry, count in counts.items() if count >= _LEAST}
    return tuple(sorted(word for word in words if not _KEPT.search(word)))


@cache
def _other_words() -> dict[int, list[str]]:
    by_length: dict[int, set[str]] = {}
    for entry in _entries():
        by_length.setdefault(len(entry.zh), set()).add(entry.zh)
    return {length: sorted(words) for length, words in by_length.items()}


def count_editions(passages: int, of_one: int, of_real: int) -> int:
    """Return how many editions bring an index nearest to so many passages.

    >>> count_editions(10_000, 900, 1_100), count_editions(1_000, 900, 1_100)
    (10, 0)
    """
    return max(0, round((passages - of_real) / of_one))


def main(arguments: Sequence[str] | None = None) -> int:
    """Write editions and say what was written."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.editions", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("count", type=int)
    options = parser.parse_args(arguments)
    written: Iterable[Path] = write_editions(options.folder, options.count)
    print(f"{len(list(written))} editions in {options.folder}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
