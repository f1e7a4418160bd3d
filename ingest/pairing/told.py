"""Labelled running text: whole reports of which it is known which number is each target's result."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from ingest.blocks import Block
from ingest.entries.lists import alikeness
from ingest.entries.moments import Setting
from ingest.entries.results import Telling, choose_results, describe
from ingest.entries.sections import find_sections
from ingest.entries.sentences import read_mentions
from ingest.entries.titles import split_agencies, split_number
from ingest.entries.told import Mention
from ingest.figures.units import compatible_units
from ingest.formats.text import read_text_blocks
from ingest.formats.word import read_word_blocks
from ingest.pairing.examples import Example
from ingest.pairing.model import Model

_ALIKE = 0.5
_MARK = re.compile(r"\{(?P<no>[0-9]+)(?P<sign>[=:])(?P<text>[^}]*)\}")
Gold = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Report:
    """The numbers of one section of a report, and the values that are right for each of its targets."""

    doc: str
    text: str
    mentions: Sequence[Mention]
    answers: Mapping[int, frozenset[Decimal]]


def read_reports(text: Path, gold: Path) -> list[Report]:
    """Read the sections of a document whose name ends in its edition, and tie what is known to them."""
    edition = int(text.stem.rpartition("-")[2])
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    if text.suffix == ".docx":
        blocks: Sequence[Block] = read_word_blocks(text.read_bytes(), text.name).blocks
    else:
        blocks = read_text_blocks(text.read_text(encoding="utf-8-sig").split("\n"))
    reports: list[Report] = []
    for title, cell in ((section.title, section.cell) for section in find_sections(blocks, set())):
        topic = split_agencies(split_number(title.text)[1])[0]
        own = [row for row in rows if str(row["entry"]) in topic or topic in str(row["entry"])]
        mentions = read_mentions(cell.text, Setting(edition, own=True), (), topic)
        answers = {
            t: _find_answers(mentions[t], own)
            for t in Telling(cell.text, mentions).targets
            if _find_row(mentions[t], own) is not None
        }
        if answers:
            reports.append(Report(text.stem, cell.text, mentions, answers))
    return reports


def read_marked(path: Path) -> list[Report]:
    """Read sections in which {1=30場} marks a target and {1:32場} its result.

    A section is a title with paragraphs below, an empty line parts it from the next; 年度：112 stands above.
    """
    edition = 0
    reports: list[Report] = []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.split("\n") if line and not line.startswith("#")]
        if len(lines) == 1:
            edition = int(lines[0].partition("：")[2])
        elif lines:
            reports.append(_read_section(path.stem, edition, lines))
    return reports


def _read_section(doc: str, edition: int, lines: Sequence[str]) -> Report:
    marked = "\n".join(lines[1:])
    plain, end = "", 0
    targets: dict[str, int] = {}
    results: dict[str, int] = {}
    for match in _MARK.finditer(marked):
        plain += marked[end : match.start()]
        (targets if match["sign"] == "=" else results)[match["no"]] = len(plain)
        plain += match["text"]
        end = match.end()
    plain += marked[end:]
    mentions = read_mentions(plain, Setting(edition, own=True), (), lines[0])
    starts = {mention.figure.start: place for place, mention in enumerate(mentions)}
    answers: dict[int, frozenset[Decimal]] = {}
    for no, start in targets.items():
        # A target that the reader does not take for one has nothing to be paired with.
        if start in starts and mentions[starts[start]].role == "target":
            place = starts.get(results.get(no, -1))
            right = {mentions[place].figure.value} if place is not None else set()
            answers[starts[start]] = frozenset(right)
    return Report(doc, plain, mentions, answers)


def _find_row(target: Mention, rows: Sequence[Gold]) -> Gold | None:
    return next((row for row in rows if row["role"] == "target" and _is_it(target, row)), None)


def _is_it(mention: Mention, row: Gold) -> bool:
    same = mention.year == row["year"] and compatible_units(mention.figure.unit, str(row["unit"]))
    return same and mention.figure.value == Decimal(str(row["value"]))


def _find_answers(target: Mention, rows: Sequence[Gold]) -> frozenset[Decimal]:
    """Return the values of the results that count what a target does, or are the only ones of its unit."""
    found = _find_row(target, rows)
    if found is None:
        return frozenset()
    results = [
        row
        for row in rows
        if row["role"] == "actual"
        and row["year"] == found["year"]
        and compatible_units(str(row["unit"]), str(found["unit"]))
    ]
    named = [row for row in results if row["metric"] == found["metric"]]
    named = named or [row for row in results if alikeness(str(row["metric"]), str(found["metric"])) >= _ALIKE]
    rivals = [
        row
        for row in rows
        if row["role"] == "target" and (row["year"], row["unit"]) == (found["year"], found["unit"])
    ]
    chosen = named or (results if len(results) == len(rivals) == 1 else [])
    return frozenset(Decimal(str(row["value"])) for row in chosen)


def make_told_examples(reports: Sequence[Report]) -> list[Example]:
    """Return an example for each target: the numbers that may be its result, and which is."""
    examples: list[Example] = []
    for report in reports:
        telling = Telling(report.text, report.mentions)
        for t, values in report.answers.items():
            if telling.find_denial(t):
                continue
            example = Example()
            for k in telling.candidates[t]:
                example.features.append(describe(telling, t, k))
                example.right.append(report.mentions[k].figure.value in values)
            examples.append(example)
    return examples


def judge_told(reports: Sequence[Report], model: Model) -> tuple[int, int, int, list[str]]:
    """Return how many results are known, given, and right, and a line for each that is wrong."""
    known = given = right = 0
    wrong: list[str] = []
    for report in reports:
        chosen = choose_results(report.text, report.mentions, model)
        found = {one.target: report.mentions[one.result] for one in chosen if one.result is not None}
        for t, values in report.answers.items():
            result = found.get(t)
            fine = result is not None and result.figure.value in values
            known, given, right = known + bool(values), given + (result is not None), right + fine
            if fine or (result is None and not values):
                continue
            target = report.mentions[t]
            written = result.figure.text if result else "nothing"
            wrong.append(f"{target.metric} {target.figure.text}: {written} for {sorted(map(str, values))}")
    return known, given, right, wrong
