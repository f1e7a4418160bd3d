"""The glossary: the texts' terms with their synonyms and English names, from CSV files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal, get_args

from ingest.records import Problem, UnreadableSource

TermKind = Literal["agency", "law", "term", "status", "field", "unit", "title"]

SHIPPED = Path(__file__).parent.parent / "corpus" / "glossary.csv"
COLUMNS = ("zh", "also", "en", "kind", "note")


@dataclass(frozen=True, slots=True)
class Term:
    """One row: a term as the texts write it, its Chinese synonyms and its English names, best first."""

    zh: str
    also: tuple[str, ...]
    en: tuple[str, ...]
    kind: TermKind
    note: str = ""

    @property
    def chinese(self) -> tuple[str, ...]:
        """Return every Chinese name, the texts' own first."""
        return (self.zh, *self.also)


@dataclass(frozen=True)
class Glossary:
    """Every row that could be read, in the order of the files, and what could not be.

    A row of a later file stands before one of an earlier file with the same `zh` and kind.
    """

    terms: tuple[Term, ...]
    problems: tuple[Problem, ...] = field(default=())

    def agencies(self) -> tuple[Term, ...]:
        """Return the agencies, state companies and international bodies."""
        return self.of_kind("agency")

    def of_kind(self, *kinds: TermKind) -> tuple[Term, ...]:
        """Return the rows of these kinds in the order of the files."""
        return tuple(term for term in self.terms if term.kind in kinds)

    def canonical(self, name: str) -> str | None:
        """Return the full Chinese name of an agency from any of its names, None where it is unknown.

        Abbreviations, full names and English names all lead to the name in the `zh` column;
        spaces, capitals and 台 for 臺 make no difference.
        """
        term = self._agency_by_name.get(fold_name(name))
        return term.zh if term else None

    def names_of(self, name: str) -> tuple[str, ...]:
        """Return every Chinese name of an agency, the full one first; empty where it is unknown."""
        term = self._agency_by_name.get(fold_name(name))
        return term.chinese if term else ()

    def english(self, zh: str) -> str | None:
        """Return the first English name of a Chinese term or synonym, None where there is none."""
        return self._english_by_name.get(fold_name(zh))

    def title(self, text: str, doc: str | None = None) -> str | None:
        """Return the short English title of the record whose action or name is text.

        The title is found by what the text says, so that it also fits the same measure in another
        edition; a title of the document itself goes before one of another.
        """
        folded = fold_name(text)
        found = [term for name, term in self._folded_titles if name in folded]
        if not found:
            return None
        best = max(found, key=lambda term: (term.note == doc, len(term.zh)))
        return best.en[0]

    @cached_property
    def _folded_titles(self) -> list[tuple[str, Term]]:
        return [(fold_name(term.zh), term) for term in self.of_kind("title")]

    @cached_property
    def _agency_by_name(self) -> dict[str, Term]:
        names: dict[str, Term] = {}
        for term in self.agencies():
            for name in (*term.chinese, *term.en):
                names.setdefault(fold_name(name), term)
        return names

    @cached_property
    def _english_by_name(self) -> dict[str, str]:
        names: dict[str, str] = {}
        for term in sorted(self.terms, key=lambda term: term.kind == "title"):
            for name in term.chinese:
                names.setdefault(fold_name(name), term.en[0])
        return names


def fold_name(name: str) -> str:
    """Return a name with what makes no difference between two names taken out.

    >>> fold_name("台灣高等檢察署") == fold_name(" 臺灣 高等檢察署")
    True
    >>> fold_name("Agency Against  Corruption")
    'agencyagainstcorruption'
    """
    return "".join(name.split()).replace("台", "臺").casefold()


def load_glossary(*paths: Path) -> Glossary:
    """Read glossary files, the shipped one where none is named; a later file goes before an earlier.

    To add a file of your own to the shipped one, name both: `load_glossary(SHIPPED, mine)`.
    A malformed row is left out and becomes a problem, as does a file that is not UTF-8. Raises OSError
    for a file that cannot be read, and UnreadableSource where that, or anything malformed, is in the
    shipped one: without its names questions would be answered otherwise and nobody told.
    """
    terms: dict[tuple[str, TermKind], Term] = {}
    problems: list[Problem] = []
    for path in paths or (SHIPPED,):
        for row in _read_shipped() if path == SHIPPED else read_rows(path):
            if isinstance(row, Problem):
                problems.append(row)
            else:
                terms[fold_name(row.zh), row.kind] = row
    return Glossary(tuple(terms.values()), tuple(problems))


def _read_shipped() -> Iterator[Term]:
    advice = "restore the file, or install plancite again"
    try:
        for row in read_rows(SHIPPED):
            if isinstance(row, Problem):
                raise UnreadableSource(f"{row}; {advice}")
            yield row
    except OSError as error:
        found = error.strerror or type(error).__name__
        raise UnreadableSource(
            f"{SHIPPED}: expected the shipped glossary, found {found}; {advice}"
        ) from error


def read_rows(path: Path) -> Iterator[Term | Problem]:
    """Yield each row of a file as a term, or as a problem where it is malformed.

    Blank lines and lines that begin with # are left out.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        yield Problem(str(path), 1, f"expected UTF-8 text, found {error.reason} at byte {error.start}")
        return
    reader = csv.reader(io.StringIO(text, newline=""))
    header = next(reader, [])
    if tuple(cell.strip() for cell in header) != COLUMNS:
        found = ",".join(header)[:80] or "an empty file"
        yield Problem(str(path), 1, f"expected the columns {','.join(COLUMNS)}, found {found}")
        return
    seen: dict[tuple[str, str], int] = {}
    try:
        for cells in reader:
            if any(cells) and not cells[0].startswith("#"):
                yield _read_once(cells, str(path), reader.line_num, seen)
    except csv.Error as error:
        yield Problem(str(path), reader.line_num, f"expected comma-separated values, found {error}")


def _read_once(cells: list[str], file: str, line: int, seen: dict[tuple[str, str], int]) -> Term | Problem:
    row = read_term(cells, file, line)
    if isinstance(row, Problem):
        return row
    first = seen.setdefault((fold_name(row.zh), row.kind), line)
    if first == line:
        return row
    return Problem(file, line, f"expected each {row.kind} once, found {row.zh} on line {first} too")


def read_term(cells: list[str], file: str, line: int) -> Term | Problem:
    """Return the term of a row, or the problem that keeps it from being one.

    >>> read_term(["揭弊者", "吹哨者;告密者", "whistleblower", "term", ""], "my.csv", 2).also
    ('吹哨者', '告密者')
    >>> print(read_term(["揭弊者", "", "", "term", ""], "my.csv", 2))
    my.csv:2: expected an English name for 揭弊者, found none
    """
    if len(cells) != len(COLUMNS):
        return Problem(file, line, f"expected {len(COLUMNS)} columns, found {len(cells)}")
    zh, also, en, kind, note = (cell.strip() for cell in cells)
    if not zh:
        return Problem(file, line, "expected a Chinese term in the column zh, found none")
    english = split_names(en)
    if not english:
        return Problem(file, line, f"expected an English name for {zh}, found none")
    for known in get_args(TermKind):
        if kind == known:
            return Term(zh, split_names(also), english, known, note)
    kinds = ", ".join(get_args(TermKind))
    return Problem(file, line, f"expected a kind ({kinds}) for {zh}, found {kind or 'none'}")


def split_names(cell: str) -> tuple[str, ...]:
    """Return the names of a cell, which are divided by semicolons."""
    return tuple(unique(name.strip() for name in cell.replace("；", ";").split(";")))


def unique(names: Iterable[str]) -> list[str]:
    """Return the names that are not empty, each once, in their order."""
    return [name for name in dict.fromkeys(names) if name]
