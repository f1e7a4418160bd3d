"""Reading a PDF in a process of its own, within limits of time and memory."""

from __future__ import annotations

import json
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.blocks import Block, Cell, Paragraph, Starts, Table
from ingest.limits import PdfLimits, read_pdf_limits
from ingest.pdf.second import SecondReader
from ingest.processes import start_worker
from ingest.records import Box, LockedSource, UnreadableSource

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class PdfText:
    """The lines of a PDF with their boxes; `problems` are (page, message), `blocks` stand on the lines."""

    lines: tuple[str, ...]
    boxes: tuple[Box, ...]
    wrapped: frozenset[int]
    left_out: tuple[tuple[Box, str], ...]
    problems: tuple[tuple[int, str], ...]
    blocks: tuple[Block, ...] = ()


def read_pdf(
    path: Path,
    name: str,
    *,
    password: str | None = None,
    progress: Progress | None = None,
) -> PdfText:
    """Return the lines of a PDF and the blocks on them; a visual line of a cell is a line.

    `progress` is called with (stage, done, total) for each page.

    Raises UnreadableSource, which names the file, for a PDF that is encrypted, damaged or without
    text, or that needs more pages, time or memory than the limits allow.
    """
    limits = read_pdf_limits()
    request = {
        "path": str(path.resolve()),
        "password": password,
        "pages": limits.pages,
        "memory": limits.memory,
        "ocr_memory": limits.ocr_memory,
    }
    with start_worker("ingest.pdf.worker") as worker, SecondReader(request) as second:
        answer = _converse(worker, request, limits, progress, name)
        if "result" in answer:
            answer["result"]["problems"] += second.compare(answer["result"]["characters"])
    if "error" in answer:
        kind = LockedSource if answer["locked"] else UnreadableSource
        raise kind(f"{name}: {answer['error']}")
    if "result" not in answer:
        raise UnreadableSource(f"{name}: {_explain(answer, limits)}")
    return _to_text(answer["result"])


def _explain(answer: dict[str, Any], limits: PdfLimits) -> str:
    """Return why there is no result; a worker that died says nothing, its memory may have been the cause."""
    memory = limits.ocr_memory if answer.get("stage") == "ocr" else limits.memory
    if "failed" in answer:
        return (
            f"expected a PDF that can be laid out, found one that its reader fails at ({answer['failed']}); "
            "export it again, and report the failure"
        )
    if "memory" in answer:
        return (
            f"expected a PDF that can be read within {memory} MiB, found one that needs more; "
            "split it or set PLANCITE_MAX_MEMORY"
        )
    return (
        "expected a PDF that can be read, found one that ended its reader; it may be damaged or need more "
        f"than {memory} MiB; export it again, split it or set PLANCITE_MAX_MEMORY"
    )


class _Clock:
    """Kills the worker when its time is up; each page read by OCR gives it more."""

    def __init__(self, worker: subprocess.Popen[str], limits: PdfLimits) -> None:
        self.expired = False
        self._worker, self._limits = worker, limits
        self._end = time.monotonic() + limits.seconds
        self._stopped = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while (left := self._end - time.monotonic()) > 0:
            if self._stopped.wait(left):
                return
        self.expired = True
        self._worker.kill()

    def extend(self) -> None:
        """Give the worker the time of one more page read by OCR."""
        self._end = max(self._end, time.monotonic() + self._limits.ocr_seconds)

    def stop(self) -> None:
        """Stop watching."""
        self._stopped.set()


def _converse(
    worker: subprocess.Popen[str],
    request: dict[str, Any],
    limits: PdfLimits,
    progress: Progress | None,
    name: str,
) -> dict[str, Any]:
    assert worker.stdin and worker.stdout
    clock = _Clock(worker, limits)
    answer: dict[str, Any] = {}
    stage = ""
    try:
        worker.stdin.write(json.dumps(request) + "\n")
        worker.stdin.flush()
        for line in worker.stdout:
            answer = json.loads(line)
            if "progress" not in answer:
                break
            stage, done, total = answer["progress"]
            answer = {}
            if stage == "ocr":
                clock.extend()
            if progress:
                progress(stage, done, total)
    except (OSError, json.JSONDecodeError, UnicodeDecodeError):
        answer = {}  # The worker died, or something else wrote into its answer.
    finally:
        clock.stop()
    if clock.expired:
        raise UnreadableSource(
            f"{name}: expected a PDF that can be read within {limits.seconds} seconds, found one that takes "
            "longer; split it or set PLANCITE_MAX_SECONDS"
        )
    return {**answer, "stage": stage}


def _to_text(result: dict[str, Any]) -> PdfText:
    return PdfText(
        tuple(result["lines"]),
        tuple(Box(*box) for box in result["boxes"]),
        frozenset(result["wrapped"]),
        tuple((Box(*box), text) for box, text in result["left_out"]),
        tuple(sorted((page, message) for page, message in result["problems"])),
        tuple(_to_block(data) for data in result["blocks"]),
    )


def _to_block(data: list[Any]) -> Block:
    """Return a block from the data of the worker: a paragraph has two parts, a table six."""
    if len(data) == 2:
        return Paragraph(data[0], _to_starts(data[1]))
    cells, rows, columns, start, end, starts_page = data
    read = tuple(Cell(row, column, text, _to_starts(at), *spans) for row, column, text, at, *spans in cells)
    return Table(read, rows, columns, start, end, "", starts_page)


def _to_starts(pairs: list[list[int]]) -> Starts:
    return tuple((offset, line) for offset, line in pairs)
