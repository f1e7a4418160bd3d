"""The yardstick: what was answered once, held against what is answered now.

`python -m tests.bench.yardstick` (or `make yardstick`) puts every question of the shipped cases and of the
plans in `tests/cases/plans` to the program, and asks for every record and contradiction, through the commands
alone, so that whatever is inside may be changed. Printed is each that differs from what is saved in
`tests/cases/yardstick`, and, where it is known what is right, whether it is better or worse. It exits with 1
when something is worse. `--save` saves what is answered now in its place.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .differences import Judged, compare, describe, summarise
from .report import ROOT
from .scoring import Row

CASES = ROOT / "tests" / "cases"
SAVED = CASES / "yardstick"
PLANS = CASES / "plans"
MOST_QUOTES = 3
_OWN = ("questions_zh.jsonl", "questions_en.jsonl", "questions_absent.jsonl", "question_forms.json")


@dataclass(frozen=True, slots=True)
class CaseSet:
    """Documents that are added to the shipped ones, and what is asked over them and known of them."""

    name: str
    documents: tuple[Path, ...]
    questions: tuple[Path, ...]
    contradictions: Path | None = None


SETS = (
    CaseSet("shipped", (), tuple(CASES / name for name in _OWN)),
    CaseSet(
        "lianzheng-111",
        (PLANS / "lianzheng-111" / "lianzheng-111.txt",),
        (PLANS / "lianzheng-111" / "questions.jsonl",),
        PLANS / "lianzheng-111" / "contradictions_gold.json",
    ),
    CaseSet(
        "mohw-112",
        (PLANS / "mohw-112" / "mohw-112.docx",),
        (PLANS / "mohw-112" / "questions.jsonl",),
        PLANS / "mohw-112" / "contradictions_gold.json",
    ),
    CaseSet(
        "mohw-112-pdf",
        (PLANS / "mohw-112" / "mohw-112.pdf",),
        (PLANS / "mohw-112" / "questions.jsonl",),
        PLANS / "mohw-112" / "contradictions_gold.json",
    ),
    CaseSet(
        "motc",
        (PLANS / "motc" / "motc-midterm-110-113.txt", PLANS / "motc" / "motc-report-111.txt"),
        (PLANS / "motc" / "questions.jsonl",),
    ),
    CaseSet(
        "motc-pdf",
        (PLANS / "motc" / "motc-midterm-110-113.txt", PLANS / "motc" / "motc-report-111.pdf"),
        (PLANS / "motc" / "questions.jsonl",),
    ),
)


def read_questions(cases: CaseSet) -> list[Row]:
    """Return the questions of a set; one without an id goes by its place in its file."""
    questions: list[Row] = []
    for path in cases.questions:
        text = path.read_text(encoding="utf-8")
        rows = (
            json.loads(text)
            if path.suffix == ".json"
            else map(json.loads, filter(str.strip, text.splitlines()))
        )
        questions += [{"id": f"{path.stem}-{place}", **row} for place, row in enumerate(rows, start=1)]
    return questions


def find_rows(cases: CaseSet) -> Iterator[Row]:
    """Build an index of a set's documents in a home of its own; yield what is answered over it."""
    questions = read_questions(cases)
    with tempfile.TemporaryDirectory(prefix="plancite-yardstick-") as folder:
        home = Path(folder) / "home"
        _run(home, "build", *map(str, cases.documents))
        batch = Path(folder) / "questions.jsonl"
        lines = [json.dumps({"q": question["q"]}, ensure_ascii=False) for question in questions]
        batch.write_text("\n".join(lines) + "\n", encoding="utf-8")
        answers = map(json.loads, _run(home, "ask", "--json", "--batch", str(batch)).splitlines())
        for question, answer in zip(questions, answers, strict=True):
            yield keep_answer(question, answer)
        # What is read of the shipped documents is kept once, with the set that adds none.
        added = {path.stem for path in cases.documents}
        records, found = (
            [row for row in json.loads(_run(home, command, "--json")) if not added or row["doc"] in added]
            for command in ("records", "check")
        )
        yield from number_alike([*map(keep_record, records), *map(keep_contradiction, found)])


def _run(home: Path, *arguments: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", "qa.cli", *arguments],
        cwd=ROOT,
        env={**os.environ, "PLANCITE_HOME": str(home), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    if ran.returncode:
        raise RuntimeError(f"plancite {arguments[0]}: {ran.stderr.strip()[-500:]}")
    return ran.stdout


def keep_answer(question: Row, answer: Row) -> Row:
    """Return what is kept of an answer: its sentence, what it rests on, its figures, its first quotes."""
    return {
        "name": f"ask {question['id']}",
        "q": question["q"],
        "sentence": answer["answer"],
        "kind": answer["kind"],
        "abstained": answer["abstained"],
        "measures": answer["measures"],
        "figures": [[f["value"], f["unit"], f["year"], f["role"]] for f in answer["figures"]],
        "quotes": [citation["quote"] for citation in answer["citations"][:MOST_QUOTES]],
    }


def keep_record(record: Row) -> Row:
    """Return what is kept of a record: where it stands, whose it is, its targets, a digest of each field."""
    id = record.get("id") or f"{record['type']}/{record['no']}"
    fields = {
        key: [field["line_start"], field["line_end"], hashlib.sha256(field["text"].encode()).hexdigest()[:8]]
        for key, field in record["fields"].items()
    }
    kept = ("title", "edition", "line_start", "line_end", "agencies", "lead_agencies", "official_status")
    return {
        "name": f"record {record['doc']} {id}",
        **{key: record.get(key) for key in kept},
        "fields": fields,
        "targets": [_keep_target(target) for target in record.get("targets", ())],
        "next_targets": [_keep_target(target) for target in record.get("next_targets", ())],
    }


def _keep_target(target: Row) -> list[Any]:
    kept = ("year", "item", "metric", "op", "target", "unit", "actual", "previous", "rate_pct", "verdict")
    return [target.get(key) for key in kept]


def keep_contradiction(found: Row) -> Row:
    """Return what is kept of a contradiction; it goes by its kind and where it stands."""
    return {
        "name": f"check {found['doc']} {found['no']} {found['kind']} line {found['line_start']}",
        "stated": found["stated"],
        "expected": found["expected"],
        "quote": found["quote"],
    }


def number_alike(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield rows, those of one name with a number behind it from the second on.

    >>> [row["name"] for row in number_alike([{"name": "a"}, {"name": "a"}, {"name": "b"}])]
    ['a', 'a #2', 'b']
    """
    counts: Counter[str] = Counter()
    for row in rows:
        name = row["name"]
        counts[name] += 1
        yield {**row, "name": f"{name} #{counts[name]}" if counts[name] > 1 else name}


def read_saved(cases: CaseSet) -> list[Row]:
    """Return what is saved of a set, nothing where it was never saved."""
    path = SAVED / f"{cases.name}.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.is_file() else []


def save(cases: CaseSet, rows: Iterable[Row]) -> None:
    """Save what is answered over a set, one JSON object a line."""
    SAVED.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows]
    (SAVED / f"{cases.name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def hold(cases: CaseSet, rows: list[Row]) -> tuple[str, Counter[Judged]]:
    """Print what differs from what is saved of a set; return it summed up, and how many differ how."""
    golds = {question["id"]: question for question in read_questions(cases)}
    found = json.loads(cases.contradictions.read_text("utf-8")) if cases.contradictions else None
    known = None if found is None else [contradiction["quote"] for contradiction in found]
    before = read_saved(cases)
    counts: Counter[Judged] = Counter()
    for difference in compare(before, rows, golds, known):
        counts[difference.judged] += 1
        print(f"[{cases.name}] " + "\n".join(describe(difference)), flush=True)
    told = ", ".join(f"{count} {judged}" for judged, count in sorted(counts.items())) or "nothing differs"
    was = summarise("saved", before, golds)
    return f"{summarise(cases.name, rows, golds)} ({was}); {told}", counts


def main() -> int:
    """Ask everything; print what differs, or save it."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.yardstick", description=__doc__)
    parser.add_argument("--save", action="store_true", help="save what is answered now")
    parser.add_argument("--only", nargs="+", metavar="SET", choices=[cases.name for cases in SETS])
    options = parser.parse_args()
    sums, worse = [], 0
    for cases in SETS:
        if options.only and cases.name not in options.only:
            continue
        rows = list(find_rows(cases))
        if options.save:
            save(cases, rows)
        summed, counts = hold(cases, rows)
        sums.append(summed)
        worse += counts["worse"]
    print("\n".join(["", *sums]))
    return 1 if worse else 0


if __name__ == "__main__":
    raise SystemExit(main())
