"""Observations of whole plans: held to what was written down by hand, and to the files by other readers."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest

from ingest.catalog import CatalogEntry
from ingest.library import read_document
from ingest.records import Observation, Reading

PLANS = Path(__file__).parent / "cases" / "plans"
_ALIKE = 0.75
Gold = Mapping[str, Any]


@cache
def read(plan: str, file: str) -> Reading:
    path = PLANS / plan / file
    return read_document(path, CatalogEntry(path.stem, path, file))


def load_gold(plan: str) -> list[Gold]:
    lines = (PLANS / plan / "observations_gold.jsonl").read_text(encoding="utf-8").splitlines()
    rows: list[Gold] = [json.loads(line) for line in lines if line.strip()]
    # An aim in words has no value to be found.
    return [row for row in rows if row["value"] is not None]


def score(gold: list[Gold], observations: list[Observation]) -> dict[str, tuple[int, int]]:
    """Return for each role how many gold rows are found, and of how many; for targets op and verdict too.

    An observation of the same year, role and value that belongs to the entry is the row; each serves once.
    """
    found: dict[str, list[bool]] = defaultdict(list)
    used: set[int] = set()
    for row in gold:
        fits = [o for o in observations if id(o) not in used and _is_row(row, o)]
        fits.sort(key=lambda o: (o.verdict != row.get("verdict"), o.op != row.get("op")))
        used |= {id(o) for o in fits[:1]}
        found[row["role"]].append(bool(fits))
        if row["role"] == "target" and fits:
            for key in ("op", "verdict"):
                if row.get(key):
                    found[key].append(getattr(fits[0], key) == row[key])
    return {key: (sum(hits), len(hits)) for key, hits in found.items()}


def _is_row(row: Gold, one: Observation) -> bool:
    if one.year != row["year"] or one.role != row["role"] or one.value is None:
        return False
    if abs(float(one.value) - row["value"]) > 1e-4 * max(1.0, abs(row["value"])):
        return False
    if row.get("no") not in (None, "") and str(row["no"]) == one.no:
        return True
    said, meant = (one.entry, one.metric), (row.get("entry") or "", row.get("metric") or "")
    return any(_overlap(a, b) >= _ALIKE for a in said for b in meant if a and b)


def _overlap(one: str, other: str) -> float:
    pairs = [
        {text[i : i + 2] for i in range(len(text) - 1)} for text in map("".join, map(str.split, (one, other)))
    ]
    return len(pairs[0] & pairs[1]) / max(1, min(map(len, pairs)))


def test_a_health_report_in_word_is_read_without_a_catalogue() -> None:
    gold = load_gold("mohw-112")
    found = score(gold, list(read("mohw-112", "mohw-112.docx").observations))
    assert set(found) >= {"target", "actual", "budget", "op", "verdict"}
    assert {key: pair for key, pair in found.items() if pair[0] < 0.95 * pair[1]} == {}


def test_cards_with_grids_of_years_are_read_as_their_author_meant_them() -> None:
    found = score(load_gold("mol-112"), list(read("mol-112", "mol-112.docx").observations))
    assert set(found) >= {"target", "actual", "budget", "final", "rate", "op", "verdict"}
    assert {key: pair for key, pair in found.items() if pair[0] < 0.98 * pair[1]} == {}


def test_cards_whose_labels_are_all_their_ministrys_own_are_read_as_their_author_meant_them() -> None:
    gold = [row for row in load_gold("tour-112") if row["doc"] == "tour-112"]
    found = score(gold, list(read("tour-112", "tour-112.docx").observations))
    assert [found[key] for key in ("target", "verdict", "op", "actual")] == [
        (78, 78), (40, 40), (78, 78), (117, 117),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("plan", "file", "least"),
    [
        ("mnd-resilience-112", "mnd-resilience-112.docx", 0.94),
        ("kinmen-113", "kinmen-113.html", 0.98),
        ("moc-heritage-112", "moc-heritage-112.odt", 0.97),
        ("moc-heritage-112", "moc-heritage-112-budget.xlsx", 1.0),
        ("mot-safety-113", "mot-safety-113.pdf", 1.0),
        ("hakka-112", "hakka-112.docx", 0.94),
        ("hakka-112", "hakka-112-budget.xlsx", 1.0),
        ("sport-113", "sport-113.pdf", 1.0),
        ("fsc-inclusion-113", "fsc-inclusion-113.html", 1.0),
        ("taichung-care-113", "taichung-care-113.docx", 1.0),
        ("dgpa-112", "dgpa-112.odt", 0.87),
        ("vac-113", "vac-113.docx", 0.92),
        ("nstc-113", "nstc-113.html", 0.76),
        ("tour-112", "tour-112-budget.xlsx", 1.0),
        ("forestry-113", "forestry-113.odt", 0.4),
        ("moda-113", "moda-113.docx", 1.0),
        ("mofa-112", "mofa-112.docx", 0.98),
    ],
)
def test_plans_in_layouts_of_their_own_are_read_as_their_authors_meant_them(
    plan: str, file: str, least: float
) -> None:
    gold = [row for row in load_gold(plan) if row["doc"] == Path(file).stem]
    found = score(gold, list(read(plan, file).observations))
    wanted = {"target", "actual", "budget", "final", "verdict"} & {*found}
    assert {"actual", "budget", "final"} <= wanted
    assert {key: found[key] for key in wanted if found[key][0] < least * found[key][1]} == {}


def test_a_midterm_plan_and_its_report_as_texts_are_read_without_a_catalogue() -> None:
    gold = load_gold("motc")
    readings = [read("motc", file) for file in ("motc-midterm-110-113.txt", "motc-report-111.txt")]
    for reading in readings:
        own = [row for row in gold if row["doc"] == reading.document.id]
        found = score(own, list(reading.observations))
        assert own and {key: pair for key, pair in found.items() if pair[0] < pair[1]} == {}


def test_the_scorer_counts_each_observation_once_and_no_other_value() -> None:
    [gold] = [row for row in load_gold("mohw-112") if row["role"] == "target"][:1]
    [fit] = [o for o in read("mohw-112", "mohw-112.docx").observations if _is_row(gold, o)][:1]
    assert score([gold, gold], [fit])["target"] == (1, 2)
    assert score([{**gold, "value": gold["value"] + 1}], [fit])["target"] == (0, 1)
    assert score([{**gold, "year": 99}], [fit])["target"] == (0, 1)


# What stands in a file by another reader: the texts of its cells and paragraphs.


def list_word(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = ElementTree.fromstring(archive.read("word/document.xml"))
    for paragraph in root.iter(f"{{{root.tag[1:].split('}')[0]}}}p"):
        yield "".join(node.text or "" for node in paragraph.iter() if node.tag.endswith("}t"))


def list_odt(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = ElementTree.fromstring(archive.read("content.xml"))
    for node in root.iter():
        if node.tag.endswith(("}p", "}h")):
            yield "".join(node.itertext())


def list_workbook(data: bytes) -> Iterator[str]:
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, int | float):
                    # A number is shown as its format says; what is shown has its digits.
                    yield f"{cell.value:,}"
                    yield f"{cell.value}"
                    for places in range(4):
                        yield f"{cell.value * 100:.{places}f}%"
                        yield f"{cell.value:,.{places}f}"
                elif cell.value is not None:
                    yield str(cell.value)


def list_separated(data: bytes) -> Iterator[str]:
    for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))):
        yield from row


def list_page(data: bytes) -> Iterator[str]:
    text = re.sub(r"(?is)<(script|style).*?</\1>", "", data.decode("utf-8"))
    for part in re.split(r"(?i)</?(?:td|th|p|div|li|h[1-6]|br|tr|caption)\b[^>]*>", text):
        yield re.sub(r"<[^>]+>", "", part)


def list_lines(data: bytes) -> Iterator[str]:
    yield from re.split(r"[\n\t|]|<br>", data.decode("utf-8-sig"))


READERS: dict[str, Callable[[bytes], Iterator[str]]] = {
    ".docx": list_word,
    ".odt": list_odt,
    ".xlsx": list_workbook,
    ".csv": list_separated,
    ".html": list_page,
    ".txt": list_lines,
    ".md": list_lines,
}
FILES = [
    ("mohw-112", "mohw-112.docx"),
    ("mol-112", "mol-112.docx"),
    ("moa-112", "moa-112.docx"),
    ("moa-112", "moa-112.odt"),
    ("moenv-113", "moenv-113.html"),
    ("motc", "motc-midterm-110-113.txt"),
    ("motc", "motc-report-111.txt"),
    ("taoyuan-112", "taoyuan-kpi-112.xlsx"),
    ("taoyuan-112", "taoyuan-projects-112.csv"),
    ("taoyuan-112", "taoyuan-summary-112.md"),
]


def stands_whole(written: str, text: str) -> bool:
    """Say whether a number stands in a text and is no part of a longer one."""
    words, wanted = "".join(text.split()), "".join(written.split())
    for match in re.finditer(re.escape(wanted), words):
        before, after = words[: match.start()], words[match.end() :]
        joined = re.search(r"[0-9０-９][,，.．]?$", before) if wanted[0].isdigit() else None
        longer = re.match(r"[,，.．]?[0-9０-９]", after) if wanted[-1].isdigit() else None
        numbered = re.search(r"(?:^|[^0-9.])[0-9]{1,2}[.．、]$", before)
        if (joined is None or numbered) and longer is None:
            return True
    return False


@pytest.mark.parametrize(("plan", "file"), FILES, ids=[file for _, file in FILES])
def test_what_is_observed_stands_in_a_cell_of_the_file_as_a_whole_number(plan: str, file: str) -> None:
    reading = read(plan, file)
    texts = list(READERS[Path(file).suffix]((PLANS / plan / file).read_bytes()))
    observed = {one.as_written for one in reading.observations}
    assert len(observed) > 20
    assert [w for w in sorted(observed) if not any(stands_whole(w, text) for text in texts)] == []


@pytest.mark.parametrize(("plan", "file"), FILES, ids=[file for _, file in FILES])
def test_what_is_observed_stands_whole_in_the_lines_it_cites(plan: str, file: str) -> None:
    reading = read(plan, file)
    lines = reading.document.lines
    for one in reading.observations:
        cited = "".join(lines[one.place.line_start - 1 : one.place.line_end])
        cells = re.split(r"\t|\|", cited)
        assert any(stands_whole(one.as_written, cell) for cell in cells), (one.as_written, one.place)


def test_a_part_of_a_number_or_two_cells_together_do_not_stand() -> None:
    assert stands_whole("653", "共653,218通") is False
    assert stands_whole("218", "共653,218通") is False
    assert stands_whole("5.5%", "105.5%") is False
    assert stands_whole("18,735通", "1.18,735通") and stands_whole("12場", "1. 12場")


@pytest.mark.parametrize(
    ("plan", "file", "least"),
    [
        ("moi-safety-111", "moi-safety-111.txt", {"target": 0.95, "actual": 1.0, "rate": 1.0}),
        ("oac-marine-113", "oac-marine-113.docx", {"target": 1.0, "actual": 1.0, "rate": 1.0}),
        ("cip-tribes-112", "cip-tribes-112.txt", {"target": 1.0, "actual": 1.0, "rate": 1.0}),
        ("ocac-112", "ocac-112.txt", {"target": 0.96, "actual": 1.0, "rate": 1.0}),
        ("hakka-111", "hakka-111.html", {"target": 0.96, "actual": 1.0, "rate": 1.0}),
    ],
)
def test_reports_that_tell_targets_and_results_in_sentences(
    plan: str, file: str, least: dict[str, float]
) -> None:
    found = score(load_gold(plan), list(read(plan, file).observations))
    shares = {role: hits / whole for role, (hits, whole) in found.items()}
    assert {role for role, share in least.items() if shares[role] < share} == set()
    assert shares["verdict"] == 1.0
    assert shares["op"] >= 0.97
