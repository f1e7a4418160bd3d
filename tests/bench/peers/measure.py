"""What one peer costs and finds, every task of it in a fresh process of its own environment."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from index.embedder import BUNDLED
from index.passages import UNSEARCHED
from index.store import Store
from qa.evaluation import Gold

from ..report import ROOT, Line, find_quantile
from ..retrieval import Key, Score, score

HERE = Path(__file__).parent
# Cold starts of which the median is told.
STARTS = 3
# Seconds after which a peer counts as hanging.
PATIENCE = 900
# Without this the peers would ask the network about a model that lies here, and tell theirs about the run.
_ALONE = {"HF_HUB_OFFLINE": "1", "HAYSTACK_TELEMETRY_ENABLED": "False", "PYTHONUTF8": "1"}


class PeerError(RuntimeError):
    """A peer that cannot be measured; the message is one line that says at which task and why."""


@dataclass(frozen=True, slots=True)
class Peer:
    """One way of searching: its module here, the package whose version is told, how it cuts words.

    Of `cuts`, "default" is what it does by itself and "pairs" what is handed to it.
    """

    module: str
    title: str
    package: str
    cuts: tuple[str, ...] = ("default",)

    @property
    def own(self) -> bool:
        """Whether this is plancite, which lives in another environment than its peers."""
        return self.package == "plancite"


@dataclass(frozen=True, slots=True)
class Given:
    """What every peer is given: a file of texts and questions, the questions, and whose each text is."""

    file: Path
    questions: Sequence[Gold]
    owners: Sequence[Key | None]


@dataclass(frozen=True, slots=True)
class Row:
    """What one peer costs, and how often it finds the right measure first."""

    name: str
    build: float
    cold: float
    warm: float
    p95: float
    memory: float
    code: int
    zh: Score
    en: Score

    def lines(self) -> Iterator[Line]:
        """Yield the row as lines of the JSON."""
        for what, value, unit in (
            ("build", self.build, "s"),
            ("cold start, median", self.cold, "s"),
            ("warm question, median", self.warm, "ms"),
            ("warm question, p95", self.p95, "ms"),
            ("peak memory of the asking process", self.memory, "MB"),
            ("lines of code a user writes", self.code, ""),
            ("zh hit@1", self.zh.hit1, "share"),
            ("zh MRR", self.zh.mrr, "share"),
            ("en hit@1", self.en.hit1, "share"),
            ("en MRR", self.en.mrr, "share"),
        ):
            yield Line(f"peers: {self.name}", what, value, unit)


def export_texts(store: Store) -> tuple[list[str], list[Key | None]]:
    """Return one text per field of every record, and the measure it is of, None for another record."""
    found = [
        (item.text, (record.doc, record.no) if record.kind == "measure" else None)
        for reading in store.records.readings()
        for record in reading.records
        for key, item in record.fields.items()
        if key not in UNSEARCHED and item.text.strip()
    ]
    return [text for text, _ in found], [owner for _, owner in found]


def measure_peer(python: Path, peer: Peer, name: str, cut: str, given: Given) -> Row:
    """Build, start and ask a peer. Raises PeerError."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = (peer.module, str(given.file), folder, str(BUNDLED), cut)
        built = _run(python, peer, "build", *arguments)
        starts = [_run(python, peer, "start", *arguments)["cold"] for _ in range(1, STARTS)]
        asked = _run(python, peer, "ask", *arguments)
    ranks = {
        gold["q"]: _rank(found, given.owners)
        for gold, found in zip(given.questions, asked["found"], strict=True)
    }
    chinese, english = score(name, lambda gold: ranks[gold["q"]], given.questions)
    return Row(
        name,
        built["build"],
        median([*starts, asked["cold"]]),
        median(asked["took"]),
        find_quantile(asked["took"], 0.95),
        asked["memory"],
        count_code(peer.module) + (count_code("pairs") if cut == "pairs" else 0),
        chinese,
        english,
    )


def _rank(found: Sequence[Any], owners: Sequence[Key | None]) -> list[Key]:
    """Return measures, best first, of what a peer found: rows of the texts, or of plancite measures."""
    keys = (owners[one] if isinstance(one, int) else (one[0], one[1]) for one in found)
    return list(dict.fromkeys(key for key in keys if key))


def _run(python: Path, peer: Peer, task: str, *arguments: str) -> dict[str, Any]:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | _ALONE
    if peer.own:
        python, environment["PYTHONPATH"] = Path(sys.executable), str(ROOT)
    try:
        done = subprocess.run(
            [str(python), str(HERE / "run.py"), task, *arguments],
            cwd=arguments[2],
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PeerError(f"{task}: {error}") from error
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["no message"]
        raise PeerError(f"{task}: exit {done.returncode}: {said[-1][:300]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def count_code(module: str) -> int:
    """Return the lines of code of a module here, without its docstring, empty lines and comments."""
    text = (HERE / f"{module}.py").read_text(encoding="utf-8")
    first = ast.parse(text).body[0]
    lines = text.splitlines()[first.end_lineno or 0 :]
    return sum(1 for line in lines if line.strip() and not line.strip().startswith("#"))
